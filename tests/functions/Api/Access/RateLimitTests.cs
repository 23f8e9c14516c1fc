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
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 60);
        Assert.Equal("TooManyRequests", refused.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.All(replies.Take(5), reply => Assert.Equal(200, reply.Status));
    }
}
