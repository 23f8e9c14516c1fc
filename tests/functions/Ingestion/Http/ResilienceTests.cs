namespace Outcomes.Tests.Functions.Ingestion.Http;

public class ResilienceTests
{
    private const string Plain = "url: https://calls.example/calls\npaginate: {none: true}\n";

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_failure_that_passes_is_tried_again(int code)
    {
        using var @case = new HttpCase(Plain, (_, number) => number < 3 ? Given.Failure(code) : Given.Json(HttpCase.Records(("a", 1))));

        Assert.Equal(("succeeded", 1L, 3), ((await @case.RunAsync()) is var run ? run.Status : "", run.New, @case.Answers.Asked.Count));
    }

    [Fact]
    public async Task Retry_After_is_waited_for_by_the_clock_of_the_reply()
    {
        var times = new List<DateTimeOffset>();
        HttpCase? @case = null;
        using (@case = new HttpCase(Plain, (_, number) =>
        {
            times.Add(@case!.Case.Time.GetUtcNow());
            // The source's clock is an hour ahead; it asks for two minutes.
            return number == 1
                ? Given.Failure(429, "{}", ("Date", "Tue, 02 Apr 2024 07:00:00 GMT"), ("Retry-After", "Tue, 02 Apr 2024 07:02:00 GMT"))
                : Given.Json("[]");
        }))
            Assert.Equal("succeeded", (await @case.RunAsync()).Status);

        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(119), TimeSpan.FromSeconds(121));
    }

    [Fact]
    public async Task A_source_that_asks_to_wait_for_hours_ends_the_run()
    {
        using var @case = new HttpCase(Plain, (_, _) => Given.Failure(429, "{}", ("Retry-After", "7200")));

        var run = await @case.RunAsync();

        Assert.Contains("answered 429: it asks to wait 0.02:00:00", run.Message, StringComparison.Ordinal);
        Assert.Single(@case.Answers.Asked);
    }

    [Fact]
    public async Task A_header_with_a_moment_is_waited_for()
    {
        using var @case = new HttpCase(Plain + "retry: {until_header: x-rate-limit-reset}", (_, number) =>
            number == 1 ? Given.Failure(429, "{}", ("Date", "Tue, 02 Apr 2024 06:00:00 GMT"), ("x-rate-limit-reset", "1712037700")) : Given.Json("[]")); // 100 seconds on

        Assert.Equal("succeeded", (await @case.RunAsync()).Status);
        Assert.Equal(2, @case.Answers.Asked.Count);
    }

    [Fact]
    public async Task A_request_that_is_never_answered_is_given_up_and_tried_again()
    {
        using var @case = new HttpCase(Plain + "retry: {attempts: 2, attempt_timeout: 30s}", (_, number) => number == 1 ? Given.Never : Given.Json(HttpCase.Records(("a", 1))));
        using var never = new HttpCase(Plain + "retry: {attempts: 2, attempt_timeout: 30s}", (_, _) => Given.Never);

        Assert.Equal("succeeded", (await @case.RunAsync()).Status);
        Assert.Contains("did not answer within 00:00:30", (await never.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(2, never.Answers.Asked.Count);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_tried_again()
    {
        using var @case = new HttpCase(Plain, (_, number) => number == 1 ? Given.Json(HttpCase.Records(("a", 1)), ("x-cut", "1")) : Given.Json(HttpCase.Records(("a", 1))));

        Assert.Equal(("succeeded", 2), ((await @case.RunAsync()).Status, @case.Answers.Asked.Count));
    }

    [Theory]
    [InlineData(401, "Renew Sources:calls:Secrets:key")]
    [InlineData(403, "it does not allow this")]
    [InlineData(404, "there is nothing at that address")]
    [InlineData(400, "It says: 'unknown metric'")]
    public async Task A_failure_that_stays_is_told_and_not_tried_again(int code, string told)
    {
        using var @case = new HttpCase(Plain + "auth: {bearer: \"{{ secrets.key }}\"}", (_, _) => Given.Failure(code, """{"error": {"message": "unknown metric"}}"""));

        var run = await @case.RunAsync();

        Assert.Equal("failed", run.Status);
        Assert.Contains(told, run.Message, StringComparison.Ordinal);
        Assert.Single(@case.Answers.Asked);
    }

    [Theory]
    [InlineData("{code: 404, do: ignore}", 404, "{}", "succeeded", 1)]
    [InlineData("{body: \"error.code == `190`\", do: fail, say: The page token has ended}", 200, """{"error": {"code": 190}}""", "failed", 1)]
    [InlineData("{code: 400, body: \"error.code == `4`\", do: rate_limited}", 400, """{"error": {"code": 4}}""", "failed", 5)]
    [InlineData("{code: [400, 418], do: retry}", 418, "{}", "failed", 5)]
    [InlineData("{code: 404, do: success}", 404, "[]", "succeeded", 1)]
    public async Task A_source_may_say_what_its_replies_mean(string rule, int code, string body, string status, int requests)
    {
        using var @case = new HttpCase(Plain + $"errors:\n  - {rule}", (_, _) => Given.Failure(code, body));

        var run = await @case.RunAsync();

        Assert.Equal((status, requests), (run.Status, @case.Answers.Asked.Count));
        if (rule.Contains("say", StringComparison.Ordinal))
            Assert.Contains("The page token has ended", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spent_budget_ends_the_run_and_the_next_goes_on_when_there_is_another()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {page_number: {query: page}}\nbudget: {requests: 2, per: 12h}",
            (asked, _) => Given.Json($$"""{"items": {{(asked.Query("page") is "1" or "2" ? HttpCase.Records(("a" + asked.Query("page"), 1)) : "[]")}}}"""));

        var first = await @case.RunAsync();
        var second = await @case.RunAsync();

        Assert.Contains("its budget of 2 requests is spent until 2024-04-02 18:00:00Z", first.Message, StringComparison.Ordinal);
        Assert.Equal(("succeeded", 2L), (second.Status, second.Read));
        Assert.Equal(["1", "2", "3"], @case.Answers.Asked.Select(asked => asked.Query("page")));
    }

    [Fact]
    public async Task A_source_that_fails_again_and_again_is_left_alone()
    {
        using var @case = new HttpCase("each: select id from data.ids\nurl: https://calls.example/{{ each.id }}\npaginate: {none: true}\nretry: {attempts: 50, break_after: 10}", (_, _) => Given.Failure(500));
        @case.Case.Write("data/ids.csv", "id\n1\n2\n");

        Assert.Contains("left alone for now", (await @case.RunAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(10, @case.Answers.Asked.Count);
    }
}
