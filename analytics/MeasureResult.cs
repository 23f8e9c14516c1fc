namespace Outcomes.Analytics;

/// <summary>What came of one measure's SELECT and its checks.</summary>
/// <remarks>
/// Unless it failed, its rows are in the warehouse's temporary table <c>result</c>: date DATE (the Monday of a week, the first of a
/// month), grain VARCHAR, service, area, channel and platform VARCHAR (<c>not_broken_down</c> where the source does not say; never
/// null), numerator and denominator BIGINT, item VARCHAR (levels; else null), status (ENUM <c>status</c>, the worst last), low and high
/// BIGINT (the bounds of the numerator; itself where nothing was suppressed; null where unknown).
/// </remarks>
/// <param name="Measure">The measure.</param>
/// <param name="Failure">Why there are no figures, so that those last published stay, as stale; null: there are.</param>
/// <param name="Warnings">What is published with the figures as a note. Never the content of rows.</param>
/// <param name="Reads">The datasets it reads, derived from its syntax tree, in order of name.</param>
/// <param name="Rows">Rows of <c>result</c>.</param>
public sealed record MeasureResult(Measure Measure, string? Failure, IReadOnlyList<string> Warnings, IReadOnlyList<string> Reads, long Rows)
{
    /// <summary>Runs a measure into the temporary table <c>result</c>, replacing the one before. What is wrong with the measure is a value, never thrown.</summary>
    /// <param name="warehouse">Where it runs.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="limit">How long its SELECT may take; null: ten minutes.</param>
    public static MeasureResult Compute(Warehouse warehouse, Measure measure, TimeSpan? limit = null)
    {
        _ = (warehouse, limit);
        return new(measure, "Not computed.", [], [], 0);
    }
}
