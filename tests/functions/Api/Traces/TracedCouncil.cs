using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api.Traces;

/// <summary>A small council, ingested, published and served as the command line does it; its rows are few enough to count by hand.</summary>
public sealed class TracedCouncil : IAsyncLifetime
{
    private const string Source = """
        -- title: Ticket orders
        -- dataset: service_bookings
        -- files: orders.csv
        -- columns: {day: date, places: integer}
        -- absent: zero
        -- mode: replace
        -- owner: events@council.example

        select day as date, service, nullif(area, '') as area, channel, number as reference, places as booked from raw
        """;

    private const string Orders = """
        number,day,places,service,area,channel
        A1,2026-03-02,30,events,W1,web
        A2,2026-03-09,20,events,W2,web
        A3,2026-03-31,40,parks,W1,phone
        A4,2026-04-01,50,events,W1,web
        A5,2026-02-28,60,events,W1,web
        """;

    private readonly TempFolder folder = new();
    private readonly HttpClient client = new();
    private Composition? composition;
    private Feed? feed;
    private WebApplication? server;

    public string Address => server!.Urls.Single();

    public Composition Composition => composition!;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(folder["council/sources/orders.sql"], Source);
        File.WriteAllText(folder["council/orders.csv"], Orders);
        File.WriteAllText(folder["council/data/areas.csv"], "area,name,type,parent\nW1,Hill,ward,D1\nW2,Dale,ward,D1\nD1,Townton,district,\n");
        var bookings = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "analytics/measures/bookings.sql"));
        File.WriteAllText(folder["council/measures/places.sql"], bookings.Replace("-- title: Bookings", "-- title: Places").Replace("disclosure: person_count", "disclosure: none"));
        composition = await Composition.OpenAsync(
            Settings.Read(new ConfigurationBuilder().Build(), folder["council"], folder["data"]), Council.Load(folder["council"]), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.All(await composition.Ingestion.RunAsync([], cancellationToken: TestContext.Current.CancellationToken), run => Assert.Equal("succeeded", run.Status));
        feed = new(FeedModel.Read(), composition.Publications, composition.ServingFolder);
        await PublishAsync();
        server = LocalServer.Build(feed, new byte[32], composition.Records, new(RequestsPerMinute: 1_000_000, LakeRows: true), "http://127.0.0.1:0", new(composition.Lake, composition.Council.Datasets));
        await server.StartAsync();
    }

    /// <summary>Publishes the lake as it stands and serves that.</summary>
    public async Task<Publication> PublishAsync()
    {
        var publication = await Composition.Publishing.RunAsync(null, TestContext.Current.CancellationToken);
        await feed!.ServeAsync(publication, TestContext.Current.CancellationToken);
        return publication;
    }

    /// <summary>Brings in other orders.</summary>
    public async Task IngestAsync(string change, string by)
    {
        File.WriteAllText(folder["council/orders.csv"], Orders.Replace(change, by));
        await Composition.Ingestion.RunAsync([], cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>A key, as a header.</summary>
    public async Task<string> KeyAsync(Role role, params string[] services)
    {
        var (key, secret) = await server!.Services.GetRequiredService<ApiKeys>().MakeAsync("test", role, services, [], TestContext.Current.CancellationToken);
        return $"x-api-key: {key.Id}.{secret}";
    }

    /// <summary>The id of a figure of the current publication.</summary>
    public async Task<string> IdAsync(string measure, string level, string period, string service = "all", string area = "all")
    {
        var filter = $"measure eq '{measure}' and grain eq 'month' and level eq '{level}' and period eq {period} and service eq '{service}' and area eq '{area}'";
        var reply = await GetAsync($"/odata/Summaries?$select=id&$filter={Uri.EscapeDataString(filter)}");
        return reply.Json.GetProperty("value")[0].GetProperty("id").GetString()!;
    }

    public async Task<Reply> GetAsync(string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address + path);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
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
