using System.Text.Json.Nodes;
using Outcomes.Functions.Sources.Http;
using Outcomes.Tests.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>What every source goes through, from its file in <c>tests/http/</c> alone.</summary>
public class SourceKitTests
{
    public static TheoryData<string> All => [.. Names(_ => true)];

    public static TheoryData<string> Asking => [.. Names(recorded => recorded.IsAsking)];

    public static TheoryData<string> Reading => [.. Names(recorded => !recorded.IsAsking)];

    [Fact]
    public void Every_built_in_source_has_its_recorded_exchanges() => Assert.Empty(
        Directory.GetFiles(Path.Combine(Checkout.Root, "functions", "Sources"), "*.sql").Select(Path.GetFileNameWithoutExtension).Except(All.Select(row => row.Data)));

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_gives_the_rows_worked_out_by_hand_to_the_last_page_and_keeps_nothing_personal(string name)
    {
        using var @case = Open(name);

        var run = await @case.RunAsync();

        Assert.Empty(@case.Unregistered);
        Assert.True(run.Status == "succeeded", run.Message);
        Assert.Equal(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
        Assert.Equal(0, run.Quarantined + run.MappedQuarantined);
        if (@case.Recorded.IsAsking)
            Assert.Empty(@case.Unused);
        foreach (var (file, content) in @case.Kept())
            Assert.All(@case.Recorded.Personal.Concat(@case.Recorded.Settings.Secrets.Values), text => Assert.False(content.Contains(text, StringComparison.Ordinal), $"{file} holds '{text}'."));
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_takes_an_empty_answer(string name)
    {
        using var @case = Open(name);
        if (@case.Recorded.Empty is not { } empty)
        {
            Assert.Skip($"{name} never answers with nothing.");
            return;
        }

        var run = await @case.RunAsync((exchange, number, _) => number >= @case.Recorded.WithRecords ? exchange.Answer(empty is JsonValue text ? text.GetValue<string>() : empty.ToJsonString()) with { Headers = [] } : null);

        Assert.True(run.Status == "succeeded", run.Message);
        Assert.Equal((0L, 0), (run.New, (await @case.RowsAsync()).Count));
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_tells_refusals_and_broken_replies_and_changes_nothing(string name)
    {
        using var @case = Open(name);
        foreach (var code in (int[])[401, 403, 404])
        {
            var run = await @case.RunAsync((_, _, _) => Given.Failure(code));
            Assert.True(run.Status == "failed" || Ignores(@case, code), $"{code}: {run.Status}");
            Assert.True(run.Status != "failed" || run.Message!.Contains($" {code}", StringComparison.Ordinal) || run.Message.Contains("token", StringComparison.Ordinal), run.Message);
        }
        var cut = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.Content[..(exchange.Content.Length / 2)]) : null);

        Assert.True(cut.Status == "failed", "A truncated reply was taken.");
        Assert.Empty(await @case.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_gets_over_what_passes_429_with_Retry_After_500_and_a_timeout(string name)
    {
        using var @case = Open(name);

        var run = await @case.RunAsync((_, _, request) => request switch
        {
            1 => Given.Failure(429, "{}", ("Retry-After", "2")),
            2 => Given.Failure(500),
            3 => Given.Never,
            _ => null,
        });

        Assert.True(run.Status == "succeeded", run.Message);
        Assert.Equal(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_does_not_walk_in_a_circle(string name)
    {
        using var @case = Open(name);
        var kind = @case.Source.Http!.Paginate.Kind;
        Assert.SkipWhen(kind is "none", $"{name} has one page.");
        var first = @case.Recorded.Exchanges[@case.Recorded.WithRecords];
        Assert.SkipWhen(kind is "offset" or "page_number" && @case.Recorded.Exchanges.Count == 1, $"{name} has a first page that is not full, which ends the walk.");
        var run = await @case.RunAsync((_, number, _) => number >= @case.Recorded.WithRecords ? first.Given : null);

        // Numbers grow by themselves; what comes is then the same.
        Assert.True(run.Status == "failed" && run.Message!.Contains(kind is "offset" or "page_number" ? "byte for byte the one before" : "cursor of an earlier one", StringComparison.Ordinal), $"{run.Status}: {run.Message}");
        Assert.Empty(await @case.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_never_takes_a_word_for_a_number(string name)
    {
        using var @case = Open(name);
        Assert.SkipWhen(@case.Recorded.Number is null, $"{name} has neither numbers nor days.");
        var run = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.WithNumber(@case.Recorded.Number, "many")) : null);

        Assert.True(run.Status == "failed" || run.Quarantined + run.MappedQuarantined > 0, "A word where a number belongs was neither set aside nor told.");
        Assert.NotEqual(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task It_does_not_mind_a_field_that_is_new(string name)
    {
        using var @case = Open(name);
        // A reply that is one record: the number's own object.
        var at = @case.Recorded.Record ?? @case.Recorded.Number![..Math.Max(0, @case.Recorded.Number!.LastIndexOf('.'))];

        var run = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.WithMore(at)) : null);

        Assert.True(run.Status == "succeeded", run.Message);
        Assert.Equal(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task What_was_deleted_there_is_deleted_here_within_the_next_run(string name)
    {
        using var @case = Open(name);
        Assert.SkipWhen(@case.Recorded.Record is null, $"{name} answers with one record; where its account is gone it says 404.");
        var first = await @case.RunAsync();

        var second = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.Without(@case.Recorded.Record)) : null);

        Assert.True(second.Status == "succeeded", second.Message);
        Assert.True(second.Read < first.Read, "The deleted record was read again.");
        if ((@case.Source.Mode is Outcomes.Functions.Sources.Mode.Replace || @case.Source.Http!.Window?.Whole is not null) && second.Read > 0)
            Assert.NotEqual(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
    }

    [Fact]
    public async Task A_post_that_was_deleted_there_goes_with_all_its_days_and_no_other_does()
    {
        using var @case = Open("mastodon_post_days");
        await @case.RunAsync();
        var posts = (await @case.RowsAsync()).Count;
        @case.Time.Advance(TimeSpan.FromDays(1));

        var second = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.Without(@case.Recorded.Record!)) : null);

        Assert.Equal((posts - 1L, 1L), (second.New, second.Removed));
        Assert.Equal(2 * (posts - 1), (await @case.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_post_that_came_and_was_set_aside_is_not_taken_for_deleted()
    {
        using var @case = Open("mastodon_post_days");
        await @case.RunAsync();
        @case.Time.Advance(TimeSpan.FromDays(1));

        var second = await @case.RunAsync((exchange, number, _) => number == @case.Recorded.WithRecords ? exchange.Answer(exchange.WithNumber(@case.Recorded.Number!, "many")) : null);

        Assert.Equal((1L, 0L), (second.Quarantined, second.Removed));
    }

    [Fact]
    public async Task A_request_that_is_not_recorded_fails_the_kit()
    {
        using var @case = Open(Asking.First().Data);

        using var reply = await new HttpMessageInvoker(@case.Answers, disposeHandler: false).SendAsync(new(HttpMethod.Get, "https://unknown.example/x"), TestContext.Current.CancellationToken);

        Assert.Equal(["GET https://unknown.example/x "], @case.Unregistered);
    }

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task A_file_takes_headers_alone_a_word_for_a_number_a_new_column_and_a_lost_one(string name)
    {
        using var @case = Open(name);
        var number = @case.Source.Columns.First(column => column.Type is "integer" or "decimal").Name;
        var lost = @case.Source.Columns[0].Name;

        @case.ChangeFiles(lines => lines.Take(1));
        var empty = await @case.RunAsync();
        Assert.True(empty.Status == "succeeded", empty.Message);
        Assert.Empty(await @case.RowsAsync());

        @case.ChangeFiles(lines => lines.Select((line, at) => at == 1 ? line.Select(cell => cell.Name == number ? cell with { Text = "many" } : cell) : line));
        var word = await @case.RunAsync();
        Assert.Equal(("succeeded", (long)@case.Recorded.Files.Count), (word.Status, word.Quarantined));
        Assert.NotEqual(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());

        @case.ChangeFiles(lines => lines.Select((line, at) => line.Append(new("brand_new", at == 0 ? "brand_new" : "7"))));
        var more = await @case.RunAsync();
        Assert.True(more.Status == "succeeded", more.Message);
        Assert.Equal(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());

        @case.ChangeFiles(lines => lines.Select(line => line.Where(cell => cell.Name != lost)));
        var less = await @case.RunAsync();
        Assert.Equal("failed", less.Status);
        Assert.Contains($"'{lost}'", less.Message, StringComparison.Ordinal);
        Assert.Equal(@case.Recorded.Rows.Order(StringComparer.Ordinal), await @case.RowsAsync());
    }

    private static IEnumerable<string> Names(Func<RecordedExchanges, bool> which) =>
        Directory.GetFiles(RecordedExchanges.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => which(RecordedExchanges.Read(name))).Order(StringComparer.Ordinal);

    /// <summary>A source that is no built-in lies beside its exchanges.</summary>
    private static SourceKitCase Open(string name) =>
        new(RecordedExchanges.Read(name), Path.Combine(RecordedExchanges.Folder, name + ".sql") is var beside && File.Exists(beside) ? beside : null);

    private static bool Ignores(SourceKitCase @case, int code) => @case.Source.Http!.Errors.Any(rule => rule.Do is ErrorAction.Ignore && rule.Codes.Contains(code));
}
