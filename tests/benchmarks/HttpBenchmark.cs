using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>Sources of requests against a loopback server: pages against what their waiting alone takes, memory as pages grow, a large reply, and many sources at once.</summary>
public static class HttpBenchmark
{
    private const int Latency = 20, Records = 100;

    public static void Run(string folder)
    {
        var (few, many) = (Leg.Run("leg", "http-pages", folder, "100"), Leg.Run("leg", "http-pages", folder, "1000"));
        var large = Leg.Run("leg", "http-large", folder, "2000");
        var sources = Leg.Run("leg", "http-sources", folder, "200");
        var report = new Report("http", "Sources of requests, from a loopback server");
        var ideal = many.Facts["waited"];
        report.Add("1,000 pages of 100 records at 20 ms, one after another, of the server's waiting alone", $"{many.Seconds:0.0} s", $"{ideal:0.0} s", many.Seconds / ideal, 1.15, atMost: true);
        report.Add("its peak memory, of 200 MB", $"{many.PeakMegabytes:0} MB", "200 MB", many.PeakMegabytes / 200, 1, atMost: true);
        report.Add("peak memory of a 2 GB NDJSON reply brought to disk, of 300 MB", $"{large.PeakMegabytes:0} MB", "300 MB", large.PeakMegabytes / 300, 1, atMost: true);
        report.Add("200 sources due at once, one of which hangs and one fails: done of those that can be", $"{sources.Facts["done"]:0}", "198", sources.Facts["done"] / 198, 1, atMost: false);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"The whole run: asked, kept, typed, mapped, merged and committed. 100 pages took {few.PeakMegabytes:0} MB. 200 sources took {sources.Seconds:0.0} s until the 198 were done. The large reply is measured until it is kept."));
        report.Write();
    }

    /// <summary>Gives /calls?page=1 to /calls?page=&lt;pages&gt; after 20 ms each, an empty page after the last, and at /waited the seconds it really waited.</summary>
    public static async Task ServeAsync(int pages, string urls)
    {
        var waited = 0L;
        await using var server = await ServeAsync(async context =>
        {
            if (context.Request.Path == "/waited")
            {
                await context.Response.WriteAsync(TimeSpan.FromTicks(waited).TotalSeconds.ToString(CultureInfo.InvariantCulture));
                return;
            }
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(Latency);
            Interlocked.Add(ref waited, Stopwatch.GetElapsedTime(began).Ticks);
            var number = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
            await context.Response.WriteAsync(number > pages ? "[]" : Page(number));
        }, urls);
        await server.WaitForShutdownAsync();
    }

    public static async Task PagesAsync(string folder, int pages)
    {
        using var server = await ServedLeg.StartUnaskedAsync("leg", "http-server", pages.ToString(CultureInfo.InvariantCulture));
        using var place = new Place(folder, server.Address, [("calls", Source("paginate: {page_number: {query: page}}"))]);
        await Leg.MeasureAsync(async () =>
        {
            var run = (await place.Ingestion.RunAsync(["calls"])).Single();
            if (run.Status != "succeeded" || run.Read != (long)pages * Records)
                throw new InvalidOperationException($"{run.Status}: {run.Read} rows. {run.Message}");
            return new() { ["rows"] = run.Read, ["waited"] = double.Parse(Encoding.UTF8.GetString(await server.BytesAsync("waited")), CultureInfo.InvariantCulture) };
        });
    }

    public static async Task LargeAsync(string folder, int megabytes)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(number => $$"""{"day":"2026-03-01","name":"n{{number % 7}}","n":{{number}},"filler":"{{new string('x', 40)}}"}""" + "\n")));
        await using var server = await ServeAsync(async context =>
        {
            for (var sent = 0L; sent < megabytes * 1_000_000L; sent += lines.Length)
                await context.Response.Body.WriteAsync(lines);
        });
        using var place = new Place(folder, new(server.Urls.First()), [("calls", Source("paginate: {none: true}"))]);
        var settings = place.SettingsOf("calls");
        using var client = new SourceClient(place.Council.Sources.Single(source => source.Name == "calls"), settings, place.Ledger, new TokenFiles(Path.Combine(place.Folder, "tokens")), new(), null, _ => { });
        await Leg.MeasureAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Urls.First()}/calls");
            var body = Path.Combine(place.Folder, "reply.ndjson");
            await client.SendAsync(request, body, default);
            return new() { ["bytes"] = new FileInfo(body).Length };
        });
    }

    public static async Task SourcesAsync(string folder, int count)
    {
        await using var server = await ServeAsync(async context =>
        {
            var name = context.Request.Path.Value!;
            if (name == "/s0")
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            await Task.Delay(Latency);
            if (name == "/s1")
                context.Response.StatusCode = 403;
            await context.Response.WriteAsync(Page(1));
        });
        using var place = new Place(folder, new(server.Urls.First()), [.. Enumerable.Range(0, count).Select(number => ($"s{number}", Source("paginate: {none: true}").Replace("/calls", $"/s{number}", StringComparison.Ordinal)))]);
        using var stop = new CancellationTokenSource();
        var (done, all) = (0, new TaskCompletionSource());
        var progress = new Told(words =>
        {
            if (words.Contains("succeeded", StringComparison.Ordinal) && Interlocked.Increment(ref done) == count - 2)
                all.SetResult();
        });
        await Leg.MeasureAsync(async () =>
        {
            var running = place.Ingestion.RunAsync([.. Enumerable.Range(0, count).Select(number => $"s{number}")], progress: progress, cancellationToken: stop.Token);
            await Task.WhenAny(all.Task, Task.Delay(TimeSpan.FromMinutes(5)));
            await stop.CancelAsync();
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(30)));
            return new() { ["done"] = done };
        });
    }

    private static string Page(int number) => $"[{string.Join(",", Enumerable.Range(0, Records).Select(record => $$"""{"day":"2026-03-01","name":"{{number}}-{{record}}","n":{{record}},"filler":"{{new string('x', 100)}}"}"""))}]";

    private static string Source(string paginate) => $"""
        -- title: Calls
        -- dataset: service_contacts
        -- http:
        --   url: "{"{{"} settings.site {"}}"}/calls"
        --   {paginate}
        -- columns: {"{"}day: date, n: integer{"}"}
        -- absent: zero
        -- mode: merge
        -- owner: a@b.example

        select day as date, 'calls' as service, null as area, 'phone' as channel, name as reason, n as contacts from raw
        """;

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer, string urls = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(urls);
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private sealed class Told(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }

    /// <summary>A council of sources in a folder of its own, gone afterwards.</summary>
    private sealed class Place : IDisposable
    {
        private readonly SqliteLedgerStore store;
        private readonly Dictionary<string, SourceSettings> settings;

        public Place(string folder, Uri address, IReadOnlyList<(string Name, string Text)> sources)
        {
            Folder = Directory.CreateDirectory(Path.Combine(folder, $"http-{Environment.ProcessId}")).FullName;
            Directory.CreateDirectory(Path.Combine(Folder, "council", "sources"));
            foreach (var (name, text) in sources)
                File.WriteAllText(Path.Combine(Folder, "council", "sources", name + ".sql"), text.ReplaceLineEndings("\n"));
            var host = address.Authority;
            settings = sources.ToDictionary(source => source.Name, _ => new SourceSettings([host], [host], new Dictionary<string, string>(), new Dictionary<string, DateOnly>(), new Dictionary<string, string> { ["site"] = address.GetLeftPart(UriPartial.Authority) }));
            Council = Council.Load(Path.Combine(Folder, "council"), settings);
            if (Council.Faults.Count > 0)
                throw new InvalidOperationException(string.Join('\n', Council.Faults));
            store = new(Path.Combine(Folder, "ledger.db"));
            Ledger = new(store, TimeProvider.System);
            var storage = new DirectoryStorage(Path.Combine(Folder, "data"));
            Ingestion = new(Council.Sources, Council.Datasets, Council.Data, new(storage, Ledger, Path.Combine(Folder, "work")), Ledger, storage, Path.Combine(Folder, "work")) { SourceSettings = settings };
        }

        public string Folder { get; }

        public Council Council { get; }

        public Ledger Ledger { get; }

        public Ingestion Ingestion { get; }

        public SourceSettings SettingsOf(string name) => settings[name];

        public void Dispose()
        {
            store.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
