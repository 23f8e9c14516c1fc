using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions;

namespace Outcomes.Benchmarks;

/// <summary>A day more on a lake of 100 million rows: brought in, and published as counted (protection has a number of its own); and the feed beside that of a lake of one million.</summary>
public static class LakeBenchmark
{
    private const int Small = 1, Large = 100, Days = 3, Asked = 120;

    public static async Task RunAsync(string folder)
    {
        foreach (var millions in (int[])[Small, Large])
            Leg.Run("leg", "lake-make", folder, Text(millions));
        var first = Leg.Run("leg", "lake-publish", folder, Text(Large));
        Leg.Run("leg", "lake-publish", folder, Text(Small));
        var days = Enumerable.Range(0, Days).Select(_ => Leg.Run("leg", "lake-day", folder, Text(Large))).ToArray();
        var day = Leg.Median(days);
        var report = new Report("lake", "A lake of 100 million contact rows");
        report.Add("one more day brought in and published, of 30 s", $"{day.Seconds:0.0} s", "30 s", day.Seconds / 30, 1, atMost: true);
        var peak = days.Max(leg => leg.PeakMegabytes);
        report.Add("its peak memory (largest of three), of 2 GiB", $"{peak:0} MiB", "2048 MiB", peak / 2048, 1, atMost: true);
        foreach (var (what, small, large) in await LatenciesAsync(folder))
            report.Add($"{what}: milliseconds, of those over 1 million rows", $"{large:0.00} ms", $"{small:0.00} ms", large / small, 1.3, atMost: true);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"{day.Facts["rows"]:N0} rows in {day.Facts["files"]:0} files of three sources over ten years, {day.Facts["bytes"] / 1e9:0.0} GB; a day is {day.Facts["new"]:N0} rows in files of three sources. Bringing them in took {day.Facts["ingest"]:0.0} s, publishing {day.Facts["publish"]:0.0} s, measures of contacts as counted, without protection. The first publication, which reads everything, took {first.Seconds:0.0} s and {first.PeakMegabytes:0} MiB."));
        report.Note($"Days: {string.Join(", ", days.Select(leg => leg.Seconds.ToString("0.0", CultureInfo.InvariantCulture)))} s, each in a process of its own. Latencies are medians of {Asked} different requests, asked of both servers in turn, none of them twice.");
        report.Write();
    }

    public static Task MakeAsync(string folder, int millions) => Leg.MeasureAsync(async () =>
    {
        await new ContactLake(folder, millions).MakeAsync();
        return [];
    });

    /// <summary>A publication of the lake as it stands, the small tables brought in before.</summary>
    public static async Task PublishAsync(string folder, int millions)
    {
        using var composition = await new ContactLake(folder, millions).OpenAsync();
        await composition.Ingestion.RunAsync([.. composition.Council.Sources.Select(source => source.Name).Where(name => name.StartsWith("data_", StringComparison.Ordinal) || name.StartsWith("builtin", StringComparison.Ordinal))]);
        await Leg.MeasureAsync(async () =>
        {
            await PublishedAsync(composition);
            return [];
        });
    }

    /// <summary>The next day, from its files to its publication.</summary>
    public static async Task DayAsync(string folder, int millions)
    {
        var lake = new ContactLake(folder, millions);
        using (var before = await lake.OpenAsync())
            await lake.DeliverAsync(before);
        await Leg.MeasureAsync(async () =>
        {
            using var composition = await lake.OpenAsync();
            var watch = Stopwatch.StartNew();
            var runs = await composition.Ingestion.RunAsync([]);
            var ingested = watch.Elapsed.TotalSeconds;
            if (runs.FirstOrDefault(run => run.Status is not ("succeeded" or "unchanged")) is { } failed)
                throw new InvalidOperationException($"{failed.Source}: {failed.Message}");
            await PublishedAsync(composition);
            var published = watch.Elapsed.TotalSeconds - ingested;
            var files = new DirectoryInfo(Path.Combine(lake.Settings.Data, "lake", "service_contacts")).GetFiles("*.parquet", SearchOption.AllDirectories);
            return new()
            {
                ["ingest"] = ingested,
                ["publish"] = published,
                ["new"] = runs.Sum(run => run.New),
                ["files"] = files.Length,
                ["bytes"] = files.Sum(file => file.Length),
                ["rows"] = Rows(files),
            };
        });
    }

    /// <summary>The product's server over it, until it is killed.</summary>
    public static Task ServeAsync(string folder, int millions, string urls) =>
        new Verbs(new ContactLake(folder, millions).Settings with { Urls = urls }, TimeProvider.System, new Terminal(TextWriter.Null, Console.Error)).ServeAsync(default);

    private static async Task PublishedAsync(Composition composition)
    {
        var watch = Stopwatch.StartNew();
        var publication = await composition.Publishing.RunAsync(new Steps(watch), default);
        if (publication.Notes.Where(note => note.Stale).ToArray() is { Length: > 0 } stale)
            throw new InvalidOperationException(string.Join('\n', stale.Select(note => $"{note.Measure}: {note.Text}")));
    }

    private static long Rows(IEnumerable<FileInfo> files)
    {
        using var duck = Duck.Open();
        return duck.One<long>($"select sum(num_rows)::bigint from parquet_file_metadata([{string.Join(", ", files.Select(file => Duck.Literal(file.FullName)))}])");
    }

    private static async Task<List<(string What, double Small, double Large)>> LatenciesAsync(string folder)
    {
        using var small = await ServedLeg.StartAsync(1, "leg", "lake-serve", folder, Text(Small));
        using var large = await ServedLeg.StartAsync(1, "leg", "lake-serve", folder, Text(Large));
        var found = new List<(string, double, double)>();
        foreach (var (what, urls) in await AskedAsync(large))
        {
            List<double> mine = [], theirs = [];
            foreach (var (url, turn) in urls.Select((url, turn) => (url, turn)))
                foreach (var (server, times) in turn % 2 == 0 ? [(small, theirs), (large, mine)] : new[] { (large, mine), (small, theirs) })
                {
                    var from = Stopwatch.GetTimestamp();
                    await server.BytesAsync(url);
                    times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                }
            found.Add((what, Median(theirs), Median(mine)));
        }
        return found;
    }

    private static async Task<List<(string What, string[] Urls)>> AskedAsync(ServedLeg server)
    {
        (string Service, int Year)[] cells = [.. Enumerable.Range(0, Asked).Select(turn => ($"service-{1 + (turn % 12):00}", 2016 + (turn / 12)))];
        using var ids = JsonDocument.Parse(await server.BytesAsync($"odata/Outcomes?$filter=measure eq 'contacts' and area ne 'all'&$select=id&$top={Asked}"));
        return
        [
            ("a page of figures by month", [.. cells.Select(cell => $"odata/Outcomes?$filter=measure eq 'contacts' and service eq '{cell.Service}' and period ge {cell.Year}-01-01 and period lt {cell.Year + 1}-01-01")]),
            ("totals of a service", [.. cells.Select(cell => $"odata/Summaries?$filter=measure eq 'contacts' and grain eq 'month' and service eq '{cell.Service}' and period ge {cell.Year}-01-01 and period lt {cell.Year + 1}-01-01&$orderby=period desc")]),
            ("sums by area ($apply)", [.. cells.Select(cell => $"odata/Outcomes?$apply=filter(measure eq 'contacts' and service eq '{cell.Service}' and period ge {cell.Year}-01-01)/groupby((area),aggregate(numerator with sum as total))")]),
            ("where a figure comes from (trace)", [.. ids.RootElement.GetProperty("value").EnumerateArray().Select(row => $"trace/{row.GetProperty("id").GetString()}")]),
        ];
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Steps(Stopwatch watch) : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"{watch.Elapsed.TotalSeconds,7:0.0} s, {Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s of processor: {value}");
    }
}
