using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions.Lineage;
using Outcomes.Tests.Analytics;

namespace Outcomes.Tests.Functions.Lineage;

/// <summary>Events as the OpenLineage specification 2-0-2 has them (<see cref="OpenLineageRules"/>).</summary>
public sealed class OpenLineageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_publication_starts_completes_and_tells_columns_and_a_stale_measure_fails()
    {
        var (cancellation, posted) = (TestContext.Current.CancellationToken, new List<string>());
        using var http = new HttpClient(new Recorder(posted, HttpStatusCode.Created));
        var lineage = new OpenLineage(folder["events"], new("https://lineage.example/api/v1/lineage"), http, new FakeTimeProvider(At));
        var measures = LakeFolder.Measures.Where(measure => measure.Id is "bookings" or "contacts" or "momentum").ToArray();

        var run = await lineage.StartAsync("publish", cancellation);
        await lineage.CompleteAsync(run, Made(new PublishedNote("contacts", Stale: true, "It took too long and was stopped.")), measures, LakeFolder.Datasets, cancellation);

        var events = posted.Select(text => JsonDocument.Parse(text).RootElement).ToArray();
        Assert.Equal(posted.Count, Directory.GetFiles(folder["events"]).Length);
        Assert.All(events, told =>
        {
            Assert.Empty(OpenLineageRules.Faults(told));
            Assert.Equal("2026-05-01T05:00:00.000Z", told.GetProperty("eventTime").GetString());
            Assert.True(Guid.TryParse(told.GetProperty("run").GetProperty("runId").GetString(), out _));
            Assert.Equal("outcomes", told.GetProperty("job").GetProperty("namespace").GetString());
            Assert.True(Uri.TryCreate(told.GetProperty("producer").GetString(), UriKind.Absolute, out _));
            Assert.EndsWith("OpenLineage.json#/$defs/RunEvent", told.GetProperty("schemaURL").GetString(), StringComparison.Ordinal);
        });
        Assert.Equal(
            ["START publish", "START measure.bookings", "COMPLETE measure.bookings", "START measure.contacts", "FAIL measure.contacts", "START measure.momentum", "COMPLETE measure.momentum", "COMPLETE publish"],
            events.Select(told => $"{told.GetProperty("eventType").GetString()} {told.GetProperty("job").GetProperty("name").GetString()}"));
        Assert.Equal(events[0].GetProperty("run").GetProperty("runId").GetString(), events[^1].GetProperty("run").GetProperty("runId").GetString());
        // Why is told to whoever publishes alone: a reason may name what is hidden.
        Assert.Equal("It has no new figures; whoever publishes is told why.", events[4].GetProperty("run").GetProperty("facets").GetProperty("errorMessage").GetProperty("message").GetString());

        // One START and one end of each run; measures' runs are parts of the publication's.
        Assert.All(events.GroupBy(told => told.GetProperty("run").GetProperty("runId").GetString()), run => Assert.Equal(["START", "end"], run.Select(told => told.GetProperty("eventType").GetString() is "START" ? "START" : "end")));
        Assert.All(events[1..^1], told => Assert.Equal(events[0].GetProperty("run").GetProperty("runId").GetString(), told.GetProperty("run").GetProperty("facets").GetProperty("parent").GetProperty("run").GetProperty("runId").GetString()));

        var bookings = events[2];
        Assert.Contains(bookings.GetProperty("inputs")[0].GetProperty("facets").GetProperty("schema").GetProperty("fields").EnumerateArray(), field => field.GetProperty("name").GetString() == "booked");
        var from = bookings.GetProperty("outputs")[0].GetProperty("facets").GetProperty("columnLineage").GetProperty("fields").GetProperty("numerator").GetProperty("inputFields").EnumerateArray()
            .Select(field => $"{field.GetProperty("name").GetString()}.{field.GetProperty("field").GetString()}").ToArray();
        Assert.Equal(["lake.service_bookings.service", "lake.service_bookings.area", "lake.service_bookings.channel", "lake.service_bookings.date", "lake.service_bookings.booked", "lake.service_bookings.grain"], from);
        Assert.Equal(["published.contributors_7d", "published.contributors_28d"],
            events[6].GetProperty("outputs")[0].GetProperty("facets").GetProperty("columnLineage").GetProperty("fields").GetProperty("value").GetProperty("inputFields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("\"eventTime\":\"2026-05-01T05:00:00.000Z\"", "\"eventTime\":\"2026-05-01T05:00:00\"", "event.eventTime is no date-time with an offset")]
    [InlineData("\"eventType\":\"FAIL\"", "\"eventType\":\"FAILED\"", "event.eventType is no type of event")]
    [InlineData("\"runId\":\"", "\"runId\":\"x", "event.run.runId is no UUID")]
    [InlineData("\"namespace\":\"outcomes\"", "\"namespace\":7", "event.job.namespace is no string")]
    [InlineData("\"schemaURL\":", "\"schemaUrl\":", "event has no schemaURL")]
    [InlineData("\"message\":", "\"mesage\":", "event.run.facets.errorMessage has no message")]
    [InlineData("\"_producer\":\"https:", "\"_producer\":\"//", "event.run.facets.errorMessage._producer is no absolute URI")]
    [InlineData("1-0-1/ErrorMessage", "1-0-0/ErrorMessage", "event.run.facets.errorMessage._schemaURL is not https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet")]
    [InlineData("\"inputs\":[]", "\"inputs\":[{\"name\":\"lake.x\"}]", "event.inputs[0] has no namespace")]
    [InlineData("\"outputs\":[]", "\"outputs\":{}", "event.outputs is no array")]
    public async Task An_event_that_the_specification_does_not_allow_would_be_found(string written, string instead, string fault)
    {
        var posted = new List<string>();
        using var http = new HttpClient(new Recorder(posted, HttpStatusCode.Created));
        var lineage = new OpenLineage(null, new("https://lineage.example/"), http, new FakeTimeProvider(At));
        await lineage.FailAsync(await lineage.StartAsync("publish", TestContext.Current.CancellationToken), "publish", "why", TestContext.Current.CancellationToken);
        Assert.Contains(written, posted[1], StringComparison.Ordinal);

        Assert.Contains(fault, OpenLineageRules.Faults(JsonDocument.Parse(posted[1].Replace(written, instead, StringComparison.Ordinal)).RootElement));
    }

    [Fact]
    public async Task An_endpoint_that_refuses_stops_nothing()
    {
        var posted = new List<string>();
        using var http = new HttpClient(new Recorder(posted, HttpStatusCode.BadGateway));
        var lineage = new OpenLineage(null, new("https://lineage.example/"), http, new FakeTimeProvider(At));

        await lineage.FailAsync(await lineage.StartAsync("publish", TestContext.Current.CancellationToken), "publish", "why", TestContext.Current.CancellationToken);

        // Nor does it hold up each of a hundred measures: it is asked once a publication.
        Assert.StartsWith("The lineage of publish could not be told: ", Assert.Single(lineage.Untold), StringComparison.Ordinal);
        Assert.Single(posted);
        await lineage.StartAsync("publish", TestContext.Current.CancellationToken);
        Assert.Equal((1, 2), (lineage.Untold.Count, posted.Count));
    }

    private static DateTimeOffset At => new(2026, 5, 1, 5, 0, 0, TimeSpan.Zero);

    private static Publication Made(params PublishedNote[] notes) => new() { Id = "p", AsOf = At, Created = At, Files = [new("outcomes", "bookings", "00", 1)], From = [new("service_bookings", "s", "2026-01", "00")], Notes = notes };

    private sealed class Recorder(List<string> posted, HttpStatusCode answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            posted.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new(answer);
        }
    }
}
