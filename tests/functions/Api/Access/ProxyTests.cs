using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>A feed that lets this computer read without a key, seen through a proxy on this computer, whose address is this computer's too.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private const string Outside = "https://outcomes.council.example/";
    private readonly HttpClient inner = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private ServedFeed feed = null!;
    private WebApplication proxy = null!;

    public async ValueTask InitializeAsync()
    {
        feed = new ServedFeed { Access = new(Anonymous: true, RequestsPerMinute: 1_000_000, Address: new(Outside)) };
        await feed.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        proxy = builder.Build();
        proxy.Run(ForwardAsync);
        await proxy.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await feed.DisposeAsync();
        inner.Dispose();
    }

    [Theory]
    [InlineData("odata/")]
    [InlineData("odata/$metadata")]
    [InlineData("odata/Outcomes?$top=1")]
    [InlineData("odata/Outcomes/$count")]
    [InlineData("odata/Outcomes?$apply=aggregate($count as n)")]
    [InlineData("reports/Outcomes.csv")]
    [InlineData("reports/changes?from=2026-04-01")]
    [InlineData("trace/0123456789abcdef")]
    [InlineData("trace/0123456789abcdef/rows/service_bookings.csv")]
    [InlineData("openapi.json")]
    [InlineData("docs")]
    [InlineData("")]
    public async Task Without_a_key_nothing_is_answered_through_a_proxy_or_to_another_name_though_the_address_is_this_computers(string path)
    {
        Assert.Equal(401, (await feed.SendAsync($"{proxy.Urls.Single()}/{path}")).Status);
        var direct = new Uri(feed.Client.BaseAddress!, "/" + path).ToString();
        foreach (var header in new[] { "Host: outcomes.council.example", "Host: localhost.evil.example", "Host: 127.0.0.1.evil.example", "Host: 10.0.0.1", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost", "Forwarded: for=127.0.0.1;host=localhost", "Via: 1.1 here" })
            Assert.True((await feed.SendAsync(direct, "GET", header)).Status == 401, $"{path} with {header} was answered");
        Assert.NotEqual(401, (await feed.SendAsync(direct)).Status);
    }

    [Fact]
    public async Task A_batch_through_a_proxy_needs_a_key_and_its_parts_cannot_say_otherwise()
    {
        const string Body = """{"requests": [{"id": "a", "method": "GET", "url": "Outcomes/$count", "headers": {"host": "localhost"}}]}""";
        Assert.Equal(401, (await feed.PostAsync($"{proxy.Urls.Single()}/odata/$batch", Body, "application/json")).Status);

        var limited = $"x-api-key: {await KeyAsync("parks")}";
        var another = await KeyAsync();
        var tried = Body.Replace("\"host\": \"localhost\"", $"\"x-api-key\": \"{another}\"");
        var reply = await feed.PostAsync($"{proxy.Urls.Single()}/odata/$batch", tried, "application/json", limited);
        Assert.Equal(MineCount(), reply.Json.GetProperty("responses")[0].GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_limited_key_is_limited_through_a_proxy_on_every_route_and_links_begin_with_the_council_s_address()
    {
        var (key, at) = ($"x-api-key: {await KeyAsync("parks")}", proxy.Urls.Single());
        Assert.Equal(MineCount(), (await feed.SendAsync($"{at}/odata/Outcomes/$count", "GET", key)).Text);
        Assert.Equal(MineCount(), (await feed.SendAsync($"{at}/odata/Outcomes?$apply=aggregate($count%20as%20n)", "GET", key)).Json.GetProperty("value")[0].GetProperty("n").GetRawText());
        Assert.Equal(MineCount(), $"{(await feed.SendAsync($"{at}/reports/Outcomes.ndjson", "GET", key)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}");
        var hidden = feed.Oracle.One<string>("select id from T where service <> 'parks' limit 1");
        Assert.Equal(404, (await feed.SendAsync($"{at}/odata/Outcomes('{hidden}')", "GET", key)).Status);
        Assert.Equal(404, (await feed.SendAsync($"{at}/trace/{hidden}", "GET", key)).Status);
        Assert.Equal(200, (await feed.SendAsync($"{at}/trace/{feed.Oracle.One<string>("select id from T where service = 'parks' limit 1")}", "GET", key)).Status);
        Assert.Equal(403, (await feed.SendAsync($"{at}/odata/Runs", "GET", key)).Status);

        var page = (await feed.SendAsync($"{at}/odata/Outcomes", "GET", key, "Prefer: maxpagesize=5", "Host: evil.example")).Json;
        Assert.StartsWith($"{Outside}odata/Outcomes?$skiptoken=", page.GetProperty("@odata.nextLink").GetString());
        Assert.Equal($"{Outside}odata/$metadata#Outcomes", page.GetProperty("@odata.context").GetString());
        var next = page.GetProperty("@odata.nextLink").GetString()!.Replace(Outside, at + "/");
        Assert.Equal(200, (await feed.SendAsync(next, "GET", key)).Status);
        Assert.Equal(400, (await feed.SendAsync(next, "GET", $"x-api-key: {await KeyAsync()}")).Status);
    }

    private string MineCount() => $"{feed.Oracle.One<long>("select count(*) from T where service = 'parks'")}";

    private async Task<string> KeyAsync(params string[] services)
    {
        var (key, secret) = await feed.Keys.MakeAsync("test", Outcomes.Functions.Api.Access.Role.Reader, services, [], TestContext.Current.CancellationToken);
        return $"{key.Id}.{secret}";
    }

    /// <summary>What nginx or IIS does: passes on what came, as its own request, and says for whom.</summary>
    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(feed.Client.BaseAddress!, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, value) in context.Request.Headers.Where(header => header.Key is not "Host"))
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, value.ToArray());
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        using var reply = await inner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, value) in reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Content-Length")))
            context.Response.Headers[name] = value.ToArray();
        await reply.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
