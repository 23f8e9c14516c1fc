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
        var (idle, parts) = (0.0, "");
        await StartBenchmark.UntilFigureAsync(app, ["--data", data], async process =>
        {
            await Task.Delay(Idle);
            (idle, parts) = (ServedLeg.Megabytes(process.Id, "VmRSS"), Parts(process.Id));
        });
        var (mine, peer) = (StartBenchmark.Median(first), StartBenchmark.Median(empty));
        var report = new Report("published", "The published app on a published lake");
        report.Add("process start to the last byte of the first figure, of 2.5 s", $"{mine:0.00} s", "2.5 s", mine / 2.5, 1, atMost: true);
        report.Add("memory a minute after that, nobody asking, of 150 MB", $"{idle:0} MB", "150 MB", idle / 150, 1, atMost: true);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"An empty ASP.NET Core app answers after {peer:0.00} s. Medians of {StartBenchmark.Turns} starts in turn; memory is what is resident."));
        if (parts.Length > 0)
            report.Note($"Where the memory is: {parts}.");
        report.Write();
    }

    /// <summary>What is resident, by what it is mapped from (Linux); the largest first.</summary>
    private static string Parts(int process)
    {
        var (sizes, part) = (new Dictionary<string, long>(), "");
        foreach (var line in File.Exists($"/proc/{process}/smaps") ? File.ReadLines($"/proc/{process}/smaps") : [])
            if (line.StartsWith("Rss:", StringComparison.Ordinal))
                sizes[part] = sizes.GetValueOrDefault(part) + long.Parse(line["Rss:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
            else if (char.IsAsciiHexDigitLower(line[0]) && line.Split(' ', 6, StringSplitOptions.TrimEntries) is { Length: > 4 } fields)
                part = fields.ElementAtOrDefault(5) switch
                {
                    null or "" or "[heap]" => "data of the product, of DuckDB and of the runtime",
                    var file when file.Contains("libduckdb", StringComparison.Ordinal) => "DuckDB's code",
                    var file when file.Contains("doublemapper", StringComparison.Ordinal) => "code compiled as it runs, and what is known of types",
                    var file when file.Contains(".App/", StringComparison.Ordinal) => "code of .NET and ASP.NET Core",
                    var file when file.EndsWith(".dll", StringComparison.Ordinal) => "code of the product and its packages",
                    _ => "system libraries and the rest",
                };
        return string.Join(", ", sizes.OrderByDescending(size => size.Value).Select(size => $"{size.Key} {size.Value / 1024.0:0} MB"));
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
