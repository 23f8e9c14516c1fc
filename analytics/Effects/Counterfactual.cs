using MathNet.Numerics.LinearAlgebra;

namespace Outcomes.Analytics.Effects;

/// <summary>What would have been without the campaign, from rows before it.</summary>
/// <param name="Mean">Expected value of each later row.</param>
/// <param name="Covariance">Covariance of what those rows would have been, noise included.</param>
/// <param name="DegreesOfFreedom">Of the t distribution for limits.</param>
public sealed record Counterfactual(double[] Mean, Matrix<double> Covariance, double DegreesOfFreedom)
{
    /// <summary>Standard deviation of one row.</summary>
    public double Scale(int row) => Math.Sqrt(Covariance[row, row]);

    /// <summary>Σ(y - m) and its standard deviation √(1'C1): by the whole covariance, never √Σ of its diagonal, since errors of neighbouring weeks go together.</summary>
    public (double Effect, double Scale) Cumulative(double[] observed) =>
        (observed.Sum() - Mean.Sum(), Math.Sqrt(Covariance.RowSums().Sum()));
}
