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
        var verdict = assessment.Verdict switch
        {
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

    /// <summary>Staff time freed; never one number.</summary>
    public static string OfSaving(decimal low, decimal high, int priceYear, string origin) =>
        $"Staff time worth {Pounds(low)}–{Pounds(high)} freed, not cash, at {priceYear} prices ({origin}).";

    private static string Changed(Assessment assessment, Estimate estimate, Words words)
    {
        var aim = assessment.Aim;
        var up = estimate.Effect > 0;
        Interval Sized(Interval interval) => up ? interval : new(-interval.High, -interval.Low);
        var (share, range) = (Sized(estimate.PercentInterval), Sized(estimate.ExtraInterval));
        var than = $"{words.Measure} in {words.Where} was {Percent(Math.Abs(estimate.Percent))} % {(up ? "higher" : "lower")} than expected";
        if (!assessment.Intended)
            return $"**It went the wrong way.** {than} (likely between {Percent(share.Low)} % and {Percent(share.High)} %). {Grade(assessment)} {Compared(aim)} Check before repeating it.";
        var without = aim.Campaign.Kind == "communication" ? $"without {aim.Campaign.Title}" : $"after {aim.Campaign.Title} {Happened(aim.Campaign.Kind)}";
        return $"**It worked, on this evidence.** {than} {without}, {Day(aim.EffectStarts)} to {Day(aim.Campaign.Lasts ? aim.Judged.AddDays(-1) : aim.EffectEnds)}: "
            + $"about {Count(Math.Abs(estimate.Extra))} {words.Unit} {(up ? "more" : "fewer")} (likely between {Count(range.Low)} and {Count(range.High)}). {Grade(assessment)} {Compared(aim)}";
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
        if (aim.Registration is { } registration)
        {
            yield return $"Registered {(registration.On <= aim.Campaign.Starts ? "before" : "after")} the start.";
            if (registration.ChangedOn is { } changed)
                yield return $"Window changed on {Day(changed)}.";
        }
        if (words.CostPounds is { } cost && assessment.Estimate is not null)
            yield return Money(assessment, cost, words.Unit);
    }

    private static string Money(Assessment assessment, decimal cost, string unit)
    {
        var estimate = assessment.Estimate!;
        var extra = estimate.Effect > 0 ? estimate.ExtraInterval : new Interval(-estimate.ExtraInterval.High, -estimate.ExtraInterval.Low);
        // Only an increase has extra units to divide by, and only a range that stays above none of them gives a price.
        return assessment.Intended && estimate.Effect > 0 && extra.Low > 0
            ? $"Cost {Pounds(cost)}, {Pence(cost, estimate.Extra)} per extra {Singular(unit)} ({Pence(cost, extra.High)}–{Pence(cost, extra.Low)})."
            : $"Cost {Pounds(cost)}. Cost per outcome is not given: no improvement was shown.";
    }

    private static string Compared(Aim aim) => aim.Comparisons.Count > 0
        ? $"Compared with {string.Join(", ", aim.Comparisons.Select(comparison => comparison.Name))}, which did not get it."
        : "No comparison area: anything else that began in the same week would look the same.";

    private static string Grade(Assessment assessment) => $"Evidence: {assessment.Evidence!.Grade}.";

    private static string Happened(string kind) => kind switch { "closure" => "closed", "event" => "took place", _ => "changed" };

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString(Math.Abs(value) >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture);

    private static string Count(double value) => Math.Round(value).ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Pounds(decimal value) => "£" + value.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Pence(decimal cost, double units) => "£" + ((double)cost / units).ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Singular(string unit) => unit.EndsWith('s') ? unit[..^1] : unit;
}
