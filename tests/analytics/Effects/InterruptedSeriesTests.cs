using MathNet.Numerics.Distributions;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>Seatbelts, Proposition 99 and Greene's investment data, as R's lm, sandwich and nlme have them.</summary>
public class InterruptedSeriesTests
{
    public static TheoryData<string> Cases => ["its_seatbelts_drivers", "its_prop99_california", "hac_investment"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Least_squares_as_R(string name)
    {
        var (expected, fit) = (Expected.Of(name), Regression.Of(name).Fit);

        Expected.Close(expected["coef"].Numbers, fit.Coefficients);
        Expected.Close(expected["ols"]["se"].Numbers, [.. Enumerable.Range(0, fit.Count).Select(fit.StandardError)]);
        Expected.Close(expected["sigma2"].Number, fit.Variance);
        var ends = expected["ols"]["ci_low"].Numbers.Select((low, i) => (low, i));
        Assert.All(ends, end => Expected.Close(end.low, fit.Coefficients[end.i] - (StudentT.InvCDF(0, 1, fit.DegreesOfFreedom, 0.975) * fit.StandardError(end.i))));
    }

    [Theory]
    [InlineData("its_seatbelts_drivers", 4)]
    [InlineData("its_seatbelts_drivers", 12)]
    [InlineData("its_prop99_california", 1)]
    [InlineData("its_prop99_california", 3)]
    [InlineData("hac_investment", 1)]
    [InlineData("hac_investment", 4)]
    public void Newey_West_as_R(string name, int lag)
    {
        var (expected, regression) = (Expected.Of(name), Regression.Of(name));

        double[] Errors(bool adjust)
        {
            var covariance = NeweyWest.Covariance(regression.X, regression.Residuals, regression.Fit.Inverse(), lag, adjust);
            return [.. Enumerable.Range(0, regression.X.Count).Select(i => Math.Sqrt(covariance[i, i]))];
        }
        Expected.Close(expected[$"nw_lag{lag}_noadjust_z"]["se"].Numbers, Errors(adjust: false));
        Expected.Close(expected[$"nw_lag{lag}_adjust_t"]["se"].Numbers, Errors(adjust: true));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Other_sandwiches_as_R(string name)
    {
        var (expected, sandwich) = (Expected.Of(name), new Sandwich(Regression.Of(name)));

        Expected.Close(expected["hc0"]["se"].Numbers, sandwich.Hc(0));
        Expected.Close(expected["hc1"]["se"].Numbers, sandwich.Hc(1));
        Expected.Close(expected["hc3"]["se"].Numbers, sandwich.Hc(3));
        Expected.Close(expected["bwNeweyWest_bartlett_noprewhite"].Number, sandwich.BandwidthNeweyWest(prewhite: false));
        Expected.Close(expected["bwNeweyWest_bartlett_prewhite1"].Number, sandwich.BandwidthNeweyWest(prewhite: true));
        Expected.Close(expected["nw_auto_noprewhite_adjust_t"]["se"].Numbers, sandwich.NeweyWestAutomatic(prewhite: false));
        Expected.Close(expected["nw_auto_prewhite1_adjust_t"]["se"].Numbers, sandwich.NeweyWestAutomatic(prewhite: true));
        Expected.Close(expected["bwAndrews_qs_noprewhite"].Number, sandwich.BandwidthAndrews(prewhite: false));
        Expected.Close(expected["kernHAC_qs_andrews_prewhite1_adjust"]["se"].Numbers, sandwich.QuadraticSpectral());
    }

    [Theory]
    [InlineData("its_seatbelts_drivers")]
    [InlineData("its_prop99_california")]
    public void Fixed_b_and_scalar_bandwidths_of_the_step(string name)
    {
        var (expected, sandwich) = (Expected.Of(name), new Sandwich(Regression.Of(name)));

        Assert.Equal((int)expected["ewc_step"]["B"].Number, sandwich.EqualWeightedCosines(2).B);
        Expected.Close(expected["ewc_step"]["se"].Number, sandwich.EqualWeightedCosines(2).Error);
        Assert.Equal((int)expected["nw_fixedb_step"]["S"].Number, sandwich.FixedB(2).S);
        Expected.Close(expected["nw_fixedb_step"]["se_noadjust"].Number, sandwich.FixedB(2).Error);
        Expected.Close(expected["nw_fixedb_step"]["crit"].Number, sandwich.FixedB(2).Critical);
        Expected.Close(expected["nw94_scalar_bw_step"]["noprewhite"].Number, sandwich.Scalar(2, prewhite: false).Bandwidth);
        Expected.Close(expected["nw94_scalar_bw_step"]["prewhite"].Number, sandwich.Scalar(2, prewhite: true).Bandwidth);
        Expected.Close(expected["nw94_prewhite_scalar_se_step"].Number, sandwich.Scalar(2, prewhite: true).PrewhitenedError);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Residuals_are_tested_as_R_tests_them(string name)
    {
        var (expected, residuals) = (Expected.Of(name), Regression.Of(name).Residuals);

        var total = residuals.Sum(value => value * value);
        Expected.Close(expected["dw"].Number, residuals.Zip(residuals.Skip(1), (a, b) => (b - a) * (b - a)).Sum() / total);
        var correlations = CrossCorrelation.Of(residuals, residuals, 12)[13..];
        Expected.Close(expected["acf"].Numbers, correlations, 1e-7);
        foreach (var lags in new[] { 4, 12 })
        {
            var q = residuals.Length * (residuals.Length + 2) * Enumerable.Range(1, lags).Sum(lag => correlations[lag - 1] * correlations[lag - 1] / (residuals.Length - lag));
            Expected.Close(expected[$"ljung_box_{lags}"]["q"].Number, q);
            Expected.Close(expected[$"ljung_box_{lags}"]["p"].Number, 1 - ChiSquared.CDF(lags, q), 1e-7);
        }
    }

    [Theory]
    [InlineData("its_seatbelts_drivers", "REML", true)]
    [InlineData("its_seatbelts_drivers", "ML", false)]
    [InlineData("its_prop99_california", "REML", true)]
    [InlineData("its_prop99_california", "ML", false)]
    public void Errors_with_memory_by_restricted_and_full_likelihood(string name, string kind, bool restricted)
    {
        var (expected, regression) = (Expected.Of(name)["gls_ar1"][$"{kind}_reflib"], Regression.Of(name));

        var ar = Ar1.Of(regression.X, regression.Y, restricted);

        Assert.Equal(expected["phi"].Number, ar.Phi, 1e-4);
        Expected.Close(expected["coef"].Numbers, ar.Fit.Coefficients, 1e-4);
        Expected.Close(expected["se_reml_scale"].Numbers, [.. Enumerable.Range(0, ar.Fit.Count).Select(ar.Fit.StandardError)], 1e-4);
        Assert.Equal(name.Contains("prop99", StringComparison.Ordinal), ar.Drifts);
    }

    [Theory]
    [InlineData("hac_investment", "ML")]
    [InlineData("its_seatbelts_drivers", "REML")]
    [InlineData("its_seatbelts_drivers", "ML")]
    public void Errors_with_memory_as_nlme(string name, string kind)
    {
        var (expected, regression) = (Expected.Of(name)["gls_ar1"][kind], Regression.Of(name));

        var ar = Ar1.Of(regression.X, regression.Y, kind == "REML");

        Assert.Equal(expected["phi"].Number, ar.Phi, 1e-4);
        Expected.Close(expected["coef"].Numbers, ar.Fit.Coefficients, 1e-4);
        Expected.Close(expected["se"].Numbers, [.. Enumerable.Range(0, ar.Fit.Count).Select(ar.Fit.StandardError)], 1e-4);
    }

    [Theory]
    [InlineData("its_seatbelts_drivers")]
    [InlineData("its_prop99_california")]
    public void The_headline_interval_of_the_step(string name)
    {
        var (expected, regression) = (Expected.Of(name), Regression.Of(name));

        PosteriorIs(expected["arwn_flatgrid_step"], NoiseGrid.Flat.Fit(regression.X, regression.Y, regression.Times).Of(2));
        PosteriorIs(expected["arwn_unif_step"], NoiseGrid.Uniform.Fit(regression.X, regression.Y, regression.Times).Of(2));
    }

    internal static void PosteriorIs(Expected expected, Posterior posterior)
    {
        Expected.Close(expected["mean"].Number, posterior.Mean, 1e-5);
        Expected.Close(expected["lo"].Number, posterior.Interval().Low, 1e-5);
        Expected.Close(expected["hi"].Number, posterior.Interval().High, 1e-5);
        Expected.Close(expected["p"].Number, posterior.P, 1e-5);
    }
}
