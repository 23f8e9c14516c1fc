namespace Outcomes.Analytics.Effects;

/// <summary>One treated place among untreated ones: each untreated one is given the campaign it did not have, and the treated one's effect is ranked among theirs.</summary>
/// <remarks>Abadie, Diamond &amp; Hainmueller (2010), JASA 105; Conley &amp; Taber (2011). Informs the evidence grade only.</remarks>
public static class PlaceboInSpace
{
    /// <summary>p = #{|placebo| ≥ |observed|, the observed one counted}/N; null with fewer than one untreated place.</summary>
    public static double? P(double observed, IReadOnlyCollection<double> placebos) =>
        placebos.Count == 0 ? null : (1 + placebos.Count(placebo => Math.Abs(placebo) >= Math.Abs(observed))) / (1.0 + placebos.Count);

    /// <summary>What the treated and each untreated place changed by, less the mean change of the (other) untreated ones; the treated one is in nobody's comparison.</summary>
    /// <param name="treated">The treated place's change from before to after.</param>
    /// <param name="untreated">The untreated places' changes.</param>
    public static (double Observed, double[] Placebos) Effects(double treated, IReadOnlyList<double> untreated)
    {
        var sum = untreated.Sum();
        return (treated - (sum / untreated.Count), [.. untreated.Select(change => change - ((sum - change) / (untreated.Count - 1)))]);
    }
}
