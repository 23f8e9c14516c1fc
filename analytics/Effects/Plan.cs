namespace Outcomes.Analytics.Effects;

/// <summary>What effect a campaign could show at all, from the history alone.</summary>
/// <param name="Periods">How many weeks (months) the campaign runs.</param>
/// <param name="MinimumDetectable">The least change that would show 8 times in 10, per cent.</param>
public sealed record Plan(int Periods, double MinimumDetectable)
{
    /// <summary>A campaign of so many periods, with four periods watched after it; null where the history cannot carry it (<see cref="PlaceboInTime.HistoryNeeded"/>).</summary>
    /// <param name="history">The aim with a history up to its last period; its campaign's days are not looked at.</param>
    /// <param name="periods">Length of the campaign planned.</param>
    public static Plan? Of(Aim history, int periods)
    {
        // The campaign to come is put where the history ends: the same regression with the last periods as the campaign has the same standard error.
        var count = history.Timeline.Count;
        var starts = count - periods - 4;
        if (starts < PlaceboInTime.HistoryNeeded(history.Timeline.Grain, lasts: false, periods))
            return null;
        var campaign = new Campaign("plan", "Plan", history.Timeline.Start(starts), history.Timeline.End(starts + periods - 1));
        var model = Model.Of(history with { Campaign = campaign, LagDays = 0 }, 0, count);
        return Refusal.OfFigures(model) is null ? new Plan(periods, new Estimate(model).MinimumDetectable) : null;
    }

    /// <summary>The shortest campaign, of 4, 8, 13 or 26 periods, whose least detectable change is no more than what is worth having; null where there is none.</summary>
    public static Plan? Shortest(Aim history) =>
        new[] { 4, 8, 13, 26 }.Select(periods => Of(history, periods))
            .FirstOrDefault(plan => plan is not null && plan.MinimumDetectable <= 100 * history.WorthDetecting);

    /// <summary>What would tell, for an aim that could not be told.</summary>
    internal static string ToFindOut(Aim aim, Estimate estimate)
    {
        if (!estimate.IsControlled)
            return "run it again with areas or services that do not get it, to compare with";
        return Shortest(aim) is { } plan
            ? $"run it for {aim.Timeline.Words(plan.Periods)}"
            : "add comparison areas, or look for a larger change";
    }
}
