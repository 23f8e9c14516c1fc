using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>Places with and without: incinerators, organ donors, cigarettes, and clusters.</summary>
public class ComparisonTests
{
    [Fact]
    public void House_prices_by_an_incinerator()
    {
        var (expected, data) = (Expected.Of("did_kielmc"), Table.Of("kielmc"));
        var x = new Design(data.Rows).With("constant", _ => 1).With("nearinc", data["nearinc"]).With("y81", data["y81"]).With("y81nrinc", data["y81nrinc"]);
        var fit = LinearFit.Of(x, data["rprice"]);

        Expected.Close(expected["ols"]["coef"].Numbers, fit.Coefficients);
        Expected.Close(expected["ols"]["se"].Numbers, [.. Enumerable.Range(0, 4).Select(fit.StandardError)]);
        Expected.Close(expected["hc1"]["se"].Numbers, new Sandwich(new Regression(x, data["rprice"])).Hc(1));
    }

    [Fact]
    public void Clusters_as_Petersen_made_them()
    {
        var (expected, data) = (Expected.Of("cluster_petersen"), Table.Of("PetersenCL"));
        var x = new Design(5000).With("constant", _ => 1).With("x", data["x"]);
        var (firms, years) = (new ClusterRobust(x, data["y"], data.Texts("firm")), new ClusterRobust(x, data["y"], data.Texts("year")));
        var (firm, year) = (firms.Uncorrected(), years.Uncorrected());
        var white = NeweyWest.Covariance(x, firms.Fit.Residuals(x, data["y"]), firms.Fit.Inverse(), 0, adjust: false);
        double[] Errors(Func<int, double> variance) => [Math.Sqrt(variance(0)), Math.Sqrt(variance(1))];
        double Few(int clusters) => clusters / (clusters - 1.0);
        const double Small = 4999.0 / 4998;

        Expected.Close(expected["coef"].Numbers, firms.Fit.Coefficients);
        Expected.Close(expected["ols_se"].Numbers, [.. Enumerable.Range(0, 2).Select(firms.Fit.StandardError)]);
        Expected.Close(expected["hc1_se"].Numbers, Errors(i => white[i, i] * 5000 / 4998));
        Expected.Close(expected["firm_cr1S"].Numbers, Errors(i => firm[i, i] * Few(500) * Small));
        Expected.Close(expected["year_cr1S"].Numbers, Errors(i => year[i, i] * Few(10) * Small));
        Expected.Close(expected["twoway_sandwich_HC1"].Numbers, Errors(i => Small * ((firm[i, i] * Few(500)) + (year[i, i] * Few(10)) - (white[i, i] * Few(5000)))));
        Expected.Close(expected["twoway_multi0"].Numbers, Errors(i => (Small * ((firm[i, i] * Few(500)) + (year[i, i] * Few(10)))) - white[i, i]));
    }

    [Fact]
    public void Organ_donors_in_California()
    {
        var (expected, data) = (Expected.Of("did_organ_donations"), Table.Of("organ_donations"));
        var (states, quarters) = (data.Texts("State"), data.Texts("Quarter_Num"));
        bool Late(int row) => quarters[row] is "4" or "5" or "6";
        var x = DifferenceInDifferences.Design(states, quarters, ("treated", row => states[row] == "California" && Late(row) ? 1 : 0));
        var robust = new ClusterRobust(x, data["Rate"], states);
        var plain = Math.Sqrt(robust.Uncorrected()[1, 1]);

        Expected.Close(expected["coef"].Number, robust.Fit.Coefficients[1]);
        Expected.Close(expected["ols_se"].Number, robust.Fit.StandardError(1));
        Expected.Close(expected["cr0"].Number, plain);
        Expected.Close(expected["cr1_cadjust_HC0"].Number, plain * Math.Sqrt(27 / 26.0));
        Expected.Close(expected["cr1S_stata"].Number, plain * Math.Sqrt(27 / 26.0 * 161 / (162 - x.Count)));
        Expected.Close(expected["cr2_se"].Number, robust.Corrected(1).StandardError);
        Expected.Close(expected["cr2_df_satt"].Number, robust.Corrected(1).DegreesOfFreedom, 1e-6);
    }

    [Fact]
    public void Organ_donors_elsewhere_are_the_placebos()
    {
        var (expected, data) = (Expected.Of("did_organ_donations"), Table.Of("organ_donations"));
        var (effects, p) = RankOf(data, "State", "Rate", "California", (table, row) => table.Texts("Quarter_Num")[row] is "4" or "5" or "6");

        Expected.Close(expected["coef"].Number, effects["California"]);
        Assert.Equal(expected["placebo_rank_p"].Number, p, 12);
    }

    [Fact]
    public void Proposition_99_among_38_states()
    {
        var expected = Expected.Of("placebo_space_prop99");
        var (effects, p) = RankOf(Table.Of("prop99_smoking"), "state", "cigsale", "California", (table, row) => table["year"][row] >= 1989);

        foreach (var (state, effect) in expected["effects"].Named)
            Expected.Close(effect, effects[state]);
        Assert.Equal(expected["p"].Number, p, 12);
    }

    [Fact]
    public void Organ_donors_quarter_by_quarter()
    {
        var (expected, data) = (Expected.Of("event_study_organ"), Table.Of("organ_donations"));
        var (states, quarters) = (data.Texts("State"), data.Texts("Quarter_Num"));
        (string, Func<int, double>)[] quartersOfCalifornia = [.. new[] { "1", "2", "4", "5", "6" }
            .Select(quarter => ($"e{quarter}", (Func<int, double>)(row => states[row] == "California" && quarters[row] == quarter ? 1 : 0)))];
        var robust = new ClusterRobust(DifferenceInDifferences.Design(states, quarters, quartersOfCalifornia), data["Rate"], states);
        var covariance = robust.Uncorrected();

        Expected.Close(expected["coef"].Numbers, robust.Fit.Coefficients[1..6]);
        Expected.Close(expected["cr_se"].Numbers, [.. Enumerable.Range(1, 5).Select(i => Math.Sqrt(covariance[i, i] * 27 / 26))]);
    }

    private static (Dictionary<string, double> Effects, double P) RankOf(Table data, string place, string outcome, string treated, Func<Table, int, bool> after)
    {
        var (places, values) = (data.Texts(place), data[outcome]);
        double Change(string one)
        {
            var rows = Enumerable.Range(0, data.Rows).Where(row => places[row] == one).ToLookup(row => after(data, row), row => values[row]);
            return rows[true].Average() - rows[false].Average();
        }
        var others = places.Distinct().Where(one => one != treated).ToArray();
        var (observed, placebos) = PlaceboInSpace.Effects(Change(treated), [.. others.Select(Change)]);
        var effects = others.Append(treated).Zip(placebos.Append(observed)).ToDictionary(pair => pair.First, pair => pair.Second);
        return (effects, PlaceboInSpace.P(observed, placebos)!.Value);
    }
}
