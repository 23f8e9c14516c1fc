namespace Outcomes.Analytics.Effects;

/// <summary>
/// The campaign moved to every other place before its start, where it cannot have done anything: p = (1 + #{|placebo| ≥ |observed|})/(1 + m), each by
/// least squares.
/// </summary>
/// <param name="P">p, or 1 where there is no place to move it to.</param>
/// <param name="Windows">m: how many there were.</param>
/// <remarks>A window goes to every start that leaves it whole; a step to every date 20 weeks (5 months) from either end. δ̂ of a window is d'e/d'd, d and e what the other columns leave of it and of y (Frisch &amp; Waugh, 1933).</remarks>
public sealed record PlaceboInTime(double P, int Windows)
{
    /// <summary>With fewer windows the smallest p possible is above .05, and an effect is not assessed.</summary>
    public const int FewestWindows = 19;

    private const double LeastCovered = 0.8;

    /// <summary>δ̂ of the campaign where it was, on the log scale, by least squares as the placebos are.</summary>
    public double Observed { get; private init; }

    /// <summary>δ̂ of each placebo, on the log scale, in order of its start.</summary>
    public IReadOnlyList<double> Found { get; private init; } = [];

    /// <summary>How far from either end of the history a step may be moved.</summary>
    public static int Margin(Grain grain) => grain == Grain.Week ? 20 : 5;

    /// <summary>Periods of history without which there cannot be enough windows.</summary>
    /// <param name="grain">Weeks or months.</param>
    /// <param name="lasts">Whether it is a step.</param>
    /// <param name="length">Periods the window touches.</param>
    public static int HistoryNeeded(Grain grain, bool lasts, int length) => FewestWindows - 1 + (lasts ? 2 * Margin(grain) : length);

    /// <summary>Ranks the observed effect among placebos.</summary>
    /// <param name="model">The aim's regression.</param>
    internal static PlaceboInTime Of(Model model)
    {
        var before = model.Before;
        var basis = model.Others.Where(row => row < before).Basis();
        var left = Design.Residual(basis, model.Y[..before]);
        var observed = LeastSquares(model.Others.Basis(), model.Exposure, model.Y) ?? 0;
        var found = new List<double>();
        foreach (var start in model.PlaceboStarts())
        {
            var moved = Array.ConvertAll(model.Times[..before], time => model.ExposureAfter((int)time - start));
            if (!model.Aim.Campaign.Lasts && moved.Sum() < LeastCovered * model.TotalExposure)
                continue;
            if (Slope(Design.Residual(basis, moved), left, moved) is { } placebo)
                found.Add(placebo);
        }
        return new PlaceboInTime((1 + found.Count(placebo => Math.Abs(placebo) >= Math.Abs(observed))) / (1.0 + found.Count), found.Count) { Observed = observed, Found = found };
    }

    /// <summary>δ̂ of one column beside others, or null where the others give the column.</summary>
    internal static double? LeastSquares(double[][] basis, double[] exposure, double[] y) => Slope(Design.Residual(basis, exposure), y, exposure);

    private static double? Slope(double[] column, double[] y, double[] whole)
    {
        var length = Design.Dot(column, column);
        return length > 1e-6 * Design.Dot(whole, whole) ? Design.Dot(column, y) / length : null;
    }
}
