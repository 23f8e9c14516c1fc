namespace Outcomes.Tests.Analytics;

public sealed class PublicationRollUpTests
{
    [Fact]
    public void Counts_add_over_areas_services_and_time()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2022-04-01", "2023-12-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 3, null, null, 'ok', 3, 3),
            ('2023-02-15', 'day', 'bins', 'b', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2023-04-01', 'day', 'parks', 'a', 'phone', 'not_broken_down', 5, null, null, 'ok', 5, 5)
            """);
        Assert.Equal(3, figures.At("month", "service_area", "2023-01-01", "bins/a/all/all").Numerator);
        Assert.Equal(0, figures.At("month", "service_area", "2023-01-01", "bins/b/all/all").Numerator);
        Assert.Equal(7, figures.At("quarter", "service", "2023-01-01", "bins/all/all/all").Numerator);
        Assert.Equal(7, figures.At("financial_year", "council", "2022-04-01").Numerator);
        Assert.Equal(12, figures.At("year", "council", "2023-01-01").Numerator);
        Assert.Equal(8, figures.At("year", "area", "2023-01-01", "all/a/all/all").Numerator);
        // Of the year 2022 and the financial year 2023-24, three quarters were delivered.
        Assert.All(figures, figure => Assert.Equal(
            figure is { Grain: "year", Period: "2022-01-01" } or { Grain: "financial_year", Period: "2023-04-01" } ? "missing" : "ok", figure.Status));
    }

    [Fact]
    public void Areas_roll_up_to_what_they_lie_in_and_to_their_fifth_by_deprivation()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Area("d", "district").Area("a", "ward", "d", quintile: 1).Area("b", "ward", "d", quintile: 1).Area("c", "ward", "d", quintile: 5).Area("pool", "place", "c")
            .Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 3, null, null, 'ok', 3, 3),
            ('2023-01-15', 'day', 'bins', 'b', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2023-01-15', 'day', 'bins', 'c', 'web', 'not_broken_down', 5, null, null, 'ok', 5, 5),
            ('2023-01-15', 'day', 'bins', 'pool', 'web', 'not_broken_down', 6, null, null, 'ok', 6, 6),
            ('2023-01-15', 'day', 'bins', 'unknown', 'web', 'not_broken_down', 7, null, null, 'ok', 7, 7)
            """);
        Assert.Equal(
            ["quintile:1 7", "quintile:5 5", "other 6", "unknown 7"],
            figures.Where(figure => figure is { Grain: "month", Level: "service_quintile" }).Select(figure => $"{figure.Cell.Split('/')[1]} {figure.Numerator}").OrderBy(text => text[0] == 'q' ? 0 : 1).ThenBy(text => text));
        Assert.Equal(18, figures.At("month", "service_district", "2023-01-01", "bins/d/all/all").Numerator);
    }

    [Fact]
    public void A_rate_is_a_sum_over_a_sum_and_has_Wilson_bounds()
    {
        using var given = new GivenRows(Contracts.Ratio());
        var figures = given.Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 80, 100, null, 'ok', 80, 80),
            ('2023-01-16', 'day', 'bins', 'b', 'web', 'not_broken_down', 1, 163, null, 'ok', 1, 1),
            ('2023-01-16', 'day', 'parks', 'b', 'web', 'not_broken_down', 0, 0, null, 'ok', 0, 0),
            ('2023-01-16', 'day', 'halls', 'b', 'web', 'not_broken_down', 0, 5, null, 'ok', 0, 0),
            ('2023-01-16', 'day', 'pools', 'b', 'web', 'not_broken_down', 5, 5, null, 'ok', 5, 5)
            """);
        // 81 of 263: R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3: 0.2553 to 0.3662.
        var service = figures.At("month", "service", "2023-01-01", "bins/all/all/all");
        Assert.Equal((81, 263), (service.Numerator, service.Denominator));
        Assert.Equal(81 / 263.0, service.Value);
        Assert.Equal((0.2553, 0.3662), (Math.Round(service.Lower!.Value, 4), Math.Round(service.Upper!.Value, 4)));

        // A share of none or of all cannot be less than 0 or more than 1.
        Assert.Equal((0.0, 1.0), (figures.At("month", "service", "2023-01-01", "halls/all/all/all").Lower, figures.At("month", "service", "2023-01-01", "pools/all/all/all").Upper));

        var nothing = figures.At("month", "service", "2023-01-01", "parks/all/all/all");
        Assert.Equal(("ok", null, 0L, 0L), (nothing.Status, nothing.Value, nothing.Numerator, nothing.Denominator));
    }

    [Fact]
    public void Events_per_something_have_Byar_bounds()
    {
        using var given = new GivenRows(Contracts.Ratio(unit: "complaints per visit"));
        var figure = given.Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 10, 1, null, 'ok', 10, 10)
            """).At("month", "council", "2023-01-01");
        // Exact Poisson limits for 10 are 4.795 and 18.390 (Ulm 1990); Byar's approximation agrees to 0.02.
        Assert.InRange(figure.Lower!.Value, 4.77, 4.82);
        Assert.InRange(figure.Upper!.Value, 18.37, 18.41);
    }

    [Fact]
    public void A_weekly_row_counts_in_the_month_of_its_Thursday_and_in_no_day()
    {
        using var given = new GivenRows(Contracts.Count("{month: [[service]], week: [[service]], day: [[service]]}"));
        var figures = given.Coverage("s", "2023-01-30", "2023-04-02").Figures("""
            ('2023-01-30', 'week', 'bins', 'a', 'web', 'not_broken_down', 7, null, null, 'ok', 7, 7),
            ('2023-03-27', 'week', 'bins', 'a', 'web', 'not_broken_down', 11, null, null, 'ok', 11, 11)
            """);
        // Thursdays 2 February and 30 March.
        Assert.Equal(7, figures.At("month", "council", "2023-02-01").Numerator);
        Assert.Equal(11, figures.At("month", "council", "2023-03-01").Numerator);
        Assert.Equal(7, figures.At("week", "council", "2023-01-30").Numerator);
        Assert.Equal(0, figures.At("week", "council", "2023-02-06").Numerator);
        Assert.DoesNotContain(figures, figure => figure.Grain == "day");
        Assert.Equal(1, figures.At("month", "council", "2023-03-01").Coverage);
    }

    [Fact]
    public void Days_at_the_ends_of_periods_fall_in_the_right_one()
    {
        using var given = new GivenRows(Contracts.Count("{day: [[service]]}"));
        var figures = given.Coverage("s", "2020-01-01", "2025-03-31").Figures("""
            ('2020-12-31', 'day', 'bins', 'a', 'web', 'not_broken_down', 1, null, null, 'ok', 1, 1),
            ('2024-02-29', 'day', 'bins', 'a', 'web', 'not_broken_down', 2, null, null, 'ok', 2, 2),
            ('2024-03-31', 'day', 'bins', 'a', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2024-04-01', 'day', 'bins', 'a', 'web', 'not_broken_down', 8, null, null, 'ok', 8, 8)
            """);
        // 31 December 2020 is a Thursday in ISO week 53, which begins on 28 December.
        Assert.Equal(1, figures.At("week", "council", "2020-12-28").Numerator);
        Assert.Equal(1, figures.At("quarter", "council", "2020-10-01").Numerator);
        Assert.Equal(2, figures.At("month", "council", "2024-02-01").Numerator);
        Assert.Equal(6, figures.At("quarter", "council", "2024-01-01").Numerator);
        Assert.Equal(6, figures.At("financial_year", "council", "2023-04-01").Numerator);
        Assert.Equal(8, figures.At("financial_year", "council", "2024-04-01").Numerator);
        Assert.Equal(14, figures.At("year", "council", "2024-01-01").Numerator);
        Assert.Equal(2, figures.At("day", "service", "2024-02-29", "bins/all/all/all").Numerator);
    }

    [Fact]
    public void A_level_adds_the_last_reading_of_each_item_in_the_last_7_days()
    {
        using var given = new GivenRows(Contracts.Level("{month: [[platform]], day: [[platform]]}"));
        var figures = given.Coverage("s", "2023-01-01", "2023-02-28", "missing").Figures("""
            ('2023-01-20', 'day', 'not_broken_down', 'not_broken_down', 'not_broken_down', 'x', 90, null, 'one', 'ok', 90, 90),
            ('2023-01-30', 'day', 'not_broken_down', 'not_broken_down', 'not_broken_down', 'x', 100, null, 'one', 'ok', 100, 100),
            ('2023-01-25', 'day', 'not_broken_down', 'not_broken_down', 'not_broken_down', 'x', 7, null, 'two', 'ok', 7, 7),
            ('2023-02-21', 'day', 'not_broken_down', 'not_broken_down', 'not_broken_down', 'x', 8, null, 'two', 'ok', 8, 8),
            ('2023-02-28', 'day', 'not_broken_down', 'not_broken_down', 'not_broken_down', 'x', 120, null, 'one', 'ok', 120, 120)
            """);
        // 25 January is within 7 days of the 31st; 21 February is not within 7 days of the 28th, so one of two items is missing.
        Assert.Equal((107L, 1.0, "ok"), (figures.At("month", "council", "2023-01-01") is var january ? (january.Numerator, january.Coverage, january.Status) : default));
        Assert.Equal((null, 0.5, "missing"), (figures.At("month", "council", "2023-02-01") is var february ? (february.Numerator, february.Coverage, february.Status) : default));
        Assert.Equal("missing", figures.At("day", "platform", "2023-01-26", "all/all/all/x").Status);
    }

    [Fact]
    public void Areas_roll_up_to_every_type_above_them_and_unlisted_ones_are_other()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Area("w1", "ward", "d").Area("w2", "ward", "d").Area("d", "district", "c").Area("c", "county")
            .Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'w1', 'web', 'not_broken_down', 1, null, null, 'ok', 1, 1),
            ('2023-01-15', 'day', 'bins', 'w2', 'web', 'not_broken_down', 2, null, null, 'ok', 2, 2),
            ('2023-01-15', 'day', 'bins', 'elsewhere', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2023-01-15', 'day', 'bins', 'beyond', 'web', 'not_broken_down', 8, null, null, 'ok', 8, 8),
            ('2023-01-15', 'day', 'bins', 'unknown', 'web', 'not_broken_down', 16, null, null, 'ok', 16, 16),
            ('2023-01-15', 'day', 'bins', 'not_broken_down', 'web', 'not_broken_down', 32, null, null, 'ok', 32, 32)
            """);
        Assert.Equal(12, figures.At("month", "service_area", "2023-01-01", "bins/other/all/all").Numerator);
        Assert.Equal(16, figures.At("month", "service_area", "2023-01-01", "bins/unknown/all/all").Numerator);
        Assert.Equal(32, figures.At("month", "area", "2023-01-01", "all/not_broken_down/all/all").Numerator);
        Assert.Equal(3, figures.At("month", "service_district", "2023-01-01", "bins/d/all/all").Numerator);
        Assert.Equal(3, figures.At("month", "county", "2023-01-01", "all/c/all/all").Numerator);
        Assert.Equal(12, figures.At("month", "county", "2023-01-01", "all/other/all/all").Numerator);
        Assert.Equal(63, figures.At("month", "council", "2023-01-01").Numerator);
        Assert.All(figures.Where(figure => figure.Grain == "month").GroupBy(figure => figure.Level), level => Assert.Equal(63, level.Sum(figure => figure.Numerator)));
    }
}
