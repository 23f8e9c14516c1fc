namespace Outcomes.Tests.Functions.Api.Access;

public sealed class RateLimitTests : IAsyncLifetime
{
    private readonly ServedFeed feed = new() { Access = new(RequestsPerMinute: 5) };

    public ValueTask InitializeAsync() => feed.InitializeAsync();

    public ValueTask DisposeAsync() => feed.DisposeAsync();

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_ask_again()
    {
        var replies = new List<Reply>();
        for (var i = 0; i < 30; i++)
            replies.Add(await feed.SendAsync("Outcomes/$count"));
        var refused = replies.First(reply => reply.Status != 200);
        Assert.Equal(429, refused.Status);
        Assert.Equal("12", refused.Headers["Retry-After"]); // five a minute
        Assert.Equal("TooManyRequests", refused.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.All(replies.Take(5), reply => Assert.Equal(200, reply.Status));
    }

    [Fact]
    public async Task The_requests_of_a_batch_count_each()
    {
        string Batch(int parts) => $$"""{"requests": [{{string.Join(',', Enumerable.Range(0, parts).Select(i => $$"""{"id": "{{i}}", "method": "GET", "url": "Outcomes/$count"}"""))}}]}""";
        Assert.Equal(429, (await feed.PostAsync("$batch", Batch(50), "application/json")).Status);
        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++)
            replies.Add(await feed.PostAsync("$batch", Batch(3), "application/json"));
        Assert.Contains(replies, reply => reply.Status == 200);
        var refused = replies.First(reply => reply.Status != 200);
        Assert.Equal((429, "4.0"), (refused.Status, refused.Headers["OData-Version"]));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 60);
    }
}
