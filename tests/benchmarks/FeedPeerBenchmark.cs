using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Outcomes.Benchmarks.Peer;

namespace Outcomes.Benchmarks;

/// <summary>
/// The feed against Microsoft.AspNetCore.OData over EF Core over PostgreSQL, both over the same 1,584,000 rows, in turn, asked by the same client over
/// 4 connections; against the same SQL in-process; and against Kestrel serving equal bytes from memory.
/// </summary>
public static class FeedPeerBenchmark
{
    private const int Connections = 4;
    private const long AllRows = 1_584_000;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4), Measured = TimeSpan.FromSeconds(12);

    /// <summary>The measure, service and April year of the n-th request: all 800 there are, one after the other.</summary>
    public static (string Measure, string Service, int Year) Asked(int n) =>
        (n % 2 == 0 ? "bookings" : "reply_rate", string.Create(CultureInfo.InvariantCulture, $"service-{n / 2 * 7 % 40:00}"), 2016 + n / 80 * 3 % 10);

    public static async Task RunAsync(string folder)
    {
        folder = Path.Combine(folder, "feed-peer");
        var csv = FeedServer.Make(folder);
        using var postgres = await PostgresCluster.StartAsync(folder, csv);
        using var ours = await ServedLeg.StartAsync(Connections, "leg", "feed-ours", folder);
        using var peer = await ServedLeg.StartAsync(Connections, "leg", "feed-peer-server", postgres.Connection);
        var page = Path.Combine(folder, "page.json");
        await File.WriteAllBytesAsync(page, await ours.BytesAsync(Url(0)));
        await CheckAsync(ours, peer);
        using var kestrel = await ServedLeg.StartAsync(Connections, "leg", "feed-bytes", page);

        var report = new Report("feed-peer", "The feed, of Microsoft.AspNetCore.OData 9.5 over EF Core 10 over PostgreSQL, 1,584,000 rows");
        await CompareAsync(report, "one year of one service and measure, ordered, 1,000 rows, not cached: requests/s", ours, Url, peer, Url, 10, "no-cache");
        var (latency, bare) = (await MedianAsync(ours), Leg.Run("leg", "feed-in-process", folder, "400").Facts["median"]);
        report.Add("its latency on one connection, of the same SQL in-process written by Utf8JsonWriter", $"{latency:0.00} ms", $"{bare:0.00} ms", latency / bare, 1.4, atMost: true);
        await CompareAsync(report, "the same again, from the response cache, of Kestrel serving equal bytes: requests/s", ours, _ => Url(0), kestrel, _ => Url(0), 0.5);
        await CompareAsync(report, "the same with If-None-Match, of Kestrel answering 304: requests/s", ours, _ => Url(0), kestrel, _ => Url(0), 0.5, ifNoneMatch: await ours.TagAsync(Url(0)));
        var (mine, theirs) = (await ImportAsync(ours), await ImportAsync(peer));
        report.Add("full import by nextLink: rows/s", $"{mine.RowsPerSecond:n0}", $"{theirs.RowsPerSecond:n0}", mine.RowsPerSecond / theirs.RowsPerSecond, 8, atMost: false);
        report.Add("time of the last tenth of its pages, of the first tenth's", $"{mine.Last:0.0} ms a page", $"{mine.First:0.0} ms a page", mine.Last / mine.First, 1.25, atMost: true);
        report.Add("the feed's peak memory throughout, of 300 MB", $"{ours.PeakMegabytes:0} MB", "300 MB", ours.PeakMegabytes / 300, 1, atMost: true);
        report.Note($"{Connections} connections from this program, on the same {Environment.ProcessorCount} cores; {Measured.TotalSeconds} s each after {Warm.TotalSeconds} s of warming, in turn. Peer's peak memory {peer.PeakMegabytes:0} MB, without PostgreSQL's.");
        report.Write();
    }

    /// <summary>A year of a measure and service, in order: 1,000 rows.</summary>
    public static string Url(int n)
    {
        var (measure, service, year) = Asked(n);
        return string.Create(CultureInfo.InvariantCulture,
            $"odata/Outcomes?$filter=measure%20eq%20'{measure}'%20and%20service%20eq%20'{service}'%20and%20period%20ge%20{year}-04-01%20and%20period%20lt%20{year + 1}-04-01&$orderby=period,area,channel&$top=1000");
    }

    /// <summary>Both give the same rows, or their speeds say nothing.</summary>
    private static async Task CheckAsync(ServedLeg ours, ServedLeg peer)
    {
        for (var n = 0; n < 3; n++)
        {
            var (mine, theirs) = (Ids(await ours.BytesAsync(Url(n))), Ids(await peer.BytesAsync(Url(n))));
            if (mine.Count != 1000 || !mine.SequenceEqual(theirs))
                throw new InvalidOperationException($"{Url(n)} gives {mine.Count} rows here and {theirs.Count} there, or others.");
        }

        static List<string> Ids(byte[] page) => [.. JsonDocument.Parse(page).RootElement.GetProperty("value").EnumerateArray().Select(row => $"{row.GetProperty("id")} {(row.GetProperty("value").ValueKind == JsonValueKind.Null ? double.NaN : row.GetProperty("value").GetDouble())}")];
    }

    private static async Task CompareAsync(Report report, string what, ServedLeg ours, Func<int, string> mine, ServedLeg peer, Func<int, string> theirs, double bar, string? cacheControl = null, string? ifNoneMatch = null)
    {
        double best = 0, other = 0;
        for (var turn = 0; turn < 2; turn++)
        {
            other = Math.Max(other, await LoadAsync(peer, theirs, cacheControl, ifNoneMatch));
            best = Math.Max(best, await LoadAsync(ours, mine, cacheControl, ifNoneMatch));
        }
        report.Add(what, $"{best:n0}", $"{other:n0}", best / other, bar, atMost: false);
    }

    /// <summary>Requests per second over all connections.</summary>
    private static async Task<double> LoadAsync(ServedLeg server, Func<int, string> url, string? cacheControl, string? ifNoneMatch)
    {
        var (n, counted, watch) = (-1, 0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < Warm + Measured)
            {
                await server.ReadAsync(url(Interlocked.Increment(ref n)), cacheControl, ifNoneMatch);
                if (watch.Elapsed > Warm && watch.Elapsed < Warm + Measured)
                    Interlocked.Increment(ref counted);
            }
        })));
        return counted / Measured.TotalSeconds;
    }

    private static async Task<double> MedianAsync(ServedLeg server)
    {
        var times = new List<double>();
        for (var n = 0; n < 400; n++)
        {
            var from = Stopwatch.GetTimestamp();
            await server.ReadAsync(Url(n), "no-cache", null);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        times = [.. times.Skip(80).Order()];
        return times[times.Count / 2];
    }

    /// <summary>Reads every row by nextLink: rows a second, and milliseconds a page at the beginning and at the end.</summary>
    internal static async Task<(double RowsPerSecond, double First, double Last)> ImportAsync(ServedLeg server)
    {
        var (rows, pages, watch) = (0L, new List<double>(), Stopwatch.StartNew());
        for (string? next = "odata/Outcomes"; next is not null;)
        {
            var from = Stopwatch.GetTimestamp();
            var page = await server.BytesAsync(next);
            pages.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            (next, var read) = Read(page);
            rows += read;
        }
        if (rows != AllRows)
            throw new InvalidOperationException($"{rows} rows came of {AllRows}.");
        var tenth = pages.Count / 10;
        return (rows / watch.Elapsed.TotalSeconds, pages.Skip(1).Take(tenth).Average(), pages.SkipLast(1).TakeLast(tenth).Average());
    }

    /// <summary>The next link and the rows of a page, read with as little work as can be: the client shares the cores.</summary>
    private static (string? Next, long Rows) Read(byte[] page)
    {
        var reader = new Utf8JsonReader(page);
        var (rows, next) = (0L, (string?)null);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2)
            {
                rows++;
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("@odata.nextLink"))
            {
                reader.Read();
                next = reader.GetString();
            }
        return (next, rows);
    }
}
