using System.Text.Json;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

public sealed class PagingTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Theory]
    [InlineData("", "ordinal")]
    [InlineData("$orderby=value", "value asc nulls first, ordinal")]
    [InlineData("$orderby=value desc", "value desc nulls last, ordinal")]
    [InlineData("$orderby=denominator,value desc", "denominator asc nulls first, value desc nulls last, ordinal")]
    [InlineData("$orderby=area desc,updated,suppressed", "area desc, updated, suppressed, ordinal")]
    [InlineData("$orderby=tolower(service),lower desc", "lower(service), \"lower\" desc nulls last, ordinal")]
    [InlineData("$orderby=period desc,service", "period desc, service, ordinal")]
    [InlineData("$orderby=numerator,value gt 10.5", "numerator asc nulls first, coalesce(value > 10.5, false), ordinal")]
    public async Task Pages_give_every_row_once_in_the_order_asked(string options, string order)
    {
        var rows = await feed.AllAsync($"Outcomes?$select=id&{options}", "Prefer: maxpagesize=97");
        var wanted = feed.Oracle.Rows($"select id from T order by {order}", row => row.GetString(0));
        Assert.Equal(wanted, rows.Select(row => row.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Top_and_skip_hold_across_pages()
    {
        var rows = await feed.AllAsync("Outcomes?$select=id&$filter=service ne 'parks'&$orderby=value desc&$skip=13&$top=250", "Prefer: odata.maxpagesize=100");
        var wanted = feed.Oracle.Rows("select id from T where service <> 'parks' order by value desc nulls last, ordinal limit 250 offset 13", row => row.GetString(0));
        Assert.Equal(wanted, rows.Select(row => row.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_page_that_ends_with_the_rows_has_no_link()
    {
        var reply = await feed.SendAsync("Outcomes?$top=100", "GET", "Prefer: maxpagesize=100");
        Assert.False(reply.Json.TryGetProperty("@odata.nextLink", out _));
        var all = await feed.SendAsync("Outcomes?$select=id", "GET", "Prefer: maxpagesize=2000");
        Assert.False(all.Json.TryGetProperty("@odata.nextLink", out _));
        Assert.Equal("maxpagesize=2000", all.Headers["Preference-Applied"]);
    }

    [Fact]
    public async Task The_count_is_of_all_rows_on_every_page()
    {
        var reply = await feed.SendAsync("Outcomes?$count=true&$filter=suppressed&$skip=3", "GET", "Prefer: maxpagesize=10");
        var second = await feed.SendAsync(reply.Json.GetProperty("@odata.nextLink").GetString()!, "GET", "Prefer: maxpagesize=10");
        var wanted = feed.Oracle.One<long>("select count(*) from T where suppressed");
        Assert.Equal((wanted, wanted), (Count(reply), Count(second)));

        static long Count(Reply page) => page.Json.GetProperty("@odata.count").GetInt64();
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_made_up_token_is_refused(string token) =>
        Assert.Equal(400, (await feed.SendAsync($"Outcomes?$skiptoken={token}")).Status);

    [Fact]
    public async Task A_token_is_good_for_its_own_request_only()
    {
        var link = (await feed.SendAsync("Outcomes?$filter=suppressed", "GET", "Prefer: maxpagesize=10")).Json.GetProperty("@odata.nextLink").GetString()!;
        Assert.Equal(200, (await feed.SendAsync(link)).Status);
        Assert.Equal(400, (await feed.SendAsync(link.Replace("filter=suppressed", "filter=not%20suppressed"))).Status);
        Assert.Equal(400, (await feed.SendAsync(link.Replace("/Outcomes?", "/Summaries?"))).Status);
    }
}

/// <summary>Publications replaced while somebody reads; a feed of its own, because it changes what is served.</summary>
public sealed class PublicationSwitchTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Fact]
    public async Task A_reading_under_way_goes_on_over_its_own_publication_until_that_is_gone()
    {
        var first = (await feed.SendAsync("Outcomes?$select=id", "GET", "Prefer: maxpagesize=1500")).Json;
        var before = feed.Oracle.Rows("select id from T order by ordinal", row => row.GetString(0));
        feed.Oracle.Run("delete from T where ordinal % 2 = 0");
        await feed.PublishAsync("20260402T000000Z-00000002");

        Assert.Equal("1000", (await feed.SendAsync("Outcomes/$count")).Text);
        var link = first.GetProperty("@odata.nextLink").GetString()!;
        Assert.Equal(before, Ids(first).Concat(Ids((await feed.SendAsync(link)).Json)));

        foreach (var day in Enumerable.Range(3, 4))
            await feed.PublishAsync($"2026040{day}T000000Z-0000000{day}");
        Assert.Equal(before, Ids(first).Concat(Ids((await feed.SendAsync(link)).Json)));
        await feed.PruneAsync(2, new(2026, 4, 7, 12, 0, 0, TimeSpan.Zero));
        foreach (var day in Enumerable.Range(7, 4))
            await feed.PublishAsync($"202604{day:00}T000000Z-000000{day:00}");
        Assert.Equal(410, (await feed.SendAsync(link)).Status);

        static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("id").GetString()!);
    }
}
