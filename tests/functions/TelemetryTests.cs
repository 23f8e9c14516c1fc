using System.Diagnostics;
using System.Diagnostics.Metrics;
using Outcomes.Functions;
using Outcomes.Functions.WorkItems;
using Outcomes.Tests.Functions.Api;

namespace Outcomes.Tests.Functions;

public class TelemetryTests
{
    [Fact]
    public void One_trace_leads_through_the_queue()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        string? sent;
        string trace;
        using (var tick = Telemetry.Source.StartActivity("tick")!)
            (sent, trace) = (new WorkItem(Verb.Ingest, default, "orders").ToJson(), tick.TraceId.ToHexString());

        var item = WorkItem.FromJson(sent);
        using var ingest = Telemetry.Source.StartActivity("ingest", ActivityKind.Consumer, item.Trace)!;

        Assert.Equal(trace, ingest.TraceId.ToHexString());
        Assert.Contains($"-{trace}-{ingest.SpanId.ToHexString()}-", WorkItem.FromJson(new WorkItem(Verb.Publish, default).ToJson()).Trace); // and on to what that sends
    }

    [Fact]
    public void What_alerts_are_set_on_is_counted()
    {
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, told) => { if (instrument.Meter.Name == Telemetry.Name) { counted.Add(instrument.Name); } } };
        listener.Start();
        Telemetry.Items.Add(0);
        Assert.Subset(counted.ToHashSet(), (HashSet<string>)["outcomes.items", "outcomes.items.poison", "outcomes.runs", "outcomes.publications", "outcomes.measures.stale", "outcomes.credentials.expiring"]);
    }
}

/// <summary>What is counted, as Prometheus reads it; behind the same door as everything else.</summary>
public class MetricsTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Fact]
    public async Task Counts_are_given_in_prometheus_s_form()
    {
        Telemetry.Publications.Add(1);
        var answer = await feed.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("outcomes_publications", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/odata/")]
    [InlineData("/healthz")]
    [InlineData("/nowhere")]
    public async Task Every_answer_has_its_security_headers_and_no_other_site_is_let_in(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://evil.example");
        var answer = await feed.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("unsafe-eval", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(answer.Headers, header => header.Key is "Server" or "X-Powered-By");
    }

    [Fact]
    public async Task A_preflight_of_another_site_is_not_granted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/odata/Outcomes");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        var answer = await feed.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }
}
