using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>Multiplicity, permutation, power, lags and odd values.</summary>
public class ChanceTests
{
    /// <summary>Benjamini &amp; Hochberg (1995), §3.2: fifteen p-values, four rejected at .05 where Bonferroni rejects three.</summary>
    [Fact]
    public void Fifteen_questions_of_Benjamini_and_Hochberg()
    {
        double[] p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];

        var adjusted = Multiplicity.BenjaminiHochberg(p);

        Assert.Equal(4, adjusted.Count(value => value <= 0.05));
        Assert.Equal(.0015, adjusted[0], 12);
        Assert.Equal(.0095 * 15 / 4, adjusted[3], 12);
        Assert.Equal(1, adjusted[14]);
        Assert.Equal(adjusted, Multiplicity.BenjaminiHochberg([.. p.Reverse()]).Reverse());
    }

    [Fact]
    public void Adjusted_p_values_as_R()
    {
        var expected = Expected.Of("multiplicity_bh1995");

        Expected.Close(expected["BH"].Numbers, Multiplicity.BenjaminiHochberg(expected["p"].Numbers));
        Expected.Close(expected["BY"].Numbers, Multiplicity.BenjaminiYekutieli(expected["p"].Numbers));
        var sorted = expected["p"].Numbers;
        Expected.Close(expected["bonferroni"].Numbers, [.. sorted.Select(p => Math.Min(1, 15 * p))]);
        Expected.Close(expected["holm"].Numbers, [.. sorted.Select((_, i) => Math.Min(1, sorted.Take(i + 1).Select((p, rank) => (15 - rank) * p).Max()))]);
    }

    [Fact]
    public void All_splits_are_tried()
    {
        // 6 of the 1,716 splits are at least 12 1/6 apart: counted by hand-written code elsewhere (stats/expected/perm_exact.json).
        Assert.Equal(6 / 1716.0, Permutation.Exact([92, 88, 101, 97, 95, 110], [80, 85, 91, 79, 90, 86, 84]), 12);
    }

    [Fact]
    public void Splits_as_another_tool_counted_them()
    {
        var expected = Expected.Of("perm_exact");

        Assert.Equal(expected["p_exact"].Number, Permutation.Exact(expected["x"].Numbers, expected["y"].Numbers), 12);
    }

    [Fact]
    public void Shifts_count_the_observed_one() =>
        Assert.Equal(1 / 5.0, Permutation.Circular([0, 0, 5, 0, 0], series => series[2]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_could_be_found_at_all(int row)
    {
        var expected = Expected.Of("power_mde")["rows"][row];
        var (n, t0, rho) = ((int)expected["n"].Number, (int)expected["t0"].Number, expected["rho"].Number);
        var x = new Design(n).With("constant", _ => 1).With("trend", t => t / (double)n).With("step", t => t >= t0 ? 1 : 0);
        if (expected["slope"].Flag)
            x = x.With("ramp", t => Math.Max(0, t - t0 + 1) / (double)n);
        for (var k = 1; k <= expected["K"].Number; k++)
        {
            var angle = 2 * Math.PI * k / expected["period"].Number;
            x = x.With($"s{k}", t => Math.Sin(angle * t)).With($"c{k}", t => Math.Cos(angle * t));
        }
        var step = Ar1.Whitened(x, new double[n], rho).InverseDiagonal(2);
        var error = expected["marginal_sd"].Number * Math.Sqrt(step * (1 - (rho * rho)));

        Expected.Close(expected["se_step_gls"].Number, error);
        Expected.Close(expected["mde80"].Number, Power.MinimumDetectable(error, n - x.Count));
        Expected.Close(expected["power_at_0p1"].Number, Power.Of(0.1, error, n - x.Count));
    }

    [Fact]
    public void Clicks_and_outcome_at_lags()
    {
        var expected = Expected.Of("ccf_synth_clicks_adstock");
        var (x, y) = (expected["x"].Numbers, expected["y"].Numbers);

        // R's lag k is of x[t+k] with y[t]: ours with the sign turned, x leading at positive lags.
        Expected.Close([.. expected["ccf_raw"].Numbers.Reverse()], CrossCorrelation.Of(x, y, 8));
        Expected.Close(expected["ar_coef"].Numbers, CrossCorrelation.YuleWalker(x, 2));
        var (correlations, band) = CrossCorrelation.Prewhitened(x, y, 2, 8);
        Expected.Close([.. expected["ccf_prewhitened"].Numbers.Reverse()], correlations);
        Assert.Equal(1.96 / Math.Sqrt(expected["n_prewhitened"].Number), band, 12);
    }

    [Fact]
    public void Seasons_and_odd_values_as_R()
    {
        var expected = Expected.Of("anomaly_stl_seatbelts");

        var parts = SeasonalTrend.Of([.. Table.Of("Seatbelts")["drivers"].Select(drivers => Math.Log(drivers))], 12);

        Expected.Close(expected["remainder_first12"].Numbers, parts.Remainder[..12]);
        Expected.Close(expected["z"].Numbers, Anomalies.Scores(parts.Remainder));
        Assert.Empty(Anomalies.Flags(parts.Remainder));
    }

    [Fact]
    public void A_value_that_stands_out_is_flagged_and_does_not_hide_itself() =>
        Assert.Equal([4], Anomalies.Flags([10, 11, 9, 10, 900, 10, 12, 9]));

    /// <summary>Regression with seasonal AR errors by exact likelihood, as R's arima: here with the whole covariance of (1 - φB)(1 - ΦB¹²)u = e.</summary>
    [Fact]
    public void Seasonal_memory_by_exact_likelihood_as_R()
    {
        var (expected, data) = (Expected.Of("arima_seatbelts")["A"], Table.Of("Seatbelts"));
        var x = new Design(192).With("intercept", _ => 1).With("kms", [.. data["kms"].Select(kms => Math.Log10(kms) - 4)]).With("PetrolPrice", data["PetrolPrice"]).With("law", data["law"]);
        double[] y = [.. data["drivers"].Select(drivers => Math.Log10(drivers))];

        var best = SeasonalAr.Best(x, y, expected["coef"].Numbers[0] + 0.02, expected["coef"].Numbers[1] - 0.02);

        Assert.Equal(expected["coef"].Numbers[0], best.Phi, 1e-3);
        Assert.Equal(expected["coef"].Numbers[1], best.Seasonal, 1e-3);
        Expected.Close(expected["coef"].Numbers[2..], best.Fit.Coefficients, 1e-3);
        Expected.Close(expected["sigma2"].Number, best.Fit.Rss / 192, 1e-3);
        Expected.Close(expected["loglik"].Number, best.LogLikelihood, 1e-6);
        Expected.Close(expected["se"].Numbers, SeasonalAr.StandardErrors(x, y, best), 0.02);
    }

    [Fact]
    public void Memory_of_a_month_by_exact_likelihood_as_R()
    {
        var (expected, regression) = (Expected.Of("arima_seatbelts")["B"], Regression.Seatbelts(3));

        var ar = Ar1.Of(regression.X, regression.Y, restricted: false);

        Assert.Equal(expected["coef"].Numbers[0], ar.Phi, 1e-3);
        Expected.Close(expected["coef"].Numbers[1..], ar.Fit.Coefficients, 1e-3);
        var logLikelihood = -0.5 * ((192 * (Math.Log(2 * Math.PI * ar.Fit.Rss / 192) + 1)) - Math.Log(1 - (ar.Phi * ar.Phi)));
        Expected.Close(expected["loglik"].Number, logLikelihood, 1e-6);
        // arima counts n where we count n - k. Its error of t (.000198) is 7 % off nlme's and ours: its differences step by more than t's coefficient.
        double Error(int i) => ar.Fit.StandardError(i) * Math.Sqrt(182 / 192.0);
        int[] comparable = [0, .. Enumerable.Range(2, 8)];
        Expected.Close([.. comparable.Select(i => expected["se"].Numbers[i + 1])], [.. comparable.Select(Error)], 0.02);
        Expected.Close(Expected.Of("its_seatbelts_drivers")["gls_ar1"]["ML"]["se"].Numbers[1], ar.Fit.StandardError(1), 1e-4);
        Expected.Close(expected["sigma2"].Number, ar.Fit.Rss / 192, 1e-3);
    }
}
