using System.Threading.RateLimiting;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Functions;

/// <summary>Everything one process works with, made from its settings in this one place.</summary>
/// <param name="settings">What it was told.</param>
/// <param name="council">What the council folder and the product hold.</param>
/// <param name="store">The ledger's store.</param>
/// <param name="facts">The records' store.</param>
/// <param name="storage">Where the lake, raw files and publications are.</param>
/// <param name="queue">Where work items wait.</param>
/// <param name="time">The clock.</param>
public sealed class Composition(Settings settings, Council council, ILedgerStore store, ILedgerStore facts, IStorage storage, IWorkQueue queue, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter capacity = Functions.Ingestion.Ingestion.NewCapacity();

    /// <summary>What it was told.</summary>
    public Settings Settings { get; } = settings;

    /// <summary>What the council folder and the product hold.</summary>
    public Council Council { get; } = council;

    /// <summary>What ran, and who runs now.</summary>
    public Ledger Ledger { get; } = new(store, time);

    /// <summary>What cannot be rebuilt: keys, and who read what.</summary>
    public Records Records { get; } = new(facts, time);

    /// <summary>The rows.</summary>
    public Lake Lake => field ??= new(storage, Ledger, Folder("work"));

    /// <summary>Brings what sources have into the lake.</summary>
    public Ingestion.Ingestion Ingestion => field ??= IngestionOf(Council.Sources);

    /// <summary>The same for other sources, such as those that are off.</summary>
    public Ingestion.Ingestion IngestionOf(IEnumerable<Source> sources) => new([.. sources], Council.Datasets, Council.Data, Lake, Ledger, storage, Folder("work"))
    {
        Capacity = capacity,
        RawLimits = Settings.Raw,
        SandboxLimits = Settings.Sandbox,
        SourceSettings = Settings.OfSources,
        Tokens = Settings.TokenVault is { } vault ? new VaultTokens(new(vault, new DefaultAzureCredential())) : new TokenFiles(Folder("tokens")),
    };

    /// <summary>The publications that are kept.</summary>
    public Publications Publications => field ??= new(storage, Folder("cache/published"));

    /// <summary>Makes publications.</summary>
    public Publishing Publishing => field ??= new(Council, Lake, Ledger, Publications, Settings.Retention, Settings.Rule, Records,
        new(Settings.LineageFolder, Settings.LineageUrl, new() { Timeout = TimeSpan.FromSeconds(10) }, time));

    /// <summary>Removes what has been kept long enough, and mends.</summary>
    public Housekeeping Housekeeping => field ??= new(storage, Ledger, Records, Publications, Settings.Keeping, Settings.Retention);

    /// <summary>Removes rows everywhere.</summary>
    public Erasure Erasure => new(Council.Datasets, Lake, Ledger, Records, storage, Publishing, Publications, [Folder("cache"), ServingFolder]);

    /// <summary>Where the lake, raw files and publications are.</summary>
    internal IStorage Storage => storage;

    /// <summary>Whether work items wait where other machines take them too.</summary>
    public bool IsShared => queue is StorageWorkQueue;

    /// <summary>Sends work items and does them.</summary>
    /// <param name="progress">Told what happens, in words.</param>
    public Rounds Rounds(IProgress<string>? progress) => new(Council.Sources, Ingestion, Publishing, Housekeeping, Ledger, queue, progress);

    /// <summary>The folder of serving files.</summary>
    public string ServingFolder => Folder("serving");

    /// <summary>Opens what the settings name: a folder and SQLite, or Azure's Blob and Table services.</summary>
    public static async Task<Composition> OpenAsync(Settings settings, Council council, TimeProvider time, CancellationToken cancellationToken)
    {
        ProcessMemory.KeepTogether();
        MakeDataFolder(settings.Data);
        if (settings.Blobs is null || settings.Tables is null)
            return new(settings, council, new SqliteLedgerStore(Path.Combine(settings.Data, "ledger.db")), new SqliteLedgerStore(Path.Combine(settings.Data, "records.db")), new DirectoryStorage(settings.Data), new MemoryWorkQueue(time), time);
        var blobs = await BlobStorage.OpenAsync(Container(settings.Blobs, settings.Container), Path.Combine(settings.Data, "cache"), settings.CacheBytes, cancellationToken);
        return new(settings, council, await TableLedgerStore.OpenAsync(Table(settings, settings.Table), cancellationToken),
            await TableLedgerStore.OpenAsync(Table(settings, settings.Table + "records"), cancellationToken), blobs,
            settings.Queues is null ? new MemoryWorkQueue(time) : await StorageWorkQueue.OpenAsync(Queue(settings), time, cancellationToken), time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        capacity.Dispose();
        (store as IDisposable)?.Dispose();
        (facts as IDisposable)?.Dispose();
    }

    private static void MakeDataFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {folder} cannot be made: {refused.Message} Allow this user to write there, or choose another folder with --data.", refused);
        }
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(Path.GetFullPath(Settings.Data), name)).FullName;

    internal static BlobContainerClient Container(string blobs, string name) => Uri.TryCreate(blobs, UriKind.Absolute, out var service)
        ? new BlobServiceClient(service, new DefaultAzureCredential()).GetBlobContainerClient(name)
        : new BlobContainerClient(blobs, name);

    private static QueueClient Queue(Settings settings)
    {
        // As the Functions host reads and writes them.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        return Uri.TryCreate(settings.Queues, UriKind.Absolute, out var service)
            ? new QueueServiceClient(service, new DefaultAzureCredential(), options).GetQueueClient(settings.Queue)
            : new QueueClient(settings.Queues, settings.Queue, options);
    }

    private static TableClient Table(Settings settings, string name) => Uri.TryCreate(settings.Tables, UriKind.Absolute, out var service)
        ? new TableServiceClient(service, new DefaultAzureCredential()).GetTableClient(name)
        : new TableClient(settings.Tables, name);
}
