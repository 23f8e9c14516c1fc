using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Functions;

/// <summary>What a process of the product sends to an OpenTelemetry collector: a server of the test's own that takes OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/).</summary>
public class OtlpTests
{
    [Fact]
    public async Task Traces_lead_from_the_last_source_of_a_round_to_its_publication_and_counts_arrive()
    {
        var (spans, metrics) = (new List<Span>(), new HashSet<string>());
        await using var collector = await CollectAsync(spans, metrics);
        using var council = await WorkedCouncil.MakeAsync("azure");
        council.Set("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single());
        council.Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        using (var composition = await council.OpenAsync())
            await composition.Rounds(null).BeginAsync(WorkedCouncil.Names, unlessOpen: true, TestContext.Current.CancellationToken);

        var (code, output) = await council.RunAsync("work", "--once");

        Assert.True(code == 0, output);
        Assert.Equal(4, spans.Count(span => span.Name == "ingest"));
        var publish = Assert.Single(spans, span => span.Name == "publish");
        var before = Assert.Single(spans, span => span.Id == publish.Parent);
        Assert.Equal(("ingest", publish.Trace), (before.Name, before.Trace)); // through the queue
        Assert.Subset(metrics, (HashSet<string>)["outcomes.items", "outcomes.runs", "outcomes.publications"]);
    }

    private static async Task<WebApplication> CollectAsync(List<Span> spans, HashSet<string> metrics)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/v1/{kind}", async (string kind, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            lock (spans)
                if (kind is "traces")
                    foreach (var span in Fields(body.ToArray(), 1, 2, 2).Select(Fields)) // resource_spans, scope_spans, spans
                        spans.Add(new(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(span[5][0])));
                else if (kind is "metrics")
                    metrics.UnionWith(Fields(body.ToArray(), 1, 2, 2).Select(metric => Encoding.UTF8.GetString(Fields(metric)[1][0])));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        return collector;

        static string Hex(Dictionary<int, List<byte[]>> span, int field) => span.TryGetValue(field, out var found) ? Convert.ToHexString(found[0]) : "";
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    private static IEnumerable<byte[]> Fields(byte[] message, params int[] path) =>
        path.Aggregate((IEnumerable<byte[]>)[message], (messages, field) => [.. messages.SelectMany(one => Fields(one).GetValueOrDefault(field) ?? [])]);

    /// <summary>A message's fields that are bytes (https://protobuf.dev/programming-guides/encoding/); numbers are passed over.</summary>
    private static Dictionary<int, List<byte[]>> Fields(byte[] message)
    {
        var (fields, at) = (new Dictionary<int, List<byte[]>>(), 0);
        ulong Number()
        {
            var (number, shift) = (0UL, 0);
            for (; ; shift += 7)
            {
                number |= (ulong)(message[at] & 0x7f) << shift;
                if ((message[at++] & 0x80) == 0)
                    return number;
            }
        }
        while (at < message.Length)
        {
            var tag = Number();
            switch (tag & 7)
            {
                case 0: Number(); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    var length = (int)Number();
                    (fields.TryGetValue((int)(tag >> 3), out var values) ? values : fields[(int)(tag >> 3)] = []).Add(message[at..(at + length)]);
                    at += length;
                    break;
                default: throw new InvalidDataException($"The collector was sent wire type {tag & 7}.");
            }
        }
        return fields;
    }

    private sealed record Span(string Trace, string Id, string Parent, string Name);
}
