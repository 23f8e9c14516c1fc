using System.Text.Json;

namespace Outcomes.Tests.Functions.Api;

public sealed class BatchTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private static string Multipart(params string[] requests) =>
        string.Concat(requests.Select((request, i) => $"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {i}\r\n\r\n{request} HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n")) + "--b--\r\n";

    private Task<Reply> PostAsync(string body, params string[] headers) => feed.PostAsync("$batch", body, "multipart/mixed; boundary=b", headers);

    [Fact]
    public async Task Each_part_of_a_multipart_batch_is_answered_as_it_would_be_alone()
    {
        var reply = await PostAsync(Multipart("GET Outcomes/$count", $"GET {feed.Client.BaseAddress}Services('parks')", "GET /odata/Outcomes?$top=1&$filter=area%20eq%20'%E6%97%A5%E6%9C%AC%20%F0%9F%91%8D%20ward'"));
        Assert.Equal(200, reply.Status);
        var boundary = reply.Headers["Content-Type"].Split("boundary=")[1].Trim('"');
        var parts = reply.Text.Split($"--{boundary}")[1..^1];
        Assert.Equal(3, parts.Length);
        Assert.All(parts, part => Assert.Contains("HTTP/1.1 200 OK\r\n", part));
        Assert.Contains("Content-ID: 1", parts[1]);
        Assert.EndsWith("\r\n\r\n2000\r\n", parts[0]);
        Assert.Contains((await feed.SendAsync("Services('parks')")).Text, parts[1]);
        Assert.Contains((await feed.SendAsync("Outcomes?$top=1&$filter=area eq '日本 👍 ward'")).Text, parts[2]);
        Assert.EndsWith($"--{boundary}--\r\n", reply.Text);
    }

    [Fact]
    public async Task A_json_batch_is_answered_in_json()
    {
        const string Requests = """
            {"requests": [
                {"id": "a", "method": "get", "url": "Outcomes/$count"},
                {"id": "b", "method": "GET", "url": "/odata/Services('parks')", "headers": {"accept": "application/json;odata.metadata=none"}},
                {"id": "c", "method": "GET", "url": "NoSuchSet"},
                {"id": "d", "method": "GET", "url": "Outcomes?$top=1"}]}
            """;
        var stopped = (await feed.PostAsync("$batch", Requests, "application/json")).Json.GetProperty("responses").EnumerateArray().ToArray();
        Assert.Equal([("a", 200), ("b", 200), ("c", 404)], stopped.Select(part => (part.GetProperty("id").GetString()!, part.GetProperty("status").GetInt32())));
        Assert.Equal("2000", stopped[0].GetProperty("body").GetString());
        Assert.Equal(["service", "title"], stopped[1].GetProperty("body").EnumerateObject().Take(2).Select(member => member.Name));
        Assert.NotEmpty(stopped[2].GetProperty("body").GetProperty("error").GetProperty("message").GetString()!);
        var all = (await feed.PostAsync("$batch", Requests, "application/json", "Prefer: continue-on-error")).Json.GetProperty("responses");
        Assert.Equal(JsonValueKind.Array, all[3].GetProperty("body").GetProperty("value").ValueKind);
    }

    [Theory]
    [InlineData("POST Outcomes", 405)]
    [InlineData("DELETE Outcomes('a')", 405)]
    [InlineData("GET /odata/$batch", 405)]
    [InlineData("GET ../healthz", 404)]
    [InlineData("GET http://elsewhere.example/secret", 404)]
    public async Task A_part_that_is_not_a_reading_of_this_feed_is_refused_by_itself(string request, int status)
    {
        var reply = await PostAsync(Multipart(request));
        Assert.Equal(200, reply.Status);
        Assert.Contains($"HTTP/1.1 {status} ", reply.Text);
        Assert.Contains("\"error\":", reply.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("--b\r\nContent-Type: application/http\r\n\r\nGET")]
    [InlineData("--b\r\nContent-Type: text/plain\r\n\r\nGET Outcomes HTTP/1.1\r\n\r\n--b--")]
    public async Task A_batch_that_cannot_be_read_is_refused_whole(string body)
    {
        var reply = await PostAsync(body);
        Assert.True(reply.Status == 400, $"{reply.Status}: {reply.Text}");
        Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task What_is_too_much_is_refused()
    {
        Assert.Equal(400, (await PostAsync(Multipart([.. Enumerable.Repeat("GET Outcomes/$count", 101)]))).Status);
        Assert.Equal(413, (await PostAsync(Multipart($"GET Outcomes?x={new string('x', 1_100_000)}"))).Status);
        Assert.Equal(415, (await feed.PostAsync("$batch", "x", "text/plain")).Status);
        Assert.Equal(400, (await feed.PostAsync("$batch", "{\"requests\": [{\"id\": 1}]}", "application/json")).Status);
        Assert.Equal(400, (await feed.PostAsync("$batch", "[]", "application/json")).Status);
    }
}
