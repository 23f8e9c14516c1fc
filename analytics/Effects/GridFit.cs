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

    /// <summary>The probability that the errors' memory φ is at least this: that a level shift cannot be told from drift.</summary>
    public double Memory(double phi) => points.Where(point => point.Phi >= phi).Sum(point => point.Weight);

    /// <summary>The points, with their weights.</summary>
    internal IReadOnlyList<Point> Points => points;

    /// <summary>One point of the grid.</summary>
    /// <param name="Phi">φ: memory from week to week.</param>
    /// <param name="Share">s: share of the variance that has memory.</param>
    /// <param name="Weight">Probability, adding up to 1 over the grid.</param>
    /// <param name="Fit">The whitened regression.</param>
    internal sealed record Point(double Phi, double Share, double Weight, LinearFit Fit);
}
