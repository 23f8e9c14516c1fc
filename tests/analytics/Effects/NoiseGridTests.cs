using MathNet.Numerics.LinearAlgebra.Double;
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
