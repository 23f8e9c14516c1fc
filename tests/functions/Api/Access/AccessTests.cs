using System.Globalization;
using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api.Access;

public sealed class AccessTests(KeyedFeed feed) : IClassFixture<KeyedFeed>
{
    [Theory]
    [InlineData("")]
    [InlineData("Outcomes")]
    [InlineData("$metadata")]
    [InlineData("Outcomes/$count")]
    [InlineData("../reports/Outcomes.csv")]
    [InlineData("../")]
    [InlineData("../nosuch")]
    public async Task Nothing_is_answered_without_a_key(string path)
    {
        foreach (var headers in new string[][] { [], ["x-api-key: nobody.nothing"], ["x-api-key: "], [$"Authorization: Basic {KeyedFeed.Basic("nobody.nothing")}"], ["Authorization: Basic ??"], ["Authorization: Bearer a.b.c"] })
        {
            var reply = await feed.SendAsync(new Uri(feed.Client.BaseAddress!, path).ToString(), "GET", headers);
            Assert.True(reply.Status == 401, $"{path} with {string.Join(", ", headers)} gave {reply.Status}");
            Assert.Equal("Unauthorized", reply.Json.GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("Basic realm=\"Outcomes\"", reply.Headers["WWW-Authenticate"]);
            Assert.Equal("4.0", reply.Headers["OData-Version"]);
        }
    }

    [Fact]
    public async Task The_probes_answer_anybody()
    {
        Assert.Equal(200, (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/healthz").ToString())).Status);
        Assert.Equal(200, (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/readyz").ToString())).Status);
    }

    [Fact]
    public async Task A_key_opens_in_a_header_in_Basic_and_where_a_setting_allows_it_in_the_query_and_is_never_repeated()
    {
        var key = await feed.KeyAsync();
        Assert.Equal(200, (await feed.SendAsync("Outcomes/$count", "GET", $"x-api-key: {key}")).Status);
        Assert.Equal(200, (await feed.SendAsync("Outcomes/$count", "GET", $"Authorization: Basic {KeyedFeed.Basic(key)}")).Status);
        var page = await feed.SendAsync($"Outcomes?$top=20&code={key}", "GET", "Prefer: maxpagesize=5");
        Assert.Equal(200, page.Status);
        Assert.Contains("$skiptoken", page.Json.GetProperty("@odata.nextLink").GetString());
        Assert.DoesNotContain(key, page.Text);
    }

    [Theory]
    [InlineData("service", "events")]
    [InlineData("area", "place:town-hall")]
    [InlineData("area", "St John's & Høje/North")]
    public async Task A_limited_key_sees_its_rows_alone_by_every_way(string dimension, string member)
    {
        var header = $"x-api-key: {await (dimension == "service" ? feed.KeyAsync(services: [member]) : feed.KeyAsync(areas: [member]))}";
        var mine = $"where {dimension} = {Duck.Literal(member)}";
        var count = feed.Oracle.One<long>($"select count(*) from T {mine}");
        Assert.True(count > 0);

        var rows = await feed.AllAsync("Outcomes", header, "Prefer: maxpagesize=50");
        Assert.Equal(count, rows.Count);
        Assert.All(rows, row => Assert.Equal(member, row.GetProperty(dimension).GetString()));
        Assert.Equal($"{count}", (await feed.SendAsync("Outcomes/$count", "GET", header)).Text);
        Assert.Equal(count, (await feed.SendAsync("Outcomes?$count=true&$top=0", "GET", header)).Json.GetProperty("@odata.count").GetInt64());
        var sums = (await feed.SendAsync($"Outcomes?$apply=groupby(({dimension}),aggregate(numerator with sum as n,$count as rows))", "GET", header)).Json.GetProperty("value");
        Assert.Equal(
            [(member, feed.Oracle.One<long>($"select sum(numerator)::bigint from T {mine}"), count)],
            sums.EnumerateArray().Select(row => (row.GetProperty(dimension).GetString()!, Number(row, "n"), Number(row, "rows"))));
        Assert.Equal(0, (await feed.SendAsync($"Outcomes?$apply=filter({dimension} ne '{member.Replace("'", "''")}')/aggregate($count as n)", "GET", header)).Json.GetProperty("value")[0].GetProperty("n").GetInt64());
        var hidden = feed.Oracle.One<string>($"select id from T where {dimension} <> {Duck.Literal(member)} limit 1");
        Assert.Equal(404, (await feed.SendAsync($"Outcomes('{hidden}')", "GET", header)).Status);
        Assert.Equal(404, (await feed.SendAsync($"Outcomes('{hidden}')/value", "GET", header)).Status);
        var batch = await feed.PostAsync("$batch", $$"""{"requests": [{"id": "a", "method": "GET", "url": "Outcomes/$count"}, {"id": "b", "method": "GET", "url": "Outcomes('{{hidden}}')"}]}""", "application/json", header, "Prefer: continue-on-error");
        Assert.Equal([$"{count}", "404"], batch.Json.GetProperty("responses").EnumerateArray().Select(part => part.GetProperty("id").GetString() == "a" ? part.GetProperty("body").GetString()! : $"{part.GetProperty("status").GetInt32()}"));
        Assert.Equal($"{count}", (await feed.PostAsync("Outcomes/$count/$query", "", "text/plain", header)).Text);
        var csv = await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/reports/Outcomes.ndjson").ToString(), "GET", header);
        Assert.Equal(count, csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_set_that_cannot_be_limited_is_refused_and_what_says_nothing_of_a_service_is_not()
    {
        var header = $"x-api-key: {await feed.KeyAsync(services: ["events"])}";
        Assert.Equal(403, (await feed.SendAsync("Freshness", "GET", header)).Status);
        Assert.Equal(403, (await feed.SendAsync("Runs/$count", "GET", header)).Status);
        Assert.Equal(403, (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/reports/Runs.csv").ToString(), "GET", header)).Status);
        Assert.Equal(200, (await feed.SendAsync("Calendar?$top=1", "GET", header)).Status);
        Assert.Equal(["events"], (await feed.AllAsync("Services", header)).Select(row => row.GetProperty("service").GetString()));
    }

    [Fact]
    public async Task Limits_that_read_alike_are_not_the_same_limits()
    {
        var (one, other) = ($"x-api-key: {await feed.KeyAsync(services: ["events,housing"])}", $"x-api-key: {await feed.KeyAsync(services: ["events", "housing"])}");
        Assert.Equal(0, (await feed.SendAsync("Outcomes?$top=1", "GET", one)).Json.GetProperty("value").GetArrayLength());
        Assert.Equal(1, (await feed.SendAsync("Outcomes?$top=1", "GET", other)).Json.GetProperty("value").GetArrayLength());
        var (odd, plain) = ($"x-api-key: {await feed.KeyAsync(services: ["events|"])}", $"x-api-key: {await feed.KeyAsync(services: ["events"], areas: ["|"])}");
        Assert.NotEqual((await feed.SendAsync("Outcomes?$top=1", "GET", odd)).Headers["ETag"], (await feed.SendAsync("Outcomes?$top=1", "GET", plain)).Headers["ETag"]);
    }

    [Fact]
    public async Task What_one_limited_key_was_given_is_no_answer_for_another()
    {
        var (one, other) = ($"x-api-key: {await feed.KeyAsync(services: ["events"])}", $"x-api-key: {await feed.KeyAsync(services: ["housing"])}");
        var page = await feed.SendAsync("Outcomes?$top=50", "GET", one, "Prefer: maxpagesize=10");
        Assert.Equal(304, (await feed.SendAsync("Outcomes?$top=50", "GET", one, $"If-None-Match: {page.Headers["ETag"]}")).Status);
        Assert.Equal(200, (await feed.SendAsync("Outcomes?$top=50", "GET", other, $"If-None-Match: {page.Headers["ETag"]}")).Status);
        Assert.Equal(400, (await feed.SendAsync(new Uri(page.Json.GetProperty("@odata.nextLink").GetString()!).ToString(), "GET", other)).Status);
        Assert.Contains("private", page.Headers["Cache-Control"]);
        Assert.Contains("x-api-key", page.Headers["Vary"]);
    }

    [Fact]
    public async Task Every_request_leaves_a_line_that_says_who_what_how_many_rows_and_of_which_publication_and_no_secret()
    {
        var key = await feed.KeyAsync();
        await feed.SendAsync($"Outcomes?$top=7&code={key}");
        await feed.SendAsync("Outcomes?$top=7", "GET", "x-api-key: nobody.nothing");
        var id = $"key:{key.Split('.')[0]}";
        IReadOnlyList<Outcomes.Functions.Api.Access.Access> lines = [];
        for (var tries = 0; tries < 600 && !(lines.Any(line => line.Caller == id) && lines.Any(line => line.Status == 401)); tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            lines = await Audit.ListAsync(feed.Records, TestContext.Current.CancellationToken);
        }
        var line = lines.Single(line => line.Caller == id);
        Assert.Equal(("GET", 200, 7L, "20260401T000000Z-00000001"), (line.Method, line.Status, line.Rows!.Value, line.Publication));
        Assert.StartsWith("/odata/Outcomes?", line.Url);
        Assert.DoesNotContain(key.Split('.')[1], JsonSerializer.Serialize(lines));
        Assert.Contains(lines, refused => refused is { Status: 401, Caller: "anonymous" });
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    [InlineData("ndjson")]
    [InlineData("json")]
    public async Task The_rows_of_a_download_are_counted_in_the_audit(string format)
    {
        var key = await feed.KeyAsync(services: ["events"]);
        var reply = await feed.SendAsync(new Uri(feed.Client.BaseAddress!, $"/reports/Outcomes.{format}").ToString(), "GET", $"x-api-key: {key}");
        Assert.Equal(200, reply.Status);
        var mine = feed.Oracle.One<long>("select count(*) from T where service = 'events'");
        Assert.Equal(mine, (await LineAsync($"key:{key.Split('.')[0]}")).Rows);
    }

    private async Task<Outcomes.Functions.Api.Access.Access> LineAsync(string caller)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if ((await Audit.ListAsync(feed.Records, TestContext.Current.CancellationToken)).FirstOrDefault(line => line.Caller == caller) is { } line)
                return line;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"The audit has no line of {caller}.");
    }

    private static long Number(JsonElement row, string name) => long.Parse(row.GetProperty(name).GetRawText(), CultureInfo.InvariantCulture);
}
