using System.Globalization;
using Outcomes.Benchmarks;
using Outcomes.Benchmarks.Peer;
using Outcomes.Benchmarks.Simulation;

// dotnet run -c Release --project tests/benchmarks [-- ingest|publish|measures|effects|start|published|queue|lake|first-run|feed|feed-peer|dashboard|all [FOLDER]]
// A folder with 10 GB free; inputs are made there once. Each leg runs as a process of its own.
switch (args)
{
    case ["leg", "ingest-bare", var place, var rows]:
        await IngestBenchmark.BareAsync(place, long.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "ingest-ours" or "ingest-kept", var place, var rows]:
        await IngestBenchmark.OursAsync(place, long.Parse(rows, CultureInfo.InvariantCulture), keepRaw: args[1] is "ingest-kept");
        return 0;
    case ["leg", "publish-peer" or "measures-peer", var place, var share]:
        await PublishBenchmark.Of(args[1]).PeerAsync(place, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "publish-ours" or "measures-ours", var place, var share]:
        await PublishBenchmark.Of(args[1]).OursAsync(place, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "publish-again" or "measures-again", var place, var share]:
        await PublishBenchmark.Of(args[1]).AgainAsync(place, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "protect", var areas, var mean]:
        await ProtectBenchmark.OursAsync(int.Parse(areas, CultureInfo.InvariantCulture), double.Parse(mean, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "http-pages", var place, var pages]:
        await HttpBenchmark.PagesAsync(place, int.Parse(pages, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "http-server", var pages, "--urls", var urls]:
        await HttpBenchmark.ServeAsync(int.Parse(pages, CultureInfo.InvariantCulture), urls);
        return 0;
    case ["leg", "http-large", var place, var megabytes]:
        await HttpBenchmark.LargeAsync(place, int.Parse(megabytes, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "http-sources", var place, var count]:
        await HttpBenchmark.SourcesAsync(place, int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "effects-ours"]:
        await EffectsBenchmark.OursAsync();
        return 0;
    case ["leg", "feed-ours", var place, "--urls", var urls]:
        await FeedServer.RunAsync(place, urls);
        return 0;
    case ["leg", "feed-peer-server", var connection, "--urls", var urls]:
        await PeerServer.RunAsync(connection, urls);
        return 0;
    case ["leg", "feed-bytes", var file, "--urls", var urls]:
        await FeedServer.BytesAsync(file, urls);
        return 0;
    case ["leg", "feed-in-process", var place, var turns]:
        await FeedServer.InProcessAsync(place, int.Parse(turns, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "feed-group-by", var place]:
        await FeedBenchmark.BareAsync(place);
        return 0;
    // feed MINUTES FOLDER: how long the steady load lasts; 10 is what the figures in the README say.
    case ["feed", var minutes, var place]:
        await FeedBenchmark.RunAsync(place, double.Parse(minutes, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "dashboard-ours", var place, "--urls", var urls]:
        await DashboardServer.RunAsync(place, urls);
        return 0;
    case ["leg", "dashboard-scan", var place]:
        await DashboardServer.ScanAsync(place);
        return 0;
    case ["leg", "lake-make", var place, var millions]:
        await LakeBenchmark.MakeAsync(place, int.Parse(millions, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "lake-publish", var place, var millions]:
        await LakeBenchmark.PublishAsync(place, int.Parse(millions, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "lake-day", var place, var millions]:
        await LakeBenchmark.DayAsync(place, int.Parse(millions, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "lake-serve", var place, var millions, "--urls", var urls]:
        await LakeBenchmark.ServeAsync(place, int.Parse(millions, CultureInfo.InvariantCulture), urls);
        return 0;
    case ["leg", "soak-serve", var place, var leaps, "--urls", var urls]:
        await SoakBenchmark.ServeAsync(place, int.Parse(leaps, CultureInfo.InvariantCulture), urls);
        return 0;
    // soak MINUTES FOLDER: 20 are a day.
    case ["soak", var minutes, var place]:
        await SoakBenchmark.RunAsync(place, double.Parse(minutes, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "start-empty", "--urls", var urls]:
        await StartBenchmark.EmptyAsync(urls);
        return 0;
    // real: verdicts on real data that lie beside the project.
    case ["real"]:
        await RealCases.RunAsync();
        return 0;
    // simulate SEED REPLICATIONS [SHAPE ...]: planted effects; 4000 replications take a while.
    case ["simulate", var seed, var replications, .. var shapes]:
        SimulateBenchmark.Run(long.Parse(seed, CultureInfo.InvariantCulture), int.Parse(replications, CultureInfo.InvariantCulture), shapes);
        return 0;
}
var folder = args.ElementAtOrDefault(1) ?? Path.Combine(Path.GetTempPath(), "outcomes-benchmarks");
var wanted = args.ElementAtOrDefault(0) ?? "all";
if (args.Length > 2 || wanted is not ("all" or "ingest" or "publish" or "measures" or "effects" or "start" or "published" or "queue" or "lake" or "first-run" or "feed" or "feed-peer" or "http" or "dashboard"))
{
    Console.Error.WriteLine("Allowed: ingest, publish, measures, effects, start, published, queue (needs Node), lake, first-run, http, feed, feed-peer (needs PostgreSQL), dashboard (needs Chromium and Node) or all, then optionally a folder with 10 GB free; feed MINUTES FOLDER; soak MINUTES FOLDER (20 are a day); real; or simulate SEED REPLICATIONS [SHAPE ...].");
    return 2;
}
if (wanted is "all" or "start")
    await StartBenchmark.RunAsync(folder);
if (wanted is "all" or "published")
    await PublishedBenchmark.RunAsync(folder);
if (wanted is "all" or "queue")
    await QueueBenchmark.RunAsync(folder);
if (wanted is "lake") // half an hour, and a few GB
    await LakeBenchmark.RunAsync(folder);
if (wanted is "all" or "first-run")
    await StartBenchmark.RunFreshAsync(folder);
if (wanted is "all" or "feed")
    await FeedBenchmark.RunAsync(folder, minutes: 1);
if (wanted is "all" or "feed-peer")
    await FeedPeerBenchmark.RunAsync(folder);
if (wanted is "all" or "http")
    HttpBenchmark.Run(folder);
if (wanted is "all" or "dashboard")
    await DashboardBenchmark.RunAsync(folder);
if (wanted is "all" or "effects")
    EffectsBenchmark.Run(folder);
if (wanted is "all" or "publish")
    PublishBenchmark.Ten.Run(folder);
if (wanted is "all" or "measures")
    PublishBenchmark.All.Run(folder);
if (wanted is "all" or "ingest")
    IngestBenchmark.Run(folder);
return 0;
