using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>People who sign in with a browser, at an issuer on this computer that checks the code's proof as the standard says.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private SigningAuthority issuer = null!;
    private ServedFeed feed = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await SigningAuthority.StartAsync();
        feed = new ServedFeed { Access = new(Anonymous: false, RequestsPerMinute: 1_000_000, Authority: issuer.Address, ClientId: SigningAuthority.ClientId, ClientSecret: SigningAuthority.ClientSecret) };
        await feed.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_opens_a_page_signs_in_comes_back_to_it_and_reads_what_the_roles_allow()
    {
        issuer.Roles = ["Reader", "service:parks"];
        using var browser = new Browser(feed.Client.BaseAddress!);

        var page = await browser.GoAsync("/docs?of=all");

        Assert.Equal("/docs?of=all", page.Address.PathAndQuery);
        Assert.Contains("Signed in as Ann &lt;Example&gt;.", page.Text);
        Assert.Equal(("code", "S256", "query"), (issuer.Asked!["response_type"].ToString(), issuer.Asked["code_challenge_method"].ToString(), issuer.Asked["response_mode"].ToString() is "" ? "query" : issuer.Asked["response_mode"].ToString()));
        Assert.Equal($"{feed.Oracle.One<long>("select count(*) from T where service = 'parks'")}", (await browser.GoAsync("/odata/Outcomes/$count")).Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GoAsync("/odata/Runs?$format=json")).Status);
    }

    [Fact]
    public async Task The_session_is_a_cookie_no_script_and_no_other_site_gets_and_no_token_reaches_the_browser()
    {
        using var browser = new Browser(feed.Client.BaseAddress!);
        await browser.GoAsync("/docs");

        Assert.Matches("(?i)^outcomes=[^;]+; path=/; samesite=lax; httponly$", browser.Set.Last(cookie => cookie.StartsWith("outcomes=", StringComparison.Ordinal) && !cookie.StartsWith("outcomes=;", StringComparison.Ordinal)));
        var token = Assert.Single(issuer.Given);
        Assert.DoesNotContain(browser.Seen, text => text.Contains(token) || text.Contains(token.Split('.')[1]));
    }

    [Fact]
    public async Task Programs_are_refused_and_not_sent_to_a_page()
    {
        var reply = await feed.SendAsync("Outcomes", "GET", "Accept: application/json");
        Assert.Equal((401, false), (reply.Status, reply.Headers.ContainsKey("Location")));
        Assert.Equal(401, (await feed.SendAsync("Outcomes", "GET", "Accept: text/html", "x-api-key: nobody.nothing")).Status);
        Assert.Equal(401, (await feed.SendAsync("Outcomes", "GET", "Cookie: outcomes=forged")).Status);
    }

    [Fact]
    public async Task A_post_needs_the_token_of_a_page_of_the_same_session()
    {
        using var browser = new Browser(feed.Client.BaseAddress!);
        using var another = new Browser(feed.Client.BaseAddress!);
        var token = Token((await browser.GoAsync("/docs")).Text);
        var others = Token((await another.GoAsync("/docs")).Text);
        const string Batch = """{"requests": [{"id": "a", "method": "GET", "url": "Services/$count"}]}""";

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/odata/$batch", Batch)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/odata/$batch", Batch, others)).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/odata/$batch", Batch, token)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/signout", "")).Status);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync("/signout", "", token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GoAsync("/odata/Services", "application/json")).Status);
    }

    [Theory]
    [InlineData("//evil.example/", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/docs%0d%0aSet-Cookie:x", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/docs", "/docs")]
    public async Task After_signing_in_nobody_is_sent_to_another_site(string to, string path)
    {
        using var browser = new Browser(feed.Client.BaseAddress!);
        var page = await browser.GoAsync($"/signin?to={to}");
        Assert.Equal((feed.Client.BaseAddress!.Authority, path), (page.Address.Authority, page.Address.PathAndQuery));
    }

    [Fact]
    public async Task A_code_that_another_browser_was_given_opens_nothing()
    {
        using var victim = new Browser(feed.Client.BaseAddress!);
        using var attacker = new Browser(feed.Client.BaseAddress!) { StopsBefore = "/signin-openid" };
        var lure = (await attacker.GoAsync("/docs")).Address;
        Assert.Equal("/signin-openid", lure.AbsolutePath);

        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GoAsync(lure.PathAndQuery)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GoAsync("/signin-openid?code=x&state=forged")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GoAsync("/odata/Services", "application/json")).Status);
    }

    [Fact]
    public async Task A_person_without_a_role_is_known_and_sees_nothing()
    {
        issuer.Roles = [];
        using var browser = new Browser(feed.Client.BaseAddress!);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GoAsync("/odata/Outcomes?$format=json")).Status);
    }

    [Fact]
    public async Task Another_server_of_the_council_knows_the_session()
    {
        using var browser = new Browser(feed.Client.BaseAddress!);
        await browser.GoAsync("/docs");
        await using var other = LocalServer.Build(feed.Feed, new byte[32], feed.Records, feed.Access, "http://127.0.0.1:0");
        await other.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await browser.GoAsync($"{other.Urls.Single()}/odata/Services", "application/json")).Status);
    }

    [Fact]
    public async Task The_pages_for_people_say_who_is_signed_in_and_let_them_leave_without_scripts()
    {
        using var browser = new Browser(feed.Client.BaseAddress!);
        var page = await browser.GoAsync("/about");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Signed in as Ann &lt;Example&gt;.", page.Text);
        Assert.Contains("<form method=\"post\" action=\"/signout\">", page.Text);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync("/signout", "", Token(page.Text))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GoAsync("/odata/Services", "application/json")).Status);
    }

    private static string Token(string page) => WebUtility.HtmlDecode(AntiforgeryField().Match(page).Groups[1].Value);

    [GeneratedRegex("<input type=\"hidden\" name=\"[^\"]+\" value=\"([^\"]+)\">")]
    private static partial Regex AntiforgeryField();

    /// <summary>What a page came to in the end.</summary>
    private sealed record Arrival(HttpStatusCode Status, Uri Address, string Text);

    /// <summary>Keeps cookies and follows redirects, as a browser does, and remembers all it was sent.</summary>
    private sealed class Browser(Uri start) : IDisposable
    {
        private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });

        public string? StopsBefore { get; init; }

        public List<string> Seen { get; } = [];

        public List<string> Set { get; } = [];

        public async Task<Arrival> GoAsync(string path, string accept = "text/html")
        {
            var at = new Uri(start, path);
            for (var hops = 0; hops < 12; hops++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, at);
                request.Headers.TryAddWithoutValidation("Accept", accept);
                var (reply, text, location) = await SendAsync(request);
                if (location is null)
                    return new(reply, at, text);
                at = new Uri(at, location);
                if (at.AbsolutePath == StopsBefore)
                    return new(reply, at, text);
            }
            throw new InvalidOperationException($"{path} goes round and round.");
        }

        public async Task<Arrival> PostAsync(string path, string json, string? token = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(start, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            if (token is not null)
                request.Headers.Add(SignIn.AntiforgeryHeader, token);
            var (status, text, _) = await SendAsync(request);
            return new(status, request.RequestUri!, text);
        }

        public void Dispose() => client.Dispose();

        private async Task<(HttpStatusCode Status, string Text, Uri? Location)> SendAsync(HttpRequestMessage request)
        {
            using var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Seen.Add($"{reply.Headers}{text}");
            if (reply.Headers.TryGetValues("Set-Cookie", out var cookies))
                Set.AddRange(cookies);
            return (reply.StatusCode, text, reply.Headers.Location);
        }
    }
}
