using System.Globalization;
using System.Runtime.InteropServices;

namespace Outcomes.Benchmarks;

/// <summary>The app as it is deployed (<c>dotnet publish -r</c>, compiled for this kind of machine) on a published lake: its cold start beside an empty ASP.NET Core app's, and its memory when nobody asks.</summary>
public static class PublishedBenchmark
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(string folder)
    {
        var (app, data) = (await PublishAsync(folder), Path.Combine(folder, "start-data"));
        if (!File.Exists(Path.Combine(data, "publications", "current.json")))
            await StartBenchmark.UntilFigureAsync(app, ["--data", data]);
        List<double> first = [], empty = [];
        for (var turn = 0; turn < StartBenchmark.Turns; turn++)
        {
            empty.Add(await StartBenchmark.UntilEmptyAsync());
            first.Add(await StartBenchmark.UntilFigureAsync(app, ["--data", data]));
        }
        var idle = 0.0;
        await StartBenchmark.UntilFigureAsync(app, ["--data", data], async process =>
        {
            await Task.Delay(Idle);
            idle = ServedLeg.Megabytes(process.Id, "VmRSS");
        });
        var (mine, peer) = (StartBenchmark.Median(first), StartBenchmark.Median(empty));
        var report = new Report("published", "The published app on a published lake");
        report.Add("process start to the last byte of the first figure, of 2.5 s", $"{mine:0.00} s", "2.5 s", mine / 2.5, 1, atMost: true);
        report.Add("memory a minute after that, nobody asking, of 150 MB", $"{idle:0} MB", "150 MB", idle / 150, 1, atMost: true);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"An empty ASP.NET Core app answers after {peer:0.00} s. Medians of {StartBenchmark.Turns} starts in turn; memory is what is resident."));
        report.Write();
    }

    private static async Task<string> PublishAsync(string folder)
    {
        var root = Report.Root ?? throw new InvalidOperationException("Run it from a checkout.");
        var output = Path.Combine(folder, "published-app");
        await StartBenchmark.DoneAsync("dotnet", ["publish", Path.Combine(root, "functions"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-v", "q",
            "--artifacts-path", Path.Combine(folder, "published-artifacts"), "-o", output]);
        return Path.Combine(output, OperatingSystem.IsWindows() ? "Outcomes.Functions.exe" : "Outcomes.Functions");
    }
}
