namespace Outcomes.Analytics.Effects;

/// <summary>
/// Local level and regression: y_t = μ_t + x_t'β + ε_t, μ_t = μ_{t-1} + η_t, with μ₁ and β diffuse and q = σ²_η/σ²_ε, so V = I + q·min(i,j) and Z = [1 X].
/// </summary>
/// <remarks>
/// What CausalImpact does (Brodersen and others, 2015, Annals of Applied Statistics 9), without sampling: generalised least squares given q; q by restricted likelihood, or
/// averaged over s = 0(.03).75 with q = (s/(1-s))². Durbin &amp; Koopman (2012), ch. 2 and 5; Harvey &amp; Durbin (1986).
/// </remarks>
public sealed class LocalLevel
{
    private readonly Innovations factor;
    private readonly double[] states;

    private LocalLevel(Design x, double[] y, double[] times, double ratio)
    {
        var (rows, columns) = (x.Rows, x.Count + 1);
        (Ratio, LastTime, factor) = (ratio, times[^1], Innovations.OfRandomWalk(times, ratio));
        var data = new double[rows * (columns + 1)];
        states = new double[columns + 1];
        for (var column = 0; column <= columns; column++)
        {
            var values = data.AsSpan(column * rows, rows);
            if (column == 0)
                values.Fill(1);
            else
                (column < columns ? x[column - 1] : y).CopyTo(values);
            states[column] = factor.Whiten(values);
        }
        Fit = LinearFit.Of(data, rows, columns);
        LogLikelihood = -0.5 * ((Fit.DegreesOfFreedom * Math.Log(2 * Math.PI)) + factor.LogDeterminant + Fit.LogDeterminant + Fit.Rss);
        RestrictedLogLikelihood = -0.5 * (factor.LogDeterminant + Fit.LogDeterminant + (Fit.DegreesOfFreedom * Math.Log(Fit.Rss)));
    }

    /// <summary>q: variance of the level's steps over that of the noise.</summary>
    public double Ratio { get; }

    /// <summary>The whitened regression: the level at the start, then β; its Variance is σ̂²_ε = RSS/(n-k-1).</summary>
    public LinearFit Fit { get; }

    /// <summary>Diffuse log-likelihood where σ²_ε = 1; for another, divide y by σ_ε and add -(n-k-1)·ln σ_ε.</summary>
    public double LogLikelihood { get; }

    /// <summary>ln of the restricted likelihood with σ²_ε profiled out, up to a constant.</summary>
    public double RestrictedLogLikelihood { get; }

    private double LastTime { get; }

    /// <summary>The fit for a given q.</summary>
    /// <param name="x">Regressors without a constant; may have no columns.</param>
    /// <param name="y">The outcome.</param>
    /// <param name="times">When each row is, rising.</param>
    /// <param name="ratio">q.</param>
    public static LocalLevel Of(Design x, double[] y, double[] times, double ratio) => new(x, y, times, ratio);

    /// <summary>The fit at the q of greatest restricted likelihood, sought over s in [0, .99], q = (s/(1-s))².</summary>
    public static LocalLevel Restricted(Design x, double[] y, double[] times) =>
        Of(x, y, times, RatioOf(Minimum.Of(share => -Of(x, y, times, RatioOf(share)).RestrictedLogLikelihood, 0, 0.99, 33)));

    /// <summary>The fits over s = 0(.03).75, each with its weight exp ℓ_R.</summary>
    public static IReadOnlyList<(LocalLevel Fit, double Weight)> Marginalised(Design x, double[] y, double[] times)
    {
        var fits = Enumerable.Range(0, 26).Select(i => Of(x, y, times, RatioOf(0.03 * i))).ToArray();
        var greatest = fits.Max(fit => fit.RestrictedLogLikelihood);
        return [.. fits.Select(fit => (fit, Math.Exp(fit.RestrictedLogLikelihood - greatest)))];
    }

    /// <summary>What later rows would have been: pred m = Z₂β̂ + V₂₁V₁₁⁻¹e, C = σ²[V₂₂ - V₂₁V₁₁⁻¹V₁₂ + R(Z₁'V₁₁⁻¹Z₁)⁻¹R'], the noise of the rows included.</summary>
    /// <param name="x">Their regressors.</param>
    /// <param name="times">When they are, after the last row fitted.</param>
    /// <param name="variance">σ²_ε; the estimate when null.</param>
    public Counterfactual Predict(Design x, double[] times, double? variance = null)
    {
        var sigma = variance ?? Fit.Variance;
        // The state is a random walk: its forecast is its last value, for y and for each column alike.
        var level = states[^1];
        for (var column = 0; column < Fit.Count; column++)
            level -= states[column] * Fit.Coefficients[column];
        var rows = new Design(x.Rows).With("level", _ => 1 - states[0]);
        for (var column = 0; column < x.Count; column++)
        {
            var state = states[column + 1];
            rows = rows.With(x.Names[column], [.. x[column].Select(value => value - state)]);
        }
        var mean = new double[x.Rows];
        for (var row = 0; row < x.Rows; row++)
        {
            mean[row] = level + Fit.Coefficients[0];
            for (var column = 0; column < x.Count; column++)
                mean[row] += x[column][row] * Fit.Coefficients[column + 1];
        }
        var r = rows.ToMatrix();
        var covariance = r * Fit.Inverse() * r.Transpose();
        covariance.MapIndexedInplace((row, column, value) =>
            sigma * (value + factor.StateVariance + (Ratio * (Math.Min(times[row], times[column]) - LastTime)) + (row == column ? 1 : 0)));
        return new Counterfactual(mean, covariance, Fit.DegreesOfFreedom);
    }

    private static double RatioOf(double share) => Math.Pow(share / (1 - share), 2);
}
