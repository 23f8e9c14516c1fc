using MathNet.Numerics.Distributions;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>Three made-up councils (a step without effect, a pulse, an effect by clicks), by the day and by the week.</summary>
public class SyntheticSeriesTests
{
    public static TheoryData<string> Cases => ["synth_step_null_strong", "synth_pulse_effect", "synth_clicks_adstock"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Days(string name)
    {
        var (expected, regression) = (Expected.Of(name), new SyntheticSeries(name).DailyRegression());
        var fit = regression.Fit;

        double[] Errors(int lag)
        {
            var covariance = NeweyWest.Covariance(regression.X, regression.Residuals, fit.Inverse(), lag, adjust: true);
            return [.. Enumerable.Range(0, fit.Count).Select(i => Math.Sqrt(covariance[i, i]))];
        }
        Assert.Equal(expected["n"].Number, regression.X.Rows);
        Expected.Close(expected["coef"].Numbers, fit.Coefficients);
        Expected.Close(expected["ols_se"].Numbers, [.. Enumerable.Range(0, fit.Count).Select(fit.StandardError)]);
        Expected.Close(expected["nw_lag6_se"].Numbers, Errors(6));
        Expected.Close(expected["nw_lag28_se"].Numbers, Errors(28));
        Expected.Close(expected["nw_lag28_p_campaign"].Number, 2 * StudentT.CDF(0, 1, fit.DegreesOfFreedom, -Math.Abs(fit.Coefficients[1] / Errors(28)[1])));
        var adjust = Math.Sqrt(regression.X.Rows / (double)fit.DegreesOfFreedom);
        Expected.Close(expected["ewc"]["se"].Number, adjust * new Sandwich(regression).EqualWeightedCosines(1).Error);
        var scalar = new Sandwich(regression).Scalar(1, prewhite: true);
        Expected.Close(expected["nw94_prewhite_scalar_se"].Number, adjust * scalar.PrewhitenedError);
        var residuals = regression.Residuals;
        Expected.Close(expected["durbin_watson"].Number, residuals.Zip(residuals.Skip(1), (a, b) => (b - a) * (b - a)).Sum() / residuals.Sum(value => value * value));
        Expected.Close(expected["nw94_bw"].Number, new Sandwich(regression).Scalar(1, prewhite: false).Bandwidth);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_of_days(string name)
    {
        var (expected, series) = (Expected.Of(name)["quasi_poisson"], new SyntheticSeries(name));
        var outcome = series.Outcome;

        var fit = CountModel.Of(series.Daily(campaign: true).Where(i => outcome[i] is not null), [.. outcome.Where(value => value is not null).Select(value => value!.Value)])!;

        Expected.Close(expected["coef"].Numbers, fit.Coefficients);
        // R stops when the deviance settles to 1e-8, and takes its weights from the step before: its standard errors end there.
        Expected.Close(expected["se"].Numbers, [.. Enumerable.Range(0, 17).Select(i => fit.StandardError(i, quasi: true))], 1e-7);
        Expected.Close(expected["dispersion"].Number, fit.Dispersion);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weeks(string name)
    {
        var (expected, series) = (Expected.Of(name)["weekly"], new SyntheticSeries(name));
        var (x, y, times) = series.Weekly(controlled: false);
        var regression = new Regression(x, y);

        Expected.Close(expected["weekly_outcome"].NumbersOrNone, series.Weeks("outcome"));
        Expected.Close(expected["coef"].Numbers, regression.Fit.Coefficients);
        var covariance = NeweyWest.Covariance(x, regression.Residuals, regression.Fit.Inverse(), NeweyWest.Lag(x.Rows), adjust: true);
        Assert.Equal((int)expected["nw_rule_lag"].Number, NeweyWest.Lag(x.Rows));
        Expected.Close(expected["nw_rule_se"].Numbers, [.. Enumerable.Range(0, x.Count).Select(i => Math.Sqrt(covariance[i, i]))]);
        Ar1Is(expected["ar1_reml"], x, y);
        InterruptedSeriesTests.PosteriorIs(expected["arwn_marginalised_flatgrid"], NoiseGrid.Flat.Fit(x, y, times).Of(1));
        InterruptedSeriesTests.PosteriorIs(expected["arwn_unif"], NoiseGrid.Uniform.Fit(x, y, times).Of(1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weeks_against_comparisons(string name)
    {
        var (x, y, times) = new SyntheticSeries(name).Weekly(controlled: true);

        Ar1Is(Expected.Of(name)["weekly"]["cits"]["ar1_reml"], x, y);
        InterruptedSeriesTests.PosteriorIs(Expected.Of(name)["weekly"]["cits"]["arwn_unif"], NoiseGrid.Uniform.Fit(x, y, times).Of(1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clicks_of_a_week_before(string name)
    {
        var (expected, series) = (Expected.Of(name)["distributed_lag"], new SyntheticSeries(name));

        var lags = DistributedLag.Of(series.Daily(campaign: false), [.. series.Clicks.Select(clicks => Math.Log(1 + clicks))],
            [.. series.Outcome.Select(value => value is { } count ? Math.Log(count + 0.5) : (double?)null)], lags: 7, neweyWestLag: 28);

        Expected.Close(expected["lag_coef"].Numbers, lags.Coefficients);
        Expected.Close(expected["lag_se"].Numbers, [.. Enumerable.Range(0, 8).Select(i => Math.Sqrt(lags.Covariance[i, i]))]);
        Expected.Close(expected["cumulative"].Number, lags.Cumulative);
        Expected.Close(expected["cumulative_se"].Number, lags.CumulativeStandardError);
        Expected.Close(expected["wald8"].Number, lags.Wald);
    }

    private static void Ar1Is(Expected expected, Design x, double[] y)
    {
        var ar = Ar1.Of(x, y);
        Assert.Equal(expected["phi"].Number, ar.Phi, 1e-4);
        Expected.Close(expected["coef"].Numbers, ar.Fit.Coefficients, 1e-4);
        Expected.Close(expected["se"].Numbers, [.. Enumerable.Range(0, x.Count).Select(ar.Fit.StandardError)], 1e-4);
    }
}
