namespace Outcomes.Analytics.Effects;

/// <summary>A row of the set EffectSeries. Properties are named as its columns.</summary>
internal sealed record EffectSeriesRow(
    string Effect, string Campaign, string Measure, string Service, string Area, string Grain, DateOnly Period, bool IsIndex, string Unit,
    double? Observed, double? Expected, double? Lower, double? Upper, double Exposure)
{
    private const double LeastBefore = 20;

    /// <summary>The chart of a judgement. Of people it is an index, from counts that were rounded first, and there is none where they are few.</summary>
    public static IEnumerable<EffectSeriesRow> Of(EffectRow row, Judged judged)
    {
        if (judged.Assessment.Estimate is not { } estimate || judged.Measure is not { } measure)
            return [];
        var (people, ratio, scale) = (judged.Words.CountsPeople, measure.Kind == "ratio", Units.Scale(measure));
        if (people && !ratio && estimate.Before < LeastBefore)
            return [];
        var outcome = judged.Assessment.Aim.Outcome;
        double? Indexed(double? value) => Math.Round(100 * value!.Value / estimate.Before);
        double? Observed(int period, double observed) => !people ? observed * scale
            : !ratio ? EffectRow.Shown(observed, people) is { } shown ? Indexed(shown) : null
            : outcome.OutOf![period] is { } outOf && outOf >= LeastBefore && EffectRow.Shown(outcome.Observed[period]!.Value, people) is { } part ? Indexed(part / EffectRow.Shown(outOf, people)) : null;
        double? Expected(double value) => people ? Indexed(value) : value * scale;
        var timeline = judged.Assessment.Aim.Timeline;
        var known = estimate.Series().ToDictionary(period => period.Start);
        return Enumerable.Range(0, timeline.Count).Select(period => (Period: period, Start: timeline.Start(period))).Where(one => one.Start >= estimate.From && one.Start <= estimate.To).Select(one =>
            known.TryGetValue(one.Start, out var at)
                ? Row(one.Start, Observed(one.Period, at.Observed), Expected(at.Expected), Expected(at.Band.Low), Expected(at.Band.High), at.Exposure)
                : Row(one.Start, null, null, null, null, judged.Assessment.Aim.Exposure(judged.Assessment.Aim.Campaign)[one.Period]));

        EffectSeriesRow Row(DateOnly start, double? observed, double? expected, double? lower, double? upper, double exposure) =>
            new(row.Id, row.Campaign, row.Measure, row.Service, row.Area, row.Grain!, start, people, people ? "index" : measure.Unit, observed, expected, lower, upper, exposure);
    }
}
