using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>Tokens of an issuer that this test is: it publishes its keys as OpenID Connect says, and signs.</summary>
public sealed class BearerTokenTests : IAsyncLifetime
{
    private const string Audience = "api://outcomes";
    private readonly RSA rsa = RSA.Create(2048), stranger = RSA.Create(2048);
    private WebApplication issuer = null!;
    private ServedFeed feed = null!;

    private string Authority => issuer.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        issuer = builder.Build();
        issuer.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Authority, jwks_uri = $"{Authority}/keys" }));
        issuer.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(rsa.ExportParameters(false)) { KeyId = "k" });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = "k", n = key.N, e = key.E, use = "sig", alg = "RS256" } } });
        });
        await issuer.StartAsync(TestContext.Current.CancellationToken);
        feed = new ServedFeed { Access = new(Anonymous: false, RequestsPerMinute: 1_000_000, Authority: Authority, Audience: Audience) };
        await feed.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        await issuer.DisposeAsync();
        rsa.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task A_token_of_the_issuer_with_a_role_reads_and_one_without_is_refused()
    {
        Assert.Equal(200, (await AskAsync(Signed(["Reader"]))).Status);
        Assert.Equal(403, (await AskAsync(Signed([]))).Status);
        Assert.Equal(403, (await AskAsync(Signed(["Owner"]))).Status);
        var limited = await AskAsync(Signed(["Reader", "service:parks"]));
        Assert.Equal($"{feed.Oracle.One<long>("select count(*) from T where service = 'parks'")}", limited.Text);
    }

    [Fact]
    public async Task Whose_token_it_is_for_whom_until_when_and_how_it_is_signed_are_all_checked()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.Equal(401, (await AskAsync(Signed(["Reader"], audience: "api://another"))).Status);
        Assert.Equal(401, (await AskAsync(Signed(["Reader"], issuedBy: "https://elsewhere.example"))).Status);
        Assert.Equal(401, (await AskAsync(Signed(["Reader"], expires: now.AddMinutes(-5)))).Status);
        Assert.Equal(401, (await AskAsync(Signed(["Reader"], by: new(new RsaSecurityKey(stranger) { KeyId = "k" }, SecurityAlgorithms.RsaSha256)))).Status);
        Assert.Equal(401, (await AskAsync(Signed(["Reader"], by: new(new SymmetricSecurityKey(rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k" }, SecurityAlgorithms.HmacSha256)))).Status);
        var parts = Signed(["Reader"]).Split('.');
        Assert.Equal(401, (await AskAsync($"{parts[0]}.{parts[1]}.")).Status);
        Assert.Equal(401, (await AskAsync($"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{parts[1]}.")).Status);
        var refused = await AskAsync("nonsense");
        Assert.Equal(401, refused.Status);
        Assert.Contains($"Bearer authorization_uri=\"{Authority}\"", refused.Headers["WWW-Authenticate"]);
    }

    private Task<Reply> AskAsync(string token) => feed.SendAsync("Outcomes/$count", "GET", $"Authorization: Bearer {token}");

    private string Signed(string[] roles, string audience = Audience, string? issuedBy = null, DateTime? expires = null, SigningCredentials? by = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuedBy ?? Authority,
            Audience = audience,
            NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1),
            Expires = expires ?? TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
            Claims = new Dictionary<string, object> { ["sub"] = "somebody", ["roles"] = roles },
            SigningCredentials = by ?? new(new RsaSecurityKey(rsa) { KeyId = "k" }, SecurityAlgorithms.RsaSha256),
        });
}
