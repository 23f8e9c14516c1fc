namespace Outcomes.Analytics.Effects;

/// <summary>Why an aim is not assessed: in the words a reader is given, or null where nothing stands against it. A reason, never a number.</summary>
internal static class Refusal
{
    private const double LeastObserved = 0.8;
    private const double MostZero = 0.05;
    private const int FewestAfter = 2, FewestAfterStep = 4;

    /// <summary>Variance on the log scale that no count is below: one part in a million.</summary>
    private const double NoChance = 1e-12;

    /// <summary>What can be seen without a model: window, breaks, other campaigns, comparisons, a full service.</summary>
    public static string? OfInputs(Aim aim)
    {
        var (campaign, timeline) = (aim.Campaign, aim.Timeline);
        if (campaign.Ends < campaign.Starts)
            return $"it ends ({campaign.Ends:yyyy-MM-dd}) before it starts ({campaign.Starts:yyyy-MM-dd})";
        if (timeline.Count == 0 || campaign.Starts < timeline.First || aim.EffectStarts > timeline.End(timeline.Count - 1))
            return $"too little history: 0 {(timeline.Grain == Grain.Week ? "weeks" : "months")}";
        if (aim.Breaks.Any(day => day >= campaign.Starts && day <= aim.EffectEnds))
            return $"the definition changed on {aim.Breaks.First(day => day >= campaign.Starts && day <= aim.EffectEnds):yyyy-MM-dd}";
        if (aim.Others.Where(other => Overlap(aim, other)).Select(other => other.Title).ToArray() is { Length: > 0 } titles)
            return $"other campaigns ran on the same measure: {string.Join(", ", titles)}";
        if (aim.Comparisons.FirstOrDefault(comparison => comparison.Treated) is { } treated)
            return $"the comparison area was also treated: {treated.Name}";
        var exposure = aim.Exposure(campaign);
        return aim.Full.Any(period => exposure[period] > 0) && aim.Expected == Direction.Increase ? "the service was full" : null;
    }

    /// <summary>What the figures themselves forbid.</summary>
    /// <param name="model">The regression, not yet fitted.</param>
    public static string? OfFigures(Model model)
    {
        var (aim, timeline) = (model.Aim, model.Aim.Timeline);
        var needed = PlaceboInTime.HistoryNeeded(timeline.Grain, aim.Campaign.Lasts, model.Length);
        var history = model.Start - model.From;
        if (history < needed)
            return $"too little history: {timeline.Words(history)}, {needed} needed";
        if (model.Periods.Count == 0)
            return $"data missing {timeline.Start(model.From):yyyy-MM-dd} to {aim.Judged:yyyy-MM-dd}";
        var last = aim.Campaign.Lasts ? model.To - 1 : Array.FindLastIndex(aim.Exposure(aim.Campaign), share => share > 0);
        if (Missing(model, model.Start, last) is { } duringIt)
            return duringIt;
        if (Missing(model, model.From, model.Start - 1) is { } beforeIt)
            return beforeIt;
        var (after, fewest) = (model.Exposure.Count(share => share > 0), aim.Campaign.Lasts ? FewestAfterStep : FewestAfter);
        if (after < fewest)
            return $"too little history: {timeline.Words(after)} after the start, {fewest} needed";
        foreach (var series in aim.Comparisons.Prepend(aim.Outcome))
            if (OfCounts(series, model.Periods) is { } reason)
                return reason;
        if (!model.IsIdentified || model.X.Rows - model.X.Count < 5)
            return "the campaign cannot be told from the season, the trend or other campaigns: they go together";
        return LinearFit.Of(model.X, model.Y).Variance < NoChance ? "the figures leave nothing to chance: they are worked out from others, not counted" : null;
    }

    private static string? OfCounts(Series series, IReadOnlyList<int> periods)
    {
        var counts = periods.Select(period => series.Observed[period]!.Value).ToArray();
        if (counts.Any(count => count < 0))
            return $"{series.Name} has figures below zero";
        if (counts.Distinct().Count() == 1)
            return $"{series.Name} never changes";
        var zeros = counts.Count(count => count == 0);
        return zeros > MostZero * counts.Length ? $"{series.Name} is too often zero: {zeros} of {counts.Length} times" : null;
    }

    /// <summary>Fewer than 8 in 10 periods of a span observed, with the longest run of missing ones.</summary>
    private static string? Missing(Model model, int from, int to)
    {
        var observed = model.Periods.Count(period => period >= from && period <= to);
        if (observed >= LeastObserved * (to - from + 1))
            return null;
        var edges = model.Periods.Where(period => period >= from && period <= to).Prepend(from - 1).Append(to + 1).ToArray();
        var (before, after) = edges.Zip(edges.Skip(1)).MaxBy(gap => gap.Second - gap.First);
        return $"data missing {model.Aim.Timeline.Start(before + 1):yyyy-MM-dd} to {model.Aim.Timeline.End(after - 1):yyyy-MM-dd}";
    }

    /// <summary>Whether both may show in one period. A change that lasts is told apart from this campaign where it came well before it.</summary>
    private static bool Overlap(Aim aim, Campaign other)
    {
        var mine = aim.Exposure(aim.Campaign);
        var apart = aim.Timeline.Grain == Grain.Week ? 8 : 2;
        var first = Array.FindIndex(mine, share => share > 0);
        return other.Lasts && Array.FindIndex(aim.Exposure(other), share => share > 0) is var theirs && theirs >= 0 && theirs <= first - apart
            ? false
            : mine.Zip(aim.Exposure(other), (own, others) => own > 0 && others > 0).Any(both => both);
    }
}
