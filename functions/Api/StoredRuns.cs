using DuckDB.NET.Data;
using Microsoft.OData.UriParser;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>
/// Where in a stored set the rows of one measure, grain, level and service lie, as the serving file says (<see cref="ServingFile"/>): a request that names
/// them all reads that stretch and nothing else, and where it wants the order they are stored in, nothing is sorted.
/// </summary>
internal sealed class StoredRuns
{
    private readonly IReadOnlyList<string> key;
    private readonly IReadOnlyList<string> order;
    private readonly Dictionary<string, Run> runs;

    private StoredRuns(IReadOnlyList<string> key, IReadOnlyList<string> order, Dictionary<string, Run> runs) => (this.key, this.order, this.runs) = (key, order, runs);

    /// <summary>The runs of a set; null where the serving file tells none.</summary>
    public static StoredRuns? Read(DuckDBConnection connection, string catalog, Dataset set)
    {
        if (ServingFile.RunsOf(set) is not var (table, key, order))
            return null;
        var runs = new Dictionary<string, Run>();
        foreach (var (name, run) in connection.Rows($"select concat_ws('\n', {string.Join(", ", key.Select(Duck.Name))}), first, last, sorted from {catalog}.{Duck.Name(table)}",
            row => (row.GetString(0), new Run(row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3)))))
            // Two keys that read the same, as codes with a line break could, share what holds both.
            runs[name] = runs.TryGetValue(name, out var other) ? new(Math.Min(run.First, other.First), Math.Max(run.Last, other.Last), IsSorted: false) : run;
        return new(key, order, runs);
    }

    /// <summary>The stretch that holds every row a filter takes; null where it does not name one.</summary>
    public Run? Of(FilterClause? filter)
    {
        var named = new Dictionary<string, string>();
        if (filter is not null)
            Collect(filter.Expression, named);
        return key.All(named.ContainsKey) ? runs.GetValueOrDefault(string.Join('\n', key.Select(column => named[column])), Run.Nothing) : null;
    }

    /// <summary>Whether the rows of a run lie in the order asked for already.</summary>
    public bool Has(Run run, IReadOnlyList<OrderByClause> asked)
    {
        var wanted = asked.Select(clause => clause is { Direction: OrderByDirection.Ascending, Expression: SingleValuePropertyAccessNode property } ? property.Property.Name : null)
            .Where(name => name is null || !key.Contains(name)).ToArray();
        return run.IsSorted && wanted.Length <= order.Count && wanted.SequenceEqual(order.Take(wanted.Length));
    }

    /// <summary>The columns that must equal a text for the filter to hold.</summary>
    private static void Collect(QueryNode node, Dictionary<string, string> named)
    {
        switch (node)
        {
            case ConvertNode convert:
                Collect(convert.Source, named);
                break;
            case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } both:
                Collect(both.Left, named);
                Collect(both.Right, named);
                break;
            case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } equal:
                if ((Bare(equal.Left), Bare(equal.Right)) is (SingleValuePropertyAccessNode property, ConstantNode { Value: string text }))
                    named.TryAdd(property.Property.Name, text);
                break;
        }
    }

    private static QueryNode Bare(QueryNode node) => node is ConvertNode convert ? Bare(convert.Source) : node;

    /// <summary>A stretch of a stored set.</summary>
    /// <param name="First">Ordinal of its first row.</param>
    /// <param name="Last">Ordinal of its last row.</param>
    /// <param name="IsSorted">Whether its rows lie by period, area, channel and platform.</param>
    public sealed record Run(long First, long Last, bool IsSorted)
    {
        /// <summary>No row at all.</summary>
        public static readonly Run Nothing = new(0, -1, IsSorted: true);
    }
}
