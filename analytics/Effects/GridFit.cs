namespace Outcomes.Analytics.Effects;

/// <summary>A regression fitted at every point of a <see cref="NoiseGrid"/>, and how far the data speak for each.</summary>
public sealed class GridFit
{
    private readonly Point[] points;

    internal GridFit(Point[] points)
    {
        var total = points.Sum(point => point.Weight);
        this.points = Array.ConvertAll(points, point => point with { Weight = point.Weight / total });
    }

    /// <summary>n - k.</summary>
    public int DegreesOfFreedom => points[0].Fit.DegreesOfFreedom;

    /// <summary>What is believed of one coefficient.</summary>
    public Posterior Of(int column) =>
        new(points.Select(point => (point.Weight, point.Fit.Coefficients[column], point.Fit.StandardError(column))), DegreesOfFreedom);

    /// <summary>The Bayes factor of drift, with sampling noise on it or without, whichever the figures speak for more, against every noise that comes back: how many times likelier they are under it.</summary>
    /// <param name="phi">φ from which on noise is drift.</param>
    public double Drift(double phi)
    {
        double Likelihood(Func<Point, bool> of) => points.Where(of).Sum(point => point.Weight) / points.Where(of).Sum(point => point.Prior);
        return Math.Max(Likelihood(point => point.Phi >= phi && point.Share < 1), Likelihood(point => point.Phi >= phi && point.Share == 1)) / Likelihood(point => point.Phi < phi);
    }

    /// <summary>The points, with their weights.</summary>
    internal IReadOnlyList<Point> Points => points;

    /// <summary>One point of the grid.</summary>
    /// <param name="Phi">φ: memory from week to week.</param>
    /// <param name="Share">s: share of the variance that has memory.</param>
    /// <param name="Prior">Probability before the figures were seen.</param>
    /// <param name="Weight">Probability, adding up to 1 over the grid.</param>
    /// <param name="Fit">The whitened regression.</param>
    internal sealed record Point(double Phi, double Share, double Prior, double Weight, LinearFit Fit);
}
