using System.Globalization;

namespace Outcomes.Functions.Dashboard;

/// <summary>What one service's page shows: each outcome by month, and by area and channel in the last whole month.</summary>
public sealed class ServiceView
{
    private readonly FeedReader reader;
    private readonly string service;

    /// <summary>Reads it from the feed.</summary>
    public ServiceView(FeedReader reader, string service)
    {
        (this.reader, this.service) = (reader, FeedReader.Literal(service));
        Charts = [.. reader.Rows("Measures", "$filter=stage eq 'outcome' or stage eq 'impact'&$orderby=title").SelectMany(Of)];
    }

    /// <summary>The charts, measure by measure.</summary>
    public IReadOnlyList<Chart> Charts { get; }

    private IEnumerable<Chart> Of(FeedRow measure)
    {
        var (title, format, unit) = (measure.Word("title"), measure.Word("format"), measure.Word("unit"));
        var months = Rows(measure, "service", "$orderby=period desc", 36).Reverse().ToArray();
        if (months.LastOrDefault(row => row.Number("value") is not null) is not { } last)
            yield break;
        yield return new(
            Words.Of("services.finding", title, last.Number("value")!.Value.ToString(format, CultureInfo.InvariantCulture), Words.Month(last.Day("period"))), measure.Word("why"), "line",
            Words.Of("explore.grain.month"), format, unit,
            [new(title, [.. months.Select(row => Point(Iso(row), Words.Month(row.Day("period")), row))])])
        {
            Marks = measure.Day("break_from") is { } from ? [new(from, measure.Text("break_note") ?? "", IsBreak: true)] : [],
        };
        foreach (var (level, dimension, set, name) in new[] { ("service_area", "area", "Areas", "name"), ("service_channel", "channel", "Channels", "title") })
        {
            var parts = Rows(measure, level, $"$orderby={dimension}", 200, $" and period eq {Iso(last)}");
            if (parts.Count < 2)
                continue;
            var names = reader.Rows(set).ToDictionary(row => row.Word(dimension), row => row.Word(name));
            yield return new(
                Words.Of($"services.by.{dimension}", title, Words.Month(last.Day("period"))), measure.Word("why"), "bar", Words.Of($"explore.{dimension}"), format, unit,
                [new(title, [.. parts.OrderBy(row => row.Word(dimension) is "unknown" or "other" or "not_broken_down").ThenByDescending(row => row.Number("value") ?? double.NegativeInfinity).Select(row => Point(row.Word(dimension), names.GetValueOrDefault(row.Word(dimension), row.Word(dimension)), row))])]);
        }
    }

    private IReadOnlyList<FeedRow> Rows(FeedRow measure, string level, string order, int most, string further = "") => reader.Rows("Summaries",
        $"$filter=measure eq {FeedReader.Literal(measure.Word("measure"))} and grain eq 'month' and level eq '{level}' and service eq {service}{further}&{order}", most);

    private static ChartPoint Point(string at, string label, FeedRow row) => new(at, label, row.Number("value"), row.Text("status"), row.Number("lower"), row.Number("upper"));

    private static string Iso(FeedRow row) => row.Day("period")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
