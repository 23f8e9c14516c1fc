using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.OData.UriParser;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>Rows of a stored set that lie together.</summary>
/// <param name="First">Ordinal of the first.</param>
/// <param name="Last">Ordinal of the last.</param>
/// <param name="IsSorted">Whether they lie by period, area, channel and platform.</param>
/// <param name="IsWhole">Whether what was asked holds for each of them, so that nothing is left to compare.</param>
internal sealed record Stretch(long First, long Last, bool IsSorted, bool IsWhole)
{
    /// <summary>Every row of a set.</summary>
    public static readonly Stretch All = new(0, long.MaxValue, IsSorted: false, IsWhole: true);

    /// <summary>No row at all.</summary>
    public static readonly Stretch Nothing = new(0, -1, IsSorted: true, IsWhole: false);

    /// <summary>The condition, as SQL.</summary>
    public string Sql => string.Create(CultureInfo.InvariantCulture, $"ordinal between {First} and {Last}");
}

/// <summary>
/// Where in a stored set the rows of one measure, grain, level and service lie, period by period, as the serving file says (<see cref="ServingFile"/>): a request
/// that names them all reads that stretch and nothing else, and where it wants the order they are stored in, nothing is sorted.
/// </summary>
internal sealed class StoredRuns
{
    private const string Period = "period";

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
        var keys = string.Join(", ", key.Select(Duck.Name));
        foreach (var (name, period, first, last, isSorted) in connection.Rows($"select concat_ws('\n', {keys}), period, first, last, sorted from {catalog}.{Duck.Name(table)} order by {keys}, period",
            row => (row.GetString(0), ((DuckDBDataReader)row).GetFieldValue<DateOnly>(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4))))
        {
            if (!runs.TryGetValue(name, out var run))
                runs[name] = run = new();
            run.Add(period, first, last, isSorted);
        }
        foreach (var run in runs.Values)
            run.TrimExcess();
        return new(key, order, runs);
    }

    /// <summary>The stretch that holds every row a filter takes; null where it does not name one.</summary>
    public Stretch? Of(FilterClause? filter)
    {
        var (named, from, to, isWhole) = (new Dictionary<string, string>(), DateOnly.MinValue, DateOnly.MaxValue, true);
        foreach (var part in filter is null ? [] : Parts(filter.Expression))
            switch (Compared(part))
            {
                case (var column, BinaryOperatorKind.Equal, { Kind: Kind.Text, Value: string text }) when key.Contains(column):
                    isWhole &= named.TryAdd(column, text) || named[column] == text;
                    break;
                case (Period, var compare, { Kind: Kind.Day, Value: DateOnly day }) when Narrowed(compare, day, from, to) is var (later, earlier):
                    (from, to) = (later, earlier);
                    break;
                default:
                    isWhole = false;
                    break;
            }
        return !key.All(named.ContainsKey) ? null
            : runs.TryGetValue(string.Join('\n', key.Select(column => named[column])), out var run) ? run.Between(from, to, isWhole) : Stretch.Nothing;
    }

    /// <summary>Whether the rows of a stretch lie in the order asked for already.</summary>
    public bool Has(Stretch stretch, IReadOnlyList<OrderByClause> asked)
    {
        var wanted = asked.Select(clause => clause is { Direction: OrderByDirection.Ascending, Expression: SingleValuePropertyAccessNode property } ? property.Property.Name : null)
            .Where(name => name is null || !key.Contains(name)).ToArray();
        return stretch.IsSorted && wanted.Length <= order.Count && wanted.SequenceEqual(order.Take(wanted.Length));
    }

    /// <summary>What must all hold for a condition to.</summary>
    private static IEnumerable<QueryNode> Parts(QueryNode node) => Bare(node) is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } both
        ? Parts(both.Left).Concat(Parts(both.Right)) : [Bare(node)];

    /// <summary>A column, how it compares, and with which constant; null for any other condition.</summary>
    private static (string Column, BinaryOperatorKind Compare, Term With)? Compared(QueryNode node) => node is BinaryOperatorNode compared
        ? (Bare(compared.Left), Bare(compared.Right)) switch
        {
            (SingleValuePropertyAccessNode property, ConstantNode constant) => (property.Property.Name, compared.OperatorKind, ExpressionSql.Constant(constant)),
            (ConstantNode constant, SingleValuePropertyAccessNode property) => (property.Property.Name, Comparison.Mirror(compared.OperatorKind), ExpressionSql.Constant(constant)),
            _ => null,
        }
        : null;

    private static (DateOnly From, DateOnly To)? Narrowed(BinaryOperatorKind compare, DateOnly day, DateOnly from, DateOnly to) => compare switch
    {
        BinaryOperatorKind.Equal => (Later(from, day), Earlier(to, day)),
        BinaryOperatorKind.GreaterThanOrEqual => (Later(from, day), to),
        BinaryOperatorKind.LessThanOrEqual => (from, Earlier(to, day)),
        BinaryOperatorKind.GreaterThan when day < DateOnly.MaxValue => (Later(from, day.AddDays(1)), to),
        BinaryOperatorKind.LessThan when day > DateOnly.MinValue => (from, Earlier(to, day.AddDays(-1))),
        _ => null,
    };

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static QueryNode Bare(QueryNode node) => node is ConvertNode convert ? Bare(convert.Source) : node;

    /// <summary>The rows of one period within a run: those up to so many after the run's first.</summary>
    private readonly record struct Part(DateOnly Period, int Last);

    /// <summary>The rows of one key.</summary>
    private sealed class Run
    {
        private readonly List<Part> parts = [];
        private long first, last = -1;
        private bool isSorted = true;

        /// <summary>Takes one more period. Two keys that read the same, as codes with a line break could, share what holds both, unsorted.</summary>
        public void Add(DateOnly period, long from, long to, bool isInOrder)
        {
            var isFirst = last < 0;
            isSorted &= isInOrder && (isFirst || (last + 1 == from && parts[^1].Period < period));
            (first, last) = isFirst ? (from, to) : (Math.Min(first, from), Math.Max(last, to));
            if (isSorted)
                parts.Add(new(period, checked((int)(to - first))));
        }

        /// <summary>There are thousands of them in a publication.</summary>
        public void TrimExcess() => parts.TrimExcess();

        /// <summary>The rows of some periods; where they do not lie by period, all rows.</summary>
        public Stretch Between(DateOnly from, DateOnly to, bool isWhole)
        {
            if (!isSorted)
                return new(first, last, IsSorted: false, IsWhole: false);
            var one = parts.FindIndex(part => part.Period >= from);
            var other = parts.FindLastIndex(part => part.Period <= to);
            return one < 0 || other < one ? Stretch.Nothing : new(one == 0 ? first : first + parts[one - 1].Last + 1, first + parts[other].Last, IsSorted: true, isWhole);
        }
    }
}
