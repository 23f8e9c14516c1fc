namespace Outcomes.Analytics.Effects;

/// <summary>
/// The Cholesky factor of V = (a Markov state's covariance) + c·I, in n steps instead of n³: whitening by L⁻¹ is what the Kalman filter's scaled
/// prediction errors are (V = LL', |V| = ΠFₜ).
/// </summary>
/// <remarks>
/// The state moves a' = φᵍ·a + noise over a gap of g weeks, so that missing weeks need no filling. Durbin &amp; Koopman (2012), <i>Time Series Analysis by
/// State Space Methods</i>, §4.13. One factor serves every column of a regression.
/// </remarks>
internal sealed class Innovations
{
    private readonly double[] scale;
    private readonly double[] gain;
    private readonly double[] carry;

    private Innovations(double[] times, double phi, double first, double noise, Func<double, double> added)
    {
        var rows = times.Length;
        (scale, gain, carry) = (new double[rows], new double[rows], new double[rows]);
        var variance = first;
        for (var row = 0; row < rows; row++)
        {
            var error = variance + noise;
            scale[row] = 1 / Math.Sqrt(error);
            gain[row] = variance / error;
            LogDeterminant += Math.Log(error);
            StateVariance = variance * noise / error;
            if (row == rows - 1)
                continue;
            var gap = times[row + 1] - times[row];
            carry[row] = phi == 1 ? 1 : gap == 1 ? phi : Math.Pow(phi, gap);
            variance = (carry[row] * carry[row] * StateVariance) + added(gap);
        }
    }

    /// <summary>ln|V|.</summary>
    public double LogDeterminant { get; }

    /// <summary>Variance of the state at the last row, given all rows.</summary>
    public double StateVariance { get; }

    /// <summary>V = s·φ^|tᵢ-tⱼ| + (1-s)·1[i=j].</summary>
    public static Innovations OfAutoregression(double[] times, double phi, double share) =>
        new(times, phi, share, 1 - share, gap => share * (1 - Math.Pow(phi, 2 * gap)));

    /// <summary>V = q·min(tᵢ,tⱼ) + 1[i=j], times counted from the first.</summary>
    public static Innovations OfRandomWalk(double[] times, double ratio) => new(times, 1, 0, 1, gap => ratio * gap);

    /// <summary>Replaces the values by L⁻¹ of them.</summary>
    /// <returns>The state expected at the last row, given these values.</returns>
    public double Whiten(Span<double> values)
    {
        var (state, expected) = (0.0, 0.0);
        for (var row = 0; row < values.Length; row++)
        {
            var error = values[row] - expected;
            state = expected + (gain[row] * error);
            values[row] = error * scale[row];
            expected = carry[row] * state;
        }
        return state;
    }
}
