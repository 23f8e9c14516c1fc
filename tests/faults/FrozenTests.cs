using System.Diagnostics;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Faults;

/// <summary>The product frozen (SIGSTOP) at a random moment for longer than its lease, while another process does the same work; then it goes on, and must not undo or double anything.</summary>
public class FrozenTests
{
    private static readonly string[] Ingest = ["ingest", .. WorkedCouncil.Names], Publish = ["publish"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("directory", 1)]
    [InlineData("azure", 1)]
    public async Task Who_was_frozen_beyond_its_lease_writes_nothing_over_what_the_next_one_wrote(string where, int usual)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGSTOP.");
        using var council = await WorkedCouncil.MakeAsync(where);
        using var composition = await council.OpenAsync();
        var random = new Random(FaultRun.Seed);
        var turns = FaultRun.Turns ?? usual;
        List<(DateOnly First, int Days)> deliveries = [(WorkedCouncil.First, 20)];
        foreach (var verb in (string[][])[Ingest, Publish])
        {
            var (code, output) = await council.RunAsync(verb);
            Assert.True(code == 0, output);
        }
        for (var turn = 0; turn < turns; turn++)
            foreach (var verb in (string[][])[Ingest, Publish])
            {
                var next = deliveries[^1].First.AddDays(deliveries[^1].Days);
                council.Deliver(next, 3);
                deliveries.Add((next, 3));
                using var frozen = council.Start(verb);
                var said = (Out: frozen.StandardOutput.ReadToEndAsync(Stop), Errors: frozen.StandardError.ReadToEndAsync(Stop));
                await Task.Delay(TimeSpan.FromSeconds(0.4 + 1.5 * random.NextDouble()), Stop);
                await SignalAsync(frozen, "-STOP");
                await WorkedCouncil.LeasesEndAsync(composition); // as time would
                council.Deliver(next.AddDays(3), 2);
                deliveries.Add((next.AddDays(3), 2));
                var other = await council.RunAsync(verb);
                Assert.True(other.Code == 0, other.Output);
                var current = await composition.Publications.CurrentAsync(Stop);
                await SignalAsync(frozen, "-CONT");
                await frozen.WaitForExitAsync(Stop);
                var words = await said.Out + await said.Errors;

                Assert.True(frozen.ExitCode is 0 or 1, words);
                if (ReferenceEquals(verb, Ingest))
                    Assert.Equal(WorkedCouncil.Expected([.. deliveries]), await WorkedCouncil.RowsAsync(composition));
                Assert.True(string.CompareOrdinal((await composition.Publications.CurrentAsync(Stop))!.Id, current!.Id) >= 0, words);
                await WorkedCouncil.WholePublicationsAsync(composition);
            }
        TestContext.Current.TestOutputHelper?.WriteLine($"{2 * turns} freezings.");
        var last = await council.RunAsync(Ingest);
        Assert.True(last.Code == 0, last.Output);
        Assert.Equal(WorkedCouncil.Expected([.. deliveries]), await WorkedCouncil.RowsAsync(composition));
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(Stop);
    }
}
