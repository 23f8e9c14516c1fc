using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

public class CountModelTests
{
    [Theory]
    [InlineData("m1_poisson")]
    [InlineData("m2_quasi")]
    [InlineData("m3_quasi_seasonal")]
    [InlineData("m4_quasi_level_slope")]
    [InlineData("nb")]
    public void Heart_attacks_in_Sicily_after_the_smoking_ban(string model)
    {
        var (expected, data) = (Expected.Of("poisson_sicily")[model], Table.Of("sicily"));
        var (month, ban, time) = (data["month"], data["smokban"], data["time"]);
        var x = new Design(59).With("constant", _ => 1).With("smokban", ban).With("time", time);
        if (model.StartsWith("m4", StringComparison.Ordinal))
            x = x.With("slope", row => (time[row] - 36) * ban[row]);
        if (expected["names"].Count > 4)
            foreach (var k in new[] { 1, 2 })
                x = x.With($"s{k}", row => Math.Sin(2 * Math.PI * k * month[row] / 12)).With($"c{k}", row => Math.Cos(2 * Math.PI * k * month[row] / 12));
        double[] offset = [.. data["stdpop"].Select(people => Math.Log(people))];

        var fit = model == "nb" ? NegativeBinomial.Of(x, data["aces"], offset)! : CountModel.Of(x, data["aces"], offset)!;

        // θ is met to its own tolerance, and what depends on it no closer.
        var tolerance = model == "nb" ? 1e-5 : 1e-8;
        Expected.Close(expected["coef"].Numbers, fit.Coefficients, tolerance);
        Expected.Close(expected["se"].Numbers, [.. Enumerable.Range(0, x.Count).Select(i => fit.StandardError(i, quasi: model.Contains("quasi", StringComparison.Ordinal)))], tolerance);
        Expected.Close(expected["nw_lag3_adjust_se"].Numbers, Errors(fit, 3, adjust: true), tolerance);
        Expected.Close(expected["nw_lag3_noadjust_se"].Numbers, Errors(fit, 3, adjust: false), tolerance);
        Expected.Close(expected["hc0_se"].Numbers, Errors(fit, 0, adjust: false), tolerance);
        if (model.Contains("quasi", StringComparison.Ordinal))
            Expected.Close(expected["dispersion"].Number, fit.Dispersion);
        if (model != "nb")
            return;
        Expected.Close(expected["theta"].Number, fit.Theta, 1e-4);
        Expected.Close(expected["theta_se"].Number, NegativeBinomial.ThetaStandardError(fit), 1e-3);
        Expected.Close(expected["loglik"].Number, NegativeBinomial.LogLikelihood(fit));
    }

    [Fact]
    public void Drivers_hurt_scatter_wider_than_Poisson()
    {
        var (expected, data) = (Expected.Of("nb_seatbelts_drivers"), Table.Of("Seatbelts"));
        var all = Regression.Seatbelts(2).X;
        var x = new[] { "constant", "law", "t", "lp", "s1", "c1", "s2", "c2" }.Aggregate(new Design(192), (design, name) => design.With(name, all[all.IndexOf(name)]));

        var fit = NegativeBinomial.Of(x, data["drivers"])!;

        Expected.Close(expected["theta"].Number, fit.Theta, 1e-4);
        Expected.Close(expected["theta_se"].Number, NegativeBinomial.ThetaStandardError(fit), 1e-3);
        Expected.Close(expected["coef"].Numbers, fit.Coefficients, 1e-5);
        Expected.Close(expected["se"].Numbers, [.. Enumerable.Range(0, 8).Select(i => fit.StandardError(i, quasi: false))], 1e-5);
        Expected.Close(expected["twologlik"].Number, 2 * NegativeBinomial.LogLikelihood(fit));
    }

    [Fact]
    public void Counts_no_wider_than_Poisson_are_left_to_Poisson()
    {
        var x = new Design(8).With("constant", _ => 1);

        var fit = NegativeBinomial.Of(x, [5, 5, 6, 5, 4, 5, 5, 5])!;

        Assert.Equal(double.PositiveInfinity, fit.Theta);
        Assert.Equal(5, fit.Means[0], 10);
    }

    [Fact]
    public void Counts_that_are_all_zero_have_no_fit() =>
        Assert.Null(NegativeBinomial.Of(new Design(8).With("constant", _ => 1), new double[8]));

    private static double[] Errors(CountModel fit, int lag, bool adjust)
    {
        var covariance = fit.NeweyWest(lag, adjust);
        return [.. Enumerable.Range(0, fit.Design.Count).Select(i => Math.Sqrt(covariance[i, i]))];
    }
}
