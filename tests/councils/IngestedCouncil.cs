using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Councils;

/// <summary>A council folder brought into a lake of its own, the way the command line does it.</summary>
public sealed class IngestedCouncil : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteLedgerStore? store;
    private readonly Ingestion? ingestion;
    private LakeSnapshot? snapshot;
    private Warehouse? warehouse;
    private DuckDBConnection? served;

    private IngestedCouncil(Council council)
    {
        Council = council;
        store = new(folder["ledger.db"]);
        Ledger = new(store, TimeProvider.System);
        Storage = new DirectoryStorage(folder["data"]);
        Lake = new(Storage, Ledger, folder["work"]);
        ingestion = new(council.Sources, council.Datasets, council.Data, Lake, Ledger, Storage, folder["work"]);
    }

    private IngestedCouncil(IngestedCouncil shared)
    {
        (Council, Ledger, Storage, Lake, Runs) = (shared.Council, shared.Ledger, shared.Storage, shared.Lake, shared.Runs);
        warehouse = Warehouse.Open(snapshot = shared.Snapshot, Council.Datasets);
    }

    public Council Council { get; }

    public Ledger Ledger { get; }

    public IStorage Storage { get; }

    public Lake Lake { get; }

    /// <summary>The lake's files as they stood after the last ingest.</summary>
    public LakeSnapshot Snapshot => snapshot ?? throw new InvalidOperationException("Nothing was ingested yet.");

    /// <summary>The last run of each source.</summary>
    public Dictionary<string, Run> Runs { get; } = [];

    /// <summary>The lake's datasets as measures see them.</summary>
    public Warehouse Warehouse => warehouse ?? throw new InvalidOperationException("Nothing was ingested yet.");

    /// <summary>Reads a council folder, which must have no fault, and brings in all its sources.</summary>
    public static async Task<IngestedCouncil> OfAsync(string folder)
    {
        var council = Council.Load(folder);
        Assert.Empty(council.Faults);
        var ingested = new IngestedCouncil(council);
        await ingested.IngestAsync();
        return ingested;
    }

    /// <summary>The same lake, which must outlive it, for readers who publish by themselves.</summary>
    public IngestedCouncil Share() => new(this);

    /// <summary>Brings in all sources once more.</summary>
    public async Task IngestAsync()
    {
        if (ingestion is null)
            throw new InvalidOperationException("This lake is another's.");
        foreach (var run in await ingestion.RunAsync([], cancellationToken: TestContext.Current.CancellationToken))
            Runs[run.Source] = run;
        Close();
        snapshot = await Lake.SnapshotAsync(TestContext.Current.CancellationToken);
        warehouse = Warehouse.Open(snapshot, Council.Datasets);
    }

    /// <summary>Publishes the lake and opens the file that the API would serve.</summary>
    /// <param name="asOf">The time the figures are made for.</param>
    /// <param name="asCounted">Whether figures are published as counted, for tests of what comes before protection.</param>
    public Publication Publish(DateTimeOffset asOf, bool asCounted = false)
    {
        var publication = Publication.Publish(
            new()
            {
                Lake = Snapshot,
                Datasets = Council.Datasets,
                Sets = Council.Sets,
                Measures = [.. Council.Measures.Select(measure => asCounted ? measure with { Disclosure = "none" } : measure)],
                AsOf = asOf,
                Created = asOf,
                Sources = [.. Council.Sources.Select(source => new PublishedSource(
                    source.Name, source.Dataset.Name, source.Title, [.. source.Breaks.Select(change => new DefinitionBreak(change.Column, change.From, change.Note))]))],
                Runs = [.. Runs.Values],
            },
            folder["published"]);
        ServingFile.Build(publication, Council.Sets, folder["published"], folder["serving.duckdb"]);
        served = Duck.Open(folder["serving.duckdb"]);
        return publication;
    }

    /// <summary>The folder with the files of what was published.</summary>
    public string PublishedFolder => folder["published"];

    /// <summary>The rows of a query over the datasets, each as its cells' text with a bar between; null is <c>null</c>.</summary>
    public List<string> Rows(string sql) => Rows(Warehouse.Connection, sql);

    /// <summary>The same over the served sets.</summary>
    public List<string> Served(string sql) => Rows(served ?? throw new InvalidOperationException("Nothing was published yet."), sql);

    /// <summary>The one row of a query over the datasets.</summary>
    public string Row(string sql) => Assert.Single(Rows(sql));

    public void Dispose()
    {
        served?.Dispose();
        Close();
        store?.Dispose();
        folder.Dispose();
    }

    private static List<string> Rows(DuckDBConnection duck, string sql) => duck.Rows(
        $"select concat_ws(' | ', *columns(*)) from (select coalesce(columns(*)::varchar, 'null') from ({sql}))", row => row.GetString(0));

    private void Close()
    {
        warehouse?.Dispose();
        if (ingestion is not null)
            snapshot?.Dispose();
    }
}
