using System.Diagnostics;
using System.Text;
using Outcomes.Functions;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Faults;

/// <summary>
/// The product killed (SIGKILL) at random moments of ingesting, publishing and housekeeping, again and again, over a lake on disk and on Azurite, while a reader looks. Ten kills in
/// the usual run, 300 in the full one (<see cref="FaultRun"/>), seven in ten over a folder.
/// </summary>
public class KillTests
{
    private static readonly string[][] Verbs = [["ingest", "places", "orders_1", "orders_2", "orders_3"], ["publish"], ["ingest", "places", "orders_1", "orders_2", "orders_3"], ["tidy"], ["publish"]];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("directory", 7, 0.7)]
    [InlineData("azure", 3, 0.3)]
    public async Task No_row_is_lost_none_comes_twice_and_no_reader_sees_half_a_publication(string where, int usual, double share)
    {
        using var council = await WorkedCouncil.MakeAsync(where, days: 40);
        var random = new Random(FaultRun.Seed);
        var deliveries = new List<(DateOnly First, int Days)> { (WorkedCouncil.First, 40) };
        using var composition = await council.OpenAsync();
        using var reading = new CancellationTokenSource();
        var reader = ReadAsync(composition, reading.Token);
        var (killed, lasted) = (0, new Dictionary<string, TimeSpan>());
        for (var turn = 0; killed < (FaultRun.Kills is { } kills ? (int)Math.Round(kills * share) : usual); turn++)
        {
            if (turn % Verbs.Length == 0 && turn > 0)
            {
                var next = deliveries[^1].First.AddDays(deliveries[^1].Days);
                council.Deliver(next, 5);
                deliveries.Add((next, 5));
            }
            // Once in peace, to know that it can be done and how long it lasts after its first word; then to be killed anywhere in that time.
            var verb = Verbs[turn % Verbs.Length];
            using var process = council.Start(verb);
            var said = await FirstWordAsync(process);
            var watch = Stopwatch.StartNew();
            if (!lasted.TryGetValue(verb[0], out var whole))
            {
                await process.WaitForExitAsync(Stop);
                Assert.True(process.ExitCode == 0, $"{verb[0]}: {said}");
                lasted[verb[0]] = watch.Elapsed;
                continue;
            }
            await Task.WhenAny(process.WaitForExitAsync(Stop), Task.Delay(whole * random.NextDouble(), Stop));
            if (process.HasExited)
            {
                Assert.True(process.ExitCode == 0, $"{verb[0]} after {killed} kills: {said}");
                continue;
            }
            process.Kill();
            await process.WaitForExitAsync(Stop);
            killed++;
            await WorkedCouncil.LeasesEndAsync(composition);
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

    /// <summary>Until it says something, or half a second for what does its work silently: what comes before is the runtime's start. All it says is gathered.</summary>
    private static async Task<StringBuilder> FirstWordAsync(Process process)
    {
        var (said, first) = (new StringBuilder(), new TaskCompletionSource());
        void Hear(object sender, DataReceivedEventArgs line)
        {
            lock (said)
                said.AppendLine(line.Data);
            first.TrySetResult();
        }
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(first.Task, Task.Delay(TimeSpan.FromSeconds(0.5), Stop));
        return said;
    }

    /// <summary>Reads what is current, whole, over and over: a torn one throws.</summary>
    private static async Task<(int Seen, int Looks)> ReadAsync(Composition composition, CancellationToken stop)
    {
        var (seen, looks) = (new HashSet<string>(), 0);
        while (!stop.IsCancellationRequested)
        {
            if (await composition.Publications.CurrentAsync(Stop) is { } current)
            {
                await composition.Publications.FetchAsync(current, Stop, toPublish: true);
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
