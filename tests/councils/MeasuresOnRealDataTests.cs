using System.Globalization;

namespace Outcomes.Tests.Councils;

/// <summary>Built-in measures over real files; every figure beside them is counted from the files' lines. Counts of events may be rounded to 5 when published.</summary>
[Collection(typeof(LeedsPublishedTests.AsCounted))]
public sealed class MeasuresOnRealDataTests(MeasuresOnRealDataTests.Newcastle newcastle, MeasuresOnRealDataTests.FixMyStreet streets, MeasuresOnRealDataTests.LibrariesWest west, LeedsPublishedTests.Leeds leeds)
    : IClassFixture<MeasuresOnRealDataTests.Newcastle>, IClassFixture<MeasuresOnRealDataTests.FixMyStreet>, IClassFixture<MeasuresOnRealDataTests.LibrariesWest>
{
    public sealed class Newcastle(IngestedCouncils councils) : CouncilFixture(councils, "newcastle")
    {
        protected override void Prepare(IngestedCouncil council) => council.Publish(new(2025, 5, 1, 6, 0, 0, TimeSpan.Zero), asCounted: true);
    }

    public sealed class FixMyStreet(IngestedCouncils councils) : CouncilFixture(councils, "fixmystreet")
    {
        protected override void Prepare(IngestedCouncil council) => council.Publish(new(2021, 3, 1, 6, 0, 0, TimeSpan.Zero), asCounted: true);
    }

    public sealed class LibrariesWest(IngestedCouncils councils) : CouncilFixture(councils, "librarieswest")
    {
        protected override void Prepare(IngestedCouncil council) => council.Publish(new(2021, 9, 1, 6, 0, 0, TimeSpan.Zero), asCounted: true);
    }

    [Theory]
    [InlineData("visits", "visitor-figures/2008-onwards-monthly-visits.csv")]
    [InlineData("contacts", "enquiries/2008-onwards-monthly-enquiries.csv")]
    public async Task Newcastle_s_city_library_has_its_months(string measure, string file)
    {
        var council = await newcastle.IngestedAsync();
        var cells = Branches(file)["City"];

        var served = council.Served($"select strftime(period, '%Y-%m'), numerator from outcomes where measure = '{measure}' and area = 'place:newcastle-city' and status = 'ok' and period between '2016-01-01' and '2019-12-01' order by 1");
        Assert.Equal(Enumerable.Range(0, 48).Select(month => $"{new DateOnly(2016, 1, 1).AddMonths(month):yyyy-MM}").Select(month => $"{month} | {cells[month]}"), served);
    }

    [Fact]
    public async Task Newcastle_s_enquiries_against_the_year_before_are_told_from_the_published_figures()
    {
        var council = await newcastle.IngestedAsync();
        var branches = Branches("enquiries/2008-onwards-monthly-enquiries.csv").Values;

        var (now, before) = (branches.Sum(cells => cells["2012-03"]) ?? 0, branches.Sum(cells => cells["2011-03"]) ?? 0);

        var served = Assert.Single(council.Served("select value from summaries where measure = 'contacts_against_last_year' and grain = 'month' and level = 'service' and service = 'libraries' and period = '2012-03-01'"));
        Assert.Equal((double)now / before - 1, Number(served), 0.002);
        // Enquiries are counted otherwise since April 2018: no comparison over that.
        Assert.Equal(["null"], council.Served("select value from summaries where measure = 'contacts_against_last_year' and grain = 'month' and level = 'service' and service = 'libraries' and period = '2019-01-01'"));
    }

    [Fact]
    public async Task FixMyStreet_s_reports_are_requests_opened_by_channel_and_year()
    {
        var council = await streets.IngestedAsync();

        // awk -F, '{s+=$3}' over the files of a folder and year.
        var counted = new Dictionary<string, long>
        {
            ["partner 2017"] = 156340,
            ["partner 2018"] = 199393,
            ["partner 2019"] = 220446,
            ["partner 2020"] = 278979,
            ["web 2017"] = 52208,
            ["web 2018"] = 113217,
            ["web 2019"] = 170082,
            ["web 2020"] = 225005,
        };
        var served = council.Served("select channel || ' ' || year(period), numerator from summaries where measure = 'requests_opened' and grain = 'year' and level = 'channel' and status = 'ok'")
            .Select(row => row.Split(" | ")).ToDictionary(cells => cells[0], cells => Number(cells[1]));
        Assert.Equal(counted.Keys.Order(StringComparer.Ordinal), served.Keys.Order(StringComparer.Ordinal));
        Assert.All(counted, year => Assert.InRange(served[year.Key] - year.Value, -2, 2));
        Assert.Empty(council.Served("select 1 from outcomes where measure in ('requests_closed_in_time', 'days_to_close') and value is not null"));
    }

    [Fact]
    public async Task LibrariesWest_s_members_are_hidden_where_the_libraries_hid_them()
    {
        var council = await west.IngestedAsync();

        // Each of the 155 libraries has a masked cell, so no library's members are known, nor all of them together.
        // They were counted on 18 July 2021: that week's, and no month's, whose end is 13 days later.
        Assert.Equal(["155 | suppressed | null"], council.Served("select count(*), status, any_value(numerator) from outcomes_weekly where measure = 'members' and period = '2021-07-12' group by status"));
        Assert.Equal(["suppressed | null"], council.Served("select status, numerator from summaries where measure = 'members' and grain = 'week' and level = 'council' and period = '2021-07-12'"));
        Assert.Equal(["missing | null"], council.Served("select status, numerator from summaries where measure = 'members' and grain = 'month' and level = 'council' and period = '2021-07-01'"));
        Assert.Empty(council.Served("select 1 from outcomes where measure = 'active_member_share' and status = 'ok'"));
    }

    [Theory]
    [InlineData("facebook", "facebook")]
    [InlineData("instagram", "instagram")]
    [InlineData("linkedin", "linkedin")]
    [InlineData("x", "twitter")]
    public async Task Leeds_s_impressions_are_those_of_the_export(string platform, string file)
    {
        var council = await leeds.IngestedAsync();

        var counted = File.ReadLines(SharedData.PathOrSkip($"data/leeds-2023/data/metrics/social/{file}.csv")).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells[0].StartsWith("2023-", StringComparison.Ordinal)).GroupBy(cells => cells[0][..7]).Select(month => $"{month.Key}-01 | {month.Sum(cells => long.Parse(cells[7], CultureInfo.InvariantCulture))}");

        Assert.Equal(counted.Order(StringComparer.Ordinal), council.Served($"select period, numerator from outcomes where measure = 'impressions' and platform = '{platform}' and period between '2023-01-01' and '2023-12-01' order by 1"));
    }

    [Fact]
    public async Task Leeds_s_vanity_is_refused_as_a_headline()
    {
        var council = await leeds.IngestedAsync();

        Assert.Equal(["bookings | true | null", "followers | false | answered_within_standard"],
            council.Served("select measure, headline, use_instead from measures where measure in ('bookings', 'followers') order by 1"));
    }

    /// <summary>Each branch's cells by month, as 2023-01 also where the header says 2023-1; null: blank.</summary>
    private static Dictionary<string, Dictionary<string, long?>> Branches(string file)
    {
        var lines = File.ReadAllLines(SharedData.PathOrSkip($"data/newcastle-libraries/{file}"));
        var months = lines[0].Split(',')[1..].Select(month => month.Length == 6 ? month.Insert(5, "0") : month).ToArray();
        return lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).GroupBy(cells => cells[0]).ToDictionary(
            branch => branch.Key,
            branch => months.Select((month, at) => (month, Cell: branch.First()[at + 1])).ToDictionary(cell => cell.month, cell => long.TryParse(cell.Cell, out var number) ? number : (long?)null));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
