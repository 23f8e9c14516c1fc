using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>A publication that takes over what did not change gives, byte for byte, the files of one that reads everything again.</summary>
public sealed class IncrementalPublicationTests(IncrementalPublicationTests.First before) : IClassFixture<IncrementalPublicationTests.First>, IDisposable
{
    private static readonly string[] Measured =
        ["accounts_posting", "attendance_rate", "avoidable_contact_rate", "contacts", "contacts_against_last_year", "contributors_28d", "digital_contact_share", "reach_median", "visits"];

    private static readonly string[] OfContacts = ["a late correction", "a day taken away", "a measure", "a source that goes", "a source that comes", "what is not offered"];

    private readonly TempFolder output = CopyOf(before.Output);

    public void Dispose() => output.Dispose();

    /// <summary>The publication before, made once.</summary>
    public sealed class First : IDisposable
    {
        public First()
        {
            using var lake = Lake("nothing");
            Publication = Publish(lake, "2026-05-01", [], Measures("nothing"), Output);
        }

        public TempFolder Output { get; } = new();

        public Publication Publication { get; }

        public void Dispose() => Output.Dispose();
    }

    /// <summary>What changes between the first publication and the second.</summary>
    public static TheoryData<string> Changes => ["nothing", "a new day", "a new month", "a late correction", "a day taken away", "a measure", "areas", "an area that opens", "channels", "a source that goes", "a source that comes", "what is not offered", "a campaign"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Taking_over_what_did_not_change_gives_the_files_of_reading_everything(string change)
    {
        using var after = Lake(change);
        var first = before.Publication;
        Assert.NotEmpty(first.Readings);

        var incremental = Publish(after, "2026-05-02", [first], Measures(change), output);
        var full = Publish(after, "2026-05-02", [first with { Readings = [] }], Measures(change), output);

        Assert.Equal(full.Files, incremental.Files);
        Assert.Equal(full.Notes, incremental.Notes);
        Assert.Contains(incremental.Notes, note => note.Measure == "attendance_rate" && note.Text.EndsWith("rows: everybody comes.", StringComparison.Ordinal));
        Assert.Equal(full.Readings.Select(file => file.Measure), incremental.Readings.Select(file => file.Measure));
        if (change == "nothing")
            Assert.Equal(first.Readings, incremental.Readings);
    }

    [Theory]
    [InlineData("nothing", "contacts", 0)]
    [InlineData("a new day", "contacts", 1)]
    [InlineData("a late correction", "contacts", 1)]
    [InlineData("a late correction", "digital_contact_share", 1)]      // two months: it looks back 31 days, and they are read together
    [InlineData("channels", "contacts", 0)]
    [InlineData("channels", "digital_contact_share", 1)]
    [InlineData("a new day", "visits", 0)]
    [InlineData("a late correction", "attendance_rate", 0)]            // read whole, and a check of it warns
    public void Only_months_of_which_something_changed_are_read_again(string change, string id, int runs)
    {
        using var after = Lake(change);
        var first = before.Publication;
        using var warehouse = Warehouse.Open(after.Snapshot, LakeFolder.Datasets, output: output.Path);
        warehouse.Cut = (0, 6);

        var kept = Path.Combine(output.Path, first.Readings.Single(file => file.Measure == id).FileName);
        Assert.Equal(runs, MeasureResult.Read(warehouse, Measures(change).Single(measure => measure.Id == id), Observed.ByService, kept, cancellationToken: TestContext.Current.CancellationToken).Runs);
    }

    [Fact]
    public void What_was_kept_and_is_no_longer_as_it_was_is_not_used()
    {
        using var lake = Lake("nothing");
        var first = before.Publication;
        foreach (var file in first.Readings)
            File.AppendAllText(Path.Combine(output.Path, file.FileName), "x");

        Assert.Equal(first.Files.Where(file => file.Measure is not null), Publish(lake, "2026-05-01", [first], Measures("nothing"), output).Files.Where(file => file.Measure is not null));
    }

    private static TempFolder CopyOf(TempFolder folder)
    {
        var copy = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(folder.Path))
            File.Copy(file, copy[Path.GetFileName(file)]);
        return copy;
    }

    private static Publication Publish(LakeFolder lake, string asOf, IReadOnlyList<Publication> kept, IReadOnlyList<Measure> measures, TempFolder output) => Publication.Publish(
        new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = measures,
            AsOf = DateTimeOffset.Parse($"{asOf}T05:00:00Z", CultureInfo.InvariantCulture),
            Created = DateTimeOffset.Parse($"{asOf}T05:00:00Z", CultureInfo.InvariantCulture),
            Sources = [new("crm", "service_contacts", "Contacts", []), new("counters", "service_visits", "Visits", [])],
            Kept = kept,
            // What is read anew is read in other spans than what is taken over.
            Cut = (0, 2),
        },
        output.Path, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Those of social media are left out where contacts alone change.</summary>
    private static IReadOnlyList<Measure> Measures(string change) =>
    [
        .. LakeFolder.Measures.Where(measure => Measured.Contains(measure.Id) && (!OfContacts.Contains(change) || measure.Id is not ("accounts_posting" or "contributors_28d" or "reach_median"))).Select(measure => measure.Id switch
        {
            "contacts" when change == "a measure" => measure with { Sql = measure.Sql.Replace("from service_contacts", "from service_contacts where channel <> 'web'", StringComparison.Ordinal) },
            "attendance_rate" => measure with { Checks = [.. measure.Checks, new(false, "everybody comes", "select * from result where numerator < denominator", 1)] },
            _ => measure,
        }),
    ];

    /// <summary>Five months of a small council, with one thing changed.</summary>
    private static LakeFolder Lake(string change)
    {
        var lake = new LakeFolder();
        var last = new DateOnly(2026, 4, change is "a new day" or "a new month" ? 30 : 29);
        var days = Enumerable.Range(0, last.DayNumber - new DateOnly(2025, 12, 1).DayNumber + 1).Select(day => new DateOnly(2025, 12, 1).AddDays(day)).ToArray();
        string Rows(string header, IEnumerable<string> rows) => $"{header}\n{string.Join('\n', rows)}";
        string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        lake.Add("areas", "data_areas", "area,name,type,parent,opened_on\n"
            + $"a,A,ward,{(change == "areas" ? "e" : "d")},\nb,B,ward,d,{(change == "an area that opens" ? "2026-02-10" : "")}\nd,D,district,,\ne,E,district,,");
        lake.Add("channels", "data_channels", $"channel,title,digital\nweb,Web,true\nphone,Telephone,false\nemail,E-mail,{(change == "channels" ? "false" : "true")}");
        lake.Add("coverage", "crm", $"source,dataset,from_date,to_date,absent\ncrm,service_contacts,2025-12-01,{Day(last)},zero");
        lake.Add("coverage", "counters", "source,dataset,from_date,to_date,absent\ncounters,service_visits,2025-12-01,2026-04-29,zero");
        lake.Add("coverage", "social", "source,dataset,from_date,to_date,absent\nsocial,social_account_days,2025-12-01,2026-04-29,missing");
        var contacts = days.SelectMany(day => new[] { "a", "b" }.SelectMany(area => new[] { "web", "phone", "email" }.Select(channel => (Day: day, Area: area, Channel: channel))))
            .Where(row => change != "a day taken away" || row.Area != "b" || row.Day != new DateOnly(2026, 2, 3))
            .Select((row, place) => $"bins,{row.Area},{row.Channel},{Day(row.Day)},{(row.Day.DayNumber * 7 + place % 6) % 23 + (change == "a late correction" && row.Day == new DateOnly(2026, 1, 14) ? 5 : 0)},3,{(place % 3)}");
        if (change != "a source that goes")
            lake.Add("service_contacts", "crm", change == "what is not offered"
                ? Rows("service,area,channel,date,contacts", contacts.Select(row => string.Join(',', row.Split(',').Take(5))))
                : Rows("service,area,channel,date,contacts,assessed_contacts,avoidable_contacts", contacts));
        if (change == "a source that comes")
            lake.Add("coverage", "desk", "source,dataset,from_date,to_date,absent\ndesk,service_contacts,2026-03-01,2026-04-29,zero")
                .Add("service_contacts", "desk", Rows("service,area,channel,date,contacts", days.Where(day => day >= new DateOnly(2026, 3, 1)).Select(day => $"parks,a,face_to_face,{Day(day)},{day.Day % 5}")));
        lake.Add("service_visits", "counters", Rows("service,area,date,visits", days.Where(day => day <= new DateOnly(2026, 4, 29)).SelectMany(day => new[] { $"bins,a,{Day(day)},{day.Day * 3}", $"parks,b,{Day(day)},{day.Day * 2}" })));
        lake.Add("service_sessions", "halls", Rows("service,area,date,reference,capacity,attended", days.Where(day => day.Day % 3 == 0).Select(day => $"halls,a,{Day(day)},r,20,{day.Day % 9}")));
        lake.Add("service_bookings", "halls", Rows("service,area,channel,date,reference,for_date,booked,cancelled", days.Where(day => day.Day % 3 == 0).Select(day => $"halls,a,web,{Day(day.AddDays(-5))},r,{Day(day)},{12 + (day.Day % 4)},1")));
        lake.Add("social_accounts", "data_social_accounts", "account,platform,service\nx:a,x,bins\nx:b,x,parks");
        lake.Add("social_account_days", "social", Rows("account,date,followers,posts,reach,contributors", days.SelectMany(day => new[] { $"x:a,{Day(day)},{900 + day.Day},{day.Day % 3},{day.Day * 9},{day.Day % 6}", $"x:b,{Day(day)},{400 + day.Day},1,{day.Day * 5},2" })));
        lake.Add("social_post_days", "posts", Rows("account,post,date,created_at,value_kind,impressions,likes,comments,shares", days.Select(day => $"x:a,p{day.DayNumber},{Day(day)},{Day(day)} 12:00:00+00,delta,{day.Day * 40},{day.Day},1,2")));
        if (change == "a campaign")
            lake.Add("campaigns", "data_campaigns", "campaign,title,kind,starts_on,ends_on\nc,C,communication,2026-02-01,2026-02-28")
                .Add("campaign_aims", "data_campaign_aims", "campaign,measure,service,area,expected\nc,contacts,bins,a,decrease");
        return lake;
    }
}
