using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Outcomes.Tests.Functions.Api;

public sealed class ProtocolTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Theory]
    [InlineData("$foo=1", 400)]
    [InlineData("$top=1&top=2", 400)]
    [InlineData("$TOP=1&COUNT=true", 200)]
    [InlineData("$top=-1", 400)]
    [InlineData("$top=99999999999999999999", 400)]
    [InlineData("$skip=abc", 400)]
    [InlineData("$count=maybe", 400)]
    [InlineData("$count=TRUE&$top=0", 200)]
    [InlineData("$select=nosuch", 400)]
    [InlineData("$select=", 400)]
    [InlineData("$select=value,", 400)]
    [InlineData("$select=period/year", 400)]
    [InlineData("$orderby=nosuch", 400)]
    [InlineData("$orderby=value sideways", 400)]
    [InlineData("$expand=nosuch", 400)]
    [InlineData("$expand=*", 501)]
    [InlineData("$search=x", 501)]
    [InlineData("$compute=value mul 2 as double", 501)]
    [InlineData("$deltatoken=x", 501)]
    [InlineData("publication=20260401T000000Z-00000001&$top=1", 200)]
    [InlineData("publication=20250401T000000Z-00000001", 410)]
    [InlineData("publication=x", 410)]
    [InlineData("as_of=2026-05-01&$top=1", 200)]
    [InlineData("as_of=2026-01-01", 404)]
    [InlineData("as_of=yesterday", 400)]
    [InlineData("as_of=2026-05-01&publication=20260401T000000Z-00000001", 400)]
    [InlineData("as_of=2026-05-01&as_of=2026-05-01", 400)]
    [InlineData("apikey=x&$top=1", 200)]
    [InlineData("$format=json&$top=1", 200)]
    [InlineData("$format=atom", 406)]
    [InlineData("$format=application/json;odata.metadata=full", 406)]
    [InlineData("$filter=service%00 eq 'x'", 400)]
    public async Task An_option_is_answered_or_refused_for_what_it_is(string options, int status)
    {
        var reply = await feed.SendAsync(feed.Client.BaseAddress + "Outcomes?" + options.Replace(" ", "%20"));
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
        Assert.Equal("4.0", reply.Headers["OData-Version"]);
    }

    [Theory]
    [InlineData("NoSuchSet", 404)]
    [InlineData("Outcomes/nosuch", 404)]
    [InlineData("Outcomes('nosuch')", 404)]
    [InlineData("Outcomes(5)", 400)]
    [InlineData("Outcomes('a','b')", 400)]
    [InlineData("Outcomes('a'", 400)]
    [InlineData("Outcomes(@k)?@k='x'", 404)]
    [InlineData("Services(@k)?@k='parks'", 200)]
    [InlineData("Services(service=@k)?@k='parks'", 200)]
    [InlineData("Services(@k)", 400)]
    [InlineData("Services(@k)?@k=@k", 400)]
    [InlineData("Services(@k)?@k='parks')/title", 400)]
    [InlineData("Outcomes('a')/service", 404)]
    [InlineData("Services('parks')/title", 200)]
    [InlineData("Services('parks')/title?$select=title", 400)]
    [InlineData("Services('parks')/title/$value", 200)]
    [InlineData("Services('parks')/lgsl", 204)]
    [InlineData("Services('parks')/lgsl/$value", 204)]
    [InlineData("Services('parks')/$value", 501)]
    [InlineData("Services('parks')/title/$count", 404)]
    [InlineData("Outcomes/$query", 405)]
    [InlineData("Outcomes('a')/nosuch", 404)]
    [InlineData("Outcomes/$ref", 501)]
    [InlineData("Outcomes/$filter(suppressed)", 501)]
    [InlineData("$batch", 405)]
    [InlineData("$all", 404)]
    [InlineData("Outcomes/", 200)]
    [InlineData("outcomes?$top=1", 200)]
    [InlineData("Outcomes/$count?$top=1", 400)]
    [InlineData("Outcomes('a')?$filter=suppressed", 400)]
    [InlineData("Calendar(2024-04-02)", 200)]
    [InlineData("Calendar(date=2024-04-02)", 200)]
    [InlineData("Services('parks')", 200)]
    [InlineData("Services('O''Hara%2F')", 404)]
    [InlineData("?$top=1", 400)]
    [InlineData("$metadata?$format=json", 200)]
    [InlineData("%", 404)]
    [InlineData("..%2f..%2fetc", 404)]
    public async Task A_path_is_answered_or_refused_for_what_it_is(string path, int status)
    {
        var reply = await feed.SendAsync(feed.Client.BaseAddress + path);
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
    }

    [Fact]
    public async Task An_entity_is_the_row_of_the_collection()
    {
        var row = (await feed.SendAsync("Outcomes?$skip=77&$top=1")).Json.GetProperty("value")[0];
        var entity = (await feed.SendAsync($"Outcomes('{row.GetProperty("id").GetString()}')")).Json;
        Assert.EndsWith("$metadata#Outcomes/$entity", entity.GetProperty("@odata.context").GetString());
        Assert.Equal(row.EnumerateObject().Select(member => member.ToString()), entity.EnumerateObject().Skip(2).Select(member => member.ToString()));
    }

    [Fact]
    public async Task A_property_is_the_row_s_as_json_and_as_text()
    {
        var row = (await feed.SendAsync("Outcomes?$filter=value ne null&$top=1")).Json.GetProperty("value")[0];
        var path = $"Outcomes('{row.GetProperty("id").GetString()}')";
        foreach (var name in new[] { "service", "period", "value", "numerator", "suppressed", "updated" })
        {
            var json = (await feed.SendAsync($"{path}/{name}")).Json;
            Assert.EndsWith($"$metadata#Outcomes(%27{row.GetProperty("id").GetString()}%27)/{name}", json.GetProperty("@odata.context").GetString());
            Assert.Equal(row.GetProperty(name).GetRawText(), json.GetProperty("value").GetRawText());
            var text = await feed.SendAsync($"{path}/{name}/$value");
            Assert.StartsWith("text/plain", text.Headers["Content-Type"]);
            Assert.Equal(row.GetProperty(name).ToString().ToLowerInvariant(), text.Text.ToLowerInvariant());
        }
    }

    [Fact]
    public async Task A_row_without_its_key_says_where_it_is()
    {
        var reply = await feed.SendAsync("Outcomes?$select=value,period&$top=1");
        Assert.EndsWith("#Outcomes(period,value)", reply.Json.GetProperty("@odata.context").GetString());
        var row = reply.Json.GetProperty("value")[0];
        Assert.Equal(["@odata.id", "period", "value"], row.EnumerateObject().Select(member => member.Name));
        var there = await feed.SendAsync(row.GetProperty("@odata.id").GetString()!);
        Assert.Equal(row.GetProperty("period").GetString(), there.Json.GetProperty("period").GetString());
    }

    [Theory]
    [InlineData("", 200, "application/json;odata.metadata=minimal")]
    [InlineData("application/json;odata.metadata=none", 200, "application/json;odata.metadata=none")]
    [InlineData("application/json;odata.metadata=minimal;IEEE754Compatible=true", 200, "application/json;odata.metadata=minimal;IEEE754Compatible=true")]
    [InlineData("application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,text/plain;q=0.7", 200, "application/json;odata.metadata=minimal")]
    [InlineData("text/html, */*;q=0.1", 200, "application/json;odata.metadata=minimal")]
    [InlineData("application/xml", 406, "application/json")]
    [InlineData("application/json;odata.metadata=full", 406, "application/json")]
    [InlineData("application/json;q=0", 406, "application/json")]
    [InlineData("nonsense", 406, "application/json")]
    public async Task What_is_accepted_is_honoured_or_refused(string accept, int status, string type)
    {
        var reply = await feed.SendAsync("Outcomes?$top=1&$filter=numerator ne null&$select=id,numerator", "GET", $"Accept: {accept}");
        Assert.Equal((status, type), (reply.Status, reply.Headers["Content-Type"].Replace(" ", "")));
        if (status != 200)
            return;
        Assert.Equal(!type.Contains("none"), reply.Json.TryGetProperty("@odata.context", out _));
        Assert.Equal(type.Contains("IEEE"), reply.Json.GetProperty("value")[0].GetProperty("numerator").ValueKind == System.Text.Json.JsonValueKind.String);
    }

    [Theory]
    [InlineData("4.0", 200, "4.0")]
    [InlineData("4.01", 200, "4.01")]
    [InlineData("5.0", 200, "4.01")]
    [InlineData("3.0", 400, "4.0")]
    [InlineData("x", 400, "4.0")]
    public async Task The_version_is_the_greatest_asked_for_and_known(string most, int status, string version)
    {
        var reply = await feed.SendAsync("Outcomes?$top=1", "GET", $"OData-MaxVersion: {most}");
        Assert.Equal((status, version), (reply.Status, reply.Headers["OData-Version"]));
    }

    [Fact]
    public async Task Writing_is_refused_with_what_is_allowed()
    {
        var reply = await feed.SendAsync("Outcomes", "DELETE");
        Assert.Equal((405, "GET, HEAD, OPTIONS"), (reply.Status, reply.Headers["Allow"]));
        Assert.Equal("MethodNotAllowed", reply.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Outcomes", "GET, HEAD, OPTIONS")]
    [InlineData("$batch", "POST, OPTIONS")]
    [InlineData("Outcomes/$query", "POST, OPTIONS")]
    public async Task What_is_allowed_is_told(string path, string allowed)
    {
        var reply = await feed.SendAsync(path, "OPTIONS");
        Assert.Equal((204, allowed), (reply.Status, reply.Headers["Allow"]));
        Assert.Equal(405, (await feed.SendAsync(path, "PATCH")).Status);
        Assert.Equal(405, (await feed.SendAsync(path, "PROPFIND")).Status);
    }

    [Fact]
    public async Task A_query_may_come_in_the_body()
    {
        var posted = await feed.PostAsync("Outcomes/$query", "$filter=service%20eq%20'parks'&$select=id&$top=5", "text/plain");
        Assert.Equal((await feed.SendAsync("Outcomes?$filter=service eq 'parks'&$select=id&$top=5")).Text, posted.Text);
        Assert.Equal(415, (await feed.PostAsync("Outcomes/$query", "{}", "application/json")).Status);
        Assert.Equal(413, (await feed.PostAsync("Outcomes/$query", "$filter=" + new string('x', 530_000), "text/plain")).Status);
        Assert.Equal(400, (await feed.PostAsync("Outcomes/$query?$top=1", "$top=2", "text/plain")).Status);
    }

    [Theory]
    [InlineData(530_000, "Accept: */*", 414)]
    [InlineData(900_000, "Accept: */*", 414)]
    [InlineData(10, "X-Long: 100000", 431)]
    public async Task What_is_too_long_is_refused_in_words(int length, string header, int status)
    {
        var parts = header.Split(": ");
        var value = int.TryParse(parts[1], out var repeated) ? new string('a', repeated) : parts[1];
        var reply = await feed.SendAsync($"{feed.Client.BaseAddress}Outcomes?$filter=service%20eq%20'{new string('x', length)}'", "GET", $"{parts[0]}: {value}");
        Assert.Equal(status, reply.Status);
        Assert.Contains("at most", reply.Json.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_url_of_100_KB_is_read() =>
        Assert.Equal("0", (await feed.SendAsync($"Outcomes/$count?$filter=service eq '{new string('x', 100_000)}'")).Text);

    [Fact]
    public async Task An_answer_that_asks_the_time_is_not_kept()
    {
        var reply = await feed.SendAsync("Outcomes/$count?$filter=updated lt now()", "GET", "If-None-Match: *");
        Assert.Equal(200, reply.Status);
        Assert.False(reply.Headers.ContainsKey("ETag"));
        Assert.Equal(304, (await feed.SendAsync("Outcomes/$count", "GET", "If-None-Match: *")).Status);
    }

    [Fact]
    public async Task A_head_request_has_the_headers_and_no_body()
    {
        var reply = await feed.SendAsync("Outcomes?$top=1", "HEAD");
        Assert.Equal((200, 0), (reply.Status, reply.Body.Length));
        Assert.StartsWith("W/\"20260401T000000Z-00000001", reply.Headers["ETag"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_answer_is_the_same_answer(string encoding)
    {
        var plain = await feed.SendAsync("Outcomes?$top=200");
        var packed = await feed.SendAsync("Outcomes?$top=200", "GET", $"Accept-Encoding: {encoding}");
        Assert.Equal(encoding, packed.Headers["Content-Encoding"]);
        Stream bytes = new MemoryStream(packed.Body);
        using var unpacked = new StreamReader(encoding == "gzip" ? new GZipStream(bytes, CompressionMode.Decompress) : new BrotliStream(bytes, CompressionMode.Decompress));
        Assert.Equal(plain.Text, await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Host: evil.example", 401)]
    [InlineData("Host: 127.0.0.1.evil.example", 401)]
    [InlineData("Host: localhost\r\nX-Forwarded-For: 127.0.0.1", 401)]
    [InlineData("Host: localhost\r\nForwarded: for=127.0.0.1", 401)]
    [InlineData("Host: localhost\r\nVia: 1.1 proxy", 401)]
    [InlineData("Host: localhost\r\nx-api-key: nobody.nothing", 401)]
    [InlineData("Host: localhost\r\nAuthorization: Bearer nothing", 401)]
    [InlineData("Host: localhost\r\nAuthorization: Basic ????", 401)]
    [InlineData("Host: localhost:7071", 200)]
    [InlineData("Host: [::1]:7071", 200)]
    public async Task Without_a_key_only_this_computer_is_answered(string headers, int status)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, feed.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /odata/Outcomes/$count HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        var reply = await new StreamReader(socket.GetStream()).ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith($"HTTP/1.1 {status} ", reply);
    }

    [Fact]
    public async Task The_first_page_and_the_probes_answer_and_load_nothing_from_elsewhere()
    {
        var home = await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/").ToString());
        Assert.Contains("Is it working?", home.Text);
        Assert.StartsWith("default-src 'none'; style-src 'self' 'sha256-", home.Headers["Content-Security-Policy"]);
        Assert.Equal(200, (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/healthz").ToString())).Status);
        Assert.Contains("20260401T000000Z-00000001", (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/readyz").ToString())).Text);
        Assert.Equal(404, (await feed.SendAsync(new Uri(feed.Client.BaseAddress!, "/nosuch").ToString())).Status);
    }
}
