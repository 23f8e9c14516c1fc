using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Outcomes.Benchmarks;

/// <summary>The pages in Chromium over 1.9 million summaries: first figures, bytes, layout shift, the explorer's next view, Lighthouse.</summary>
public static class DashboardBenchmark
{
    /// <summary>Runs all of it.</summary>
    /// <param name="folder">Where the rows are made once.</param>
    public static async Task RunAsync(string folder)
    {
        var chromium = (Environment.GetEnvironmentVariable("CHROME_PATH") is { } set ? [set] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(at => new[] { "chromium", "google-chrome" }.Select(name => Path.Combine(at, name)))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium on the path: apt-get install chromium, or set CHROME_PATH.");
        var scripts = Path.Combine(Report.Root ?? throw new InvalidOperationException("Run it from a checkout."), "tests", "benchmarks", "dashboard");
        if (!Directory.Exists(Path.Combine(scripts, "node_modules")))
            await RunAsync("npm", scripts, chromium, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        folder = Path.Combine(folder, "dashboard");
        var rows = DashboardServer.Make(folder);
        using var server = await ServedLeg.StartAsync(4, "leg", "dashboard-ours", folder);
        var found = JsonDocument.Parse(await RunAsync("node", scripts, chromium, "measure.mjs", server.Address.ToString())).RootElement;
        double Of(string name) => found.GetProperty(name).GetDouble();
        var answer = await AnswerAsync(server.Address);
        var scan = Leg.Run("leg", "dashboard-scan", folder).Facts["median"];
        var report = new Report("dashboard", string.Create(CultureInfo.InvariantCulture, $"The pages over {rows:n0} summaries, and as many in the publication before"));
        report.Add("overview, warm server: first figures, of 1.0 s", $"{Of("figures"):0} ms", "1,000 ms", Of("figures") / 1000, 1, atMost: true);
        report.Add("its transfer with nothing cached, of 300 KB", $"{Of("bytes") / 1000:0} KB", "300 KB", Of("bytes") / 300_000, 1, atMost: true);
        report.Add("its layout shift", $"{Of("shift"):0.000}", "0", Of("shift"), 0, atMost: true);
        report.Add("its whole answer by the server, nobody else asking, of reading every summary twice in bare DuckDB", $"{answer:0} ms", $"{2 * scan:0} ms", answer / (2 * scan), 1, atMost: true);
        report.Add("explorer: another choice until its chart is drawn, of 200 ms", $"{Of("choice"):0} ms", "200 ms", Of("choice") / 200, 1, atMost: true);
        report.Add("the slowest tenth of those, of 200 ms", $"{Of("choices"):0} ms", "200 ms", Of("choices") / 200, 1, atMost: true);
        foreach (var page in found.GetProperty("lighthouse").EnumerateObject())
            foreach (var score in page.Value.EnumerateObject())
                report.Add($"Lighthouse, {page.Name}: {score.Name}, of 95", $"{score.Value.GetDouble():0}", "95", score.Value.GetDouble() / 95, 1, atMost: false);
        report.Note($"On {Environment.ProcessorCount} cores that browser and server share. Medians of 15 openings, each in a browser without cache, and of 40 choices of service and area. Lighthouse 12 as a desktop, without throttling of the network.");
        report.Write();
    }

    private static async Task<double> AnswerAsync(Uri overview)
    {
        using var client = new HttpClient();
        var times = new List<double>();
        for (var turn = 0; turn < 15; turn++)
        {
            var from = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(overview);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        return times.Order().ElementAt(7);
    }

    private static async Task<string> RunAsync(string program, string folder, string chromium, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, Environment = { ["CHROME_PATH"] = chromium } })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
