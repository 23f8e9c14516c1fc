using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>
/// CSV → lake with typing, quarantine, duplicates, sort and footer check, against DuckDB's bare <c>COPY (select * from read_csv(…)) TO … (partition_by month)</c>.
/// </summary>
public static class IngestBenchmark
{
    private const long Rows = 10_000_000;

    /// <summary>Both legs and twice the rows three times in turn: one turn alone differs from the next by more than the bar allows for.</summary>
    public static void Run(string folder)
    {
        var report = new Report("ingest", "CSV → lake, 10 million contact rows");
        ContactRows.Csv(folder, Rows);
        ContactRows.Csv(folder, 2 * Rows);
        List<Leg> bare = [], ours = [], doubled = [];
        for (var turn = 0; turn < 3; turn++)
        {
            bare.Add(Leg.Run("leg", "ingest-bare", folder, Text(Rows)));
            ours.Add(Leg.Run("leg", "ingest-ours", folder, Text(Rows)));
            doubled.Add(Leg.Run("leg", "ingest-ours", folder, Text(2 * Rows)));
        }
        var (peer, leg, twice, kept) = (Leg.Median(bare), Leg.Median(ours), Leg.Median(doubled), Leg.Run("leg", "ingest-kept", folder, Text(Rows)));
        report.Add("rows per second, of bare COPY's", $"{Rows / leg.Seconds / 1e6:0.00} M/s", $"{Rows / peer.Seconds / 1e6:0.00} M/s", peer.Seconds / leg.Seconds, 0.40, atMost: false);
        var peak = ours.Max(turn => turn.PeakMegabytes);
        report.Add("peak memory (largest of three), of 1 GiB", $"{peak:0} MiB", "1024 MiB", peak / 1024, 1, atMost: true);
        report.Add("twice the rows, in time", $"{twice.Seconds:0.0} s", $"{leg.Seconds:0.0} s", twice.Seconds / leg.Seconds, 2.2, atMost: true);
        report.Note($"Both wrote {leg.Facts["rows"]:0} rows in {leg.Facts["months"]:0} months. With the raw copy (gzip) kept: {kept.Seconds:0.0} s instead of {leg.Seconds:0.0} s.");
        report.Note($"Bare COPY: {Spread(bare)}; ours: {Spread(ours)}; twice the rows: {Spread(doubled)}, at most {doubled.Max(turn => turn.PeakMegabytes):0} MiB (seconds, each leg a process of its own).");
        if (peer.Facts["rows"] != leg.Facts["rows"] || leg.Facts["rows"] != Rows)
            throw new InvalidOperationException($"The legs did not do the same work: {peer.Facts["rows"]} and {leg.Facts["rows"]} rows.");
        report.Write();
    }

    /// <summary>The peer: DuckDB alone, types sniffed, one file a month.</summary>
    public static Task BareAsync(string folder, long rows) => Leg.MeasureAsync(() =>
    {
        var output = Fresh(folder, "bare");
        using var duck = Duck.Open(temporary: Path.Combine(folder, "spill"));
        duck.Run($"""
            copy (select *, strftime(date, '%Y-%m') as month from read_csv({Duck.Literal(ContactRows.Csv(folder, rows))}))
            to {Duck.Literal(output)} (format parquet, compression zstd, partition_by (month))
            """);
        return Task.FromResult(Counted(output));
    });

    /// <summary>Our way, from the file to the commit.</summary>
    public static async Task OursAsync(string folder, long rows, bool keepRaw)
    {
        var csv = ContactRows.Csv(folder, rows);
        var data = Fresh(folder, "data");
        var faults = new List<Fault>();
        var datasets = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "datasets"), "*.sql")
            .Select(path => Dataset.Read(SqlFile.Read(path, AppContext.BaseDirectory, faults), faults)!).ToArray();
        File.WriteAllText(Path.Combine(folder, "contacts.sql"), ContactRows.Source(csv));
        var source = Source.Read(SqlFile.Read(Path.Combine(folder, "contacts.sql"), folder, faults), datasets.ToDictionary(dataset => dataset.Name), faults);
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join('\n', faults));
        var storage = new DirectoryStorage(data);
        using var store = new SqliteLedgerStore(Path.Combine(data, "ledger.db"));
        var ledger = new Ledger(store, TimeProvider.System);
        var ingestion = new Ingestion([source!], datasets, new Dictionary<string, string>(), new Lake(storage, ledger, Path.Combine(data, "work")), ledger, storage, Path.Combine(data, "work"))
        {
            KeepRaw = keepRaw,
        };
        await Leg.MeasureAsync(async () =>
        {
            var run = (await ingestion.RunAsync([])).Single();
            return run.Status == "succeeded" ? Counted(Path.Combine(data, "lake", "service_contacts")) : throw new InvalidOperationException(run.Message);
        });
    }

    private static Dictionary<string, double> Counted(string folder)
    {
        using var duck = Duck.Open();
        var files = Duck.Literal(Path.Combine(folder, "**", "*.parquet"));
        return new()
        {
            ["rows"] = duck.One<long>($"select count(*) from read_parquet({files})"),
            ["months"] = duck.One<long>($"select count(distinct strftime(date, '%Y-%m')) from read_parquet({files})"),
        };
    }

    private static string Fresh(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return path;
    }

    private static string Text(long rows) => rows.ToString(CultureInfo.InvariantCulture);

    private static string Spread(IEnumerable<Leg> legs) => string.Join(", ", legs.Select(leg => leg.Seconds.ToString("0.0", CultureInfo.InvariantCulture)));
}
