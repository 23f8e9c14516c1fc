using MathNet.Numerics.LinearAlgebra;

namespace Outcomes.Analytics.Effects;

/// <summary>Regression of an outcome on activity now and in the weeks before, with its sum: Σβⱼ and √(c'Vc) by Newey–West.</summary>
/// <remarks>Almon (1965) without the polynomial. Association, never effect.</remarks>
public sealed class DistributedLag
{
    private DistributedLag(double[] coefficients, Matrix<double> covariance) => (Coefficients, Covariance) = (coefficients, covariance);

    /// <summary>β at lag 0, 1, ...</summary>
    public double[] Coefficients { get; }

    /// <summary>Their Newey–West covariance, with n/(n-k).</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>Σβⱼ: what one unit of activity goes with, all lags together.</summary>
    public double Cumulative => Coefficients.Sum();

    /// <summary>√(c'Vc) of the sum.</summary>
    public double CumulativeStandardError => Math.Sqrt(Covariance.RowSums().Sum());

    /// <summary>β'V⁻¹β, about χ² with as many degrees of freedom as lags, where nothing goes with the activity.</summary>
    public double Wald => Vector<double>.Build.Dense(Coefficients) * Covariance.Cholesky().Solve(Vector<double>.Build.Dense(Coefficients));

    /// <summary>Fits on the rows where the outcome and all lags of the activity are there.</summary>
    /// <param name="others">What else moves the outcome: constant, trend, season; a row per period.</param>
    /// <param name="activity">Activity of every period.</param>
    /// <param name="outcome">The outcome; null where missing.</param>
    /// <param name="lags">The longest lag, in periods.</param>
    /// <param name="neweyWestLag">L; Newey–West lags count the rows kept.</param>
    public static DistributedLag Of(Design others, double[] activity, double?[] outcome, int lags, int neweyWestLag)
    {
        var x = others;
        for (var lag = 0; lag <= lags; lag++)
        {
            var back = lag;
            x = x.With($"lag {lag}", row => row < back ? 0 : activity[row - back]);
        }
        bool Kept(int row) => row >= lags && outcome[row] is not null;
        var y = outcome.Where((_, row) => Kept(row)).Select(value => value!.Value).ToArray();
        x = x.Where(Kept);
        var fit = LinearFit.Of(x, y);
        var covariance = NeweyWest.Covariance(x, fit.Residuals(x, y), fit.Inverse(), neweyWestLag, adjust: true);
        return new DistributedLag(fit.Coefficients[others.Count..], covariance.SubMatrix(others.Count, lags + 1, others.Count, lags + 1));
    }
}
