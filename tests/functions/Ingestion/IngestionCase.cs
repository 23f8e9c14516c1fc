using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Ingestion;

/// <summary>A council folder and a data folder of a test's own: real files, a real lake on a directory, a real ledger.</summary>
internal sealed class IngestionCase : IDisposable
{
    private static readonly IReadOnlyList<Dataset> Datasets = ReadDatasets();
    private readonly TempFolder folder = new();
    private readonly SqliteLedgerStore store;

    public IngestionCase()
    {
        store = new(folder["ledger.db"]);
        Storage = new DirectoryStorage(folder["data"]);
    }

    public FakeTimeProvider Time { get; init; } = new(new(2024, 4, 1, 6, 0, 0, TimeSpan.Zero));

    /// <summary>What answers requests, in a test of requests.</summary>
    public HttpMessageHandler? Transport { get; set; }

    /// <summary>What sources of requests are told, by name.</summary>
    public Dictionary<string, SourceSettings> Settings { get; } = [];

    public ITokenStore? Tokens { get; set; }

    public RawLimits Limits { get; set; } = new();

    public Ledger Ledger => field ??= new(store, Time);

    public IStorage Storage { get; }

    public Lake Lake => field ??= new(Storage, Ledger, folder["work"]);

    /// <summary>Writes a source's file: YAML lines beside title, owner and the defaults of a CSV of bookings, then the SELECT.</summary>
    public void Source(string name, string front, string sql)
    {
        var lines = front.ReplaceLineEndings("\n").Split('\n').ToList();
        void Default(string key, string value)
        {
            if (!lines.Any(line => line.StartsWith(key + ":", StringComparison.Ordinal)))
                lines.Add($"{key}: {value}");
        }
        Default("title", name);
        Default("owner", "a@b.example");
        Default("dataset", "service_bookings");
        if (!lines.Contains("http:"))
            Default("files", $"data/{name}.csv");
        Default("mode", "replace");
        if (lines.Contains("dataset: service_bookings"))
            Default("absent", "zero");
        folder.Write($"council/sources/{name}.sql", string.Concat(lines.Select(line => $"-- {line}\n")) + "\n" + sql + "\n");
    }

    /// <summary>Writes a file of the council folder.</summary>
    public void Write(string relative, string text) => folder.Write($"council/{relative}", text.ReplaceLineEndings("\n"));

    public void Delete(string relative) => File.Delete(folder[$"council/{relative}"]);

    /// <summary>Where the data folder's files lie.</summary>
    public string Data(string relative) => folder[$"data/{relative}"];

    /// <summary>Runs every source, or those named, a day after the last time.</summary>
    public async Task<IReadOnlyList<Run>> RunAsync(Window window = default, bool replay = false, params string[] names)
    {
        Time.Advance(TimeSpan.FromDays(1));
        return await Make().RunAsync(names, window, replay, null, TestContext.Current.CancellationToken);
    }

    public Outcomes.Functions.Ingestion.Ingestion Make()
    {
        var faults = new List<Fault>();
        var root = Path.GetDirectoryName(folder["council/x"])!;
        var sources = Directory.EnumerateFiles(folder["council/sources/x"][..^1], "*.sql").Order(StringComparer.Ordinal)
            .Select(file => Outcomes.Functions.Sources.Source.Read(SqlFile.Read(file, root, faults), Datasets.ToDictionary(dataset => dataset.Name), faults)).ToArray();
        Assert.Empty(faults);
        var data = Directory.Exists(Path.Combine(root, "data")) ? Directory.EnumerateFiles(Path.Combine(root, "data"), "*.csv") : [];
        return new(sources!, Datasets, data.ToDictionary(file => Path.GetFileNameWithoutExtension(file)), Lake, Ledger, Storage, folder["work"])
        {
            Transport = Transport,
            SourceSettings = Settings,
            Tokens = Tokens,
            RawLimits = Limits,
        };
    }

    /// <summary>A dataset's rows in the lake as comma-separated texts, null empty, by source and month.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string columns = "service, area, channel, date, reference, booked", string dataset = "service_bookings")
    {
        using var snapshot = await Lake.SnapshotAsync(TestContext.Current.CancellationToken);
        return [.. snapshot.Files.Where(file => file.Dataset == dataset).SelectMany(file => Duck.ReadingFiles(duck => duck.Rows($"select {columns} from read_parquet({Duck.Literal(file.LocalPath)})", Text)))];
    }

    /// <summary>The lake's files: dataset, source and month, and hash.</summary>
    public async Task<IReadOnlyList<(string Name, string Hash)>> FilesAsync(string dataset = "service_bookings")
    {
        using var snapshot = await Lake.SnapshotAsync(TestContext.Current.CancellationToken);
        return [.. snapshot.Files.Where(file => file.Dataset == dataset).Select(file => ($"{file.Source} {file.Month}", file.Hash))];
    }

    public Task<IReadOnlyList<string>> CoverageAsync() =>
        RowsAsync("source, from_date, to_date, absent, due_by", "coverage");

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    private static string Text(System.Data.IDataRecord row) => string.Join(",", Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "" : row.GetValue(at) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));

    private static IReadOnlyList<Dataset> ReadDatasets()
    {
        var faults = new List<Fault>();
        var folder = Path.Combine(Checkout.Root, "analytics", "datasets");
        var datasets = Directory.EnumerateFiles(folder, "*.sql").Select(file => Dataset.Read(SqlFile.Read(file, folder, faults), faults)!).ToArray();
        return faults.Count == 0 ? datasets : throw new InvalidOperationException(string.Join('\n', faults));
    }
}
