using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public class MeasureReadTests
{
    private const string Whole = """
        -- title: Avoidable contact rate
        -- why: A contact that should not have been needed costs the council and the resident.
        -- stage: outcome
        -- kind: ratio
        -- unit: share
        -- better: lower
        -- numerator: Contacts of low or no value to the customer
        -- denominator: Contacts assessed
        -- disclosure: event_count
        -- publish: {month: [[area, service], [service, channel]], day: [[]]}
        -- date_role: received
        -- lookback: 28d
        -- owner: performance@council.example
        -- review_by: 2027-04-01
        -- replaces: avoidable_contacts

        select date, grain, service, area, channel, null::varchar as platform, sum(avoidable_contacts)::bigint as numerator,
            sum(assessed_contacts)::bigint as denominator
        from service_contacts
        group by all;
        -- check: fail - no more avoidable contacts than assessed
        select * from result where numerator > denominator;

        -- check: warn - something was assessed
        select * from result where denominator = 0
        """;

    [Fact]
    public void Every_key_and_check_of_a_measure_is_read()
    {
        var (measure, faults) = Read(Whole);

        Assert.Empty(faults);
        Assert.Equal(("rate", "ratio", "share", "lower", "received", 28, new DateOnly(2027, 4, 1), "avoidable_contacts"),
            (measure!.Id, measure.Kind, measure.Unit, measure.Better, measure.DateRole, measure.LookbackDays, measure.ReviewBy, measure.Replaces));
        Assert.Equal("service,area; service,channel", string.Join("; ", measure.Publish["month"].Select(table => string.Join(',', table))));
        Assert.Empty(Assert.Single(measure.Publish["day"]));
        Assert.Equal([(true, "no more avoidable contacts than assessed", 22), (false, "something was assessed", 25)],
            measure.Checks.Select(check => (check.Fails, check.Title, check.Line)));
        Assert.DoesNotContain("result", measure.Sql);
    }

    [Fact]
    public void A_lookback_of_all_looks_at_everything_and_none_at_nothing()
    {
        Assert.Null(Read(Whole.Replace("28d", "all")).Measure!.LookbackDays);
        Assert.Equal(0, Read(Whole.Replace("-- lookback: 28d", "--")).Measure!.LookbackDays);
    }

    [Theory]
    [InlineData("unit: share", "unit: pounds", 5, "a part is an amount", "{numerator: none}")]
    [InlineData("date_role: received", "one_is: {numerator: 0}\n-- date_role: received", 11, "'one_is.numerator' is '0'", "allowed: 1 to 1000000, or none")]
    [InlineData("date_role: received", "one_is: {numerator: none, denominator: none}\n-- date_role: received", 11, "counts nobody", "'disclosure' is none")]
    [InlineData("date_role: received", "one_is: {both: 4}\n-- date_role: received", 11, "both", "numerator")]
    [InlineData("kind: ratio", "kind: distinct", 9, "parts of a distinct do not add up", "allowed: none")]
    [InlineData("kind: ratio", "kind: percentile", 1, "'percentile' is missing", "1 to 99")]
    [InlineData("kind: ratio", "kind: ratio\n-- percentile: 50", 5, "'percentile' belongs to kind percentile", "leave it out")]
    [InlineData("kind: ratio", "kind: ratio\n-- expression: a + b", 5, "'expression' belongs to kind derived", "leave it out")]
    [InlineData("kind: ratio", "kind: derived\n-- expression: contacts / exec(1)", 5, "'exec' is no function here", "allowed: ids of measures")]
    [InlineData("kind: ratio", "kind: rate", 4, "'kind' is 'rate'", "count, ratio, level")]
    [InlineData("kind: ratio", "kind: count", 8, "'denominator' belongs to kind ratio", "leave it out")]
    [InlineData("-- denominator: Contacts assessed", "--", 1, "'denominator' is missing", "denominator")]
    [InlineData("stage: outcome", "stage: result", 3, "'stage' is 'result'", "input, output, out_take, outcome, impact")]
    [InlineData("better: lower", "better: less", 6, "'better' is 'less'", "lower, higher, neither")]
    [InlineData("[area, service]", "[ward, service]", 10, "'publish.month' names 'ward'", "service, area, channel, platform")]
    [InlineData("[area, service]", "[area, area]", 10, "'publish.month' names 'area'", "once each")]
    [InlineData("day: [[]]", "day: []", 10, "'publish.day' holds no table", "[[]]")]
    [InlineData("day: [[]]", "year: [[]]", 10, "Unknown key 'publish.year'", "day, month, week")]
    [InlineData("28d", "1 month", 12, "'lookback' is '1 month'", "3d")]
    [InlineData("2027-04-01", "soon", 14, "'review_by' is 'soon'", "YYYY-MM-DD")]
    [InlineData("-- replaces:", "-- replace:", 15, "Unknown key 'replace'", "replaces")]
    [InlineData("null::varchar as platform,", "", 17, "no column 'platform'", "denominator")]
    [InlineData("as denominator", "as total", 18, "a column 'total'", "denominator")]
    [InlineData("check: warn -", "check: maybe -", 24, "'-- check: maybe - something was assessed'", "'-- check: fail")]
    [InlineData("from result where numerator >", "from service_contacts where numerator >", 22, "Table 'service_contacts' cannot be read", "result")]
    [InlineData("from service_contacts\n", "from read_csv('x')\n", 19, "Table function 'read_csv'", "range")]
    [InlineData("from service_contacts\n", "from service_contacts where contacts_status <= 'provisional'\n", 19, "'provisional' is compared as text", "'provisional'::status")]
    [InlineData("from service_contacts\n", "from service_contacts where contacts_status between 'ok' and 'stale'::status\n", 19, "'ok' is compared as text", "ok < provisional < stale")]
    [InlineData("null::varchar as platform,", "null::varchar as platform, max(case when contacts > 9 then 'missing' else contacts_status end) as status,", 17, "'missing' is compared as text", "'missing'::status")]
    [InlineData("where denominator = 0", "where worst(status, 'missing') = 'missing'", 25, "'missing' is compared as text", "'missing'::status")]
    [InlineData("where denominator = 0", "where greatest(status, 'missing') = 'missing'", 25, "'missing' is compared as text", "'missing'::status")]
    [InlineData("group by all;", "group by all window days as (order by date range between interval 34 days preceding and current row);", 20, "reaches up to 34 days back", "'lookback: 34d' or more")]
    [InlineData("group by all;", "group by all window days as (order by date range between interval '5' week preceding and current row);", 20, "reaches up to 35 days back", "'lookback: 35d' or more")]
    [InlineData("group by all;", "group by all window days as (order by date\n rows between unbounded preceding and current row);", 21, "back without end", "'lookback: all'")]
    [InlineData("group by all;", "group by all window months as (partition by service, date_trunc('month', date));", 20, "reaches up to 31 days back", "'lookback' is '28d'")]
    [InlineData("from service_contacts\n", "frm service_contacts\n", 19, "syntax error", "one SELECT")]
    public void A_wrong_measure_is_a_fault_with_its_line_what_was_found_and_what_is_allowed(string right, string wrong, int line, string found, string allowed)
    {
        var (measure, faults) = Read(Whole.Replace(right, wrong));

        Assert.Null(measure);
        Assert.Contains(faults, fault => fault.File == "measures/rate.sql" && fault.Line == line && fault.Message.Contains(found) && fault.Message.Contains(allowed));
    }

    [Theory]
    [InlineData("kind: ratio", "kind: level", "'kind' is 'level'; allowed: with count and ratio")]
    [InlineData("disclosure: event_count", "disclosure: none", "'disclosure' is 'none', so that it is shown as it is; leave it out, or say 'disclosure: person_count'")]
    [InlineData("date_role: received", "one_is: {numerator: none}\n-- date_role: received", "the numerator is nobody's; leave out one of them")]
    [InlineData("unit: share", "unit: pounds\n-- one_is: {denominator: 1}", "'unit' is 'pounds' and 'one_is' does not say about how much of it is one person's or event's, such as {numerator: 1000}")]
    public void A_contributor_of_what_is_nobodys_or_does_not_add_up_is_a_fault(string right, string wrong, string found)
    {
        var text = Whole.Replace("null::varchar as platform,", "null::varchar as platform, email as contributor,");
        Assert.True(Read(text).Measure!.HasContributors);
        Assert.False(Read(Whole).Measure!.HasContributors);

        var (measure, faults) = Read(text.Replace(right, wrong));
        Assert.Null(measure);
        Assert.Contains(faults, fault => fault.Message.Contains("The SELECT has a column 'contributor'") && fault.Message.Contains(found));
    }

    [Theory]
    [InlineData("28d", "window days as (order by date range between interval 27 days preceding and current row)")]
    [InlineData("28d", "-- not: range between interval 40 days preceding\n")]
    [InlineData("31d", "window months as (partition by service, date_trunc('month', date))")]
    [InlineData("all", "window days as (order by date range between unbounded preceding and current row)")]
    public void A_lookback_that_reaches_as_far_as_the_windows_is_none(string lookback, string window) =>
        Assert.Empty(Read(Whole.Replace("lookback: 28d", $"lookback: {lookback}").Replace("group by all;", $"group by all\n{window};")).Faults);

    [Fact]
    public void A_status_asked_for_by_name_or_compared_as_a_status_is_none()
    {
        Assert.Empty(Read(Whole.Replace("from service_contacts\n", "from service_contacts where contacts_status in ('ok', 'stale') and offered_status < 'missing'::status and reason > 'm' and reason <> 'missing'\n")).Faults);
    }

    [Fact]
    public void A_later_version_says_of_what()
    {
        Assert.Contains("'rate_v2' is a later version and does not say of what; write 'replaces: rate'", Assert.Single(Read(Whole.Replace("-- replaces: avoidable_contacts", "--"), "rate_v2").Faults).Message);
        Assert.Empty(Read(Whole, "rate_v2").Faults);
    }

    private static (Measure? Measure, List<Fault> Faults) Read(string text, string name = "rate")
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder[$"measures/{name}.sql"], text);
        var faults = new List<Fault>();
        return (Measure.Read(SqlFile.Read(folder[$"measures/{name}.sql"], folder.Path, faults), faults), faults);
    }
}
