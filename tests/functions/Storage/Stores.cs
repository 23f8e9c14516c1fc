using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Storage;

/// <summary>The two pairs the product runs on, each fresh and empty: a directory with SQLite, and Blob Storage with Tables.</summary>
public sealed class Stores : IDisposable
{
    private Stores(TempFolder folder, IStorage storage, ILedgerStore ledger) => (Folder, Storage, Ledger) = (folder, storage, ledger);

    public static TheoryData<string> Both => ["directory", "azure"];

    public TempFolder Folder { get; }

    public IStorage Storage { get; }

    public ILedgerStore Ledger { get; }

    public static async Task<Stores> OpenAsync(string pair)
    {
        var folder = new TempFolder();
        if (pair == "directory")
            return new(folder, new DirectoryStorage(folder["data"]), new SqliteLedgerStore(folder["ledger.db"]));
        var azurite = await Azurite.GetAsync();
        var name = $"t{Guid.NewGuid():N}";
        return new(folder,
            await BlobStorage.OpenAsync(new BlobContainerClient(azurite.ConnectionString, name), folder["cache/"], 100_000_000, TestContext.Current.CancellationToken),
            await TableLedgerStore.OpenAsync(new TableClient(azurite.ConnectionString, name), TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        (Ledger as IDisposable)?.Dispose();
        Folder.Dispose();
    }
}
