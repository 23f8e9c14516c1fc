using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>What is checked at every publication, what a failing check does, and the history of both.</summary>
public sealed class QualityTests : IDisposable
{
    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Sources_rows_volumes_and_campaigns_are_checked()
    {
        Given();
        lake.Add("campaigns", "data_campaigns", "campaign,title,kind,objective\nbins,Bins,communication,\nparks,Parks,communication,reach")
            .Add("objectives", "data_objectives", "objective,title\nreach,Reach");
        var publication = Publish(At("2026-05-01"), runs: [Run(read: 12, passed: 10, quarantined: 2, mapped: 10, fresh: 10)]);

        var found = Found(publication, "about || ' ' || name || ' ' || kind || ' ' || result || case when kind = 'row_count' then ' ' || found::bigint else '' end");
        Assert.Contains("source phones invalid warn", found);
        Assert.Contains("source phones reconciliation pass", found);
        Assert.Contains("source phones row_count pass 10", found); // 12 rows about people
        Assert.Contains("source phones volume warn", found); // eight months of ten rows, then one
        Assert.Contains("source phones freshness warn", found); // it was due by 3 April
        Assert.Contains("dataset service_contacts duplicate pass", found);
        Assert.Contains("dataset service_contacts missing pass", found);
        Assert.Contains("campaign bins register warn", found);
        Assert.Contains("campaign parks register pass", found);
        Assert.Contains("measure contacts custom pass", found);
    }

    [Fact]
    public void A_decile_taken_for_a_fifth_is_told()
    {
        Given();
        lake.Add("areas", "data_areas", "area,name,type,deprivation_quintile\nW1,Docks,ward,1\nW2,Mill,ward,9\nW3,Hill,ward,");

        Assert.Contains("1 areas have another deprivation_quintile and count in none; of a decile it is half, rounded up.", Found(Publish(At("2026-05-01")), "coalesce(message, '-')"));
    }

    [Fact]
    public void Rows_that_nobody_can_account_for_fail()
    {
        Given();
        var publication = Publish(At("2026-05-01"), runs: [Run(read: 12, passed: 10, quarantined: 1, mapped: 10, fresh: 9)]);

        Assert.Contains("5 rows read and 5 rows mapped are not accounted for.", Found(publication, "coalesce(message, '-')"));
    }

    // Phones gives 30 contacts a month from August 2025 to March 2026 (ten days of 3), 240 in all, and 3 in April.
    [Theory]
    [InlineData("2025-08-01,2025-08-31,bins,30,,fail", "pass", 0)]
    [InlineData("2025-08-01,2025-08-31,,30,,fail\nphones,service_contacts,contacts,2025-08-01,2026-03-31,bins,240,,fail", "pass", 0)]
    [InlineData("2025-08-01,2025-08-31,bins,31,,warn", "warn", 1)]
    [InlineData("2025-08-01,2025-08-31,bins,31,1,warn", "pass", 0)]
    [InlineData("2025-08-01,2025-08-31,bins,28,1,warn", "warn", 1)]
    [InlineData("2025-08-01,2025-08-31,parks,12,,warn", "warn", 1)] // no row
    [InlineData("2025-08-01,2025-08-31,parks,0,,warn", "pass", 0)]
    [InlineData("2026-04-01,2026-05-31,bins,99,,warn", "none", -1)] // its period is not over
    public void Rows_are_held_against_the_totals_their_source_tells(string total, string result, double found)
    {
        Given();
        lake.Add("control_totals", "data_control_totals", $"source,dataset,column_name,from_date,to_date,service,total,tolerance,level\nphones,service_contacts,contacts,{total}");

        var checks = Found(Publish(At("2026-05-01")), "case when kind = 'reconciliation' then result || ' ' || found else '-' end").Where(text => text != "-").DefaultIfEmpty("none -1").ToArray();

        Assert.Equal([$"{result} {found:0.0;-0}".Replace("-1.0", "-1", StringComparison.Ordinal)], checks);
    }

    [Fact]
    public void A_total_that_fails_keeps_the_figures_last_published_and_only_whoever_publishes_is_told_by_how_much()
    {
        Given();
        var first = Publish(At("2026-05-01"));
        lake.Add("control_totals", "footers", "source,dataset,column_name,from_date,to_date,area,total,level,origin\nphones,service_contacts,contacts,2025-08-01,2025-08-31,a,37,fail,its last line\nphones,service_contacts,contacts,2025-09-01,2025-09-30,a,30,fail,its last line\n");

        var second = Publish(At("2026-05-02"), kept: [first]);

        Assert.Contains(second.Notes, note => note is { Measure: "contacts", Stale: true } && note.Text.EndsWith("phones: 2025-08-01 to 2025-08-31, a: 37 told, rows add up to 30", StringComparison.Ordinal));
        Assert.Contains("fail 1 0 of 2 totals Rows of phones do not add up to 1 of 2 totals told (2025-08-01 to 2025-08-31, a): look whether a file is missing or came twice, or the total is mistaken (its last line).",
            Found(second, "result || ' ' || coalesce(found, -1)::int || ' ' || allowed || ' ' || coalesce(message, '-')"));
    }

    [Fact]
    public void A_total_lies_within_the_bounds_of_what_its_source_hides_and_says_nothing_of_rows_without_a_number()
    {
        lake.Add("service_contacts", "phones", "service,area,channel,date,contacts,contacts_low,contacts_high,status\nbins,a,phone,2026-01-05,20,20,20,ok\nbins,a,phone,2026-01-06,,1,4,suppressed\nbins,a,phone,2026-02-05,20,,,ok\nbins,a,phone,2026-02-06,,,,missing\n")
            .Add("control_totals", "data_control_totals", "source,dataset,column_name,from_date,to_date,service,total,level\n" + string.Join('\n',
                new[] { "2026-01-01,2026-01-31,,24", "2026-01-01,2026-01-31,bins,25", "2026-02-01,2026-02-28,,90", "2026-02-01,2026-02-28,bins,19" }.Select(total => $"phones,service_contacts,contacts,{total},warn")));

        // 24 is 20 and 1 to 4; 25 is not. Of February more than 20 may be true, and 19 cannot be.
        Assert.Contains("Rows of phones do not add up to 2 of 4 totals told (2026-01-01 to 2026-01-31, bins; 2026-02-01 to 2026-02-28, bins): look whether a file is missing or came twice, or the total is mistaken (its origin is not said).",
            Found(Publish(At("2026-05-01")), "coalesce(message, '-')"));
    }

    [Theory]
    [InlineData("phones,contacts,contacts,2025-08-01,2025-08-31,,,30,0", "no dataset is named 'contacts'; allowed: ")]
    [InlineData("phones,unit_costs,gbp,2025-08-01,2025-08-31,,,30,0", "unit_costs has no days to add up over; allowed: ")]
    [InlineData("phones,service_contacts,calls,2025-08-01,2025-08-31,,,30,0", "service_contacts has no number 'calls'; allowed: contacts, ")]
    [InlineData("phone,service_contacts,contacts,2025-08-01,2025-08-31,,,30,0", "no source 'phone' brings rows into service_contacts; those that do: phones.")]
    [InlineData("phones,service_contacts,contacts,2025-08-01,2025-08-31,,,,0", "1 row has no total: say it, or take the row away.")]
    [InlineData("phones,service_contacts,contacts,2025-08-01,2025-08-31,,,30,-2", "1 row has a tolerance below 0; allowed: 0 or more.")]
    [InlineData("phones,service_contacts,contacts,2025-08-31,2025-08-01,,,30,0", "1 row ends before it begins;")]
    public void A_total_that_cannot_be_looked_at_says_what_is_wrong_with_it_and_holds_nothing_back(string total, string expected)
    {
        Given();
        lake.Add("control_totals", "data_control_totals", $"source,dataset,column_name,from_date,to_date,service,area,total,tolerance\n{total}");

        var publication = Publish(At("2026-05-01"));

        Assert.Contains(Found(publication, "result || ' ' || coalesce(message, '-')"), text => text.StartsWith("not_run control_totals for phone", StringComparison.Ordinal) && text.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(publication.Notes, note => note.Stale);
    }

    [Fact]
    public void Check_names_the_line_of_a_total_that_no_rows_can_be_held_against()
    {
        using var council = new TempFolder();
        File.WriteAllText(council["control_totals.csv"], """
            source,dataset,column_name,from_date,to_date,service,channel,total,tolerance,level
            phones,service_contacts,contacts,2025-08-01,2025-08-31,,,30,0,fail
            phones,contacts,contacts,2025-08-01,2025-08-31,,,30,,
            phones,unit_costs,gbp,2025-08-01,2025-08-31,,,30,,
            phones,service_contacts,calls,2025-08-01,2025-08-31,,,30,,
            phone,service_contacts,contacts,2025-08-01,2025-08-31,,,30,,
            phones,service_contacts,contacts,2025-08-01,2025-08-31,,,,,
            phones,service_contacts,contacts,2025-08-01,2025-08-31,,,30,-2,
            phones,service_contacts,contacts,2025-08-31,2025-08-01,,,30,,
            halls,service_visits,visits,2025-08-01,2025-08-31,,phone,30,,
            halls,service_visits,visits,2025-08-01,2025-08-31,library,,30,,
            """);
        var sources = new[] { ("service_contacts", "phones"), ("service_visits", "halls") }.ToLookup(source => source.Item1, source => source.Item2);
        var faults = ControlTotals.Faults(new Dictionary<string, string> { ["control_totals"] = council["control_totals.csv"] }, LakeFolder.Datasets, sources).ToArray();

        Assert.Equal(Enumerable.Range(3, 8).Select(line => $"data/control_totals.csv {line}"), faults.Select(fault => $"{fault.File} {fault.Line}"));
        Assert.All(
            faults.Zip(["no dataset is named 'contacts';", "unit_costs has no days", "service_contacts has no number 'calls';", "no source 'phone' brings rows", "1 row has no total:", "1 row has a tolerance below 0;", "1 row ends before it begins;", "service_visits is not broken down by channel:"]),
            found => Assert.StartsWith($"The total can be held against no rows: {found.Second}", found.First.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_of_the_council_that_fails_keeps_the_figures_last_published_and_one_that_warns_does_not()
    {
        Given();
        var first = Publish(At("2026-05-01"));
        var failing = Check("no contacts by carrier pigeon", "select * from service_contacts where channel = 'phone'", fails: true);

        var second = Publish(At("2026-05-02"), checks: [failing], kept: [first]);
        Assert.Contains(second.Notes, note => note is { Measure: "contacts", Stale: true } && note.Text.Contains("service_contacts fails a check: checks/pigeons.sql: does not hold for", StringComparison.Ordinal));
        Assert.Contains("measure contacts Its figures could be made anew fail", Found(second, "about || ' ' || name || ' ' || \"check\" || ' ' || result"));

        var third = Publish(At("2026-05-03"), checks: [failing with { Warn = 0, Fail = null }, Check("it runs", "select nonsense from service_contacts", fails: true)], kept: [first, second]);
        Assert.DoesNotContain(third.Notes, note => note.Stale);
        var found = Found(third, "strftime(checked, '%d') || ' ' || \"check\" || ' ' || result");
        Assert.Contains("03 no contacts by carrier pigeon warn", found);
        Assert.Contains("03 it runs not_run", found);
        Assert.Contains("02 no contacts by carrier pigeon fail", found); // the history
        Assert.Contains("01 No key is supplied twice pass", found);
    }

    [Fact]
    public void Of_a_day_of_many_publications_the_history_tells_each_result_once_and_a_failure_that_was_over_by_noon_too()
    {
        Given();
        List<Publication> kept = [];
        foreach (var (hour, fails) in new[] { (5, false), (6, true), (7, true), (8, false), (9, false) })
            kept.Add(Publish(At("2026-05-01").AddHours(hour - 5), checks: [Check("no pigeons", fails ? "select * from service_contacts" : "select * from service_contacts where channel = 'pigeon'", fails: true)], kept: kept));
        // 23:30 UTC is half past midnight of the next day in the council.
        kept.Add(Publish(At("2026-05-01").AddHours(18.5), checks: [Check("no pigeons", "select * from service_contacts where channel = 'pigeon'", fails: true)], kept: kept));

        Assert.Equal(["01 23:30 no pigeons pass", "01 09:00 no pigeons pass", "01 07:00 no pigeons fail"],
            Found(kept[^1], "strftime(checked at time zone 'UTC', '%d %H:%M') || ' ' || \"check\" || ' ' || result").Where(text => text.Contains("pigeons", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sign_off_is_shown_with_its_figure_until_the_figure_is_restated()
    {
        Given();
        var first = Publish(At("2026-05-01"));
        using var duck = Duck.Open();
        var (id, value) = duck.Rows($"select id, value from read_parquet({Duck.Literal(Path.Combine(output.Path, first.Files.Single(file => file.Set == "summaries").FileName))}) where grain = 'month' and level = 'council' and period = '2026-01-01'",
            row => (row.GetString(0), row.GetDouble(1))).Single();
        SignOff Signed(double was) => new("s1", id, "contacts", "month", "council", new(2026, 1, 1), "all", "all", "all", "all", "A. Owner", At("2026-05-01"), was, "Checked against the switchboard");

        Assert.Equal(["A. Owner true"], Rows(Publish(At("2026-05-02"), kept: [first], signed: [Signed(value)]), "sign_offs", "signed_by || ' ' || holds"));
        Assert.Equal(["A. Owner false"], Rows(Publish(At("2026-05-02"), kept: [first], signed: [Signed(value + 1)]), "sign_offs", "signed_by || ' ' || holds"));
    }

    // service_contacts has 81 rows, one a day: eight months of ten and one in April 2026. Rows about people are told to the nearest five.
    [Theory]
    [InlineData("-- warn: 81", "pass 80 up to 81 rows")]
    [InlineData("-- warn: 80", "warn 80 up to 80 rows")]
    [InlineData("-- fail: 80", "fail 80 up to 80 rows")]
    [InlineData("-- warn: 1\n-- fail: 80", "fail 80 up to 1 row; up to 80 rows before it fails")]
    [InlineData("-- warn: 80\n-- fail: 90", "warn 80 up to 80 rows; up to 90 rows before it fails")]
    [InlineData("-- level: warn", "warn 80 no row")]
    public void A_check_may_let_some_rows_pass(string thresholds, string expected)
    {
        Given();
        var faults = new List<Fault>();
        File.WriteAllText(output["checks/few.sql"], $"-- title: few days\n-- dataset: service_contacts\n{thresholds}\n\nselect * from service_contacts");
        var check = DatasetCheck.Read(SqlFile.Read(output["checks/few.sql"], output.Path, faults), LakeFolder.Datasets, faults);
        Assert.Empty(faults);

        var publication = Publish(At("2026-05-01"), checks: [check!]);

        Assert.Equal([expected], Found(publication, "case when \"check\" = 'few days' then result || ' ' || found::int || ' ' || allowed else '-' end").Where(text => text != "-"));
        Assert.Equal(expected.StartsWith("fail", StringComparison.Ordinal), publication.Notes.Any(note => note.Stale));
    }

    [Theory]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- level: fail\n\ndelete from service_contacts", "is no SELECT")]
    [InlineData("-- title: T\n-- dataset: nowhere\n-- level: fail\n\nselect 1", "'dataset' is 'nowhere'")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- level: maybe\n\nselect 1", "allowed: fail, warn")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- level: fail\n\nselect * from read_csv('/etc/passwd')", "'read_csv' is not allowed")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- level: warn\n-- warn: 5\n\nselect 1", "'level' is 'warn' beside thresholds; allowed: ")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- warn: -1\n\nselect 1", "'warn' is '-1'; allowed: a whole number")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- warn: 5\n-- fail: 5\n\nselect 1", "'fail' is 5 and 'warn' 5; allowed: 'fail' above 'warn'")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- warn: many\n\nselect 1", "'warn'")]
    [InlineData("-- title: T\n-- dataset: service_contacts\n-- levl: fail\n\nselect 1", "Unknown key 'levl'")]
    public void A_check_that_is_none_is_a_fault(string text, string found)
    {
        var faults = new List<Fault>();
        File.WriteAllText(output["checks/c.sql"], text);

        Assert.Null(DatasetCheck.Read(SqlFile.Read(output["checks/c.sql"], output.Path, faults), LakeFolder.Datasets, faults));
        Assert.Contains(faults, fault => fault.Message.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void A_headline_or_target_that_is_no_outcome_is_refused_and_told_what_to_use()
    {
        File.WriteAllText(output["objectives.csv"], "objective,purpose,measure\no1,change,bookings\no2,reputation,followers\no3,warn,followers\no4,change,nowhere\no5,warn,posts\n");
        File.WriteAllText(output["exposures.csv"], "exposure,measure,headline\nboard,posts,true\nboard,posts,false\n");

        var faults = VanityGuard.Faults(new Dictionary<string, string> { ["objectives"] = output["objectives.csv"], ["exposures"] = output["exposures.csv"] }, LakeFolder.Measures).ToArray();

        Assert.Equal(["data/objectives.csv 3", "data/objectives.csv 5", "data/objectives.csv 6", "data/exposures.csv 2"], faults.Select(fault => $"{fault.File} {fault.Line}"));
        Assert.Contains("'followers' is an out_take measure and no target: it tells what was done or noticed, not what changed. Use answered_within_standard.", faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("No measure has the id 'nowhere'; allowed: ", faults[1].Message, StringComparison.Ordinal);
    }

    private void Given()
    {
        lake.Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent,due_by\nphones,service_contacts,2025-08-01,2026-04-30,zero,2026-04-03");
        var days = Enumerable.Range(0, 9).SelectMany(month => Enumerable.Range(1, month == 8 ? 1 : 10).Select(day => new DateOnly(2025, 8, day).AddMonths(month)));
        lake.Add("service_contacts", "phones", "service,area,channel,date,contacts\n" + string.Join('\n', days.Select(day => $"bins,a,phone,{day:yyyy-MM-dd},3")));
    }

    private Publication Publish(DateTimeOffset asOf, IReadOnlyList<Run>? runs = null, IReadOnlyList<DatasetCheck>? checks = null, IReadOnlyList<Publication>? kept = null, IReadOnlyList<SignOff>? signed = null) => Publication.Publish(
        new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            // As counted: three contacts a day would be hidden.
            Measures = [LakeFolder.Measures.Single(measure => measure.Id == "contacts") with { Disclosure = "none" }],
            AsOf = asOf,
            Created = asOf,
            Sources = [new("phones", "service_contacts", "Phones", [])],
            Runs = runs ?? [],
            Checks = checks ?? [],
            Kept = kept ?? [],
            SignOffs = signed ?? [],
        },
        output.Path, cancellationToken: TestContext.Current.CancellationToken);

    private List<string> Found(Publication publication, string columns) => Rows(publication, "quality", columns);

    private List<string> Rows(Publication publication, string set, string columns)
    {
        using var duck = Duck.Open();
        return duck.Rows($"select {columns} from read_parquet({Duck.Literal(Path.Combine(output.Path, publication.Files.Single(file => file.Set == set).FileName))})", row => row.GetString(0));
    }

    private static Run Run(long read, long passed, long quarantined, long mapped, long fresh) => new()
    {
        Id = "r1",
        Source = "phones",
        Dataset = "service_contacts",
        Started = At("2026-04-30"),
        Finished = At("2026-04-30"),
        Status = "succeeded",
        Read = read,
        Passed = passed,
        Quarantined = quarantined,
        Mapped = mapped,
        New = fresh,
    };

    private static DatasetCheck Check(string title, string sql, bool fails) => new("pigeons", "checks/pigeons.sql", title, "service_contacts", "custom", fails ? null : 0, fails ? 0 : null, sql, 1);

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T05:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
