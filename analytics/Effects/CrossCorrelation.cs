using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Outcomes.Analytics.Effects;

/// <summary>Correlation of two series at lags, as they are or prewhitened: both filtered by the autoregression of x, so that x's own memory does not pass for a link.</summary>
/// <remarks>Box &amp; Jenkins; Cryer &amp; Chan (2008), <i>Time Series Analysis</i>, §11.3. Association, never effect.</remarks>
public static class CrossCorrelation
{
    /// <summary>Correlation of x at t - lag with y at t, for lags -most..most: at a positive lag x leads. Divided by n, not by the pairs.</summary>
    public static double[] Of(double[] x, double[] y, int most)
    {
        var (a, b) = (Centred(x), Centred(y));
        var scale = Math.Sqrt(Design.Dot(a, a) * Design.Dot(b, b));
        return [.. Enumerable.Range(-most, (2 * most) + 1).Select(lag =>
        {
            var sum = 0.0;
            for (var t = Math.Max(0, lag); t < Math.Min(x.Length, x.Length + lag); t++)
                sum += a[t - lag] * b[t];
            return sum / scale;
        })];
    }

    /// <summary>The same after both were filtered by x's AR(order); also the white-noise band ±1.96/√n of what is left.</summary>
    public static (double[] Correlations, double Band) Prewhitened(double[] x, double[] y, int order, int most)
    {
        var filter = YuleWalker(x, order);
        var (a, b) = (Filter(Centred(x), filter), Filter(Centred(y), filter));
        return (Of(a, b, most), 1.96 / Math.Sqrt(a.Length));
    }

    /// <summary>AR coefficients by the Yule–Walker equations (autocovariances divided by n).</summary>
    public static double[] YuleWalker(double[] x, int order)
    {
        var centred = Centred(x);
        var covariance = Enumerable.Range(0, order + 1).Select(lag => Design.Dot(centred[lag..], centred[..^lag])).ToArray();
        var toeplitz = DenseMatrix.Create(order, order, (row, column) => covariance[Math.Abs(row - column)]);
        return toeplitz.Cholesky().Solve(Vector<double>.Build.Dense(order, lag => covariance[lag + 1])).AsArray();
    }

    private static double[] Filter(double[] values, double[] filter) =>
        [.. Enumerable.Range(filter.Length, values.Length - filter.Length).Select(t => values[t] - filter.Select((weight, i) => weight * values[t - i - 1]).Sum())];

    private static double[] Centred(double[] values)
    {
        var mean = values.Average();
        return Array.ConvertAll(values, value => value - mean);
    }
}
