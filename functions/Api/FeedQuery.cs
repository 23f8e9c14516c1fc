using Microsoft.OData.UriParser;

namespace Outcomes.Functions.Api;

/// <summary>A request as SQL over one publication; nothing of it has been run.</summary>
internal sealed record FeedQuery
{
    private const int MostNarrow = 50_000;

    /// <summary>What was asked.</summary>
    public required FeedRequest Request { get; init; }

    /// <summary>The rows it is asked of: the set's, or what $apply made of them.</summary>
    public required Relation From { get; init; }

    /// <summary>The columns to write, in the relation's order.</summary>
    public required IReadOnlyList<RelationColumn> Columns { get; init; }

    /// <summary>SQL of the condition; "true" where there is none.</summary>
    public required string Where { get; init; }

    /// <summary>The stretch of stored rows it is asked of, which <see cref="Where"/> says too; null: it is not known.</summary>
    public required Stretch? Within { get; init; }

    /// <summary>The rows, where which they are is known without asking: a stretch of the set that the caller sees all of, in its own order; null: they must be found.</summary>
    public Stretch? Known => Within is { IsWhole: true } && From.IsWhole && Order.Count == 0 ? Within : null;

    /// <summary>Whether a page of it is found among so few rows that one thread is soonest done.</summary>
    public bool IsNarrow => Known is not null || Within is { } within && within.Last - within.First < MostNarrow;

    /// <summary>SQL of what the rows are ordered by, before their stored order; empty where that is the order asked for.</summary>
    public required IReadOnlyList<(string Sql, bool Descending)> Order { get; init; }

    /// <summary>The values of the SQL.</summary>
    public required SqlParameters Parameters { get; init; }

    /// <summary>Whether the answer depends on the time, as with <c>now()</c>.</summary>
    public required bool DependsOnTime { get; init; }

    /// <summary>Whether the context names the columns: some were chosen, or there are others than the set's.</summary>
    public bool NamesColumns => Request.Selected.Count > 0 || !From.IsStored;

    /// <summary>Whether the key is read beside the columns to write: they do not hold it, or a property's path needs it.</summary>
    public bool HasKeyBeside => From.IsStored && (Request.Property is not null || Request.Set.Contract.Key.Any(name => Columns.All(column => column.Name != name)));

    /// <summary>The columns of a file: of aggregated rows also how many hidden figures are in each, under a name no alias can have.</summary>
    public IReadOnlyList<RelationColumn> FileColumns => From is { IsStored: false, Hidden: { } hidden }
        ? [.. Columns, new("outcomes.suppressed", hidden, Kind.Whole, "BIGINT", false, IsDynamic: true)] : Columns;

    /// <summary>Translates a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="from">The rows it is asked of.</param>
    /// <param name="asked">When the first page was asked for.</param>
    /// <exception cref="RefusalException">400 or 501.</exception>
    public static FeedQuery Translate(FeedRequest request, Relation from, DateTimeOffset asked)
    {
        var translation = new Translation(request.Aliases, asked);
        foreach (var step in request.Apply)
            from = ApplySql.Apply(from, step, translation);
        var sql = new ExpressionSql(from, translation);
        var where = request.Key.Count > 0 ? string.Join(" and ", request.Key.Select(part => sql.Sql(IsValue(sql, part.Key, part.Value))))
            : request.Filter is null ? "true" : sql.Condition(request.Filter.Expression);
        var within = request.Apply.Count + request.Key.Count > 0 ? null : request.Filter is null ? Stretch.All : from.Runs?.Of(request.Filter);
        if (within is not null && within != Stretch.All)
            where = within.IsWhole ? within.Sql : $"{where} and {within.Sql}";
        var isInOrder = within is not null && from.Runs?.Has(within, request.Order) == true;
        var order = (isInOrder ? [] : request.Order).Select(clause => (Term: sql.Translate(clause.Expression), clause.Direction))
            .Where(clause => !clause.Term.IsConstant).Select(clause => (sql.Sql(clause.Term), clause.Direction == OrderByDirection.Descending));
        return new()
        {
            Request = request,
            From = from,
            Columns = Chosen(request, from),
            Where = where,
            Within = within,
            Order = [.. order],
            Parameters = translation.Parameters,
            DependsOnTime = translation.AskedTheTime,
        };
    }

    private static IReadOnlyList<RelationColumn> Chosen(FeedRequest request, Relation from)
    {
        if (request.Property is not null)
            return [from[request.Property]];
        var wanted = request.Selected.Select(name => from[name]).ToHashSet();
        return wanted.Count == 0 ? from.Columns : [.. from.Columns.Where(wanted.Contains)];
    }

    private static Term IsValue(ExpressionSql sql, string column, object value) => value is QueryToken or ConvertNode
        ? throw RefusalException.NotSupported("This value in a key")
        : Comparison.Of(sql, BinaryOperatorKind.Equal, sql.Column(column), ExpressionSql.Constant(new ConstantNode(value)));
}
