using CsCheck;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Good requests with pieces lost, doubled, swapped or put in: answered or refused, never a fault. OUTCOMES_FUZZ says how many; CI sends a few thousand.</summary>
public sealed class MutatedUrlTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
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
    ];

    private static readonly string[] Pieces =
    [
        "'", "''", "(", ")", ",", "/", "%2F", "%27", "%00", "%ff", "%", "+", "&", "=", "?", "#", "$", "@", ";", "--", "/*", "*/", "\\", "\"", "null", "true", "NaN", "INF", "-", "0", "1e999", "99999999999999999999",
        "%20or%201=1--", "';drop%20table%20outcomes;--", "%20union%20select%20*%20from%20outcomes", "%F0%9F%91%8D", "%E6%97%A5", "$it", "$root/Outcomes", "any(x:x)", "duration'P1D'", "cast(", "2024-02-30", "..", "%2e%2e%2f",
        "%20eq%20", "%20in%20(", "not%20", "contains(", "groupby((", "aggregate(", "%20with%20", "%20as%20", "$count", "$value", "$query", "$batch", "/$ref", "$p0", "$expand=*", "$search=x", "$top=-1",
    ];

    /// <summary>One change to a text: at a place between 0 and 1, over a length, with a piece.</summary>
    private static readonly Gen<(int Kind, double At, int Length, int Piece)> Change = Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Int[1, 12], Gen.Int[0, Pieces.Length - 1]);

    [Fact]
    public Task Any_mutation_of_a_good_request_is_answered_or_refused() =>
        Gen.Select(Gen.OneOf(Seeds), Change.List[1, 4]).SampleAsync(
            async (seed, changes) => await AskAsync(changes.Aggregate(seed, Changed)),
            iter: int.TryParse(Environment.GetEnvironmentVariable("OUTCOMES_FUZZ"), out var wanted) ? wanted : 3000, threads: 2);

    private static string Changed(string text, (int Kind, double At, int Length, int Piece) change)
    {
        var at = (int)(change.At * text.Length);
        var length = Math.Min(change.Length, text.Length - at);
        return change.Kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[change.Piece]),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text.Remove(at, length).Insert(at, Pieces[change.Piece]),
            4 => text[..at] + Seeds[change.Piece % Seeds.Length][^Math.Min(change.Length * 5, Seeds[change.Piece % Seeds.Length].Length)..],
            _ => text[at..] + text[..at],
        };
    }

    /// <summary>A path with a NUL in it, or what is no UTF-8, is refused by the server before anything of ours sees it.</summary>
    private static bool IsKestrels(string url) => url.Split('?')[0] is var path && (path.Contains("%00", StringComparison.Ordinal) || path.Contains("%f", StringComparison.OrdinalIgnoreCase) || path.Contains("%e", StringComparison.OrdinalIgnoreCase));

    private async Task AskAsync(string url)
    {
        var reply = await feed.SendAsync(new Uri($"{feed.Client.BaseAddress}{url.Replace(" ", "%20").Replace("#", "%23")}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.True(reply.Status is 200 or 204 or 400 or 404 or 405 or 406 or 410 or 414 or 501, $"{url} gave {reply.Status}: {reply.Text}");
        if (reply.Status < 400 || (reply.Body.Length == 0 && IsKestrels(url)))
            return;
        var message = reply.Json.GetProperty("error").GetProperty("message").GetString()!;
        Assert.NotEmpty(message);
        foreach (var leak in new[] { "select \"", " from \"", "DuckDB", "Binder Error", "Parser Error", "Exception", "   at ", "/tmp/", "\"ordinal\"" })
            Assert.False(message.Contains(leak, StringComparison.Ordinal) && !Uri.UnescapeDataString(url).Contains(leak, StringComparison.OrdinalIgnoreCase), $"{url} gave {message}");
    }
}
