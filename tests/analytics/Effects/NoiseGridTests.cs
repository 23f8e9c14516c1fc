using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Random;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

public class NoiseGridTests
{
    [Theory]
    [InlineData(0.8, 0.6)]
    [InlineData(0.98, 0.15)]
    [InlineData(0.3, 1)]
    public void Whitening_is_by_the_Cholesky_factor_also_over_missing_weeks(double phi, double share)
    {
        double[] times = [0, 1, 2, 5, 6, 9, 10, 11, 30];
        double[] values = [3, -1, 4, 1, -5, 9, 2, -6, 5];
        var v = DenseMatrix.Create(9, 9, (i, j) => (share * Math.Pow(phi, Math.Abs(times[i] - times[j]))) + (i == j ? 1 - share : 0));
        var cholesky = v.Cholesky();

        var factor = Innovations.OfAutoregression(times, phi, share);
        var white = (double[])values.Clone();
        factor.Whiten(white);

        Expected.Close(cholesky.DeterminantLn, factor.LogDeterminant, 1e-12);
        Expected.Close(cholesky.Factor.Solve(DenseVector.OfArray(values)).ToArray(), white, 1e-11);
    }

    [Fact]
    public void A_random_walk_is_whitened_and_foretold_as_by_the_whole_matrix()
    {
        double[] times = [0, 1, 2, 4, 5];
        double[] values = [3, -1, 4, 1, -5];
        var v = DenseMatrix.Create(5, 5, (i, j) => (0.3 * Math.Min(times[i], times[j])) + (i == j ? 1 : 0));
        var later = DenseVector.OfArray([.. times.Select(time => 0.3 * time)]);

        var factor = Innovations.OfRandomWalk(times, 0.3);
        var state = factor.Whiten((double[])values.Clone());

        Expected.Close(later * v.Solve(DenseVector.OfArray(values)), state, 1e-12);
        Expected.Close((0.3 * 5) - (later * v.Solve(later)), factor.StateVariance, 1e-12);
        Expected.Close(v.Cholesky().DeterminantLn, factor.LogDeterminant, 1e-12);
    }

    /// <summary>√|I| with I_ij = ½[tr AᵢAⱼ - tr Aᵢ·tr Aⱼ/(n-k)], A = (K'VK)⁻¹K'∂V K, K the contrasts free of the design: Berger, De Oliveira and Sansó (2001), by the whole matrix.</summary>
    [Theory]
    [InlineData(0.5, 0.3)]
    [InlineData(0.8, 0.6)]
    [InlineData(0.9, 0.9)]
    public void The_reference_prior_is_nearly_that_of_the_whole_covariance_matrix(double phi, double share)
    {
        const int Rows = 80;
        double Exact(double phi, double share)
        {
            var constant = DenseMatrix.Create(Rows, 1, 1).QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Full).Q;
            var contrasts = constant.SubMatrix(0, Rows, 1, Rows - 1);
            DenseMatrix Of(Func<int, double> byDistance) => DenseMatrix.Create(Rows, Rows, (i, j) => byDistance(Math.Abs(i - j)));
            var v = contrasts.TransposeThisAndMultiply(Of(d => (share * Math.Pow(phi, d)) + (d == 0 ? 1 - share : 0)) * contrasts);
            var a = v.Solve(contrasts.TransposeThisAndMultiply(Of(d => d == 0 ? 0 : share * d * Math.Pow(phi, d - 1)) * contrasts));
            var b = v.Solve(contrasts.TransposeThisAndMultiply(Of(d => Math.Pow(phi, d) - (d == 0 ? 1 : 0)) * contrasts));
            double I(MathNet.Numerics.LinearAlgebra.Matrix<double> one, MathNet.Numerics.LinearAlgebra.Matrix<double> other) => 0.5 * ((one * other).Trace() - (one.Trace() * other.Trace() / (Rows - 1)));
            return Math.Sqrt((I(a, a) * I(b, b)) - (I(a, b) * I(a, b)));
        }

        var (exact, ours) = (Exact(phi, share) / Exact(0.65, 0.45), ReferencePrior.Density(phi, share, Rows) / ReferencePrior.Density(0.65, 0.45, Rows));

        Assert.InRange(ours / exact, 0.85, 1.15);
    }

    [Fact]
    public void Of_memory_alone_the_information_is_the_textbooks()
    {
        // AR(1): n/(1-φ²), Box and Jenkins, §7.2.
        Assert.Equal(1, ReferencePrior.Information(0.6, 1, 2000).Memory / (2000 / (1 - (0.6 * 0.6))), 0.01);
    }

    [Fact]
    public void Figures_that_wander_speak_for_drift_and_figures_that_do_not_against_it()
    {
        var random = new Xoshiro256StarStar(4, threadSafe: false);
        double[] white = [.. Enumerable.Range(0, 156).Select(_ => Normal.Sample(random, 0, 1))];
        double[] walk = [.. white.Select((_, week) => white[..week].Sum())];
        var x = new Design(156).With("constant", _ => 1).With("step", week => week < 104 ? 0 : 1);
        double[] weeks = [.. Enumerable.Range(0, 156).Select(week => (double)week)];

        double Drift(double[] y) => NoiseGrid.Reference(156).Fit(x, y, weeks).Drift(0.98);

        Assert.True(Drift(white) < 1 / 3.0, $"{Drift(white)}");
        Assert.True(Drift(walk) > 3, $"{Drift(walk)}");
        Assert.True(Drift([.. walk.Select(value => value + Normal.Sample(random, 0, 3))]) > 1);
    }

    [Fact]
    public void Weights_add_up_and_limits_hold_what_they_say()
    {
        var posterior = new Posterior([(1, 0, 1), (3, 2, 0.5), (1e-9, 50, 1)], 20);

        Assert.Equal(1.5, posterior.Mean, 12);
        Assert.Equal(0.025, posterior.Below(posterior.Interval().Low), 10);
        Assert.Equal(0.025, posterior.Above(posterior.Interval().High), 10);
        Assert.Equal(3, new Posterior([(1, 3, 1)], 20).Quantile(0.5), 12);
        Assert.Equal(posterior.P, 2 * posterior.Below(0), 12);
    }
}
