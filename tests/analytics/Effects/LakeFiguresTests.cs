using System.Text;
using MathNet.Numerics.Random;
using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>What the figures are that a verdict is made from, and how those about people are shown.</summary>
public sealed class LakeFiguresTests : LakeEffects
{
    [Fact]
    public void Placebos_give_the_rank_that_the_verdict_rests_on_and_a_publication_made_before_there_were_any_gets_them_for_the_verdict_that_stands()
    {
        const string Rank = "select count(*) - 1 = any_value(placebo_windows), count(*) filter (as_large) = round(any_value(placebo_p) * count(*)), count(*) filter (is_campaign), bool_and(rank = place) from placebos join effects on effects.id = placebos.effect join (select rank as r, row_number() over (order by rank) as place from placebos) on r = rank";
        const string All = "select * exclude (ordinal) from placebos order by rank";
        Contacts(Lake, Counts[..1]);
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
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");

        var publication = Publish(JudgeOn, measures: [Count with { Disclosure = "person_count" }]);

        Assert.Equal(["true | true | true | true | true"], Effects(publication,
            "select observed % 5 = 0, counterfactual % 5 = 0, effect % 5 = 0, cumulative % 5 = 0 and cumulative_low % 5 = 0 and cumulative_high % 5 = 0, \"percent\" = round(\"percent\", 1) from effects"));
        Assert.Equal(["true | index | true"], Effects(publication, "select bool_and(is_index), any_value(unit), bool_and(observed = round(observed) and expected = round(expected)) from effect_series"));
        Assert.Equal(["100"], Effects(publication, "select round(avg(observed))::int from effect_series where exposure = 0 and period < (select effect_from from effects)"));
    }

    [Fact]
    public void Only_a_campaign_of_communication_is_called_one()
    {
        Contacts(Lake, Counts);
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
        Lake.Add("service_visits", "doors", open.ToString());
        Lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\ndoors,service_visits,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},missing\n");
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
        Lake.Add("service_visits", "returns", rows.ToString());
        Lake.Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nreturns,service_visits,2020-01-01,2024-12-31,missing\n");
        Lake.Add("campaigns", "data_campaigns", "campaign,title,kind,starts_on,ends_on\nreading,Summer reading,event,2024-03-01,2024-04-30\n");
        Lake.Add("campaign_aims", "data_campaign_aims", "campaign,measure,service,expected\nreading,visits,libraries,increase\n");

        Assert.Equal(["increased | month | true"], Effects(Publish(new(2025, 1, 6), measures: [LakeFolder.Measures.Single(measure => measure.Id == "visits")]),
            "select verdict, grain, against like '%figures by month only%' from effects"));
    }
}
