using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>Tokens of an issuer on this computer, and forged ones.</summary>
public sealed class BearerTokenTests : IAsyncLifetime
{
    private const string Audience = "api://outcomes";
    private readonly RSA stranger = RSA.Create(2048);
    private SigningAuthority issuer = null!;
    private ServedFeed feed = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await SigningAuthority.StartAsync();
        feed = new ServedFeed { Access = new(Anonymous: false, RequestsPerMinute: 1_000_000, Authority: issuer.Address, Audience: Audience) };
        await feed.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        await issuer.DisposeAsync();
        stranger.Dispose();
    }

    [Fact]
    public async Task A_token_of_the_issuer_with_a_role_reads_and_one_without_is_refused()
    {
        Assert.Equal(200, (await AskAsync(issuer.Sign(["Reader"], Audience))).Status);
        Assert.Equal(403, (await AskAsync(issuer.Sign([], Audience))).Status);
        Assert.Equal(403, (await AskAsync(issuer.Sign(["Owner"], Audience))).Status);
        var limited = await AskAsync(issuer.Sign(["Reader", "service:parks"], Audience));
        Assert.Equal($"{feed.Oracle.One<long>("select count(*) from T where service = 'parks'")}", limited.Text);
    }

    [Fact]
    public async Task Whose_token_it_is_for_whom_until_when_and_how_it_is_signed_are_all_checked()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.Equal(401, (await AskAsync(issuer.Sign(["Reader"], "api://another"))).Status);
        Assert.Equal(401, (await AskAsync(issuer.Sign(["Reader"], Audience, issuedBy: "https://elsewhere.example"))).Status);
        Assert.Equal(401, (await AskAsync(issuer.Sign(["Reader"], Audience, expires: now.AddMinutes(-5)))).Status);
        Assert.Equal(401, (await AskAsync(issuer.Sign(["Reader"], Audience, by: new(new RsaSecurityKey(stranger) { KeyId = "k" }, SecurityAlgorithms.RsaSha256)))).Status);
        Assert.Equal(401, (await AskAsync(issuer.Sign(["Reader"], Audience, by: issuer.PublicKeyAsSecret))).Status);
        var parts = issuer.Sign(["Reader"], Audience).Split('.');
        Assert.Equal(401, (await AskAsync($"{parts[0]}.{parts[1]}.")).Status);
        Assert.Equal(401, (await AskAsync($"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{parts[1]}.")).Status);
        var refused = await AskAsync("nonsense");
        Assert.Equal(401, refused.Status);
        Assert.Contains($"Bearer authorization_uri=\"{issuer.Address}\"", refused.Headers["WWW-Authenticate"]);
    }

    private Task<Reply> AskAsync(string token) => feed.SendAsync("Outcomes/$count", "GET", $"Authorization: Bearer {token}");
}
