using MathNet.Numerics.Distributions;

namespace Outcomes.Analytics.Effects;

/// <summary>One period of a campaign's chart.</summary>
/// <param name="Start">First day.</param>
/// <param name="Observed">What was counted (per unit of the denominator, for a ratio).</param>
/// <param name="Expected">What the season, the trend and the comparisons say it would have been without the campaign.</param>
/// <param name="Band">Where 95 in 100 such periods would have been without it.</param>
/// <param name="Exposure">Share of the period in which an effect may be seen.</param>
public sealed record EffectPeriod(DateOnly Start, double Observed, double Expected, Interval Band, double Exposure)
{
    internal static IReadOnlyList<EffectPeriod> Of(Model model, GridFit fit)
    {
        var critical = StudentT.InvCDF(0, 1, fit.DegreesOfFreedom, 0.975);
        // Points of the grid that the data rule out do not show.
        var points = fit.Points.Where(point => point.Weight > 1e-3).Select(point => (point.Weight, point.Fit, Inverse: point.Fit.Inverse())).ToArray();
        var total = points.Sum(point => point.Weight);
        return [.. model.Periods.Select((period, row) =>
        {
            var without = Enumerable.Range(0, model.X.Count).Select(column => column < model.Others.Count ? model.X[column][row] : 0).ToArray();
            var x = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(without);
            var means = Array.ConvertAll(points, point => Design.Dot(without, point.Fit.Coefficients));
            var mean = points.Zip(means, (point, value) => point.Weight * value).Sum() / total;
            var variance = points.Zip(means, (point, value) =>
                point.Weight * ((point.Fit.Variance * (1 + (x * (point.Inverse * x)))) + ((value - mean) * (value - mean)))).Sum() / total;
            var observed = model.Aim.Outcome.Observed[period]!.Value;
            var outOf = model.Aim.Outcome.OutOf?[period] ?? 1;
            // From the log scale, where the model may be a distance from comparisons, back to counts.
            double Back(double log) => (Math.Exp(log + Math.Log(observed + 0.5) - model.Y[row]) - 0.5) / outOf;
            var reach = critical * Math.Sqrt(variance);
            return new EffectPeriod(model.Aim.Timeline.Start(period), observed / outOf, Back(mean), new Interval(Back(mean - reach), Back(mean + reach)), model.Exposure[row]);
        })];
    }
}
