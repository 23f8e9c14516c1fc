namespace Outcomes.Analytics.Effects;

/// <summary>One aim of one campaign, with all that is needed to judge it: what was observed, and what else could have moved it.</summary>
public sealed record Aim
{
    /// <summary>The campaign.</summary>
    public required Campaign Campaign { get; init; }

    /// <summary>The periods of every series below.</summary>
    public required Timeline Timeline { get; init; }

    /// <summary>The measure, for the service and area of the aim.</summary>
    public required Series Outcome { get; init; }

    /// <summary>Services or areas the campaign did not touch. Empty: the series is judged alone.</summary>
    public IReadOnlyList<Series> Comparisons { get; init; } = [];

    /// <summary>Other campaigns on the same measure, service and area.</summary>
    public IReadOnlyList<Campaign> Others { get; init; } = [];

    /// <summary>What each period has of bank holidays, school holidays and Christmas; a value per period by name.</summary>
    public IReadOnlyList<(string Name, double[] Values)> Calendar { get; init; } = [];

    /// <summary>First days of redefinitions of the measure.</summary>
    public IReadOnlyList<DateOnly> Breaks { get; init; } = [];

    /// <summary>Periods in which the service was full, so that it could not show more.</summary>
    public IReadOnlySet<int> Full { get; init; } = new HashSet<int>();

    /// <summary>Which way it should go.</summary>
    public required Direction Expected { get; init; }

    /// <summary>Whether it is the aim, a further one, or what must not get worse.</summary>
    public string Role { get; init; } = "primary";

    /// <summary>Days until an effect may be seen.</summary>
    public int LagDays { get; init; }

    /// <summary>Least change worth having, as a share of what would have been.</summary>
    public double WorthDetecting { get; init; } = 0.10;

    /// <summary>Day on which it is judged; null: after the fourth whole week after end and lag.</summary>
    public DateOnly? JudgeOn { get; init; }

    /// <summary>What was registered, or null.</summary>
    public Registration? Registration { get; init; }

    /// <summary>What stands against judging it before any figure is looked at, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether figures it needs may still come, so that it is too early though its day has come.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether its comparisons were chosen by their figures before the start, and not declared.</summary>
    public bool Matched { get; init; }

    /// <summary>The day of the verdict. Data of later periods are not looked at.</summary>
    public DateOnly Judged => JudgeOn ?? FourWeeksAfter(EffectEnds);

    /// <summary>First day an effect may be seen.</summary>
    public DateOnly EffectStarts => Campaign.Starts.AddDays(LagDays);

    /// <summary>Last day of the campaign, with its lag.</summary>
    public DateOnly EffectEnds => Campaign.Ends.AddDays(LagDays);

    /// <summary>The year (from 1 April) the campaign ends in: the family that p-values are adjusted over.</summary>
    public int Family => Campaign.Ends.AddMonths(-3).Year;

    /// <summary>Share of each period in which an effect of a campaign may be seen.</summary>
    internal double[] Exposure(Campaign campaign)
    {
        var (from, to) = (campaign.Starts.AddDays(LagDays), campaign.Lasts ? Timeline.End(Timeline.Count - 1) : campaign.Ends.AddDays(LagDays));
        return [.. Enumerable.Range(0, Timeline.Count).Select(period => Timeline.Share(period, from, to))];
    }

    private static DateOnly FourWeeksAfter(DateOnly day)
    {
        var nextMonday = day.AddDays(7 - (((int)day.DayOfWeek + 6) % 7));
        return nextMonday.AddDays(28);
    }
}
