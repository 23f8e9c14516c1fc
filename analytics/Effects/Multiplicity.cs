namespace Outcomes.Analytics.Effects;

/// <summary>p-values adjusted for having asked more than once.</summary>
public static class Multiplicity
{
    /// <summary>Benjamini–Hochberg: p₍ᵢ₎·m/i, the least so far from the top, at most 1. Benjamini &amp; Hochberg (1995), JRSS B 57.</summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p) => StepUp(p, 1);

    /// <summary>Benjamini–Yekutieli, for tests that share comparisons: the same times Σ 1/i. Annals of Statistics 29 (2001).</summary>
    public static double[] BenjaminiYekutieli(IReadOnlyList<double> p) => StepUp(p, Enumerable.Range(1, p.Count).Sum(i => 1.0 / i));

    private static double[] StepUp(IReadOnlyList<double> p, double factor)
    {
        var adjusted = new double[p.Count];
        var least = 1.0;
        var rank = p.Count;
        foreach (var i in Enumerable.Range(0, p.Count).OrderByDescending(i => p[i]))
            adjusted[i] = least = Math.Min(least, factor * p[i] * p.Count / rank--);
        return adjusted;
    }
}
