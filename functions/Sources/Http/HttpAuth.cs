using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>How a source shows who asks: the key <c>auth</c>, the only place where secrets may be named.</summary>
public abstract record HttpAuth
{
    /// <summary>Every secret-bearing template, with where it goes.</summary>
    public abstract IEnumerable<HttpTemplate> Templates { get; }
}

/// <summary>Nothing is shown.</summary>
public sealed record NoAuth : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [];
}

/// <summary>A text in a header or in a parameter of the query: an API key, or a bearer token.</summary>
/// <param name="Header">Header, or null.</param>
/// <param name="Query">Parameter, or null.</param>
/// <param name="Prefix">Before the value, such as <c>Bearer </c>.</param>
/// <param name="Value">The value.</param>
public sealed record KeyAuth(string? Header, string? Query, string Prefix, HttpTemplate Value) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [Value];
}

/// <summary>HTTP Basic (RFC 7617).</summary>
public sealed record BasicAuth(HttpTemplate User, HttpTemplate Password) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [User, Password];
}

/// <summary>OAuth 2 (RFC 6749): client credentials, or a refresh token that the server may replace each time.</summary>
/// <param name="TokenUrl">Where access tokens come from.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ClientSecret">Its secret, or null.</param>
/// <param name="RefreshToken">The first refresh token, or null: client credentials. A later one is kept encrypted, beside the data or in Key Vault.</param>
/// <param name="Scope">Scopes with a space between, or null.</param>
/// <param name="InHeader">Whether client and secret go as HTTP Basic instead of in the form.</param>
public sealed record OAuth2(HttpTemplate TokenUrl, HttpTemplate ClientId, HttpTemplate? ClientSecret, HttpTemplate? RefreshToken, string? Scope, bool InHeader) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => new[] { TokenUrl, ClientId, ClientSecret, RefreshToken }.OfType<HttpTemplate>();
}

/// <summary>A token that a request of its own gives.</summary>
/// <param name="Url">The request's address.</param>
/// <param name="Body">What it sends.</param>
/// <param name="Token">Where the reply says the token.</param>
/// <param name="Header">Header that then carries it.</param>
/// <param name="Prefix">Before the token, such as <c>Bearer </c>.</param>
/// <param name="Lasts">How long it is good.</param>
public sealed record SessionAuth(HttpTemplate Url, HttpBody Body, RecordPath Token, string Header, string Prefix, TimeSpan Lasts) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [Url, .. Body.Json is { } json ? [json] : Body.Form.Select(part => part.Value)];
}

/// <summary>A signature over the address: HMAC, in Base64, as a parameter of the query.</summary>
/// <param name="KeyQuery">Parameter that carries the key's name, part of what is signed.</param>
/// <param name="Key">The key's name.</param>
/// <param name="Secret">What signs.</param>
/// <param name="SignatureQuery">Parameter that carries the signature, added last.</param>
/// <param name="Sha256">Whether SHA-256 is used; otherwise SHA-1.</param>
/// <param name="OfAddress">Whether the whole address is signed, percent-decoded, as LG Inform Plus wants it
/// (https://github.com/esd-org-uk/lg-inform-plus-api, esdSign.php); otherwise path and query as they are sent.</param>
public sealed record HmacAuth(string KeyQuery, HttpTemplate Key, HttpTemplate Secret, string SignatureQuery, bool Sha256, bool OfAddress) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [Key, Secret];
}

/// <summary>A JSON Web Token (RFC 7519), HS256, made for each request: issuer and time, signed with a secret (GOV.UK Notify).</summary>
public sealed record JwtAuth(HttpTemplate Issuer, HttpTemplate Secret) : HttpAuth
{
    /// <inheritdoc/>
    public override IEnumerable<HttpTemplate> Templates => [Issuer, Secret];
}

/// <summary>Reads the key <c>auth</c>.</summary>
internal sealed class HttpAuthReading(FrontMatter http)
{
    private static readonly string[] Kinds = ["bearer", "api_key", "basic", "oauth2", "session", "hmac", "jwt"];
    private static readonly string[] Roots = ["secrets", "settings"];

    public HttpAuth Read()
    {
        if (!http.Has("auth") || (!http.IsMap("auth") && http.OptionalText("auth") is "none"))
            return new NoAuth();
        if (http.Map("auth") is not { } map)
            return new NoAuth();
        var kind = map.Keys.Count == 1 ? map.Keys[0] : "";
        if (kind is "bearer")
            return new KeyAuth("Authorization", null, "Bearer ", Template(map, "bearer"));
        if (!Kinds.Contains(kind) || map.Map(kind) is not { } inner)
        {
            http.Fault("auth", $"'http.auth' is {{{string.Join(", ", map.Keys)}: …}}; allowed: none, {{bearer: TEXT}}, or one of {string.Join(", ", Kinds[1..])} with its keys.");
            return new NoAuth();
        }
        HttpAuth auth = kind switch
        {
            "api_key" => ApiKey(inner),
            "basic" => new BasicAuth(Template(inner, "user"), Template(inner, "password")),
            "oauth2" => new OAuth2(Template(inner, "token_url"), Template(inner, "client_id"), Optional(inner, "client_secret"), Optional(inner, "refresh_token"),
                inner.OptionalText("scope"), inner.Choice("send", ["body", "basic"], "body") is "basic"),
            "session" => Session(inner),
            "hmac" => new HmacAuth(inner.Text("key_query"), Template(inner, "key"), Template(inner, "secret"), inner.Text("signature_query"),
                inner.Choice("hash", ["sha1", "sha256"], "sha256") is "sha256", inner.Choice("signs", ["path", "address"], "path") is "address"),
            _ => new JwtAuth(Template(inner, "issuer"), Template(inner, "secret")),
        };
        inner.Finish();
        return auth;
    }

    private static KeyAuth ApiKey(FrontMatter map)
    {
        var (header, query) = (map.OptionalText("header"), map.OptionalText("query"));
        if (header is null == query is null)
            map.Fault("header", "'http.auth.api_key' needs 'header' or 'query', the name that carries the key, one of the two.");
        return new(header, query, map.OptionalText("prefix") ?? "", Template(map, "value"));
    }

    private static SessionAuth Session(FrontMatter map)
    {
        _ = map.Text("token");
        return new(Template(map, "url"), HttpSourceReading.ReadBody(map, Roots) ?? new(null, []), RecordPath.Read(map, "token") ?? RecordPath.Parse("token"),
            map.OptionalText("header") ?? "Authorization", map.OptionalText("prefix") ?? "", Duration.Read(map, "lasts", TimeSpan.FromMinutes(30)));
    }

    private static HttpTemplate Template(FrontMatter map, string key) => HttpTemplate.Read(map.Text(key), map, key, Roots);

    private static HttpTemplate? Optional(FrontMatter map, string key) => map.OptionalText(key) is { } text ? HttpTemplate.Read(text, map, key, Roots) : null;
}
