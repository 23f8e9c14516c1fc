using System.Globalization;
using Outcomes.Benchmarks;

// dotnet run -c Release --project tests/benchmarks [-- ingest|publish|start|first-run|all [FOLDER]]
// A folder with 10 GB free; inputs are made there once. Each leg runs as a process of its own.
switch (args)
{
    case ["leg", "ingest-bare", var place, var rows]:
        await IngestBenchmark.BareAsync(place, long.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "ingest-ours" or "ingest-kept", var place, var rows]:
        await IngestBenchmark.OursAsync(place, long.Parse(rows, CultureInfo.InvariantCulture), keepRaw: args[1] is "ingest-kept");
        return 0;
    case ["leg", "publish-peer", var place, var share]:
        await PublishBenchmark.PeerAsync(place, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "publish-ours", var place, var share]:
        await PublishBenchmark.OursAsync(place, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "start-empty", "--urls", var urls]:
        await StartBenchmark.EmptyAsync(urls);
        return 0;
}
var folder = args.ElementAtOrDefault(1) ?? Path.Combine(Path.GetTempPath(), "outcomes-benchmarks");
var wanted = args.ElementAtOrDefault(0) ?? "all";
if (args.Length > 2 || wanted is not ("all" or "ingest" or "publish" or "start" or "first-run"))
{
    Console.Error.WriteLine("Allowed: ingest, publish, start, first-run or all; then optionally a folder with 10 GB free.");
    return 2;
}
if (wanted is "all" or "start")
    await StartBenchmark.RunAsync(folder);
if (wanted is "all" or "first-run")
    await StartBenchmark.RunFreshAsync(folder);
if (wanted is "all" or "publish")
    PublishBenchmark.Run(folder);
if (wanted is "all" or "ingest")
    IngestBenchmark.Run(folder);
return 0;
