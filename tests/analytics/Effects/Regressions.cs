using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>The regressions the expected cases are of.</summary>
public sealed record Regression(Design X, double[] Y)
{
    public LinearFit Fit => LinearFit.Of(X, Y);

    public double[] Residuals => Fit.Residuals(X, Y);

    public double[] Times => [.. Enumerable.Range(0, Y.Length).Select(t => (double)t)];

    /// <summary>Interrupted series of the named case: seatbelts drivers, California's cigarettes, or Greene's investment.</summary>
    public static Regression Of(string name) => name switch
    {
        "its_seatbelts_drivers" => Seatbelts(3),
        "its_prop99_california" => California(),
        "hac_investment" => Investment(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    public static Regression Seatbelts(int harmonics)
    {
        var data = Table.Of("Seatbelts");
        var x = new Design(192).With("constant", _ => 1).With("t", row => row + 1).With("law", data["law"]).With("lp", [.. data["PetrolPrice"].Select(value => Math.Log(value))]);
        for (var k = 1; k <= harmonics; k++)
        {
            var angle = 2 * Math.PI * k / 12;
            x = x.With($"s{k}", row => Math.Sin(angle * (row + 1))).With($"c{k}", row => Math.Cos(angle * (row + 1)));
        }
        return new Regression(x, [.. data["drivers"].Select(value => Math.Log(value))]);
    }

    private static Regression California()
    {
        var data = Table.Of("prop99_smoking").Where((table, row) => table.Texts("state")[row] == "California");
        var x = new Design(31).With("constant", _ => 1).With("t", row => row).With("x", row => row >= 19 ? 1 : 0).With("xt", row => row >= 19 ? row - 19 : 0);
        return new Regression(x, data["cigsale"]);
    }

    private static Regression Investment()
    {
        var data = Table.Of("Investment").Where((table, row) => table.Cells("RealInt")[row] is not null && table.Cells("RealInv")[row] is not null);
        return new Regression(new Design(data.Rows).With("constant", _ => 1).With("RealGNP", data["RealGNP"]).With("RealInt", data["RealInt"]), data["RealInv"]);
    }
}
