using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Parts that are no whole counts of people or events are protected as the counts that <c>one_is</c> says they are.</summary>
public sealed class OneIsTests
{
    [Theory]
    [InlineData(900, 1000)]
    [InlineData(3700, 3500)]
    [InlineData(3749, 3500)]
    [InlineData(3750, 4000)]
    public void A_count_in_hundredths_is_rounded_to_five_whole_ones(long held, long shown)
    {
        var rule = new DisclosureRule();
        Assert.Equal(shown, rule.Round(held, 100));
        Assert.InRange(held, rule.Behind(shown, 100).Low, rule.Behind(shown, 100).High);
        Assert.Equal(shown, rule.Round(rule.Behind(shown, 100).High, 100));
        Assert.NotEqual(shown, rule.Round(rule.Behind(shown, 100).High + 1, 100));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_council_counted_in_hundredths_is_protected_as_the_same_council_counted_in_ones(bool share)
    {
        var parts = share ? Parts.Share : Parts.Count;
        TableSystem Of(long unit) => new(new InventedTables(3, new Dictionary<string, string[]> { ["month"] = ["sa", "sc"] }, [3, 8, 3, 0], 4, 2, parts) { Unit = unit }.Input(), [Grain.Month]);
        var (ones, hundredths) = (Of(1), Of(100));
        var (one, hundredth) = (Protection.Run(ones, new()), Protection.Run(hundredths, new()));

        Assert.Contains(RowState.Primary, ones.State);
        Assert.Equal(ones.State, hundredths.State);
        Assert.Equal(one.Worlds.Count, hundredth.Worlds.Count);
        Assert.Empty(hundredth.Unsafe);
        Assert.Equal(Attack.Run(ones, new(), one.Worlds).Tightest, Attack.Run(hundredths, new(), hundredth.Worlds).Tightest);
    }

    [Fact]
    public void A_world_in_which_somebody_is_a_hundredth_of_a_person_does_not_read_the_same()
    {
        var system = new TableSystem(new InventedTables(3, new Dictionary<string, string[]> { ["month"] = ["sa"] }, [2, 4, 0, 0], 1, 40) { Unit = 100 }.Input(), [Grain.Month]);
        var protection = Protection.Run(system, new());
        var row = Enumerable.Range(0, system.RowCount).First(row => protection.Leaf[row] && system.State[row] == RowState.Shown);
        var worlds = new Worlds();
        worlds.Add([(row, 23)]);

        // 23 hundredths round away; 23 people do not.
        Assert.Equal(1, Attack.Run(system, new(), worlds).Refuted);
    }

    [Fact]
    public void Visits_in_hundredths_are_hidden_under_eight_visits_and_hours_open_are_nobodys()
    {
        using var given = new GivenRows(Of("visits an hour", (100, 0)));
        var figures = given.Coverage("s", "2023-03-01", "2023-04-01").Area("a", "ward").Area("b", "ward").Area("c", "ward").Area("d", "ward").Figures("""
            ('2023-03-01', 'day', 'libraries', 'a', 'web', 'not_broken_down', 3700, 4133, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'libraries', 'b', 'web', 'not_broken_down', 300, 2050, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'libraries', 'c', 'web', 'not_broken_down', 0, 750, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'libraries', 'd', 'web', 'not_broken_down', 41300, 5000, null, 'ok', null, null)
            """);

        // 3 visits to b; a is hidden beside it, or d is, since the service's total would tell.
        Assert.Equal("suppressed", figures.At("month", "service_area", "2023-03-01", "libraries/b/all/all").Status);
        Assert.Equal((0, 750), Both(figures.At("month", "service_area", "2023-03-01", "libraries/c/all/all")));
        Assert.Equal((45500, 11933), Both(figures.At("month", "service", "2023-03-01", "libraries/all/all/all")));
    }

    [Fact]
    public void Points_are_hidden_under_twenty_answers_and_rounded_to_five()
    {
        using var given = new GivenRows(Of("score", (4, 4)));
        var figures = given.Coverage("s", "2023-03-01", "2023-04-01").Area("a", "ward").Area("b", "ward").Area("c", "ward").Area("d", "ward").Figures("""
            ('2023-03-01', 'day', 'bins', 'a', 'web', 'not_broken_down', 40, 60, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'bins', 'b', 'web', 'not_broken_down', 1203, 1600, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'bins', 'c', 'web', 'not_broken_down', 905, 1208, null, 'ok', null, null)
            """);

        // 60 points are 15 answers: fewer than 20, though 60 is not.
        Assert.Equal("suppressed", figures.At("month", "service_area", "2023-03-01", "bins/a/all/all").Status);
        Assert.Equal((2140, 2860), Both(figures.At("month", "service", "2023-03-01", "bins/all/all/all")));
    }

    [Fact]
    public void What_a_service_costs_is_nobodys_and_its_cases_are_hidden_under_twenty()
    {
        using var given = new GivenRows(Of("pounds", (0, 1)));
        var figures = given.Coverage("s", "2023-03-01", "2023-04-01").Area("a", "ward").Area("b", "ward").Area("c", "ward").Area("d", "ward").Figures("""
            ('2023-03-01', 'day', 'bins', 'a', 'web', 'not_broken_down', -250, 12, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'bins', 'b', 'web', 'not_broken_down', 120301, 403, null, 'ok', null, null)
            , ('2023-03-01', 'day', 'bins', 'c', 'web', 'not_broken_down', 90307, 302, null, 'ok', null, null)
            """);

        Assert.Equal("suppressed", figures.At("month", "service_area", "2023-03-01", "bins/a/all/all").Status);
        Assert.Equal((210358, 715), Both(figures.At("month", "service", "2023-03-01", "bins/all/all/all")));
    }

    [Fact]
    public void Every_built_in_measure_whose_parts_are_scaled_says_what_one_is() =>
        Assert.Equal(["average_handle_seconds 60/1", "average_wait_seconds 60/1", "cost_per_transaction 0/1", "days_to_close 86400/1", "first_response_time 3600/1", "lead_time_days 86400/1", "revenue_per_booking 1000/1",
                "satisfaction_score 4/4", "satisfaction_score_success_only 4/4", "visits_per_hour_open 100/0"],
            LakeFolder.Measures.Where(measure => measure.OneIs != (1, 1)).Select(measure => $"{measure.Id} {measure.OneIs.Numerator}/{measure.OneIs.Denominator}").Order(StringComparer.Ordinal));

    private static (long, long) Both(Figure figure) => (figure.Numerator!.Value, figure.Denominator!.Value);

    private static Measure Of(string unit, (long, long) one) => Contracts.Ratio(unit: unit) with { Disclosure = "event_count", OneIs = one };
}
