using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion;

/// <summary>What was deleted at a source that upserts: values of a key column, made between two instants, of which no row came though all that are there come.</summary>
/// <param name="Whole">The column, and the one with the time it was made at.</param>
/// <param name="From">The first instant asked for.</param>
/// <param name="To">The instant after the last.</param>
/// <remarks>Only beside rows that did come: an account of which nothing came at all may be in trouble, and is no proof that everything is gone.</remarks>
internal sealed record Deletion(WholeKey Whole, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Makes <c>came</c>: the values that came, after what they belong to, such as post after account.</summary>
    public string Came(Dataset dataset) =>
        $"create or replace table came as select distinct {string.Join(", ", Columns(dataset).Select((column, at) => $"{Duck.Name(column)} as k{at}"))} from good";

    /// <summary>Whether a row of the lake is of one that is gone: an SQL condition.</summary>
    public string IsGone(Dataset dataset)
    {
        var same = Columns(dataset).Select((column, at) => $"came.k{at} is not distinct from {Duck.Name(column)}").ToArray();
        var made = Duck.Name(Whole.Made);
        return $"coalesce({made} >= {Instant(From)} and {made} < {Instant(To)}, false) and exists (from came where {string.Join(" and ", same.SkipLast(1).DefaultIfEmpty("true"))}) "
            + $"and not exists (from came where {string.Join(" and ", same)})";
    }

    /// <summary>Whether a month, yyyy-MM, may have rows of what was made then: none is counted before it was made.</summary>
    public bool MayLieIn(string month) => string.CompareOrdinal(month, From.AddDays(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture)) >= 0;

    private IEnumerable<string> Columns(Dataset dataset) => dataset.Key.Where(key => key != dataset.Month && key != Whole.Key).Append(Whole.Key);

    private static string Instant(DateTimeOffset at) => $"timestamptz '{at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";
}
