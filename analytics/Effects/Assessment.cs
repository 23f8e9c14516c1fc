namespace Outcomes.Analytics.Effects;

/// <summary>The verdict on an aim, and what it rests on.</summary>
/// <param name="Aim">The aim.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why it is not assessed; null otherwise.</param>
/// <param name="Estimate">The estimate; null where it is too early or not assessed.</param>
/// <param name="AdjustedP">p adjusted over the family; null without an estimate.</param>
/// <param name="Family">How many aims the family has.</param>
public sealed record Assessment(Aim Aim, Verdict Verdict, string? Reason, Estimate? Estimate, double? AdjustedP, int Family)
{
    /// <summary>Whether a change was claimed, and in the direction the aim declared.</summary>
    public bool Intended => Verdict == (Aim.Expected == Direction.Increase ? Verdict.Increased : Verdict.Decreased);

    /// <summary>How much the verdict can bear.</summary>
    public Evidence? Evidence => Estimate is null ? null : Effects.Evidence.Of(Aim, Estimate);

    /// <summary>Judges aims. p-values are adjusted within each financial year; an aim without an estimate counts there as p = 1.</summary>
    /// <param name="aims">Every aim, registered or not, of the campaigns ending in the years asked for.</param>
    /// <param name="today">The day it is judged for: aims whose day has not come are too early.</param>
    /// <remarks>Same aims, same verdicts to the last digit, whatever the threads.</remarks>
    public static IReadOnlyList<Assessment> Judge(IReadOnlyList<Aim> aims, DateOnly today)
    {
        var looked = aims.AsParallel().AsOrdered().Select(aim => Look(aim, today)).ToArray();
        var verdicts = new Assessment[aims.Count];
        foreach (var family in Enumerable.Range(0, aims.Count).GroupBy(i => aims[i].Family))
        {
            var members = family.ToArray();
            var adjusted = Multiplicity.BenjaminiHochberg(Array.ConvertAll(members, i => looked[i].Estimate?.P ?? 1));
            foreach (var (i, p) in members.Zip(adjusted))
                verdicts[i] = looked[i].Estimate is { } estimate
                    ? new Assessment(aims[i], VerdictOf(aims[i], estimate, p), null, estimate, p, members.Length)
                    : new Assessment(aims[i], looked[i].Reason is null ? Verdict.TooEarly : Verdict.NotAssessed, looked[i].Reason, null, null, members.Length);
        }
        return verdicts;
    }

    /// <summary>An estimate, or why there is none; neither where it is too early.</summary>
    private static (Estimate? Estimate, string? Reason) Look(Aim aim, DateOnly today)
    {
        if (aim.Fault is not null)
            return (null, aim.Fault);
        if (today < aim.Judged || aim.Waits)
            return (null, null);
        try
        {
            return LookInto(aim);
        }
        catch (Exception wrong) when (wrong is ArithmeticException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // One aim whose figures break the arithmetic must not take the others' verdicts with it.
            return (null, $"the figures could not be fitted ({wrong.Message.Split('\n')[0].TrimEnd('.', '\r')})");
        }
    }

    private static (Estimate? Estimate, string? Reason) LookInto(Aim aim)
    {
        if (Refusal.OfInputs(aim) is { } inputs)
            return (null, inputs);
        var (from, to) = Span(aim);
        var model = Model.Of(aim, from, to);
        if (Refusal.OfFigures(model) is { } figures)
            return (null, figures);
        var estimate = new Estimate(model);
        if (estimate.Placebos.Windows < PlaceboInTime.FewestWindows)
            return (null, $"too little history: {estimate.Placebos.Windows} windows before the start to compare with, {PlaceboInTime.FewestWindows} needed");
        return ClaimRule.Drifts(estimate) ? (null, "the figures drift too much without a comparison") : (estimate, null);
    }

    /// <summary>The periods looked at: whole ones before the day of judgement, of one definition.</summary>
    private static (int From, int To) Span(Aim aim)
    {
        var timeline = aim.Timeline;
        var starts = aim.Breaks.Where(day => day < aim.Campaign.Starts).Select(day => (DateOnly?)day).Max() ?? timeline.First;
        var ends = aim.Breaks.Where(day => day > aim.EffectEnds).Append(aim.Judged).Min();
        var from = Enumerable.Range(0, timeline.Count).First(period => timeline.Start(period) >= starts);
        return (from, Enumerable.Range(0, timeline.Count).Count(period => timeline.End(period) < ends));
    }

    private static Verdict VerdictOf(Aim aim, Estimate estimate, double adjustedP)
    {
        if (ClaimRule.Allows(estimate, adjustedP))
            return estimate.Effect > 0 ? Verdict.Increased : Verdict.Decreased;
        var (interval, worth) = (estimate.PercentInterval, 100 * aim.WorthDetecting);
        return interval.Low > -worth && interval.High < worth ? Verdict.NoWorthwhileEffect : Verdict.InsufficientEvidence;
    }
}
