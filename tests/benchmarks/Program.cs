using System.Globalization;
using Outcomes.Benchmarks;

// dotnet run -c Release --project tests/benchmarks [-- ingest|publish|all] [FOLDER]
// A folder with 10 GB free; inputs are made there once. Each leg runs as a process of its own.
switch (args)
{
    case ["leg", "ingest-bare", var folder, var rows]:
        await IngestBenchmark.BareAsync(folder, long.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "ingest-ours" or "ingest-kept", var folder, var rows]:
        await IngestBenchmark.OursAsync(folder, long.Parse(rows, CultureInfo.InvariantCulture), keepRaw: args[1] is "ingest-kept");
        return 0;
    case ["leg", "publish-peer", var folder, var share]:
        await PublishBenchmark.PeerAsync(folder, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["leg", "publish-ours", var folder, var share]:
        await PublishBenchmark.OursAsync(folder, double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["publish-compare", var folder]:
        PublishBenchmark.Compare(folder);
        return 0;
    case [] or ["all" or "ingest"] or ["all" or "ingest", _]:
        IngestBenchmark.Run(args.ElementAtOrDefault(1) ?? Path.Combine(Path.GetTempPath(), "outcomes-benchmarks"));
        return 0;
    case ["publish"] or ["publish", _]:
        PublishBenchmark.Run(args.ElementAtOrDefault(1) ?? Path.Combine(Path.GetTempPath(), "outcomes-benchmarks"));
        return 0;
    default:
        Console.Error.WriteLine("Allowed: ingest, all; then optionally a folder with 10 GB free.");
        return 2;
}
