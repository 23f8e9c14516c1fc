using System.Globalization;
using System.Text.Json.Nodes;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api.Traces;

/// <summary>How one figure came about, as one caller may see it.</summary>
/// <param name="Publication">The publication it is of.</param>
/// <param name="Sets">The sets that serve it.</param>
/// <param name="Figure">Its row, of the set that says most.</param>
/// <param name="Span">The days it is about.</param>
/// <param name="Measure">What Measures says of its measure; null: nothing.</param>
/// <param name="Definition">The measure's SELECT and checks; null: the publication was made before they were kept.</param>
/// <param name="Notes">What was published with the measure's figures as a note.</param>
/// <param name="Sources">Where its rows came from.</param>
/// <param name="Rows">Links to the rows of the lake behind it, or why there are none.</param>
internal sealed record Trace(
    Publication Publication, IReadOnlyList<string> Sets, JsonObject Figure, Span Span, JsonObject? Measure, PublishedMeasure? Definition,
    IReadOnlyList<string> Notes, IReadOnlyList<TracedSource> Sources, TracedRows Rows)
{
    /// <summary>The trace as JSON, with names as the feed writes them.</summary>
    public JsonObject ToJson() => new()
    {
        ["publication"] = new JsonObject { ["publication"] = Publication.Id, ["as_of"] = Publication.AsOf.UtcDateTime, ["created"] = Publication.Created.UtcDateTime },
        ["sets"] = Texts(Sets),
        ["figure"] = Figure.DeepClone(),
        ["from_date"] = $"{Span.From:yyyy-MM-dd}",
        ["to_date"] = $"{Span.To:yyyy-MM-dd}",
        ["measure"] = Measure?.DeepClone(),
        ["definition"] = Definition is null ? null : new JsonObject
        {
            ["file"] = Definition.File,
            ["sql"] = Definition.Sql,
            ["reads"] = Texts(Definition.Reads),
            ["figures_of"] = Definition.FiguresOf,
            ["checks"] = new JsonArray([.. Definition.Checks.Select(check => new JsonObject { ["title"] = check.Title, ["fails"] = check.Fails, ["sql"] = check.Sql, ["held"] = check.Held })]),
        },
        ["notes"] = Texts(Notes),
        ["sources"] = new JsonArray([.. Sources.Select(source => new JsonObject
        {
            ["source"] = source.Origin.Source,
            ["dataset"] = source.Origin.Dataset,
            ["title"] = source.Origin.Title,
            ["files"] = Texts(source.Origin.Files),
            ["months"] = new JsonArray([.. source.Months.Select(month => new JsonObject { ["month"] = month.Month, ["sha256"] = month.Hash })]),
            ["runs"] = new JsonArray([.. source.Runs.Select(run => run.DeepClone())]),
        })]),
        ["rows"] = new JsonObject { ["links"] = Texts(Rows.Links), ["why_not"] = Rows.WhyNot },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}

/// <summary>The days a figure is about, both included.</summary>
internal sealed record Span(DateOnly From, DateOnly To)
{
    /// <summary>The span of a period.</summary>
    public static Span Of(string grain, DateOnly period) => new(period, (grain switch
    {
        "day" => period.AddDays(1),
        "week" => period.AddDays(7),
        "month" => period.AddMonths(1),
        "quarter" => period.AddMonths(3),
        _ => period.AddYears(1),
    }).AddDays(-1));

    /// <summary>With the days before it that a measure looks at; null: all.</summary>
    public Span Looking(int? days) => this with { From = days is null ? DateOnly.MinValue : From.AddDays(-days.Value) };

    /// <summary>Whether a month of the lake, <c>YYYY-MM</c> or <c>all</c>, may hold rows of these days. A week lies in the month of its Monday and counts in that of its Thursday.</summary>
    public bool Meets(string month) => month == "all" || (DateOnly.TryParse($"{month}-01", CultureInfo.InvariantCulture, out var first)
        && first <= To && first.AddMonths(1).AddDays(2) >= From);
}

/// <summary>A source behind a figure.</summary>
/// <param name="Origin">What it is, and the files it read last.</param>
/// <param name="Months">Its files in the lake from which the figure was made. No hash where the caller could test guesses of hidden rows by it.</param>
/// <param name="Runs">Its latest runs, without counts where those could tell of hidden rows.</param>
internal sealed record TracedSource(PublishedOrigin Origin, IReadOnlyList<(string Month, string? Hash)> Months, IReadOnlyList<JsonObject> Runs);

/// <summary>Whether the rows behind a figure may be read.</summary>
/// <param name="Links">One for each dataset; empty where they may not.</param>
/// <param name="WhyNot">Why they may not.</param>
internal sealed record TracedRows(IReadOnlyList<string> Links, string? WhyNot);
