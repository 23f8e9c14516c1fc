using MathNet.Numerics.Distributions;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

public class LocalLevelTests
{
    [Theory]
    [InlineData("cf_arma", 0)]
    [InlineData("cf_arma_plus5", 5)]
    [InlineData("cf_google", 0)]
    public void What_would_have_been(string name, double lift)
    {
        var (expected, google) = (Expected.Of(name), name == "cf_google");
        var data = Table.Of(google ? "ci_google_data" : "ci_arma_data");
        var (all, before) = (data.Rows, (int)expected["n_pre"].Number);
        double[] y = [.. data["y"].Select((value, row) => value + (row >= before ? lift : 0))];
        var x = (google ? new[] { "x1", "x2" } : ["X"]).Aggregate(new Design(all), (design, column) => design.With(column, data[column]));
        double[] times = [.. Enumerable.Range(0, all).Select(row => (double)row)];
        var (pre, post) = (x.Where(row => row < before), x.Where(row => row >= before));

        var fixedVariances = expected["fixed_variances"];
        var noise = fixedVariances["sigma2_eps"].Number;
        var known = LocalLevel.Of(pre, y[..before], times[..before], fixedVariances["sigma2_eta"].Number / noise);
        var unit = LocalLevel.Of(pre, [.. y[..before].Select(value => value / Math.Sqrt(noise))], times[..before], known.Ratio);
        Expected.Close(fixedVariances["diffuse_loglik"].Number, unit.LogLikelihood - (known.Fit.DegreesOfFreedom * 0.5 * Math.Log(noise)));
        Expected.Close(fixedVariances["beta_level_then_x_GLS"].Numbers, known.Fit.Coefficients);
        CounterfactualIs(fixedVariances, known.Predict(post, times[before..], noise), y[before..], double.PositiveInfinity, 1e-8);

        var reml = LocalLevel.Restricted(pre, y[..before], times[..before]);
        Expected.Close(Math.Sqrt(expected["reml"]["sigma2_eps"].Number), Math.Sqrt(reml.Fit.Variance), 1e-3);
        Expected.Close(Math.Sqrt(expected["reml"]["sigma2_eta"].Number), Math.Sqrt(reml.Ratio * reml.Fit.Variance), 1e-3);
        CounterfactualIs(expected["reml"], reml.Predict(post, times[before..]), y[before..], reml.Fit.DegreesOfFreedom, 1e-4);

        var effects = LocalLevel.Marginalised(pre, y[..before], times[..before])
            .Select(one => (one.Weight, one.Fit.Predict(post, times[before..]).Cumulative(y[before..])))
            .Select(one => (one.Weight, one.Item2.Effect, one.Item2.Scale));
        var posterior = new Posterior(effects, reml.Fit.DegreesOfFreedom);
        Expected.Close(expected["marginalised"]["cum_mean"].Number, posterior.Mean, 1e-5);
        Expected.Close(expected["marginalised"]["cum_lo"].Number, posterior.Interval().Low, 1e-5);
        Expected.Close(expected["marginalised"]["cum_hi"].Number, posterior.Interval().High, 1e-5);
        Expected.Close(expected["marginalised"]["p"].Number, posterior.P, 1e-5);
    }

    [Fact]
    public void The_Nile()
    {
        var (expected, y) = (Expected.Of("nile_uc"), Table.Of("Nile")["value"]);
        double[] times = [.. Enumerable.Range(0, 100).Select(year => (double)year)];
        var none = new Design(100);

        double LogLikelihood(double noise, double steps) =>
            LocalLevel.Of(none, [.. y.Select(value => value / Math.Sqrt(noise))], times, steps / noise).LogLikelihood - (99 * 0.5 * Math.Log(noise));
        // These figures count ½·ln 2π for the first year too, which Durbin and Koopman (2012) leave out.
        var (eps, eta) = (expected["sigma2_eps"].Number, expected["sigma2_eta"].Number);
        Expected.Close(expected["loglik_at_mle"].Number, LogLikelihood(eps, eta) - (0.5 * Math.Log(2 * Math.PI)));
        Expected.Close(expected["loglik_at_15099_1469p1"].Number, LogLikelihood(15099, 1469.1) - (0.5 * Math.Log(2 * Math.PI)));

        var fit = LocalLevel.Restricted(none, y, times);
        Expected.Close(eps, fit.Fit.Variance, 1e-3);
        Expected.Close(eta, fit.Ratio * fit.Fit.Variance, 1e-3);
        Expected.Close(Expected.Of("nile_structts")["structts"]["epsilon"].Number, fit.Fit.Variance, 1e-3);
        Expected.Close(Expected.Of("nile_structts")["structts"]["level"].Number, fit.Ratio * fit.Fit.Variance, 1e-3);

        var known = LocalLevel.Of(none, y, times, 1469.1 / 15099);
        var later = known.Predict(new Design(10), [.. Enumerable.Range(100, 10).Select(year => (double)year)], 15099);
        Expected.Close(expected["filtered_level_last"].Number, later.Mean[0]);
        Expected.Close(expected["filtered_var_last"].Number, later.Covariance[0, 0] - 15099 - 1469.1);
        Expected.Close(expected["forecast10"].Number, later.Mean[9]);
        Expected.Close(expected["forecast10_var"].Number, later.Covariance[9, 9]);

        // Smoothed levels: the first from the years backwards, the fiftieth from both sides together.
        var backwards = LocalLevel.Of(none, [.. y.Reverse()], times, known.Ratio).Predict(new Design(1), [100], 15099);
        Expected.Close(expected["smoothed_level_1_50_100"].Numbers[0], backwards.Mean[0]);
        var half = new Design(50);
        var (past, future) = (LocalLevel.Of(half, y[..50], times[..50], known.Ratio).Predict(new Design(1), [50], 15099),
            LocalLevel.Of(half, [.. y[50..].Reverse()], times[..50], known.Ratio).Predict(new Design(1), [50], 15099));
        var (pastVariance, futureVariance) = (past.Covariance[0, 0] - 15099 - 1469.1, future.Covariance[0, 0] - 15099);
        Expected.Close(expected["smoothed_level_1_50_100"].Numbers[1], ((past.Mean[0] * futureVariance) + (future.Mean[0] * pastVariance)) / (pastVariance + futureVariance));
        Expected.Close(expected["smoothed_var_1_50_100"].Numbers[1], pastVariance * futureVariance / (pastVariance + futureVariance));
    }

    /// <summary>Seasonal dummies and the law on a local level: Harvey and Durbin's question.</summary>
    [Fact]
    public void Seatbelts()
    {
        var (expected, data) = (Expected.Of("uc_seatbelts_drivers"), Table.Of("Seatbelts"));
        var x = new Design(192).With("lp", [.. data["PetrolPrice"].Select(price => Math.Log(price))]).With("law", data["law"]);
        x = Enumerable.Range(1, 11).Aggregate(x, (design, month) => design.With($"month {month}", row => row % 12 == month ? 1 : 0));

        var fit = LocalLevel.Restricted(x, [.. data["drivers"].Select(drivers => Math.Log(drivers))], [.. Enumerable.Range(0, 192).Select(t => (double)t)]);

        Expected.Close(Math.Sqrt(expected["sigma2_eps"].Number), Math.Sqrt(fit.Fit.Variance), 1e-3);
        Expected.Close(Math.Sqrt(expected["sigma2_eta"].Number), Math.Sqrt(fit.Ratio * fit.Fit.Variance), 1e-3);
        Expected.Close(expected["beta"].Numbers, fit.Fit.Coefficients[1..3], 1e-3);
        Expected.Close(expected["se"].Numbers, [fit.Fit.StandardError(1), fit.Fit.StandardError(2)], 1e-3);
    }

    private static void CounterfactualIs(Expected expected, Counterfactual predicted, double[] observed, double degreesOfFreedom, double tolerance)
    {
        Expected.Close(expected["pred_mean"].Numbers, predicted.Mean, tolerance);
        Expected.Close(expected["pred_sd"].Numbers, [.. Enumerable.Range(0, observed.Length).Select(predicted.Scale)], tolerance);
        var (effect, scale) = predicted.Cumulative(observed);
        var critical = double.IsFinite(degreesOfFreedom) ? StudentT.InvCDF(0, 1, degreesOfFreedom, 0.975) : Normal.InvCDF(0, 1, 0.975);
        Expected.Close(expected["cum_effect"].Number, effect, tolerance);
        Expected.Close(expected["cum_sd"].Number, scale, tolerance);
        Expected.Close(expected["cum_lo"].Number, effect - (critical * scale), 10 * tolerance);
        Expected.Close(expected["crit"].Number, critical);
    }
}
