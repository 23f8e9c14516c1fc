using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Parquet.Serialization;

namespace Outcomes.Tests.Functions.Api.Differencing;

/// <summary>The invented council: ingested, published, corrected and published again as the command line does it, with the protection everybody gets, and served.</summary>
public sealed class AttackedCouncil : IAsyncLifetime
{
    private static readonly DateTimeOffset[] Made = [new(2026, 4, 10, 6, 0, 0, TimeSpan.Zero), new(2026, 4, 20, 6, 0, 0, TimeSpan.Zero)];

    private static readonly (string Set, string Grain)[] Sets = [("Outcomes", "month"), ("OutcomesWeekly", "week"), ("OutcomesDaily", "day"), ("Summaries", "")];

    private readonly TempFolder folder = new();
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly InventedCouncil council = new();
    private readonly List<InventedCouncil.Line[]> lines = [];
    private readonly Dictionary<(int Publication, Cell Cell, char Part), long> counts = [];
    private HashSet<(string Dataset, string Service, DateOnly Month)> touched = [];
    private Composition? composition;
    private Feed? feed;
    private WebApplication? server;
    private List<Figures>? read;

    /// <summary>The two publications.</summary>
    public List<Publication> Publications { get; } = [];

    public async ValueTask InitializeAsync()
    {
        for (var publication = 0; publication < 2; publication++)
        {
            if (publication == 1)
                touched = council.Restate();
            council.Write(folder);
            lines.Add([.. council.Lines]);
            composition ??= await Composition.OpenAsync(Settings.Read(new ConfigurationBuilder().Build(), folder["council"], folder["data"]), Council.Load(folder["council"]), TimeProvider.System, Cancelled);
            Assert.Empty(composition.Council.Faults);
            Assert.All(await composition.Ingestion.RunAsync([], cancellationToken: Cancelled), run => Assert.Contains(run.Status, (string[])["succeeded", "unchanged"]));
            Publications.Add(await composition.Publishing.RunAsync(null, Cancelled, Made[publication]));
            feed ??= new(FeedModel.Read(), composition.Publications, composition.ServingFolder);
            await feed.ServeAsync(Publications[^1], Cancelled);
        }
        server = LocalServer.Build(feed!, new byte[32], composition!.Records, new(RequestsPerMinute: 1_000_000), "http://127.0.0.1:0");
        await server.StartAsync();
        client.BaseAddress = new($"{server.Urls.Single()}/");
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What a figure truly counts in a publication: where the measure could not be published anew, in the one before.</summary>
    internal long Count(int publication, Cell cell, char part)
    {
        var made = Publications[publication].Notes.Any(note => note.Stale && note.Measure == cell.Measure) ? 0 : publication;
        return counts.TryGetValue((made, cell, part), out var known) ? known : counts[(made, cell, part)] = InventedCouncil.Count(lines[made], cell, part);
    }

    /// <summary>Whether what was brought in between the publications may have changed a figure of one service and at most a month.</summary>
    internal bool Changed(Cell cell)
    {
        var dataset = cell.Measure == "bookings" ? "bookings" : "contacts";
        bool Touched(DateOnly day) => touched.Contains((dataset, cell.Service, new(day.Year, day.Month, 1)));
        return Touched(cell.Period) || (cell.Grain == "week" && Touched(cell.Period.AddDays(6)));
    }

    /// <summary>A key, as a header.</summary>
    public async Task<string> KeyAsync(string[] services, string[] areas)
    {
        var (key, secret) = await server!.Services.GetRequiredService<ApiKeys>().MakeAsync("test", Role.Reader, services, areas, Cancelled);
        return $"x-api-key: {key.Id}.{secret}";
    }

    public async Task<byte[]> GetAsync(string path, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await client.SendAsync(request, Cancelled);
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, $"{path} gave {response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
        return body;
    }

    /// <summary>The answers of a batch of readings.</summary>
    public async Task<List<JsonElement>> BatchAsync(IEnumerable<string> urls)
    {
        var requests = urls.Select((url, at) => new { id = $"{at}", method = "GET", url });
        using var response = await client.PostAsync("odata/$batch", new StringContent(JsonSerializer.Serialize(new { requests }), System.Text.Encoding.UTF8, "application/json"), Cancelled);
        var parts = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled)).RootElement.GetProperty("responses");
        return [.. parts.EnumerateArray().Select(part => part.GetProperty("status").GetInt32() == 200 ? part.GetProperty("body") : throw new InvalidOperationException($"A part of the batch gave {part}."))];
    }

    /// <summary>The rows of all pages, following the links.</summary>
    public async Task<List<JsonElement>> RowsAsync(string path, string? header = null)
    {
        var rows = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = JsonDocument.Parse(await GetAsync(next, header)).RootElement;
            rows.AddRange(page.GetProperty("value").EnumerateArray());
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return rows;
    }

    /// <summary>Everything that is served of both publications, by every route out.</summary>
    internal async Task<IReadOnlyList<Figures>> ReadAsync()
    {
        if (read is not null)
            return read;
        string[] keys = [await KeyAsync([], ["W1", "W2", "D1"]), await KeyAsync([], ["W3", "W4", "D2"]), await KeyAsync(["bins"], []), await KeyAsync(["parks"], [])];
        var publications = new List<Figures>();
        foreach (var (publication, at) in Publications.Select((publication, at) => (publication, at)))
        {
            var figures = new Figures();
            string of = $"publication={publication.Id}", day = $"as_of={publication.AsOf.AddDays(1):yyyy-MM-dd}";
            foreach (var (set, grain) in Sets)
            {
                figures.Add("publication=", grain, Figures.Wanted(await RowsAsync($"odata/{set}?{of}")));
                figures.Add("as_of=", grain, Figures.Wanted(await RowsAsync($"odata/{set}?{day}")));
                if (at == 1)
                    figures.Add("the feed", grain, Figures.Wanted(await RowsAsync($"odata/{set}")));
                figures.Add("$filter", grain, Figures.Wanted(await RowsAsync($"odata/{set}?{of}&$filter=service ne 'all' and contains(measure,'contact')&$orderby=numerator desc")));
                foreach (var (key, nr) in keys.Select((key, nr) => (key, nr)))
                    figures.Add($"key {nr + 1}", grain, Figures.Wanted(await RowsAsync($"odata/{set}?{of}", key)));
                foreach (var row in (await ParquetSerializer.DeserializeUntypedAsync(new MemoryStream(await GetAsync($"reports/{set}.parquet?{of}")), cancellationToken: TestContext.Current.CancellationToken)).Data)
                    if (Figures.Measures.Contains(row["measure"]))
                        figures.Add("Parquet", grain, column => row.GetValueOrDefault(column) switch { null => null, DateTime day => $"{day:yyyy-MM-dd}", IFormattable value => value.ToString(null, CultureInfo.InvariantCulture), var value => value.ToString() });
                // No cell of these has a comma or a quote.
                var lines = System.Text.Encoding.UTF8.GetString(await GetAsync($"reports/{set}.csv?{day}")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
                foreach (var line in lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second)).Where(line => Figures.Measures.Contains(line["measure"])))
                    figures.Add("CSV", grain, column => line.GetValueOrDefault(column) is { Length: > 0 } text ? text : null);
            }
            figures.Add("$batch", "", (await BatchAsync(Figures.Measures.Select(measure => $"Summaries?{of}&$filter=measure eq '{measure}' and grain eq 'month'"))).SelectMany(page => page.GetProperty("value").EnumerateArray()));
            publications.Add(figures);
        }
        return read = publications;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        feed?.Dispose();
        composition?.Dispose();
        client.Dispose();
        folder.Dispose();
    }
}
