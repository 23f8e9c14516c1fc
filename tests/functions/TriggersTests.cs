using System.Net;
using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Outcomes.Functions;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.WorkItems;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Functions;

/// <summary>Every trigger of the Azure Functions app, called as its host would, over Azurite; requests come through an outer ASP.NET Core host, as in the isolated worker.</summary>
public class TriggersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_tick_to_the_feed_through_every_trigger()
    {
        using var council = await WorkedCouncil.MakeAsync("azure");
        using var app = FunctionsApp.Over(council.Configuration, TimeProvider.System, new Progress<string>());
        var triggers = new Triggers(app);
        using var composition = await council.OpenAsync();
        var queue = council.Queue();

        await triggers.TickAsync(new() { IsPastDue = true }, Stop);
        await composition.Rounds(null).BeginAsync(["places", "orders_1"], unlessOpen: true, Stop);
        Assert.Equal(["Ingest", "Ingest", "Publish"], await WorkAsync(queue, text => triggers.WorkAsync(text, Stop)));
        await triggers.TidyAsync(new(), Stop);
        Assert.Equal(["Tidy"], await WorkAsync(queue, text => triggers.WorkAsync(text, Stop)));
        await triggers.PoisonAsync("what nobody can read", Stop);
        Assert.Equal("what nobody can read", Assert.Single(await Rounds.PoisonAsync(composition.Ledger, Stop)).Text);

        await using var outer = await OuterAsync(triggers);
        using var client = new HttpClient { BaseAddress = new(outer.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", Stop)).StatusCode);
        var refused = await client.GetAsync("/odata/Outcomes", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode); // every caller looks like loopback here: nobody reads without a key
        Assert.Equal("nosniff", refused.Headers.GetValues("X-Content-Type-Options").Single());

        var (key, secret) = await new ApiKeys(composition.Records, TimeProvider.System).MakeAsync("test", Role.Reader, [], [], Stop);
        client.DefaultRequestHeaders.Add("x-api-key", $"{key.Id}.{secret}");
        var json = JsonDocument.Parse(await client.GetStringAsync("/odata/Summaries?$filter=measure eq 'bookings' and grain eq 'month' and level eq 'council'&$select=period,value", Stop)).RootElement;
        Assert.Equal("2026-03-01", json.GetProperty("value")[0].GetProperty("period").GetString());
        Assert.Contains("EntityType Name=\"", await client.GetStringAsync("/odata/$metadata", Stop));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/odata/Measures");
        again.Headers.IfNoneMatch.Add((await client.GetAsync("/odata/Measures", Stop)).Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, Stop)).StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, "/readyz");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(head, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/nowhere", Stop)).StatusCode);
        foreach (var ofTheHost in (string[])["/admin", "/admin/host/status", "/admin/functions/work", "/runtime/webhooks/blobs"]) // the Functions host answers these before anything of ours, and we add nothing
            Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(ofTheHost, null, Stop)).StatusCode);
        using var batch = new StringContent("""{"requests":[{"id":"1","method":"GET","url":"Measures/$count"}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        Assert.Contains("\"status\":200", (await (await client.PostAsync("/odata/$batch", batch, Stop)).Content.ReadAsStringAsync(Stop)).Replace(" ", "", StringComparison.Ordinal));
        using var zipped = new HttpRequestMessage(HttpMethod.Get, "/odata/Measures");
        zipped.Headers.AcceptEncoding.Add(new("gzip"));
        Assert.Equal("gzip", (await client.SendAsync(zipped, Stop)).Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public void Every_trigger_is_one_line_and_is_what_the_host_expects()
    {
        var found = typeof(Triggers).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name, method => method.GetParameters()[0].GetCustomAttributes().First(attribute => attribute.GetType().Namespace == "Microsoft.Azure.Functions.Worker"));

        Assert.Equal(["housekeeping", "http", "poison", "tick", "work"], found.Keys.Order());
        Assert.Equal("{*path}", Assert.IsType<HttpTriggerAttribute>(found["http"]).Route);
        Assert.Equal(AuthorizationLevel.Anonymous, ((HttpTriggerAttribute)found["http"]).AuthLevel);
        Assert.Equal(["delete", "get", "head", "options", "patch", "post", "put"], ((HttpTriggerAttribute)found["http"]).Methods.Order());
        Assert.Equal(((QueueTriggerAttribute)found["work"]).QueueName + "-poison", ((QueueTriggerAttribute)found["poison"]).QueueName);
        Assert.False(((TimerTriggerAttribute)found["tick"]).RunOnStartup);
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "functions/Triggers.cs")).Where(line => line.Contains("public Task ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Contains(" => app.", line));
    }

    [Fact]
    public void The_host_s_file_says_what_the_code_counts_on()
    {
        var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "host.json"))).RootElement;
        Assert.Equal("", host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal("base64", host.GetProperty("extensions").GetProperty("queues").GetProperty("messageEncoding").GetString());
        Assert.Equal(5, host.GetProperty("extensions").GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "host.json")));
    }

    [Fact]
    public async Task An_app_that_is_not_set_up_says_what_is_missing()
    {
        using var app = FunctionsApp.Over(new ConfigurationBuilder().Build(), TimeProvider.System);
        Assert.Contains("OUTCOMES_COUNCIL", (await Assert.ThrowsAsync<ArgumentException>(() => app.TickAsync(false, Stop))).Message);
    }

    [Fact]
    public async Task A_first_request_that_fails_is_followed_by_one_that_is_answered()
    {
        using var council = await WorkedCouncil.MakeAsync("azure");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(council.Configuration.AsEnumerable()).Build();
        var folder = configuration["OUTCOMES_COUNCIL"];
        using var app = FunctionsApp.Over(configuration, TimeProvider.System, new Progress<string>());
        await using var outer = await OuterAsync(new(app));
        using var client = new HttpClient { BaseAddress = new(outer.Urls.Single()) };

        configuration["OUTCOMES_COUNCIL"] = null;
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/healthz", Stop)).StatusCode);
        configuration["OUTCOMES_COUNCIL"] = folder;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", Stop)).StatusCode);
    }

    /// <summary>Takes what lies in the queue as the Functions host does, and gives what it was.</summary>
    private static async Task<IReadOnlyList<string>> WorkAsync(QueueClient queue, Func<string, Task> work)
    {
        var done = new List<string>();
        while ((await queue.ReceiveMessageAsync(cancellationToken: Stop)).Value is { } message)
        {
            await work(message.Body.ToString());
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Stop);
            done.Add($"{WorkItem.FromJson(message.Body.ToString()).Verb}");
        }
        return done;
    }

    /// <summary>An ASP.NET Core host with an endpoint and services of its own, which hands each request to the trigger.</summary>
    private static async Task<WebApplication> OuterAsync(Triggers triggers)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var outer = builder.Build();
        outer.Map("/{**path}", (HttpContext context) => triggers.AnswerAsync(context.Request));
        await outer.StartAsync(Stop);
        return outer;
    }
}
