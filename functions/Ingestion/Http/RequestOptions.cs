using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>What handlers of one request tell each other.</summary>
internal static class RequestOptions
{
    /// <summary>Where the reply's body is put.</summary>
    public static readonly HttpRequestOptionsKey<string> BodyPath = new("outcomes.body");

    /// <summary>Set once a redirect left the origin: no credentials any more.</summary>
    public static readonly HttpRequestOptionsKey<bool> Elsewhere = new("outcomes.elsewhere");

    /// <summary>What is done about the reply.</summary>
    public static readonly HttpRequestOptionsKey<Verdict> Verdict = new("outcomes.verdict");

    /// <summary>The value, or null.</summary>
    public static T? Get<T>(this HttpRequestMessage request, HttpRequestOptionsKey<T> key) => request.Options.TryGetValue(key, out var value) ? value : default;
}

/// <summary>What is done about a reply, and what people are told.</summary>
internal sealed record Verdict(ErrorAction Do, string? Say);
