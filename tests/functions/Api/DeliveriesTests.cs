using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Files sent to a source over HTTP, by a server that works as the command line's does.</summary>
public sealed class DeliveriesTests : IAsyncLifetime
{
    private const string Source = """
        -- title: Ticket orders
        -- dataset: service_bookings
        -- files: files/orders-*.csv
        -- files_are: parts
        -- columns: {day: date, places: integer}
        -- absent: zero
        -- mode: replace
        -- owner: events@council.example

        select day as date, 'events' as service, 'W1' as area, 'web' as channel, number as reference, places as booked from raw
        """;

    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient client = new();
    private Composition composition = null!;
    private Feed feed = null!;
    private WebApplication server = null!;
    private Task serving = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(folder["council/sources/orders.sql"], Source);
        File.WriteAllText(folder["council/files/orders-2026-03.csv"], "number,day,places\nA1,2026-03-02,30\n");
        File.WriteAllText(folder["council/data/areas.csv"], "area,name,type,parent\nW1,Hill,ward,\n");
        var council = Council.Load(folder["council"]);
        composition = await Composition.OpenAsync(Settings.Read(new ConfigurationBuilder().Build(), folder["council"], folder["data"]), council, TimeProvider.System, TestContext.Current.CancellationToken);
        feed = new(FeedModel.Read(), composition.Publications, composition.ServingFolder);
        var deliveries = new Deliveries(council.Sources, composition.Settings.Raw);
        server = LocalServer.Build(feed, new byte[32], composition.Records, new(RequestsPerMinute: 1_000_000), "http://127.0.0.1:0", deliveries: deliveries);
        await server.StartAsync();
        client.BaseAddress = new(server.Urls.Single());
        serving = new Serving(composition, feed, new Progress<string>(), deliveries).RunAsync(stop.Token);
    }

    [Fact]
    public async Task A_file_that_an_engineer_sends_arrives_in_the_feed_and_its_way_can_be_watched()
    {
        await UntilAsync("2026-03-02");
        client.DefaultRequestHeaders.Add("x-api-key", await KeyAsync(Role.Engineer));
        using var watching = await client.GetStreamAsync("/progress", TestContext.Current.CancellationToken);

        var sent = await client.PostAsync("/ingest/orders?name=orders-2026-04.csv", new StringContent("number,day,places\nA2,2026-04-07,50\n"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await UntilAsync("2026-04-07");
        using var lines = new StreamReader(watching);
        var told = new List<string>();
        while (!told.Exists(line => line.StartsWith("data: Serving publication", StringComparison.Ordinal) && told.Contains("data: orders: orders-2026-04.csv arrived.")))
            told.Add(await lines.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidDataException(string.Join('\n', told)));
    }

    [Fact]
    public async Task Only_an_engineer_may_send_only_to_a_source_and_only_by_a_name_it_looks_for()
    {
        using var body = new StringContent("x");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync("/ingest/orders?name=orders-1.csv", body, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/progress", TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Add("x-api-key", await KeyAsync(Role.Engineer));
        foreach (var name in new[] { "", "other.csv", "../orders-1.csv", "orders-1.csv/../../x", "orders-\u0000.csv", "orders-..\\..\\x.csv", ".orders-1.csv", $"orders-{new string('a', 300)}.csv" })
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync($"/ingest/orders?name={Uri.EscapeDataString(name)}", body, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/ingest/none?name=orders-1.csv", body, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/ingest/orders?name=orders-1.csv", new StringContent(""), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(["orders-2026-03.csv"], Directory.GetFiles(folder["council/files/x"][..^2]).Select(Path.GetFileName));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
        await server.DisposeAsync();
        feed.Dispose();
        composition.Dispose();
        client.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    private async Task<string> KeyAsync(Role role)
    {
        var (key, secret) = await server.Services.GetRequiredService<ApiKeys>().MakeAsync("test", role, [], [], TestContext.Current.CancellationToken);
        return $"{key.Id}.{secret}";
    }

    /// <summary>Waits until the feed says that orders up to a day are in the lake.</summary>
    private async Task UntilAsync(string day)
    {
        for (var tries = 0; ; tries++)
        {
            using var reply = await client.GetAsync($"/odata/Freshness/$count?$filter=source eq 'orders' and to_date eq {day}", TestContext.Current.CancellationToken);
            var answer = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer == "1")
                return;
            Assert.True(tries < 240, $"Orders of {day} were not there after two minutes: {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }
    }
}
