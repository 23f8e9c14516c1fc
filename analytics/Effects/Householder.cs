namespace Outcomes.Analytics.Effects;

/// <summary>The triangle R of a QR factorisation by Householder reflections, without Q, which a regression does not need.</summary>
/// <remarks>Golub &amp; Van Loan, <i>Matrix Computations</i>, algorithm 5.2.1. MathNet's QR forms Q too and takes about 13 times as long; tests hold the two together.</remarks>
internal static class Householder
{
    /// <summary>Replaces the upper part of a matrix by R; what is below the diagonal is left over.</summary>
    /// <param name="matrix">Stored column after column.</param>
    /// <param name="rows">Rows, as many as columns or more.</param>
    /// <param name="columns">Columns.</param>
    public static void Triangle(double[] matrix, int rows, int columns)
    {
        for (var j = 0; j < columns; j++)
        {
            var column = matrix.AsSpan((j * rows) + j, rows - j);
            var square = Dot(column, column);
            if (square == 0)
                continue;
            var corner = column[0] > 0 ? -Math.Sqrt(square) : Math.Sqrt(square);
            // The reflector is the column with its first entry less the corner; half its squared length is this.
            var half = square - (column[0] * corner);
            column[0] -= corner;
            for (var next = j + 1; next < columns; next++)
            {
                var other = matrix.AsSpan((next * rows) + j, rows - j);
                var times = Dot(column, other) / half;
                for (var i = 0; i < other.Length; i++)
                    other[i] -= times * column[i];
            }
            column[0] = corner;
        }
    }

    /// <summary>Σ aᵢbᵢ in four sums, always in the same order.</summary>
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0);
        var i = 0;
        for (; i + 3 < a.Length; i += 4)
        {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < a.Length; i++)
            first += a[i] * b[i];
        return first + second + (third + fourth);
    }
}
