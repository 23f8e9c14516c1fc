using System.Text.Json;

namespace Outcomes.Tests.Councils;

/// <summary>LEEDS 2023, Year of Culture. The numbers were counted by Python's csv module; where one is short its command is beside it.</summary>
public sealed class Leeds2023Tests(Leeds2023Tests.Leeds leeds) : IClassFixture<Leeds2023Tests.Leeds>
{
    public sealed class Leeds(IngestedCouncils councils) : CouncilFixture(councils, "leeds-2023");

    [Fact]
    public async Task Every_source_comes_in_and_nothing_is_set_aside()
    {
        var council = await leeds.IngestedAsync();

        Assert.All(council.Runs.Values, run => Assert.Equal((run.Source, "succeeded", null), (run.Source, run.Status, run.Message)));
        Assert.All(council.Runs.Values, run => Assert.Equal((run.Source, 0, 0), (run.Source, run.Quarantined, run.MappedQuarantined)));
        Assert.All(council.Runs.Values, run => Assert.Equal(run.Read, run.Passed));
        Assert.All(council.Runs.Values, run => Assert.Equal(run.Mapped, run.New + run.Changed + run.Unchanged + run.Duplicate + run.Outside));
    }

    // sums: awk -F, 'NR>1{i+=$8; e+=$10; p+=$6} END{print i,e,p}' facebook.csv, and so on; days with audience 0 are counted in the next test.
    [Theory]
    [InlineData("facebook:leeds2023", 7_313_482, 280_443, 710, 5_073_567)]
    [InlineData("instagram:leeds2023", 3_351_513, 60_420, 2_302, 6_058_976)]
    [InlineData("linkedin:leeds2023", 340_708, 26_879, 276, 2_469_673)]
    [InlineData("x:leeds2023", 10_694_277, 213_659, 3_472, 14_074_525)]
    public async Task Each_platform_keeps_1116_days(string account, long impressions, long engagements, long posts, long followers)
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal(
            $"1116 | 1116 | 2021-01-01 | 2024-01-21 | {impressions} | {engagements} | {posts} | {followers}",
            council.Row($"""
                select count(*), count(distinct date), min(date), max(date), sum(impressions), sum(engagements), sum(posts), sum(followers)
                from social_account_days where account = '{account}'
                """));
    }

    // awk -F, 'NR>1 && $2==0' facebook.csv | wc -l
    [Theory]
    [InlineData("facebook:leeds2023", 16)]
    [InlineData("instagram:leeds2023", 300)]
    [InlineData("linkedin:leeds2023", 424)]
    [InlineData("x:leeds2023", 339)]
    public async Task An_audience_of_0_before_the_profile_was_connected_is_missing_not_0(string account, int days)
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal(
            $"{days} | {1116 - days} | 0",
            council.Row($"""
                select
                    count(*) filter (where followers is null and followers_status = 'missing'),
                    count(*) filter (where followers > 0 and followers_status = 'ok'),
                    count(*) filter (where followers = 0)
                from social_account_days where account = '{account}'
                """));
    }

    [Fact]
    public async Task What_a_platform_does_not_tell_is_not_offered()
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal(["instagram:leeds2023"], council.Rows("select distinct account from social_account_days where link_clicks_status = 'not_offered'"));
        Assert.Equal(["not_offered"], council.Rows("select distinct inbound_needing_reply_status from social_account_days"));
    }

    [Fact]
    public async Task Every_order_and_ticket_is_accounted_for()
    {
        var council = await leeds.IngestedAsync();

        // wc -l orders.csv; awk -F, '{t+=$5} END{print t}'; awk -F, '$6==""'
        Assert.Equal(7301, council.Runs["orders"].Read);
        Assert.Equal("15778 | 7301", council.Row("select sum(booked), sum(orders) from service_bookings"));
        Assert.Equal("417 | 203", council.Row("select sum(booked), sum(orders) from service_bookings where area = 'unknown'"));
        // 533 wards in the file, 33 of them in Leeds.
        Assert.Equal("533 | 33", council.Row("""
            select count(distinct b.area), count(distinct a.area)
            from service_bookings b left join areas a on a.area = b.area and a.parent = 'E08000035' where b.area <> 'unknown'
            """));
    }

    [Fact]
    public async Task The_lake_has_the_orders_of_each_day_event_and_ward_as_the_file_has_them()
    {
        var council = await leeds.IngestedAsync();
        var file = SharedData.PathOrSkip("data/leeds-2023/data/metrics/events/tickets/orders.csv");

        // No field of this file is quoted, so that a comma parts two.
        var counted = File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .GroupBy(cells => (Day: cells[0][..10], Event: cells[1], Ward: cells[5].Length == 0 ? "unknown" : cells[5]))
            .Select(cell => $"{cell.Key.Day} | {cell.Key.Event} | {cell.Key.Ward} | {cell.Sum(cells => int.Parse(cells[4]))} | {cell.Count()}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(counted, council.Rows("select date, reference, area, booked, orders from service_bookings").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Orders_that_look_alike_are_all_counted()
    {
        var council = await leeds.IngestedAsync();

        // cut -d, -f1-6 orders.csv | sort | uniq -d gives 8 orders that are there twice; the copies differ in public_event alone. Whether
        // that is one order or two, the file does not say: both are counted, and 15,778 is the number with them. This is the first.
        Assert.Equal("2 | 2", council.Row(
            "select booked, orders from service_bookings where reference = 'ev_2963290' and area = 'E05011547' and date = '2023-10-26'"));
    }

    [Fact]
    public async Task Page_views_are_missing_before_they_were_collected()
    {
        var council = await leeds.IngestedAsync();

        // awk -F, 'NR>1 && $2==""' daily_page_views.csv | wc -l: 434 of 870
        Assert.Equal("870 | 434 | 2022-11-05 | 1260752 | 583633", council.Row("""
            select count(*), count(*) filter (where views is null and views_status = 'missing'), min(date) filter (where views is not null), sum(views), sum(users) from web_days
            """));
    }

    [Fact]
    public async Task Events_are_held_on_their_day_or_in_their_month()
    {
        var council = await leeds.IngestedAsync();

        // Of 1,223 events 1,031 are of one day, 99 lie in one month, 90 are longer and 3 end before they start.
        Assert.Equal(1223, council.Runs["events"].Read);
        Assert.Equal(
            ["day | 1031 | 955 | 94912", "month | 99 | 90 | 26155"],
            council.Rows("select grain, count(*), count(attended), sum(attended) from service_sessions group by all order by grain"));
        Assert.Equal(["not_offered"], council.Rows("select distinct no_show_status from service_sessions"));
    }

    [Fact]
    public async Task An_event_in_one_ward_is_in_that_ward()
    {
        var council = await leeds.IngestedAsync();

        // The Gifting, 22 to 31 December 2023, names no ward; a session of 13 September 2022 is in Hunslet and Riverside.
        Assert.Equal("unknown | month | 2023-12-01 | 2771", council.Row("select area, grain, date, attended from service_sessions where reference = '270'"));
        Assert.Equal("E05011399 | 14", council.Row("select area, attended from service_sessions where date = '2022-09-13' and attended = 14"));
    }

    [Fact]
    public async Task The_programme_is_35_projects_as_campaigns_of_kind_event()
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal("35 | 1", council.Row("select count(*), count(distinct kind) from campaigns where kind = 'event'"));
        Assert.Equal(1223, council.Runs["programme"].Read);
    }

    [Fact]
    public async Task Bank_holidays_come_from_gov_uk_into_the_calendar()
    {
        var council = await leeds.IngestedAsync();
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip("data/calendars-uk/govuk-bank-holidays_2025-07-06_from-2019.json")));
        var listed = json.RootElement.GetProperty("england-and-wales").GetProperty("events").EnumerateArray()
            .Select(day => $"{day.GetProperty("date").GetString()} | {day.GetProperty("title").GetString()}").Order(StringComparer.Ordinal).ToList();

        Assert.Equal(75, listed.Count);
        Assert.Equal(listed, council.Rows("select date, name from calendar where kind = 'bank_holiday'").Order(StringComparer.Ordinal));
    }
}
