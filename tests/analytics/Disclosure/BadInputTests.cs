using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Counts that cannot be protected are not published, and it is said which and why; measures beside them are.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Counts_below_nothing_are_refused_with_how_many_and_what_to_do()
    {
        var note = Refused(Contacts("sum(contacts - 4)::bigint"));
        // 3 - 4 in its area and month, in each of the service's and the area's tables and periods above; the other area has 30 - 4.
        Assert.Matches("^[1-9][0-9]* of its counts are below 0; a count of people or events cannot be. Correct the source or the SELECT, or say 'disclosure: none'", note);
    }

    [Fact]
    public void Counts_that_are_no_whole_numbers_are_refused_by_the_type_of_their_column() =>
        Assert.Equal("Its numerator is DOUBLE; allowed: whole numbers (money in pence, time in seconds), as in 'sum(booked)::bigint as numerator'.", Refused(Contacts("sum(contacts)::double / 2")));

    [Fact]
    public void A_rule_that_cannot_be_met_refuses_the_measure_and_names_a_figure()
    {
        // No count can be hidden among a hundred values: worlds are looked for up to 39 above the true one.
        var note = Refused(Contacts("sum(contacts)::bigint"), new DisclosureRule { PrimaryWidth = 100 });
        Assert.Matches(@"^The rule cannot be met: .+, month 2023-01-01 could be worked out \([1-9][0-9]* suppressed counts could\), though nothing more can be suppressed\.$", note);
    }

    [Fact]
    public void A_total_that_contradicts_its_parts_is_found_and_not_smoothed_over()
    {
        var input = new InventedTables(3, new Dictionary<string, string[]> { ["month"] = ["sa"] }, [2, 3, 0, 0], 3, 12).Input();
        Assert.Null(new TableSystem(input, [Grain.Month]).FindContradiction());

        var total = input.Rows.First(row => row.Grain == Grain.Month && input.Cells[row.Cell] is { Service: < 0, Area: < 0 });
        var contradicted = new TableSystem(input with { Rows = [.. input.Rows.Select(row => row == total ? row with { Numerator = row.Numerator + 1 } : row)] }, [Grain.Month]);
        Assert.Equal((total.Cell, Grain.Month, total.Period), contradicted.FindContradiction() is var (found, _) && contradicted.Spans[contradicted.SpanOf[found]] is var span
            ? (span.Cell, span.Grain, contradicted.Periods.Starts[(int)span.Grain][found - span.First]) : default);
    }

    private static Measure Contacts(string numerator) => Contracts.Measure("count", "contacts", "{month: [[service, area]]}", $"""
        select date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel,
            null::varchar as platform, {numerator} as numerator, null::bigint as denominator
        from service_contacts group by all
        """) with { Disclosure = "event_count" };

    /// <summary>Publishes the measure beside one that is as it should be, and gives what is said of it.</summary>
    private string Refused(Measure measure, DisclosureRule? rule = null)
    {
        lake.Add("coverage", "phones", """
            source,dataset,from_date,to_date,absent
            phones,service_contacts,2023-01-01,2023-01-31,zero
            """).Add("service_contacts", "phones", """
            service,area,channel,date,contacts
            bins,a,web,2023-01-10,3
            bins,b,web,2023-01-11,30
            """);
        var publication = Publication.Publish(new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = [measure, Contacts("sum(contacts)::bigint") with { Id = "open_to_all", Disclosure = "none" }],
            AsOf = new(2023, 3, 1, 5, 0, 0, TimeSpan.Zero),
            Created = new(2023, 3, 1, 5, 0, 0, TimeSpan.Zero),
            Rule = rule ?? new(),
        }, output.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(publication.Files, file => file.Measure == measure.Id);
        Assert.Contains(publication.Files, file => file.Measure == "open_to_all");
        return Assert.Single(publication.Notes, note => note.Measure == measure.Id && note.Stale).Text;
    }
}
