namespace Outcomes.Tests.Analytics;

public sealed class PublicationCompareTests
{
    private const string Rows = """
        ('2022-05-10', 'day', 'bins', 'a', 'web', 'not_broken_down', 10, 100, null, 'ok', 10, 10),
        ('2023-03-10', 'day', 'bins', 'a', 'web', 'not_broken_down', 20, 100, null, 'ok', 20, 20),
        ('2023-04-10', 'day', 'bins', 'a', 'web', 'not_broken_down', 30, 50, null, 'ok', 30, 30),
        ('2023-05-10', 'day', 'bins', 'a', 'web', 'not_broken_down', 60, 100, null, 'ok', 60, 60)
        """;

    [Fact]
    public void A_count_has_the_period_before_the_year_before_and_the_sum_since_April()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows);
        Assert.Equal((30.0, 10.0, 90.0), Compared(figures.At("month", "council", "2023-05-01")));
        Assert.Equal((20.0, 0.0, 30.0), Compared(figures.At("month", "council", "2023-04-01")));
        Assert.Equal((null, null, 0.0), Compared(figures.At("month", "council", "2022-04-01")));
        Assert.Equal((20.0, 10.0, 90.0), Compared(figures.At("quarter", "council", "2023-04-01")));
        Assert.Equal((30.0, 30.0, 90.0), Compared(figures.At("financial_year", "council", "2023-04-01")));
    }

    [Fact]
    public void A_rate_since_April_is_a_sum_over_a_sum()
    {
        using var given = new GivenRows(Contracts.Ratio());
        var figures = given.Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows);
        // (30 + 60) of (50 + 100); May alone is 0.6, April alone 0.6, May 2022 0.1.
        Assert.Equal((0.6, 0.1, 90.0 / 150), Compared(figures.At("month", "council", "2023-05-01")));
    }

    [Fact]
    public void A_week_is_compared_with_the_one_52_weeks_before_and_added_from_the_first_whose_Thursday_is_in_April()
    {
        using var given = new GivenRows(Contracts.Count("{week: [[service]]}"));
        var figures = given.Coverage("s", "2022-01-03", "2023-12-31").Figures("""
            ('2022-04-04', 'week', 'bins', 'a', 'web', 'not_broken_down', 1, null, null, 'ok', 1, 1),
            ('2023-03-27', 'week', 'bins', 'a', 'web', 'not_broken_down', 2, null, null, 'ok', 2, 2),
            ('2023-04-03', 'week', 'bins', 'a', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2023-04-10', 'week', 'bins', 'a', 'web', 'not_broken_down', 8, null, null, 'ok', 8, 8)
            """);
        // The Thursday of the week of 27 March 2023 is 30 March.
        Assert.Equal((2.0, 1.0, 4.0), Compared(figures.At("week", "council", "2023-04-03")));
        Assert.Equal((4.0, 0.0, 12.0), Compared(figures.At("week", "council", "2023-04-10")));
    }

    [Fact]
    public void Nothing_is_added_over_a_month_that_is_hidden_or_missing()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows + """
            , ('2023-04-11', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, null, 'suppressed', 1, 4)
            """);
        Assert.Equal((null, 10.0, null), Compared(figures.At("month", "council", "2023-05-01")));
    }

    [Fact]
    public void Figures_on_both_sides_of_a_break_are_not_compared()
    {
        var measure = Contracts.Count(sql: "select sum(contacts) from service_contacts");
        using var given = new GivenRows(measure);
        var figures = given.Break("contacts", "2023-05-01").Break("abandoned", "2023-06-01").Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows);
        Assert.Equal((null, null, null), Compared(figures.At("month", "council", "2023-05-01")));
        Assert.Equal((60.0, null, null), Compared(figures.At("month", "council", "2023-06-01")));
        Assert.Equal((20.0, 0.0, 30.0), Compared(figures.At("month", "council", "2023-04-01")));
    }

    [Fact]
    public void Parts_are_whole_units_and_the_value_is_in_the_measures_own()
    {
        foreach (var (unit, value) in new[] { ("pounds", 0.2), ("hours", 20 / 3600.0), ("minutes", 20 / 60.0), ("bookings", 20.0) })
        {
            using var given = new GivenRows(Contracts.Measure("count", unit, "{month: [[service]]}", ""));
            Assert.Equal(value, given.Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows).At("month", "council", "2023-03-01").Value!.Value, 12);
        }
        using var percent = new GivenRows(Contracts.Ratio(unit: "percent"));
        Assert.Equal(20.0, percent.Coverage("s", "2022-04-01", "2024-03-31").Figures(Rows).At("month", "council", "2023-03-01").Value!.Value, 12);
    }

    private static (double?, double?, double?) Compared(Figure figure) => (figure.Previous, figure.YearBefore, figure.YearToDate);
}
