using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>What is done about a reply.</summary>
public enum ErrorAction
{
    /// <summary>It is a page like others.</summary>
    Success,

    /// <summary>The run ends; what came before is kept for the next.</summary>
    Fail,

    /// <summary>It is asked for again.</summary>
    Retry,

    /// <summary>It holds nothing, and its walk is over.</summary>
    Ignore,

    /// <summary>It is asked for again when the source allows.</summary>
    RateLimited,

    /// <summary>Another access token is got, once, and it is asked for again.</summary>
    RefreshTokenThenRetry,
}

/// <summary>What a reply means: one item of the key <c>errors</c>.</summary>
/// <param name="Codes">Status codes it is about; empty: any.</param>
/// <param name="Body">JMESPath that is true of the reply's body, or null: whatever it says.</param>
/// <param name="Do">What is done.</param>
/// <param name="Say">What people are told, or null.</param>
public sealed record ErrorRule(IReadOnlyList<int> Codes, RecordPath? Body, ErrorAction Do, string? Say)
{
    private static readonly Dictionary<string, ErrorAction> Actions = new()
    {
        ["success"] = ErrorAction.Success,
        ["fail"] = ErrorAction.Fail,
        ["retry"] = ErrorAction.Retry,
        ["ignore"] = ErrorAction.Ignore,
        ["rate_limited"] = ErrorAction.RateLimited,
        ["refresh_token_then_retry"] = ErrorAction.RefreshTokenThenRetry,
    };

    /// <summary>Reads the key <c>errors</c>.</summary>
    public static IReadOnlyList<ErrorRule> Read(FrontMatter http)
    {
        var rules = new List<ErrorRule>();
        foreach (var map in http.Maps("errors"))
        {
            var codes = map.List("code").Select(code => int.TryParse(code, out var number) ? number : -1).ToArray();
            if (codes.Any(code => code is < 100 or > 599))
                map.Fault("code", $"'code' is '{string.Join(", ", map.List("code"))}'; allowed: HTTP status codes, such as 400 or [400, 403].");
            var body = RecordPath.Read(map, "body");
            if (codes.Length == 0 && body is null)
                map.Fault("do", "An item of 'http.errors' needs 'code', 'body' (JMESPath, true of the reply) or both.");
            rules.Add(new(codes, body, Actions[map.Choice("do", Actions.Keys)], map.OptionalText("say")));
            map.Finish();
        }
        return rules;
    }
}
