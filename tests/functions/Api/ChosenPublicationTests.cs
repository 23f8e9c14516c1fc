using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Readers who name the publication they want; a feed of its own, because it changes what is served.</summary>
public sealed class ChosenPublicationTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Fact]
    public async Task A_publication_is_read_by_its_id_or_as_of_a_day_though_later_ones_are_served()
    {
        feed.Oracle.Run("delete from T where ordinal >= 1000");
        await feed.PublishAsync("20260405T120000Z-00000002");
        foreach (var day in Enumerable.Range(10, 6))
            await feed.PublishAsync($"202604{day}T120000Z-000000{day}");

        Assert.Equal("2000", (await feed.SendAsync("Outcomes/$count?publication=20260401T000000Z-00000001")).Text);
        Assert.Equal("1000", (await feed.SendAsync("Outcomes/$count?publication=20260405T120000Z-00000002")).Text);
        foreach (var (day, id) in new[] { ("2026-04-01", "20260401T000000Z-00000001"), ("2026-04-04", "20260401T000000Z-00000001"), ("2026-04-05", "20260405T120000Z-00000002"), ("2030-01-01", "20260415T120000Z-00000015") })
        {
            var reply = await feed.SendAsync($"Outcomes?as_of={day}&$top=1");
            Assert.Equal((id, id), (reply.Headers["Outcomes-Publication"], reply.Json.GetProperty("@outcomes.publication").GetString()));
            Assert.Contains(id, reply.Headers["ETag"]);
        }
        Assert.Equal(404, (await feed.SendAsync("Outcomes?as_of=2026-03-31")).Status);

        // A reading of an older publication stays with it to its last page.
        var rows = await feed.AllAsync("Outcomes?as_of=2026-04-01&$select=id", "Prefer: maxpagesize=300");
        Assert.Equal(2000, rows.Select(row => row.GetProperty("id").GetString()).Distinct().Count());

        // One that was removed is gone; as of its day the latest that is left answers.
        await feed.PruneAsync(8, new(2026, 4, 16, 0, 0, 0, TimeSpan.Zero));
        await feed.PublishAsync("20260416T120000Z-00000016");
        foreach (var id in new[] { "20260410T120000Z-00000010", "20260411T120000Z-00000011", "20260412T120000Z-00000012", "20260413T120000Z-00000013" })
            Assert.Equal(200, (await feed.SendAsync($"Outcomes/$count?publication={id}")).Status);
        Assert.Equal(410, (await feed.SendAsync("Outcomes/$count?publication=20260401T000000Z-00000001")).Status);
        Assert.Equal(404, (await feed.SendAsync("Outcomes/$count?as_of=2026-04-02")).Status);
    }
}

/// <summary>Publications of an earlier version, which knew fewer columns; a feed of its own, because it changes what is published.</summary>
public sealed class EarlierVersionTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Fact]
    public async Task A_column_that_came_since_is_null_where_it_may_be_and_else_the_publication_is_told_to_be_made_anew()
    {
        feed.Oracle.Run("alter table T drop column low");
        await feed.PublishAsync("20260405T120000Z-00000002");
        var row = (await feed.SendAsync("Outcomes?$top=1&$filter=high ne null")).Json.GetProperty("value")[0];
        Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("low").ValueKind);
        Assert.Equal("2000", (await feed.SendAsync("Outcomes/$count?$filter=low eq null")).Text);

        feed.Oracle.Run("alter table T drop column unit");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => feed.PublishAsync("20260406T120000Z-00000003"));
        Assert.Equal("Publication 20260406T120000Z-00000003 was made by another version: its outcomes lacks unit. Publish again.", refused.Message);
        Assert.Equal("20260405T120000Z-00000002", feed.Feed.Current);
    }
}
