using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>The SQL statements of one query, on a connection of their own.</summary>
/// <param name="query">What is asked.</param>
/// <param name="file">The publication; its holder disposes it after this.</param>
/// <param name="cancellationToken">Stops a statement under way.</param>
/// <param name="isNarrow">Whether nothing but a page of few rows is read, whose place is known.</param>
internal sealed class FeedReading(FeedQuery query, FeedFile file, CancellationToken cancellationToken, bool isNarrow = false) : IDisposable
{
    private readonly DuckDBConnection connection = file.Instance(isNarrow).Connect();
    private readonly Stack<IDisposable> opened = [];

    /// <summary>How many rows the condition holds for.</summary>
    public long Count()
    {
        using var reader = Read($"select count(*) from {query.From.Sql} where {query.Where}");
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    /// <summary>How many hidden figures there are in all aggregated rows, whatever page is read; null where none are hidden, or the rows are stored ones.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isAll">Whether it holds all rows.</param>
    public long? Hidden(FeedRows page, bool isAll) => query.From is not { IsStored: false, Hidden: { } hidden } ? null
        : isAll ? page.Sum(query.Columns.Count)
        : Rows($"select {hidden} from {query.From.Sql} where {query.Where}").Sum(0);

    /// <summary>
    /// A page, in order: the columns asked for; then, of stored rows, the key's where <see cref="FeedQuery.HasKeyBeside"/> says so, and the ordinal; of
    /// aggregated ones, how many hidden figures are in the row. It is read whole before the first row is returned, so that what fails, fails before the answer begins.
    /// </summary>
    /// <param name="after">Where the page before ended: the ordinal of its last row, or the count of aggregated rows given; null: the first page.</param>
    /// <param name="skip">Rows to leave out of the first page.</param>
    /// <param name="take">Rows at most.</param>
    public FeedRows Page(long? after, long skip, long take)
    {
        var isStored = query.From.IsStored;
        var beside = !isStored ? [query.From.Hidden ?? "0::bigint"] : query.HasKeyBeside ? query.Request.Set.Contract.Key.Select(Duck.Name).Append("ordinal") : ["ordinal"];
        var select = $"select {string.Join(", ", query.Columns.Select(column => column.Sql).Concat(beside))} from {query.From.Sql} where";
        if (query.Known is { } within)
        {
            var first = Math.Max(within.First, (after ?? -1) + 1) + skip;
            return Rows($"{select} {(within with { First = first, Last = Math.Min(within.Last, first + take - 1) }).Sql}");
        }
        var where = after is null || !isStored ? query.Where : $"{query.Where} and {After(after.Value)}";
        var offset = query.Parameters.Add(isStored ? skip : after ?? skip);
        return Rows($"{select} {where}{OrderBy()} limit {query.Parameters.Add(take)} offset {offset}");
    }

    /// <summary>All rows for a file, as <see cref="AllSql"/> says.</summary>
    public DuckDBDataReader All(long? skip, long? top, Func<RelationColumn, string>? written = null) => Read(AllSql(skip, top, written), streamed: true);

    /// <summary>SQL of all rows, of aggregated ones also how many hidden figures are in each.</summary>
    public string AllSql(long? skip, long? top, Func<RelationColumn, string>? written = null) =>
        $"select {string.Join(", ", query.FileColumns.Select(column => $"{(written is null ? column.Sql : written(column))} as {Duck.Name(column.Name)}"))}"
        + $" from {query.From.Sql} where {query.Where}"
        + OrderBy()
        + (top is null ? "" : $" limit {query.Parameters.Add(top.Value)}")
        + (skip is null ? "" : $" offset {query.Parameters.Add(skip.Value)}");

    /// <summary>The rows of another statement.</summary>
    public IEnumerable<T> Rows<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var reader = Read(sql);
        while (reader.Read())
            yield return row(reader);
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public void Run(string sql)
    {
        using var done = Read(sql);
    }

    /// <summary>
    /// What was asked for, then the stored order. Where nothing was asked for, DuckDB gives rows as they are stored, and stops at the limit, without
    /// sorting them (preserve_insertion_order). Aggregated rows have no stored order; all their columns together make one.
    /// </summary>
    private string OrderBy() => query.From.IsStored && query.Order.Count == 0 ? ""
        : " order by " + string.Join(", ", query.Order.Select(key => key.Sql + (key.Descending ? " desc nulls last" : " asc nulls first"))
            .Concat(query.From.IsStored ? ["ordinal"] : query.From.Columns.Select(column => column.Sql + " nulls first")));

    /// <summary>What holds for the rows that come after one, in the order asked: OData sorts null before every value, and last descending.</summary>
    private string After(long ordinal)
    {
        var last = query.Parameters.Add(ordinal);
        var (same, after) = ("true", new List<string>());
        if (query.Order.Count > 0)
        {
            using var row = Read($"select {string.Join(", ", query.Order.Select(key => key.Sql))} from {query.From.Sql} where ordinal = {last}");
            row.Read();
            for (var i = 0; i < query.Order.Count; i++)
            {
                var (sql, descending) = query.Order[i];
                var isNull = row.IsDBNull(i);
                var value = isNull ? "null" : query.Parameters.Add(row.GetValue(i) is DateTime instant ? new DateTimeOffset(instant, TimeSpan.Zero) : row.GetValue(i));
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

    private FeedRows Rows(string sql)
    {
        var rows = FeedRows.Of(connection, sql, query.Parameters, cancellationToken);
        opened.Push(rows);
        return rows;
    }

    private DuckDBDataReader Read(string sql, bool streamed = false)
    {
        var command = connection.CreateCommand();
        opened.Push(command);
        command.UseStreamingMode = streamed;
        command.CommandText = sql;
        foreach (var (name, value) in query.Parameters.Of(sql))
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
        if (isNarrow)
            file.Instance(isNarrow).GiveBack(connection);
        else
            connection.Dispose();
    }
}
