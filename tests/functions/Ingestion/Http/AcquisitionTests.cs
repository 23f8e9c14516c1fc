using System.Globalization;

namespace Outcomes.Tests.Functions.Ingestion.Http;

public class AcquisitionTests
{
    private const string ByPage = "url: https://calls.example/v1/calls\nrecords: items\npaginate: {page_number: {query: page}}";

    [Fact]
    public async Task One_reply_becomes_rows_of_the_lake_and_is_kept_as_it_came()
    {
        using var @case = new HttpCase("url: https://calls.example/v1/calls\npaginate: {none: true}", (_, _) => Given.Json(HttpCase.Records(("pothole", 3), ("light", 2))));

        var run = await @case.RunAsync();

        Assert.Equal(("succeeded", 2L, 2L, 2L), (run.Status, run.Read, run.Passed, run.New));
        Assert.Equal(["2024-03-30,light,2", "2024-03-30,pothole,3"], await @case.RowsAsync());
        Assert.Equal("https://calls.example/v1/calls", @case.Answers.Asked.Single().Uri.ToString());
        Assert.Single(Directory.GetFiles(@case.Case.Data($"raw/calls/{run.Id}"), "000000-000001.json.gz"));
    }

    [Fact]
    public async Task Pages_by_number_go_on_until_one_is_empty()
    {
        using var @case = new HttpCase(ByPage, (asked, _) => Numbered(asked, 3));

        var run = await @case.RunAsync();

        Assert.Equal(("succeeded", 6L), (run.Status, run.Read));
        Assert.Equal(["1", "2", "3", "4"], @case.Answers.Asked.Select(asked => asked.Query("page")));
    }

    [Fact]
    public async Task Pages_by_offset_end_with_one_that_is_not_full()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nquery: {limit: 2}\npaginate: {offset: {query: from, size: 2}}",
            (asked, _) => Given.Json(asked.Query("from") == "4" ? HttpCase.Records(("e", 5)) : HttpCase.Records(("x" + asked.Query("from"), 1), ("y" + asked.Query("from"), 2))));

        Assert.Equal(5, (await @case.RunAsync()).Read);
        Assert.Equal(["0", "2", "4"], @case.Answers.Asked.Select(asked => asked.Query("from")));
        Assert.All(@case.Answers.Asked, asked => Assert.Equal("2", asked.Query("limit")));
    }

    [Fact]
    public async Task Pages_by_cursor_in_the_reply_go_on_until_there_is_none()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {cursor: {from: meta.next, query: token}}",
            (asked, number) => Given.Json($$"""{"items": {{HttpCase.Records(($"n{number}", number))}}, "meta": {{(number < 3 ? $$"""{"next": "a/b {{number}}"}""" : "{}")}}}"""));

        Assert.Equal(3, (await @case.RunAsync()).Read);
        Assert.Equal(["", "a/b 1", "a/b 2"], @case.Answers.Asked.Select(asked => asked.Query("token")));
    }

    [Fact]
    public async Task Pages_by_address_in_the_reply_and_by_link_header_are_followed()
    {
        using var byUrl = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {next_url: links.next}",
            (_, number) => Given.Json($$"""{"links": {"next": {{(number < 3 ? $"\"/calls?after={number}\"" : "null")}} }, "items": {{HttpCase.Records(($"n{number}", 1))}} }"""));
        using var byHeader = new HttpCase("url: https://calls.example/calls\npaginate: {link_header: next}",
            (_, number) => number < 3
                ? Given.Json(HttpCase.Records(($"n{number}", 1)), ("Link", $"<https://calls.example/calls?max_id={number}>; rel=\"next\", <https://calls.example/calls?min_id=9>; rel=\"prev\""))
                : Given.Json(HttpCase.Records(("last", 1))));

        Assert.Equal((3, 3), ((await byUrl.RunAsync()).Read, (await byHeader.RunAsync()).Read));
        Assert.Equal("https://calls.example/calls?after=2", byUrl.Answers.Asked[^1].Uri.ToString());
        Assert.Equal("https://calls.example/calls?max_id=2", byHeader.Answers.Asked[^1].Uri.ToString());
    }

    [Fact]
    public async Task A_cursor_that_comes_again_ends_the_run_and_changes_nothing()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nrecords: items\npaginate: {cursor: {from: next, query: token}}",
            (_, _) => Given.Json($$"""{"items": {{HttpCase.Records(("a", 1))}}, "next": "same"}"""));

        var run = await @case.RunAsync();

        Assert.Equal("failed", run.Status);
        Assert.Contains("page 3: the page has the cursor of an earlier one ('same')", run.Message, StringComparison.Ordinal);
        Assert.Empty(await @case.RowsAsync());
        Assert.Equal(2, @case.Answers.Asked.Count);
    }

    [Fact]
    public async Task A_run_cut_off_on_page_40_goes_on_from_page_40_and_counts_every_page_once()
    {
        using var @case = new HttpCase(ByPage, (asked, _) => asked.Query("page") == "40" ? Given.Failure(403) : Numbered(asked, 60));
        var first = await @case.RunAsync();
        @case.Answer((asked, _) => Numbered(asked, 60));

        var second = await @case.RunAsync();

        Assert.Equal("failed", first.Status);
        Assert.Contains("What came before is kept", first.Message, StringComparison.Ordinal);
        Assert.Equal(("succeeded", 120L, 120L), (second.Status, second.Read, second.New));
        Assert.Equal("40", @case.Answers.Asked[0].Query("page"));
        Assert.Equal(22, @case.Answers.Asked.Count);
        Assert.Equal(120, (await @case.RowsAsync()).Distinct().Count());
        Assert.Equal("1", (await NextAsync(@case)).Query("page"));
    }

    [Fact]
    public async Task Another_definition_begins_anew()
    {
        using var @case = new HttpCase(ByPage, (asked, _) => asked.Query("page") == "2" ? Given.Failure(403) : Numbered(asked, 3));
        await @case.RunAsync();
        @case.Answer((asked, _) => Numbered(asked, 3));
        @case.Write(ByPage + "\nquery: {kind: all}");

        Assert.Equal(6, (await @case.RunAsync()).Read);
        Assert.Equal("1", @case.Answers.Asked[0].Query("page"));
    }

    [Fact]
    public async Task A_run_maps_again_what_it_kept()
    {
        using var @case = new HttpCase(ByPage, (asked, _) => Numbered(asked, 3));
        await @case.RunAsync();
        @case.Answer((_, _) => throw new InvalidOperationException("a replay asks nobody"));

        var replayed = await @case.RunAsync(replay: true);

        Assert.Equal(("succeeded", 6L), (replayed.Status, replayed.Read));
        Assert.Equal(6, (await @case.RowsAsync()).Count);
    }

    [Fact]
    public async Task Records_that_come_on_two_pages_count_once_by_their_key()
    {
        using var @case = new HttpCase(ByPage + "\nprimary_key: [name]",
            (asked, _) => Given.Json($$"""{"items": {{(asked.Query("page") switch { "1" => HttpCase.Records(("a", 1), ("b", 2)), "2" => HttpCase.Records(("b", 5), ("c", 3)), _ => "[]" })}}}"""));

        var run = await @case.RunAsync();

        Assert.Contains("1 record came more than once, and counted once.", run.Notes);
        Assert.Equal(["2024-03-30,a,1", "2024-03-30,b,5", "2024-03-30,c,3"], await @case.RowsAsync());
    }

    [Fact]
    public async Task Each_row_of_a_reference_table_is_a_walk_of_its_own_and_is_known_in_raw()
    {
        using var @case = new HttpCase(
            "each: select queue, id from data.queues\nurl: https://calls.example/queues/{{ each.id }}/calls\npaginate: {none: true}\nconcurrency: 2",
            (asked, _) => Given.Json(HttpCase.Records((asked.Uri.Segments[2], 1))),
            sql: "select day::date as date, 'streets' as service, null as area, 'phone' as channel, _each.queue || ' ' || name as reason, n as contacts, _row from raw");
        @case.Case.Write("data/queues.csv", "queue,id\nnorth,../admin\nsouth,a@evil.example/b\n");

        Assert.Equal(2, (await @case.RunAsync()).New);

        Assert.Equal(["https://calls.example/queues/..%2Fadmin/calls", "https://calls.example/queues/a%40evil.example%2Fb/calls"],
            @case.Answers.Asked.Select(asked => asked.Uri.AbsoluteUri).Order(StringComparer.Ordinal));
        Assert.All(@case.Answers.Asked, asked => Assert.Equal("calls.example", asked.Uri.Host));
        Assert.Equal(2, (await @case.RowsAsync()).Count(row => row.Contains("north", StringComparison.Ordinal) || row.Contains("south", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_parent_value_that_is_two_dots_alone_is_refused()
    {
        using var @case = new HttpCase("each: select id from data.queues\nurl: https://calls.example/queues/{{ each.id }}/calls\npaginate: {none: true}", (_, _) => Given.Json("[]"));
        @case.Case.Write("data/queues.csv", "id\n..\n");

        var run = await @case.RunAsync();

        Assert.Contains("'.' and '..' are refused", run.Message, StringComparison.Ordinal);
        Assert.Empty(@case.Answers.Asked);
    }

    [Fact]
    public async Task Days_are_asked_for_in_steps_and_the_next_run_looks_back()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nquery: {since: \"{{ window.from }}\", until: \"{{ window.to | plus_days: 1 }}\"}\npaginate: {none: true}\nwindow: {by: date, step: 10d, history: 25d}",
            (asked, _) => Given.Json($$"""[{"day":"{{asked.Query("since")}}","name":"a","n":1}]"""), "mode: replace\nlookback: 3d");

        var first = await @case.RunAsync();
        var one = @case.Answers.Asked.Select(asked => $"{asked.Query("since")} {asked.Query("until")}").ToArray();
        await @case.RunAsync();

        Assert.Equal("succeeded", first.Status);
        Assert.Equal(["2024-03-08 2024-03-19", "2024-03-18 2024-03-29", "2024-03-28 2024-04-03"], one); // the run is on 2 April; yesterday is the last day
        Assert.Equal("2024-03-30 2024-04-04", @case.Answers.Asked.Skip(3).Select(asked => $"{asked.Query("since")} {asked.Query("until")}").Single());
        Assert.Equal(["calls,2024-03-08,2024-04-02,zero,"], await @case.Case.CoverageAsync());
    }

    [Fact]
    public async Task Changes_are_asked_for_from_where_the_last_run_ended()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nquery: {from: \"{{ window.from }}\", to: \"{{ window.to }}\"}\npaginate: {none: true}\nwindow: {by: updated, history: 10d}", (_, _) => Given.Json(HttpCase.Records(("a", 1))), "mode: merge\nlookback: 2d");

        await @case.RunAsync();
        await @case.RunAsync();

        var asked = @case.Answers.Asked.Select(one => (From: Moment(one, "from"), To: Moment(one, "to"))).ToArray();
        Assert.Equal(new(2024, 3, 23, 0, 0, 0, TimeSpan.Zero), asked[0].From);
        Assert.Equal(TimeSpan.FromDays(2), asked[0].To - asked[1].From);
    }

    [Fact]
    public async Task Days_end_where_the_platform_ends_them_and_are_as_long_as_its_clocks_make_them()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\nquery: {from: \"{{ window.starts_at }}\", to: \"{{ window.ends_at }}\"}\npaginate: {none: true}\nwindow: {by: date, step: 1d}\nday_ends: America/Los_Angeles", (_, _) => Given.Json("[]"));

        await @case.RunAsync(new(new(2024, 3, 9), new(2024, 3, 12)));

        // Pacific clocks went forward on 10 March 2024: that day had 23 hours.
        Assert.Equal(["2024-03-09T08:00:00Z 2024-03-10T08:00:00Z", "2024-03-10T08:00:00Z 2024-03-11T07:00:00Z", "2024-03-11T07:00:00Z 2024-03-12T07:00:00Z"],
            @case.Answers.Asked.Select(asked => $"{asked.Query("from")} {asked.Query("to")}"));
    }

    [Fact]
    public async Task Records_outside_the_window_are_left_out_and_end_the_walk_where_the_newest_come_first()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\npaginate: {page_number: {query: page}}\nwindow: {by: date, history: 5d, field: day, newest_first: true}",
            (asked, _) => Given.Json(asked.Query("page") == "1" ? """[{"day":"2024-04-01","name":"a","n":1}]""" : """[{"day":"2024-03-28","name":"b","n":1},{"day":"2024-03-01","name":"c","n":1}]"""));

        var run = await @case.RunAsync();

        Assert.Equal(["2024-03-28,b,1", "2024-04-01,a,1"], (await @case.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Contains("1 record outside the days asked for was left out.", run.Notes);
        Assert.Equal(2, @case.Answers.Asked.Count);
    }

    [Fact]
    public async Task An_empty_answer_is_coverage_and_no_failure()
    {
        using var @case = new HttpCase("url: https://calls.example/calls\npaginate: {none: true}\nwindow: {by: date, history: 5d}", (_, _) => Given.Json("[]"));

        Assert.Equal(("succeeded", 0L), ((await @case.RunAsync()) is var run ? run.Status : "", run.Read));
        Assert.Equal(["calls,2024-03-28,2024-04-01,zero,"], await @case.Case.CoverageAsync());
    }

    [Fact]
    public async Task A_report_is_asked_for_waited_for_and_fetched_and_asked_for_once_over_two_runs()
    {
        var polls = 0;
        Given Answer(Asked asked, int _) => asked.Uri.AbsolutePath switch
        {
            "/reports" => Given.Json("""{"id": "r7"}"""),
            "/reports/r7" => Given.Json(++polls < 3 ? """{"state": "running"}""" : """{"state": "finished", "file": "https://files.example/r7.json"}"""),
            "/r7.json" when polls == 3 => Given.Failure(403),
            _ => Given.Json(HttpCase.Records(("a", 4))),
        };
        using var @case = new HttpCase(
            "url: https://calls.example/reports\nbody: {json: '{\"since\": \"{{ settings.since }}\"}'}\nauth: {bearer: \"{{ secrets.key }}\"}\npaginate: {none: true}\njob: {id: id, poll: \"https://calls.example/reports/{{ job.id }}\", status: state, done: [finished], failed: [broken], download_url: file}", Answer);
        @case.Case.Settings["calls"] = @case.Case.Settings["calls"] with { Values = new Dictionary<string, string> { ["since"] = "a\"b" } };

        var first = await @case.RunAsync();
        var second = await @case.RunAsync();

        Assert.Equal(("failed", "succeeded", 1L), (first.Status, second.Status, second.New));
        Assert.Equal("""{"since": "a\u0022b"}""", @case.Answers.Asked.Single(asked => asked.Method == "POST").Body);
        Assert.All(@case.Answers.Asked.Where(asked => asked.Uri.Host == "files.example"), asked => Assert.DoesNotContain("Authorization", asked.Headers.Keys));
    }

    [Fact]
    public async Task CSV_and_NDJSON_replies_are_read_as_files_are()
    {
        using var csv = new HttpCase("url: https://calls.example/calls.csv\npaginate: {none: true}", (_, _) => new(200, "day;name;n\n2024-03-30;a;1,000\n2024-03-30;b;x\n"u8.ToArray()), "mode: merge\nformat: {csv: {delimiter: \";\"}}");
        using var lines = new HttpCase("url: https://calls.example/calls\npaginate: {none: true}", (_, _) => new(200, "{\"day\":\"2024-03-30\",\"name\":\"a\",\"n\":7}\n"u8.ToArray()), "mode: merge\nformat: ndjson");

        var run = await csv.RunAsync();

        Assert.Equal((2L, 1L, 1L), (run.Read, run.Passed, run.Quarantined));
        Assert.Equal(["2024-03-30,a,1000"], await csv.RowsAsync());
        Assert.Equal(1, (await lines.RunAsync()).New);
    }

    [Fact]
    public async Task XML_replies_become_records_as_attributes_and_elements()
    {
        using var @case = new HttpCase("url: https://calls.example/calls.xml\nrecords: 'calls.call[].{day: \"@day\", name: name, n: n.\"#text\"}'\npaginate: {none: true}",
            (_, _) => new(200, "<calls><call day=\"2024-03-30\"><name>a</name><n unit=\"calls\">3</n></call><call day=\"2024-03-30\"><name>b</name><n unit=\"calls\">4</n></call></calls>"u8.ToArray()), "mode: merge\nformat: xml");

        await @case.RunAsync();

        Assert.Equal(["2024-03-30,a,3", "2024-03-30,b,4"], await @case.RowsAsync());
    }

    private static async Task<Asked> NextAsync(HttpCase @case)
    {
        var before = @case.Answers.Asked.Count;
        await @case.RunAsync();
        return @case.Answers.Asked[before];
    }

    private static DateTimeOffset Moment(Asked asked, string name) => DateTimeOffset.Parse(asked.Query(name), CultureInfo.InvariantCulture);

    /// <summary>Two records on each of so many pages, then none.</summary>
    private static Given Numbered(Asked asked, int pages)
    {
        var page = int.Parse(asked.Query("page"), CultureInfo.InvariantCulture);
        return Given.Json($$"""{"items": {{(page <= pages ? HttpCase.Records(($"a{page}", page), ($"b{page}", page)) : "[]")}}}""");
    }
}
