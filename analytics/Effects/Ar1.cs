namespace Outcomes.Analytics.Effects;

/// <summary>
/// Regression with AR(1) errors: rows whitened as Prais &amp; Winsten do (the first by √(1-φ²), others y_t - φy_{t-1}), φ where
/// ℓ_R(φ) = -½[-ln(1-φ²) + ln|X*'X*| + (n-k) ln RSS] is greatest, or ℓ(φ) = -½[-ln(1-φ²) + n ln RSS].
/// </summary>
/// <remarks>Prais &amp; Winsten (1954); restricted likelihood: Patterson &amp; Thompson (1971), Biometrika 58. Rows are taken as adjacent.</remarks>
public sealed class Ar1
{
    /// <summary>The range in which φ is sought; at its end, or from 0.9 on, a level shift cannot be told from drift.</summary>
    public const double Lowest = -0.98, Highest = 0.995;

    private Ar1(double phi, LinearFit fit) => (Phi, Fit) = (phi, fit);

    /// <summary>φ̂.</summary>
    public double Phi { get; }

    /// <summary>The whitened regression: coefficients, and standard errors on the scale RSS/(n-k).</summary>
    public LinearFit Fit { get; }

    /// <summary>Whether φ̂ is so near 1 that the errors look like drift: 0.9 or more, or the end of the range.</summary>
    public bool Drifts => Phi >= 0.9;

    /// <summary>Fits by restricted likelihood, or by full likelihood.</summary>
    public static Ar1 Of(Design x, double[] y, bool restricted = true)
    {
        double Loss(double phi)
        {
            var fit = Whitened(x, y, phi);
            return restricted
                ? -Math.Log(1 - (phi * phi)) + fit.LogDeterminant + (fit.DegreesOfFreedom * Math.Log(fit.Rss))
                : -Math.Log(1 - (phi * phi)) + (y.Length * Math.Log(fit.Rss));
        }
        var phi = Minimum.Of(Loss, Lowest, Highest, 80);
        return new Ar1(phi, Whitened(x, y, phi));
    }

    /// <summary>The regression for a φ that is given.</summary>
    public static LinearFit Whitened(Design x, double[] y, double phi)
    {
        var rows = y.Length;
        var data = new double[rows * (x.Count + 1)];
        for (var column = 0; column <= x.Count; column++)
        {
            var values = column < x.Count ? x[column] : y;
            data[column * rows] = values[0] * Math.Sqrt(1 - (phi * phi));
            for (var row = 1; row < rows; row++)
                data[(column * rows) + row] = values[row] - (phi * values[row - 1]);
        }
        return LinearFit.Of(data, rows, x.Count);
    }
}
