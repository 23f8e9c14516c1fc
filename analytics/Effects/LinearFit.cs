using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Outcomes.Analytics.Effects;

/// <summary>Least squares y = Xβ + e by Householder QR of [X y]: β̂ = R⁻¹q with R and q from the triangle, RSS from its last corner.</summary>
/// <remarks>
/// Never by normal equations, which square the condition number: they fail on Longley (1967). Golub &amp; Van Loan, <i>Matrix Computations</i>, §5.3.
/// The columns must be independent (<see cref="Design.Independent"/>) and fewer than the rows.
/// </remarks>
public sealed class LinearFit
{
    private readonly double[] triangle;
    private readonly int size;

    private LinearFit(double[] data, int rows, int columns)
    {
        Householder.Triangle(data, rows, columns + 1);
        (size, Count, DegreesOfFreedom) = (columns + 1, columns, rows - columns);
        // Only the triangle is kept: an estimate keeps 43 fits.
        triangle = new double[size * size];
        for (var column = 0; column < size; column++)
            Array.Copy(data, column * rows, triangle, column * size, column + 1);
        Coefficients = [.. Enumerable.Range(0, columns).Select(row => R(row, columns))];
        SolveTriangle(Coefficients);
        for (var column = 0; column < columns; column++)
            LogDeterminant += 2 * Math.Log(Math.Abs(R(column, column)));
        Rss = R(columns, columns) * R(columns, columns);
    }

    /// <summary>How many coefficients there are: k.</summary>
    public int Count { get; }

    /// <summary>n - k.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>β̂, in the order of the design's columns.</summary>
    public double[] Coefficients { get; }

    /// <summary>Residual sum of squares.</summary>
    public double Rss { get; }

    /// <summary>RSS/(n-k).</summary>
    public double Variance => Rss / DegreesOfFreedom;

    /// <summary>ln|X'X|.</summary>
    public double LogDeterminant { get; }

    /// <summary>Fits a design.</summary>
    public static LinearFit Of(Design x, double[] y)
    {
        var data = new double[x.Rows * (x.Count + 1)];
        for (var column = 0; column < x.Count; column++)
            x[column].CopyTo(data, column * x.Rows);
        y.CopyTo(data, x.Count * x.Rows);
        var fit = Of(data, x.Rows, x.Count);
        fit.Refine(x, y);
        return fit;
    }

    /// <summary>Fits [X y] stored column after column.</summary>
    /// <param name="data">The columns of X, then y. Overwritten.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">k, without y.</param>
    internal static LinearFit Of(double[] data, int rows, int columns) => new(data, rows, columns);

    /// <summary>√(RSS/(n-k)·[(X'X)⁻¹]ⱼⱼ).</summary>
    public double StandardError(int column) => Math.Sqrt(Variance * InverseDiagonal(column));

    /// <summary>[(X'X)⁻¹]ⱼⱼ: the squared length of row j of R⁻¹.</summary>
    public double InverseDiagonal(int column)
    {
        var sum = 0.0;
        var row = new double[Count];
        for (var target = column; target < Count; target++)
        {
            var value = target == column ? 1.0 : 0.0;
            for (var i = column; i < target; i++)
                value -= row[i] * R(i, target);
            row[target] = value / R(target, target);
            sum += row[target] * row[target];
        }
        return sum;
    }

    /// <summary>(X'X)⁻¹ = R⁻¹R⁻ᵀ.</summary>
    public Matrix<double> Inverse()
    {
        var inverse = DenseMatrix.Create(Count, Count, R).UpperTriangle().Inverse();
        return inverse.TransposeAndMultiply(inverse);
    }

    /// <summary>y - Xβ̂.</summary>
    public double[] Residuals(Design x, double[] y) => [.. y.Zip(Fitted(x), (observed, fitted) => observed - fitted)];

    /// <summary>Xβ̂, for the design fitted or for other rows of the same columns.</summary>
    public double[] Fitted(Design x)
    {
        var fitted = new double[x.Rows];
        for (var column = 0; column < Count; column++)
            Design.Subtract(fitted, x[column], -Coefficients[column]);
        return fitted;
    }

    /// <summary>One step of corrected seminormal equations, R'Rd = X'(y - Xβ̂): a digit or two where columns are nearly dependent. Björck (1987), LAA 88.</summary>
    private void Refine(Design x, double[] y)
    {
        var residuals = Residuals(x, y);
        var step = new double[Count];
        for (var row = 0; row < Count; row++)
        {
            var sum = Design.Dot(x[row], residuals);
            for (var i = 0; i < row; i++)
                sum -= R(i, row) * step[i];
            step[row] = sum / R(row, row);
        }
        SolveTriangle(step);
        for (var i = 0; i < Count; i++)
            Coefficients[i] += step[i];
    }

    /// <summary>Replaces b by R⁻¹b.</summary>
    private void SolveTriangle(double[] b)
    {
        for (var row = Count - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < Count; column++)
                b[row] -= R(row, column) * b[column];
            b[row] /= R(row, row);
        }
    }

    private double R(int row, int column) => row > column ? 0 : triangle[(column * size) + row];
}
