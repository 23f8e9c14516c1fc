using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Benchmarks;

/// <summary>
/// Publishing ten built-in measures of every kind that is added up, against hand-written SQL (publish-peer.sql) over the same Parquet files that makes and writes the
/// same published tables.
/// </summary>
public static class PublishBenchmark
{
    private const int Turns = 3;
    private static readonly string[] Measured =
    [
        "attendance_rate", "avoidable_contact_rate", "bookings", "contacts", "digital_contact_share", "engagement_rate", "followers", "posts", "reply_rate", "visits",
    ];

    private static readonly string[] Sets = ["outcomes", "outcomes_daily", "outcomes_weekly", "summaries"];

    /// <summary>A small lake first, to see that both write the same rows; then both legs in turn over ten million rows.</summary>
    public static void Run(string folder)
    {
        var report = new Report("publish", "Ten measures published, 10 million rows");
        Directory.CreateDirectory(folder);
        List<Leg> peers = [], ours = [];
        foreach (var (share, turns) in new[] { (0.05, 1), (1.0, Turns) })
        {
            PublishLake.Make(folder, share);
            for (var turn = 0; turn < turns; turn++)
            {
                peers.Add(Leg.Run("leg", "publish-peer", folder, Text(share)));
                ours.Add(Leg.Run("leg", "publish-ours", folder, Text(share)));
            }
            Compare(folder);
        }
        var (peer, leg) = (Leg.Median(peers.Skip(1)), Leg.Median(ours.Skip(1)));
        report.Add("time, of hand-written SQL's", $"{leg.Seconds:0.0} s", $"{peer.Seconds:0.0} s", leg.Seconds / peer.Seconds, 1.5, atMost: true);
        report.Add("peak memory, of 1 GiB", $"{leg.PeakMegabytes:0} MiB", "1024 MiB", leg.PeakMegabytes / 1024, 1, atMost: true);
        report.Note($"Both wrote the same {leg.Facts["rows"]:0} rows of {string.Join(", ", Sets)}, from {leg.Facts["read"]:0} rows; compared row by row, as on a lake of a twentieth.");
        report.Note($"By hand: {Spread(peers.Skip(1))}, {peer.PeakMegabytes:0} MiB; ours: {Spread(ours.Skip(1))} (seconds, each leg a process of its own, in turn).");
        report.Write();
    }

    /// <summary>The peer: DuckDB alone, one script.</summary>
    public static Task PeerAsync(string folder, double share)
    {
        var output = Fresh(folder, "peer");
        var lake = PublishLake.Make(folder, share);
        return Leg.MeasureAsync(() =>
        {
            using var duck = Duck.Open(temporary: Path.Combine(folder, "spill"));
            duck.Run($"set variable lake = {Duck.Literal(lake)}");
            foreach (var set in Sets)
                duck.Run($"set variable {set} = {Duck.Literal(Path.Combine(output, set + ".parquet"))}");
            duck.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "publish-peer.sql")));
            return Task.FromResult(Counted(lake, Sets.SelectMany(set => Written(folder, "peer", set))));
        });
    }

    /// <summary>Our way, from the snapshot to the manifest.</summary>
    public static Task OursAsync(string folder, double share)
    {
        var output = Fresh(folder, "ours");
        var lake = PublishLake.Make(folder, share);
        var asOf = new DateTimeOffset(2026, 1, 10, 6, 0, 0, TimeSpan.Zero);
        var inputs = new PublicationInputs
        {
            Lake = PublishLake.Snapshot(lake),
            Datasets = ReadAll("datasets", Dataset.Read),
            Sets = ReadAll("sets", Dataset.Read),
            // As counted: protection has a number of its own (leg protect), and SQL by hand has nothing like it.
            Measures = [.. ReadAll("measures", Measure.Read).Where(measure => Measured.Contains(measure.Id)).Select(measure => measure with { Disclosure = "none" })],
            AsOf = asOf,
            Created = asOf,
        };
        return Leg.MeasureAsync(() =>
        {
            var publication = Publication.Publish(inputs, output);
            if (publication.Notes.FirstOrDefault(note => note.Stale) is { } stale)
                throw new InvalidOperationException($"{stale.Measure}: {stale.Text}");
            foreach (var file in publication.Files.Where(file => Sets.Contains(file.Set)))
                File.Move(Path.Combine(output, file.FileName), Path.Combine(output, $"{file.Set}.{file.Measure}.parquet"));
            return Task.FromResult(Counted(lake, Sets.SelectMany(set => Written(folder, "ours", set))));
        });
    }

    /// <summary>Both wrote the same rows: no row of either is missing from the other, in any column that both have.</summary>
    private static void Compare(string folder)
    {
        using var duck = Duck.Open(temporary: folder);
        foreach (var set in Sets)
        {
            string Rows(string leg) =>
                $"select * exclude (updated, ordinal) from read_parquet([{string.Join(", ", Written(folder, leg, set).Select(Duck.Literal))}])";
            var only = $"((({Rows("ours")}) except all ({Rows("peer")})) union all (({Rows("peer")}) except all ({Rows("ours")})))";
            if (duck.Rows($"select count(*) over () || ' rows, as ' || this::varchar from {only} as this order by id limit 1", row => row.GetString(0)).FirstOrDefault() is { } found)
                throw new InvalidOperationException($"The legs did not do the same work: {set} has in one and not in the other {found}");
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
