using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>An issuer of tokens on this computer, as OpenID Connect says: it publishes its keys, lets whoever comes sign in as one person, and signs.</summary>
public sealed class SigningAuthority : IAsyncDisposable
{
    public const string ClientId = "outcomes-app", ClientSecret = "only for tests";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string RedirectUri)> codes = new();
    private WebApplication server = null!;

    /// <summary>Where it is.</summary>
    public string Address => server.Urls.Single();

    /// <summary>App roles of the person who signs in.</summary>
    public string[] Roles { get; set; } = ["Reader"];

    /// <summary>What the last sign-in asked for.</summary>
    public IQueryCollection? Asked { get; private set; }

    /// <summary>Every token it gave a browser's server.</summary>
    public ConcurrentBag<string> Given { get; } = [];

    public static async Task<SigningAuthority> StartAsync()
    {
        var authority = new SigningAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        authority.Map(authority.server = builder.Build());
        await authority.server.StartAsync(TestContext.Current.CancellationToken);
        return authority;
    }

    /// <summary>A token; by another's key, for another, or at another time where that is said.</summary>
    public string Sign(string[] roles, string audience, string? issuedBy = null, DateTime? expires = null, SigningCredentials? by = null, string? nonce = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = "somebody", ["name"] = "Ann <Example>", ["roles"] = roles };
        if (nonce is not null)
            claims["nonce"] = nonce;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuedBy ?? Address,
            Audience = audience,
            NotBefore = now.AddHours(-1),
            Expires = expires ?? now.AddMinutes(10),
            Claims = claims,
            SigningCredentials = by ?? new(new RsaSecurityKey(rsa) { KeyId = "k" }, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>Its public key, as if it were a secret two parties share: an old way to forge tokens.</summary>
    public SigningCredentials PublicKeyAsSecret => new(new SymmetricSecurityKey(rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k" }, SecurityAlgorithms.HmacSha256);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        rsa.Dispose();
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address,
            jwks_uri = $"{Address}/keys",
            authorization_endpoint = $"{Address}/authorize",
            token_endpoint = $"{Address}/token",
        }));
        app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(rsa.ExportParameters(false)) { KeyId = "k" });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = "k", n = key.N, e = key.E, use = "sig", alg = "RS256" } } });
        });
        app.MapGet("/authorize", (HttpRequest request) =>
        {
            Asked = request.Query;
            var code = Guid.NewGuid().ToString("N");
            codes[code] = (request.Query["code_challenge"]!, request.Query["nonce"]!, request.Query["redirect_uri"]!);
            return Results.Redirect($"{request.Query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(request.Query["state"]!)}");
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var verifier = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret || !codes.TryRemove(form["code"].ToString(), out var asked)
                || asked.Challenge != verifier || asked.RedirectUri != form["redirect_uri"])
                return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            var token = Sign(Roles, ClientId, nonce: asked.Nonce);
            Given.Add(token);
            return Results.Json(new { token_type = "Bearer", id_token = token, access_token = Sign(Roles, "api://another"), expires_in = 600 });
        });
    }
}
