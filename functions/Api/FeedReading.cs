using System.Data;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>The queries of one request against one publication, on a connection of its own.</summary>
/// <param name="request">What is asked.</param>
/// <param name="file">The publication; held until this is disposed.</param>
/// <param name="cancellationToken">Stops a query under way.</param>
internal sealed class FeedReading(FeedRequest request, FeedFile file, CancellationToken cancellationToken) : IDisposable
{
    private readonly DuckDBConnection connection = file.Connect();
    private readonly Stack<IDisposable> opened = [];

    /// <summary>How many rows the condition holds for.</summary>
    public long Count()
    {
        using var reader = Read($"select count(*) from {request.Set.Table} where {request.Where}");
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    /// <summary>
    /// Rows in order: the columns asked for, then the key's, then the ordinal. The whole page is read before the first is returned, so that
    /// what fails, fails before the answer begins.
    /// </summary>
    /// <param name="after">Ordinal of the last row of the page before; null: the first page.</param>
    /// <param name="skip">Rows to leave out of the first page.</param>
    /// <param name="take">Rows at most.</param>
    public IDataReader Rows(long? after, long skip, long take)
    {
        var columns = request.Columns.Select(column => column.Name).Concat(request.Set.Contract.Key).Append("ordinal").Select(Duck.Name);
        var where = after is null ? request.Where : $"{request.Where} and {After(after.Value)}";
        var order = request.Order.Select(key => key.Sql + (key.Descending ? " desc nulls last" : " asc nulls first")).Append("ordinal");
        return Read($"""
            select {string.Join(", ", columns)} from {request.Set.Table} where {where}
            order by {string.Join(", ", order)} limit {request.Filter.Parameter(take)} offset {request.Filter.Parameter(skip)}
            """);
    }

    /// <summary>What holds for the rows that come after one, in the order asked: OData sorts null before every value, and last descending.</summary>
    private string After(long ordinal)
    {
        var last = request.Filter.Parameter(ordinal);
        var (same, after) = ("true", new List<string>());
        if (request.Order.Count > 0)
        {
            using var row = Read($"select {string.Join(", ", request.Order.Select(key => key.Sql))} from {request.Set.Table} where ordinal = {last}");
            row.Read();
            for (var i = 0; i < request.Order.Count; i++)
            {
                var (sql, descending) = request.Order[i];
                var isNull = row.IsDBNull(i);
                var value = isNull ? "null" : request.Filter.Parameter(row.GetValue(i) is DateTime instant ? new DateTimeOffset(instant, TimeSpan.Zero) : row.GetValue(i));
                var further = (isNull, descending) switch
                {
                    (true, true) => "false",
                    (true, false) => $"{sql} is not null",
                    (false, true) => $"({sql} < {value} or {sql} is null)",
                    (false, false) => $"{sql} > {value}",
                };
                after.Add($"({same} and {further})");
                same += $" and {sql} is not distinct from {value}";
            }
        }
        after.Add($"({same} and ordinal > {last})");
        return $"({string.Join(" or ", after)})";
    }

    private DuckDBDataReader Read(string sql)
    {
        var command = connection.CreateCommand();
        opened.Push(command);
        command.CommandText = sql;
        foreach (var (name, value) in request.Filter.ParametersOf(sql))
            command.Parameters.Add(new DuckDBParameter(name, value));
        opened.Push(cancellationToken.Register(command.Cancel));
        cancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteReader();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (opened.TryPop(out var next))
            next.Dispose();
        connection.Dispose();
        file.Dispose();
    }
}
