using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Tests.Functions.Sources;

public class HttpSourceReadTests
{
    private static readonly Dictionary<string, Dataset> Datasets = Directory.GetFiles(Path.Combine(Checkout.Root, "analytics/datasets"), "*.sql")
        .Select(path => Dataset.Read(SqlFile.Read(path, Checkout.Root, []), [])!)
        .ToDictionary(dataset => dataset.Name);

    private const string Whole = """
        -- title: Calls
        -- dataset: service_contacts
        -- http:
        --   each: "select queue, id from data.queues"
        --   url: https://{{ settings.host }}/queues/{{ each.id }}/calls
        --   auth: {oauth2: {token_url: "https://{{ settings.host }}/token", client_id: "{{ secrets.id }}", client_secret: "{{ secrets.secret }}", send: basic}}
        --   query: {since: "{{ window.from }}", until: "{{ window.to | plus_days: 1 }}"}
        --   headers: {Accept: application/json}
        --   records: data.calls
        --   primary_key: [id]
        --   paginate: {cursor: {from: meta.next, query: after}, stop_when: "length(data.calls) == `0`"}
        --   window: {by: date, step: 90d, history: 365d}
        --   day_ends: America/Los_Angeles
        --   concurrency: 4
        --   rate_limit: {requests: 10, per: 1s}
        --   budget: {requests: 1000, per: 1d}
        --   retry: {on: [429, 500], attempts: 3, wait_header: Retry-After, backoff: constant, delay: 2s, longest: 1m, attempt_timeout: 30s, timeout: 5m}
        --   errors:
        --     - {code: 400, body: "error.code == `190`", do: fail, say: Renew the token}
        -- columns: {n: integer}
        -- absent: zero
        -- mode: merge
        -- owner: calls@council.example

        select 1
        """;

    [Fact]
    public void Every_key_of_requests_is_read()
    {
        var (source, faults) = Read(Whole);

        Assert.Empty(faults);
        var http = source!.Http!;
        Assert.Equal(["queue", "id"], http.EachColumns);
        Assert.Equal((HttpMethod.Get, "data.calls", 4, "America/Los_Angeles"), (http.Method, http.Records!.Text, http.Concurrency, http.DayEnds.Id));
        Assert.Equal(["id", "secret"], http.Secrets);
        Assert.Equal(["host"], http.Settings);
        Assert.Equal(new(10, TimeSpan.FromSeconds(1)), http.RateLimit);
        Assert.Equal(new(1000, TimeSpan.FromDays(1)), http.Budget);
        Assert.Equal((90, 365, false), (http.Window!.Step, http.Window.History, http.Window.ByUpdated));
        Assert.Equal(("cursor", "after"), (http.Paginate.Kind, http.Paginate.Query));
        Assert.Equal((3, false, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), (http.Retry.Attempts, http.Retry.Exponential, http.Retry.Delay, http.Retry.AttemptTimeout));
        Assert.Equal(ErrorAction.Fail, Assert.Single(http.Errors).Do);
        Assert.True(Assert.IsType<OAuth2>(http.Auth).InHeader);
    }

    [Theory]
    [InlineData("--   url: https://", "--   adress: https://", 5, "Unknown key 'http.adress'", "url")]
    [InlineData("https://{{ settings.host }}/queues", "https://{{ each.host }}/queues", 5, "'url' is 'https://{{ each.host }}", "literal or one {{ settings.x }}")]
    [InlineData("{{ window.from }}", "{{ secrets.id }}", 7, "uses 'secrets.id'", "only under auth")]
    [InlineData("{{ window.from }}", "{{ window.begin }}", 12, "'window.begin'", "window.from, window.to")]
    [InlineData("{{ each.id }}", "{{ each.name }}", 4, "'each.name'", "queue, id")]
    [InlineData("{{ window.from }}", "{{ window.from | append: settings.host }}", 7, "append: settings.host", "beside each other")]
    [InlineData("{{ window.from }}", "{{ window.from | append: (1..999999999) }}", 7, "(1..999999999)", "texts in quotes and numbers")]
    [InlineData("records: data.calls", "records: \"[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]\"", 9, "enormous", "no part more than 1,000 times")]
    [InlineData("records: data.calls", "records: data[", 9, "no JMESPath", "data[].{id: id}")]
    [InlineData("client_id: \"{{ secrets.id }}\", ", "", 6, "client_id' is missing", "")]
    [InlineData("auth: {oauth2:", "auth: {oauth3:", 6, "'http.auth' is {oauth3", "bearer")]
    [InlineData("query: after}", "query: after, next_url: x}", 11, "Unknown key", "from, header, query")]
    [InlineData("paginate: {cursor: {from: meta.next, query: after}", "paginate: {pages: {from: meta.next, query: after}", 11, "no kind", "next_url")]
    [InlineData("from: meta.next, query: after}", "from: meta.next}", 11, "does not say where the cursor goes", "{{ cursor.next }}")]
    [InlineData("{{ window.from }}", "{{ cursor.next }}", 11, "'cursor.next' is used", "no 'query'")]
    [InlineData("step: 90d", "step: soon", 12, "'soon'", "3d")]
    [InlineData("America/Los_Angeles", "Pacific", 13, "'Pacific'", "Europe/London")]
    [InlineData("per: 1s", "per: 1 second", 15, "'1 second'", "30s")]
    [InlineData("on: [429, 500]", "on: [quick]", 17, "'quick'", "status codes")]
    [InlineData("do: fail", "do: shrug", 19, "'shrug'", "refresh_token_then_retry")]
    [InlineData("select queue, id from data.queues", "select * from data.queues", 4, "must name its columns", "without *")]
    [InlineData("-- columns:", "-- files: a.csv\n-- columns:", 20, "'files' belongs to files", "exactly one")]
    public void A_fault_is_told_with_its_line_and_what_is_allowed(string from, string to, int line, string found, string allowed)
    {
        var (_, faults) = Read(Whole.ReplaceLineEndings("\n").Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(faults, fault => fault.Line == line && fault.Message.Contains(found, StringComparison.Ordinal) && fault.Message.Contains(allowed, StringComparison.Ordinal));
    }

    private static (Source? Source, IReadOnlyList<Fault> Faults) Read(string text)
    {
        using var folder = new TempFolder();
        var faults = new List<Fault>();
        return (Source.Read(SqlFile.Read(folder.Write("calls.sql", text), folder.Path, faults), Datasets, faults), faults);
    }
}
