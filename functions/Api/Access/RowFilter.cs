using System.Collections.Immutable;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api.Access;

/// <summary>The services and areas whose rows a caller may see; an empty list is no limit in that dimension.</summary>
/// <remarks>
/// A row shows where its service and its area are among those listed. So rows for <c>all</c> hide, too: with the others in hand they would
/// tell what is hidden. A set without the dimension is refused, unless it says nothing of any service or area.
/// </remarks>
/// <param name="Services">Values of Services.service.</param>
/// <param name="Areas">Values of Areas.area.</param>
public sealed record RowFilter(ImmutableSortedSet<string> Services, ImmutableSortedSet<string> Areas)
{
    /// <summary>No limit.</summary>
    public static readonly RowFilter None = new([], []);

    private static readonly string[] Harmless = ["measures", "services", "areas", "channels", "platforms", "calendar", "publications"];

    /// <summary>Whether there is no limit.</summary>
    public bool IsNone => Services.Count + Areas.Count == 0;

    /// <summary>SQL of which rows of a set may be seen; null: all.</summary>
    /// <exception cref="RefusalException">403: the set cannot be limited to what the caller may see.</exception>
    public string? Condition(Dataset set)
    {
        var limits = new[] { ("service", Services), ("area", Areas) }
            .Where(limit => limit.Item2.Count > 0)
            .Select(limit => set.Column(limit.Item1) is not null ? $"{Duck.Name(limit.Item1)}::varchar in ({string.Join(", ", limit.Item2.Select(Duck.Literal))})"
                : Harmless.Contains(set.Name) ? "true"
                : throw new RefusalException(403, "Forbidden", $"This key is limited by {limit.Item1}, and this set has no {limit.Item1} to limit it by."))
            .ToArray();
        return limits.Length == 0 ? null : string.Join(" and ", limits);
    }

    /// <summary>The same for the same limits, and for no others: what an ETag needs.</summary>
    public override string ToString() => IsNone ? "" : $"{Escaped(Services)}|{Escaped(Areas)}";

    /// <summary>A code may hold what stands between two.</summary>
    private static string Escaped(IEnumerable<string> codes) => string.Join(',', codes.Select(Uri.EscapeDataString));
}
