using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Api;

namespace Outcomes.Benchmarks;

/// <summary>The feed over 1,584,000 rows against limits and bare DuckDB: reading all of it, adding all of it up, the first request, and 200 requests a second for a while.</summary>
public static class FeedBenchmark
{
    private const int PerSecond = 200, Warming = 100, Turns = 60;
    private const string GroupBy = "odata/Outcomes?$apply=groupby((service,measure),aggregate(numerator%20with%20sum%20as%20counted,denominator%20with%20sum%20as%20asked,value%20with%20average%20as%20mean,$count%20as%20rows))";

    /// <summary>Runs all of it.</summary>
    /// <param name="folder">Where the rows are made once.</param>
    /// <param name="minutes">How long the steady load lasts.</param>
    public static async Task RunAsync(string folder, double minutes)
    {
        folder = Path.Combine(folder, "feed-peer");
        FeedServer.Make(folder);
        (await ServedLeg.StartAsync(1, "leg", "feed-ours", folder)).Dispose(); // builds the serving file, once for a publication
        var report = new Report("feed", "The feed over 1,584,000 rows");

        using (var server = await ServedLeg.StartAsync(1, "leg", "feed-ours", folder))
        {
            var import = await FeedPeerBenchmark.ImportAsync(server);
            report.Add($"full import by nextLink ({import.RowsPerSecond:n0} rows/s): peak memory, of 300 MB", $"{server.PeakMegabytes:0} MB", "300 MB", server.PeakMegabytes / 300, 1, atMost: true);
            report.Add("time of the last tenth of its pages, of the first tenth's", $"{import.Last:0.0} ms a page", $"{import.First:0.0} ms a page", import.Last / import.First, 1.25, atMost: true);
        }
        using (var server = await ServedLeg.StartAsync(1, "leg", "feed-ours", folder))
        {
            var (ours, bare) = (await MedianAsync(server, GroupBy), Leg.Run("leg", "feed-group-by", folder).Facts["median"]);
            report.Add("$apply group-by over all rows, of the same SQL in bare DuckDB written as JSON", $"{ours:0.0} ms", $"{bare:0.0} ms", ours / bare, 1.5, atMost: true);
        }
        List<double> first = [], second = [];
        for (var start = 0; start < 5; start++)
        {
            using var server = await ServedLeg.StartUnaskedAsync("leg", "feed-ours", folder);
            first.Add(await TimeAsync(server, FeedPeerBenchmark.Url(start)));
            second.Add(await TimeAsync(server, FeedPeerBenchmark.Url(start + 100)));
        }
        var (cold, warm) = (Median(first), Median(second));
        report.Add("first request after start, over a second one, of 300 ms", $"{cold:0} ms", $"{warm:0} ms", (cold - warm) / 300, 1, atMost: true);
        await LoadAsync(report, folder, TimeSpan.FromMinutes(minutes));
        report.Note($"On {Environment.ProcessorCount} cores that the client shares. A page is a year of one measure and service, ordered, 1,000 rows, not cached; medians of {Turns} after {Warming} for group-by, of 5 starts for the first request.");
        report.Write();
    }

    /// <summary>In a process of its own: the SQL of the group-by, asked as often, in the memory the feed has.</summary>
    public static Task BareAsync(string folder) => Leg.MeasureAsync(() =>
    {
        using var duck = Duck.Open(memory: "400MB");
        duck.Run($"attach {Duck.Literal(Directory.GetFiles(Path.Combine(folder, "serving"), "*.duckdb").Single())} as served (read_only)");
        var times = new List<double>();
        for (var turn = -Warming; turn < Turns; turn++)
        {
            var from = Stopwatch.GetTimestamp();
            using var bytes = new MemoryStream();
            using var json = new Utf8JsonWriter(bytes, FeedJson.Options);
            json.WriteStartArray();
            foreach (var row in duck.Rows("select service::varchar, measure::varchar, sum(numerator), sum(denominator), avg(value), count(*) from served.outcomes group by service, measure order by service, measure", row => (row.GetString(0), row.GetString(1), $"{row.GetValue(2)}", $"{row.GetValue(3)}", row.GetDouble(4), row.GetInt64(5))))
            {
                json.WriteStartObject();
                json.WriteString("service", row.Item1);
                json.WriteString("measure", row.Item2);
                json.WriteString("counted", row.Item3);
                json.WriteString("asked", row.Item4);
                json.WriteNumber("mean", row.Item5);
                json.WriteNumber("rows", row.Item6);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.Flush();
            if (turn >= 0)
                times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        return Task.FromResult(new Dictionary<string, double> { ["median"] = Median(times) });
    });

    /// <summary>Requests at a steady pace, whether or not those before are answered; each is timed from when it was due.</summary>
    private static async Task LoadAsync(Report report, string folder, TimeSpan length)
    {
        using var server = await ServedLeg.StartAsync(256, "leg", "feed-ours", folder);
        for (var n = 0; n < 1000; n++)
            await server.ReadAsync(FeedPeerBenchmark.Url(n), "no-cache", null);
        var (times, failed, memory, pending) = (new ConcurrentBag<double>(), new ConcurrentBag<string>(), new List<double>(), new List<Task>());
        var watch = Stopwatch.StartNew();
        var sampled = TimeSpan.Zero;
        for (var n = 0; watch.Elapsed < length; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / PerSecond);
            while (watch.Elapsed < due)
                await Task.Delay(1);
            var url = FeedPeerBenchmark.Url(n);
            pending.Add(Task.Run(async () =>
            {
                try
                {
                    await server.ReadAsync(url, "no-cache", null);
                    times.Add((watch.Elapsed - due).TotalMilliseconds);
                }
                catch (Exception wrong) when (wrong is HttpRequestException or InvalidOperationException or OperationCanceledException or IOException)
                {
                    failed.Add(wrong.Message);
                }
            }));
            if (watch.Elapsed - sampled > length / 60)
            {
                sampled = watch.Elapsed;
                memory.Add(server.MegabytesNow);
                pending.RemoveAll(task => task.IsCompleted);
            }
        }
        await Task.WhenAll(pending);
        var ordered = times.Order().ToArray();
        var (p50, p99) = (ordered[ordered.Length / 2], ordered[(int)(ordered.Length * 0.99)]);
        var third = memory.Count / 3;
        var (before, after) = (memory.Skip(third / 2).Take(third).Average(), memory.TakeLast(third).Average());
        report.Add(string.Create(CultureInfo.InvariantCulture, $"{PerSecond} pages a second for {length.TotalMinutes:0.#} min: requests that failed, of {ordered.Length + failed.Count:n0}"), $"{failed.Count}", "0", failed.Count, 0, atMost: true);
        report.Add("its p99, of its p50", $"{p99:0.0} ms", $"{p50:0.0} ms", p99 / p50, 5, atMost: true);
        report.Add("memory in its last third, of its first", $"{after:0} MB", $"{before:0} MB", after / before, 1.1, atMost: true);
        foreach (var message in failed.Distinct().Take(3))
            report.Note(message);
    }

    private static async Task<double> MedianAsync(ServedLeg server, string url)
    {
        var times = new List<double>();
        for (var turn = 0; turn < Warming; turn++)
            await TimeAsync(server, url);
        for (var turn = 0; turn < Turns; turn++)
            times.Add(await TimeAsync(server, url));
        return Median(times);
    }

    private static async Task<double> TimeAsync(ServedLeg server, string url)
    {
        var from = Stopwatch.GetTimestamp();
        await server.ReadAsync(url, "no-cache", null);
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
