namespace Outcomes.Tests.Councils;

/// <summary>LEEDS 2023 from its files to the file that the feed serves, before protection (see <see cref="LeedsProtectedTests"/>); every number beside it is counted from the files' lines.</summary>
[Collection(typeof(LeedsPublishedTests.AsCounted))]
public sealed class LeedsPublishedTests(LeedsPublishedTests.Leeds leeds)
{
    /// <summary>The tests over LEEDS as it was counted.</summary>
    [CollectionDefinition]
    public sealed class AsCounted : ICollectionFixture<Leeds>;

    public sealed class Leeds(IngestedCouncils councils) : CouncilFixture(councils, "leeds-2023")
    {
        protected override void Prepare(IngestedCouncil council) => council.Publish(new(2024, 2, 1, 6, 0, 0, TimeSpan.Zero), asCounted: true);
    }

    // No field of orders.csv is quoted: a comma parts two.
    private static readonly Lazy<List<(string Day, string Ward, long Tickets)>> Orders = new(() =>
        [.. Lines("events/tickets/orders.csv").Select(cells => (cells[0][..10], cells[5], long.Parse(cells[4])))]);

    [Fact]
    public async Task The_year_s_tickets_are_15778()
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal(
            ["2023-01-01 | 15778 | 15778.0 | ok"],
            council.Served("select period, numerator, value, status from summaries where measure = 'bookings' and grain = 'year' and level = 'council'"));
    }

    [Fact]
    public async Task Wards_outside_Leeds_are_other_and_nobody_is_lost()
    {
        var council = await leeds.IngestedAsync();

        // grep -c of the 33 codes of leeds_wards.csv in column 6: 12,267 tickets; 203 orders without a ward: 417; the rest: 3,094.
        Assert.Equal(
            ["E08000035 | 12267", "other | 3094", "unknown | 417"],
            council.Served("select area, numerator from summaries where measure = 'bookings' and grain = 'year' and level = 'district' order by 1"));
        Assert.Equal(15_778, 12_267 + 3_094 + 417);
    }

    [Fact]
    public async Task Each_ward_has_its_tickets()
    {
        var council = await leeds.IngestedAsync();
        var leedsWards = File.ReadLines(SharedData.PathOrSkip("data/leeds-2023/data/reference/leeds_wards.csv")).Skip(1).Select(line => line.Split('"')[1]).ToHashSet();

        var counted = Orders.Value.Where(order => leedsWards.Contains(order.Ward))
            .GroupBy(order => order.Ward).Select(ward => $"{ward.Key} | {ward.Sum(order => order.Tickets)}").Order(StringComparer.Ordinal);

        Assert.Equal(counted, council.Served(
            "select area, numerator from summaries where measure = 'bookings' and grain = 'year' and level = 'area' and area like 'E05%' order by 1"));
    }

    [Fact]
    public async Task Each_month_has_its_tickets_and_the_one_with_a_single_day_is_missing()
    {
        var council = await leeds.IngestedAsync();

        var counted = Orders.Value.GroupBy(order => order.Day[..7])
            .Select(month => month.Key == "2023-02" ? "2023-02-01 | null | missing" : $"{month.Key}-01 | {month.Sum(order => order.Tickets)} | ok").Order(StringComparer.Ordinal);

        Assert.Equal(counted, council.Served(
            "select period, numerator, status from summaries where measure = 'bookings' and grain = 'month' and level = 'council' order by period"));
    }

    [Fact]
    public async Task Each_day_has_its_tickets_and_a_day_without_an_order_has_none()
    {
        var council = await leeds.IngestedAsync();

        var counted = Orders.Value.GroupBy(order => order.Day).ToDictionary(day => day.Key, day => day.Sum(order => order.Tickets));
        var days = Enumerable.Range(0, 307).Select(day => $"{new DateOnly(2023, 2, 28).AddDays(day):yyyy-MM-dd}");

        Assert.Equal(
            days.Select(day => $"{day} | {counted.GetValueOrDefault(day)} | ok"),
            council.Served("select period, numerator, status from outcomes_daily where measure = 'bookings' and service = 'events' order by period"));
    }

    [Theory]
    [InlineData("facebook", "facebook")]
    [InlineData("instagram", "instagram")]
    [InlineData("linkedin", "linkedin")]
    [InlineData("x", "twitter")]
    public async Task Each_platform_has_its_posts_by_month(string platform, string file)
    {
        var council = await leeds.IngestedAsync();

        var counted = Social(file).Where(day => string.CompareOrdinal(day.Date, "2024") < 0).GroupBy(day => day.Date[..7])
            .Select(month => $"{month.Key}-01 | {month.Sum(day => day.Posts)}").Order(StringComparer.Ordinal);

        Assert.Equal(counted, council.Served($"""
            select period, numerator from outcomes where measure = 'posts' and platform = '{platform}' and period < '2024-01-01' order by period
            """));
    }

    [Fact]
    public async Task Followers_are_the_last_reading_of_the_month_and_missing_before_there_was_one()
    {
        var council = await leeds.IngestedAsync();

        // grep 2023-12-31 twitter.csv and the others; LinkedIn, Instagram and Twitter had audience 0 until May and June 2021.
        Assert.Equal(
            ["facebook | 7529", "instagram | 12619", "linkedin | 5533", "x | 21507"],
            council.Served("select platform, numerator from outcomes where measure = 'followers' and period = '2023-12-01' order by 1"));
        Assert.Equal($"{7529 + 12619 + 5533 + 21507}", Assert.Single(council.Served(
            "select numerator from summaries where measure = 'followers' and grain = 'month' and level = 'council' and period = '2023-12-01'")));
        Assert.Equal(
            ["facebook | ok", "instagram | missing", "linkedin | missing", "x | missing"],
            council.Served("select platform, status from outcomes where measure = 'followers' and period = '2021-03-01' order by 1"));
        Assert.Empty(council.Served("select 1 from outcomes where measure = 'followers' and numerator = 0"));
    }

    [Fact]
    public async Task What_nobody_counted_has_no_figure()
    {
        var council = await leeds.IngestedAsync();

        // No file says which messages needed a reply.
        Assert.Equal(["not_offered | null"], council.Served("select distinct status, numerator from outcomes where measure = 'reply_rate'"));
    }

    private static IEnumerable<(string Date, long Posts)> Social(string file) =>
        Lines($"social/{file}.csv").Select(cells => (cells[0], long.Parse(cells[5])));

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadLines(SharedData.PathOrSkip($"data/leeds-2023/data/metrics/{file}")).Skip(1).Select(line => line.Split(','));
}
