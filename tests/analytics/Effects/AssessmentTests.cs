using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

public class AssessmentTests
{
    /// <summary>130 weeks, a campaign of 6 weeks from week 110; comparisons where asked.</summary>
    internal static Aim Planted(double effect, string shape = "Wpulse", int draw = 1) => PlantedAim.Of(shape).Draw(1, draw, Noise.Mild, effect);

    internal static Assessment Judge(Aim aim, DateOnly? today = null) => Assessment.Judge([aim], today ?? aim.Judged).Single();

    [Theory]
    [InlineData("Wpulse")]
    [InlineData("Wcits")]
    public void A_planted_rise_is_claimed_and_a_planted_fall_too(string shape)
    {
        var (rise, fall) = (Judge(Planted(0.3, shape)), Judge(Planted(-0.3, shape)));

        Assert.Equal((Verdict.Increased, true), (rise.Verdict, rise.Intended));
        Assert.Equal((Verdict.Decreased, false), (fall.Verdict, fall.Intended));
        Assert.True(rise.Estimate!.Log.Holds(0.3) && fall.Estimate!.Log.Holds(-0.3));
        Assert.True(rise.Estimate.ExtraInterval.Holds(rise.Estimate.Extra) && rise.Estimate.Extra > 0 && fall.Estimate.Extra < 0);
    }

    [Fact]
    public void Without_an_effect_it_cannot_be_told_or_is_not_worth_having()
    {
        Assert.Equal(Verdict.InsufficientEvidence, Judge(Planted(0) with { WorthDetecting = 0.02 }).Verdict);
        Assert.Equal(Verdict.NoWorthwhileEffect, Judge(Planted(0) with { WorthDetecting = 0.40 }).Verdict);
    }

    [Fact]
    public void A_claim_comes_before_no_worthwhile_effect() =>
        Assert.Equal(Verdict.Increased, Judge(Planted(0.3) with { WorthDetecting = 0.99 }).Verdict);

    [Fact]
    public void Before_its_day_it_is_too_early_whatever_stands_against_it()
    {
        var aim = Planted(0.3) with { Breaks = [Planted(0).Campaign.Starts] };

        var assessment = Judge(aim, aim.Judged.AddDays(-1));

        Assert.Equal((Verdict.TooEarly, null, null), (assessment.Verdict, assessment.Reason, assessment.Estimate));
    }

    [Theory]
    [InlineData("2024-02-29", 0, "2024-04-01")]  // a Thursday: its week ends on 3 March, four weeks later is 31 March
    [InlineData("2024-03-03", 0, "2024-04-01")]  // a Sunday
    [InlineData("2024-03-03", 1, "2024-04-08")]
    public void It_is_judged_after_the_fourth_whole_week_after_end_and_lag(string ends, int lag, string judged)
    {
        var aim = Planted(0);
        aim = aim with { JudgeOn = null, LagDays = lag, Campaign = aim.Campaign with { Ends = DateOnly.Parse(ends) } };

        Assert.Equal(DateOnly.Parse(judged), aim.Judged);
    }

    [Fact]
    public void Figures_after_its_day_change_nothing()
    {
        var aim = Planted(0.2) with { JudgeOn = null };
        var later = aim with { Outcome = aim.Outcome with { Observed = [.. aim.Outcome.Observed.Select((value, week) => aim.Timeline.End(week) >= aim.Judged ? 9 * value : value)] } };

        Assert.Equal(Judge(aim).Estimate!.Effect, Judge(later).Estimate!.Effect);
    }

    [Fact]
    public void The_more_is_asked_the_more_is_needed()
    {
        var aim = Planted(0.2);
        var others = Enumerable.Range(0, 19).Select(i => aim with { JudgeOn = DateOnly.MaxValue });

        var (alone, among) = (Judge(aim), Assessment.Judge([aim, .. others], aim.Judged)[0]);

        Assert.Equal(alone.Estimate!.P, alone.AdjustedP);
        Assert.Equal(20 * alone.Estimate.P, among.AdjustedP!.Value, 12);
        Assert.Equal((1, 20), (alone.Family, among.Family));
    }

    [Fact]
    public void A_family_is_of_the_financial_year_in_which_campaigns_end()
    {
        var aim = Planted(0);
        Aim Ending(string day) => aim with { Campaign = aim.Campaign with { Ends = DateOnly.Parse(day) } };

        Assert.Equal((2023, 2024), (Ending("2024-03-31").Family, Ending("2024-04-01").Family));
    }

    [Fact]
    public void The_same_aims_give_the_same_digits_whatever_the_threads()
    {
        Aim[] aims = [.. Enumerable.Range(0, 16).Select(i => Planted(0.1, i % 2 == 0 ? "Wpulse" : "Wcits", i))];

        var together = Assessment.Judge(aims, aims[0].Judged.AddYears(5));
        var one = aims.Select(aim => Assessment.Judge([aim], aim.Judged.AddYears(5))[0]);

        Assert.Equal(one.Select(assessment => (assessment.Estimate!.Effect, assessment.Estimate.Log, assessment.Estimate.P)),
            together.Select(assessment => (assessment.Estimate!.Effect, assessment.Estimate.Log, assessment.Estimate.P)));
    }

    [Fact]
    public void A_ratio_is_its_numerator_against_its_denominator()
    {
        var aim = Planted(0.2);
        var doubled = aim with
        {
            Outcome = aim.Outcome with { Observed = [.. aim.Outcome.Observed.Select((value, week) => value * (1 + (week % 3)))], OutOf = [.. Enumerable.Range(0, 130).Select(week => (double?)(1 + (week % 3)))] },
        };

        Assert.Equal(Judge(aim).Estimate!.Effect, Judge(doubled).Estimate!.Effect, 3);
    }

    [Fact]
    public void A_campaign_elsewhere_in_the_history_is_modelled_beside_it()
    {
        var aim = Planted(0);
        var early = new Campaign("early", "Early", aim.Timeline.Start(60), aim.Timeline.End(65));
        var lifted = aim with { Outcome = aim.Outcome with { Observed = [.. aim.Outcome.Observed.Select((value, week) => week is >= 60 and <= 65 ? 3 * value : value)] } };

        var (without, with) = (Judge(aim with { Others = [early] }).Estimate!, Judge(lifted with { Others = [early] }).Estimate!);

        Assert.Equal(without.Effect, with.Effect, 2);
        Assert.Equal(without.MinimumDetectable, with.MinimumDetectable, 0.5);
    }

    [Fact]
    public void Charts_have_what_was_seen_and_what_was_expected()
    {
        var assessment = Judge(Planted(0.3));

        var chart = assessment.Estimate!.Series();

        Assert.Equal(assessment.Estimate.Periods, chart.Count);
        Assert.All(chart, week => Assert.True(week.Band.Holds(week.Expected)));
        Assert.InRange(chart.Where(week => week.Exposure == 0).Average(week => week.Band.Holds(week.Observed) ? 1.0 : 0), 0.9, 1);
        Assert.InRange(chart.Where(week => week.Exposure > 0).Average(week => week.Observed / week.Expected), 1.2, 1.5);
    }

    [Fact]
    public void A_plan_finds_less_in_less_time()
    {
        var aim = Planted(0, "Wcits");

        var (brief, lengthy) = (Plan.Of(aim, 4)!, Plan.Of(aim, 26)!);

        Assert.True(brief.MinimumDetectable > lengthy.MinimumDetectable);
        Assert.Null(Plan.Of(Planted(0, "Wshort"), 20));
        Assert.Null(Plan.Shortest(aim with { WorthDetecting = 0.001 }));
    }
}
