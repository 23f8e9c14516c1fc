using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Http.Resilience;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>What sends one source's requests during one run.</summary>
/// <remarks>
/// From the outside in: resilience · what a reply means · its body brought to a file · redirects · credentials · budget · the guarded connection.
/// A body that breaks off, a redirect or a new token is part of one attempt.
/// </remarks>
internal sealed partial class SourceClient : IDisposable
{
    private readonly Source source;
    private readonly Secrecy secrecy;
    private readonly HttpClient client;
    private readonly RateLimiter? limiter;
    private readonly TimeProvider time;

    public SourceClient(Source source, SourceSettings settings, Ledger ledger, ITokenStore tokens, RawLimits limits, HttpMessageHandler? transport, Action<string> say)
    {
        var http = source.Http!;
        (this.source, time, secrecy, limiter) = (source, ledger.Time, new(), Resilience.Limiter(http.RateLimit));
        HttpMessageHandler handler = transport is null ? AddressGuard.Handler(settings) : new Borrowed(transport);
        if (http.Budget is { } budget)
            handler = new Budget(source.Name, budget, ledger, handler);
        Credentials = new(source, settings, tokens, secrecy, time, handler);
        handler = new VerdictHandler(http, new BodyHandler(limits, secrecy, new RedirectHandler(settings, Credentials)));
        var pipeline = Resilience.Pipeline(http, Credentials, limiter, time, words => say(secrecy.Cover(words)));
        client = new(new ResilienceHandler(pipeline) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Who asks.</summary>
    public Credentials Credentials { get; }

    /// <summary>Sends a request; the reply's body is at <paramref name="body"/>, secrets covered. False where there is nothing and that is as it should be.</summary>
    /// <exception cref="SourceException">It cannot be had.</exception>
    public async Task<(bool HasRecords, HttpResponseHeaders Headers)> SendAsync(HttpRequestMessage request, string body, CancellationToken cancellationToken)
    {
        var shown = Short(secrecy.Cover(request.RequestUri!.GetLeftPart(UriPartial.Path)));
        try
        {
            request.Options.Set(RequestOptions.BodyPath, body);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var verdict = request.Get(RequestOptions.Verdict)!;
            return verdict.Do is ErrorAction.Success or ErrorAction.Ignore
                ? (verdict.Do is ErrorAction.Success, response.Headers)
                : throw Refused(shown, (int)response.StatusCode, verdict, Resilience.Wait(response, source.Http!.Retry, time), body);
        }
        catch (Exception failure) when (failure is not (SourceException or OperationCanceledException) || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SourceException(source.Name, $"{shown}: {secrecy.Cover(Resilience.Told(failure))}. What came before is kept, and the next run goes on from there.");
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Cover(string text) => secrecy.Cover(text);

    /// <summary>As much of what a source sent as a message has room for.</summary>
    public static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        limiter?.Dispose();
    }

    private SourceException Refused(string shown, int code, Verdict verdict, TimeSpan? wait, string body)
    {
        var secrets = source.Http!.Secrets.Select(secret => $"Sources:{source.Name}:Secrets:{secret}").ToArray();
        var why = verdict.Say
            ?? (code is 401 ? "it does not know who asks"
                : code is 403 ? "it does not allow this"
                : code is 404 or 410 ? "there is nothing at that address: the account or page is gone, or the address is wrong"
                : wait is { } long_ ? $"it asks to wait {long_:d\\.hh\\:mm\\:ss}"
                : "it fails, also when asked again");
        var what = code is 401 or 403 || verdict.Do is ErrorAction.RefreshTokenThenRetry
            ? secrets.Length == 0 ? " Is a key needed?" : $" Has a secret expired, or been revoked? Renew {string.Join(" or ", secrets)}."
            : "";
        return new(source.Name, $"{shown} answered {code}: {why}.{what}{Said(body)} What came before is kept, and the next run goes on from there.");
    }

    /// <summary>The message of an error document, where it has one, less e-mail addresses: runs are published. Never the document, which may be anything.</summary>
    private static string Said(string body)
    {
        try
        {
            if (new FileInfo(body) is not { Exists: true, Length: > 1 and < 1 << 20 })
                return "";
            using var document = JsonDocument.Parse(File.ReadAllBytes(body));
            foreach (var path in (string[])["error.message", "message", "error_description", "detail", "title", "error"])
                if (RecordPath.Parse(path).Find(document.RootElement) is { ValueKind: JsonValueKind.String } said && said.GetString() is { Length: > 0 } text)
                    return $" It says: '{Short(new string([.. Mail().Replace(text, "…@…").Where(letter => !char.IsControl(letter))]))}'.";
        }
        catch (JsonException)
        {
            // A page for people.
        }
        return "";
    }

    [GeneratedRegex(@"[^\s'""<>@]+@[^\s'""<>@]+")]
    private static partial Regex Mail();

    /// <summary>A transport that others use too: not closed with this client.</summary>
    private sealed class Borrowed(HttpMessageHandler transport) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(transport, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);
    }
}
