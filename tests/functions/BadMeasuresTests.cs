using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Tests.Analytics;

namespace Outcomes.Tests.Functions;

/// <summary>What goes wrong in a council's own measures, all in one folder: each is told, and what is right is published.</summary>
public sealed class BadMeasuresTests : IDisposable
{
    private const string Right = """
        -- title: Calls
        -- why: Because somebody calls.
        -- stage: outcome
        -- kind: count
        -- unit: calls
        -- better: lower
        -- numerator: Calls
        -- disclosure: none
        -- publish: {month: [[service]]}
        -- date_role: received
        -- owner: a@council.example
        -- review_by: 2027-04-01

        select date, grain, service, area, channel, null::varchar as platform, sum(contacts)::bigint as numerator, null::bigint as denominator
        from service_contacts
        group by all;
        -- check: fail - nothing negative
        select * from result where numerator < 0
        """;

    private readonly TempFolder council = new();

    public BadMeasuresTests()
    {
        void Measure(string name, string text) => File.WriteAllText(council[$"measures/{name}.sql"], text);
        string Derived(string expression) => Right[..Right.IndexOf("\n\nselect", StringComparison.Ordinal)].Replace("kind: count", $"kind: derived\n-- expression: {expression}");

        Measure("calls", Right);
        Measure("typo", Right.Replace("-- kind:", "-- knd:").Replace("outcome", "outcom"));
        Measure("no_column", Right.Replace(" null::varchar as platform,", ""));
        Measure("wrong_number", Right.Replace("sum(contacts)::bigint", "sum(contacts) / 2"));
        Measure("wrong_day", Right.Replace("date,", "date::varchar as date,"));
        Measure("ring", Derived("rang / calls"));
        Measure("rang", Derived("rung / calls"));
        Measure("rung", Derived("ring / calls"));
        Measure("check_deletes", Right.Replace("select * from result where", "delete from result where"));
        Measure("check_is_prose", Right.Replace("select * from result where numerator < 0", "there are none"));
        Measure("check_is_empty", Right.Replace("select * from result where numerator < 0", ""));
        Measure("check_misnames", Right.Replace("where numerator", "where numeratr"));
        Measure("calls_per_none", Derived("calls / (calls - calls)"));
        Measure("calls_v2", Right);
        Measure("phones/twice", Right);
        Measure("web/twice", Right);
    }

    public void Dispose() => council.Dispose();

    [Fact]
    public void Each_is_told_with_its_file_and_line_what_was_found_and_what_is_allowed()
    {
        var told = Council.Load(council.Path).Check().Faults.Select(fault => fault.ToString()).Order(StringComparer.Ordinal).ToArray();

        Assert.Collection(told,
            fault => Assert.StartsWith("measures/calls_v2.sql:1: 'calls_v2' is a later version and does not say of what; write 'replaces: calls'", fault),
            fault => Assert.StartsWith("measures/check_deletes.sql:18: A statement here is no SELECT", fault),
            fault => Assert.Equal("measures/check_is_empty.sql:18: The check 'nothing negative' has no query; allowed: one SELECT over 'result', whose rows are the offenders.", fault),
            fault => Assert.Matches("^measures/check_is_prose.sql:18: The SQL cannot be read: .*Allowed: one SELECT", fault),
            fault => Assert.Matches("^measures/check_misnames.sql:18: The check 'nothing negative' cannot be used: .*numeratr", fault),
            fault => Assert.StartsWith("measures/no_column.sql:14: The SELECT has no column 'platform'", fault),
            fault => Assert.Matches("^measures/(rang|ring|rung).sql:1: It reads itself in a circle: rang → rung → ring → rang; allowed: measures that do not read this one.$", fault),
            fault => Assert.Matches("^measures/ring.sql:1: Its expression reads 'rang', which cannot be used.$", fault),
            fault => Assert.Matches("^measures/rung.sql:1: Its expression reads 'ring', which cannot be used.$", fault),
            fault => Assert.Equal("measures/typo.sql:1: 'kind' is missing; allowed: count, ratio, level, distinct, percentile, derived.", fault),
            fault => Assert.Equal("measures/typo.sql:3: 'stage' is 'outcom'; allowed: input, output, out_take, outcome, impact.", fault),
            fault => Assert.StartsWith("measures/typo.sql:4: Unknown key 'knd'; allowed: better, ", fault),
            fault => Assert.StartsWith("measures/web/twice.sql:1: 'twice' is also the id of measures/phones/twice.sql, and neither is used;", fault),
            fault => Assert.Equal("measures/wrong_day.sql:14: The SELECT cannot be used: Its date is VARCHAR; allowed: DATE, as in 'date::date as date'.", fault),
            fault => Assert.StartsWith("measures/wrong_number.sql:14: The SELECT cannot be used: Its numerator is DOUBLE; allowed: whole numbers", fault));
    }

    [Fact]
    public void What_is_right_is_published_and_nothing_divided_by_nothing_is_a_status_and_not_infinity()
    {
        var loaded = Council.Load(council.Path);
        var own = loaded.Measures.Where(measure => File.Exists(council[$"measures/{measure.Id}.sql"])).ToArray();
        using var lake = new LakeFolder();
        lake.Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nphones,service_contacts,2026-03-01,2026-03-31,zero")
            .Add("service_contacts", "phones", "service,area,channel,date,reason,contacts\nwaste,E1,phone,2026-03-02,,30");

        var publication = Publication.Publish(
            new()
            {
                Lake = lake.Snapshot,
                Datasets = loaded.Datasets,
                Sets = loaded.Sets,
                Measures = own,
                AsOf = new(2026, 4, 10, 5, 0, 0, TimeSpan.Zero),
                Created = new(2026, 4, 10, 5, 0, 0, TimeSpan.Zero),
            },
            council["published"], cancellationToken: TestContext.Current.CancellationToken);

        // The two whose SELECT gives another type, and the one whose check names no column, are found out when they are run.
        Assert.Equal(["check_misnames", "wrong_day", "wrong_number"], publication.Notes.Where(note => note.Stale).Select(note => note.Measure).Order(StringComparer.Ordinal));
        using var duck = Duck.Open();
        List<string> Figures(string measure) => duck.Rows(
            $"select concat_ws(' ', value, status) from read_parquet({Duck.Literal(Path.Combine(council["published"], publication.Files.Single(file => file.Set == "summaries" && file.Measure == measure).FileName))}) where grain = 'month' and level = 'service'",
            row => row.GetString(0));
        Assert.Equal(["30.0 ok"], Figures("calls"));
        Assert.Equal(["not_offered"], Figures("calls_per_none"));
    }
}
