using System.Globalization;

namespace Outcomes.Functions.Dashboard;

/// <summary>What one service's page shows: each outcome by month, and by area and channel in the last whole month; and what moved between channels.</summary>
public sealed class ServiceView
{
    private static readonly string[] Channels = ["phone", "face", "web"];
    private static readonly string[] ShiftRoles = ["observed", "before", "expected"];

    private static readonly string[] NoMember = ["unknown", "other", "not_broken_down"];

    private readonly FeedReader reader;
    private readonly string service;
    private readonly Names names;
    private readonly ILookup<string, FeedRow> fifths;

    /// <summary>Reads it from the feed.</summary>
    public ServiceView(FeedReader reader, string service)
    {
        (this.reader, this.service, names) = (reader, FeedReader.Literal(service), new(reader));
        var known = reader.Rows("Summaries", $"$apply=filter(grain eq 'month' and service eq {this.service} and value ne null)/groupby((measure,level))").Select(row => (row.Word("measure"), row.Word("level"))).ToHashSet();
        fifths = reader.Rows("Deprivation", $"$filter=grain eq 'quarter' and service eq {this.service}&$orderby=period desc,quintile").ToLookup(row => row.Word("measure"));
        Measures = [.. reader.Rows("Measures", "$filter=stage eq 'outcome' or stage eq 'impact'&$orderby=title").Where(measure => known.Contains((measure.Word("measure"), "service"))).Select(measure => Of(measure, known)).OfType<ServiceMeasure>()];
        var shifts = reader.Rows("ChannelShift", $"$filter=service eq {this.service}&$orderby=period desc", 36).Reverse().ToArray();
        Shift = shifts.LastOrDefault(IsKnown) is { } last ? ShiftOf(shifts, last) : null;
        Saving = shifts.LastOrDefault(row => row.Number("saving_low_gbp") is not null) is { } saved ? SavingOf(saved) : null;
    }

    /// <summary>Its outcomes, each with its charts.</summary>
    public IReadOnlyList<ServiceMeasure> Measures { get; }

    /// <summary>Contacts by channel against a year before; null: not known of this service.</summary>
    public Chart? Shift { get; }

    /// <summary>What that freed or cost in staff time, low and high, in the latest month that says; null: none does.</summary>
    public string? Saving { get; }

    private static bool IsKnown(FeedRow row) => Channels.Any(channel => row.Number($"{channel}_change") is not null);

    private static Chart ShiftOf(FeedRow[] months, FeedRow last)
    {
        const string Format = "+#,##0;−#,##0;0";
        var parts = Channels.Where(channel => last.Number($"{channel}_change") is not null)
            .Select(channel => Words.Of($"services.shift.{channel}", last.Number($"{channel}_change")!.Value.ToString(Format, CultureInfo.InvariantCulture)));
        return new(
            Words.Of("services.shift.finding", Words.Month(last.Day("period")), string.Join(", ", parts)), Words.Of("services.shift.chart"), "line", Words.Of("explore.grain.month"), Format, Words.Of("services.shift.unit"),
            [.. Channels.Select((channel, at) => new ChartSeries(Words.Of($"services.shift.name.{channel}"), [.. months.Select(row =>
                new ChartPoint(Iso(row), Words.Month(row.Day("period")), row.Number($"{channel}_change"), row.Number($"{channel}_change") is null && row.Word("status") is "ok" ? "missing" : row.Word("status")))], ShiftRoles[at]))]);
    }

    private static string SavingOf(FeedRow row)
    {
        var (low, high) = (row.Number("saving_low_gbp")!.Value, row.Number("saving_high_gbp")!.Value);
        return Words.Of($"services.shift.{(low >= 0 ? "saved" : high <= 0 ? "cost" : "either")}", low < 0 ? -low : low, high <= 0 ? -high : high, Words.Month(row.Day("period")), row.Text("basis"));
    }

    /// <summary>A measure; null: the last three years have no value of it.</summary>
    private ServiceMeasure? Of(FeedRow measure, HashSet<(string Measure, string Level)> known)
    {
        var months = Rows(measure, "service", "$orderby=period desc", 36).Reverse().ToArray();
        return months.LastOrDefault(row => row.Number("value") is not null) is not { } last ? null : new(measure, months, last, [Monthly(measure, months, last), .. new[] { "area", "channel" }.Where(dimension => known.Contains((measure.Word("measure"), $"service_{dimension}")))
            .Select(dimension => Broken(measure, last, dimension)).Append(ByDeprivation(measure)).OfType<Chart>()]);
    }

    private static Chart Monthly(FeedRow measure, FeedRow[] months, FeedRow last)
    {
        string Shown(double value) => value.ToString(measure.Word("format"), CultureInfo.InvariantCulture);
        var (title, now, month) = (measure.Word("title"), Shown(last.Number("value")!.Value), Words.Month(last.Day("period")));
        return new(
            last.Number("year_before") is { } before ? Words.Of("services.findingYear", title, now, month, Shown(before)) : Words.Of("services.finding", title, now, month), measure.Word("why"), "line",
            Words.Of("explore.grain.month"), measure.Word("format"), measure.Word("unit"), [new(title, [.. months.Select(row => Point(Iso(row), Words.Month(row.Day("period")), row))])])
        {
            Marks = measure.Day("break_from") is { } from ? [new(from, measure.Text("break_note") ?? "", IsBreak: true)] : [],
        };
    }

    /// <summary>A measure of one month by area or channel, most first; null: not two of them are known.</summary>
    private Chart? Broken(FeedRow measure, FeedRow last, string dimension)
    {
        var (title, format, month) = (measure.Word("title"), measure.Word("format"), Words.Month(last.Day("period")));
        string NameOf(FeedRow row) => dimension == "area" ? names.Area(row.Word(dimension)) : names.Channel(row.Word(dimension));
        var parts = Rows(measure, $"service_{dimension}", $"$orderby={dimension}", 200, $" and period eq {Iso(last)}")
            .OrderBy(row => NoMember.Contains(row.Word(dimension))).ThenByDescending(row => row.Number("value") ?? double.NegativeInfinity).ToArray();
        var told = parts.Where(row => row.Number("value") is not null && !NoMember.Contains(row.Word(dimension))).ToArray();
        if (told.Length < 2)
            return null;
        string Shown(FeedRow row) => row.Number("value")!.Value.ToString(format, CultureInfo.InvariantCulture);
        return new(
            Words.Of($"services.by.{dimension}", title, month, Shown(told[0]), NameOf(told[0]), Shown(told[^1]), NameOf(told[^1])), measure.Word("why"), "bar", Words.Of($"explore.{dimension}"), format, measure.Word("unit"),
            [new(title, [.. parts.Select(row => Point(row.Word(dimension), NameOf(row), row))])]);
    }

    /// <summary>A measure of the latest whole quarter by how deprived people's areas are, for each 1,000 residents where it can be counted; null: of no quarter are two fifths known.</summary>
    private Chart? ByDeprivation(FeedRow measure)
    {
        bool IsKnown(FeedRow row) => row.Number("value") is not null && row.Text("status") is "ok";
        if (fifths[measure.Word("measure")].GroupBy(row => row.Day("period")!.Value).FirstOrDefault(quarter => quarter.Count(IsKnown) > 1) is not { } quarter)
            return null;
        var (column, format, unit) = quarter.Any(row => row.Number("per_1000") is not null) ? ("per_1000", "#,##0.0", Words.Of("services.fifths.unit")) : ("value", measure.Word("format"), measure.Word("unit"));
        var told = quarter.Where(row => row.Number(column) is not null).ToArray();
        static string NameOf(FeedRow row) => Words.Of($"services.fifth.{row.Shown("quintile")}");
        string Shown(FeedRow row) => row.Number(column)!.Value.ToString(format, CultureInfo.InvariantCulture);
        var under = quarter.Where(row => row.Text("reach") is "under").Select(NameOf).ToArray();
        return told.Length < 2 ? null : new(
            Words.Of($"services.by.{column}", measure.Word("title"), Words.Of("explore.quarterOf", Words.Month(quarter.Key)), Shown(told[0]), NameOf(told[0]), Shown(told[^1]), NameOf(told[^1]))
                + (under.Length > 0 ? Words.Of("services.fifths.under", string.Join(", ", under)) : ""),
            measure.Word("why"), "bar", Words.Of("services.fifths"), format, unit, [new(measure.Word("title"), [.. quarter.Select(row => new ChartPoint(row.Shown("quintile"), NameOf(row), row.Number(column), row.Text("status")))])]);
    }

    private IReadOnlyList<FeedRow> Rows(FeedRow measure, string level, string order, int most, string further = "") => reader.Rows("Summaries",
        $"$filter=measure eq {FeedReader.Literal(measure.Word("measure"))} and grain eq 'month' and level eq '{level}' and service eq {service}{further}&{order}", most);

    private static ChartPoint Point(string at, string label, FeedRow row) => new(at, label, row.Number("value"), row.Text("status"), row.Number("lower"), row.Number("upper"));

    private static string Iso(FeedRow row) => row.Day("period")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One outcome of a service.</summary>
/// <param name="Measure">Its row of Measures.</param>
/// <param name="Months">Its months, oldest first.</param>
/// <param name="Last">The latest with a figure.</param>
/// <param name="Charts">By month, and by area and channel where that is known.</param>
public sealed record ServiceMeasure(FeedRow Measure, IReadOnlyList<FeedRow> Months, FeedRow Last, IReadOnlyList<Chart> Charts);
