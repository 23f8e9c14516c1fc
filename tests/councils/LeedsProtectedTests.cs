using Outcomes.Analytics;

namespace Outcomes.Tests.Councils;

/// <summary>LEEDS 2023, wards by month, as it is published: every number beside it is counted from the files' lines.</summary>
[Collection(typeof(LeedsProtectedTests.AsPublished))]
public sealed class LeedsProtectedTests(LeedsProtectedTests.Leeds leeds)
{
    /// <summary>The tests over LEEDS as it is published.</summary>
    [CollectionDefinition]
    public sealed class AsPublished : ICollectionFixture<Leeds>;

    public sealed class Leeds(IngestedCouncils councils) : CouncilFixture(councils, "leeds-2023")
    {
        public Publication? Publication { get; private set; }

        protected override void Prepare(IngestedCouncil council) => Publication = council.Publish(new(2024, 2, 1, 6, 0, 0, TimeSpan.Zero));
    }

    // No field of orders.csv is quoted: a comma parts two.
    private static readonly Lazy<List<(string Day, string Ward, long Tickets)>> Orders = new(() =>
        [.. File.ReadLines(SharedData.PathOrSkip("data/leeds-2023/data/metrics/events/tickets/orders.csv")).Skip(1).Select(line => line.Split(','))
            .Select(cells => (cells[0][..10], cells[5], long.Parse(cells[4])))]);

    [Fact]
    public async Task The_attacker_is_left_with_at_least_four_values_for_every_suppressed_count()
    {
        await leeds.IngestedAsync();

        var bookings = leeds.Publication!.Protected.Single(measure => measure.Measure == "bookings");
        Assert.Null(bookings.Refusal);
        Assert.InRange(bookings.Tightest, 4, int.MaxValue);
        Assert.True(bookings.Primary > 0);
        Assert.InRange(bookings.Secondary, 0, 2 * bookings.Primary);
    }

    [Fact]
    public async Task A_ward_s_month_is_suppressed_from_1_to_7_else_rounded_to_5_or_suppressed_for_the_sake_of_another()
    {
        var council = await leeds.IngestedAsync();
        var leedsWards = File.ReadLines(SharedData.PathOrSkip("data/leeds-2023/data/reference/leeds_wards.csv")).Skip(1).Select(line => line.Split('"')[1]).ToHashSet();
        var counted = Orders.Value.Where(order => leedsWards.Contains(order.Ward))
            .GroupBy(order => (order.Ward, order.Day[..7])).ToDictionary(cell => cell.Key, cell => cell.Sum(order => order.Tickets));

        var shown = 0;
        foreach (var row in council.Served("select area, strftime(period, '%Y-%m'), numerator, status from outcomes where measure = 'bookings' and area like 'E05%' and period > '2023-02-01'").Select(row => row.Split(" | ")))
            switch (counted.GetValueOrDefault((row[0], row[1])), row[3])
            {
                case (_, "missing"):
                    break;
                case (var count, "suppressed"):
                    Assert.NotEqual(0, count);
                    Assert.Equal("null", row[2]);
                    break;
                case (var count, _):
                    Assert.False(count is >= 1 and <= 7, $"{row[0]} {row[1]} shows {row[2]}.");
                    Assert.Equal((long)(5 * Math.Round(count / 5.0)), long.Parse(row[2]));
                    shown++;
                    break;
            }
        Assert.InRange(shown, 200, counted.Count + 100);
    }

    [Fact]
    public async Task The_council_s_and_its_districts_totals_are_shown_rounded()
    {
        var council = await leeds.IngestedAsync();

        // 15,778 tickets; grep -c of the 33 codes of leeds_wards.csv in column 6: 12,267; the rest of those with a ward: 3,094.
        Assert.Equal(
            ["all | 15780", "E08000035 | 12265", "other | 3095"],
            council.Served("select area, numerator from summaries where measure = 'bookings' and grain = 'year' and level in ('council', 'district') and area <> 'unknown' order by area <> 'all', area::varchar"));
        Assert.DoesNotContain("suppressed", string.Join(' ', council.Served(
            "select distinct status from summaries where measure = 'bookings' and level = 'council' and grain in ('month', 'quarter', 'financial_year', 'year')")));
    }
}
