namespace Outcomes.Analytics.Effects;

/// <summary>A row of the set Effects: one judgement of one aim. Properties are named as its columns.</summary>
internal sealed record EffectRow
{
    private const int Base = 5, Least = 8, LeastDenominator = 20;

    public required string Id { get; init; }
    public required string Campaign { get; init; }
    public required string Title { get; init; }
    public required string Kind { get; init; }
    public required string Measure { get; init; }
    public required string Service { get; init; }
    public required string Area { get; init; }
    public required string Audience { get; init; }
    public required string Role { get; init; }
    public required string Expected { get; init; }
    public required int Judgement { get; init; }
    public required bool Restated { get; init; }
    public bool Current { get; init; } = true;
    public DateOnly? JudgeOn { get; init; }
    public DateOnly? JudgedOn { get; init; }
    public required string Verdict { get; init; }
    public bool? Intended { get; init; }
    public string? Evidence { get; init; }
    public string? Against { get; init; }
    public string? Reason { get; init; }
    public required string Headline { get; init; }
    public required string Finding { get; init; }
    public required string Sentence { get; init; }
    public string? Grain { get; init; }
    public DateOnly? EffectFrom { get; init; }
    public DateOnly? EffectTo { get; init; }
    public DateOnly? HistoryFrom { get; init; }
    public DateOnly? HistoryTo { get; init; }
    public int? Periods { get; init; }
    public double? Coverage { get; init; }
    public required string Unit { get; init; }
    public double? Observed { get; init; }
    public double? Counterfactual { get; init; }
    public double? Effect { get; init; }
    public double? EffectLow { get; init; }
    public double? EffectHigh { get; init; }
    public double? Percent { get; init; }
    public double? PercentLow { get; init; }
    public double? PercentHigh { get; init; }
    public double? Cumulative { get; init; }
    public double? CumulativeLow { get; init; }
    public double? CumulativeHigh { get; init; }
    public double? P { get; init; }
    public double? AdjustedP { get; init; }
    public required string Family { get; init; }
    public required int FamilySize { get; init; }
    public double? PlaceboP { get; init; }
    public int? PlaceboWindows { get; init; }
    public double? SpaceP { get; init; }
    public double? MinimumDetectable { get; init; }
    public required double WorthDetecting { get; init; }
    public double? StandardError { get; init; }
    public double? NeweyWestError { get; init; }
    public string? Method { get; init; }
    public string? Inputs { get; init; }
    public string? InputsHash { get; init; }
    public required string Comparison { get; init; }
    public string? ComparedWith { get; init; }
    public decimal? CostGbp { get; init; }
    public string? CostBasis { get; init; }
    public double? CostPerOutcome { get; init; }
    public double? CostPerOutcomeLow { get; init; }
    public double? CostPerOutcomeHigh { get; init; }
    public double? SavingLow { get; init; }
    public double? SavingHigh { get; init; }
    public string? SavingBasis { get; init; }
    public required string Registration { get; init; }
    public DateOnly? RegisteredOn { get; init; }
    public string? RegistrationHash { get; init; }
    public bool? RegistrationKept { get; init; }
    public DateOnly? ChangedOn { get; init; }
    public string? Changes { get; init; }

    /// <summary>The row of a judgement. Counts of people are rounded to five, small ones left out.</summary>
    /// <param name="judged">The verdict.</param>
    /// <param name="id">Its id.</param>
    /// <param name="restated">Whether figures were restated since the first judgement.</param>
    /// <param name="registered">How its campaign stands to its registration.</param>
    /// <param name="today">The day of the publication.</param>
    public static EffectRow Of(Judged judged, string id, bool restated, RegisteredCampaign registered, DateOnly today)
    {
        var (declared, assessment, words) = (judged.Declared, judged.Assessment, judged.Words);
        var aim = assessment.Aim;
        var finding = Plain(Effects.Sentence.Finding(assessment, words));
        var dated = declared.Starts is not null && declared.Ends is not null;
        var row = new EffectRow
        {
            Id = id,
            Campaign = declared.Campaign,
            Title = declared.Title,
            Kind = declared.Kind,
            Measure = declared.Measure,
            Service = declared.Slice.Service ?? "all",
            Area = declared.Slice.Area ?? "all",
            Audience = declared.Audience ?? "all",
            Role = declared.Role,
            Expected = aim.Expected == Direction.Increase ? "increase" : "decrease",
            Judgement = restated ? 2 : 1,
            Restated = restated,
            JudgeOn = dated ? aim.Judged : null,
            JudgedOn = judged.InputsHash is null ? null : today,
            Verdict = Snake(assessment.Verdict),
            Intended = assessment.Verdict is Effects.Verdict.Increased or Effects.Verdict.Decreased ? assessment.Intended : null,
            Reason = assessment.Reason,
            Headline = finding[..(finding.IndexOfAny(['.', ':']) + 1)].TrimEnd(':'),
            Finding = finding,
            Sentence = string.Join(' ', new[] { finding, Effects.Sentence.Registered(aim) }.Where(part => part.Length > 0)),
            EffectFrom = dated ? aim.EffectStarts : null,
            EffectTo = !dated ? null : aim.Campaign.Lasts ? aim.Judged.AddDays(-1) : aim.EffectEnds,
            Unit = judged.Measure?.Unit ?? "",
            Family = $"{aim.Family}-{(aim.Family + 1) % 100:00}",
            FamilySize = assessment.Family,
            WorthDetecting = 100 * aim.WorthDetecting,
            InputsHash = judged.InputsHash,
            Comparison = aim.Matched ? "matched" : declared.Comparisons.Any() ? "declared" : "none",
            ComparedWith = aim.Comparisons.Count == 0 ? null : string.Join("; ", aim.Comparisons.Select(comparison => comparison.Name)),
            CostGbp = words.Cost?.Gbp,
            CostBasis = words.Cost?.Basis,
            Registration = registered.State,
            RegisteredOn = registered.RegisteredOn,
            RegistrationHash = registered.RegistrationHash,
            RegistrationKept = registered.RegistrationKept,
            ChangedOn = registered.ChangedOn,
            Changes = registered.Changes,
        };
        return assessment.Estimate is { } estimate && judged.Measure is { } measure ? row.With(assessment, estimate, measure, words) : row;
    }

    /// <summary>A person reading a page needs no Markdown.</summary>
    internal static string Plain(string text) => text.Replace("**", "");

    /// <summary>A count of people as it may be shown: to the nearest five; null under eight but for none at all.</summary>
    internal static double? Shown(double count, bool people) => !people ? count : count > 0 && count < Least ? null : Base * Math.Round(count / Base);

    private EffectRow With(Assessment assessment, Estimate estimate, Measure measure, Words words)
    {
        var (scale, people, evidence) = (Units.Scale(measure), words.CountsPeople, assessment.Evidence!);
        var cost = Effects.Sentence.CostPerOutcome(assessment, words.Cost, words);
        // A mean of a count, or a rate of the whole window.
        double? Mean(double total) => estimate.OutOfTouched is not { } outOf ? Shown(total / estimate.Touched, people) * scale
            : people && outOf < LeastDenominator ? null : Shown(total, people) / Shown(outOf, people) * scale;
        var (observed, counterfactual) = (Mean(estimate.ObservedTouched), Mean(estimate.ObservedTouched - estimate.Extra));
        double? Size(double extra) => observed is null || counterfactual is null ? null : estimate.OutOfTouched is { } outOf ? words.Shown(extra) / outOf * scale : words.Shown(extra / estimate.Touched) * scale;
        double Whole(double extra) => Math.Round(words.Told(extra), 2);
        // Of people, no more digits than the rounded counts bear.
        double Digits(double value, int places) => people ? Math.Round(value, places) : value;
        return this with
        {
            Evidence = evidence.Grade,
            Against = evidence.Against.Count == 0 ? null : string.Join("; ", evidence.Against),
            Grain = assessment.Aim.Timeline.Grain == Effects.Grain.Week ? "week" : "month",
            HistoryFrom = estimate.From,
            HistoryTo = estimate.To,
            Periods = estimate.Periods,
            Coverage = estimate.Coverage,
            Observed = observed,
            Counterfactual = counterfactual,
            Effect = Size(estimate.Extra),
            EffectLow = Size(estimate.ExtraInterval.Low),
            EffectHigh = Size(estimate.ExtraInterval.High),
            Percent = Digits(estimate.Percent, 1),
            PercentLow = Digits(estimate.PercentInterval.Low, 1),
            PercentHigh = Digits(estimate.PercentInterval.High, 1),
            Cumulative = Whole(estimate.Extra),
            CumulativeLow = Whole(estimate.ExtraInterval.Low),
            CumulativeHigh = Whole(estimate.ExtraInterval.High),
            P = Digits(estimate.P, 4),
            AdjustedP = Digits(assessment.AdjustedP!.Value, 4),
            PlaceboP = estimate.Placebos.P,
            PlaceboWindows = estimate.Placebos.Windows,
            SpaceP = estimate.PlaceboInSpaceP(),
            MinimumDetectable = Digits(estimate.MinimumDetectable, 1),
            StandardError = Digits(estimate.StandardError, 3),
            NeweyWestError = Digits(estimate.NeweyWestStandardError, 3),
            Method = estimate.IsControlled
                ? "Log distance from the mean of the comparisons on trend and campaign; AR(1) and white noise averaged over 50 grid points by restricted likelihood; placebo windows before the start"
                : $"Log figures on season, calendar, trend and campaign; AR(1) and white noise averaged over {(estimate.IsLoneStep ? "50 grid points by restricted likelihood and reference prior" : "43 grid points by restricted likelihood")}; placebo windows before the start",
            Inputs = $"{assessment.Aim.Timeline.Words(estimate.Periods)}; terms: {string.Join(", ", estimate.Terms)}; lag {assessment.Aim.LagDays} days",
            CostPerOutcome = cost is { } each ? Math.Round(each.Value, 2) : null,
            CostPerOutcomeLow = cost is { } least ? Math.Round(least.Low, 2) : null,
            CostPerOutcomeHigh = cost is { } most ? Math.Round(most.High, 2) : null,
        };
    }

    private static string Snake(Effects.Verdict verdict) => verdict switch
    {
        Effects.Verdict.TooEarly => "too_early",
        Effects.Verdict.NotAssessed => "not_assessed",
        Effects.Verdict.Increased => "increased",
        Effects.Verdict.Decreased => "decreased",
        Effects.Verdict.NoWorthwhileEffect => "no_worthwhile_effect",
        _ => "insufficient_evidence",
    };
}
