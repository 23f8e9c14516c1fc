using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Functions;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;
using Outcomes.Tests.Functions.Storage;

namespace Outcomes.Tests.Functions;

public class HousekeepingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_has_been_kept_long_enough_goes_and_the_rest_stays(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var time = new FakeTimeProvider(new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        var (ledger, records) = (new Ledger(stores.Ledger, time), new Records(stores.Ledger, time));
        foreach (var run in (string[])["20260530T115959000-aaaaaa", "20260531T120001000-bbbbbb"])
            foreach (var path in (string[])[$"raw/orders/{run}/0001-a.csv.gz", $"raw/orders/{run}/files.json", $"quarantine/orders/{run}.parquet"])
                await stores.Storage.PutAsync(path, stores.Folder.Write("x", run), ifTag: null, Stop);
        await AppendAsync(records, time, new(2025, 5, 25, 0, 0, 0, TimeSpan.Zero), Audit.Kind);
        await AppendAsync(records, time, new(2025, 5, 27, 0, 0, 0, TimeSpan.Zero), Audit.Kind);
        await AppendAsync(records, time, new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), "campaign_registration");
        time.AdjustTime(new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));

        await Over(stores, ledger, records).RunAsync(null, Stop);

        var left = new List<string>();
        await foreach (var file in stores.Storage.ListAsync("", Stop))
            left.Add(file.Path);
        Assert.Equal(["quarantine/orders/20260531T120001000-bbbbbb.parquet", "raw/orders/20260531T120001000-bbbbbb/0001-a.csv.gz", "raw/orders/20260531T120001000-bbbbbb/files.json"], left);
        Assert.Equal(new(2025, 5, 27), DateOnly.FromDateTime(Assert.Single(await records.ListAsync(Audit.Kind, Stop)).At.UtcDateTime));
        Assert.Single(await records.ListAsync("campaign_registration", Stop));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_told_from_one_that_goes_on()
    {
        using var stores = await Stores.OpenAsync("directory");
        var ledger = new Ledger(stores.Ledger, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var source in (string[])["dead", "alive"])
            await ledger.SaveAsync(new() { Id = $"{source}-run", Source = source, Dataset = "service_bookings", Started = now, Status = "running" }, Stop);
        var told = new List<string>();

        await using (await ledger.TryLeaseAsync("source/alive", Stop))
            await Over(stores, ledger, new(stores.Ledger, TimeProvider.System)).RunAsync(new Told(told.Add), Stop);

        Assert.Equal([("alive", "running"), ("dead", "failed")], (await ledger.RunsAsync(null, Stop)).Select(run => (run.Source, run.Status)).Order());
        Assert.Equal("dead: the run dead-run ended without a word.", Assert.Single(told));
    }

    [Fact]
    public async Task Old_runs_go_but_each_source_keeps_its_last_and_its_last_that_succeeded()
    {
        using var stores = await Stores.OpenAsync("directory");
        var time = new FakeTimeProvider(new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        var ledger = new Ledger(stores.Ledger, time);
        foreach (var (day, status) in new[] { (1, "succeeded"), (2, "succeeded"), (3, "failed") })
            await ledger.SaveAsync(new() { Id = $"2024010{day}", Source = "orders", Dataset = "service_bookings", Started = new(2024, 1, day, 0, 0, 0, TimeSpan.Zero), Status = status }, Stop);

        await Over(stores, ledger, new(stores.Ledger, time)).RunAsync(null, Stop);

        Assert.Equal(["20240103", "20240102"], (await ledger.RunsAsync(null, Stop)).Select(run => run.Id));
    }

    [Fact]
    public async Task A_credential_that_ends_soon_is_told_with_the_day()
    {
        using var stores = await Stores.OpenAsync("directory");
        var time = new FakeTimeProvider(new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        var ledger = new Ledger(stores.Ledger, time);
        foreach (var (source, day) in new[] { ("facebook", 10), ("matomo", 20) })
            await ledger.SaveAsync(new() { Id = source, Source = source, Dataset = "social_account_days", Started = time.GetUtcNow(), Status = "succeeded", CredentialExpires = new(2026, 7, day, 0, 0, 0, TimeSpan.Zero) }, Stop);
        var told = new List<string>();

        await Over(stores, ledger, new(stores.Ledger, time)).RunAsync(new Told(told.Add), Stop);

        Assert.StartsWith("facebook: its credential ends on 2026-07-10", Assert.Single(told), StringComparison.Ordinal);
    }

    private static Housekeeping Over(Stores stores, Ledger ledger, Records records) =>
        new(stores.Storage, ledger, records, new Publications(stores.Storage, stores.Folder["published/"]), new(), new());

    private static async Task AppendAsync(Records records, FakeTimeProvider time, DateTimeOffset at, string kind)
    {
        time.AdjustTime(at);
        await records.AppendAsync(kind, JsonSerializer.SerializeToElement("somebody"), Stop);
    }

    private sealed class Told(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
