using System.Globalization;
using System.Text;
using MathNet.Numerics.Random;
using Outcomes.Analytics;
using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>From rows in the lake to verdicts in the published sets.</summary>
public sealed class LakeEffectsTests : IDisposable
{
    private const int Weeks = 130, Starts = 110, Length = 6;

    private const string Sql = """
        select date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel,
            null::varchar as platform, sum(contacts)::bigint as numerator, null::bigint as denominator
        from service_contacts group by all
        """;

    private static readonly Timeline Timeline = new(Grain.Week, PlantedTown.First, Weeks);

    /// <summary>The service, then three others that share its season; days lost are null.</summary>
    private static readonly double?[][] Counts = Draw(0.3);

    private static readonly string[] Services = ["bins", "parks", "roads", "trees"];

    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    private static DateOnly From => Timeline.Start(Starts);

    private static DateOnly To => Timeline.End(Starts + Length - 1);

    private static DateOnly JudgeOn => To.AddDays(1 + 28);

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void A_verdict_from_the_lake_is_the_verdict_on_its_weeks()
    {
        Contacts(lake, Counts[..1]);
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
        Contacts(lake, Counts[..1]);
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
        Contacts(lake, [Counts[0][..^21]]);
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
        Contacts(lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        var first = Publish(JudgeOn);
        using var other = new LakeFolder();
        Contacts(other, Counts[..1]);

        Assert.Equal(["posters | increased | true"], Effects(Publish(JudgeOn.AddDays(1), [first], lake: other), "select campaign, verdict, \"current\" from effects"));
    }

    [Fact]
    public void One_bad_campaign_never_stops_the_others()
    {
        Contacts(lake, Counts[..1]);
        lake.Add("campaigns", "data_campaigns", $"""
            campaign,title,kind,starts_on,ends_on
            posters,Posters,communication,{From:O},{To:O}
            undated,Undated,communication,,
            backwards,Backwards,event,{To.AddDays(400):O},{From.AddDays(400):O}
            """);
        lake.Add("campaign_aims", "data_campaign_aims", """
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
        Contacts(lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
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
        Contacts(lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal(["after | true | true"], Effects(Publish(JudgeOn, registrations: [CampaignRegistration.Of(warehouse, "posters", From.AddDays(1))]),
            "select registration, registration_kept, sentence like '%Registered after the start.' from effects"));
    }

    [Fact]
    public void Placebos_give_the_rank_that_the_verdict_rests_on_and_a_publication_made_before_there_were_any_gets_them_for_the_verdict_that_stands()
    {
        const string Rank = "select count(*) - 1 = any_value(placebo_windows), count(*) filter (as_large) = round(any_value(placebo_p) * count(*)), count(*) filter (is_campaign), bool_and(rank = place) from placebos join effects on effects.id = placebos.effect join (select rank as r, row_number() over (order by rank) as place from placebos) on r = rank";
        const string All = "select * exclude (ordinal) from placebos order by rank";
        Contacts(lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        var first = Publish(JudgeOn);
        Assert.Equal(["true | true | 1 | true"], Effects(first, Rank));
        Assert.Equal(["true"], Effects(first, "select bool_and(before is null or before <= \"percent\") from (select \"percent\", lag(\"percent\") over (order by rank) as before from placebos)"));
        var placebos = Effects(first, All);

        var older = first with { Files = [.. first.Files.Where(file => file.Set != "placebos")] };
        Assert.Equal(placebos, Effects(Publish(JudgeOn.AddDays(7), [older]), All));
        Assert.Equal(placebos, Effects(Publish(JudgeOn.AddDays(8), [first]), All));
        Assert.Equal(["true"], Effects(Publish(JudgeOn, measures: [Count with { Disclosure = "person_count" }]), "select bool_and(\"percent\" = round(\"percent\")) from placebos"));
    }

    [Fact]
    public void Counts_of_people_are_rounded_and_their_chart_is_an_index()
    {
        Contacts(lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        var publication = Publish(JudgeOn, measures: [Count with { Disclosure = "person_count" }]);

        Assert.Equal(["true | true | true | true | true"], Effects(publication,
            "select observed % 5 = 0, counterfactual % 5 = 0, effect % 5 = 0, cumulative % 5 = 0 and cumulative_low % 5 = 0 and cumulative_high % 5 = 0, \"percent\" = round(\"percent\", 1) from effects"));
        Assert.Equal(["true | index | true"], Effects(publication, "select bool_and(is_index), any_value(unit), bool_and(observed = round(observed) and expected = round(expected)) from effect_series"));
        Assert.Equal(["100"], Effects(publication, "select round(avg(observed))::int from effect_series where exposure = 0 and period < (select effect_from from effects)"));
    }

    [Fact]
    public void Comparisons_that_are_not_declared_are_matched_on_the_time_before_and_what_came_after_has_no_say()
    {
        lake.Add("services", "data_services", "service,title\nbins,Bins\nparks,Parks\nroads,Roads\ntrees,Trees\n");
        Contacts(lake, Counts);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        const string Chosen = "select comparison, compared_with from effects";
        var chosen = Effects(Publish(JudgeOn), Chosen);

        using var other = new LakeFolder().Add("services", "data_services", "service,title\nbins,Bins\nparks,Parks\nroads,Roads\ntrees,Trees\n");
        Contacts(other, [Counts[0], .. Counts[1..].Select((counts, i) => counts.Select((count, day) => day >= 7 * Starts ? count * (i + 2) : count).ToArray())]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,", other);

        Assert.StartsWith("matched | ", chosen.Single());
        Assert.Equal(chosen, Effects(Publish(JudgeOn, lake: other), Chosen));
    }

    [Fact]
    public void Declared_comparisons_are_used_and_one_that_was_treated_is_refused()
    {
        Contacts(lake, Counts);
        lake.Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on\nposters,Posters,communication,{From:O},{To:O}\nleaflets,Leaflets,communication,{From:O},{To:O}\n");
        lake.Add("campaign_aims", "data_campaign_aims", "campaign,measure,service,expected,comparison_services\nposters,made_up,bins,increase,parks;roads\nleaflets,made_up,trees,increase,bins;roads\n");

        Assert.Equal(["leaflets | not_assessed | the comparison area was also treated: bins | declared", "posters | increased | null | declared"],
            Effects(Publish(JudgeOn), "select campaign, verdict, reason, comparison from effects order by 1"));
        Assert.Equal(["parks; roads | true"], Effects(Publish(JudgeOn), "select compared_with, space_p is not null from effects where campaign = 'posters'"));
    }

    [Fact]
    public void Only_a_campaign_of_communication_is_called_one()
    {
        Contacts(lake, Counts);
        Campaigns("opening,The new depot,event", "opening,made_up,bins,,increase,parks;roads;trees,");

        var sentence = Effects(Publish(JudgeOn), "select sentence from effects").Single();

        Assert.Contains("expected after The new depot took place", sentence);
        Assert.DoesNotContain("campaign", sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Days_on_which_a_place_is_closed_are_missing_and_not_zero()
    {
        var open = new StringBuilder("service,area,date,visits,hours_open\n");
        for (var day = 0; day < 7 * Weeks; day++)
        {
            // Closed for two days of every tenth week: the week is made up from the days it was open.
            var closed = day / 7 % 10 == 3 && day % 7 < 2;
            open.Append(Invariant($"pools,place:pool,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{(closed ? 0 : 100 + (day % 7))},{(closed ? 0 : 8)}\n"));
        }
        lake.Add("service_visits", "doors", open.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\ndoors,service_visits,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},missing\n");
        Campaigns("posters,Posters,communication", "posters,visits,pools,,increase,,");
        var visits = LakeFolder.Measures.Single(measure => measure.Id == "visits");

        // Every whole week has 7 × 100 + 21 visits, so nothing ever changes: a week with closed days counted as zero would.
        Assert.Equal(["not_assessed | pools never changes"], Effects(Publish(JudgeOn, measures: [visits]), "select verdict, reason from effects"));
    }

    [Fact]
    public void A_source_that_counts_by_month_is_judged_by_month()
    {
        var random = new Xoshiro256StarStar(11);
        var rows = new StringBuilder("service,area,date,grain,visits\n");
        for (var month = 0; month < 60; month++)
            rows.Append(Invariant($"libraries,place:central,{new DateOnly(2020, 1, 1).AddMonths(month):yyyy-MM-dd},month,{(int)(3000 * Math.Exp((month is 50 or 51 ? 0.4 : 0) + (0.1 * Math.Sin(month * Math.PI / 6)) + (0.03 * (random.NextDouble() - 0.5))))}\n"));
        lake.Add("service_visits", "returns", rows.ToString());
        lake.Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nreturns,service_visits,2020-01-01,2024-12-31,missing\n");
        lake.Add("campaigns", "data_campaigns", "campaign,title,kind,starts_on,ends_on\nreading,Summer reading,event,2024-03-01,2024-04-30\n");
        lake.Add("campaign_aims", "data_campaign_aims", "campaign,measure,service,expected\nreading,visits,libraries,increase\n");

        Assert.Equal(["increased | month | true"], Effects(Publish(new(2025, 1, 6), measures: [LakeFolder.Measures.Single(measure => measure.Id == "visits")]),
            "select verdict, grain, against like '%figures by month only%' from effects"));
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
        Contacts(lake, [Counts[0][..(7 * (Starts + 2))]]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        Assert.Equal(["too_early | Too early. It ended 24 March 2024; its figures have not all come yet."], Effects(Publish(JudgeOn), "select verdict, sentence from effects"));
        Assert.StartsWith("not_assessed | data missing 2024-02-", Effects(Publish(JudgeOn.AddDays(28)), "select verdict, reason from effects").Single());
    }

    [Fact]
    public void Fewer_contacts_free_staff_time_between_two_bounds_at_the_mix_of_their_channels()
    {
        // Three contacts in four by phone, at £2 to £4; one by post, which has no unit cost and counts as nothing. Their number falls by a fifth, give or take chance.
        var random = new Xoshiro256StarStar(5, threadSafe: false);
        var rows = new StringBuilder("service,area,channel,date,contacts\n");
        for (var day = 0; day < 7 * Weeks; day++)
        {
            var parts = (int)(25 * (day / 7 is >= Starts and < Starts + Length ? 0.8 : 1) * (1 + (0.2 * (random.NextDouble() - 0.5))));
            rows.Append(Invariant($"bins,a,phone,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{3 * parts}\nbins,a,post,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{parts}\n"));
        }
        lake.Add("service_contacts", "phones", rows.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\nphone,2011-01-01,3,2,4,call,2011,Socitm\n");
        Campaigns("posters,Posters,communication", "posters,contacts,bins,,decrease,,");

        Assert.Equal(["true | true | at 2011 prices (Socitm)"], Effects(Publish(JudgeOn, measures: [LakeFolder.Measures.Single(measure => measure.Id == "contacts")]),
            "select saving_low = round(-cumulative_high * 1.5), saving_high = round(-cumulative_low * 3), saving_basis from effects"));
    }

    [Fact]
    public void Less_time_on_each_call_frees_staff_time_at_the_cost_of_an_hour()
    {
        // 100 calls a day of 300 seconds, give or take chance; while the campaign works, of 240. An hour costs £20 to £40.
        var random = new Xoshiro256StarStar(6, threadSafe: false);
        var rows = new StringBuilder("service,area,channel,date,contacts,answered,handle_seconds_total\n");
        for (var day = 0; day < 7 * Weeks; day++)
            rows.Append(Invariant($"bins,a,phone,{PlantedTown.First.AddDays(day):yyyy-MM-dd},100,100,{(int)(30000 * (day / 7 is >= Starts and < Starts + Length ? 0.8 : 1) * (1 + (0.2 * (random.NextDouble() - 0.5))))}\n"));
        lake.Add("service_contacts", "phones", rows.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\n,2020-01-01,30,20,40,hour,2020,payroll\n");
        Campaigns("scripts,Scripts,communication", "scripts,average_handle_seconds,bins,,decrease,,");

        Assert.Equal(["decreased | true | true | at 2020 prices (payroll)"], Effects(Publish(JudgeOn, measures: [LakeFolder.Measures.Single(measure => measure.Id == "average_handle_seconds")]),
            "select verdict, saving_low = round(-cumulative_high * 20 / 3600), saving_high = round(-cumulative_low * 40 / 3600), saving_basis from effects"));
    }

    [Fact]
    public void Fewer_contacts_that_were_not_needed_free_staff_time_too()
    {
        var random = new Xoshiro256StarStar(8, threadSafe: false);
        var rows = new StringBuilder("service,area,channel,date,contacts,assessed_contacts,avoidable_contacts\n");
        for (var day = 0; day < 7 * Weeks; day++)
            rows.Append(Invariant($"bins,a,phone,{PlantedTown.First.AddDays(day):yyyy-MM-dd},200,100,{(int)(40 * (day / 7 is >= Starts and < Starts + Length ? 0.7 : 1) * (1 + (0.2 * (random.NextDouble() - 0.5))))}\n"));
        lake.Add("service_contacts", "phones", rows.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\nphone,2011-01-01,3,2,4,call,2011,Socitm\n");
        Campaigns("posters,Posters,communication", "posters,avoidable_contact_rate,bins,,decrease,,");

        Assert.Equal(["decreased | true | true"], Effects(Publish(JudgeOn, measures: [LakeFolder.Measures.Single(measure => measure.Id == "avoidable_contact_rate")]),
            "select verdict, saving_low = round(-cumulative_high * 2), saving_high = round(-cumulative_low * 4) from effects"));
    }

    [Fact]
    public void What_moves_together_some_weeks_apart_is_an_association_and_what_does_not_is_none()
    {
        var random = new Xoshiro256StarStar(3, threadSafe: false);
        var posts = Enumerable.Range(0, Weeks).Select(_ => 5 + random.Next(15)).ToArray();
        var days = new StringBuilder("account,date,posts\n");
        for (var day = 0; day < 7 * Weeks; day++)
            days.Append(Invariant($"facebook:us,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{(day % 7 == 0 ? posts[day / 7] : 0)}\n"));
        lake.Add("social_accounts", "data_social_accounts", "account,platform\nfacebook:us,facebook\n").Add("social_account_days", "facebook", days.ToString());
        // Calls about bins rise with the posts of two weeks before; those about parks do as they like.
        Contacts(lake, [.. Counts[..2].Select((counts, service) => counts.Select((count, day) => count is null ? count : Math.Round(count.Value * (service == 0 && day >= 14 ? Math.Exp(0.3 * Math.Log(posts[(day / 7) - 2] / 12.0)) : 1))).ToArray())]);

        var publication = Publish(JudgeOn);

        Assert.Equal(["posts | made_up | bins | 2 | association | Posts and made up in bins moved together, 2 weeks apart. This does not show that one caused the other."],
            Effects(publication, "select activity, measure, service, lag, label, sentence from associations where associated"));
        Assert.Equal(["18 | 18 | true"], Effects(publication, "select count(*), any_value(tried), bool_and(adjusted_p >= p) from associations"));
    }

    private static Measure Count => Contracts.Count("{month: [[service]]}", Sql);

    private static double?[][] Draw(double effect) =>
        PlantedTown.Counts(new Xoshiro256StarStar(7, threadSafe: false), 7 * Weeks, Noise.All.Single(noise => noise.Name == "moderate"), day => day / 7 is >= Starts and < Starts + Length ? effect : 0, 3);

    private static void Contacts(LakeFolder lake, IReadOnlyList<double?[]> counts)
    {
        var rows = new StringBuilder("service,area,channel,date,contacts\n");
        for (var service = 0; service < counts.Count; service++)
            for (var day = 0; day < counts[service].Length; day++)
                if (counts[service][day] is { } count)
                    rows.Append(Invariant($"{Services[service]},a,phone,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{count}\n"));
        lake.Add("service_contacts", "phones", rows.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{PlantedTown.First.AddDays(counts[0].Length - 1):O},missing\n");
    }

    /// <summary>One campaign (id, title, kind) over the planted weeks, and its aim (campaign, measure, service, area, expected, comparison services, comparison areas).</summary>
    private void Campaigns(string campaign, string aim, LakeFolder? into = null)
    {
        (into ?? lake).Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on\n{campaign},{From:O},{To:O}\n");
        (into ?? lake).Add("campaign_aims", "data_campaign_aims", $"campaign,measure,service,area,expected,comparison_services,comparison_areas\n{aim}\n");
    }

    private Publication Publish(DateOnly on, IReadOnlyList<Publication>? kept = null, LakeFolder? lake = null, IReadOnlyList<Measure>? measures = null, IReadOnlyList<CampaignRegistration>? registrations = null)
    {
        var asOf = new DateTimeOffset(on, new(6, 0), TimeSpan.Zero);
        var publication = Publication.Publish(new()
        {
            Lake = (lake ?? this.lake).Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = measures ?? [Count],
            AsOf = asOf,
            Created = asOf,
            Kept = kept ?? [],
            Registrations = registrations ?? [],
        }, output.Path);
        Assert.Empty(publication.Notes);
        return publication;
    }

    private List<string> Effects(Publication publication, string sql)
    {
        var file = output[$"serving/{Guid.NewGuid():N}.duckdb"];
        ServingFile.Build(publication, Contracts.Sets, output.Path, file);
        using var duck = Duck.Open(file);
        return duck.Rows($"select concat_ws(' | ', *columns(*)) from (select coalesce(columns(*)::varchar, 'null') from ({sql}))", row => row.GetString(0));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
