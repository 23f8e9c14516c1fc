using Outcomes.Analytics;
using Outcomes.Tests.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api;

/// <summary>An answer that was kept is the answer that would be made, for those it may be given to, until another publication is current.</summary>
public sealed class KeptAnswersTests
{
    private const string Page = "Outcomes?$filter=value gt 5&$orderby=value desc&$top=20&$count=true";

    [Fact]
    public async Task What_is_given_again_is_what_was_made_with_its_headers()
    {
        await using var feed = await StartedAsync(new ServedFeed());
        foreach (var url in new[] { Page, "Services", "Outcomes?$top=0", "Outcomes?$apply=groupby((measure),aggregate($count as n))", "Services('parks')" })
            foreach (var headers in new[] { Array.Empty<string>(), ["Prefer: maxpagesize=7"], ["Accept: application/json;odata.metadata=none;IEEE754Compatible=true"], ["OData-MaxVersion: 4.01"] })
            {
                var made = await feed.SendAsync(url, "GET", [.. headers, "Cache-Control: no-cache"]);
                var first = await feed.SendAsync(url, "GET", headers);
                var again = await feed.SendAsync(url, "GET", headers);
                // The token of a page's link holds when it was made.
                Assert.Equal(made.Text.Split("$skiptoken=")[0], first.Text.Split("$skiptoken=")[0]);
                Assert.Equal(first.Text, again.Text);
                foreach (var header in made.Headers.Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length")))
                    Assert.Equal((header.Key, header.Value), (header.Key, again.Headers[header.Key]));
                Assert.Equal(304, (await feed.SendAsync(url, "GET", [.. headers, $"If-None-Match: {made.Headers["ETag"]}"])).Status);
                Assert.Equal(200, (await feed.SendAsync(url, "GET", [.. headers, "If-None-Match: \"another\""])).Status);
            }
    }

    [Fact]
    public async Task Another_publication_is_answered_from_itself()
    {
        await using var feed = await StartedAsync(new ServedFeed());
        var before = await feed.SendAsync("Outcomes/$count");
        var page = await feed.SendAsync(Page);
        Assert.Equal(page.Text, (await feed.SendAsync(Page)).Text);
        feed.Oracle.Run("delete from T where value > 5 and ordinal % 2 = 0");
        await feed.PublishAsync("20260402T000000Z-00000002");
        var after = await feed.SendAsync(Page);
        Assert.NotEqual(page.Text, after.Text);
        Assert.Equal("20260402T000000Z-00000002", after.Headers["Outcomes-Publication"]);
        Assert.NotEqual(before.Text, (await feed.SendAsync("Outcomes/$count")).Text);
    }

    [Fact]
    public async Task A_limited_key_is_never_given_what_another_saw()
    {
        await using var feed = await StartedAsync(new KeyedFeed());
        var (all, events) = (await ((KeyedFeed)feed).KeyAsync(), await ((KeyedFeed)feed).KeyAsync(services: ["events"]));
        for (var turn = 0; turn < 2; turn++)
        {
            var seen = (await feed.SendAsync("Outcomes?$select=service", "GET", $"x-api-key: {all}")).Json.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("service").GetString()).Distinct();
            Assert.True(seen.Count() > 1);
            Assert.All((await feed.SendAsync("Outcomes?$select=service", "GET", $"x-api-key: {events}")).Json.GetProperty("value").EnumerateArray(), row => Assert.Equal("events", row.GetProperty("service").GetString()));
            Assert.Equal(401, (await feed.SendAsync("Outcomes?$select=service")).Status);
        }
    }

    [Fact]
    public async Task What_depends_on_the_time_is_made_anew()
    {
        await using var feed = await StartedAsync(new ServedFeed());
        Assert.False((await feed.SendAsync("Outcomes?$filter=updated lt now()&$top=1")).Headers.ContainsKey("ETag"));
        Assert.Equal(200, (await feed.SendAsync("Outcomes?$filter=updated lt now()&$top=1", "GET", "If-None-Match: *")).Status);
    }

    private static async Task<ServedFeed> StartedAsync(ServedFeed feed)
    {
        await feed.InitializeAsync();
        return feed;
    }
}
