using Outcomes.Analytics;

namespace Outcomes.Tests.Councils;

/// <summary>LibrariesWest as it is published: members, of whom most are hidden at source, and reservations, of which there were few while libraries were closed.</summary>
public sealed class LibrariesWestProtectedTests(LibrariesWestProtectedTests.LibrariesWest west) : IClassFixture<LibrariesWestProtectedTests.LibrariesWest>
{
    public sealed class LibrariesWest(IngestedCouncils councils) : CouncilFixture(councils, "librarieswest")
    {
        public Publication? Publication { get; private set; }

        protected override void Prepare(IngestedCouncil council) => Publication = council.Publish(new(2021, 7, 20, 6, 0, 0, TimeSpan.Zero));
    }

    // No field of reservations_summary.csv is quoted.
    private static readonly Lazy<List<(string Month, string Place, long Reservations)>> Reservations = new(() =>
        [.. File.ReadLines(SharedData.PathOrSkip("data/librarieswest/latest/usage/reservations_summary.csv")).Skip(1).Select(line => line.Split(','))
            .Select(cells => (cells[0] + "-01", "place:" + cells[2].ToLowerInvariant().Replace(' ', '-'), long.Parse(cells[3], null)))]);

    [Fact]
    public async Task It_is_published_and_the_attacker_is_left_with_what_the_rule_asks_for()
    {
        await west.IngestedAsync();

        Assert.DoesNotContain(west.Publication!.Notes, note => note.Stale);
        var reports = west.Publication.Protected.Where(measure => measure.Measure is "bookings" or "members").ToDictionary(measure => measure.Measure);
        Assert.Equal(["bookings", "members"], reports.Keys.Order(StringComparer.Ordinal));
        Assert.All(reports.Values, report => Assert.StartsWith("0 shown; 1–7 suppressed; other counts rounded to 5", report.Rule));
        Assert.True(reports["bookings"].Primary > 0);
        Assert.InRange(reports["bookings"].Tightest, 4, int.MaxValue);
        Assert.InRange(reports["bookings"].Loss, 1e-6, 0.01);
    }

    [Fact]
    public async Task Members_by_small_area_are_held_against_the_totals_by_library_that_LibrariesWest_publishes_too()
    {
        var council = await west.IngestedAsync();

        // Counted by Python's csv module: of 134 libraries in members_summary.csv the cells of 133 allow their total; those of Burton Bradstock are 121 to 145 and its total is 120.
        Assert.Equal(["warn | 1.0 | 0 of 134 totals | true"], council.Served("""
            select result, found, allowed, message like '%do not add up to 1 of 134 totals told (2021-07-18 to 2021-07-18, place:burton-bradstock-library): look%'
            from quality where kind = 'reconciliation' and about = 'dataset'
            """));
    }

    [Fact]
    public async Task A_council_s_month_of_few_reservations_is_hidden_and_any_other_rounded_or_hidden_beside_it()
    {
        var council = await west.IngestedAsync();
        var counted = Reservations.Value.GroupBy(row => (row.Month, row.Place)).ToDictionary(cell => cell.Key, cell => cell.Sum(row => row.Reservations));

        var (hidden, shown) = (0, 0);
        foreach (var row in council.Served("select period, area, numerator, status from outcomes where measure = 'bookings' and area like 'place:%' and status <> 'missing'").Select(row => row.Split(" | ")))
            switch (counted.GetValueOrDefault((row[0], row[1])), row[3])
            {
                case (var count, "suppressed"):
                    Assert.NotEqual(0, count);
                    hidden++;
                    break;
                case (var count, _):
                    Assert.False(count is >= 1 and <= 7, $"{row[0]} {row[1]} shows {row[2]}.");
                    Assert.Equal((long)(5 * Math.Round(count / 5.0)), long.Parse(row[2], null));
                    shown++;
                    break;
            }
        Assert.True(hidden >= counted.Values.Count(count => count is >= 1 and <= 7) && shown > counted.Count / 2, $"{hidden} hidden, {shown} shown of {counted.Count}");
    }

    [Fact]
    public async Task Members_hidden_at_source_stay_hidden_and_no_bound_of_them_is_served()
    {
        var council = await west.IngestedAsync();

        // Every one of the 155 libraries has a masked cell (LibrariesWestTests), so no total of them can be shown.
        Assert.Equal(["suppressed"], council.Served("select distinct status from summaries where measure = 'members' and grain = 'month' and period = '2021-07-01'"));
        Assert.Equal(["0"], council.Served("select count(*) from summaries where measure = 'members' and (numerator is not null or low is not null or high is not null or value is not null)"));
    }
}
