using MathNet.Numerics.LinearAlgebra;

namespace Outcomes.Analytics.Effects;

/// <summary>
/// Counts with a log link and an offset, by iterated weighted least squares (QR each time): Poisson, quasi-Poisson (variance φ̂μ, φ̂ = Pearson χ²/(n-k)),
/// or with variance μ + μ²/θ.
/// </summary>
/// <remarks>McCullagh &amp; Nelder (1989), <i>Generalized Linear Models</i>, §2.5 and ch. 6.</remarks>
public sealed class CountModel
{
    private CountModel(Design x, double[] y, double[] means, LinearFit weighted, double theta)
    {
        (Design, Observed, Means, Weighted, Theta) = (x, y, means, weighted, theta);
        var pearson = y.Zip(means, (count, mean) => (count - mean) * (count - mean) / (mean * (1 + (mean / theta)))).Sum();
        Dispersion = pearson / weighted.DegreesOfFreedom;
    }

    /// <summary>The design fitted.</summary>
    public Design Design { get; }

    /// <summary>The counts.</summary>
    public double[] Observed { get; }

    /// <summary>μ̂.</summary>
    public double[] Means { get; }

    /// <summary>θ of variance μ + μ²/θ; infinite for Poisson.</summary>
    public double Theta { get; }

    /// <summary>φ̂: how many times wider than the model's the counts scatter.</summary>
    public double Dispersion { get; }

    /// <summary>Coefficients on the log scale.</summary>
    public double[] Coefficients => Weighted.Coefficients;

    /// <summary>n - k.</summary>
    public int DegreesOfFreedom => Weighted.DegreesOfFreedom;

    /// <summary>The last weighted regression.</summary>
    internal LinearFit Weighted { get; }

    /// <summary>Fits by maximum likelihood for a given θ, or returns null where no fit settles: counts all zero have none.</summary>
    /// <param name="x">The design.</param>
    /// <param name="y">Counts, 0 or more.</param>
    /// <param name="offset">Added to the log mean: the log of what the counts are out of.</param>
    /// <param name="theta">θ; infinite for Poisson.</param>
    public static CountModel? Of(Design x, double[] y, double[]? offset = null, double theta = double.PositiveInfinity)
    {
        if (y.All(count => count == 0))
            return null;
        offset ??= new double[y.Length];
        var means = Array.ConvertAll(y, count => count + 0.1);
        var before = double.PositiveInfinity;
        for (var turn = 0; turn < 100; turn++)
        {
            var roots = Array.ConvertAll(means, mean => Math.Sqrt(mean / (1 + (mean / theta))));
            var weighted = new Design(x.Rows);
            for (var column = 0; column < x.Count; column++)
                weighted = weighted.With(x.Names[column], [.. x[column].Zip(roots, (value, root) => value * root)]);
            var target = means.Select((mean, i) => roots[i] * (Math.Log(mean) - offset[i] + ((y[i] - mean) / mean))).ToArray();
            var fit = LinearFit.Of(weighted, target);
            means = [.. fit.Fitted(x).Zip(offset, (log, added) => Math.Exp(log + added))];
            if (!means.All(double.IsFinite))
                return null;
            var deviance = Deviance(y, means, theta);
            if (Math.Abs(deviance - before) <= 1e-11 * (Math.Abs(deviance) + 0.1))
                return new CountModel(x, y, means, fit, theta);
            before = deviance;
        }
        return null;
    }

    /// <summary>Standard error of a coefficient: the model's, or with √φ̂ (quasi).</summary>
    public double StandardError(int column, bool quasi) => Math.Sqrt(Weighted.InverseDiagonal(column) * (quasi ? Dispersion : 1));

    /// <summary>The Newey–West covariance of the coefficients: scores xₜ(yₜ - μₜ), bread (X'WX)⁻¹.</summary>
    public Matrix<double> NeweyWest(int lag, bool adjust)
    {
        var residuals = Observed.Zip(Means, (count, mean) => (count - mean) / (1 + (mean / Theta))).ToArray();
        return Effects.NeweyWest.Covariance(Design, residuals, Weighted.Inverse(), lag, adjust);
    }

    /// <summary>Twice the log-likelihood lost against a model with a mean per row.</summary>
    private static double Deviance(double[] y, double[] means, double theta) => 2 * y.Zip(means, (count, mean) =>
        (count > 0 ? count * Math.Log(count / mean) : 0)
        - (double.IsInfinity(theta) ? count - mean : (count + theta) * Math.Log((count + theta) / (mean + theta)))).Sum();
}
