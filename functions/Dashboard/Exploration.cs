using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Functions.Dashboard;

/// <summary>A question put to Summaries by an address: which measure, at what span and breakdown, of which members, against what. Every state has its address.</summary>
public sealed class Exploration
{
    private static readonly string[] Spans = ["month", "quarter", "financial_year", "year", "week"];
    private static readonly string[] Comparisons = ["none", "year_before", "previous", "target"];
    private static readonly string[] Dimensions = ["service", "area", "channel", "platform"];
    private const int PointsShown = 60;
    private const int SignaturesShown = 10;

    private readonly FeedReader reader;
    private readonly List<string> faults = [];

    /// <summary>Reads the address's query and asks the feed.</summary>
    public Exploration(FeedReader reader, IQueryCollection query)
    {
        this.reader = reader;
        var all = reader.Rows("Measures", "$orderby=title");
        Measure = Chosen(query, "measure", all.Select(measure => measure.Word("measure")), First(all));
        Measures = [.. all.Where(measure => HasFigures(measure) || measure.Word("measure") == Measure)];
        Row = Measures.FirstOrDefault(measure => measure.Word("measure") == Measure);
        Grain = Chosen(query, "grain", Spans, "month");
        Compare = Chosen(query, "compare", Comparisons, "none");
        Levels = Row is null ? [] : [.. reader.Rows("Summaries", $"$apply=filter(measure eq {Text(Measure)} and grain eq '{Grain}')/groupby((level))").Select(row => row.Word("level")).Order(StringComparer.Ordinal)];
        Level = Chosen(query, "level", Levels, Levels.Contains("council") ? "council" : string.Concat(Levels.Take(1)));
        Members = [.. Dimensions.Where(dimension => Level.Split('_').Any(part => part == dimension || (dimension == "area" && part is not ("council" or "service" or "channel" or "platform"))))
            .Select(dimension => (dimension, MembersOf(dimension)))];
        Filter = Members.Select(pair => (pair.Dimension, Member: Chosen(query, pair.Dimension, pair.Names.Select(name => name.Id).Prepend(""), "")))
            .Where(pair => pair.Member.Length > 0).ToDictionary(pair => pair.Dimension, pair => pair.Member);
        Periods = [.. Row is null || Level.Length == 0 ? [] : reader.Rows("Summaries", $"$apply=filter({Chosen()})/groupby((period))").Select(row => row.Day("period")!.Value)];
        (From, To) = (PeriodOf(query, "from"), PeriodOf(query, "to"));
        if (From > To)
        {
            faults.Add(Words.Of("explore.backwards", Label(From.Value), Label(To.Value)));
            (From, To) = (null, null);
        }
        Rows = Row is null || Level.Length == 0 ? [] :
            // The latest, where there are more than a page takes.
            [.. reader.Rows("Summaries", $"{Filtered()}&$orderby=period desc,service desc,area desc,channel desc,platform desc").Reverse()];
    }

    /// <summary>The measures one may choose: those that have figures, and the one chosen.</summary>
    public IReadOnlyList<FeedRow> Measures { get; }

    /// <summary>The measure chosen.</summary>
    public string Measure { get; }

    /// <summary>What is known of it; null: there is none.</summary>
    public FeedRow? Row { get; }

    /// <summary>Span of a period.</summary>
    public string Grain { get; }

    /// <summary>What a figure is compared with.</summary>
    public string Compare { get; }

    /// <summary>The breakdowns published for this measure and span.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>The breakdown chosen.</summary>
    public string Level { get; }

    /// <summary>The dimensions of the breakdown, with the members one may choose.</summary>
    public IReadOnlyList<(string Dimension, IReadOnlyList<(string Id, string Name)> Names)> Members { get; }

    /// <summary>The members chosen, by dimension.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; }

    /// <summary>The periods that are published for this measure, span and breakdown.</summary>
    public IReadOnlyList<DateOnly> Periods { get; }

    /// <summary>The first period chosen; null: the first there is.</summary>
    public DateOnly? From { get; }

    /// <summary>The last period chosen; null: the last there is.</summary>
    public DateOnly? To { get; }

    /// <summary>The figures.</summary>
    public IReadOnlyList<FeedRow> Rows { get; }

    /// <summary>What of the address was not understood, in words.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>The feed's own query for exactly this view.</summary>
    public string Options => $"{Filtered()}&$orderby=period,service,area,channel,platform{(reader.Named is { } named ? $"&publication={named}" : "")}";

    /// <summary>The chart: one line a combination, of the last periods; the rest is in the table and the downloads.</summary>
    public Chart? Picture()
    {
        var all = Rows.GroupBy(NameOf).OrderByDescending(group => LastOf(group)?.Number("value") ?? double.NegativeInfinity).ToArray();
        var groups = all.Take(Chart.Apart.Count).ToArray();
        if (Row is null || groups.Length == 0)
            return null;
        var series = groups.Select((group, at) => Series(group.Key, group, "value", Chart.Apart[at])).ToList();
        if (Compare is not "none" && groups.Length == 1)
            series.Add(Series(Words.Of($"explore.compare.{Compare}"), groups[0], Compare, Compare == "target" ? "target" : "before"));
        return new(Finding(groups, all.Length), Row.Word("numerator"), "line", Words.Of($"explore.grain.{Grain}"), Row.Word("format"), Row.Word("unit"), series)
        {
            Marks = Row.Day("break_from") is { } from ? [new(from, Row.Text("break_note") ?? "", IsBreak: true)] : [],
        };
    }

    /// <summary>The members that a row is of, in words; the measure's name where it is the whole council.</summary>
    public string NameOf(FeedRow row)
    {
        // What all have in common needs no saying.
        var names = Members.Where(pair => !Filter.ContainsKey(pair.Dimension) || Filter.Count == Members.Count).Select(pair => pair.Names.FirstOrDefault(name => name.Id == row.Word(pair.Dimension)).Name ?? row.Word(pair.Dimension)).ToArray();
        return names.Length == 0 ? Row!.Word("title") : string.Join(", ", names);
    }

    /// <summary>Who stands by a figure that is shown, in words: the latest sign-off of each, the latest first.</summary>
    public IReadOnlyList<string> SignedOff()
    {
        var shown = Rows.ToDictionary(row => row.Word("id"));
        return [.. reader.Rows("SignOffs", $"$filter={Chosen()}&$orderby=signed_at desc,sign_off desc").Where(signed => shown.ContainsKey(signed.Word("figure"))).DistinctBy(signed => signed.Word("figure")).Take(SignaturesShown)
            .Select(signed => Words.Of(signed.Truth("holds") is true ? "explore.signed" : "explore.signedBefore", signed.Word("signed_by"), NameOf(shown[signed.Word("figure")]), Label(signed),
                signed.Number("value")!.Value.ToString(Row!.Word("format"), CultureInfo.InvariantCulture), Words.Day(LocalDay.Of(signed.Instant("signed_at")!.Value)))
                + (signed.Text("note") is { Length: > 0 } note ? $" {Words.Of("explore.signedNote", note)}" : ""))];
    }

    private static FeedRow? LastOf(IEnumerable<FeedRow> rows) => rows.LastOrDefault(row => row.Number("value") is not null);

    private string Finding(IGrouping<string, FeedRow>[] groups, int chosen)
    {
        string Of(FeedRow row) => row.Number("value")!.Value.ToString(Row!.Word("format"), CultureInfo.InvariantCulture);
        var (title, last) = (Row!.Word("title"), LastOf(groups[0]));
        if (last is null)
            return Words.Of("explore.nothing", title);
        if (groups.Length == 1)
            return Words.Of("explore.finding", title, Of(last), Label(last), Of(groups[0].First(row => row.Number("value") is not null)), Label(groups[0].First(row => row.Number("value") is not null)));
        var least = groups.Last(group => LastOf(group) is not null);
        return Words.Of("explore.findingMany", title, Of(last), groups[0].Key, Of(LastOf(least)!), least.Key) + (chosen > groups.Length ? Words.Of("explore.most", groups.Length, chosen) : "");
    }

    private ChartSeries Series(string name, IEnumerable<FeedRow> rows, string column, string role) => new(
        name,
        [.. rows.TakeLast(PointsShown).Select(row => new ChartPoint(Iso(row.Day("period")!.Value), Label(row), row.Number(column),
            column == "value" ? row.Text("status") : null, column == "value" ? row.Number("lower") : null, column == "value" ? row.Number("upper") : null))],
        role);

    private string Label(FeedRow row) => Label(row.Day("period")!.Value);

    /// <summary>A period as people write it.</summary>
    public string Label(DateOnly period) => (Grain, period) switch
    {
        ("month", var day) => Words.Month(day),
        ("quarter", var day) => Words.Of("explore.quarterOf", Words.Month(day)),
        ("financial_year", var day) => $"{day.Year}–{(day.Year + 1) % 100:00}",
        ("year", var day) => day.Year.ToString(CultureInfo.InvariantCulture),
        (_, var day) => Words.Of("explore.weekOf", Words.Day(day)),
    };

    private IReadOnlyList<(string Id, string Name)> MembersOf(string dimension)
    {
        var names = reader.Rows(dimension switch { "service" => "Services", "area" => "Areas", "channel" => "Channels", _ => "Platforms" })
            .ToDictionary(row => row.Word(dimension), row => row.Word(dimension == "area" ? "name" : "title"));
        var shown = reader.Rows("Summaries", $"$apply=filter({Chosen()})/groupby(({dimension}))").Select(row => row.Word(dimension)).Select(id => (Id: id, Name: names.GetValueOrDefault(id, id))).ToArray();
        // A ward and a library may have one name.
        return [.. shown.Select(member => shown.Count(other => other.Name == member.Name) == 1 ? member : (member.Id, Name: $"{member.Name} ({member.Id})")).OrderBy(member => member.Name, StringComparer.Ordinal)];
    }

    private string Filtered() => $"$filter={Chosen()}"
        + string.Concat(Ends().Select(end => $" and period {end.Is} {Iso(end.Day)}"))
        + string.Concat(Filter.Select(pair => $" and {pair.Key} eq {Text(pair.Value)}"));

    private string Chosen() => $"measure eq {Text(Measure)} and grain eq '{Grain}' and level eq {Text(Level)}";

    private IEnumerable<(string Is, DateOnly Day)> Ends() => new (string Is, DateOnly? Day)[] { ("ge", From), ("le", To) }.Where(end => end.Day is not null).Select(end => (end.Is, end.Day!.Value));

    /// <summary>A period as the address and the feed write it.</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private DateOnly? PeriodOf(IQueryCollection query, string name) =>
        DateOnly.TryParseExact(Chosen(query, name, Periods.Select(Iso).Prepend(""), ""), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool HasFigures(FeedRow measure) => measure.Day("complete_to") is not null || measure.Day("stale_since") is not null;

    /// <summary>What an objective is set for, where there is one; else an outcome.</summary>
    private string First(IReadOnlyList<FeedRow> measures)
    {
        var wanted = reader.Rows("Objectives").Select(objective => objective.Text("measure")).ToHashSet();
        return measures.OrderBy(measure => HasFigures(measure) ? 0 : 1).ThenBy(measure => wanted.Contains(measure.Word("measure")) ? 0 : 1)
            .ThenBy(measure => measure.Word("stage") is "outcome" or "impact" ? 0 : 1).Select(measure => measure.Word("measure")).FirstOrDefault("");
    }

    /// <summary>A choice of the address; one that is not there is told, not followed.</summary>
    private string Chosen(IQueryCollection query, string name, IEnumerable<string> allowed, string otherwise)
    {
        if (query[name].FirstOrDefault() is not { Length: > 0 } wanted)
            return otherwise;
        if (allowed.Contains(wanted))
            return wanted;
        faults.Add(Words.Of("explore.unknown", name, wanted.Length > 80 ? wanted[..80] + "…" : wanted));
        return otherwise;
    }

    private static string Text(string value) => FeedReader.Literal(value);
}
