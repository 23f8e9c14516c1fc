using System.Globalization;

namespace Outcomes.Functions.Dashboard;

/// <summary>What the page on social media shows: what was put in and taken out, never as a headline; each step of the funnel by itself, maturity as a profile.</summary>
/// <param name="reader">The feed.</param>
public sealed class SocialView(FeedReader reader)
{
    private const int Months = 24;

    private readonly Dictionary<string, FeedRow> measures = reader.Rows("Measures").ToDictionary(measure => measure.Word("measure"));

    /// <summary>The last month of which Momentum tells; null: of none.</summary>
    public DateOnly? LastMomentum { get; } = reader.Rows("Momentum", "$orderby=period desc", 1).SingleOrDefault()?.Day("period");

    /// <summary>The last month of which Maturity tells; null: of none.</summary>
    public DateOnly? LastMaturity { get; } = reader.Rows("Maturity", "$orderby=month desc", 1).SingleOrDefault()?.Day("month");

    /// <summary>Reach, clicks and bookings on the web, each with its own axis; a step that nobody measured has no chart. Where nobody counts people reached, times shown stand in, and say so.</summary>
    public IReadOnlyList<(string Step, Chart? Chart)> Funnel() =>
    [
        ("reach", Line("reach_median", "level eq 'council'", "social.funnel.reach") ?? Line("impressions", "level eq 'council'", "social.funnel.shown")),
        ("clicks", Line("link_clicks", "level eq 'council'", "social.funnel.clicks")),
        ("bookings", Line("bookings", "level eq 'channel' and channel eq 'web'", "social.funnel.bookings")),
    ];

    /// <summary>The share of posts that answer nobody, by month; null: it is not measured.</summary>
    public Chart? OneWay() => Line("one_way_share", "level eq 'council'", "social.oneWay");

    /// <summary>Momentum of each network by month, or, where nobody counts who takes part, how its members grew; null: neither is known.</summary>
    public Chart? Momentum()
    {
        var rows = reader.Rows("Momentum", "$orderby=account,period");
        var by = new[] { "momentum", "change" }.FirstOrDefault(column => rows.Any(row => row.Number(column) is not null));
        if (by is null)
            return null;
        var last = rows.Where(row => row.Number(by) is not null).Max(row => row.Day("period"))!.Value;
        var latest = rows.Where(row => row.Day("period") == last && row.Number(by) is not null).ToArray();
        var series = rows.Where(row => row.Day("period") > last.AddMonths(-Months) && row.Day("period") <= last).GroupBy(row => row.Word("account")).Where(group => group.Any(row => row.Number(by) is not null)).Take(Chart.Apart.Count)
            .Select((group, at) => new ChartSeries(group.Key, [.. group.Select(row => new ChartPoint(Iso(row), Words.Month(row.Day("period")), row.Number(by), row.Number(by) is null ? "missing" : row.Word("status")))], Chart.Apart[at]));
        return new(
            Words.Of($"social.{by}.finding", Words.Month(last), latest.Count(row => row.Number(by) < 0), latest.Length), Words.Of($"social.{by}.chart"),
            "line", Words.Of("explore.grain.month"), by == "momentum" ? "+0.00;−0.00;0.00" : "+0.0 %;−0.0 %;0 %", Words.Of("social.momentum.unit"), [.. series]);
    }

    /// <summary>The six stages of the latest month, each by itself, for residents and for staff.</summary>
    public IEnumerable<Chart> Maturity() => reader.Rows("Maturity", "$orderby=month desc,audience,stage_number", 200).GroupBy(row => row.Word("audience"))
        .Select(audience => audience.Where(row => row.Day("month") == audience.First().Day("month")).ToArray())
        .Where(rows => rows.Any(row => row.Number("score") is not null))
        .Select(rows => new Chart(
            Words.Of($"social.maturity.of.{rows[0].Word("audience")}", Words.Month(rows[0].Day("month"))), Words.Of("social.maturity.text"), "bar", Words.Of("social.maturity.stage"), "0.00", Words.Of("social.maturity.unit"),
            [new(Words.Of("social.maturity.score"), [.. rows.Select(row => new ChartPoint(row.Word("stage"), row.Word("title"), row.Number("score"), row.Word("status")))])])
        { Most = 1 });

    private Chart? Line(string id, string which, string name)
    {
        if (!measures.TryGetValue(id, out var measure))
            return null;
        var rows = reader.Rows("Summaries", $"$filter=measure eq '{id}' and grain eq 'month' and {which}&$orderby=period desc", Months).Reverse().ToArray();
        if (rows.LastOrDefault(row => row.Number("value") is not null) is not { } last)
            return null;
        var format = measure.Word("format");
        return new(Words.Of($"{name}.finding", last.Number("value")!.Value.ToString(format, CultureInfo.InvariantCulture), Words.Month(last.Day("period"))),
            measure.Word("numerator"), "line", Words.Of("explore.grain.month"), format, measure.Word("unit"),
            [new(Words.Of(name), [.. rows.Select(row => new ChartPoint(Iso(row), Words.Month(row.Day("period")), row.Number("value"), row.Text("status"), row.Number("lower"), row.Number("upper")))])])
        {
            Marks = measure.Day("break_from") is { } from ? [new(from, measure.Text("break_note") ?? "", IsBreak: true)] : [],
        };
    }

    private static string Iso(FeedRow row) => row.Day("period")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
