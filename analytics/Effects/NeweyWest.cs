using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Outcomes.Analytics.Effects;

/// <summary>
/// Heteroskedasticity and autocorrelation consistent covariance of coefficients:
/// V = A[Σₜ ψₜψₜ' + Σⱼ₌₁..L (1 - j/(L+1))(Γⱼ + Γⱼ')]A with scores ψₜ = xₜeₜ, Γⱼ = Σₜ ψₜψₜ₋ⱼ', and n/(n-k) where asked.
/// </summary>
/// <remarks>
/// Newey &amp; West (1987), Econometrica 55. A second opinion beside the headline, never the one that decides: on weekly council figures its 95 % intervals
/// hold the truth 63 to 92 times in 100.
/// </remarks>
public static class NeweyWest
{
    /// <summary>L = ⌊4(n/100)^(2/9)⌋, the rule of thumb of Newey &amp; West (1994), Review of Economic Studies 61.</summary>
    public static int Lag(int rows) => (int)Math.Floor(4 * Math.Pow(rows / 100.0, 2.0 / 9));

    /// <summary>The covariance of least squares coefficients.</summary>
    /// <param name="x">The design fitted.</param>
    /// <param name="residuals">Its residuals. Lags count rows, so drop missing ones first.</param>
    /// <param name="bread">A: (X'X)⁻¹, or (X'WX)⁻¹ of a generalised linear model.</param>
    /// <param name="lag">L; 0 gives White's covariance.</param>
    /// <param name="adjust">Whether to multiply by n/(n-k).</param>
    public static Matrix<double> Covariance(Design x, double[] residuals, Matrix<double> bread, int lag, bool adjust)
    {
        var scores = Scores(x, residuals);
        var meat = scores.TransposeThisAndMultiply(scores);
        for (var j = 1; j <= lag; j++)
        {
            var later = scores.SubMatrix(j, x.Rows - j, 0, x.Count);
            var cross = later.TransposeThisAndMultiply(scores.SubMatrix(0, x.Rows - j, 0, x.Count));
            meat += (1 - (j / (lag + 1.0))) * (cross + cross.Transpose());
        }
        return (adjust ? x.Rows / (double)(x.Rows - x.Count) : 1) * bread * meat * bread;
    }

    /// <summary>xₜeₜ, a row per row of the design.</summary>
    internal static Matrix<double> Scores(Design x, double[] residuals) =>
        DenseMatrix.Create(x.Rows, x.Count, (row, column) => x[column][row] * residuals[row]);
}
