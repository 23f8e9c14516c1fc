using System.IO.Compression;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Ingestion.Http;

/// <summary>What replies, settings and parent values hold that is meant to do harm, and what never ends.</summary>
public class HostileContentTests
{
    private const string Plain = "url: https://calls.example/calls\npaginate: {none: true}\n";

    [Theory]
    [InlineData("xml", "calls.call", 61)]
    [InlineData("xml", "calls.call", 200_000)]
    [InlineData("json", "calls", 1_000)]
    public async Task A_reply_that_is_a_thousand_levels_deep_fails_its_source_and_not_the_process(string format, string records, int levels)
    {
        var deep = format == "xml"
            ? $"<calls>{string.Concat(Enumerable.Repeat("<a>", levels))}{string.Concat(Enumerable.Repeat("</a>", levels))}</calls>"
            : $$"""{"calls": {{new string('[', levels)}}{{new string(']', levels)}}}""";
        using var @case = new HttpCase(Plain + $"records: {records}", (_, _) => new(200, System.Text.Encoding.UTF8.GetBytes(deep)), $"mode: merge\nformat: {format}");

        var run = await @case.RunAsync();

        Assert.Equal("failed", run.Status);
        Assert.Contains(format == "xml" ? "more than 60 elements deep" : "depth of 64", run.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paginate: {next_url: next}", "http://[bad", "calls: page 1: an address in it cannot be one")]
    [InlineData("paginate: {next_url: next}", "file:///etc/passwd", "file: is no address")]
    [InlineData("paginate: {next_url: next}", "https://10.0.0.1/calls", "private address 10.0.0.1")]
    [InlineData("paginate: {link_header: next}", "http://[bad", "calls: page 1: an address in it cannot be one")]
    [InlineData("paginate: {link_header: next}", "//169.254.169.254/latest", "private address 169.254.169.254")]
    public async Task An_address_that_a_reply_gives_and_nobody_should_follow_is_refused(string paginate, string next, string told)
    {
        using var @case = new HttpCase($"url: https://calls.example/calls\nrecords: items\n{paginate}", (_, _) => Given.Json($$"""{"items": [], "next": "{{next}}"}""", ("Link", $"<{next}>; rel=\"next\"")));

        var run = await @case.RunAsync();

        Assert.Contains(told, run.Message, StringComparison.Ordinal);
        Assert.Single(@case.Answers.Asked);
    }

    [Fact]
    public async Task A_message_has_no_more_of_an_address_than_people_read()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {next_url: next}",
            (asked, number) => number == 1 ? Given.Json($$"""{"items": [], "next": "/{{new string('x', 20_000)}}"}""") : Given.Failure(404));

        Assert.InRange((await @case.RunAsync()).Message!.Length, 100, 600);
    }

    [Theory]
    [InlineData("{page_number: {query: page}}", "page=2")]
    [InlineData("{offset: {query: skip, size: 2}}", "skip=2")]
    public async Task A_source_that_gives_one_page_for_ever_is_left_after_the_second(string paginate, string second)
    {
        using var @case = new HttpCase($"url: https://calls.example/calls\npaginate: {paginate}", (_, _) => Given.Json(HttpCase.Records(("a", 1), ("b", 2))));

        var run = await @case.RunAsync();

        Assert.Contains("page 2: the page is byte for byte the one before", run.Message, StringComparison.Ordinal);
        Assert.EndsWith(second, @case.Answers.Asked[^1].Uri.Query, StringComparison.Ordinal);
        Assert.Equal(2, @case.Answers.Asked.Count);
        Assert.Empty(await @case.RowsAsync());
    }

    [Fact]
    public async Task A_filter_takes_no_value_past_its_encoding()
    {
        using var @case = new HttpCase(
            "each: select id from data.queues\nurl: \"https://calls.example/queues/{{ each.id | raw }}/calls\"\nbody: {json: '{\"q\": \"{{ each.id | raw }}\"}'}\npaginate: {none: true}", (_, _) => Given.Json("[]"));
        @case.Case.Write("data/queues.csv", "id\n\"x/../{{ 1 }}?a=\"\"1#@evil.example\"\n");

        await @case.RunAsync();

        var asked = Assert.Single(@case.Answers.Asked);
        Assert.Equal("https://calls.example/queues/x%2F..%2F%7B%7B%201%20%7D%7D%3Fa%3D%221%23%40evil.example/calls", asked.Uri.AbsoluteUri);
        Assert.Equal("x/../{{ 1 }}?a=\"1#@evil.example", System.Text.Json.JsonDocument.Parse(asked.Body!).RootElement.GetProperty("q").GetString());
    }

    [Theory]
    [InlineData("headers: {X-Of: \"{{ settings.of | url_decode }}\"}", "a%0d%0aX-Evil: 1")]
    [InlineData("auth: {bearer: \"{{ settings.of | url_decode }}\"}", "a%0d%0aX-Evil: 1")]
    [InlineData("headers: {X-Of: \"{{ settings.of }}\"}", "a\r\nX-Evil: 1")]
    public async Task A_setting_adds_no_header(string key, string value)
    {
        using var @case = new HttpCase(Plain + key, (_, _) => Given.Json("[]"));
        @case.Case.Settings["calls"] = @case.Case.Settings["calls"] with { Values = new Dictionary<string, string> { ["of"] = value } };

        Assert.Contains("control character", (await @case.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(@case.Answers.Asked);
    }

    [Theory]
    [InlineData("json", """[{"day":"2024-03-30","name":"a","n":1,"who":{"email":"ann@example.org","of":[{"EMail":"bob@example.org","ward":"w"}]}}]""", "")]
    [InlineData("xml", "<calls><call><day>2024-03-30</day><name>a</name><n>1</n><who email='ann@example.org'><email>bob@example.org</email><ward>w</ward></who></call></calls>", "records: calls.call")]
    public async Task What_is_personal_does_not_hide_in_what_is_nested(string format, string reply, string records)
    {
        using var @case = new HttpCase(Plain + records, (_, _) => new(200, System.Text.Encoding.UTF8.GetBytes(reply)), $"mode: merge\npersonal: [email]\nformat: {format}");

        var run = await @case.RunAsync();

        Assert.Equal(("succeeded", 1L), (run.Status, run.New));
        var kept = string.Concat(Directory.GetFiles(@case.Case.Data("raw"), "*.gz", SearchOption.AllDirectories).Select(Unpacked));
        Assert.DoesNotContain("example.org", kept, StringComparison.Ordinal);
        Assert.Contains("ward", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_failure_says_names_nobody_and_is_short()
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Failure(403, "{\"error\": {\"message\": \"ann@example.org may not " + new string('x', 5_000) + "\"}}"));

        var run = await @case.RunAsync();

        Assert.Contains("It says: '…@… may not", run.Message, StringComparison.Ordinal);
        Assert.InRange(run.Message!.Length, 100, 600);
    }

    [Fact]
    public async Task A_token_as_long_as_a_film_is_not_read()
    {
        using var @case = new HttpCase(Plain + "auth: {oauth2: {token_url: https://calls.example/token, client_id: council, client_secret: \"{{ secrets.key }}\"}}", (_, _) => new(200, new byte[1 << 20]));

        Assert.Contains("more than 262,144 bytes when asked for a token", (await @case.RunAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_nobody_listed_is_not_asked()
    {
        using var @case = new HttpCase("url: https://other.example/calls\npaginate: {none: true}", (_, _) => Given.Json("[]"));

        Assert.Contains("other.example is not among the hosts it may ask (calls.example)", (await @case.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(@case.Answers.Asked);
    }

    /// <remarks>The last two as PHP writes JSON, and as most servers write addresses.</remarks>
    [Theory]
    [InlineData("ab/cd+ef=/gh", "ab/cd+ef=/gh")]
    [InlineData("ab/cd+ef=/gh", "ab%2Fcd%2Bef%3D%2Fgh")]
    [InlineData("ab/cd+ef=/gh", "ab/cd\\u002Bef=/gh")]
    [InlineData("a\"b<cd>&ef", "a&quot;b&lt;cd&gt;&amp;ef")]
    [InlineData("a\"b<cd>&ef", "a\\\"b<cd>&ef")]
    [InlineData("ab/cd+ef=/gh", "ab\\/cd+ef=\\/gh")]
    [InlineData("ab/cd+ef=/gh", "ab%2fcd%2bef%3d%2fgh")]
    public void A_secret_is_covered_however_a_page_writes_it(string secret, string written)
    {
        var secrecy = new Secrecy();
        secrecy.Add(secret);

        Assert.Equal($"<p>{new string('*', written.Length)}</p>", secrecy.Cover($"<p>{written}</p>"));
    }

    [Fact]
    public async Task Where_each_gives_no_row_nothing_was_asked_and_no_day_is_covered()
    {
        using var @case = new HttpCase("each: select id from data.queues where id = 'none'\nurl: https://calls.example/{{ each.id }}\npaginate: {none: true}\nwindow: {by: date}", (_, _) => Given.Json("[]"));
        @case.Case.Write("data/queues.csv", "id\na\n");

        var run = await @case.RunAsync();

        Assert.Equal("unchanged", run.Status);
        Assert.Contains("http.each gives no row", Assert.Single(run.Notes), StringComparison.Ordinal);
        Assert.Empty(await @case.Case.CoverageAsync());
    }

    [Theory]
    [InlineData("date", "budget: {requests: 10, per: 1d}")]
    [InlineData("updated", "budget: {requests: 1, per: 3650d}")]
    public async Task A_clock_that_ran_a_year_ahead_once_holds_nothing_up(string by, string budget)
    {
        using var @case = new HttpCase($"url: https://calls.example/calls\nquery: {{from: \"{{{{ window.from }}}}\"}}\npaginate: {{none: true}}\nwindow: {{by: {by}, history: 5d}}\n{budget}",
            (_, _) => Given.Json(HttpCase.Records(("a", 1))), "mode: merge\nlookback: 2d");
        @case.Case.Time.AdjustTime(new(2025, 4, 1, 6, 0, 0, TimeSpan.Zero));
        await @case.RunAsync();
        @case.Case.Time.AdjustTime(new(2024, 4, 1, 6, 0, 0, TimeSpan.Zero)); // a run is on the day after

        var run = await @case.RunAsync();

        Assert.True(run.Status == "succeeded", run.Message);
        Assert.StartsWith("2024-03-31", @case.Answers.Asked[^1].Query("from"), StringComparison.Ordinal);
    }

    private static string Unpacked(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
