using System.Diagnostics;
using System.Globalization;
using Outcomes.Functions;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Faults;

/// <summary>
/// The product killed (SIGKILL) at random moments of ingesting, publishing and housekeeping, again and again, over a lake on disk and on Azurite, while a reader looks. Twenty kills in
/// the usual run; <c>OUTCOMES_KILLS=300 dotnet test -- -class "*KillTests"</c> takes so many for each storage.
/// </summary>
public class KillTests
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("OUTCOMES_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 0;
    private static readonly string[][] Verbs = [["ingest", "places", "orders_1", "orders_2", "orders_3"], ["publish"], ["ingest", "places", "orders_1", "orders_2", "orders_3"], ["tidy"], ["publish"]];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("directory", 14)]
    [InlineData("azure", 6)]
    public async Task No_row_is_lost_none_comes_twice_and_no_reader_sees_half_a_publication(string where, int usual)
    {
        using var council = await WorkedCouncil.MakeAsync(where, days: 40);
        var random = new Random(Environment.GetEnvironmentVariable("OUTCOMES_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : 20261127);
        var deliveries = new List<(DateOnly First, int Days)> { (WorkedCouncil.First, 40) };
        using var composition = await council.OpenAsync();
        using var reading = new CancellationTokenSource();
        var reader = ReadAsync(composition, reading.Token);
        var (killed, lasted) = (0, new Dictionary<string, TimeSpan>());
        for (var turn = 0; killed < (Kills > 0 ? Kills : usual); turn++)
        {
            if (turn % Verbs.Length == 0 && turn > 0)
            {
                var next = deliveries[^1].First.AddDays(deliveries[^1].Days);
                council.Deliver(next, 5);
                deliveries.Add((next, 5));
            }
            // Once in peace to know how long it lasts and that it can be done, then to be killed anywhere in that time.
            var verb = Verbs[turn % Verbs.Length];
            if (!lasted.TryGetValue(verb[0], out var whole))
            {
                var watch = Stopwatch.StartNew();
                var (code, output) = await council.RunAsync(verb);
                Assert.True(code == 0, $"{verb[0]}: {output}");
                lasted[verb[0]] = watch.Elapsed;
                continue;
            }
            using var process = council.Start(verb);
            _ = process.StandardOutput.ReadToEndAsync(Stop);
            _ = process.StandardError.ReadToEndAsync(Stop);
            await Task.WhenAny(process.WaitForExitAsync(Stop), Task.Delay(whole * random.NextDouble(), Stop));
            if (process.HasExited)
                continue;
            process.Kill();
            await process.WaitForExitAsync(Stop);
            killed++;
            await LeasesEndAsync(composition);
        }
        var ended = await council.RunAsync(Verbs[0]);
        Assert.True(ended.Code == 0, ended.Output);
        Assert.Equal(WorkedCouncil.Expected([.. deliveries]), await WorkedCouncil.RowsAsync(composition));
        var published = await council.RunAsync("publish");
        Assert.True(published.Code == 0, published.Output);
        await WorkedCouncil.WholePublicationsAsync(composition);
        await reading.CancelAsync();
        var (seen, looks) = await reader;
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} kills, {looks} looks by the reader at {seen} publications.");
        Assert.True(looks > 0);
    }

    /// <summary>Leases of the dead run out in a minute; the test does not wait for that.</summary>
    internal static async Task LeasesEndAsync(Composition composition)
    {
        foreach (var name in (string[])["publication", "housekeeping", .. WorkedCouncil.Names.Select(source => $"source/{source}")])
            if (await composition.Ledger.RecallAsync<Held>("lease", name, Stop) is { } held)
                await composition.Ledger.ReleaseAsync(name, held.Token, Stop);
    }

    private sealed record Held(long Token);

    /// <summary>Reads what is current, whole, over and over: a torn one throws.</summary>
    private static async Task<(int Seen, int Looks)> ReadAsync(Composition composition, CancellationToken stop)
    {
        var (seen, looks) = (new HashSet<string>(), 0);
        while (!stop.IsCancellationRequested)
        {
            if (await composition.Publications.CurrentAsync(Stop) is { } current)
            {
                await composition.Publications.FetchAsync(current, Stop);
                seen.Add(current.Id);
            }
            using (var snapshot = await composition.Lake.SnapshotAsync(Stop))
                Assert.Empty(snapshot.Damaged);
            looks++;
            await Task.Delay(100, CancellationToken.None);
        }
        return (seen.Count, looks);
    }
}
