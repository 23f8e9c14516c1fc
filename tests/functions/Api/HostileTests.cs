using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Whatever is asked, the answer is a page, or a refusal that says why: never a fault of ours, never our SQL.</summary>
public sealed class HostileTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private static readonly string[] Words =
    [
        "service", "value", "numerator", "period", "updated", "suppressed", "nosuch", "$it", "@a", "null", "true", "NaN", "-INF", "0", "-1", "1.5", "1e400", "1e-400",
        "9223372036854775808", "99999999999999999999999999999999999999.5", "'x'", "'it''s'", "'''", "'%'", "2024-01-01", "9999-12-31", "0001-01-01", "2024-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "duration'P1D'", "12:00:00", "00000000-0000-0000-0000-000000000000", "binary'AAAA'",
        " eq ", " ne ", " gt ", " ge ", " lt ", " le ", " and ", " or ", " in ", " has ", " add ", " div ", " mod ", "not ", "-", "(", ")", "(", ")", ",", "/", "$count", "any(", "all(x:",
        "contains(", "startswith(", "substring(", "length(", "tolower(", "trim(", "concat(", "indexof(", "year(", "date(", "round(", "cast(", "isof(", "now()", "case(", ":", ";", "--", "$p0", "\"", "\\", "\u0001", "日", "👍",
    ];

    private static readonly Gen<string> Expression = Gen.OneOf(Words).List[1, 14].Select(words => string.Concat(words));

    [Fact]
    public Task Any_filter_and_order_are_answered_or_refused() =>
        Gen.Select(Expression, Expression, Gen.Bool).SampleAsync(async (filter, order, isOrdered) =>
        {
            var alias = $"&@a={Uri.EscapeDataString(order)}";
            await AskAsync($"Outcomes?$top=3&$filter={Uri.EscapeDataString(filter)}{(isOrdered ? $"&$orderby={Uri.EscapeDataString(order)}" : alias)}");
        }, iter: 1000, threads: 2);

    [Fact]
    public Task Any_comparison_of_values_is_answered_or_refused() =>
        Gen.Select(Gen.OneOf(Words[..34]), Gen.OneOf(Words[34..42]), Gen.OneOf(Words[..34]), Gen.Bool).SampleAsync(
            (left, compare, right, isNegated) => AskAsync($"Outcomes?$top=3&$filter={Uri.EscapeDataString(isNegated ? $"not ({left}{compare}{right})" : left + compare + right)}"),
            iter: 600, threads: 2);

    [Fact]
    public Task Any_path_and_query_are_answered_or_refused() =>
        Gen.Select(Gen.OneOf("Outcomes", "Calendar", "$metadata", "", "(", "('", "')", "/", "%2F", "%27", "%00", "..", "$count", "$value", "%zz", "\u00e9", "?", "&", "$top=", "=", "1", "$select=", "*", ",", "id").List[1, 10],
            Gen.String[Gen.Char.AlphaNumeric, 0, 5]).SampleAsync((parts, end) => AskAsync(string.Concat(parts) + end), iter: 500, threads: 2);

    [Theory]
    [InlineData("' or '1'='1")]
    [InlineData("'; drop table outcomes; --")]
    [InlineData("\"; detach \"20260401T000000Z-00000001\"; --")]
    [InlineData("x\") from read_csv('/etc/passwd') --")]
    [InlineData("$p0")]
    [InlineData("x) union all select * from outcomes --")]
    [InlineData("{{1+1}}\u0000")]
    public async Task Sql_in_a_literal_is_text_and_in_a_name_is_refused(string fragment)
    {
        var (text, name) = (Uri.EscapeDataString($"'{fragment.Replace("'", "''")}'"), Uri.EscapeDataString(fragment));
        foreach (var url in new[]
        {
            $"Outcomes/$count?$filter=service eq {text}", $"Outcomes/$count?$filter=contains(area,{text})", $"Outcomes/$count?$filter=area in ({text},{text})", $"Outcomes('{name}')", $"Services({text})/title",
            $"Outcomes?$apply=compute(concat(service,{text}) as x)/groupby((x))", $"Outcomes/$count?$filter=service eq @a&@a={text}", $"Outcomes?$select={name}", $"Outcomes?$orderby={name}",
            $"Outcomes?$filter={name} eq 1", $"Outcomes?$apply=groupby(({name}))", $"Outcomes?$apply=aggregate(value with sum as {name})", $"Outcomes?publication={name}", $"Outcomes?as_of={name}",
            $"{name}", $"Outcomes?$skiptoken={name}", $"Outcomes?$top={name}", $"Outcomes?$format={name}", $"../reports/{name}.csv", $"../reports/Outcomes.csv?$filter=service eq {text}", $"../reports/changes?from={name}",
        })
            await AskAsync(url.Replace(" ", "%20"));
        Assert.Equal("2000", (await feed.SendAsync("Outcomes/$count")).Text);
    }

    [Fact]
    public async Task Readers_who_leave_early_take_no_place_of_others()
    {
        for (var i = 0; i < 12; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(feed.Client.BaseAddress!, i % 2 == 0 ? "../reports/Outcomes.csv" : "Outcomes"));
            (await feed.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)).Dispose();
        }
        Assert.Equal(200, (await feed.SendAsync("../reports/Outcomes.csv")).Status);
    }

    [Fact]
    public async Task Readers_who_read_nothing_hold_up_nobody()
    {
        var doubled = string.Join('/', Enumerable.Range(0, 9).Select(i => $"compute(concat({(i == 0 ? "service" : $"x{i - 1}")},{(i == 0 ? "service" : $"x{i - 1}")})%20as%20x{i})"));
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                slow.Add(new TcpClient());
                await slow[i].ConnectAsync(IPAddress.Loopback, feed.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
                await slow[i].GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /odata/Outcomes?$apply={doubled} HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestContext.Current.CancellationToken);
                Assert.Equal((byte)'H', slow[i].GetStream().ReadByte());
            }
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(30)); // the slow ones are given a minute
            Assert.Equal("2000", await feed.Client.GetStringAsync(new Uri(feed.Client.BaseAddress!, "Outcomes/$count"), soon.Token));
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task What_would_take_all_memory_is_refused_and_the_next_request_is_answered()
    {
        var columns = await feed.SendAsync($"Outcomes?$apply=aggregate({string.Join(',', Enumerable.Range(0, 3000).Select(i => $"numerator with sum as a{i}"))})");
        Assert.Equal((400, "$apply makes too many columns; at most 100 are made."), (columns.Status, columns.Json.GetProperty("error").GetProperty("message").GetString()));

        var doubled = string.Join('/', Enumerable.Range(0, 31).Select(i => $"compute(concat({(i == 0 ? "service" : $"x{i - 1}")},{(i == 0 ? "service" : $"x{i - 1}")}) as x{i})"));
        var text = await feed.SendAsync($"Outcomes?$top=3&$apply={doubled}");
        Assert.Equal((503, "TooLarge", "60"), (text.Status, text.Json.GetProperty("error").GetProperty("code").GetString(), text.Headers["Retry-After"]));

        Assert.Equal("2000", (await feed.SendAsync("Outcomes/$count")).Text);
    }

    private async Task AskAsync(string url)
    {
        var reply = await feed.SendAsync(feed.Client.BaseAddress + url);
        Assert.True(reply.Status is 200 or 204 or 304 or 400 or 404 or 406 or 410 or 414 or 501 || (reply.Status == 401 && url.Length == 0), $"{url} gave {reply.Status}: {reply.Text}");
        if (reply.Status != 200 && reply.Headers.TryGetValue("Content-Type", out var type) && type.StartsWith("application/json", StringComparison.Ordinal))
            Assert.DoesNotContain(" from \"", reply.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
    }
}
