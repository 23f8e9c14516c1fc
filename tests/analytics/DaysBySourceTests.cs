using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Days of several sources, and of what is never offered, are added up together; figures are those of days kept by every combination.</summary>
public sealed class DaysBySourceTests : IDisposable
{
    private static readonly DateOnly First = new(2026, 1, 1), Last = new(2026, 3, 31);

    private static readonly string[] Measured = ["answered_within_standard", "average_wait_seconds", "avoidable_contact_rate", "contacts", "digital_contact_share"];

    private readonly TempFolder output = new();

    public void Dispose() => output.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Figures_are_those_of_days_kept_by_combination(int seed)
    {
        using var together = Lake(seed, opened: "");
        // Where an area opens, days are kept by combination; this one opened before anything was counted, and nothing is.
        using var apart = Lake(seed, opened: "2020-01-01");

        var (figures, expected) = (Publish(together), Publish(apart));

        Assert.Empty(figures.Notes);
        Assert.Equal(Figures(expected), Figures(figures));
        Assert.Contains(Figures(figures), file => file is { Set: "outcomes_daily", Measure: "contacts", Rows: > 90 });
    }

    [Fact]
    public void Few_days_are_kept_of_many_combinations()
    {
        using var lake = Lake(1, opened: "");
        var readings = Publish(lake).Readings;

        // Of 32 combinations, some 2,500 days. Their sources are calls, desks, forms, or desks and forms: three labels of bins and four of parks, of 90 days, of which those of calls
        // may be known, missing and suppressed.
        Assert.InRange(Days(readings, "contacts", "day"), 500, 7 * 90 * 3);
        // The wait is told by calls, and offered by nobody else.
        Assert.InRange(Days(readings, "average_wait_seconds", "day"), 500, (5 * 90) + (2 * 90 * 3));
    }

    [Fact]
    public void A_source_that_begins_to_deliver_a_combination_is_seen_in_months_that_were_kept()
    {
        using var before = Lake(1, opened: "");
        using var after = Lake(1, opened: "", more: true);
        var first = Publish(before);

        var incremental = Publish(after, first);
        var full = Publish(after, first with { Readings = [] });

        Assert.Equal(Figures(full), Figures(incremental));
        Assert.NotEqual(Figures(first), Figures(full));
    }

    private long Days(IReadOnlyList<PublishedFile> readings, string measure, string grain)
    {
        using var duck = Duck.Open();
        var file = Path.Combine(output.Path, readings.Single(file => file.Measure == measure).FileName);
        return duck.One<long>($"select count(*) from read_parquet({Duck.Literal(file)}) where part = 'said_by_day' and grain = $grain", ("grain", grain));
    }

    private static PublishedFile[] Figures(Publication publication) =>
        [.. publication.Files.Where(file => file.Set is "outcomes" or "outcomes_daily" or "outcomes_weekly" or "summaries")];

    private Publication Publish(LakeFolder lake, params Publication[] kept) => Publication.Publish(
        new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = [.. LakeFolder.Measures.Where(measure => Measured.Contains(measure.Id)).Select(measure => measure with { Disclosure = "none" })],
            AsOf = new(2026, 4, 3, 5, 0, 0, TimeSpan.Zero),
            Created = new(2026, 4, 3, 5, 0, 0, TimeSpan.Zero),
            Kept = kept,
            Cut = (0, 1),
        },
        output.Path, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Three sources of contacts: calls, two desks of which one also writes e-mails down, and forms that say less. Each misses days; one ends before the others.</summary>
    /// <param name="seed">Of the numbers.</param>
    /// <param name="opened">When the area that nothing is counted in opened.</param>
    /// <param name="more">Whether the desks take calls in the last month.</param>
    private static LakeFolder Lake(int seed, string opened, bool more = false)
    {
        var dice = new Random(seed);
        var lake = new LakeFolder();
        var days = Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(day => First.AddDays(day)).ToArray();
        string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Number(int most, int least = 0) => dice.Next(12) == 0 ? "" : $"{dice.Next(least, most)}";
        string[] areas = ["a", "b", "c", "d"];
        lake.Add("areas", "data_areas", $"area,name,type,parent,opened_on\na,A,ward,x,\nb,B,ward,x,\nc,C,ward,y,\nd,D,ward,y,\nx,X,district,,\ny,Y,district,,\nempty,Empty,ward,y,{opened}");
        lake.Add("channels", "data_channels", "channel,title,digital\nweb,Web,true\nphone,Telephone,false\nemail,E-mail,true\nface_to_face,In person,false");
        lake.Add("contact_reasons", "data_contact_reasons", "reason,code\nasked,progress_chase\nbroken,failed_online");
        foreach (var (source, to) in new[] { ("calls", "2026-03-31"), ("desks", "2026-03-31"), ("forms", "2026-03-12") })
            lake.Add("coverage", source, $"source,dataset,from_date,to_date,absent\n{source},service_contacts,2026-01-01,2026-02-10,zero\n{source},service_contacts,{(source == "desks" ? "2026-02-20" : "2026-02-11")},{to},zero");
        void Add(string source, string columns, IEnumerable<string> rows) => lake.Add("service_contacts", source, $"service,area,channel,date,reason,{columns}\n{string.Join('\n', rows)}");
        IEnumerable<string> Rows(string by, string[] services, string[] channels, DateOnly until, Func<string> numbers) =>
            from day in days
            where day <= until && dice.Next(9) > 0
            from service in services
            from area in areas
            from channel in channels
            from reason in new[] { "asked", "broken", $"told by {by}" }
            where dice.Next(3) > 0
            select $"{service},{area},{channel},{Day(day)},{reason},{numbers()}";
        Add("calls", "contacts,offered,answered,abandoned,short_abandoned,wait_seconds_total,handle_seconds_total,status",
            Rows("phone", ["bins", "parks"], ["phone"], Last, () => $"{Number(40)},{Number(50, 10)},{Number(40)},{Number(5, 2)},{Number(2)},{Number(900)},{Number(9000)},{(dice.Next(30) == 0 ? "suppressed" : "ok")}"));
        string Desk() => $"{Number(20)},{Number(9, 4)},{Number(4)}";
        Add("desks", "contacts,assessed_contacts,avoidable_contacts",
            Rows("hand", ["bins", "parks"], ["face_to_face"], Last, Desk).Concat(Rows("hand", ["parks"], ["email"], Last, Desk).Where(row => row.Contains("told", StringComparison.Ordinal))));
        if (more)
            Add("desks", "contacts,assessed_contacts,avoidable_contacts", [$"parks,a,phone,{Day(Last)},told by hand,3,1,0"]);
        Add("forms", "contacts", Rows("form", ["bins", "parks"], ["web", "email"], new(2026, 3, 12), () => Number(30)).Where(row => !row.StartsWith("parks,a,email", StringComparison.Ordinal)));
        return lake;
    }
}
