namespace Outcomes.Tests.Functions.WorkItems;

/// <summary>The product as several processes that take work from one queue of Azurite's, as instances of a Functions app do.</summary>
public class ManyProcessesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task However_many_take_work_every_source_runs_once_and_one_publication_follows(int processes)
    {
        using var council = await WorkedCouncil.MakeAsync("azure");
        using var composition = await council.OpenAsync();
        await composition.Rounds(null).BeginAsync(WorkedCouncil.Names, unlessOpen: true, TestContext.Current.CancellationToken);

        var ended = await Task.WhenAll(Enumerable.Range(0, processes).Select(number => council.RunAsync("work", "--once", "--data", council[$"data-{number}/"])));

        Assert.All(ended, process => Assert.True(process.Code == 0, process.Output));
        Assert.Equal(WorkedCouncil.Expected((WorkedCouncil.First, 20)), await WorkedCouncil.RowsAsync(composition));
        Assert.Single(await WorkedCouncil.WholePublicationsAsync(composition));
        var runs = await composition.Ledger.RunsAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(["orders_1", "orders_2", "orders_3", "places"], runs.Select(run => run.Source).Order());
        Assert.All(runs, run => Assert.Equal("succeeded", run.Status));
    }
}
