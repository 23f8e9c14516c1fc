using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Outcomes.Analytics.Effects;

/// <summary>The design matrix of a regression: named columns, one value per row used.</summary>
public sealed class Design
{
    private readonly List<string> names = [];
    private readonly List<double[]> columns = [];

    /// <summary>An empty design.</summary>
    /// <param name="rows">Rows each column has.</param>
    public Design(int rows) => Rows = rows;

    /// <summary>How many rows are used: n of the formulas.</summary>
    public int Rows { get; }

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>How many columns there are: k of the formulas.</summary>
    public int Count => columns.Count;

    /// <summary>The values of one column.</summary>
    public double[] this[int column] => columns[column];

    /// <summary>Where a column is; -1 where there is none of that name.</summary>
    public int IndexOf(string name) => names.IndexOf(name);

    /// <summary>This design with one column more, its values computed from the row.</summary>
    public Design With(string name, Func<int, double> value) => With(name, [.. Enumerable.Range(0, Rows).Select(value)]);

    /// <summary>This design with one column more.</summary>
    public Design With(string name, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Rows);
        var wider = new Design(Rows);
        wider.names.AddRange([.. names, name]);
        wider.columns.AddRange([.. columns, values]);
        return wider;
    }

    /// <summary>The rows for which <paramref name="keep"/> holds.</summary>
    public Design Where(Func<int, bool> keep)
    {
        var rows = Enumerable.Range(0, Rows).Where(keep).ToArray();
        var shorter = new Design(rows.Length);
        shorter.names.AddRange(names);
        shorter.columns.AddRange(columns.Select(column => Array.ConvertAll(rows, row => column[row])));
        return shorter;
    }

    /// <summary>The columns that earlier ones do not already give; a column that does not vary beside a constant goes too.</summary>
    /// <param name="dropped">Names of the columns that add nothing.</param>
    public Design Independent(out IReadOnlyList<string> dropped)
    {
        var kept = new Design(Rows);
        var gone = new List<string>();
        foreach (var (name, column, direction) in Orthogonal())
        {
            (direction is null ? gone : kept.names).Add(name);
            if (direction is not null)
                kept.columns.Add(column);
        }
        dropped = gone;
        return kept;
    }

    /// <summary>Directions of length 1, at right angles, that span the columns.</summary>
    internal double[][] Basis() => [.. Orthogonal().Select(one => one.Direction).OfType<double[]>()];

    /// <summary>A vector less all that the columns can explain of it. The basis is of <see cref="Basis"/>.</summary>
    internal static double[] Residual(double[][] basis, double[] values)
    {
        var left = (double[])values.Clone();
        // Twice, since once leaves rounding errors as large as what is sought.
        foreach (var direction in basis.Concat(basis))
            Subtract(left, direction, Dot(left, direction));
        return left;
    }

    /// <summary>Each column with the direction it adds, or null where what is left of it is less than a 10⁻⁷ of its length (the tolerance of R's <c>lm</c>).</summary>
    private IEnumerable<(string Name, double[] Column, double[]? Direction)> Orthogonal()
    {
        var basis = new List<double[]>();
        foreach (var (name, column) in names.Zip(columns))
        {
            var left = Residual([.. basis], column);
            var length = Math.Sqrt(Dot(left, left));
            if (length <= 1e-7 * Math.Sqrt(Dot(column, column)) || basis.Count >= Rows - 1)
            {
                yield return (name, column, null);
                continue;
            }
            var direction = Array.ConvertAll(left, value => value / length);
            basis.Add(direction);
            yield return (name, column, direction);
        }
    }

    /// <summary>The columns as a matrix, rows × columns.</summary>
    public Matrix<double> ToMatrix() => DenseMatrix.OfColumnArrays(columns);

    /// <summary>Σ aᵢbᵢ.</summary>
    internal static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Takes <paramref name="times"/> of a direction away from a vector, in place.</summary>
    internal static void Subtract(double[] from, double[] direction, double times)
    {
        for (var i = 0; i < from.Length; i++)
            from[i] -= times * direction[i];
    }
}
