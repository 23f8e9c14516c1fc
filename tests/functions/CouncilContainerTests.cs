using System.Text;
using Azure.Storage.Blobs;
using Outcomes.Functions;
using Outcomes.Functions.WorkItems;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Functions;

/// <summary>The council folder in a container, on Azurite.</summary>
public class CouncilContainerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_source_is_added_to_a_running_app_by_uploading_one_file()
    {
        using var council = await WorkedCouncil.MakeAsync("azure");
        var container = new BlobContainerClient((await Azurite.GetAsync()).ConnectionString, $"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        async Task Upload(string name) => await container.UploadBlobAsync(name, new BinaryData(await File.ReadAllBytesAsync(council[$"council/{name}"], Stop)), Stop);
        foreach (var name in (string[])["sources/places.sql", "files/places.csv", "sources/orders_1.sql", $"files/orders-1-{WorkedCouncil.First:yyyy-MM-dd}.csv"])
            await Upload(name);
        using var composition = await council.OpenAsync();
        council.Set("OUTCOMES_COUNCIL", $"container:{container.Name}");
        using var app = FunctionsApp.Over(council.Configuration, TimeProvider.System, new Progress<string>());

        await RunAsync("places", "orders_1");
        Assert.Equal(20, (await WorkedCouncil.RowsAsync(composition)).Count);
        await Upload($"files/orders-2-{WorkedCouncil.First:yyyy-MM-dd}.csv");
        await Upload("sources/orders_2.sql");
        await RunAsync("orders_2");

        Assert.Equal(WorkedCouncil.Expected((WorkedCouncil.First, 20)).Where(row => row[0] is '1' or '2'), await WorkedCouncil.RowsAsync(composition));

        // As the queue's trigger does, one item after the other, until none of those sources is to run.
        async Task RunAsync(params string[] names)
        {
            foreach (var name in names)
            {
                var due = TimeProvider.System.GetUtcNow();
                await composition.Ledger.UpdateAsync<Timetable>("work", "timetable", _ => Timetable.Empty.Add(new(due, [[name]], due)), Stop);
                await app.WorkAsync(new WorkItem(Verb.Ingest, due, name).ToJson(), Stop);
            }
        }
    }

    [Fact]
    public async Task A_name_that_leads_out_of_the_folder_leads_nowhere_and_a_container_that_is_not_there_is_told()
    {
        using var council = await WorkedCouncil.MakeAsync("azure");
        council.Set("OUTCOMES_COUNCIL", "container:nowhere-to-be-found");
        Assert.Contains("cannot be read: 404", Assert.Throws<IOException>(() => CouncilContainer.Of(Settings.Read(council.Configuration))!.Fetch()).Message);

        var container = new BlobContainerClient((await Azurite.GetAsync()).ConnectionString, $"c{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Stop);
        await container.UploadBlobAsync("sources/..\\..\\evil.sql", new BinaryData(Encoding.UTF8.GetBytes("select 1")), Stop);
        council.Set("OUTCOMES_COUNCIL", $"container:{container.Name}");
        var settings = Settings.Read(council.Configuration);
        var folder = CouncilContainer.Of(settings)!.Fetch(); // hidden, and so passed over
        Assert.False(folder.StartsWith(Path.Combine(Path.GetFullPath(settings.Data), "cache"), StringComparison.Ordinal), "'erase' empties the caches, and the council's own sources and measures would go with them.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }
}
