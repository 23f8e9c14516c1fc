namespace Outcomes.Analytics.Effects;

/// <summary>Comparisons for an aim that declares none: the untreated series that went most like it before the start. What came after is never looked at.</summary>
/// <remarks>
/// Ranked by the variance of their distance, log y - log c, about a straight line. Together they are used only where that variance is clearly less than what
/// season, calendar and trend leave of the series alone; else the aim is judged alone. What choosing does to false claims is in tests/benchmarks/results/simulate-Wmatch.md.
/// </remarks>
public static class Matching
{
    /// <summary>More would add places that are less alike; one alone would bring its own noise.</summary>
    public const int Most = 5, Fewest = 2;

    private const double LeastObserved = 0.95, MostZero = 0.05, ClearlyLess = 0.8;

    /// <summary>The comparisons to judge an aim against; none where no choice is clearly better than none.</summary>
    /// <param name="aim">The aim, without comparisons.</param>
    /// <param name="candidates">Series that no campaign touched, over the aim's timeline.</param>
    public static IReadOnlyList<Series> Choose(Aim aim, IReadOnlyList<Series> candidates)
    {
        var start = Enumerable.Range(0, aim.Timeline.Count).Count(period => aim.Timeline.End(period) < aim.Campaign.Starts);
        var alone = Model.Of(aim, 0, start);
        if (start == 0 || alone.Y.Length < alone.Others.Count + 10)
            return [];
        var chosen = candidates.Where(candidate => IsUsable(alone, candidate, aim.Timeline.Count))
            .Select(candidate => (Series: candidate, Distance: Variance(aim, [candidate], start)))
            .OrderBy(one => one.Distance).Take(Most).Select(one => one.Series).ToArray();
        return chosen.Length >= Fewest && Variance(aim, chosen, start) < ClearlyLess * LinearFit.Of(alone.Others, alone.Y).Variance ? chosen : [];
    }

    private static bool IsUsable(Model alone, Series candidate, int periods)
    {
        var there = alone.Periods.Where(period => candidate.Log(period) is not null).ToArray();
        var counts = there.Select(period => candidate.Observed[period]!.Value).ToArray();
        return there.Length >= LeastObserved * alone.Periods.Count && counts.All(count => count >= 0) && counts.Distinct().Count() > 1
            && counts.Count(count => count == 0) <= MostZero * counts.Length
            && Enumerable.Range(alone.To, periods - alone.To).Count(period => candidate.Log(period) is not null) >= LeastObserved * (periods - alone.To);
    }

    private static double Variance(Aim aim, IReadOnlyList<Series> comparisons, int start)
    {
        var model = Model.Of(aim with { Comparisons = comparisons }, 0, start);
        return model.Y.Length > model.Others.Count + 5 ? LinearFit.Of(model.Others, model.Y).Variance : double.MaxValue;
    }
}
