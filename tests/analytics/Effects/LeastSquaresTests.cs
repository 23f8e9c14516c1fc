using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

public class LeastSquaresTests
{
    [Theory]
    [InlineData("Longley")]
    [InlineData("NoInt1")]
    [InlineData("Norris")]
    [InlineData("Wampler1")]
    [InlineData("Wampler3")]
    [InlineData("Wampler5")]
    public void Certified_values_of_NIST_are_met(string name)
    {
        var expected = Expected.Of($"nist_{name}");
        var rows = Enumerable.Range(0, expected["x"].Count).Select(i => expected["x"][i].Numbers).ToArray();
        var x = new Design(rows.Length);
        if (name != "NoInt1")
            x = x.With("constant", _ => 1);
        if (name.StartsWith("Wampler", StringComparison.Ordinal))
            x = Enumerable.Range(1, 5).Aggregate(x, (design, power) => design.With($"x^{power}", row => Math.Pow(rows[row][0], power)));
        else
            x = Enumerable.Range(0, rows[0].Length).Aggregate(x, (design, column) => design.With($"x{column + 1}", row => rows[row][column]));

        var fit = LinearFit.Of(x, expected["y"].Numbers);

        Assert.Empty(Dropped(x));
        var tolerance = Math.Pow(10, -expected["acceptance_min_LRE"].Number);
        Expected.Close(expected["certified_coef"].Numbers, fit.Coefficients, tolerance);
        if (name == "Wampler1")
            Assert.True(Math.Sqrt(fit.Variance) < 1e-8);
        else
            Expected.Close(expected["certified_se"].Numbers, [.. x.Names.Select((_, i) => fit.StandardError(i))], tolerance);
    }

    /// <summary>Longley (1967), JASA 62; certified values of NIST StRD.</summary>
    [Fact]
    public void Longley_is_met_to_nine_digits()
    {
        double[,] data =
        {
            { 60323, 83.0, 234289, 2356, 1590, 107608, 1947 }, { 61122, 88.5, 259426, 2325, 1456, 108632, 1948 },
            { 60171, 88.2, 258054, 3682, 1616, 109773, 1949 }, { 61187, 89.5, 284599, 3351, 1650, 110929, 1950 },
            { 63221, 96.2, 328975, 2099, 3099, 112075, 1951 }, { 63639, 98.1, 346999, 1932, 3594, 113270, 1952 },
            { 64989, 99.0, 365385, 1870, 3547, 115094, 1953 }, { 63761, 100.0, 363112, 3578, 3350, 116219, 1954 },
            { 66019, 101.2, 397469, 2904, 3048, 117388, 1955 }, { 67857, 104.6, 419180, 2822, 2857, 118734, 1956 },
            { 68169, 108.4, 442769, 2936, 2798, 120445, 1957 }, { 66513, 110.8, 444546, 4681, 2637, 121950, 1958 },
            { 68655, 112.6, 482704, 3813, 2552, 123366, 1959 }, { 69564, 114.2, 502601, 3931, 2514, 125368, 1960 },
            { 69331, 115.7, 518173, 4806, 2572, 127852, 1961 }, { 70551, 116.9, 554894, 4007, 2827, 130081, 1962 },
        };
        var x = Enumerable.Range(1, 6).Aggregate(new Design(16).With("constant", _ => 1), (design, column) => design.With($"x{column}", row => data[row, column]));

        var fit = LinearFit.Of(x, [.. Enumerable.Range(0, 16).Select(row => data[row, 0])]);

        Expected.Close([-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355], fit.Coefficients, 1e-9);
        Expected.Close([890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212],
            [.. Enumerable.Range(0, 7).Select(fit.StandardError)], 1e-9);
        Expected.Close(304.854073561965, Math.Sqrt(fit.Variance), 1e-9);
    }

    [Fact]
    public void The_triangle_is_that_of_MathNet_but_for_signs()
    {
        var random = new Random(5);
        double[] matrix = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble() - 0.5)];
        var r = DenseMatrix.OfColumnMajor(12, 5, (double[])matrix.Clone()).QR(QRMethod.Thin).R;

        Householder.Triangle(matrix, 12, 5);

        for (var column = 0; column < 5; column++)
            for (var row = 0; row <= column; row++)
                Expected.Close(Math.Abs(r[row, column]), Math.Abs(matrix[(column * 12) + row]), 1e-12);
    }

    [Fact]
    public void A_column_that_others_give_is_named()
    {
        var x = new Design(6).With("constant", _ => 1).With("week", row => row).With("twice", row => 2 * row + 1).With("never", _ => 0).With("step", row => row < 3 ? 0 : 1);

        Assert.Equal(["twice", "never"], Dropped(x));
        Assert.Equal(["constant", "week", "step"], x.Independent(out _).Names);
    }

    private static IReadOnlyList<string> Dropped(Design x)
    {
        x.Independent(out var dropped);
        return dropped;
    }
}
