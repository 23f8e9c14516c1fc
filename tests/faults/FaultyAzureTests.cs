using Outcomes.Functions;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Faults;

/// <summary>The product over Azurite behind a proxy that throttles, breaks, resets, loses replies after the work was done, refuses writes and trickles.</summary>
public class FaultyAzureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_the_service_does_rows_are_there_once_when_it_has_calmed_down()
    {
        for (var turn = 1; turn <= (FaultRun.Turns ?? 1); turn++)
        {
            await using var proxy = await FaultProxy.StartAsync((await Azurite.GetAsync()).ConnectionString, FaultRun.Seed + turn, oneIn: 8);
            using var council = await WorkedCouncil.MakeAsync("azure", connection: proxy.ConnectionString);
            proxy.IsOn = false;
            using var composition = await council.OpenAsync();
            var arePlacesLate = false;
            List<(DateOnly, int)> deliveries = [(WorkedCouncil.First, 20)];
            for (var delivery = 0; delivery < 3; delivery++)
            {
                if (delivery > 0)
                {
                    council.Deliver(new(2026, 3 + delivery, 10), 4);
                    deliveries.Add((new(2026, 3 + delivery, 10), 4));
                }
                proxy.IsOn = true;
                await FaultyAsync(() => composition.Ingestion.RunAsync(WorkedCouncil.Names, cancellationToken: Stop));
                proxy.IsOn = false;
                await WorkedCouncil.LeasesEndAsync(composition);
                // What is there in the middle of it is whole: each source's rows are those before, or those after. Where the places could not be brought in at first, orders found no place for theirs.
                arePlacesLate |= delivery == 0 && !await HasPlacesAsync(composition);
                var expected = WorkedCouncil.Expected([.. deliveries]);
                var rows = await WorkedCouncil.RowsAsync(composition);
                Assert.Equal(rows.DistinctBy(row => row.Split(',')[0]), rows);
                Assert.Subset(expected.Concat(arePlacesLate ? expected.Select(row => row.Replace(",W1,", ",unknown,").Replace(",W2,", ",unknown,")) : []).ToHashSet(), rows.ToHashSet());
            }
            var runs = await composition.Ingestion.RunAsync(WorkedCouncil.Names, cancellationToken: Stop);
            Assert.All(runs, run => Assert.True(run.Status is "succeeded" or "unchanged", run.Message));
            Assert.Equal(WorkedCouncil.Expected([.. deliveries]), await WorkedCouncil.RowsAsync(composition));

            proxy.IsOn = true;
            await FaultyAsync(() => composition.Publishing.RunAsync(null, Stop));
            proxy.IsOn = false;
            await WorkedCouncil.LeasesEndAsync(composition);
            var published = await composition.Publishing.RunAsync(null, Stop);
            Assert.Contains(await WorkedCouncil.WholePublicationsAsync(composition), publication => publication.Id == published.Id);
            Assert.Equal(published.Id, (await composition.Publications.CurrentAsync(Stop))!.Id);
            Assert.True(proxy.Done.Values.Sum() >= 10, "hardly a fault was done");
            TestContext.Current.TestOutputHelper?.WriteLine($"{proxy.Done.Values.Sum()} faults: {string.Join(", ", proxy.Done)}");
        }
    }

    private static async Task<bool> HasPlacesAsync(Composition composition)
    {
        using var snapshot = await composition.Lake.SnapshotAsync(Stop, (dataset, _) => dataset is "areas");
        return snapshot.Files.Count > 0;
    }

    /// <summary>Under faults it may fail, with a message; it may not fail in any other way.</summary>
    private static async Task FaultyAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException told)
        {
            Assert.NotEmpty(told.Message);
        }
    }
}
