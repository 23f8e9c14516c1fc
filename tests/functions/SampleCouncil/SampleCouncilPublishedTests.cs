using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Tests.Councils;

namespace Outcomes.Tests.Functions.SampleCouncils;

/// <summary>Sampleton from its files to the file that the feed serves; what is expected is counted from the files' lines.</summary>
[Collection(typeof(SampleCouncilPublishedTests.AsCounted))]
public sealed class SampleCouncilPublishedTests(SampleCouncilPublishedTests.Sampleton town)
{
    /// <summary>The tests over Sampleton as it was counted.</summary>
    [CollectionDefinition]
    public sealed class AsCounted : ICollectionFixture<Sampleton>;

    /// <summary>1 November 2023 to 31 October 2026, published on 5 November 2026.</summary>
    public sealed class Sampleton : IAsyncLifetime
    {
        public TempFolder Folder { get; } = new();

        public IngestedCouncil Council { get; private set; } = null!;

        public Publication Publication { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            SampleCouncil.Write(Folder.Path, new(2026, 10, 31));
            Council = await IngestedCouncil.OfAsync(Folder.Path);
            Publication = Council.Publish(new(2026, 11, 5, 6, 0, 0, TimeSpan.Zero), asCounted: true);
        }

        public ValueTask DisposeAsync()
        {
            Council.Dispose();
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }

        public IEnumerable<string[]> Rows(string pattern) =>
            Directory.GetFiles(Folder.Path, pattern).Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Skip(1)).Select(line => line.Split(','));
    }

    [Fact]
    public void Every_source_comes_in_and_only_the_rows_that_are_wrong_are_set_aside()
    {
        Assert.All(town.Council.Runs.Values, run => Assert.Equal((run.Source, "succeeded", null), (run.Source, run.Status, run.Message)));
        Assert.Equal(
            ["bookings 3", "contacts 2"],
            town.Council.Runs.Values.Where(run => run.Quarantined + run.MappedQuarantined > 0).Select(run => $"{run.Source} {run.Quarantined + run.MappedQuarantined}").Order(StringComparer.Ordinal));
        Assert.Empty(town.Publication.Notes);
    }

    [Fact]
    public void The_measures_that_its_files_can_feed_have_figures() =>
        Assert.Equal(
            [
                "accounts_posting", "activation", "answered_within_standard", "attendance_rate", "average_handle_seconds", "average_wait_seconds", "avoidable_contact_rate",
                "bookings", "calls_abandoned_rate", "capacity_use", "churn", "click_rate", "completion_rate", "contacts", "contacts_against_last_year", "contributors_28d", "contributors_7d",
                "cost_per_transaction", "digital_contact_share", "digital_take_up", "drawdown", "engagement_rate", "followers", "followers_peak", "impressions", "joins", "lead_time_days", "leaves",
                "link_clicks", "listening_share", "momentum", "no_show_rate", "one_way_share", "partner_reach_share",
                "posts", "reach_median", "reply_rate", "request_backlog", "requests_closed_in_time", "requests_opened", "revenue_per_booking",
                "satisfaction_score", "satisfaction_share", "spend", "staff_hours", "visits", "web_completion_rate", "web_sessions",
            ],
            town.Council.Served("select distinct measure from summaries where grain = 'month' and level = 'council' and period = '2026-09-01' and status = 'ok' order by 1"));

    [Fact]
    public void It_says_that_it_is_invented()
    {
        Assert.Equal(["Sampleton (invented)"], town.Council.Served("select name from areas where area = 'X08000001'"));
        Assert.All(town.Council.Council.Sources.Where(source => !source.Name.StartsWith("data_", StringComparison.Ordinal)), source => Assert.EndsWith("(invented)", source.Title));
    }

    [Fact]
    public void Contacts_on_the_Web_are_those_of_the_export()
    {
        var counted = town.Rows("exports/contacts/contacts-*.csv").Where(row => row[1] == "Housing" && row[3] == "Online form")
            .GroupBy(row => row[0][..7]).Select(month => $"{month.Key}-01 | {month.Sum(row => long.Parse(row[4]))}");

        Assert.Equal(counted, town.Council.Served("""
            select period, numerator from summaries
            where measure = 'contacts' and grain = 'month' and level = 'service_channel' and service = 'housing' and channel = 'web' order by period
            """));
    }

    [Fact]
    public void Contacts_by_how_deprived_the_ward_is_are_those_of_the_export_for_each_thousand_who_live_there()
    {
        var fifths = File.ReadLines(town.Folder["data/areas.csv"]).Skip(1).Select(line => line.Split(',')).Where(row => row[2] == "ward").ToDictionary(row => row[1], row => (Fifth: row[5], People: double.Parse(row[4])));
        var counted = town.Rows("exports/contacts/contacts-*.csv").Where(row => row[1] == "Housing" && string.CompareOrdinal(row[0], "2025-04-01") >= 0 && string.CompareOrdinal(row[0], "2026-03-31") <= 0 && row[2].Length > 0)
            .GroupBy(row => fifths[row[2]].Fifth).OrderBy(fifth => fifth.Key).Select(fifth => (fifth.Key, Sum: fifth.Sum(row => long.Parse(row[4])), People: fifths.Values.Where(ward => ward.Fifth == fifth.Key).Sum(ward => ward.People)))
            .Select(fifth => $"{fifth.Key} | {fifth.Sum} | {fifth.People} | {fifth.Sum / fifth.People * 1000:F4}");

        Assert.Equal(counted, town.Council.Served("select quintile, value::bigint, residents, format('{:.4f}', per_1000) from deprivation where measure = 'contacts' and grain = 'financial_year' and period = '2025-04-01' and service = 'housing' order by 1"));
    }

    [Fact]
    public void The_four_service_KPIs_are_those_of_the_forms_export()
    {
        var rows = town.Rows("exports/forms/transactions.csv").Where(row => row[1] == "Bins and recycling" && row[0].StartsWith("2026-09", StringComparison.Ordinal)).ToList();
        long Sum(Func<string[], bool> those, params int[] columns) => rows.Where(those).Sum(row => columns.Sum(column => long.Parse(row[column])));
        static bool All(string[] row) => true;
        static bool Web(string[] row) => row[2] == "Online form";
        var (completed, answers) = (Sum(All, 4), Sum(All, 9, 10, 11, 12, 13));
        var points = Sum(All, 10) + 2 * Sum(All, 11) + 3 * Sum(All, 12) + 4 * Sum(All, 13);

        Assert.Equal(
            [
                $"completion_rate | {Sum(All, 4, 5)} | {Sum(All, 3)}",
                $"cost_per_transaction | {rows.Sum(row => decimal.Parse(row[8], System.Globalization.CultureInfo.InvariantCulture)) * 100:0} | {completed}",
                $"digital_take_up | {Sum(Web, 4) + Sum(row => !Web(row), 7)} | {completed}",
                $"satisfaction_score | {points} | {4 * answers}",
                $"satisfaction_share | {Sum(All, 12, 13)} | {answers}",
            ],
            town.Council.Served("""
                select measure, numerator, denominator from summaries where grain = 'month' and level = 'service' and service = 'waste' and period = '2026-09-01'
                    and measure in ('completion_rate', 'cost_per_transaction', 'digital_take_up', 'satisfaction_score', 'satisfaction_share') order by 1
                """));
    }

    [Fact]
    public void Requests_and_hours_are_those_of_their_exports()
    {
        Assert.Equal($"{town.Rows("exports/requests/requests.csv").Where(row => row[0] == "2026-09" && row[1] == "Roads and pavements").Sum(row => long.Parse(row[8]))}", Assert.Single(town.Council.Served(
            "select numerator from summaries where measure = 'request_backlog' and grain = 'month' and level = 'service' and service = 'highways' and period = '2026-09-01'")));
        var hours = town.Rows("exports/timesheets/timesheets.csv").Where(row => row[0] == "2026-02").Sum(row => double.Parse(row[5], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal($"{hours:F2} | {hours * 24.5:F2}", Assert.Single(town.Council.Served("select format('{:.2f}', sum(hours)), format('{:.2f}', sum(hours_gbp)) from resources where period = '2026-02-01'")));
    }

    [Fact]
    public void A_correction_replaces_what_it_corrects()
    {
        var rows = new Dictionary<(string, string, string), long>();
        foreach (var row in town.Rows("exports/bookings/bookings-*.csv").Where(row => row[0].EndsWith("/10/2026", StringComparison.Ordinal)))
            rows[(row[0], row[3], row[4])] = long.Parse(row[7]);

        Assert.Equal($"{rows.Values.Sum()}", town.Council.Row("select sum(cancelled) from service_bookings where date >= '2026-10-01'"));
    }

    [Fact]
    public void Library_visits_are_those_of_the_second_return()
    {
        var second = File.ReadAllLines(town.Folder["exports/visits/libraries-2026-10-31.csv"])[2].Split(',')[1..];

        Assert.Equal(second, town.Council.Served("""
            select numerator from outcomes where measure = 'visits' and area = 'place:central-library' order by period
            """));
        Assert.Empty(town.Council.Served("select 1 from outcomes_daily where measure = 'visits' and service = 'libraries' and numerator is not null"));
    }

    [Fact]
    public void Masked_cells_make_the_month_suppressed_with_bounds()
    {
        var cells = town.Rows("exports/contacts/contacts-2023.csv").Where(row => row[0].StartsWith("2023-12", StringComparison.Ordinal) && row[1] == "\"Births" && row[4] == "Online form").ToList();
        var shown = cells.Where(row => row[5] != "*").Sum(row => long.Parse(row[5]));
        var masked = cells.Count(row => row[5] == "*");

        Assert.Equal(
            [$"suppressed | null | {shown + masked} | {shown + 4 * masked}"],
            town.Council.Served("""
                select status, numerator, low, high from summaries
                where measure = 'contacts' and grain = 'month' and level = 'service_channel' and service = 'registrars' and channel = 'web' and period = '2023-12-01'
                """));
    }

    [Fact]
    public void Days_without_a_number_are_missing()
    {
        // The door counter broke from 28 December 2024 (Friday 1 November 2023 + 7 × 60 + 3 days) for nine days.
        Assert.Equal(["9"], town.Council.Served("""
            select count(*) from outcomes_daily where measure = 'visits' and service = 'leisure' and status = 'missing' and period between '2024-12-28' and '2025-01-05'
            """));
    }
}
