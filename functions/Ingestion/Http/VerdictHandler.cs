using System.Net;
using System.Text.Json;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Says what is done about each reply: the source's own rules first, then the usual meaning of its code.</summary>
internal sealed class VerdictHandler(HttpSource http, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const long LargestLook = 1 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(RequestOptions.Verdict, null!);
        var response = await base.SendAsync(request, cancellationToken);
        request.Options.Set(RequestOptions.Verdict, Of(response, request.Get(RequestOptions.BodyPath)));
        return response;
    }

    private Verdict Of(HttpResponseMessage response, string? body)
    {
        var code = (int)response.StatusCode;
        JsonDocument? document = null;
        try
        {
            foreach (var rule in http.Errors.Where(rule => rule.Codes.Count == 0 || rule.Codes.Contains(code)))
                if (rule.Body is null || ((document ??= Read(body)) is { } read && Holds(rule.Body, read.RootElement)))
                    return new(rule.Do, rule.Say);
        }
        finally
        {
            document?.Dispose();
        }
        return new(
            code is >= 200 and < 300 ? ErrorAction.Success
            : code == 429 && http.Retry.On.Contains(code) ? ErrorAction.RateLimited
            : http.Retry.On.Contains(code) ? ErrorAction.Retry
            : response.StatusCode is HttpStatusCode.Unauthorized && http.Auth is OAuth2 or SessionAuth ? ErrorAction.RefreshTokenThenRetry
            : ErrorAction.Fail,
            null);
    }

    private static bool Holds(RecordPath rule, JsonElement document)
    {
        try
        {
            return rule.IsTrue(document);
        }
        catch (JsonException)
        {
            return false; // it speaks of something that this reply does not have
        }
    }

    private static JsonDocument? Read(string? body)
    {
        try
        {
            return body is null || new FileInfo(body).Length > LargestLook ? null : JsonDocument.Parse(File.ReadAllBytes(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
