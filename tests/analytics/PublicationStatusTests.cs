namespace Outcomes.Tests.Analytics;

public sealed class PublicationStatusTests
{
    private const string OneRow = "('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 3, null, null, 'ok', 3, 3)";

    [Fact]
    public void A_silent_period_is_zero_where_absent_means_zero()
    {
        using var given = new GivenRows(Contracts.Count());
        var figure = given.Coverage("s", "2023-01-01", "2023-02-28").Figures(OneRow).At("month", "council", "2023-02-01");
        Assert.Equal(("ok", 0L, 0.0, 1.0), (figure.Status, figure.Numerator, figure.Value, figure.Coverage));
    }

    [Fact]
    public void A_silent_period_is_missing_where_absent_means_missing()
    {
        using var given = new GivenRows(Contracts.Count());
        var figure = given.Coverage("s", "2023-01-01", "2023-02-28", "missing").Figures(OneRow).At("month", "council", "2023-02-01");
        Assert.Equal(("missing", null, null, 0.0), (figure.Status, figure.Numerator, figure.Value, figure.Coverage));
    }

    [Theory]
    [InlineData("2023-01-25", 0.8065, "ok")]
    [InlineData("2023-01-24", 0.7742, "missing")]
    public void Under_four_fifths_of_its_days_a_figure_is_missing(string to, double coverage, string status)
    {
        using var given = new GivenRows(Contracts.Count());
        var figure = given.Coverage("s", "2023-01-01", to).Figures(OneRow).At("month", "council", "2023-01-01");
        Assert.Equal((coverage, status), (Math.Round(figure.Coverage!.Value, 4), figure.Status));
        Assert.Equal(status == "ok" ? 3 : null, figure.Numerator);
    }

    [Fact]
    public void A_gap_between_two_deliveries_lowers_coverage()
    {
        using var given = new GivenRows(Contracts.Count());
        var figure = given.Coverage("s", "2023-01-01", "2023-01-10").Coverage("s", "2023-01-12", "2023-01-31").Figures(OneRow).At("month", "council", "2023-01-01");
        Assert.Equal(30 / 31.0, figure.Coverage);
    }

    [Fact]
    public void A_suppressed_part_suppresses_the_whole_and_leaves_bounds()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 10, null, null, 'ok', 10, 10),
            ('2023-01-15', 'day', 'bins', 'b', 'web', 'not_broken_down', null, null, null, 'suppressed', 1, 4)
            """);
        var whole = figures.At("month", "service", "2023-01-01", "bins/all/all/all");
        Assert.Equal(("suppressed", null, null, 11L, 14L), (whole.Status, whole.Numerator, whole.Value, whole.Low, whole.High));
        var open = figures.At("month", "service_area", "2023-01-01", "bins/a/all/all");
        Assert.Equal(("ok", 10L, null, null), (open.Status, open.Numerator, open.Low, open.High));
    }

    [Fact]
    public void What_is_not_offered_is_not_asked_for()
    {
        using var given = new GivenRows(Contracts.Ratio("{month: [[platform]]}"));
        var figures = given.Coverage("s", "2023-01-01", "2023-01-31").Figures("""
            ('2023-01-01', 'month', 'bins', 'a', 'web', 'x', 10, 100, null, 'ok', 10, 10),
            ('2023-01-01', 'month', 'bins', 'a', 'web', 'mastodon', null, null, null, 'not_offered', null, null)
            """);
        Assert.Equal("not_offered", figures.At("month", "platform", "2023-01-01", "all/all/all/mastodon").Status);
        var whole = figures.At("month", "council", "2023-01-01");
        Assert.Equal(("ok", 0.1, 1.0), (whole.Status, whole.Value, whole.Coverage));
    }

    [Fact]
    public void What_a_source_never_offers_is_not_offered_in_a_silent_month_and_adds_no_zero_to_the_whole()
    {
        using var given = new GivenRows(Contracts.Ratio("{month: [[area]]}"));
        var figures = given.Coverage("s", "2023-01-01", "2023-04-30").TieTo("s", "a").Coverage("t", "2023-01-01", "2023-04-30").TieTo("t", "b").Figures("""
            ('2023-02-10', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, null, 'not_offered', null, null),
            ('2023-01-01', 'month', 'bins', 'b', 'web', 'not_broken_down', 10, 100, null, 'ok', 10, 10)
            """);
        Assert.All(["2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01"], month => Assert.Equal("not_offered", figures.At("month", "area", month, "all/a/all/all").Status));
        Assert.Equal("not_offered", figures.At("quarter", "area", "2023-04-01", "all/a/all/all").Status);
        Assert.Equal(("ok", 0L, 0L), figures.At("month", "area", "2023-03-01", "all/b/all/all") is var silent ? (silent.Status, silent.Numerator, silent.Denominator) : default);
        Assert.Equal(("ok", 10L, 1.0), figures.At("month", "council", "2023-01-01") is var whole ? (whole.Status, whole.Numerator, whole.Coverage) : default);
    }

    [Fact]
    public void A_count_that_a_source_never_offers_is_not_0_in_a_silent_month()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2023-01-01", "2023-02-28").Figures("('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, null, 'not_offered', null, null)");
        Assert.Equal(("not_offered", null), figures.At("month", "council", "2023-02-01") is var figure ? (figure.Status, figure.Numerator) : default);
    }

    [Fact]
    public void A_column_that_comes_later_is_not_offered_until_then_and_its_silence_is_zero_after()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2023-01-01", "2023-04-30").Figures("""
            ('2023-01-15', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, null, 'not_offered', null, null),
            ('2023-03-15', 'day', 'bins', 'a', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4)
            """);
        Assert.Equal(["not_offered", "not_offered", "ok 4", "ok 0"], new[] { "01", "02", "03", "04" }.Select(month => figures.At("month", "council", $"2023-{month}-01")).Select(figure => $"{figure.Status} {figure.Numerator}".Trim()));
    }

    [Fact]
    public void A_level_that_a_source_never_offers_is_not_offered_where_it_is_not_read()
    {
        using var given = new GivenRows(Contracts.Count() with { Kind = "level" });
        var figures = given.Coverage("s", "2023-01-01", "2023-02-28", "missing").Figures("('2023-01-30', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, 'account', 'not_offered', null, null)");
        Assert.Equal("not_offered", figures.At("month", "council", "2023-02-01").Status);
    }

    [Fact]
    public void A_row_without_a_figure_is_a_day_not_delivered()
    {
        using var given = new GivenRows(Contracts.Count());
        var figure = given.Coverage("s", "2023-01-01", "2023-01-31").Figures(OneRow + """
            , ('2023-01-16', 'day', 'bins', 'a', 'web', 'not_broken_down', null, null, null, 'missing', null, null)
            """).At("month", "council", "2023-01-01");
        Assert.Equal((30 / 31.0, "ok", 3L), (figure.Coverage, figure.Status, figure.Numerator));
    }

    [Fact]
    public void A_period_that_is_not_over_is_provisional_and_asks_for_the_days_so_far()
    {
        using var given = new GivenRows(Contracts.Count(), asOf: "2023-02-10");
        var figures = given.Coverage("s", "2022-04-01", "2023-02-08").Figures(OneRow);
        Assert.Equal(("provisional", 0L, 1.0), figures.At("month", "council", "2023-02-01") is var figure ? (figure.Status, figure.Numerator, figure.Coverage) : default);
        Assert.Equal("ok", figures.At("month", "council", "2023-01-01").Status);
        Assert.Equal(("provisional", 3L), figures.At("financial_year", "council", "2022-04-01") is var year ? (year.Status, year.Numerator) : default);
    }

    [Fact]
    public void A_span_its_source_may_still_restate_is_provisional()
    {
        using var given = new GivenRows(Contracts.Count(), asOf: "2023-03-10");
        var figures = given.Coverage("s", "2023-01-01", "2023-01-31").Coverage("s", "2023-02-01", "2023-02-28", provisionalUntil: "2023-03-10").Figures(OneRow);
        Assert.Equal("ok", figures.At("month", "council", "2023-01-01").Status);
        Assert.Equal("provisional", figures.At("month", "council", "2023-02-01").Status);
    }

    [Fact]
    public void A_source_that_is_down_lowers_only_what_it_delivers()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Coverage("s", "2023-01-01", "2023-02-28").Coverage("t", "2023-01-01", "2023-01-31").TieTo("s", "a").TieTo("t", "b").Figures(OneRow + """
            , ('2023-01-16', 'day', 'bins', 'b', 'web', 'not_broken_down', 5, null, null, 'ok', 5, 5)
            """);
        Assert.Equal(("ok", 0L), figures.At("month", "area", "2023-02-01", "all/a/all/all") is var a ? (a.Status, a.Numerator) : default);
        Assert.Equal(("missing", null), figures.At("month", "area", "2023-02-01", "all/b/all/all") is var b ? (b.Status, b.Numerator) : default);
        Assert.Equal((0.5, "missing"), figures.At("month", "council", "2023-02-01") is var all ? (all.Coverage, all.Status) : default);
        Assert.Equal(8, figures.At("month", "council", "2023-01-01").Numerator);
    }

    [Fact]
    public void A_closed_area_is_asked_for_nothing_after_its_last_day()
    {
        using var given = new GivenRows(Contracts.Count());
        var figures = given.Area("a", "ward", opened: "2023-01-11", closed: "2023-01-20").Area("b", "ward").Coverage("s", "2023-01-01", "2023-02-28", "missing").Figures("""
            ('2023-01-01', 'month', 'bins', 'a', 'web', 'not_broken_down', 3, null, null, 'ok', 3, 3),
            ('2023-01-01', 'month', 'bins', 'b', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4),
            ('2023-02-01', 'month', 'bins', 'b', 'web', 'not_broken_down', 4, null, null, 'ok', 4, 4)
            """);
        Assert.Equal(("ok", 1.0), figures.At("month", "area", "2023-01-01", "all/a/all/all") is var figure ? (figure.Status, figure.Coverage) : default);
        Assert.DoesNotContain(figures, figure => figure is { Grain: "month", Period: "2023-02-01", Cell: "all/a/all/all" });
        Assert.Equal(("ok", 4L, 1.0), figures.At("month", "council", "2023-02-01") is var all ? (all.Status, all.Numerator, all.Coverage) : default);
    }
}
