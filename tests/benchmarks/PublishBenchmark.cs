using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Outcomes.Analytics;

namespace Outcomes.Benchmarks;

/// <summary>
/// Publishing built-in measures against hand-written SQL (<c>NAME-peer.sql</c>) over the same Parquet files (<c>NAME-lake.sql</c>) that makes and writes the same
/// published tables.
/// </summary>
public sealed class PublishBenchmark
{
    /// <summary>Ten measures of every kind that is added up.</summary>
    public static readonly PublishBenchmark Ten = new("publish", "Ten measures published, 10 million rows", memory: 1024, turns: 3,
    [
        "attendance_rate", "avoidable_contact_rate", "bookings", "contacts", "digital_contact_share", "engagement_rate", "followers", "posts", "reply_rate", "visits",
    ]);

    /// <summary>Every built-in measure.</summary>
    public static readonly PublishBenchmark All = new("measures", "All built-in measures published: 10 million rows of contacts, 2 million of bookings, 1 million post days", memory: 2048, turns: 1, null);

    private static readonly string[] Sets = ["outcomes", "outcomes_daily", "outcomes_weekly", "summaries"];

    private readonly string name, title;
    private readonly int memory, turns;
    private readonly string[]? measured;

    private PublishBenchmark(string name, string title, int memory, int turns, string[]? measured) =>
        (this.name, this.title, this.memory, this.turns, this.measured) = (name, title, memory, turns, measured);

    /// <summary>The benchmark of a leg named <c>NAME-…</c>.</summary>
    public static PublishBenchmark Of(string leg) => leg.StartsWith(All.name, StringComparison.Ordinal) ? All : Ten;

    /// <summary>A small lake first, to see that both write the same rows; then both legs in turn over the large one.</summary>
    public void Run(string folder)
    {
        var report = new Report(name, title);
        Directory.CreateDirectory(folder);
        List<Leg> peers = [], ours = [];
        foreach (var (share, times) in new[] { (0.05, 1), (1.0, turns) })
        {
            Lake(folder, share);
            for (var turn = 0; turn < times; turn++)
            {
                peers.Add(Leg.Run("leg", $"{name}-peer", folder, Text(share)));
                ours.Add(Leg.Run("leg", $"{name}-ours", folder, Text(share)));
            }
            Compare(folder);
        }
        var (peer, leg) = (Leg.Median(peers.Skip(1)), Leg.Median(ours.Skip(1)));
        report.Add("time, of hand-written SQL's", $"{leg.Seconds:0.0} s", $"{peer.Seconds:0.0} s", leg.Seconds / peer.Seconds, 1.5, atMost: true);
        report.Add($"peak memory, of {memory / 1024} GiB", $"{leg.PeakMegabytes:0} MiB", $"{memory} MiB", leg.PeakMegabytes / memory, 1, atMost: true);
        var again = Leg.Run("leg", $"{name}-again", folder, "1").Facts;
        report.Add("reading again after one source's new day, of reading all", $"{again["reading again"]:0.00} s", $"{again["reading all"]:0.00} s", again["reading again"] / again["reading all"], 0.1, atMost: true);
        report.Note($"After the contacts of one more day (more than half of all rows are contacts) the {leg.Facts["measures"]:0} measures are read again in {again["reading again"]:0.00} s where all of it takes {again["reading all"]:0.00} s; "
            + $"the publication as a whole takes {again["publication again"]:0.0} s where one that reads everything takes {again["publication all"]:0.0} s, and gives the same files, byte for byte.");
        report.Note($"Both wrote the same {leg.Facts["rows"]:0} rows of {string.Join(", ", Sets)}, from {leg.Facts["read"]:0} rows; compared row by row, as on a lake of a twentieth.");
        report.Note($"By hand: {Spread(peers.Skip(1))}, {peer.PeakMegabytes:0} MiB; ours: {Spread(ours.Skip(1))} (seconds, each leg a process of its own, in turn).");
        report.Write();
    }

    /// <summary>The peer: DuckDB alone, one script.</summary>
    public Task PeerAsync(string folder, double share)
    {
        var output = Fresh(folder, "peer");
        var lake = Lake(folder, share);
        return Leg.MeasureAsync(() =>
        {
            // What our process may take in all, the peer may give to its engine.
            using var duck = Duck.Open(temporary: Path.Combine(folder, "spill"), memory: $"{memory * 7 / 10}MB");
            duck.Run($"set variable lake = {Duck.Literal(lake)}");
            foreach (var set in Sets)
                duck.Run($"set variable {set} = {Duck.Literal(Path.Combine(output, set + ".parquet"))}");
            duck.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{name}-peer.sql")));
            return Task.FromResult(Counted(lake, Sets.SelectMany(set => Written(folder, "peer", set))));
        });
    }

    /// <summary>A publication after one source's new day: what it reads again, and that it is, byte for byte, the one that reads everything.</summary>
    public Task AgainAsync(string folder, double share)
    {
        var output = Fresh(folder, "again");
        var lake = PublishLake.Snapshot(Lake(folder, share));
        var first = Publication.Publish(Inputs(WithoutTheLastDay(lake, "service_contacts", folder), day: 10), output);
        var inputs = Inputs(lake, day: 11);
        return Leg.MeasureAsync(() =>
        {
            double Took(Func<Publication> publish, out Publication published)
            {
                var watch = Stopwatch.StartNew();
                published = publish();
                return watch.Elapsed.TotalSeconds;
            }
            var all = Took(() => Publication.Publish(inputs with { Kept = [first with { Readings = [] }] }, output), out var full);
            var again = Took(() => Publication.Publish(inputs with { Kept = [first] }, output), out var incremental);
            if (!full.Files.SequenceEqual(incremental.Files))
                throw new InvalidOperationException($"Reading again gave other files than reading everything: {full.Files.Except(incremental.Files).First()}.");
            return Task.FromResult(new Dictionary<string, double>
            {
                ["publication all"] = all,
                ["publication again"] = again,
                ["reading all"] = Reading(inputs, output, first with { Readings = [] }),
                ["reading again"] = Reading(inputs, output, first),
            });
        });
    }

    private string Lake(string folder, double share) => PublishLake.Make(folder, share, $"{name}-lake");

    /// <summary>Seconds that the measures' own SELECTs take, and gathering what their rows say.</summary>
    private static double Reading(PublicationInputs inputs, string output, Publication before)
    {
        using var warehouse = Warehouse.Open(inputs.Lake, inputs.Datasets, output, Path.Combine(output, "temporary"));
        var watch = Stopwatch.StartNew();
        foreach (var measure in inputs.Measures)
            MeasureResult.Read(warehouse, measure, measure.IsHeadline ? Observed.ByService : Observed.Not,
                before.Readings.FirstOrDefault(file => file.Measure == measure.Id) is { } kept ? Path.Combine(output, kept.FileName) : null);
        return watch.Elapsed.TotalSeconds;
    }

    private static LakeSnapshot WithoutTheLastDay(LakeSnapshot lake, string dataset, string folder)
    {
        var last = lake.Files.Last(file => file.Dataset == dataset);
        var path = Path.Combine(folder, $"{dataset}.parquet");
        using var duck = Duck.Open(temporary: folder);
        var rows = $"read_parquet({Duck.Literal(last.LocalPath)}, hive_partitioning = false)";
        duck.Run($"copy (select * from {rows} where date < (select max(date) from {rows})) to {Duck.Literal(path)} (format parquet, compression zstd)");
        var shorter = last with { LocalPath = path, Hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) };
        return new([.. lake.Files.Select(file => file == last ? shorter : file)]);
    }

    private PublicationInputs Inputs(LakeSnapshot lake, int day)
    {
        var asOf = new DateTimeOffset(2026, 1, day, 6, 0, 0, TimeSpan.Zero);
        return new()
        {
            Lake = lake,
            Datasets = ReadAll("datasets", Dataset.Read),
            Sets = ReadAll("sets", Dataset.Read),
            // As counted: protection has a number of its own (leg protect), and SQL by hand has nothing like it.
            Measures = [.. ReadAll("measures", Measure.Read).Where(measure => measured?.Contains(measure.Id) ?? true).Select(measure => measure with { Disclosure = "none" })],
            AsOf = asOf,
            Created = asOf,
        };
    }

    /// <summary>Our way, from the snapshot to the manifest.</summary>
    public Task OursAsync(string folder, double share)
    {
        var output = Fresh(folder, "ours");
        var lake = Lake(folder, share);
        var inputs = Inputs(PublishLake.Snapshot(lake), day: 10);
        return Leg.MeasureAsync(() =>
        {
            var publication = Publication.Publish(inputs, output);
            if (publication.Notes.FirstOrDefault(note => note.Stale) is { } stale)
                throw new InvalidOperationException($"{stale.Measure}: {stale.Text}");
            foreach (var file in publication.Files.Where(file => Sets.Contains(file.Set)))
                // A file without rows is several measures'.
                File.CreateSymbolicLink(Path.Combine(output, $"{file.Set}.{file.Measure}.parquet"), Path.Combine(output, file.FileName));
            return Task.FromResult(new Dictionary<string, double>(Counted(lake, Sets.SelectMany(set => Written(folder, "ours", set)))) { ["measures"] = inputs.Measures.Count });
        });
    }

    /// <summary>Both wrote the same rows: no row of either is missing from the other, in any column that both have.</summary>
    private static void Compare(string folder)
    {
        using var duck = Duck.Open(temporary: folder);
        foreach (var set in Sets)
        {
            var columns = string.Join(", ", duck.Rows($"select column_name from (describe from {Read("ours")}) where column_name not in ('updated', 'ordinal')", row => Duck.Name(row.GetString(0))));
            string Read(string leg) => $"read_parquet([{string.Join(", ", Written(folder, leg, set).Select(Duck.Literal))}])";
            string Rows(string leg) => $"select {columns} from {Read(leg)}";
            var only = $"((({Rows("ours")}) except all ({Rows("peer")})) union all (({Rows("peer")}) except all ({Rows("ours")})))";
            var found = duck.Rows($"select measure || ' ' || count(*) || ' rows, as ' || list(this order by id)[:2]::varchar from {only} as this group by measure order by measure", row => row.GetString(0));
            if (found.Count > 0)
                throw new InvalidOperationException($"The legs did not do the same work: {set} has in one and not in the other {string.Join('\n', found)}");
        }
    }

    private static IEnumerable<string> Written(string folder, string leg, string set) => Directory.EnumerateFiles(Path.Combine(folder, leg), $"{set}.*parquet");

    private static Dictionary<string, double> Counted(string lake, IEnumerable<string> written)
    {
        using var duck = Duck.Open();
        return new()
        {
            ["rows"] = duck.One<long>($"select count(*) from read_parquet([{string.Join(", ", written.Select(Duck.Literal))}], union_by_name = true)"),
            ["read"] = duck.One<long>($"select count(*) from read_parquet({Duck.Literal(Path.Combine(lake, "lake", "*", "source=*", "*", "*.parquet"))}, union_by_name = true)"),
        };
    }

    private static T[] ReadAll<T>(string kind, Func<SqlFile, ICollection<Fault>, T?> read)
        where T : class
    {
        var faults = new List<Fault>();
        var all = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, kind), "*.sql").Order(StringComparer.Ordinal)
            .Select(path => read(SqlFile.Read(path, AppContext.BaseDirectory, faults), faults)).ToArray();
        return faults.Count == 0 ? [.. all.OfType<T>()] : throw new InvalidOperationException(string.Join('\n', faults));
    }

    private static string Fresh(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    private static string Text(double share) => share.ToString(CultureInfo.InvariantCulture);

    private static string Spread(IEnumerable<Leg> legs) => string.Join(", ", legs.Select(leg => leg.Seconds.ToString("0.0", CultureInfo.InvariantCulture)));
}
