using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Functions;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions;

public class CommandsTests
{
    private const string Source = """
        -- title: Orders
        -- dataset: service_bookings
        -- files: orders.csv
        -- columns: {day: date, places: integer}
        -- absent: zero
        -- mode: replace
        -- owner: events@council.example

        select day as date, 'events' as service, 'web' as channel, number as reference, places as booked from raw
        """;

    [Theory]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("ingest --form 2026-05-01", "There is no option '--form'.")]
    [InlineData("ingest --from yesterday", "--from is 'yesterday'; allowed: a day, YYYY-MM-DD.")]
    [InlineData("ingest --to 03/04/2026", "--to is '03/04/2026'; allowed: a day, YYYY-MM-DD.")]
    [InlineData("ingest --from 2026-05-02 --to 2026-05-01", "--from is 2026-05-02 and --to 2026-05-01")]
    [InlineData("ingest nosuch", "'nosuch'")]
    [InlineData("preview nosuch", "'nosuch'; allowed: ")]
    [InlineData("preview", "preview")]
    [InlineData("publish --council nowhere/at/all", "There is no council folder ")]
    [InlineData("ingest --council nowhere/at/all", "nothing was done")]
    [InlineData("serve --urls http://0.0.0.0:0", "allowed: http on this computer only")]
    public async Task What_is_not_understood_ends_with_2_and_says_what_is_allowed(string line, string told)
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);

        var (code, _, error) = await RunAsync(council, line);

        Assert.Equal(2, code);
        Assert.Contains(told, error);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named_with_what_to_do()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        File.WriteAllText(council["inTheWay"], "");

        var (code, _, error) = await RunAsync(council, $"ingest --data {council["inTheWay"]}");

        Assert.Equal(1, code);
        Assert.Contains($"The data folder {council["inTheWay"]} cannot be made: ", error);
        Assert.Contains("--data", error);
    }

    [Fact]
    public async Task Check_tells_every_fault_of_every_file_and_ends_with_1()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source.Replace("mode: replace", "mode: append").Replace("absent: zero", "absent: no"));
        File.WriteAllText(council["data/areas.csv"], "area,nom\n");

        var (code, _, error) = await RunAsync(council, "check");

        Assert.Equal(1, code);
        Assert.Contains("sources/orders.sql:5: 'absent' is 'no'; allowed: zero, missing.", error);
        Assert.Contains("sources/orders.sql:6: 'mode' is 'append'; allowed: merge, replace.", error);
        Assert.Contains("data/areas.csv:1: Column 'nom' is not in dataset 'areas'", error);
    }

    [Fact]
    public async Task A_councils_files_go_in_and_figures_come_out()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        File.WriteAllText(council["orders.csv"], "number,day,places\nA1,2026-05-01,2\nA2,2026-05-01,3\nA3,2026-05-02,many\n");

        var check = await RunAsync(council, "check");
        Assert.Equal(0, check.Code);
        Assert.Contains("The council's own: 1 source.", check.Output);
        var preview = await RunAsync(council, "preview orders");
        Assert.Contains("3 rows read = 2 passed + 1 quarantined", preview.Output);
        Assert.Contains("many", preview.Output);
        var ingest = await RunAsync(council, "ingest");
        Assert.Equal((0, ""), (ingest.Code, string.Concat(ingest.Error.Split('\n').Where(line => line.Contains("failed")))));
        Assert.Contains("orders\tsucceeded\t3\t1\t2\t0\t0\t0\t1 of 3 rows set aside; preview orders shows them", ingest.Output);
        Assert.Contains("orders\tunchanged", (await RunAsync(council, "ingest orders")).Output);
        Assert.Contains("orders\tservice_bookings\torders.csv", (await RunAsync(council, "sources")).Output);
        Assert.Contains("2026-05-01\tday\tevents\t\tweb\t\t5", (await RunAsync(council, "preview bookings")).Output);
        var publish = await RunAsync(council, "publish");
        Assert.Contains("Publication 2026", publish.Output);
        Assert.Contains("bookings", (await RunAsync(council, "measures")).Output);
    }

    [Theory]
    [InlineData("0d", true)]
    [InlineData("40d", false)]
    public async Task A_preview_says_where_a_month_by_itself_would_be_another(string lookback, bool told)
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        File.WriteAllText(council["orders.csv"], "number,day,places\nA1,2026-04-10,2\nA2,2026-05-01,3\n");
        File.WriteAllText(council["measures/since_before.sql"], $$"""
            -- title: Places since the order before
            -- why: To look back in a way that no frame tells of.
            -- stage: outcome
            -- kind: count
            -- unit: places
            -- better: higher
            -- numerator: Places of an order and the one before
            -- disclosure: none
            -- publish: {month: [[service]]}
            -- date_role: booked
            -- lookback: {{lookback}}
            -- owner: events@council.example
            -- review_by: 2027-04-01

            select date, grain, service, area, channel, null::varchar as platform, (booked + coalesce(lag(booked) over (order by date), 0))::bigint as numerator, null::bigint as denominator
            from service_bookings
            """);
        Assert.Equal(0, (await RunAsync(council, "ingest")).Code);

        var preview = await RunAsync(council, "preview since_before");

        Assert.Equal(told, preview.Error.Contains("measures/since_before.sql: of 2026-05 it gives other rows when it sees that month alone and the 0 days before it", StringComparison.Ordinal));
        Assert.Equal(told, preview.Error.Contains("'lookback' is too short", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lake_file_that_is_gone_is_named_and_its_figures_are_stale_and_never_lower()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        File.WriteAllText(council["orders.csv"], "number,day,places\nA1,2026-04-01,2\nA2,2026-05-01,3\n");
        Assert.Equal(0, (await RunAsync(council, "ingest")).Code);
        File.Delete(council[".outcomes/lake/service_bookings/source=orders/month=2026-04/part.parquet"]);

        var damaged = await RunAsync(council, "publish");

        Assert.Equal(1, damaged.Code);
        Assert.Contains("bookings: stale: ", damaged.Error, StringComparison.Ordinal);
        Assert.Contains("month=2026-04/part.parquet is gone", damaged.Error, StringComparison.Ordinal);
        Assert.Contains("ingest --replay orders", damaged.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(council, "ingest --replay orders")).Code);
        Assert.Equal(0, (await RunAsync(council, "publish")).Code);
    }

    [Fact]
    public async Task One_failed_source_ends_with_1_and_the_others_go_on()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        File.WriteAllText(council["data/areas.csv"], "area,name\nX1,Abbey\n");

        var (code, output, _) = await RunAsync(council, "ingest");

        Assert.Equal(1, code);
        Assert.Contains("orders\tfailed", output);
        Assert.Contains("data_areas\tsucceeded", output);
    }

    [Fact]
    public async Task A_stopped_command_ends_with_1_and_leaves_the_next_one_free()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["data/areas.csv"], "area,name\nX1,Abbey\n");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        Assert.Equal(1, (await RunAsync(council, "ingest", stopped.Token)).Code);
        Assert.Equal(0, (await RunAsync(council, "ingest")).Code);
    }

    [Fact]
    public async Task Invented_figures_and_a_councils_own_are_never_kept_in_one_folder()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["data/areas.csv"], "area,name\nX1,Abbey\n");
        Assert.Equal(0, (await RunAsync(council, "sources")).Code);

        var (code, _, error) = await RunAsync(council, "publish", isNamed: false);

        Assert.Equal(2, code);
        Assert.Contains("name it with --council", error);
        Assert.False(Directory.Exists(Path.Combine(council.Path, ".outcomes", "sample-council")));

        Directory.CreateDirectory(Path.Combine(council.Path, ".outcomes", "sample-council"));
        (code, _, error) = await RunAsync(council, "ingest");

        Assert.Equal(2, code);
        Assert.Contains("name another folder with --data", error);
    }

    [Fact]
    public async Task Audit_lists_who_read_what_since_a_day_and_of_one_caller()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["sources/orders.sql"], Source);
        Directory.CreateDirectory(council[".outcomes"]);
        var records = new Records(new SqliteLedgerStore(council[".outcomes/records.db"]), TimeProvider.System);
        Access Line(int day, string caller) => new(new(2026, 5, day, 10, 0, 0, TimeSpan.Zero), caller, "GET", $"/odata/Summaries?on={day}", 200, "p1", 7, "r");
        await records.AppendAsync(Audit.Kind, JsonSerializer.SerializeToElement(new[] { Line(1, "k-early"), Line(3, "k-one"), Line(4, "k-two") }, JsonSerializerOptions.Web), TestContext.Current.CancellationToken);

        var (code, all, _) = await RunAsync(council, "audit --since 2026-05-02");
        var (_, one, _) = await RunAsync(council, "audit --by k-one");

        Assert.Equal(0, code);
        Assert.DoesNotContain("k-early", all);
        Assert.Matches(@"2026-05-03 10:00:00Z\s+k-one\s+GET /odata/Summaries\?on=3\s+200\s+7\s+p1", all);
        Assert.Contains("k-two", all);
        Assert.DoesNotContain("k-two", one);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TempFolder council, string line, CancellationToken? stop = null, bool isNamed = true)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["OUTCOMES_COUNCIL"] = isNamed ? council.Path : null, ["OUTCOMES_DATA"] = Path.Combine(council.Path, ".outcomes") })
            .Build();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var time = new FakeTimeProvider(new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero));
        var code = await Commands.RunAsync(line.Split(' '), settings, time, new Terminal(output, error), stop ?? TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
