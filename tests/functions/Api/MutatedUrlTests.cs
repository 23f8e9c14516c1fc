using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace Outcomes.Tests.Functions.Api;

/// <summary>
/// Good requests with pieces lost, doubled, swapped or put in: answered as asked or refused, in time, never a fault. OUTCOMES_FUZZ says how many; CI sends a few
/// thousand. The requests of the shared list are among them where it is there.
/// </summary>
public sealed partial class MutatedUrlTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private static readonly int Wanted = int.TryParse(Environment.GetEnvironmentVariable("OUTCOMES_FUZZ"), out var wanted) ? wanted : 3000;

    private readonly ConcurrentDictionary<int, int> statuses = new();

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly string[] Seeds =
    [
        "Outcomes?$filter=service%20eq%20'libraries'%20and%20value%20gt%2010.5&$orderby=value%20desc,period&$top=3&$skip=1&$count=true",
        "Outcomes?$filter=contains(tolower(area),'e08')%20or%20not%20(numerator%20in%20(1,2,3))&$select=id,value,period",
        "Outcomes?$apply=filter(suppressed%20eq%20false)/groupby((period,measure),aggregate($count%20as%20n,numerator%20with%20sum%20as%20num))&$orderby=period,n%20desc",
        "Outcomes?$apply=compute(numerator%20mul%20100%20as%20x,year(period)%20as%20y)/groupby((y),aggregate(x%20with%20max%20as%20m,value%20with%20countdistinct%20as%20d))&$filter=m%20gt%205",
        "Outcomes?$filter=period%20ge%202024-01-01%20and%20updated%20lt%202026-01-02T03:00:00%2B01:00&$format=json&@a='x'",
        "Outcomes?$filter=(numerator%20add%201)%20div%20(denominator%20add%201)%20mod%203%20eq%20-1%20and%20time(updated)%20lt%2012:00:00",
        "Outcomes('0123456789abcdef')/service/$value", "Services('parks')/title", "Services(@k)?@k='parks'", "Calendar(date=2024-04-02)?$select=week,month",
        "Outcomes/$count?$filter=startswith(service,'p')%20eq%20true", "$metadata?$format=json", "?$format=json",
        "Outcomes?publication=20260401T000000Z-00000001&$top=2", "Outcomes?as_of=2026-04-02&$top=2", "Outcomes?$skiptoken=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&$top=2",
        .. Shared(),
    ];

    private static readonly string[] Pieces =
    [
        "'", "''", "(", ")", ",", "/", "%2F", "%27", "%00", "%ff", "%", "+", "&", "=", "?", "#", "$", "@", ";", "--", "/*", "*/", "\\", "\"", "null", "true", "NaN", "INF", "-", "0", "1e999", "99999999999999999999",
        "%20or%201=1--", "';drop%20table%20outcomes;--", "%20union%20select%20*%20from%20outcomes", "%F0%9F%91%8D", "%E6%97%A5", "$it", "$root/Outcomes", "any(x:x)", "duration'P1D'", "cast(", "2024-02-30", "..", "%2e%2e%2f",
        "%20eq%20", "%20in%20(", "not%20", "contains(", "groupby((", "aggregate(", "%20with%20", "%20as%20", "$count", "$value", "$query", "$batch", "/$ref", "$p0", "$expand=*", "$search=x", "$top=-1",
    ];

    /// <summary>One change to a text: at a place between 0 and 1, over a length, with a piece.</summary>
    private static readonly Gen<(int Kind, double At, int Length, int Piece)> Change = Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Int[1, 12], Gen.Int[0, Pieces.Length - 1]);

    /// <summary>Bytes that no client sends: control characters, no UTF-8, half of it, spaces, and what is not encoded.</summary>
    private static readonly byte[][] Hostile = [[0], [1], [8], [9], [0x0b], [0x1b], [0x7f], [0x80], [0xbf], [0xc0, 0x80], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xff], [0xff, 0xfe], [(byte)' '], [(byte)'"'], [(byte)'<'], [(byte)'{'], [(byte)'^'], [(byte)'`'], [(byte)'|'], [(byte)'%']];

    [Fact]
    public async Task Any_mutation_of_a_good_request_is_answered_as_asked_or_refused()
    {
        await Gen.Select(Gen.OneOf(Seeds), Change.List[1, 4]).SampleAsync(async (seed, changes) => await AskAsync(changes.Aggregate(seed, Changed)), iter: Wanted, threads: 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Wanted} mutated URLs: " + string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} of {status.Key}")));
    }

    [Fact]
    public Task Any_bytes_in_a_request_are_answered_or_refused() =>
        Gen.Select(Gen.OneOf(Seeds), Gen.Select(Gen.Double[0, 1], Gen.Int[0, Hostile.Length - 1]).List[1, 3]).SampleAsync(async (seed, bytes) =>
        {
            var url = Encoding.ASCII.GetBytes(seed.Replace(" ", "%20")).ToList();
            foreach (var (at, which) in bytes)
                url.InsertRange((int)(at * url.Count), Hostile[which]);
            await AskBytesAsync([.. url]);
        }, iter: Wanted / 10, threads: 2);

    [Theory]
    [InlineData("Outcomes?$search=x", "[]")]
    [InlineData("Outcomes?$nosuch=x", "[]")]
    [InlineData("Outcomes?%24expand=x", "[]")]
    [InlineData("Outcomes?$top=1&TOP=1", "[]")]
    [InlineData("Outcomes?$filter=", "[]")]
    [InlineData("Outcomes/$count?$top=1", "1")]
    [InlineData("Outcomes('x')?$filter=true", "1")]
    [InlineData("Outcomes?top=1", """[{"n":1},{"n":2}]""")]
    [InlineData("Outcomes?$count=true", "[]")]
    [InlineData("Outcomes?$select=n", """[{"n":1,"m":2}]""")]
    [InlineData("Outcomes?$orderby=n", """[{"n":1},{"n":null}]""")]
    [InlineData("Outcomes?$orderby=n%20desc,m", """[{"n":1},{"n":2}]""")]
    public void A_wrong_answer_is_seen(string url, string rows) =>
        Assert.NotNull(Obeyed.Not(url, new Reply(200, new Dictionary<string, string>(), Encoding.UTF8.GetBytes($$"""{"value":{{rows}}}"""))));

    /// <summary>The good requests of the shared list, with values of the rows that are served.</summary>
    private static IEnumerable<string> Shared()
    {
        var list = Path.Combine(Environment.GetEnvironmentVariable("OUTCOMES_SHARED") ?? Path.Combine(Checkout.Root, "../shared"), "odata/requests-open.json");
        var values = new Dictionary<string, string>
        {
            ["S1"] = "'libraries'",
            ["S2"] = "'parks'",
            ["A1"] = "'O''Hara %26 Sons%2FSt%C3%A4dte %231%2B2%25'",
            ["AX"] = "'0800'",
            ["AP"] = "'E08'",
            ["C1"] = "'web'",
            ["M1"] = "'bookings'",
            ["D1"] = "2023-10-01",
            ["D2"] = "2025-04-01",
            ["Y1"] = "2024",
            ["U1"] = "2026-01-01T12:00:00Z",
            ["U2"] = "2026-01-02T12:00:00Z",
            ["U1+01:00"] = "2026-01-01T13:00:00%2B01:00",
            ["V1"] = "10.5",
            ["N1"] = "5",
            ["N2"] = "49",
            ["KEY0"] = "Outcomes('c4ca4238a0b92382')",
            ["KEYX"] = "Outcomes('ffffffffffffffff')",
        };
        return !File.Exists(list) ? [] : JsonDocument.Parse(File.ReadAllText(list)).RootElement.EnumerateArray().Select(request => request.GetProperty("request").GetString()!)
            .Where(request => !request.StartsWith('(') && !request.StartsWith("POST", StringComparison.Ordinal))
            .Select(request => Placeholder().Replace(request, name => values[name.Groups[1].Value]).Replace(" ", "%20")).ToArray();
    }

    [GeneratedRegex(@"\{([A-Za-z0-9+:]+)\}")]
    private static partial Regex Placeholder();

    private static string Changed(string text, (int Kind, double At, int Length, int Piece) change)
    {
        // A path that is wrong is soon refused: most changes are to the query.
        var query = change.Piece % 8 == 0 ? 0 : text.IndexOf('?') + 1;
        var at = query + (int)(change.At * (text.Length - query));
        var length = Math.Min(change.Length, text.Length - at);
        return change.Kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[change.Piece]),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text.Remove(at, length).Insert(at, Pieces[change.Piece]),
            4 => text[..at] + Seeds[change.Piece % Seeds.Length][^Math.Min(change.Length * 5, Seeds[change.Piece % Seeds.Length].Length)..],
            _ => text[..query] + text[at..] + text[query..at],
        };
    }

    /// <summary>A path with a NUL in it, or what is no UTF-8, is refused by the server before anything of ours sees it.</summary>
    private static bool IsKestrels(string url) => url.Split('?')[0] is var path && (path.Contains("%00", StringComparison.Ordinal) || path.Contains("%f", StringComparison.OrdinalIgnoreCase) || path.Contains("%e", StringComparison.OrdinalIgnoreCase));

    private async Task AskAsync(string url)
    {
        var sent = url.Replace(" ", "%20").Replace("#", "%23");
        var from = Stopwatch.GetTimestamp();
        var reply = await feed.SendAsync(new Uri($"{feed.Client.BaseAddress}{sent}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), "Prefer: maxpagesize=50");
        statuses.AddOrUpdate(reply.Status, 1, (_, seen) => seen + 1);
        Assert.True(Stopwatch.GetElapsedTime(from) < Longest, $"{url} took {Stopwatch.GetElapsedTime(from)}");
        Assert.True(reply.Status is 200 or 204 or 400 or 404 or 405 or 406 or 410 or 414 or 501, $"{url} gave {reply.Status}: {reply.Text}");
        var leavesTheFeed = Uri.UnescapeDataString(url.Split('?')[0]).Contains("..", StringComparison.Ordinal);
        Assert.True(leavesTheFeed || reply.Body.Length == 0 || reply.Headers.ContainsKey("OData-Version"), $"{url} was not answered by the feed.");
        if (!leavesTheFeed && reply.Status == 200 && Obeyed.Not(sent, reply) is { } wrong)
            Assert.Fail($"{url} was answered, but {wrong}.");
        if (reply.Status < 400 || (reply.Body.Length == 0 && IsKestrels(url)))
            return;
        var message = reply.Json.GetProperty("error").GetProperty("message").GetString()!;
        Assert.NotEmpty(message);
        foreach (var leak in new[] { "select \"", " from \"", "DuckDB", "Binder Error", "Parser Error", "Exception", "   at ", "/tmp/", "\"ordinal\"" })
            Assert.False(message.Contains(leak, StringComparison.Ordinal) && !Uri.UnescapeDataString(url).Contains(leak, StringComparison.OrdinalIgnoreCase), $"{url} gave {message}");
    }

    private async Task AskBytesAsync(byte[] url)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Longest);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, feed.Client.BaseAddress!.Port, late.Token);
        await client.GetStream().WriteAsync((byte[])[.. "GET /odata/"u8, .. url, .. " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8], late.Token);
        using var read = new StreamReader(client.GetStream(), Encoding.UTF8);
        var status = await read.ReadLineAsync(late.Token);
        await read.ReadToEndAsync(late.Token);
        Assert.True(status?.Split(' ')[1] is "200" or "204" or "400" or "404" or "405" or "406" or "410" or "501", $"{Convert.ToHexString(url)} gave {status}");
    }
}
