using System.Text.Json;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api.Traces;

public sealed class TraceTests(TracedCouncil council) : IClassFixture<TracedCouncil>
{
    [Fact]
    public async Task A_figure_leads_to_its_measure_its_sql_its_checks_and_the_runs_files_months_and_hashes_it_was_made_from()
    {
        var reply = await council.GetAsync($"/trace/{await council.IdAsync("places", "service", "2026-03-01", "events")}");

        Assert.Equal((200, "application/json"), (reply.Status, reply.Headers["Content-Type"]));
        var trace = reply.Json;
        Assert.Equal(50, trace.GetProperty("figure").GetProperty("numerator").GetInt32());
        Assert.Equal(("2026-03-01", "2026-03-31"), (trace.GetProperty("from_date").GetString(), trace.GetProperty("to_date").GetString()));
        Assert.Equal("Places", trace.GetProperty("measure").GetProperty("title").GetString());
        var definition = trace.GetProperty("definition");
        Assert.Contains("sum(booked)::bigint", definition.GetProperty("sql").GetString());
        Assert.Equal("service_bookings", definition.GetProperty("reads")[0].GetString());
        var check = definition.GetProperty("checks").EnumerateArray().Single();
        Assert.Equal(("nothing is booked a negative number of times", true), (check.GetProperty("title").GetString(), check.GetProperty("held").GetBoolean()));
        var source = trace.GetProperty("sources").EnumerateArray().Single();
        Assert.Equal(("orders", "Ticket orders"), (source.GetProperty("source").GetString(), source.GetProperty("title").GetString()));
        Assert.EndsWith("orders.csv", source.GetProperty("files")[0].GetString());
        Assert.Contains("2026-03", source.GetProperty("months").EnumerateArray().Select(month => month.GetProperty("month").GetString()));
        using var snapshot = await council.Composition.Lake.SnapshotAsync(TestContext.Current.CancellationToken);
        Assert.Equal(snapshot.Files.Single(file => file is { Dataset: "service_bookings", Month: "2026-03" }).Hash,
            source.GetProperty("months").EnumerateArray().Single(month => month.GetProperty("month").GetString() == "2026-03").GetProperty("sha256").GetString());
        Assert.Equal(5, source.GetProperty("runs")[0].GetProperty("read").GetInt32());
    }

    [Fact]
    public async Task A_browser_gets_a_page_that_runs_nothing_and_says_the_same()
    {
        var reply = await council.GetAsync($"/trace/{await council.IdAsync("places", "service", "2026-03-01", "events")}", "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        Assert.Equal("text/html; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Contains("<h1>Places, 1 March 2026 to 31 March 2026</h1>", reply.Text);
        Assert.Contains("sum(booked)::bigint", reply.Text);
        Assert.Contains("<strong>50 places</strong>", reply.Text);
        Assert.DoesNotContain("<script", reply.Text);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", reply.Headers["Content-Security-Policy"]);
    }

    [Theory]
    [InlineData("0123456789abcdef", 404)]
    [InlineData("' or 1 eq 1 or id eq '", 404)]
    [InlineData("..%2F..%2Fodata", 404)]
    [InlineData("a/b/c/d", 404)]
    [InlineData("0123456789abcdef?$filter=true", 400)]
    [InlineData("0123456789abcdef?publication=20200101T000000Z-00000000", 410)]
    public async Task What_is_no_figure_is_refused(string path, int status)
    {
        var reply = await council.GetAsync($"/trace/{path.Replace("'", "%27").Replace(" ", "%20")}");
        Assert.Equal(status, reply.Status);
        Assert.True(reply.Json.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Of_figures_about_people_readers_see_no_count_of_rows_and_no_hash_to_test_guesses_by()
    {
        var path = $"/trace/{await council.IdAsync("bookings", "council", "2026-03-01")}";

        var source = (await council.GetAsync(path)).Json.GetProperty("sources")[0];
        Assert.All(source.GetProperty("months").EnumerateArray(), month => Assert.Equal(JsonValueKind.Null, month.GetProperty("sha256").ValueKind));
        Assert.Equal(["id", "source", "dataset", "started", "finished", "status", "window_from", "window_to"], source.GetProperty("runs")[0].EnumerateObject().Select(part => part.Name));

        var known = (await council.GetAsync(path, await council.KeyAsync(Role.Analyst))).Json.GetProperty("sources")[0];
        Assert.Equal(64, known.GetProperty("months")[0].GetProperty("sha256").GetString()!.Length);
        Assert.True(known.GetProperty("runs")[0].TryGetProperty("read", out _));
    }

    [Theory]
    [InlineData("council", "all", "all", "A1 A2 A3")]
    [InlineData("service", "events", "all", "A1 A2")]
    [InlineData("service_area", "events", "W1", "A1")]
    [InlineData("service_district", "events", "D1", "A1 A2")]
    public async Task An_analyst_reads_the_rows_of_the_lake_behind_a_figure_and_no_others(string level, string service, string area, string references)
    {
        var key = await council.KeyAsync(Role.Analyst);
        var id = await council.IdAsync("places", level, "2026-03-01", service, area);
        var link = (await council.GetAsync($"/trace/{id}", key)).Json.GetProperty("rows").GetProperty("links")[0].GetString();

        var csv = await council.GetAsync($"/{link}", key);
        Assert.Equal((200, "text/csv; charset=utf-8; header=present"), (csv.Status, csv.Headers["Content-Type"]));
        Assert.Contains("rows of the lake", csv.Headers["Outcomes-Unprotected"]);
        var lines = csv.Text.TrimEnd().Split("\r\n").Select(line => line.Split(',')).ToArray();
        var at = Array.IndexOf(lines[0], "reference");
        Assert.Equal(references.Split(' '), lines.Skip(1).Select(line => line[at]).Order(StringComparer.Ordinal));

        var rows = (await council.GetAsync($"/trace/{id}/rows/service_bookings.ndjson?limit=1", key));
        Assert.Equal(references.Contains(' ') ? "1" : null, rows.Headers.GetValueOrDefault("Outcomes-Limited-To"));
        Assert.Equal("orders", JsonDocument.Parse(rows.Text.Split('\n')[0]).RootElement.GetProperty("_source").GetString());
    }

    [Fact]
    public async Task Rows_are_for_analysts_only_within_what_they_may_see_and_each_reading_is_audited()
    {
        var path = $"/trace/{await council.IdAsync("places", "service", "2026-03-01", "events")}";
        Assert.Equal(403, (await council.GetAsync($"{path}/rows/service_bookings.csv")).Status);
        Assert.Equal(403, (await council.GetAsync($"{path}/rows/service_bookings.csv", await council.KeyAsync(Role.Reader))).Status);
        Assert.Contains("for analysts", (await council.GetAsync(path)).Json.GetProperty("rows").GetProperty("why_not").GetString());
        Assert.Equal(404, (await council.GetAsync($"{path}/rows/service_visits.csv", await council.KeyAsync(Role.Analyst))).Status);
        Assert.Equal(404, (await council.GetAsync($"{path}/rows/raw.csv", await council.KeyAsync(Role.Analyst))).Status);
        Assert.Equal(400, (await council.GetAsync($"{path}/rows/service_bookings.csv?limit=1000000", await council.KeyAsync(Role.Analyst))).Status);

        var mine = await council.KeyAsync(Role.Analyst, "events");
        Assert.Equal(404, (await council.GetAsync($"/trace/{await council.IdAsync("places", "service", "2026-03-01", "parks")}", mine)).Status);
        Assert.Equal(404, (await council.GetAsync($"/trace/{await council.IdAsync("places", "council", "2026-03-01")}", mine)).Status);
        Assert.Empty((await council.GetAsync(path, mine)).Json.GetProperty("sources")[0].GetProperty("runs").EnumerateArray());
        Assert.Equal(2, (await council.GetAsync($"{path}/rows/service_bookings.ndjson", mine)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var id = $"key:{mine[11..].Split('.')[0]}";
        for (var tries = 0; tries < 600; tries++)
        {
            var lines = await Audit.ListAsync(council.Composition.Records, TestContext.Current.CancellationToken);
            if (lines.Any(line => line.Caller == id && line.Rows == 2 && line.Url.EndsWith("/rows/service_bookings.ndjson", StringComparison.Ordinal)))
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("No line of the audit tells who read two rows of the lake.");
    }
}

/// <summary>A council of its own, because these change the lake.</summary>
public sealed class TraceOverTimeTests(TracedCouncil council) : IClassFixture<TracedCouncil>
{
    [Fact]
    public async Task Rows_that_the_lake_no_longer_has_are_not_passed_off_as_those_of_an_earlier_publication()
    {
        var id = await council.IdAsync("places", "service", "2026-03-01", "events");
        var key = await council.KeyAsync(Role.Analyst);
        var before = (await council.GetAsync($"/trace/{id}")).Json.GetProperty("publication").GetProperty("publication").GetString();
        await Task.Delay(1100, TestContext.Current.CancellationToken); // a publication's id has seconds
        await council.IngestAsync("A2,2026-03-09,20", "A2,2026-03-09,21");
        await council.PublishAsync();

        Assert.Equal(51, (await council.GetAsync($"/trace/{id}")).Json.GetProperty("figure").GetProperty("numerator").GetInt32());
        Assert.Equal(50, (await council.GetAsync($"/trace/{id}?publication={before}")).Json.GetProperty("figure").GetProperty("numerator").GetInt32());
        Assert.Equal(200, (await council.GetAsync($"/trace/{id}/rows/service_bookings.csv", key)).Status);
        Assert.Equal(410, (await council.GetAsync($"/trace/{id}/rows/service_bookings.csv?publication={before}", key)).Status);
    }
}
