using Outcomes.Analytics;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>A column of a <see cref="Relation"/>.</summary>
/// <param name="Name">Its name in the feed: a property of the set, or an alias of the request.</param>
/// <param name="Sql">The identifier SQL knows it by, quoted; never text of the request.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Type">Its DuckDB type; <c>VARCHAR</c> for an ENUM.</param>
/// <param name="MayBeNull">Whether it can be null.</param>
/// <param name="IsDynamic">Whether the request made it, so that $metadata does not know it.</param>
internal sealed record RelationColumn(string Name, string Sql, Kind Kind, string Type, bool MayBeNull, bool IsDynamic = false);

/// <summary>Rows on the way from a stored set to an answer; each step of $apply makes one of the one before.</summary>
/// <param name="Sql">What stands after <c>from</c>.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="IsStored">Whether its rows are the set's own, with their key and their <c>ordinal</c>; else they are aggregated.</param>
/// <param name="Hidden">SQL of how many hidden figures a row stands for; null where the set hides none.</param>
internal sealed record Relation(string Sql, IReadOnlyList<RelationColumn> Columns, bool IsStored, string? Hidden)
{
    /// <summary>Where its rows lie, of a stored set.</summary>
    public StoredRuns? Runs { get; init; }

    /// <summary>Whether it is all rows of a stored set: none is kept from the caller, and none left out by $apply.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The rows of a set in one publication that a caller may see. Whatever answers a request, by whatever route, begins here and reads nothing else.</summary>
    /// <exception cref="RefusalException">403: none of the set may be seen.</exception>
    public static Relation Of(FeedSet set, FeedFile file, Caller caller) => Of(set, file, caller.Filter.Condition(set.Contract));

    private static Relation Of(FeedSet set, FeedFile file, string? seen) => new(
        seen is not null ? $"(select * from {file.Catalog}.{set.Table} where {seen})" : $"{file.Catalog}.{set.Table}",
        [.. set.Contract.Columns.Select(column => new RelationColumn(column.Name, Duck.Name(column.Name), Kinds.Of(column.Type)!.Value, column.Type, column.Nullable))],
        IsStored: true,
        set.Contract.Column("suppressed") is { Type: "BOOLEAN" } ? "\"suppressed\"::integer" : null)
    { Runs = file.RunsOf(set), IsWhole = seen is null };

    /// <summary>The column of a name.</summary>
    /// <exception cref="RefusalException">400: an earlier step of $apply left none of that name.</exception>
    public RelationColumn this[string name] => Columns.FirstOrDefault(column => column.Name == name)
        ?? throw RefusalException.Malformed($"There is no '{name}' here; $apply leaves {string.Join(", ", Columns.Select(column => column.Name))}.");
}
