using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>What is tried again, and how patiently: the key <c>retry</c>.</summary>
/// <param name="On">Status codes.</param>
/// <param name="Attempts">Requests made for one page at most.</param>
/// <param name="WaitHeader">Header that says how long to wait (seconds or a date), or null.</param>
/// <param name="UntilHeader">Header that says until when to wait (seconds since 1970), or null.</param>
/// <param name="Exponential">Whether each wait is twice the one before.</param>
/// <param name="Delay">The first wait.</param>
/// <param name="Longest">The longest wait; a source that asks for more ends the run, which goes on next time.</param>
/// <param name="AttemptTimeout">Longest that one request may take, its reply's body included.</param>
/// <param name="Timeout">Longest that a page may take, with all its attempts and waits.</param>
/// <param name="BreakAfter">Failures in a row, over all pages, after which the source is left alone for this run.</param>
public sealed record Retry(
    IReadOnlyList<int> On, int Attempts, string? WaitHeader, string? UntilHeader, bool Exponential, TimeSpan Delay, TimeSpan Longest,
    TimeSpan AttemptTimeout, TimeSpan Timeout, int BreakAfter)
{
    /// <summary>Reads the key; what it leaves out is as here.</summary>
    public static Retry Read(FrontMatter http)
    {
        var map = http.Map("retry");
        int[] usual = [408, 429, 500, 502, 503, 504];
        if (map is null)
            return new(usual, 5, "Retry-After", null, true, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(100), TimeSpan.FromMinutes(20), 20);
        var on = new List<int>();
        foreach (var code in map.List("on"))
            if (int.TryParse(code, out var number) && number is >= 100 and <= 599)
                on.Add(number);
            else
                map.Fault("on", $"'http.retry.on' has '{code}'; allowed: HTTP status codes, such as [429, 500, 502, 503, 504].");
        var retry = new Retry(
            on.Count > 0 ? on : usual,
            Math.Max(1, map.Whole("attempts", 5)),
            map.OptionalText("wait_header") ?? "Retry-After",
            map.OptionalText("until_header"),
            map.Choice("backoff", ["exponential", "constant"], "exponential") is "exponential",
            Duration.Read(map, "delay", TimeSpan.FromSeconds(1)),
            Duration.Read(map, "longest", TimeSpan.FromMinutes(5)),
            Duration.Read(map, "attempt_timeout", TimeSpan.FromSeconds(100)),
            Duration.Read(map, "timeout", TimeSpan.FromMinutes(20)),
            Math.Max(2, map.Whole("break_after", 20)));
        map.Finish();
        return retry;
    }
}

/// <summary>Spans of time as front matter writes them: <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>3d</c>.</summary>
internal static class Duration
{
    /// <summary>The span under a key, or the fallback.</summary>
    public static TimeSpan Read(FrontMatter map, string key, TimeSpan fallback)
    {
        var text = map.OptionalText(key);
        if (text is null)
            return fallback;
        if (text.Length > 1 && int.TryParse(text[..^1], System.Globalization.NumberStyles.None, null, out var count) && count > 0)
            switch (text[^1])
            {
                case 's':
                    return TimeSpan.FromSeconds(count);
                case 'm':
                    return TimeSpan.FromMinutes(count);
                case 'h':
                    return TimeSpan.FromHours(count);
                case 'd':
                    return TimeSpan.FromDays(count);
            }
        map.Fault(key, $"'{key}' is '{text}'; allowed: a span written like 30s, 5m, 1h or 3d.");
        return fallback;
    }
}
