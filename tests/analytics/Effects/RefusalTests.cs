using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>Bad input gets a reason, not a number.</summary>
public class RefusalTests
{
    private static readonly Aim Sound = AssessmentTests.Planted(0.2);

    private static readonly Aim Compared = AssessmentTests.Planted(0.2, "Wcits");

    public static TheoryData<string, string> Bad => new()
    {
        { "constant", "the service never changes" },
        { "all missing", "data missing 2022-01-03 to 2024-07-01" },
        { "one week after", "too little history: 1 week after the start, 2 needed" },
        { "short", "too little history: 23 weeks, 24 needed" },
        { "short step", "too little history: 57 weeks, 58 needed" },
        { "overlapping", "other campaigns ran on the same measure: Posters" },
        { "ends before it starts", "it ends (2024-02-11) before it starts (2024-02-12)" },
        { "before the figures", "too little history: 0 weeks" },
        { "after the figures", "too little history: 0 weeks" },
        { "treated comparison", "the comparison area was also treated: comparison 1" },
        { "below zero", "the service has figures below zero" },
        { "zeros", "the service is too often zero: 100 of 130 times" },
        { "break inside", "the definition changed on 2024-02-20" },
        { "missing inside", "data missing 2024-02-19 to 2024-03-03" },
        { "missing before", "data missing 2022-01-03 to 2022-08-28" },
        { "collinear", "the campaign cannot be told from the season, the trend or other campaigns: they go together" },
        { "full", "the service was full" },
        { "constant comparison", "comparison 2 never changes" },
        { "missing comparison", "data missing 2022-01-03 to 2023-12-31" },
        { "its own comparison", "the figures leave nothing to chance: they are worked out from others, not counted" },
        { "drift", "the figures drift too much without a comparison" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_reason_and_no_number(string what, string reason)
    {
        var assessment = Assessment.Judge([Of(what)], new DateOnly(2030, 1, 1)).Single();

        Assert.Equal((Verdict.NotAssessed, reason), (assessment.Verdict, assessment.Reason));
        Assert.Null(assessment.Estimate);
        Assert.Null(assessment.AdjustedP);
    }

    [Fact]
    public void A_campaign_in_the_future_is_too_early() =>
        Assert.Equal(Verdict.TooEarly, AssessmentTests.Judge(Sound with { JudgeOn = null, Campaign = Sound.Campaign with { Starts = new(2029, 1, 1), Ends = new(2029, 2, 1) } }, new DateOnly(2024, 7, 1)).Verdict);

    [Fact]
    public void A_break_before_the_start_shortens_the_history_and_costs_a_grade()
    {
        var aim = Sound with { Breaks = [Sound.Timeline.Start(30)] };

        var assessment = AssessmentTests.Judge(aim);

        Assert.InRange(assessment.Estimate!.Periods, 80, 100);
        Assert.Contains("the definition changed before, which shortens the history", assessment.Evidence!.Against);
    }

    [Fact]
    public void A_break_after_the_end_ends_what_is_looked_at() =>
        Assert.InRange(AssessmentTests.Judge(Sound with { Breaks = [Sound.Timeline.Start(120)] }).Estimate!.Periods, 100, 120);

    [Fact]
    public void A_few_zeros_and_gaps_are_no_reason()
    {
        var aim = Sound with { Outcome = Change(week => week % 40 == 1 ? 0 : week % 30 == 2 ? null : Sound.Outcome.Observed[week]) };

        Assert.NotNull(AssessmentTests.Judge(aim).Estimate);
    }

    private static Aim Of(string what) => what switch
    {
        "constant" => Sound with { Outcome = Change(_ => 40) },
        "all missing" => Sound with { Outcome = Change(_ => null) },
        "one week after" => Sound with { Campaign = Sound.Campaign with { Ends = Sound.Campaign.Starts.AddDays(6) } },
        "short" => Sound with { Breaks = [Sound.Timeline.Start(87)] },
        "short step" => Compared with { Breaks = [Compared.Timeline.Start(47)] },
        "overlapping" => Sound with { Others = [new Campaign("posters", "Posters", Sound.Campaign.Ends, Sound.Campaign.Ends.AddDays(30))] },
        "ends before it starts" => Sound with { Campaign = Sound.Campaign with { Ends = Sound.Campaign.Starts.AddDays(-1) } },
        "before the figures" => Sound with { Campaign = Sound.Campaign with { Starts = new(2020, 1, 1), Ends = new(2020, 2, 1) } },
        "after the figures" => Sound with { JudgeOn = null, Campaign = Sound.Campaign with { Starts = new(2027, 1, 1), Ends = new(2027, 2, 1) } },
        "treated comparison" => Compared with { Comparisons = [Compared.Comparisons[0] with { Treated = true }, .. Compared.Comparisons.Skip(1)] },
        "below zero" => Sound with { Outcome = Change(week => week == 7 ? -1 : Sound.Outcome.Observed[week]) },
        "zeros" => Sound with { Outcome = Change(week => week < 100 ? 0 : week) },
        "break inside" => Sound with { Breaks = [new(2024, 2, 20)] },
        "missing inside" => Sound with { Outcome = Change(week => week is 111 or 112 ? null : Sound.Outcome.Observed[week]) },
        "missing before" => Sound with { Outcome = Change(week => week < 34 ? null : Sound.Outcome.Observed[week]) },
        "collinear" => Sound with { Calendar = [.. Sound.Calendar, ("pre-election", Enumerable.Range(0, 130).Select(week => week is >= 110 and < 116 ? 1.0 : 0).ToArray())] },
        "full" => Sound with { Full = new HashSet<int> { 113 } },
        "constant comparison" => Compared with { Comparisons = [Compared.Comparisons[0], new Series("comparison 2", [.. Enumerable.Repeat((double?)5, 156)])] },
        "missing comparison" => Compared with { Comparisons = [Compared.Comparisons[0], new Series("comparison 2", [.. Enumerable.Range(0, 156).Select(week => week < 104 ? (double?)null : week)])] },
        "its own comparison" => Compared with { Comparisons = [Compared.Outcome with { Name = "a copy" }] },
        "drift" => Compared with { Comparisons = [], Outcome = new Series("the service", Walk()) },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static Series Change(Func<int, double?> value) => new("the service", [.. Enumerable.Range(0, 130).Select(value)]);

    /// <summary>A random walk, plain to see.</summary>
    private static double?[] Walk()
    {
        var (random, log) = (new Random(11), 7.0);
        return [.. Enumerable.Range(0, 156).Select(_ => (double?)Math.Round(Math.Exp(log += 0.1 * (random.NextDouble() - 0.5))))];
    }
}
