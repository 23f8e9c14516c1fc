namespace Outcomes.Analytics.Effects;

/// <summary>
/// What to believe of the noise before it is seen, so that the figures speak and not the choice of a grid: π(φ, s) ∝ √|I(φ, s)|, I the information on memory and share once
/// coefficients and variance are integrated out.
/// </summary>
/// <remarks>
/// Berger, De Oliveira &amp; Sansó (2001), JASA 96:1361, who show that a flat prior undercovers under strong memory and this one does not; Berger &amp; Yang (1994), Econometric Theory 10, for AR(1).
/// I is taken over the periodogram's frequencies but 0 (Whittle, 1953): with a(ω) = ∂ln f/∂φ and b(ω) = ∂ln f/∂s of f = s·g + 1 - s, g = (1-φ²)/(1 - 2φ cos ω + φ²), it is their
/// covariance matrix over ω = 2πj/n, times n/2. Within a tenth of the exact one of a step's design, at a thousandth of its cost.
/// </remarks>
internal static class ReferencePrior
{
    /// <summary>Its density, up to a constant.</summary>
    /// <param name="phi">φ, between 0 and 1.</param>
    /// <param name="share">s, above 0.</param>
    /// <param name="rows">n.</param>
    public static double Density(double phi, double share, int rows)
    {
        var (memory, part, both) = Information(phi, share, rows);
        return Math.Sqrt(Math.Max(0, (memory * part) - (both * both)));
    }

    /// <summary>The information on φ, on s, and on both.</summary>
    internal static (double Memory, double Share, double Both) Information(double phi, double share, int rows)
    {
        var (count, a, b, aa, bb, ab) = (rows / 2, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var j = 1; j <= count; j++)
        {
            var cos = Math.Cos(2 * Math.PI * j / rows);
            var below = 1 - (2 * phi * cos) + (phi * phi);
            var g = (1 - (phi * phi)) / below;
            var f = (share * g) + 1 - share;
            var byPhi = share * ((-2 * phi * below) - ((1 - (phi * phi)) * 2 * (phi - cos))) / (below * below * f);
            var byShare = (g - 1) / f;
            (a, b, aa, bb, ab) = (a + byPhi, b + byShare, aa + (byPhi * byPhi), bb + (byShare * byShare), ab + (byPhi * byShare));
        }
        return (aa - (a * a / count), bb - (b * b / count), ab - (a * b / count));
    }
}
