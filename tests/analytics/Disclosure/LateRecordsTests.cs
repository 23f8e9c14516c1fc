using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>A council whose past goes on changing: every delivery brings bookings of all months, of one source at a time.</summary>
public sealed class LateRecordsTests : IDisposable
{
    private static readonly string[] Sources = ["events", "pools", "libraries"];
    private readonly LakeFolder lake = new();
    private readonly TempFolder published = new();

    public void Dispose()
    {
        lake.Dispose();
        published.Dispose();
    }

    /// <summary>What was suppressed of a source that brought nothing must stay safe beside what is new of another: more is hidden of what is new, and no publication is refused.</summary>
    [Fact]
    public void Bookings_are_published_after_each_of_many_deliveries()
    {
        lake.Add("areas", "wards", "area,name\n" + string.Join('\n', Enumerable.Range(0, 10).Select(ward => $"E0500100{ward},Ward {ward}")));
        lake.Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent,due_by\n" + string.Join('\n', Sources.Select(source => $"{source},service_bookings,2026-01-01,2026-09-28,zero,2026-11-30")));
        foreach (var source in Sources)
            Deliver(source, 0);
        List<Publication> kept = [Publish(0, [])];
        foreach (var (source, number) in new[] { ("pools", 1), ("events", 2), ("libraries", 3), ("events", 4), ("pools", 5), ("events", 6) })
        {
            Deliver(source, number);
            kept.Add(Publish(number, kept));
        }

        Assert.All(kept, publication => Assert.DoesNotContain(publication.Notes, note => note.Stale));
        Assert.All(kept, publication => Assert.True(publication.Protected.Single() is { Suppressed: > 0, Tightest: >= 4 }));
    }

    private void Deliver(string source, int number) => lake.Add("service_bookings", source, "service,area,channel,date,reference,booked\n" + string.Join('\n', Enumerable.Range(0, 2000)
        .Select(row => $"{source},E0500100{row % 10},web,2026-{1 + (row % 9):00}-{1 + (row % 28):00},{source}-{number}-{row},{1 + (row % 7)}")));

    private Publication Publish(int number, IReadOnlyList<Publication> kept) => Publication.Publish(
        new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = [LakeFolder.Measures.Single(measure => measure.Id == "bookings")],
            AsOf = new(2026, 11, 27, 6, number, 0, TimeSpan.Zero),
            Created = new(2026, 11, 27, 6, number, 0, TimeSpan.Zero),
            Sources = [.. Sources.Select(source => new PublishedSource(source, "service_bookings", source, []))],
            Kept = kept,
        },
        published.Path, cancellationToken: TestContext.Current.CancellationToken);
}
