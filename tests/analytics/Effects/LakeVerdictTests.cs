using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>From rows in the lake to verdicts in the published sets: when they come, that they stay, and what is said instead of one.</summary>
public sealed class LakeVerdictTests : LakeEffects
{
    [Fact]
    public void A_verdict_from_the_lake_is_the_verdict_on_its_weeks()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        var effect = Assert.Single(Effects(Publish(JudgeOn), "select verdict, \"percent\", p, adjusted_p, placebo_p, periods, judged_on, inputs_hash is not null as hashed, headline, comparison, cumulative from effects"));

        var timeline = Timeline with { Count = Starts + Length + 4 };
        var same = Assessment.Judge([new Aim
        {
            Campaign = new("posters", "Posters", From, To), Timeline = timeline, Outcome = new("bins", WeeklyTotals.Of(Counts[0][..(7 * timeline.Count)])),
            Calendar = CalendarTerms.Of(timeline, [], []), Expected = Direction.Increase,
        }], JudgeOn).Single();
        Assert.Equal(Verdict.Increased, same.Verdict);
        Assert.Equal(
            Invariant($"increased | {same.Estimate!.Percent:R} | {same.Estimate.P:R} | {same.AdjustedP:R} | {same.Estimate.Placebos.P:R} | {same.Estimate.Periods} | {JudgeOn:yyyy-MM-dd} | true | It worked, on this evidence. | none | {Math.Round(same.Estimate.Extra, 2):R}"),
            string.Join(" | ", effect.Split(" | ").Select(Number)));

        static string Number(string cell) => cell.Contains('.') && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Invariant($"{number:R}") : cell;
    }

    [Fact]
    public void Before_its_day_no_estimate_is_served()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        var publication = Publish(JudgeOn.AddDays(-1));

        Assert.Equal([$"too_early | null | null | null | null | null | null | {JudgeOn:yyyy-MM-dd}"],
            Effects(publication, "select verdict, \"percent\", percent_low, p, observed, cumulative, judged_on, judge_on from effects"));
        Assert.Equal(["Too early. It ends 24 March 2024; the verdict comes on 22 April 2024."], Effects(publication, "select sentence from effects"));
        Assert.Equal(["0"], Effects(publication, "select count(*) from effect_series"));
    }

    [Fact]
    public void A_verdict_stands_when_more_figures_come_and_restated_ones_give_a_second_beside_it()
    {
        Contacts(Lake, [Counts[0][..^21]]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        var first = Publish(JudgeOn);
        const string Everything = "select * exclude (ordinal) from effects order by judgement";
        var judged = Effects(first, Everything);
        var chart = Effects(first, "select count(*), sum(expected) from effect_series");

        var later = Publish(JudgeOn.AddDays(30), [first], lake: More(Counts[0]));
        Assert.Equal(judged, Effects(later, Everything));
        Assert.Equal(chart, Effects(later, "select count(*), sum(expected) from effect_series"));

        var halved = Counts[0].Select((count, day) => day / 7 is >= Starts and < Starts + Length ? count / 2 : count).Select(count => count is { } some ? Math.Round(some) : (double?)null).ToArray();
        var restated = Publish(JudgeOn.AddDays(31), [first, later], lake: More(halved));
        Assert.Equal(
            [$"1 | false | false | increased | {JudgeOn:yyyy-MM-dd} | true", $"2 | true | true | decreased | {JudgeOn.AddDays(31):yyyy-MM-dd} | false"],
            Effects(restated, "select judgement, restated, \"current\", verdict, judged_on, intended from effects order by judgement"));
        Assert.Equal(judged.Single().Replace(" | false | true | ", " | false | false | "), Effects(restated, "select * exclude (ordinal) from effects where judgement = 1").Single());
        Assert.Equal(2, Effects(restated, "select distinct effect from effect_series").Count);

        LakeFolder More(double?[] counts)
        {
            var more = new LakeFolder();
            Contacts(more, [counts]);
            Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,", more);
            return more;
        }
    }

    [Fact]
    public void A_verdict_stays_though_its_aim_is_taken_away_afterwards()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        var first = Publish(JudgeOn);
        using var other = new LakeFolder();
        Contacts(other, Counts[..1]);

        Assert.Equal(["posters | increased | true"], Effects(Publish(JudgeOn.AddDays(1), [first], lake: other), "select campaign, verdict, \"current\" from effects"));
    }

    [Fact]
    public void One_bad_campaign_never_stops_the_others()
    {
        Contacts(Lake, Counts[..1]);
        Lake.Add("campaigns", "data_campaigns", $"""
            campaign,title,kind,starts_on,ends_on
            posters,Posters,communication,{From:O},{To:O}
            undated,Undated,communication,,
            backwards,Backwards,event,{To.AddDays(400):O},{From.AddDays(400):O}
            """);
        Lake.Add("campaign_aims", "data_campaign_aims", """
            campaign,measure,service,expected,lag_days,judge_on
            posters,made_up,bins,increase,,
            undated,made_up,bins,increase,,
            backwards,made_up,bins,increase,,
            nobody,made_up,bins,increase,,
            posters,nothing,bins,increase,,
            posters,made_up,moon,increase,,
            posters,made_up,parks,,,
            posters,made_up,roads,increase,-3,
            posters,made_up,trees,increase,,2024-03-01
            posters,level,bins,increase,,
            """);

        Assert.Equal(
            [
                "backwards | made_up | bins | not_assessed | it ends (2025-03-18) before it starts (2025-04-28)",
                "nobody | made_up | bins | not_assessed | no campaign is named 'nobody'",
                "posters | level | bins | not_assessed | Made up is a level, which cannot be judged by weeks: aim at what it is made of",
                "posters | made_up | bins | increased | null",
                "posters | made_up | moon | not_assessed | no figures of Made up for moon",
                "posters | made_up | parks | not_assessed | which way it should go is not given",
                "posters | made_up | roads | not_assessed | its lag is -3 days, before the campaign",
                "posters | made_up | trees | not_assessed | it is to be judged on 2024-03-01, before its effect ends on 2024-03-24",
                "posters | nothing | bins | not_assessed | no measure is named 'nothing'",
                "undated | made_up | bins | not_assessed | its start is not given",
            ],
            Effects(Publish(new(2026, 1, 1), measures: [Count, Contracts.Measure("level", "followers", "{month: [[service]]}", Sql.Replace("null::varchar as platform,", "null::varchar as platform, 'x' as item,"), id: "level")]),
                "select campaign, measure, service, verdict, reason from effects order by all"));
    }

    [Fact]
    public void What_was_registered_and_changed_after_the_start_shows_on_the_figure_even_after_the_verdict()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        using var warehouse = Warehouse.Open(Lake.Snapshot, LakeFolder.Datasets);
        var registered = CampaignRegistration.Of(warehouse, "posters", From.AddDays(-5));
        const string Shown = "select registration, registration_kept, registered_on, changed_on, changes, sentence like '%Registered before the start.%' as said, against like '%not registered%' as costs from effects";

        var first = Publish(JudgeOn, registrations: [registered]);
        Assert.Equal([$"before | true | {From.AddDays(-5):O} | null | null | true | false"], Effects(first, Shown));
        Assert.Equal([$"before | true | {registered.Hash}"], Effects(first, "select registration, registration_kept, registration_hash from campaigns"));

        using var other = new LakeFolder();
        Contacts(other, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,decrease,,", other);
        var changed = Publish(JudgeOn.AddDays(3), [first], lake: other, registrations: [registered]);
        Assert.All(Effects(changed, "select registration, registration_kept, changed_on, changes, sentence like '%Direction changed on%' from effects"), row => Assert.Equal($"changed | false | {JudgeOn.AddDays(3):O} | direction | true", row));
        Assert.Equal(["increased | true", "increased | false"], Effects(changed, "select verdict, intended from effects order by judgement"));
        // The day it was first seen stays.
        Assert.Equal([$"{JudgeOn.AddDays(3):O}"], Effects(Publish(JudgeOn.AddDays(9), [first, changed], lake: other, registrations: [registered]), "select changed_on from campaigns"));
    }

    [Fact]
    public void Registered_after_the_start_is_said()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        using var warehouse = Warehouse.Open(Lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal(["after | true | true"], Effects(Publish(JudgeOn, registrations: [CampaignRegistration.Of(warehouse, "posters", From.AddDays(1))]),
            "select registration, registration_kept, sentence like '%Registered after the start.' from effects"));
    }

    [Fact]
    public void A_measure_without_any_figure_is_waited_for_and_then_said_to_have_none()
    {
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        Assert.Equal(["too_early"], Effects(Publish(JudgeOn), "select verdict from effects"));
        Assert.Equal(["not_assessed | no figures of Made up for bins | null"], Effects(Publish(JudgeOn.AddDays(28)), "select verdict, reason, judged_on from effects"));
    }

    [Fact]
    public void Late_figures_are_waited_for()
    {
        Contacts(Lake, [Counts[0][..(7 * (Starts + 2))]]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        Assert.Equal(["too_early | Too early. It ended 24 March 2024; its figures have not all come yet."], Effects(Publish(JudgeOn), "select verdict, sentence from effects"));
        Assert.StartsWith("not_assessed | data missing 2024-02-", Effects(Publish(JudgeOn.AddDays(28)), "select verdict, reason from effects").Single());
    }
}
