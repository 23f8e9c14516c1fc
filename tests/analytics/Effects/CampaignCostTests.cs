using Outcomes.Analytics;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>What a campaign cost and per outcome: the resource ledger first, what was declared where it says nothing, and why where it is not known.</summary>
public sealed class CampaignCostTests : LakeEffects
{
    private const string Rates = "channel,effective_from,gbp,low,high,basis,price_year,origin\n,2020-01-01,20,,,hour,2020,payroll\n,2026-03-01,30,24,40,hour,2026,agreed rates\nphone,2011-04-01,2.83,,,call,2011,Socitm\n";

    [Fact]
    public void Hours_count_at_the_rate_of_their_day_and_money_as_the_ledger_has_it()
    {
        // 10 h × £20 + 5 h × £30 (£24 to £40) + £400 + £100 = £850; least 200 + 120 + 500 = £820, most 200 + 200 + 500 = £900. What was declared is not added.
        Assert.Equal(new(850, 820, 900, "by the resource ledger: 15 hours at £20.00 in 2020 prices (payroll) and £30.00 in 2026 prices (agreed rates), £500.00 spent"),
            Cost("2026-02-27,comms,create,,posters,10,400\n2026-03-01,comms,publish,,posters,5,100\n2026-03-01,comms,publish,,other,50,9000", declared: "7777"));
    }

    [Fact]
    public void Hours_of_a_role_that_has_a_rate_of_its_own_count_at_that() =>
        // 10 h × £20 + 2 h × £50 = £300; the day before the role had its rate, any role's: 1 h × £20.
        Assert.Equal(new(320, 320, 320, "by the resource ledger: 13 hours at £20.00 in 2020 prices (payroll) and £50.00 in 2026 prices (agency); no money told"),
            Cost("2026-02-26,comms,create,,posters,10,\n2026-02-27,comms,analyse,,posters,2,\n2026-02-26,comms,analyse,,posters,1,", rates: "channel,role,effective_from,gbp,basis,price_year,origin\n,,2020-01-01,20,hour,2020,payroll\n,analyse,2026-02-27,50,hour,2026,agency\n"));

    [Fact]
    public void Money_that_the_ledger_does_not_tell_is_as_declared() =>
        Assert.Equal(new(350, 350, 350, "by the resource ledger: 2.5 hours at £20.00 in 2020 prices (payroll); £300.00 spent as declared"), Cost("2026-02-27,comms,create,,posters,2.5,", declared: "300"));

    [Fact]
    public void Money_nobody_tells_is_said_not_to_be_in_it() =>
        Assert.Equal(new(50, 50, 50, "by the resource ledger: 2.5 hours at £20.00 in 2020 prices (payroll); no money told"), Cost("2026-02-27,comms,create,,posters,2.5,"));

    [Fact]
    public void Money_without_hours_says_so() =>
        Assert.Equal(new(40, 40, 40, "by the resource ledger: no hours told, £40.00 spent"), Cost("2026-02-27,comms,create,,posters,,40"));

    [Fact]
    public void Nothing_spent_and_nothing_worked_is_a_cost_of_0_and_not_an_unknown_one() =>
        Assert.Equal(new(0, 0, 0, "by the resource ledger: 0 hours, £0.00 spent"), Cost("2026-02-27,comms,create,,posters,0,0", rates: null));

    [Fact]
    public void A_ledger_without_the_campaign_leaves_what_was_declared() =>
        Assert.Equal(new(300, 300, 300, "money as declared; the resource ledger says nothing of it"), Cost("2026-02-27,comms,create,,other,10,5", declared: "300"));

    [Fact]
    public void A_ledger_that_begins_after_the_campaign_holds_a_part_so_that_what_was_declared_counts() =>
        Assert.Equal(new(300, 300, 300, "money as declared; the resource ledger begins on 2026-03-02, after it did"), Cost("2026-03-02,comms,create,,posters,10,5", declared: "300"));

    [Fact]
    public void A_part_alone_is_no_cost() =>
        Assert.Equal(new(null, null, null, "the resource ledger begins on 2026-03-02, after it did, and no sum is declared: give cost_gbp in data/campaigns.csv"), Cost("2026-03-02,comms,create,,posters,10,5"));

    [Fact]
    public void A_cost_nobody_tells_is_unknown_and_not_0() =>
        Assert.Equal(new(null, null, null, null), Cost("2026-02-27,comms,create,,posters,,"));

    [Fact]
    public void Hours_of_a_role_without_a_rate_leave_the_cost_unknown_and_say_what_to_add() =>
        Assert.Equal(new(null, null, null, "8 hours of the resource ledger (analyse, moderate) have no rate: give data/unit_costs.csv a row with basis hour and effective_from by 2019-12-01"),
            Cost("2019-12-01,comms,moderate,,posters,5,\n2019-12-31,comms,analyse,,posters,3,\n2026-02-27,comms,create,,posters,1,400", declared: "300"));

    [Theory]
    [InlineData("2026-02-27,comms,create,,posters,10,-400")]
    [InlineData("2026-02-27,comms,create,,posters,-10,400")]
    public void Anything_below_0_leaves_the_cost_unknown(string ledger) =>
        Assert.Equal(new(null, null, null, "the resource ledger has 1 row of it with hours, money or a rate below 0: correct them where they come from"), Cost(ledger, declared: "300"));

    [Fact]
    public void A_declared_cost_below_0_is_unknown() =>
        Assert.Equal(new(null, null, null, "what was declared is below 0: correct cost_gbp in data/campaigns.csv"), Cost("2026-02-27,comms,create,,other,1,", declared: "-300"));

    [Fact]
    public void Rows_of_days_that_have_not_come_are_not_a_cost_yet() =>
        Assert.Equal(new(20, 20, 20, "by the resource ledger: 1 hours at £20.00 in 2020 prices (payroll); no money told"), Cost("2026-02-27,comms,create,,posters,1,\n2026-05-02,comms,create,,posters,100,900"));

    [Fact]
    public void A_cost_per_outcome_is_the_ledgers_cost_by_the_effect_and_its_range_the_least_by_the_most()
    {
        Contacts(Lake, Counts[..1]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        Lake.Add("unit_costs", "data_unit_costs", "channel,effective_from,gbp,low,high,basis,price_year,origin\n,2000-01-01,30,24,40,hour,2026,agreed rates\n");
        Lake.Add("resources", "timesheets", $"date,team,role,account,campaign,hours,cost_gbp\n{From:O},comms,create,,posters,10,500\n");

        // 10 h × £30 + £500 = £800; 10 × 24 + 500 = £740; 10 × 40 + 500 = £900.
        var found = Effects(Publish(JudgeOn), """
            select verdict, cost_gbp, cost_basis, abs(cost_per_outcome - 800 / cumulative) < 0.01, abs(cost_per_outcome_low - 740 / cumulative_high) < 0.01, abs(cost_per_outcome_high - 900 / cumulative_low) < 0.01,
                sentence like '%Cost £800 (by the resource ledger: 10 hours at £30.00 in 2026 prices (agreed rates), £500.00 spent), £% per extra %'
            from effects
            """);

        Assert.Equal(["increased | 800.0000 | by the resource ledger: 10 hours at £30.00 in 2026 prices (agreed rates), £500.00 spent | true | true | true | true"], found);
    }

    [Theory]
    [InlineData("posters,elsewhere,bins,decrease,guardrail", "")]
    [InlineData("posters,another,bins,increase,secondary", "; all that the campaign cost, for each of its 2 aims")]
    public void Each_of_several_aims_says_that_it_is_given_all_that_the_campaign_cost_and_a_guardrail_is_none_of_them(string second, string expected)
    {
        Contacts(Lake, Counts[..1]);
        Lake.Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on\nposters,Posters,communication,{From:O},{From.AddDays(27):O}\n");
        Lake.Add("campaign_aims", "data_campaign_aims", $"campaign,measure,service,expected,role\nposters,made_up,bins,increase,primary\n{second}\n");
        Lake.Add("resources", "timesheets", $"date,team,role,account,campaign,hours,cost_gbp\n{From:O},comms,create,,posters,,500\n");

        var found = Effects(Publish(JudgeOn), "select cost_gbp || ' ' || cost_basis from effects where measure = 'made_up'");

        Assert.Equal([$"500.0000 by the resource ledger: no hours told, £500.00 spent{expected}"], found);
    }

    private CampaignCost Cost(string ledger, string declared = "", string? rates = Rates)
    {
        Lake.Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on,cost_gbp\nposters,Posters,communication,2026-03-01,2026-03-28,{declared}\n");
        Lake.Add("resources", "timesheets", $"date,team,role,account,campaign,hours,cost_gbp\n{ledger}\n");
        if (rates is not null)
            Lake.Add("unit_costs", "data_unit_costs", rates);
        var asOf = new DateTimeOffset(2026, 5, 1, 6, 0, 0, TimeSpan.Zero);
        var inputs = new PublicationInputs { Lake = Lake.Snapshot, Datasets = LakeFolder.Datasets, Sets = Contracts.Sets, Measures = [Count], AsOf = asOf, Created = asOf };
        using var warehouse = Warehouse.Open(Lake.Snapshot, LakeFolder.Datasets);
        _ = new Figures(warehouse, inputs);
        return CampaignCost.Read(warehouse)["posters"];
    }
}
