using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>(1 - φB)(1 - ΦB¹²)u = e by exact likelihood: u's covariance is that of an AR(1) in months summed over an AR(1) in years. A check on others' figures; the product has no use for it.</summary>
internal sealed record SeasonalAr(double Phi, double Seasonal, LinearFit Fit, double LogLikelihood)
{
    private static SeasonalAr At(Design x, double[] y, double phi, double seasonal)
    {
        var n = y.Length;
        // Weights of e in u: Σ Φᵏφʲ at lag 12k + j, cut off where they no longer count.
        var psi = new double[600];
        for (var t = 0; t < psi.Length; t++)
            psi[t] = (t == 0 ? 1 : 0) + (t >= 1 ? phi * psi[t - 1] : 0) + (t >= 12 ? seasonal * psi[t - 12] : 0) - (t >= 13 ? phi * seasonal * psi[t - 13] : 0);
        var gamma = Enumerable.Range(0, n).Select(lag => psi.Skip(lag).Select((value, t) => value * psi[t]).Sum()).ToArray();
        var factor = DenseMatrix.Create(n, n, (i, j) => gamma[Math.Abs(i - j)]).Cholesky();
        var white = factor.Factor.Solve(x.ToMatrix().Append(Vector<double>.Build.Dense(y).ToColumnMatrix()));
        var design = Enumerable.Range(0, x.Count).Aggregate(new Design(n), (whitened, column) => whitened.With(x.Names[column], white.Column(column).ToArray()));
        var fit = LinearFit.Of(design, white.Column(x.Count).ToArray());
        return new SeasonalAr(phi, seasonal, fit, -0.5 * ((n * (Math.Log(2 * Math.PI * fit.Rss / n) + 1)) + factor.DeterminantLn));
    }

    /// <summary>Standard errors of memory and coefficients together, as R's arima gives them: from the curvature of the likelihood, σ² profiled out.</summary>
    public static double[] StandardErrors(Design x, double[] y, SeasonalAr best)
    {
        double[] steps = [1e-3, 1e-3, .. Enumerable.Range(0, x.Count).Select(i => 0.02 * best.Fit.StandardError(i))];
        double Loss(double[] moves)
        {
            var moved = At(x, y, best.Phi + moves[0], best.Seasonal + moves[1]);
            var away = Vector<double>.Build.Dense(x.Count, i => best.Fit.Coefficients[i] + moves[2 + i] - moved.Fit.Coefficients[i]);
            var rss = moved.Fit.Rss + (away * moved.Fit.Inverse().Cholesky().Solve(away));
            return (0.5 * y.Length * Math.Log(rss / moved.Fit.Rss)) - moved.LogLikelihood;
        }
        double Curvature(int i, int j)
        {
            double Moved(int a, int b)
            {
                var moves = new double[steps.Length];
                moves[i] += a * steps[i];
                moves[j] += b * steps[j];
                return Loss(moves);
            }
            return (Moved(1, 1) - Moved(1, -1) - Moved(-1, 1) + Moved(-1, -1)) / (4 * steps[i] * steps[j]);
        }
        var curvature = DenseMatrix.Create(steps.Length, steps.Length, (i, j) => i <= j ? Curvature(i, j) : 0);
        var information = curvature + curvature.StrictlyUpperTriangle().Transpose();
        return [.. information.Inverse().Diagonal().Select(Math.Sqrt)];
    }

    /// <summary>Climbs from a start: a step in each direction, halved where none is better.</summary>
    public static SeasonalAr Best(Design x, double[] y, double phi, double seasonal)
    {
        var best = At(x, y, phi, seasonal);
        for (var step = 0.02; step > 1e-4;)
        {
            var next = new[] { (step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step) }
                .Select(move => At(x, y, best.Phi + move.Item1, best.Seasonal + move.Item2)).MaxBy(fit => fit.LogLikelihood)!;
            if (next.LogLikelihood > best.LogLikelihood)
                best = next;
            else
                step /= 2;
        }
        return best;
    }
}
