using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>
/// Puts a source's credentials on requests to the hosts listed in its settings, and on no others; takes them off again when the reply is
/// there, so that nothing that tells of a request tells them.
/// </summary>
internal sealed class Credentials : DelegatingHandler
{
    private const int LargestToken = 256 << 10;
    private readonly Source source;
    private readonly SourceSettings settings;
    private readonly ITokenStore tokens;
    private readonly Secrecy secrecy;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim getting = new(1);
    private (string Token, DateTimeOffset Until)? access;

    public Credentials(Source source, SourceSettings settings, ITokenStore tokens, Secrecy secrecy, TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        (this.source, this.settings, this.tokens, this.secrecy, this.time) = (source, settings, tokens, secrecy, time);
        foreach (var secret in settings.Secrets.Values)
            secrecy.Add(secret);
    }

    /// <summary>When the refresh token ends, where the source has said so in this run.</summary>
    public DateTimeOffset? RefreshTokenExpires { get; private set; }

    private HttpAuth Auth => source.Http!.Auth;

    /// <summary>The access token is no good any more.</summary>
    public void Forget() => access = null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        if (Auth is NoAuth || request.Get(RequestOptions.Elsewhere) || !settings.IsListed(asked))
            return await base.SendAsync(request, cancellationToken);
        string? header = null;
        try
        {
            (header, var value, request.RequestUri) = await ShownAsync(asked, cancellationToken);
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = asked;
            if (header is not null)
                request.Headers.Remove(header);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            getting.Dispose();
        base.Dispose(disposing);
    }

    private async Task<(string? Header, string? Value, Uri Uri)> ShownAsync(Uri uri, CancellationToken cancellationToken)
    {
        switch (Auth)
        {
            case KeyAuth { Header: { } header } key:
                return (header, key.Prefix + Value(key.Value), uri);
            case KeyAuth key:
                return (null, null, With(uri, key.Query!, Value(key.Value)));
            case BasicAuth basic:
                return ("Authorization", Basic(Value(basic.User), Value(basic.Password)), uri);
            case HmacAuth hmac:
                return (null, null, Signed(With(uri, hmac.KeyQuery, Value(hmac.Key)), hmac));
            case JwtAuth jwt:
                return ("Authorization", "Bearer " + Jwt(Value(jwt.Issuer), Value(jwt.Secret)), uri);
            case SessionAuth session:
                return (session.Header, session.Prefix + await AccessAsync(() => OpenSessionAsync(session, cancellationToken), cancellationToken), uri);
            case OAuth2 oauth:
                return ("Authorization", "Bearer " + await AccessAsync(() => GetTokenAsync(oauth, cancellationToken), cancellationToken), uri);
            default:
                throw new NotSupportedException(Auth.GetType().Name);
        }
    }

    private string Value(HttpTemplate template) => template.Render(settings.Names(secrets: true));

    private static Uri With(Uri uri, string name, string value) =>
        new($"{uri.GetLeftPart(UriPartial.Path)}{(uri.Query.Length > 1 ? uri.Query + "&" : "?")}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

    private string Basic(string user, string password)
    {
        var value = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        secrecy.Add(value);
        return "Basic " + value;
    }

    private Uri Signed(Uri uri, HmacAuth hmac)
    {
        var (secret, text) = (Encoding.UTF8.GetBytes(Value(hmac.Secret)), Encoding.UTF8.GetBytes(hmac.OfAddress ? Uri.UnescapeDataString(uri.AbsoluteUri) : uri.PathAndQuery));
        // SHA-1 is what such a source checks with; HMAC does not rest on its resistance to collisions.
#pragma warning disable CA5350
        var signature = hmac.Sha256 ? HMACSHA256.HashData(secret, text) : HMACSHA1.HashData(secret, text);
#pragma warning restore CA5350
        return With(uri, hmac.SignatureQuery, Convert.ToBase64String(signature));
    }

    private string Jwt(string issuer, string secret)
    {
        static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        var claims = new { iss = issuer, iat = time.GetUtcNow().ToUnixTimeSeconds() };
        var signed = $"{Part("""{"typ":"JWT","alg":"HS256"}"""u8.ToArray())}.{Part(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var token = $"{signed}.{Part(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
        secrecy.Add(token);
        return token;
    }

    private async Task<string> AccessAsync(Func<Task<(string Token, TimeSpan Lasts)>> get, CancellationToken cancellationToken)
    {
        await getting.WaitAsync(cancellationToken);
        try
        {
            if (access is not { } held || held.Until <= time.GetUtcNow())
            {
                var (token, lasts) = await get();
                secrecy.Add(token);
                access = held = (token, time.GetUtcNow() + lasts);
            }
            return held.Token;
        }
        finally
        {
            getting.Release();
        }
    }

    private async Task<(string, TimeSpan)> OpenSessionAsync(SessionAuth session, CancellationToken cancellationToken)
    {
        var names = settings.Names(secrets: true);
        using var reply = await AskAsync(Address(session.Url), Requests.Content(session.Body, names), null, cancellationToken);
        return (session.Token.TextOf(reply.RootElement) ?? throw new RefusedRequestException($"the session's reply has no '{session.Token}'; look at auth.session.token."), session.Lasts);
    }

    private async Task<(string, TimeSpan)> GetTokenAsync(OAuth2 oauth, CancellationToken cancellationToken)
    {
        var seed = oauth.RefreshToken is { } first ? Value(first) : null;
        var kept = seed is null ? null : await tokens.FindAsync(source.Name, cancellationToken);
        var refresh = kept is not null && kept.Seed == HashOf(seed!) ? kept.Token : seed;
        secrecy.Add(refresh);
        var fields = new Dictionary<string, string> { ["grant_type"] = refresh is null ? "client_credentials" : "refresh_token" };
        if (refresh is not null)
            fields["refresh_token"] = refresh;
        if (oauth.Scope is not null)
            fields["scope"] = oauth.Scope;
        var (id, secret) = (Value(oauth.ClientId), oauth.ClientSecret is { } of ? Value(of) : null);
        if (!oauth.InHeader)
            (fields["client_id"], fields["client_secret"]) = (id, secret ?? "");
        using var reply = await AskAsync(Address(oauth.TokenUrl), new FormUrlEncodedContent(fields.Where(field => field.Value.Length > 0)), oauth.InHeader ? Basic(id, secret ?? "") : null, cancellationToken);
        var root = reply.RootElement;
        TimeSpan? Span(string name) => root.TryGetProperty(name, out var seconds) && seconds.TryGetDouble(out var count) ? TimeSpan.FromSeconds(count) : null;
        var ends = (Span("refresh_token_expires_in") ?? Span("refresh_expires_in")) is { } left ? time.GetUtcNow() + left : (DateTimeOffset?)null;
        if (root.TryGetProperty("refresh_token", out var next) && next.GetString() is { Length: > 0 } rotated && rotated != refresh && seed is not null)
        {
            secrecy.Add(rotated);
            // Kept before it is used: the one before may be worth nothing now.
            await tokens.KeepAsync(source.Name, new(rotated, HashOf(seed), ends), CancellationToken.None);
        }
        RefreshTokenExpires = ends ?? kept?.Expires;
        var token = root.TryGetProperty("access_token", out var found) ? found.GetString() : null;
        var lasts = Span("expires_in") ?? TimeSpan.FromMinutes(30);
        return (token ?? throw new RefusedRequestException("the token's reply has no access_token."), lasts > TimeSpan.FromMinutes(2) ? lasts - TimeSpan.FromMinutes(1) : lasts / 2);
    }

    /// <summary>Where credentials go must be listed, as everywhere.</summary>
    private Uri Address(HttpTemplate template)
    {
        var uri = new Uri(Value(template));
        AddressGuard.Check(uri, settings);
        return settings.IsListed(uri) ? uri : throw new RefusedRequestException($"{uri.Authority}, where the token comes from, is not listed; add it to Sources:{source.Name}:Hosts.");
    }

    private async Task<JsonDocument> AskAsync(Uri address, HttpContent? content, string? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var reply = await base.SendAsync(request, cancellationToken);
        var code = (int)reply.StatusCode;
        var text = await TextAsync(reply.Content, cancellationToken) ?? throw new RefusedRequestException($"{address.Host} answers more than {LargestToken:N0} bytes when asked for a token; look at the address under auth:.");
        if (code >= 500 || code == 429)
            throw new HttpRequestException($"{address.Host} answered {code.ToString(CultureInfo.InvariantCulture)} when asked for a token", null, reply.StatusCode);
        try
        {
            var document = JsonDocument.Parse(text);
            if (code < 300)
                return document;
            using (document)
                throw new RefusedRequestException($"{address.Host} gives no token ({code}{(document.RootElement.TryGetProperty("error", out var error) ? $", {SourceClient.Short(error.ToString())}" : "")}): "
                    + $"renew {string.Join(", ", source.Http!.Secrets.Select(secret => $"Sources:{source.Name}:Secrets:{secret}"))}.");
        }
        catch (JsonException)
        {
            throw new RefusedRequestException($"{address.Host} answered {code} and no JSON when asked for a token; look at the address under auth:.");
        }
    }

    /// <summary>The reply's text; null: it is far too long for one with a token.</summary>
    private static async Task<string?> TextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var (bytes, length) = (new byte[LargestToken], 0);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (length < bytes.Length && await stream.ReadAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var read)
            length += read;
        return length == bytes.Length ? null : Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
