using System.Globalization;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;
using Outcomes.Tests.Analytics;

namespace Outcomes.Tests.PowerBi;

/// <summary>
/// Bookings, followers and replies of a small town from January 2024 to April 2026, published and served: two services, two wards of a district,
/// two channels, two platforms, a network silent for the end of a month, and a day hidden at source. The same file stands open as an oracle.
/// </summary>
public sealed class PublishedFeed : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly LakeFolder lake = new();
    private Feed? feed;
    private WebApplication? server;

    /// <summary>The publication every query reads.</summary>
    public string Id { get; private set; } = "";

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    public DuckDBConnection Oracle { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Fill();
        var publications = new Publications(new DirectoryStorage(folder["data/x"][..^2]), folder["published/x"][..^2]);
        var first = Publish(publications, "2026-04-05T06:00:00Z", []);
        var second = Publish(publications, "2026-05-05T06:00:00Z", [first]);
        feed = new(FeedModel.Read(), publications, folder["serving/x"][..^2]);
        foreach (var publication in new[] { first, second })
            await publications.PutAsync(publication, TestContext.Current.CancellationToken);
        await feed.ServeAsync(second, TestContext.Current.CancellationToken);
        Id = second.Id;
        server = LocalServer.Build(feed, new byte[32], new Records(new SqliteLedgerStore(folder["records.db"]), TimeProvider.System), new(RequestsPerMinute: 1_000_000), "http://127.0.0.1:0");
        await server.StartAsync();
        Client.BaseAddress = new Uri(server.Urls.Single());
        ServingFile.Build(second, Contracts.Sets, publications.Folder, folder["oracle.duckdb"]);
        Oracle = Duck.Open(folder["oracle.duckdb"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Client.Dispose();
        feed?.Dispose();
        Oracle?.Dispose();
        lake.Dispose();
        folder.Dispose();
    }

    private Publication Publish(Publications publications, string asOf, Publication[] kept)
    {
        var at = DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture);
        return Publication.Publish(
            new()
            {
                Lake = lake.Snapshot,
                Datasets = LakeFolder.Datasets,
                Sets = Contracts.Sets,
                // As counted: the queries are held against what was given.
                Measures = [.. LakeFolder.Measures.Where(measure => measure.Id is "bookings" or "followers" or "reply_rate").Select(measure => measure with { Disclosure = "none" })],
                AsOf = at,
                Created = at,
                Kept = kept,
            },
            publications.Folder);
    }

    private void Fill()
    {
        var (bookings, followers) = (new StringBuilder("service,area,channel,date,reference,booked,status,booked_low,booked_high\n"), new StringBuilder("account,date,followers,inbound_needing_reply,replied\n"));
        var (first, last, n) = (new DateOnly(2024, 1, 1), new DateOnly(2026, 4, 30), 0);
        for (var day = first; day <= last; day = day.AddDays(1), n++)
        {
            var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (var (service, area, channel, some) in new[] { ("events", "W1", "web", 40), ("events", "W2", "phone", 30), ("parks", "W1", "phone", 20), ("parks", "unknown", "web", 60) })
                bookings.Append(CultureInfo.InvariantCulture, $"{service},{area},{channel},{date},r{n},")
                    .Append(service == "parks" && day == new DateOnly(2025, 6, 10) ? ",suppressed,1,4\n" : string.Create(CultureInfo.InvariantCulture, $"{some + n % 7},ok,,\n"));
            if (day is not { Year: 2025, Month: 11, Day: >= 19 })
                followers.Append(CultureInfo.InvariantCulture, $"facebook:town,{date},{1000 + n},{50 + n % 5},{40 + n % 3}\n");
            followers.Append(CultureInfo.InvariantCulture, $"bluesky:events,{date},{300 + n},{30 + n % 5},{30}\n");
        }
        lake.Add("service_bookings", "till", bookings.ToString())
            .Add("social_account_days", "social", followers.ToString())
            .Add("social_accounts", "list", "account,platform,service,area,owner_type\nfacebook:town,facebook,,,council\nbluesky:events,bluesky,events,,council\n")
            .Add("services", "list", "service,title\nevents,Events\nparks,Parks\n")
            .Add("areas", "list", "area,name,type,parent\nD1,Town,district,\nW1,Abbey,ward,D1\nW2,Bridge,ward,D1\n")
            .Add("channels", "list", "channel,title,digital\nweb,Web,true\nphone,Phone,false\n")
            .Add("platforms", "list", "platform,title\nfacebook,Facebook\nbluesky,Bluesky\n")
            .Add("coverage", "ingestion", $"""
                source,dataset,from_date,to_date,absent
                till,service_bookings,{first:yyyy-MM-dd},{last:yyyy-MM-dd},zero
                social,social_account_days,{first:yyyy-MM-dd},{last:yyyy-MM-dd},missing
                """);
    }
}

/// <summary>A step of a query, as Power Query would ask for it.</summary>
internal sealed record FoldedStep(string Step, string Root, string[] Options, Dictionary<string, string> Pins, string? Set = null, string? Filter = null, string[]? Select = null, string[]? Orderby = null, long? Top = null, string? Cell = null)
{
    /// <summary>The URL, below the server's address.</summary>
    public string Url(string publication, long? preview = null)
    {
        var options = Pins.Select(pin => (pin.Key, Value: pin.Value == "Publication" ? publication : throw new InvalidOperationException(pin.Value)))
            .Concat(new[] { ("$filter", Filter), ("$orderby", Orderby is null ? null : string.Join(',', Orderby)), ("$select", Select is null ? null : string.Join(',', Select)), ("$top", (Top ?? preview)?.ToString(CultureInfo.InvariantCulture)) }
                .Where(option => option.Item2 is not null).Select(option => (option.Item1, Value: option.Item2!)));
        var query = string.Join('&', options.Select(option => $"{option.Item1}={Uri.EscapeDataString(option.Value)}"));
        return $"{Root}{Set}{(query.Length == 0 ? "" : "?")}{query}";
    }
}

/// <summary>A query of the model: its steps, and which of them is its result.</summary>
internal sealed record FoldedQuery(string Name, string? Error, string Result, FoldedStep[] Steps);

/// <summary>Folds M by Microsoft's parser, and asks as Power Query asks.</summary>
internal static class PowerQuery
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What Power Query accepts of an OData service, as recorded.</summary>
    public const string Accept = "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7";

    /// <summary>Folds queries with the model's parameters.</summary>
    public static async Task<IReadOnlyList<FoldedQuery>> FoldAsync(IEnumerable<(string Name, string M)> queries, string? from = null, string? to = null)
    {
        var asked = JsonSerializer.Serialize(new
        {
            queries = queries.Select(query => new { query.Name, query.M }),
            parameters = new Dictionary<string, string> { ["RangeStart"] = from ?? Parameter("RangeStart"), ["RangeEnd"] = to ?? Parameter("RangeEnd") },
        }, Json);
        return JsonSerializer.Deserialize<FoldedQuery[]>(await RunAsync(asked, "fold"), Json)!;
    }

    /// <summary>Runs check.mjs and gives what it printed.</summary>
    public static async Task<string> RunAsync(string input, params string[] arguments)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "powerbi");
        await NodePackages.InstallAsync(folder);
        using var temporary = new TempFolder();
        using var node = NodePackages.Start("node", folder, ["check.mjs", .. arguments, .. input.Length == 0 ? Array.Empty<string>() : [temporary.Write("input.json", input)]]);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return await output;
    }

    /// <summary>One request with Power Query's headers.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string url, string accept = Accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress!, url));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("OData-MaxVersion", "4.0");
        request.Headers.TryAddWithoutValidation("Prefer", "odata.omit-values=nulls,omit-values=nulls");
        request.Headers.TryAddWithoutValidation("User-Agent", "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>All rows of a step, page by page.</summary>
    public static async Task<List<JsonElement>> RowsAsync(HttpClient client, string url)
    {
        var rows = new List<JsonElement>();
        for (var next = url; next is not null;)
        {
            using var reply = await SendAsync(client, next);
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(reply.IsSuccessStatusCode, $"{next} gave {(int)reply.StatusCode}: {text}");
            var page = JsonDocument.Parse(text).RootElement;
            rows.AddRange(page.GetProperty("value").EnumerateArray());
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return rows;
    }

    /// <summary>A DateTime parameter's value as ISO text.</summary>
    private static string Parameter(string name)
    {
        var text = PowerBiProject.Expressions.Single(expression => expression.Name == name).Text!;
        var parts = text[(text.IndexOf('(') + 1)..text.IndexOf(')')].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new DateTime(parts[0], parts[1], parts[2]).ToString("s", CultureInfo.InvariantCulture);
    }
}
