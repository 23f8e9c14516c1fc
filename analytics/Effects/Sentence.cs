using System.Globalization;

namespace Outcomes.Analytics.Effects;

/// <summary>The words a verdict is given in: one place, and nothing says more than these.</summary>
/// <remarks>Percentages are whole from 10 on and have one decimal below; never a point without its range, never "significant", "no effect" or "proved".</remarks>
public static class Sentence
{
    /// <summary>The verdict in one paragraph.</summary>
    public static string Of(Assessment assessment, Words words)
    {
        var aim = assessment.Aim;
        return string.Join(" ", new[] { Finding(assessment, words), Registered(aim) }.Where(part => part.Length > 0));
    }

    /// <summary>The same without what is said of the registration, which may change after the verdict.</summary>
    public static string Finding(Assessment assessment, Words words)
    {
        var aim = assessment.Aim;
        var verdict = assessment.Verdict switch
        {
            Verdict.TooEarly when aim.Waits => $"**Too early.** It ended {Day(aim.Campaign.Ends)}; its figures have not all come yet.",
            Verdict.TooEarly => $"**Too early.** It ends {Day(aim.Campaign.Ends)}; the verdict comes on {Day(aim.Judged)}.",
            Verdict.NotAssessed => $"**Not assessed:** {assessment.Reason}.",
            Verdict.NoWorthwhileEffect => NoWorthwhileEffect(assessment, assessment.Estimate!, words),
            Verdict.InsufficientEvidence => InsufficientEvidence(aim, assessment.Estimate!),
            _ => Changed(assessment, assessment.Estimate!, words),
        };
        return string.Join(" ", Added(assessment, words).Prepend(verdict));
    }

    /// <summary>A link between activity and outcome, which is never an effect.</summary>
    public static string OfAssociation(string activity, string outcome, int weeksApart) =>
        $"{activity} and {outcome} moved together, {weeksApart} {(weeksApart == 1 ? "week" : "weeks")} apart. This does not show that one caused the other.";

    /// <summary>What is said of the registration; empty where there is none.</summary>
    public static string Registered(Aim aim) => aim.Registration is not { } registration ? ""
        : $"Registered {(registration.On <= aim.Campaign.Starts ? "before" : "after")} the start."
            + (registration.ChangedOn is { } changed ? $" {registration.What} changed on {Day(changed)}." : "");

    private static string Changed(Assessment assessment, Estimate estimate, Words words)
    {
        var aim = assessment.Aim;
        var up = estimate.Effect > 0;
        var (share, range) = (Sized(estimate, estimate.PercentInterval), Sized(estimate, estimate.ExtraInterval));
        var than = $"{words.Measure} in {words.Where} was {Percent(Math.Abs(estimate.Percent))} % {(up ? "higher" : "lower")} than expected";
        if (!assessment.Intended)
            return $"**It went the wrong way.** {than} (likely between {Percent(share.Low)} % and {Percent(share.High)} %). {Grade(assessment)} {Compared(aim)} Check before repeating it.";
        var without = aim.Campaign.Kind == "communication" ? $"without {aim.Campaign.Title}" : $"after {aim.Campaign.Title} {Happened(aim.Campaign.Kind)}";
        return $"**It worked, on this evidence.** {than} {without}, {Day(aim.EffectStarts)} to {Day(aim.Campaign.Lasts ? aim.Judged.AddDays(-1) : aim.EffectEnds)}: "
            + $"about {Count(words.Told(Math.Abs(estimate.Extra)))} {words.Unit} {(up ? "more" : "fewer")} (likely between {Count(words.Told(range.Low))} and {Count(words.Told(range.High))}). {Grade(assessment)} {Compared(aim)}";
    }

    private static string NoWorthwhileEffect(Assessment assessment, Estimate estimate, Words words) =>
        $"**No change worth having.** Any change in {Lower(words.Measure)} was between {Percent(estimate.PercentInterval.Low)} % and {Percent(estimate.PercentInterval.High)} %; "
        + $"you said {Percent(100 * assessment.Aim.WorthDetecting)} % would be worth having. {Grade(assessment)}";

    private static string InsufficientEvidence(Aim aim, Estimate estimate) =>
        $"**We can't tell.** The change could be anything from {Percent(estimate.PercentInterval.Low)} % to {Percent(estimate.PercentInterval.High)} %. "
        + $"A change under {Percent(estimate.MinimumDetectable)} % would not show in {aim.Timeline.Words(estimate.Periods)} of this series. "
        + $"This is not evidence that it failed. To find out: {Plan.ToFindOut(aim, estimate)}.";

    private static IEnumerable<string> Added(Assessment assessment, Words words)
    {
        var aim = assessment.Aim;
        if (assessment.Estimate is not null && words.Measures > 1)
            yield return $"{words.Measures} measures were tested; this is {(aim.Role == "primary" ? "the primary" : "one of the others")}.";
        if (words.Cost is { Basis: not null } cost && assessment.Estimate is not null)
            yield return Money(assessment, cost, words);
    }

    private static string Money(Assessment assessment, CampaignCost cost, Words words) =>
        cost.Gbp is not { } pounds ? $"The cost is not known: {cost.Basis}."
        : CostPerOutcome(assessment, cost, words) is not { } each ? $"Cost {Pounds(pounds)} ({cost.Basis}). Cost per outcome is not given: no improvement was shown."
        : $"Cost {Pounds(pounds)} ({cost.Basis}), {Pence(each.Value)} {(words.IsRatio ? "for each of these" : assessment.Estimate!.Effect > 0 ? $"per extra {Singular(words.Unit)}" : $"per {Singular(words.Unit)} fewer")} ({Pence(each.Low)}–{Pence(each.High)}).";

    /// <summary>What one more (fewer) cost, for an intended claim whose range leaves out none and a cost that is known; null otherwise.</summary>
    internal static (double Value, double Low, double High)? CostPerOutcome(Assessment assessment, CampaignCost? cost, Words words)
    {
        if (!assessment.Intended || assessment.Estimate is not { } estimate || cost is not { Gbp: { } gbp, Low: { } least, High: { } most })
            return null;
        var (extra, range) = (words.Told(Math.Abs(estimate.Extra)), Sized(estimate, estimate.ExtraInterval));
        var (low, high) = (words.Told(range.Low), words.Told(range.High));
        return low > 0 && extra > 0 ? ((double)gbp / extra, (double)least / high, (double)most / low) : null;
    }

    private static Interval Sized(Estimate estimate, Interval interval) => estimate.Effect > 0 ? interval : new(-interval.High, -interval.Low);

    private static string Compared(Aim aim) => aim.Comparisons.Count > 0
        ? $"Compared with {string.Join(", ", aim.Comparisons.Select(comparison => comparison.Name))}, which did not get it."
        : "No comparison area: anything else that began in the same week would look the same.";

    private static string Grade(Assessment assessment) => $"Evidence: {assessment.Evidence!.Grade}.";

    private static string Happened(string kind) => kind switch { "closure" => "closed", "event" => "took place", _ => "changed" };

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString(Math.Abs(value) >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture);

    private static string Count(double value) => Math.Round(value).ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Pounds(decimal value) => "£" + value.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Pence(double value) => "£" + value.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;
}
