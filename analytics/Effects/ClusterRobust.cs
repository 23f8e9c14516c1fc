using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Outcomes.Analytics.Effects;

/// <summary>
/// Covariance of least squares coefficients whose errors go together within clusters (areas), corrected for few clusters: CR2,
/// A(Σ_g X_g'A_g e_g e_g'A_g X_g)A with A_g = (I - H_gg)^(-1/2), and the degrees of freedom that match it (Satterthwaite).
/// </summary>
/// <remarks>
/// Bell &amp; McCaffrey (2002), Survey Methodology 28; Pustejovsky &amp; Tipton (2018), JBES 36. For two or more treated clusters; with one treated, no cluster-robust
/// standard error is to be trusted: use <see cref="PlaceboInSpace"/> (MacKinnon &amp; Webb 2020).
/// </remarks>
public sealed class ClusterRobust
{
    private readonly Matrix<double> bread;
    private readonly (Matrix<double> X, Vector<double> Residuals)[] clusters;

    /// <summary>Prepares a fitted regression.</summary>
    /// <param name="x">The design.</param>
    /// <param name="y">The outcome.</param>
    /// <param name="cluster">Which cluster each row is of.</param>
    public ClusterRobust(Design x, double[] y, IReadOnlyList<string> cluster)
    {
        Fit = LinearFit.Of(x, y);
        bread = Fit.Inverse();
        var (matrix, residuals) = (x.ToMatrix(), Fit.Residuals(x, y));
        clusters = [.. Enumerable.Range(0, x.Rows).GroupBy(row => cluster[row], StringComparer.Ordinal).Select(rows =>
            (DenseMatrix.OfRows(rows.Select(row => matrix.Row(row))) as Matrix<double>, Vector<double>.Build.DenseOfEnumerable(rows.Select(row => residuals[row]))))];
    }

    /// <summary>The regression.</summary>
    public LinearFit Fit { get; }

    /// <summary>How many clusters there are.</summary>
    public int Clusters => clusters.Length;

    /// <summary>CR0: no correction. Liang &amp; Zeger (1986).</summary>
    public Matrix<double> Uncorrected() =>
        Sandwich(clusters.Select(cluster => cluster.X.TransposeThisAndMultiply(cluster.Residuals)));

    /// <summary>CR2's standard error of one coefficient, and the degrees of freedom of its t statistic.</summary>
    public (double StandardError, double DegreesOfFreedom) Corrected(int column)
    {
        var weights = clusters.Select(cluster => cluster.X * bread.Column(column)).ToArray();
        var corrected = clusters.Select((cluster, g) => InverseRoot(cluster.X) * weights[g]).ToArray();
        var variance = clusters.Select((cluster, g) => Math.Pow(corrected[g] * cluster.Residuals, 2)).Sum();
        // p_g = (I-H)_g' A_g w_g: the weights that each cluster's term puts on all rows. With independent errors Σ(p_g'e)² has moments from P = (p_g'p_h).
        var p = DenseMatrix.Create(Clusters, Clusters, (g, h) =>
            (g == h ? corrected[g] * corrected[g] : 0)
            - (corrected[g] * (clusters[g].X * (bread * clusters[h].X.TransposeThisAndMultiply(corrected[h])))));
        var trace = p.Diagonal().Sum();
        return (Math.Sqrt(variance), trace * trace / p.PointwisePower(2).RowSums().Sum());
    }

    private Matrix<double> Sandwich(IEnumerable<Vector<double>> scores) =>
        bread * scores.Aggregate((Matrix<double>)DenseMatrix.Create(Fit.Count, Fit.Count, 0), (sum, score) => sum + score.OuterProduct(score)) * bread;

    /// <summary>(I - H_gg)^(-1/2), directions that the design takes up entirely left out.</summary>
    private Matrix<double> InverseRoot(Matrix<double> x)
    {
        var left = DenseMatrix.CreateIdentity(x.RowCount) - (x * bread * x.Transpose());
        var values = left.Evd(Symmetricity.Symmetric);
        var roots = values.EigenValues.Map(value => value.Real > 1e-9 ? 1 / Math.Sqrt(value.Real) : 0);
        return values.EigenVectors * DenseMatrix.OfDiagonalVector(roots) * values.EigenVectors.Transpose();
    }
}
