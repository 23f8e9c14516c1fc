using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public sealed class PublicationTests : IDisposable
{
    private const string Coverage = """
        source,dataset,from_date,to_date,absent
        phones,service_contacts,2023-01-01,2023-03-31,zero
        """;

    private const string Sql = """
        select date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel,
            null::varchar as platform, sum(contacts)::bigint as numerator, null::bigint as denominator
        from service_contacts group by all
        """;

    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Files_in_the_lake_become_sets_that_can_be_queried()
    {
        var publication = Publish(Given());
        Assert.Empty(publication.Notes);
        ServingFile.Build(publication, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);

        Assert.Equal(
            ["2023-01-01 bins a 3 ok", "2023-02-01 bins a 0 ok", "2023-03-01 bins a 5 ok", "2023-01-01 parks b 4 ok", "2023-02-01 parks b 0 ok", "2023-03-01 parks b 0 ok"],
            duck.Rows("select concat_ws(' ', period, service, area, numerator, status) from outcomes order by ordinal", row => row.GetString(0)));
        Assert.Equal(12, duck.One<long>("select value from summaries where grain = 'quarter' and level = 'council' and period = '2023-01-01'"));
        Assert.Equal("all not_broken_down unknown other bins parks", duck.One<string>("select string_agg(service::varchar, ' ' order by ordinal) from services"));
        Assert.Equal("2023-03-31", duck.One<string>("select complete_to::varchar from measures where measure = 'made_up'"));
        // 3 rows about residents are told as 5.
        Assert.Equal("unscheduled 5 2023-01-01 2023-03-31 1", duck.One<string>("select concat_ws(' ', status, \"rows\", from_date, to_date, lag_days) from freshness"));
        Assert.Equal(0, duck.One<long>("select count(*) from outcomes_daily"));
        Assert.Equal(publication.Id, duck.One<string>("select publication from publications"));
        // The year 2023 ends in the financial year 2023-24, which has a 29 February.
        Assert.Equal(365 + 366, duck.One<long>("select count(*) from calendar"));
        Assert.Equal("2022-04-01 2022-23 10 4", duck.One<string>("select concat_ws(' ', financial_year, financial_label, financial_month, financial_quarter) from calendar where date = '2023-01-02'"));
        Assert.Equal("52 2022 2022-12-26", duck.One<string>("select concat_ws(' ', iso_week, iso_year, week) from calendar where date = '2023-01-01'"));
    }

    [Theory]
    [InlineData("contacts", "2023-02-01 counted anew")]
    [InlineData("abandoned", null)] // the measure does not read it
    public void A_measure_says_from_when_a_part_of_it_means_something_else_and_no_figure_is_compared_across_that_day(string column, string? told)
    {
        var given = Given();
        var publication = Publish(given with { Sources = [.. given.Sources.Select(source => source with { Breaks = [new(column, new(2023, 2, 1), "counted anew")] })] });
        ServingFile.Build(publication, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);

        Assert.Equal(told ?? "", duck.One<string>("select concat_ws(' ', break_from, break_note) from measures where measure = 'made_up'"));
        Assert.Equal(told is null, duck.One<bool>("select previous is not null from summaries where grain = 'month' and level = 'council' and period = '2023-02-01'"));
        Assert.True(duck.One<bool>("select previous is not null from summaries where grain = 'month' and level = 'council' and period = '2023-03-01'"));
    }

    [Theory]
    [InlineData("2023-04-20", null)] // today is 1 April in this publication, and a warning comes 14 days before
    [InlineData("2023-04-15", "The credential ends on 2023-04-15: renew Sources:phones:Secrets:refresh_token before.")]
    [InlineData("2023-03-31", "The credential ended on 2023-03-31: renew Sources:phones:Secrets:refresh_token.")]
    public void Freshness_says_two_weeks_before_that_a_credential_ends_and_which_setting_to_renew(string ends, string? message)
    {
        var given = Given();
        var publication = Publish(given with { Sources = [.. given.Sources.Select(source => source with { Credential = new(DateOnly.ParseExact(ends, "yyyy-MM-dd", null), "Sources:phones:Secrets:refresh_token") })] });
        ServingFile.Build(publication, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);

        Assert.Equal(message ?? "", duck.One<string>("select coalesce(message, '') from freshness where source = 'phones'"));
    }

    [Fact]
    public void The_same_inputs_give_the_same_files_and_the_manifest_survives_its_JSON()
    {
        var first = Publish(Given());
        var second = Publish(Given());
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Files, second.Files);
        var read = Publication.FromJson(first.ToJson());
        Assert.Equal(first.ToJson(), read.ToJson());
    }

    [Fact]
    public void What_did_not_change_keeps_its_file_and_time_and_what_did_says_from_when()
    {
        var first = Publish(Given());
        var same = Publish(Given() with { AsOf = At("2023-04-02"), Kept = [first] });
        Assert.Equal(Of(first, "outcomes"), Of(same, "outcomes"));
        Assert.Equal(Of(first, "summaries"), Of(same, "summaries"));
        Assert.Null(same.RestatedFrom);

        lake.Add("service_contacts", "phones", """
            service,area,channel,date,contacts
            bins,a,web,2023-02-20,9
            """);
        var changed = Publish(Given(add: false) with { AsOf = At("2023-04-03"), Kept = [first, same] });
        Assert.Equal(new DateOnly(2023, 1, 1), changed.RestatedFrom); // the quarter begins then
        using var duck = Duck.Open();
        Assert.Equal(
            ["2023-01-01 2023-04-01", "2023-02-01 2023-04-03", "2023-03-01 2023-04-01"],
            duck.Rows($"select concat_ws(' ', period, updated::date) from read_parquet({Duck.Literal(Path.Combine(output.Path, Of(changed, "outcomes").FileName))}) where service = 'bins' order by period", row => row.GetString(0)));
    }

    [Fact]
    public void A_failing_check_keeps_the_figures_last_published_as_stale_and_stops_no_other_measure()
    {
        var first = Publish(Given());
        var doubtful = Measure("made_up", new Check(Fails: true, "fewer than five", "select * from result where numerator > 4", 9));
        var second = Publish(Given() with { AsOf = At("2023-04-05"), Kept = [first], Measures = [doubtful, Measure("other")] });
        Assert.Equal(("made_up", true), second.Notes.Single() is var note ? (note.Measure, note.Stale) : default);

        ServingFile.Build(second, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);
        Assert.Equal("stale 6 12", duck.One<string>("select concat_ws(' ', min(status), count(*), sum(value)::bigint) from outcomes where measure = 'made_up'"));
        Assert.Equal("ok 6 12", duck.One<string>("select concat_ws(' ', min(status), count(*), sum(value)::bigint) from outcomes where measure = 'other'"));
        Assert.Equal("2023-04-01", duck.One<string>("select stale_since::varchar from measures where measure = 'made_up'"));
    }

    [Fact]
    public void A_measure_that_cannot_run_is_noted_and_has_no_figures()
    {
        var publication = Publish(Given() with { Measures = [Contracts.Measure("count", "contacts", "{month: [[service]]}", "select nonsense from nowhere")] });
        Assert.True(publication.Notes.Single().Stale);
        Assert.DoesNotContain(publication.Files, file => file.Measure is not null);
    }

    [Fact]
    public void Numbers_out_of_range_cost_one_measure_its_figures()
    {
        lake.Add("service_contacts", "phones", """
            service,area,channel,date,contacts
            bins,a,web,2023-02-20,9223372036854775807
            """);
        var publication = Publish(Given());
        Assert.True(publication.Notes.Single().Stale);
    }

    [Fact]
    public void What_a_source_delivered_stays_published_when_its_file_leaves_the_council_folder_and_Freshness_says_so()
    {
        var publication = Publish(Given() with { Sources = [] });
        ServingFile.Build(publication, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);

        Assert.Equal("phones service_contacts removed 5", duck.One<string>("select concat_ws(' ', source, dataset, status, \"rows\") from freshness"));
        Assert.Equal(12, duck.One<long>("select sum(numerator)::bigint from outcomes"));
    }

    [Fact]
    public void An_empty_lake_gives_empty_sets()
    {
        var publication = Publish(Given(add: false) with { Lake = new([]), Sources = [] });
        ServingFile.Build(publication, Contracts.Sets, output.Path, output["serving/p.duckdb"]);
        using var duck = Duck.Open(output["serving/p.duckdb"]);
        Assert.Equal(0, duck.One<long>("select count(*) from outcomes"));
        Assert.Equal(1, duck.One<long>("select count(*) from measures"));
    }

    private static Measure Measure(string id, params Check[] checks) => Contracts.Measure("count", "contacts", "{month: [[service, area]]}", Sql, id, checks);

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T05:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static PublishedFile Of(Publication publication, string set) => publication.Files.Single(file => file.Set == set && file.Measure == "made_up");

    private Publication Publish(PublicationInputs inputs) => Publication.Publish(inputs, output.Path, cancellationToken: TestContext.Current.CancellationToken);

    private PublicationInputs Given(bool add = true)
    {
        if (add && !lake.Snapshot.Files.Any(file => file.Dataset == "coverage"))
            lake.Add("coverage", "phones", Coverage).Add("service_contacts", "phones", """
                service,area,channel,date,contacts
                bins,a,web,2023-01-10,3
                parks,b,web,2023-01-11,4
                bins,a,phone,2023-03-31,5
                """);
        return new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = [Measure("made_up")],
            AsOf = At("2023-04-01"),
            Created = At("2023-04-01"),
            Sources = [new("phones", "service_contacts", "Telephone system", [])],
        };
    }
}
