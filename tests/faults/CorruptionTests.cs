using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Faults;

/// <summary>What is kept is damaged behind the product's back: it is noticed, named, and put right or rebuilt.</summary>
public class CorruptionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_that_was_lost_is_rebuilt_from_the_lake()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using (var composition = await council.OpenAsync())
            await composition.Ingestion.RunAsync(WorkedCouncil.Names, cancellationToken: Stop);
        foreach (var file in Directory.GetFiles(council.Data, "ledger.db*"))
            File.Delete(file);

        using var again = await council.OpenAsync();
        Assert.Equal(WorkedCouncil.Expected((WorkedCouncil.First, 20)), await WorkedCouncil.RowsAsync(again));
        Assert.All(await again.Ingestion.RunAsync(WorkedCouncil.Names, cancellationToken: Stop), run => Assert.Equal("succeeded", run.Status));
        Assert.Equal(WorkedCouncil.Expected((WorkedCouncil.First, 20)), await WorkedCouncil.RowsAsync(again));
    }

    [Fact]
    public async Task A_ledger_that_is_no_database_is_named_with_what_to_do()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        File.WriteAllText(council["data/ledger.db"], new string('x', 5000));

        var (code, output) = await council.RunAsync("ingest");

        Assert.Equal(1, code);
        Assert.Contains("ledger.db cannot be used: ", output);
        Assert.Contains("It must be a SQLite file", output);
    }

    [Theory]
    [InlineData("current.json", "{")]
    [InlineData("current.json", "")]
    [InlineData("current.json", null)]
    public async Task A_pointer_that_was_garbled_or_lost_leads_to_the_latest_and_is_written_anew(string file, string? text)
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        await composition.Ingestion.RunAsync(["orders_1"], cancellationToken: Stop);
        var first = await composition.Publishing.RunAsync(null, Stop);
        var path = council[$"data/publications/{file}"];
        if (text is null)
            File.Delete(path);
        else
            File.WriteAllText(path, text);

        Assert.Equal(first.Id, (await composition.Publications.CurrentAsync(Stop))!.Id);
        var second = await composition.Publishing.RunAsync(null, Stop);
        Assert.Contains(second.Id, File.ReadAllText(path));
    }

    [Fact]
    public async Task A_published_file_that_was_changed_is_refused_and_the_doctor_says_so()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using (var composition = await council.OpenAsync())
        {
            await composition.Ingestion.RunAsync(["orders_1"], cancellationToken: Stop);
            await composition.Publishing.RunAsync(null, Stop);
        }
        Assert.Equal("0", $"{(await council.RunAsync("doctor")).Code}");
        File.AppendAllText(Directory.GetFiles(council["data/publications/files/"]).Order().First(), "x");
        Directory.Delete(council["data/cache/"], recursive: true);

        var (code, output) = await council.RunAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("is not the file that was published", output);
        Assert.Contains("Run 'publish'", output);
    }

    [Fact]
    public async Task A_second_publisher_is_told_and_changes_nothing()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        await using (await composition.Ledger.TryLeaseAsync("publication", Stop))
            Assert.Contains("Another process is publishing", (await Assert.ThrowsAsync<Outcomes.Functions.Ingestion.BusyException>(() => composition.Publishing.RunAsync(null, Stop))).Message);
        Assert.Empty(await composition.Publications.ListAsync(Stop));
    }
}
