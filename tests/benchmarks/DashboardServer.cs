using System.Diagnostics;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>The pages over two publications of 1.9 million summaries, of which the later restates a hundred council figures.</summary>
public static class DashboardServer
{
    private static readonly string[] Ids = ["20260331T050000Z-0000b5e4", "20260401T050000Z-0000b5e5"];

    /// <summary>Makes both publications and their serving files once; gives how many summaries one has.</summary>
    public static long Make(string folder)
    {
        var done = Path.Combine(Directory.CreateDirectory(folder).FullName, "rows");
        if (File.Exists(done))
            return long.Parse(File.ReadAllText(done), System.Globalization.CultureInfo.InvariantCulture);
        var (published, serving) = (Directory.CreateDirectory(Path.Combine(folder, "published")).FullName, Directory.CreateDirectory(Path.Combine(folder, "serving")).FullName);
        using var duck = Duck.Open(memory: "4GB");
        duck.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "feed-rows.sql")));
        duck.Run("alter table outcomes rename to leaf");
        foreach (var contract in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "sets"), "*.sql"))
            duck.Run(File.ReadAllText(contract));
        duck.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "dashboard-rows.sql")));
        foreach (var id in Ids)
        {
            var made = DateTimeOffset.ParseExact(id[..16], "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
            var publication = new Publication { Id = id, AsOf = made, Created = made, Files = [.. FeedModel.Read().Sets.Select(set => Write(duck, set.Contract.Name, published))], From = [], Notes = [] };
            File.WriteAllText(Path.Combine(folder, $"{id}.json"), publication.ToJson());
            ServingFile.Build(publication, [.. FeedModel.Read().Sets.Select(set => set.Contract)], published, Path.Combine(serving, $"{id}.duckdb"));
            duck.Run("update summaries set value = value + 1, numerator = numerator + 1 where level = 'council' and measure = 'bookings' and period >= '2017-01-01'");
        }
        var rows = duck.One<long>("select count(*) from summaries");
        File.WriteAllText(done, rows.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return rows;
    }

    /// <summary>The product's local server over them.</summary>
    public static async Task RunAsync(string folder, string urls)
    {
        var publications = new Publications(new DirectoryStorage(Path.Combine(folder, "data")), Path.Combine(folder, "published"));
        using var feed = new Feed(FeedModel.Read(), publications, Path.Combine(folder, "serving"));
        foreach (var id in Ids)
            await publications.PutAsync(Publication.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, $"{id}.json"))), CancellationToken.None);
        await feed.ServeAsync(Publication.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, $"{Ids[1]}.json"))), CancellationToken.None);
        using var store = new SqliteLedgerStore(Path.Combine(folder, $"records-{Environment.ProcessId}.db"));
        await LocalServer.Build(feed, new byte[32], new Records(store, TimeProvider.System), new(RequestsPerMinute: 1_000_000), urls).RunAsync();
    }

    /// <summary>In a process of its own: reading every summary once, as bare DuckDB does it in the memory the feed has; milliseconds, the median.</summary>
    public static Task ScanAsync(string folder) => Leg.MeasureAsync(() =>
    {
        using var duck = Duck.Open(memory: "400MB");
        duck.Run($"attach {Duck.Literal(Path.Combine(folder, "serving", $"{Ids[1]}.duckdb"))} as served (read_only)");
        var times = new List<double>();
        for (var turn = 0; turn < 9; turn++)
        {
            var from = Stopwatch.GetTimestamp();
            duck.One<long>("select count(*) from served.summaries as read where hash(read) = 1");
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        return Task.FromResult(new Dictionary<string, double> { ["median"] = times.Order().ElementAt(4) });
    });

    private static PublishedFile Write(DuckDBConnection duck, string set, string folder)
    {
        var path = Path.Combine(folder, $"{set}.part");
        duck.Run($"copy (select *, row_number() over () - 1 as ordinal from {set}) to {Duck.Literal(path)} (format parquet)");
        var file = new PublishedFile(set, null, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), duck.One<long>($"select count(*) from {set}"));
        File.Move(path, Path.Combine(folder, file.FileName), overwrite: true);
        return file;
    }
}
