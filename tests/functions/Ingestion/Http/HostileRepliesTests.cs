using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Ingestion.Http;

public class HostileRepliesTests
{
    private const string Plain = "url: https://calls.example/calls\npaginate: {none: true}\n";

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "not encrypted")]
    [InlineData("https://169.254.169.254/latest/meta-data", "private address 169.254.169.254")]
    [InlineData("https://[::ffff:10.0.0.1]/", "private address")]
    [InlineData("https://127.0.0.1:8080/admin", "private address 127.0.0.1")]
    [InlineData("file:///etc/passwd", "file: is no address")]
    public async Task A_redirect_to_where_nobody_outside_should_look_is_refused(string location, string told)
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Failure(302, "", ("Location", location)));

        var run = await @case.RunAsync();

        Assert.Contains(told, run.Message, StringComparison.Ordinal);
        Assert.Single(@case.Answers.Asked);
    }

    [Fact]
    public async Task Redirects_in_a_circle_are_left()
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Failure(302, "", ("Location", "/again")));

        Assert.Contains("redirects more than 5 times", (await @case.RunAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "a web page came")]
    [InlineData("[{\"day\":\"2024-03-30\",\"na", "the reply is not JSON")]
    [InlineData("", "the reply is not JSON")]
    [InlineData("{\"message\": \"welcome\"}", "there is no 'items' in it; at the top are: 'message'")]
    [InlineData("{\"items\": 7}", "the records are a Number")]
    public async Task A_reply_that_is_something_else_is_told_and_changes_nothing(string body, string told)
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {none: true}", (_, _) => new(200, System.Text.Encoding.UTF8.GetBytes(body)));

        var run = await @case.RunAsync();

        Assert.Equal("failed", run.Status);
        Assert.Contains(told, run.Message, StringComparison.Ordinal);
        Assert.Empty(await @case.RowsAsync());
    }

    [Fact]
    public async Task A_value_of_another_type_goes_to_quarantine_and_an_unknown_field_is_told()
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Json(HttpCase.Records(("a", 1))));
        await @case.RunAsync();
        @case.Answer((_, _) => Given.Json("""[{"day":"2024-03-30","name":"b","n":"many","colour":"red"},{"day":"2024-03-30","name":"c","n":4,"colour":"red"}]"""));

        var run = await @case.RunAsync();

        Assert.Equal(("succeeded", 1L, 1L), (run.Status, run.Quarantined, run.New));
        Assert.Contains("New columns since the last run: colour.", run.Notes);
    }

    [Fact]
    public async Task A_reply_beyond_the_limit_and_one_that_unpacks_without_end_are_refused()
    {
        static byte[] Packed(int zeros)
        {
            using var bytes = new MemoryStream();
            using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
                gzip.Write(new byte[zeros]);
            return bytes.ToArray();
        }
        using var large = new HttpCase(Plain, (_, _) => new(200, new byte[3_000_000]));
        using var bomb = new HttpCase(Plain, (_, _) => new(200, Packed(3_000_000), ("Content-Encoding", "gzip")));
        large.Case.Limits = new() { MaxBytes = 2_000_000 };
        bomb.Case.Limits = new() { MaxBytes = 4_000_000 };

        Assert.Contains("larger than 2,000,000 bytes", (await large.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Contains("as a bomb does", (await bomb.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Single(bomb.Answers.Asked);
    }

    [Fact]
    public async Task A_packed_reply_is_unpacked()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(HttpCase.Records(("a", 1))));
        using var @case = new HttpCase(Plain, (_, _) => new(200, bytes.ToArray(), ("Content-Encoding", "gzip")));

        Assert.Equal(1, (await @case.RunAsync()).New);
    }

    [Fact]
    public async Task XML_that_points_elsewhere_is_refused()
    {
        using var @case = new HttpCase(Plain + "records: calls.call", (_, _) => new(200, "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><calls>&f;</calls>"u8.ToArray()), "mode: merge\nformat: xml");

        Assert.Contains("the reply is not XML", (await @case.RunAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_personal_is_not_in_raw()
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Json("""[{"day":"2024-03-30","name":"a","n":1,"email":"ann@example.org"}]"""), "mode: merge\npersonal: [email]");

        var run = await @case.RunAsync();
        @case.Answer((_, _) => throw new InvalidOperationException("a replay asks nobody"));
        var replayed = await @case.RunAsync(replay: true);

        Assert.Equal(("succeeded", "succeeded", 1L), (run.Status, replayed.Status, replayed.Read));
        foreach (var file in Directory.GetFiles(@case.Case.Data("raw"), "*.gz", SearchOption.AllDirectories))
        {
            await using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            Assert.DoesNotContain("ann@example.org", await new StreamReader(gzip).ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2a00:1450:4009::1", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Addresses_of_the_open_internet_are_told_from_others(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_said()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        var asked = 0;
        server.Run(context =>
        {
            asked++;
            return Task.CompletedTask;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        var host = new Uri(server.Urls.Single()).Authority;
        using var @case = new HttpCase($"url: https://{host}/calls\npaginate: {{none: true}}\nretry: {{attempts: 1}}", (_, _) => Given.Never);
        @case.Case.Transport = null;
        @case.Case.Settings["calls"] = @case.Case.Settings["calls"] with { Hosts = [host], PrivateHosts = [host] };

        var run = await @case.RunAsync();

        Assert.Equal(("failed", 0), (run.Status, asked));
        Assert.Contains("certificate", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_computer_is_refused_when_it_is_connected_to()
    {
        using var @case = new HttpCase("url: https://localhost:9/calls\npaginate: {none: true}\nretry: {attempts: 1}", (_, _) => Given.Never);
        @case.Case.Transport = null;
        @case.Case.Settings["calls"] = @case.Case.Settings["calls"] with { Hosts = ["localhost:9"] };

        Assert.Contains("localhost has the private address", (await @case.RunAsync()).Message, StringComparison.Ordinal);
    }
}
