using System.Text;
using MathNet.Numerics.Random;
using Outcomes.Analytics;
using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>A planted town in a lake, one campaign over its weeks, and what is published of it.</summary>
public abstract class LakeEffects : IDisposable
{
    protected const int Weeks = 130, Starts = 110, Length = 6;

    protected const string Sql = """
        select date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel,
            null::varchar as platform, sum(contacts)::bigint as numerator, null::bigint as denominator
        from service_contacts group by all
        """;

    protected static readonly Timeline Timeline = new(Grain.Week, PlantedTown.First, Weeks);

    /// <summary>The service, then three others that share its season; days lost are null.</summary>
    protected static readonly double?[][] Counts = Draw(0.3);

    private static readonly string[] Services = ["bins", "parks", "roads", "trees"];

    private readonly TempFolder output = new();

    protected LakeFolder Lake { get; } = new();

    protected static DateOnly From => Timeline.Start(Starts);

    protected static DateOnly To => Timeline.End(Starts + Length - 1);

    protected static DateOnly JudgeOn => To.AddDays(1 + 28);

    public void Dispose()
    {
        Lake.Dispose();
        output.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Measure Count => Contracts.Count("{month: [[service]]}", Sql);

    private static double?[][] Draw(double effect) =>
        PlantedTown.Counts(new Xoshiro256StarStar(7, threadSafe: false), 7 * Weeks, Noise.All.Single(noise => noise.Name == "moderate"), day => day / 7 is >= Starts and < Starts + Length ? effect : 0, 3);

    protected static void Contacts(LakeFolder lake, IReadOnlyList<double?[]> counts)
    {
        var rows = new StringBuilder("service,area,channel,date,contacts\n");
        for (var service = 0; service < counts.Count; service++)
            for (var day = 0; day < counts[service].Length; day++)
                if (counts[service][day] is { } count)
                    rows.Append(Invariant($"{Services[service]},a,phone,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{count}\n"));
        lake.Add("service_contacts", "phones", rows.ToString());
        lake.Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nphones,service_contacts,{PlantedTown.First:O},{PlantedTown.First.AddDays(counts[0].Length - 1):O},missing\n");
    }

    /// <summary>One campaign (id, title, kind) over the planted weeks, and its aim (campaign, measure, service, area, expected, comparison services, comparison areas).</summary>
    protected void Campaigns(string campaign, string aim, LakeFolder? into = null)
    {
        (into ?? Lake).Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on\n{campaign},{From:O},{To:O}\n");
        (into ?? Lake).Add("campaign_aims", "data_campaign_aims", $"campaign,measure,service,area,expected,comparison_services,comparison_areas\n{aim}\n");
    }

    protected Publication Publish(DateOnly on, IReadOnlyList<Publication>? kept = null, LakeFolder? lake = null, IReadOnlyList<Measure>? measures = null, IReadOnlyList<CampaignRegistration>? registrations = null)
    {
        var asOf = new DateTimeOffset(on, new(6, 0), TimeSpan.Zero);
        var publication = Publication.Publish(new()
        {
            Lake = (lake ?? Lake).Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = measures ?? [Count],
            AsOf = asOf,
            Created = asOf,
            Kept = kept ?? [],
            Registrations = registrations ?? [],
        }, output.Path);
        Assert.Empty(publication.Notes);
        return publication;
    }

    protected List<string> Effects(Publication publication, string sql)
    {
        var file = output[$"serving/{Guid.NewGuid():N}.duckdb"];
        ServingFile.Build(publication, Contracts.Sets, output.Path, file);
        using var duck = Duck.Open(file);
        return duck.Rows($"select concat_ws(' | ', *columns(*)) from (select coalesce(columns(*)::varchar, 'null') from ({sql}))", row => row.GetString(0));
    }

    protected static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
