using System.Globalization;
using System.Text.Json.Nodes;

namespace Outcomes.Functions.Api.Traces;

/// <summary>A trace as a page: the figure in words, what it counts, how, and from which files.</summary>
internal static class TracePage
{
    private static readonly string[] Told = ["period", "grain", "service", "area", "channel", "platform", "status", "coverage", "numerator", "denominator", "lower", "upper", "low", "high", "previous", "year_before", "updated"];
    private static readonly Dictionary<string, string> Why = new(StringComparer.Ordinal)
    {
        ["suppressed"] = "[c] hidden, so that nobody can be picked out",
        ["missing"] = "[x] not enough of the period was delivered to say",
        ["not_offered"] = "[z] the source does not give it",
    };

    /// <summary>The page's heading.</summary>
    public static string Title(Trace trace) => $"{Cell(trace.Measure?["title"] ?? trace.Figure["measure"])}, {trace.Span.From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} to {trace.Span.To.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}";

    /// <summary>What stands under it.</summary>
    public static string Body(Trace trace) => $"""
        <p>{(trace.Figure["value"] is { } value ? $"<strong>{Html(value)} {Html(trace.Figure["unit"])}</strong>" : $"No figure: {Page.Text(Why.GetValueOrDefault(Cell(trace.Figure["status"]), Cell(trace.Figure["status"])))}")},
        in publication {Page.Text(trace.Publication.Id)}, served by {Page.Text(string.Join(", ", trace.Sets))}.</p>
        {Page.Table("The figure", ["column", "value"], Told.Where(name => trace.Figure[name] is not null).Select(name => (IReadOnlyList<string>)[Page.Text(name), Html(trace.Figure[name])]))}
        <h2>What it counts</h2>
        {(trace.Measure is null ? "<p>The publication does not describe this measure.</p>" : $"<p>{Html(trace.Measure["why"])}</p>" + Page.Table("The measure", ["", "value"], trace.Measure.Where(part => part.Value is not null).Select(part => (IReadOnlyList<string>)[Page.Text(part.Key), Html(part.Value)])))}
        {string.Concat(trace.Notes.Select(note => $"<p class=\"note\">{Page.Text(note)}</p>\n"))}
        <h2>How it is made</h2>
        {(trace.Definition is not { } made ? "<p>This publication was made before definitions were kept.</p>" : $"""
        <p>{Page.Text(made.File)} reads {Page.Text(string.Join(", ", made.Reads))}. Its rows are added up, protected and compared alike for every measure.{(made.FiguresOf is null ? "" : $" The figures are those of publication {Page.Text(made.FiguresOf)}, because a check of newer ones does not hold.")}</p>
        <pre tabindex="0"><code>{Page.Text(made.Sql)}</code></pre>
        {Page.Table("What must hold", ["check", "held", "if not"], made.Checks.Select(check => (IReadOnlyList<string>)[Page.Text(check.Title), check.Held ? "yes" : "no", check.Fails ? "the figures last published stay" : "published with a note"]))}
        """)}
        <h2>Where it comes from</h2>
        {string.Concat(trace.Sources.Select(Source))}
        {Rows(trace.Rows)}
        """;

    private static string Source(TracedSource source) => $"""
        <h3>{Page.Text(source.Origin.Title)}</h3>
        <p>Source {Page.Text(source.Origin.Source)} delivers {Page.Text(source.Origin.Dataset)}.{(source.Origin.Files.Count == 0 ? "" : $" It last read {Page.Text(string.Join(", ", source.Origin.Files))}.")}</p>
        {(source.Months.Count == 0 ? "<p>It delivered nothing for these days.</p>" : Page.Table("Files of the lake", ["month", "SHA-256"], source.Months.Select(month => (IReadOnlyList<string>)[Page.Text(month.Month), month.Hash is null ? "for analysts" : $"<code>{Page.Text(month.Hash)}</code>"])))}
        {(source.Runs.Count == 0 ? "" : Page.Table("Latest runs", [.. source.Runs[0].Select(part => part.Key)], source.Runs.Select(run => (IReadOnlyList<string>)[.. run.Select(part => Html(part.Value))])))}
        """;

    private static string Rows(TracedRows rows) => rows.WhyNot is { } why ? $"<p>{Page.Text(why)}</p>"
        : $"<p>Rows behind it, not protected: {string.Join(", ", rows.Links.Select(link => $"<a href=\"/{Page.Text(link)}\">{Page.Text(link.Split('/')[3].Split('?')[0])}</a>"))}.</p>";

    private static string Html(JsonNode? value) => Page.Text(Cell(value));

    private static string Cell(JsonNode? value) => value?.ToString() ?? "";
}
