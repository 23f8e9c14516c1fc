using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>
/// Covariances the product does without, written as R's sandwich package does them (Zeileis 2004, JSS 11), to show that ours stand where they are said to:
/// HC0–HC3, automatic bandwidths, VAR(1) prewhitening, quadratic spectral kernel, equally weighted cosines, fixed-b.
/// </summary>
internal sealed class Sandwich(Regression regression)
{
    private readonly LinearFit fit = regression.Fit;
    private readonly Matrix<double> bread = regression.Fit.Inverse();
    private readonly Matrix<double> scores = NeweyWest.Scores(regression.X, regression.Residuals);

    private int N => regression.X.Rows;

    private int K => regression.X.Count;

    private double Adjust => N / (double)(N - K);

    public double[] Hc(int kind)
    {
        var x = regression.X.ToMatrix();
        var leverage = (x * bread).PointwiseMultiply(x).RowSums();
        var residuals = regression.Residuals.Select((residual, i) => kind == 3 ? residual / (1 - leverage[i]) : residual).ToArray();
        return Errors(NeweyWest.Covariance(regression.X, residuals, bread, 0, adjust: kind == 1));
    }

    public double[] NeweyWestAutomatic(bool prewhite) =>
        Hac(j => 1 - (j / (Math.Floor(BandwidthNeweyWest(prewhite)) + 1)), (int)Math.Floor(BandwidthNeweyWest(prewhite)), prewhite);

    public double[] QuadraticSpectral()
    {
        var bandwidth = BandwidthAndrews(prewhite: true);
        return Hac(j => Kernel(j / bandwidth), N - 2, prewhite: true);
    }

    public double BandwidthNeweyWest(bool prewhite)
    {
        var u = prewhite ? Prewhite().Residuals : scores;
        var lags = (int)Math.Floor((prewhite ? 3 : 4) * Math.Pow(N / 100.0, 2.0 / 9));
        var h = u.SubMatrix(0, u.RowCount, 1, K - 1).RowSums().ToArray();
        return Bandwidth([.. Enumerable.Range(0, lags + 1).Select(j => Autocovariance(h, j) / h.Length)], N);
    }

    public double BandwidthAndrews(bool prewhite)
    {
        var u = prewhite ? Prewhite().Residuals : scores;
        var (above, below) = (0.0, 0.0);
        for (var column = 1; column < K; column++)
        {
            var series = u.Column(column).ToArray();
            var lagged = new Design(series.Length - 1).With("constant", _ => 1).With("before", series[..^1]);
            var ar = LinearFit.Of(lagged, series[1..]);
            var (rho, variance) = (ar.Coefficients[1], ar.Rss / (series.Length - 1));
            above += 4 * rho * rho * variance * variance / Math.Pow(1 - rho, 8);
            below += variance * variance / Math.Pow(1 - rho, 4);
        }
        return 1.3221 * Math.Pow(u.RowCount * above / below, 0.2);
    }

    /// <summary>Newey–West 1994 with a bandwidth that does not depend on units: on ψₜ = [A xₜ]ⱼeₜ alone.</summary>
    public (double Bandwidth, double PrewhitenedError) Scalar(int column, bool prewhite)
    {
        var psi = (scores * bread.Column(column)).ToArray();
        var a = prewhite ? Math.Min(0.97, Autocovariance(psi, 1) / psi[..^1].Sum(value => value * value)) : 0;
        var left = prewhite ? psi.Skip(1).Select((value, i) => value - (a * psi[i])).ToArray() : psi;
        var lags = (int)Math.Floor((prewhite ? 3 : 4) * Math.Pow(N / 100.0, 2.0 / 9));
        var bandwidth = Bandwidth([.. Enumerable.Range(0, lags + 1).Select(j => Autocovariance(left, j))], N);
        var lag = (int)Math.Floor(bandwidth);
        return (bandwidth, Math.Sqrt(N / (double)left.Length * Bartlett(left, lag)) / (1 - a));
    }

    /// <summary>Lazarus, Lewis, Stock &amp; Watson (2018), JBES 36: fixed-b with Kiefer and Vogelsang's critical value.</summary>
    public (int S, double Error, double Critical) FixedB(int column)
    {
        var s = (int)Math.Ceiling(1.3 * Math.Sqrt(N));
        var b = s / (double)N;
        return (s, Math.Sqrt(Bartlett((scores * bread.Column(column)).ToArray(), s - 1)), 1.96 + (2.9694 * b) + (0.4160 * b * b) - (0.5324 * b * b * b));
    }

    /// <summary>The same, equally weighted cosines: t with B degrees of freedom.</summary>
    public (int B, double Error) EqualWeightedCosines(int column)
    {
        var b = (int)Math.Round(0.4 * Math.Pow(N, 2.0 / 3));
        var psi = (scores * bread.Column(column)).ToArray();
        var sum = Enumerable.Range(1, b).Sum(j => Math.Pow(Math.Sqrt(2.0 / N) * psi.Select((value, t) => value * Math.Cos(Math.PI * j * (t + 0.5) / N)).Sum(), 2));
        return (b, Math.Sqrt(N * sum / b));
    }

    private double[] Hac(Func<int, double> weight, int lags, bool prewhite)
    {
        var (u, a) = prewhite ? Prewhite() : (scores, DenseMatrix.Create(K, K, 0));
        var meat = u.TransposeThisAndMultiply(u) * weight(0);
        for (var j = 1; j <= lags && j < u.RowCount; j++)
        {
            var cross = u.SubMatrix(j, u.RowCount - j, 0, K).TransposeThisAndMultiply(u.SubMatrix(0, u.RowCount - j, 0, K));
            meat += weight(j) * (cross + cross.Transpose());
        }
        var undo = (DenseMatrix.CreateIdentity(K) - a).Inverse();
        return Errors(Adjust * bread * undo * meat * undo.Transpose() * bread);
    }

    private (Matrix<double> Residuals, Matrix<double> A) Prewhite()
    {
        var (before, now) = (scores.SubMatrix(0, N - 1, 0, K), scores.SubMatrix(1, N - 1, 0, K));
        var a = before.QR().Solve(now).Transpose();
        return (now - (before * a.Transpose()), a);
    }

    private double[] Errors(Matrix<double> covariance) => [.. Enumerable.Range(0, fit.Count).Select(i => Math.Sqrt(covariance[i, i]))];

    private static double Bandwidth(double[] sigma, int n)
    {
        var s0 = sigma[0] + (2 * sigma.Skip(1).Sum());
        var s1 = 2 * sigma.Select((value, j) => j * value).Sum();
        return 1.1447 * Math.Pow(Math.Pow(s1 / s0, 2), 1.0 / 3) * Math.Pow(n, 1.0 / 3);
    }

    private static double Bartlett(double[] psi, int lag) =>
        Autocovariance(psi, 0) + (2 * Enumerable.Range(1, lag).Sum(j => (1 - (j / (lag + 1.0))) * Autocovariance(psi, j)));

    private static double Autocovariance(double[] values, int lag) => values.Skip(lag).Select((value, i) => value * values[i]).Sum();

    private static double Kernel(double x)
    {
        var y = 6 * Math.PI * x / 5;
        return x == 0 ? 1 : 3 / (y * y) * ((Math.Sin(y) / y) - Math.Cos(y));
    }
}
