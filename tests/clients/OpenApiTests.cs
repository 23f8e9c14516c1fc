using System.Text.Json;
using Outcomes.Tests.Functions.Api;

namespace Outcomes.Tests.Clients;

/// <summary>/openapi.json: valid to a validator of others, true of what is answered, and no other than what was promised.</summary>
public sealed class OpenApiTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private Uri At(string path) => new(feed.Client.BaseAddress!, path);

    [Fact]
    public async Task A_validator_of_others_accepts_it_and_every_set_answers_as_it_says()
    {
        var folder = Path.Combine(Checkout.Root, "tests", "clients");
        await NodePackages.InstallAsync(folder);
        using var node = NodePackages.Start("node", folder, "openapi.mjs", At("/").ToString());
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        var found = JsonDocument.Parse(await output).RootElement;
        Assert.Equal("[]", found.GetProperty("wrong").GetRawText());
        Assert.Equal("3.1", found.GetProperty("version").GetString());
        Assert.Equal(ServedFeed.Model.Sets.Select(set => set.EntitySet.Name).Order(StringComparer.Ordinal), found.GetProperty("sets").EnumerateArray().Select(set => set.GetString()!).Order(StringComparer.Ordinal));
        Assert.True(found.GetProperty("rows").GetInt32() > 500);
    }

    [Fact]
    public async Task It_is_the_one_that_was_promised()
    {
        var (served, kept) = ((await feed.SendAsync(At("/openapi.json"))).Text, Path.Combine(Checkout.Root, "docs", "openapi.json"));
        var made = Path.Combine(Checkout.Root, "artifacts", "openapi.json");
        await File.WriteAllTextAsync(made, served, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(kept) && served == (await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "/openapi.json is not docs/openapi.json. If the change only adds (docs/promise.md says what may change), keep it: cp artifacts/openapi.json docs/openapi.json. Else mend it.");
    }

    [Fact]
    public async Task The_docs_page_tells_every_column_and_loads_nothing()
    {
        var reply = await feed.SendAsync(At("/docs"));
        Assert.Equal((200, "text/html; charset=utf-8"), (reply.Status, reply.Headers["Content-Type"]));
        Assert.Matches("^default-src 'none'; style-src 'sha256-[^ ']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$", reply.Headers["Content-Security-Policy"]);
        foreach (var forbidden in new[] { "<script", "<link", "<img", "http://", "https://", " style=" })
            Assert.DoesNotContain(forbidden, reply.Text);
        foreach (var set in ServedFeed.Model.Sets)
            foreach (var column in set.Contract.Columns)
                Assert.Contains($"<code>{column.Name}</code>", reply.Text.Split($"<h3 id=\"{set.EntitySet.Name}\">")[1].Split("<h3")[0]);
    }

    [Fact]
    public async Task Every_example_of_the_docs_page_is_answered()
    {
        var page = (await feed.SendAsync(At("/docs"))).Text;
        var links = System.Text.RegularExpressions.Regex.Matches(page, "<li>[^<]*<a href=\"([^\"]+)\"").Select(link => System.Net.WebUtility.HtmlDecode(link.Groups[1].Value)).ToArray();
        Assert.True(links.Length >= 5);
        foreach (var link in links)
            Assert.True((await feed.SendAsync(At("/" + link))).Status == 200, link);
    }
}
