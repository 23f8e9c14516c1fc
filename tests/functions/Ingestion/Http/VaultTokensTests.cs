using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Ingestion.Http;

/// <summary>
/// Rotated refresh tokens in Key Vault, through Microsoft's own client, answered as its REST reference documents
/// (https://learn.microsoft.com/rest/api/keyvault/secrets, version 7.x): challenge, set, get, 404. No vault is asked.
/// </summary>
public class VaultTokensTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_a_secret_of_the_source_with_its_end_and_the_next_one_takes_its_place()
    {
        var vault = new Vault();
        var tokens = vault.Tokens();

        Assert.Null(await tokens.FindAsync("linkedin_page_days", Stop));
        var first = new KeptToken("refresh-1", "seed", new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await tokens.KeepAsync("linkedin_page_days", first, Stop);
        Assert.Equal(first, await tokens.FindAsync("linkedin_page_days", Stop));
        await tokens.KeepAsync("linkedin_page_days", first with { Token = "refresh-2", Expires = null }, Stop);

        Assert.Equal("refresh-2", (await vault.Tokens().FindAsync("linkedin_page_days", Stop))!.Token);
        Assert.Equal(["outcomes-linkedin-page-days-refresh-token"], vault.Secrets.Keys);
        Assert.Equal([1780272000L, null], vault.Ends); // 1 June 2026 in seconds since 1970
        Assert.All(vault.Asked, asked => Assert.StartsWith("https://council.vault.azure.net/secrets/", asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_else_put_there_is_no_token_of_ours()
    {
        var vault = new Vault();
        vault.Secrets["outcomes-calls-refresh-token"] = "a token as it is";

        Assert.Null(await vault.Tokens().FindAsync("calls", Stop));
    }

    [Fact]
    public async Task A_vault_that_refuses_is_told_as_such()
    {
        var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => new Vault { Refuses = true }.Tokens().FindAsync("calls", Stop));

        Assert.Equal(403, refused.Status);
    }

    /// <summary>The two operations that are used, and the challenge that comes before.</summary>
    private sealed class Vault : HttpMessageHandler
    {
        public Dictionary<string, string> Secrets { get; } = [];

        public List<long?> Ends { get; } = [];

        public List<string> Asked { get; } = [];

        public bool Refuses { get; init; }

        public VaultTokens Tokens() => new(new SecretClient(new("https://council.vault.azure.net"), new Signed(), new SecretClientOptions { Transport = new HttpClientTransport(this), Retry = { MaxRetries = 0 } }));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken).GetAwaiter().GetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.Add("WWW-Authenticate", "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001\", resource=\"https://vault.azure.net\"");
                return challenge;
            }
            Asked.Add(request.RequestUri!.ToString());
            var name = request.RequestUri.Segments[2].Trim('/');
            if (Refuses)
                return Json(HttpStatusCode.Forbidden, """{"error": {"code": "Forbidden", "message": "The caller has no role here."}}""");
            if (request.Method == HttpMethod.Put)
            {
                var sent = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
                Secrets[name] = sent["value"]!.GetValue<string>();
                Ends.Add(sent["attributes"]?["exp"]?.GetValue<long>());
            }
            return Secrets.TryGetValue(name, out var value)
                ? Json(HttpStatusCode.OK, JsonSerializer.Serialize(new { value, id = $"https://council.vault.azure.net/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79", attributes = new { enabled = true, created = 1764230400, updated = 1764230400 } }))
                : Json(HttpStatusCode.NotFound, """{"error": {"code": "SecretNotFound", "message": "A secret with that name was not found in this key vault."}}""");
        }

        private static HttpResponseMessage Json(HttpStatusCode code, string text) => new(code) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

        private sealed class Signed : TokenCredential
        {
            public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("signed-in", DateTimeOffset.MaxValue);

            public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
        }
    }
}
