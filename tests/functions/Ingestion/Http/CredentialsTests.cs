using System.Security.Cryptography;
using System.Text;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Ingestion.Http;

public class CredentialsTests
{
    private const string Plain = "url: https://calls.example/calls\npaginate: {none: true}\n";

    [Theory]
    [InlineData("auth: {bearer: \"{{ secrets.key }}\"}", "Authorization", "Bearer " + HttpCase.Secret)]
    [InlineData("auth: {api_key: {header: X-Key, value: \"{{ secrets.key }}\"}}", "X-Key", HttpCase.Secret)]
    [InlineData("auth: {basic: {user: council, password: \"{{ secrets.key }}\"}}", "Authorization", "Basic Y291bmNpbDpzM2NyM3Qtb2YtdGhlLWNvdW5jaWw=")] // council:s3cr3t-of-the-council
    public async Task Credentials_go_in_a_header(string auth, string header, string value)
    {
        using var @case = new HttpCase(Plain + auth, (_, _) => Given.Json("[]"));

        await @case.RunAsync();

        Assert.Equal(value, @case.Answers.Asked.Single().Headers[header]);
    }

    [Fact]
    public async Task A_key_may_go_in_the_query()
    {
        using var @case = new HttpCase(Plain + "query: {a: b}\nauth: {api_key: {query: key, value: \"{{ secrets.key }}\"}}", (_, _) => Given.Json("[]"));

        await @case.RunAsync();

        Assert.Equal($"https://calls.example/calls?a=b&key={HttpCase.Secret}", @case.Answers.Asked.Single().Uri.AbsoluteUri);
    }

    [Fact]
    public async Task A_signature_is_over_path_and_query_as_they_are_sent()
    {
        using var @case = new HttpCase(Plain + "query: {metric: \"a b\"}\nauth: {hmac: {key_query: ApplicationKey, key: council, secret: \"{{ secrets.key }}\", signature_query: Signature, hash: sha1}}", (_, _) => Given.Json("[]"));

        await @case.RunAsync();

        const string signed = "/calls?metric=a%20b&ApplicationKey=council";
#pragma warning disable CA5350
        Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(HttpCase.Secret), Encoding.UTF8.GetBytes(signed))), @case.Answers.Asked.Single().Query("Signature"));
#pragma warning restore CA5350
    }

    /// <remarks>The rule is esdSign.php's (https://github.com/esd-org-uk/lg-inform-plus-api); the expected value was made by <c>openssl dgst -sha1 -hmac</c> over the address of the first line.</remarks>
    [Fact]
    public async Task A_signature_for_LG_Inform_Plus_is_over_the_whole_address_decoded()
    {
        const string ofAddress = "1zKcH4rwiNqdWh5QJt+eqh1omkA="; // https://calls.example/calls?metric=a b&ApplicationKey=council
        using var @case = new HttpCase(Plain + "query: {metric: \"a b\"}\nauth: {hmac: {key_query: ApplicationKey, key: council, secret: \"{{ secrets.key }}\", signature_query: Signature, hash: sha1, signs: address}}", (_, _) => Given.Json("[]"));

        await @case.RunAsync();

        Assert.Equal(ofAddress, @case.Answers.Asked.Single().Query("Signature"));
    }

    [Fact]
    public async Task A_cursor_goes_where_the_body_says()
    {
        var bodies = new List<string?>();
        using var @case = new HttpCase(
            "url: https://calls.example/graphql\nbody: {json: '{\"query\": \"{ calls(after: \\\"{{ cursor.next }}\\\") { day } }\"}'}\nrecords: calls\npaginate: {cursor: {from: next}}",
            (asked, number) =>
            {
                bodies.Add(asked.Body);
                return Given.Json(number == 1 ? $$"""{"calls": {{HttpCase.Records(("a", 1))}}, "next": "NT\"A"}""" : $$"""{"calls": {{HttpCase.Records(("b", 2))}}}""");
            });

        Assert.Equal(("succeeded", 2L), (await @case.RunAsync()) is var run ? (run.Status, run.Read) : default);

        Assert.Equal("""{"query": "{ calls(after: \"\") { day } }"}""", bodies[0]);
        Assert.Equal("""{"query": "{ calls(after: \"NT\u0022A\") { day } }"}""", bodies[1]);
    }

    [Fact]
    public async Task A_web_token_says_issuer_and_time_and_is_signed()
    {
        using var @case = new HttpCase(Plain + "auth: {jwt: {issuer: svc, secret: \"{{ secrets.key }}\"}}", (_, _) => Given.Json("[]"));

        await @case.RunAsync();

        var parts = @case.Answers.Asked.Single().Headers["Authorization"]["Bearer ".Length..].Split('.');
        static byte[] Bytes(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
        Assert.Equal("""{"typ":"JWT","alg":"HS256"}""", Encoding.UTF8.GetString(Bytes(parts[0])));
        Assert.Equal("""{"iss":"svc","iat":1712037600}""", Encoding.UTF8.GetString(Bytes(parts[1]))); // 2 April 2024, 06:00 UTC
        Assert.Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HttpCase.Secret), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}")), Bytes(parts[2]));
    }

    [Fact]
    public async Task OAuth_gets_a_token_once_and_another_when_it_is_refused()
    {
        var tokens = 0;
        Given Answer(Asked asked, int _) =>
            asked.Uri.AbsolutePath == "/token" ? Given.Json($$"""{"access_token": "token-number-{{++tokens}}", "expires_in": 3600}""")
            : asked.Headers["Authorization"] == "Bearer token-number-1" && asked.Query("page") == "2" ? Given.Failure(401)
            : Given.Json(asked.Query("page") == "3" ? "[]" : HttpCase.Records(("a" + asked.Query("page"), 1)));
        using var @case = new HttpCase(
            "url: https://calls.example/calls\npaginate: {page_number: {query: page}}\nauth: {oauth2: {token_url: https://calls.example/token, client_id: council, client_secret: \"{{ secrets.key }}\", scope: read}}", Answer);

        var run = await @case.RunAsync();

        Assert.Equal(("succeeded", 2L), (run.Status, run.Read));
        Assert.Equal(2, tokens);
        Assert.Equal("grant_type=client_credentials&scope=read&client_id=council&client_secret=" + HttpCase.Secret, @case.Answers.Asked[0].Body);
        Assert.Equal(["1", "2", "2", "3"], @case.Answers.Asked.Where(asked => asked.Uri.AbsolutePath == "/calls").Select(asked => asked.Query("page")));
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_kept_encrypted_and_used_by_the_next_run()
    {
        using var folder = new TempFolder();
        var number = 0;
        Given Answer(Asked asked, int _) => asked.Uri.AbsolutePath == "/token"
            ? Given.Json($$"""{"access_token": "access-{{++number}}", "refresh_token": "refresh-number-{{number}}", "refresh_token_expires_in": 864000}""")
            : Given.Json(HttpCase.Records(("a", 1)));
        using var @case = new HttpCase(Plain + "auth: {oauth2: {token_url: https://calls.example/token, client_id: council, refresh_token: \"{{ secrets.key }}\"}}", Answer);
        @case.Case.Tokens = new TokenFiles(folder["tokens"]);

        var run = await @case.RunAsync();
        await @case.RunAsync();

        Assert.Contains($"refresh_token={HttpCase.Secret}", @case.Answers.Asked[0].Body, StringComparison.Ordinal);
        Assert.Contains("refresh_token=refresh-number-1", @case.Answers.Asked[2].Body, StringComparison.Ordinal);
        Assert.Equal(new(2024, 4, 12, 6, 0, 0, TimeSpan.Zero), run.CredentialExpires);
        Assert.All(Directory.GetFiles(folder["tokens"], "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("refresh-number", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_is_opened_first()
    {
        using var @case = new HttpCase(Plain + "auth: {session: {url: https://calls.example/login, body: {json: '{\"password\": \"{{ secrets.key }}\"}'}, token: data.token, header: X-Session}}",
            (asked, _) => asked.Method == "POST" ? Given.Json("""{"data": {"token": "session-token"}}""") : Given.Json("[]"));

        Assert.Equal("succeeded", (await @case.RunAsync()).Status);
        Assert.Equal("session-token", @case.Answers.Asked[1].Headers["X-Session"]);
    }

    [Fact]
    public async Task Secrets_go_to_listed_hosts_alone_and_not_along_a_redirect()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {next_url: next}\nauth: {bearer: \"{{ secrets.key }}\"}", (asked, _) => asked.Uri.AbsoluteUri switch
        {
            "https://calls.example/calls" => Given.Json("""{"items": [], "next": "https://other.example/page"}"""),
            "https://other.example/page" => Given.Json("""{"items": [], "next": "https://calls.example/moved"}"""),
            "https://calls.example/moved" => Given.Failure(302, "", ("Location", "https://elsewhere.example/x")),
            "https://elsewhere.example/x" => Given.Failure(302, "", ("Location", "https://calls.example/back")),
            _ => Given.Json("""{"items": []}"""),
        });

        Assert.Equal("succeeded", (await @case.RunAsync()).Status);
        Assert.Equal(["calls.example/calls", "calls.example/moved"],
            @case.Answers.Asked.Where(asked => asked.Headers.ContainsKey("Authorization")).Select(asked => asked.Uri.Host + asked.Uri.AbsolutePath));
        Assert.Equal(5, @case.Answers.Asked.Count);
    }

    [Fact]
    public async Task Secrets_are_in_no_raw_file_message_or_ledger_entry_even_where_the_source_repeats_them()
    {
        var said = new List<string>();
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {next_url: next}\nauth: {api_key: {query: access_token, value: \"{{ secrets.key }}\"}}", (asked, number) => number switch
        {
            1 => Given.Json($$"""{"items": {{HttpCase.Records(("a", 1))}}, "echo": "{{asked.Uri}}", "next": "https://calls.example/calls?after=1&access_token={{HttpCase.Secret}}"}"""),
            2 => Given.Failure(500, $$"""{"error": {"message": "no such token: {{HttpCase.Secret}}"} }"""),
            _ => Given.Failure(400, $$"""{"error": {"message": "no such token: {{HttpCase.Secret}}"} }"""),
        });

        var run = await @case.RunAsync();

        Assert.Equal("failed", run.Status);
        Assert.Contains("no such token: ****", run.Message, StringComparison.Ordinal);
        Assert.Equal($"https://calls.example/calls?after=1&access_token={HttpCase.Secret}", @case.Answers.Asked[1].Uri.AbsoluteUri);
        foreach (var file in Directory.GetFiles(@case.Case.Data(""), "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.GetDirectoryName(@case.Case.Data(""))!, "ledger.db*")))
            Assert.DoesNotContain(HttpCase.Secret, await ContentAsync(file), StringComparison.Ordinal);
        Assert.Contains(Directory.GetFiles(@case.Case.Data("raw"), "*", SearchOption.AllDirectories), file => ContentAsync(file).Result.Contains("\"echo\"", StringComparison.Ordinal));
    }

    private static async Task<string> ContentAsync(string file)
    {
        await using var stream = File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress) : (Stream)stream;
        using var reader = new StreamReader(plain, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
