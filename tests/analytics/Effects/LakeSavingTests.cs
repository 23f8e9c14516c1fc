using System.Text;
using MathNet.Numerics.Random;
using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>What a change freed: staff time and money, from the lake to the published effect.</summary>
public sealed class LakeSavingTests : LakeEffects
{
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
        Lake.Add("service_contacts", "phones", rows.ToString());
        Lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        Lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\nphone,2011-01-01,3,2,4,call,2011,Socitm\n");
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
        Lake.Add("service_contacts", "phones", rows.ToString());
        Lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        Lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\n,2020-01-01,30,20,40,hour,2020,payroll\n");
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
        Lake.Add("service_contacts", "phones", rows.ToString());
        Lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{Timeline.End(Weeks - 1):O},zero\n");
        Lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\nphone,2011-01-01,3,2,4,call,2011,Socitm\n");
        Campaigns("posters,Posters,communication", "posters,avoidable_contact_rate,bins,,decrease,,");

        Assert.Equal(["decreased | true | true"], Effects(Publish(JudgeOn, measures: [LakeFolder.Measures.Single(measure => measure.Id == "avoidable_contact_rate")]),
            "select verdict, saving_low = round(-cumulative_high * 2), saving_high = round(-cumulative_low * 4) from effects"));
    }
}
