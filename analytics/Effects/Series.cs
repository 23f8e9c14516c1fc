namespace Outcomes.Analytics.Effects;

/// <summary>A measure by period.</summary>
/// <param name="Name">Where or what it is, as a reader is told: a service, an area.</param>
/// <param name="Observed">Counts (the numerator of a ratio), a value per period; null where missing, never 0 for missing.</param>
/// <param name="OutOf">The denominator of a ratio, or null for a count.</param>
/// <param name="Treated">For a comparison: whether a campaign on the measure touched it in the aim's window.</param>
public sealed record Series(string Name, double?[] Observed, double?[]? OutOf = null, bool Treated = false)
{
    /// <summary>log(y + 0.5), less the log of what it is out of; null where missing.</summary>
    internal double? Log(int period) =>
        Observed[period] is not { } count ? null
        : OutOf is null ? Math.Log(count + 0.5)
        : OutOf[period] is { } total and > 0 ? Math.Log(count + 0.5) - Math.Log(total) : null;
}
