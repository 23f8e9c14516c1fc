using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;

namespace Outcomes.Functions.Evaluations;

/// <summary>An evaluation as Markdown and as a page. What is said of effects is the sentence of the verdict, and nothing beside it.</summary>
internal static partial class EvaluationText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <summary>The evaluation in Markdown, in the order of the Government Communication Service: objectives, inputs, outputs, out-takes, outcomes, impact, learning.</summary>
    /// <param name="evaluation">What is known.</param>
    public static string Markdown(Evaluation evaluation)
    {
        var text = new StringBuilder();
        var campaign = evaluation.Campaign;
        var current = evaluation.Effects.Where(effect => effect["current"] is true).ToArray();
        text.Append($"# {Escaped(campaign["title"])}: evaluation\n\n{Escaped(Kind(campaign))}, {Day(campaign["starts_on"])} to {Day(campaign["ends_on"])}. From publication {evaluation.Publication}.\n\n");

        text.Append("## Objectives\n\n")
            .Append(evaluation.Objective is { } objective ? $"Objective: {Escaped(objective)}.\n\n" : "No objective was set.\n\n");
        foreach (var aim in current)
            text.Append($"- {Escaped(aim["measure_title"])} ({Escaped(Where(aim))}) was to {aim["expected"]}: {aim["role"]} aim; a change of {Number(aim["worth_detecting"])} % would be worth having.\n");
        if (current.Length == 0)
            text.Append("No aim was declared, so nothing can be judged.\n");
        text.Append('\n').Append(Registration(campaign)).Append("\n\n");

        text.Append("## Inputs\n\n").Append(Cost(campaign, current)).Append("\n\n");
        Table(text, ["role", "hours", "money (£)"], evaluation.Inputs.Select(row => new[] { Escaped(row["role"]), Number(row["hours"]), Whole(row["cost_gbp"]) }), "No hours were recorded.");

        text.Append("## Outputs\n\n");
        Table(text, ["platform", "posts", "as many days before", "times shown", "as many days before"],
            evaluation.Activity.Select(row => new[] { Escaped(row["platform"]), Whole(row["posts"]), Whole(row["posts_before"]), Whole(row["impressions"]), Whole(row["impressions_before"]) }), "No activity on its platforms is known.");

        text.Append("## Out-takes\n\n");
        Table(text, ["platform", "engagements", "as many days before", "clicks on links", "as many days before"],
            evaluation.Activity.Select(row => new[] { Escaped(row["platform"]), Whole(row["engagements"]), Whole(row["engagements_before"]), Whole(row["link_clicks"]), Whole(row["link_clicks_before"]) }), "No reactions on its platforms are known.");
        if (evaluation.Activity.Count > 0)
            text.Append("These are all of the accounts' posts, whatever they were about. They show what was done and noticed, not what it changed.\n\n");

        text.Append("## Outcomes\n\n");
        Judgements(text, evaluation, stage => stage != "impact", "No outcome was among its aims.");
        text.Append("## Impact\n\n");
        Judgements(text, evaluation, stage => stage == "impact", "No measure of impact was among its aims; nothing is said of it.");

        text.Append("## Learning\n\n");
        foreach (var aim in current.Where(aim => aim["against"] is not null))
            text.Append($"- {Escaped(aim["measure_title"])}: the evidence is {aim["evidence"]} because of: {Escaped(aim["against"])}.\n");
        foreach (var aim in current.Where(aim => aim["reason"] is not null))
            text.Append($"- {Escaped(aim["measure_title"])} was not assessed: {Escaped(aim["reason"])}.\n");
        foreach (var aim in current.Where(aim => aim["comparison"] is "none" && aim["verdict"] is not "too_early"))
            text.Append($"- {Escaped(aim["measure_title"])}: next time, keep areas or services without it, and name them before the start.\n");
        if (campaign["registration"] is not "before")
            text.Append("- Register the next one before it starts.\n");
        return text.Append('\n').ToString();
    }

    /// <summary>The same as one HTML page, its charts in it.</summary>
    public static string Html(Evaluation evaluation)
    {
        var body = Chart().Replace(Markdig.Markdown.ToHtml(Markdown(evaluation), Pipeline), found => EvaluationChart.Svg(evaluation, found.Groups["id"].Value));
        var title = System.Net.WebUtility.HtmlEncode($"{evaluation.Campaign["title"]}: evaluation");
        return $$"""
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
            <style>body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left}svg{max-width:100%;height:auto}</style>
            </head><body>
            {{body}}</body></html>

            """;
    }

    private static void Judgements(StringBuilder text, Evaluation evaluation, Func<string, bool> wanted, string otherwise)
    {
        var effects = evaluation.Effects.Where(effect => wanted((string)effect["stage"]!)).ToArray();
        if (effects.Length == 0)
            text.Append(otherwise).Append("\n\n");
        foreach (var effect in effects)
        {
            text.Append($"### {Escaped(effect["measure_title"])}, {Escaped(Where(effect))}\n\n");
            if (effect["restated"] is true)
                text.Append("Judged again, because figures it rests on were restated or its aim was changed; the first verdict stands above.\n\n");
            text.Append(Escaped(effect["sentence"])).Append("\n\n");
            if (evaluation.Series.Contains((string)effect["id"]!))
                text.Append($"![{Escaped(EvaluationChart.Described(evaluation, (string)effect["id"]!))}](chart-{effect["id"]}.svg)\n\n");
            if (effect["saving_low"] is not null)
                text.Append($"Staff time worth £{Whole(effect["saving_low"])}–£{Whole(effect["saving_high"])} freed, not cash, {Escaped(effect["saving_basis"])}.\n\n");
        }
    }

    /// <summary>The cost as it was when the aims were judged, with what it rests on; before that, what was declared.</summary>
    private static string Cost(IReadOnlyDictionary<string, object?> campaign, IEnumerable<IReadOnlyDictionary<string, object?>> judged) =>
        judged.FirstOrDefault(effect => effect["cost_basis"] is not null) is { } effect ? effect["cost_gbp"] is { } known ? $"Cost: £{Whole(known)} ({Escaped(effect["cost_basis"])})." : $"The cost is not known: {Escaped(effect["cost_basis"])}."
        : campaign["cost_gbp"] is { } declared ? $"Cost: £{Whole(declared)}, as declared."
        : "The cost is not known.";

    private static string Registration(IReadOnlyDictionary<string, object?> campaign) => (string)campaign["registration"]! switch
    {
        "none" => "It was not registered.",
        "changed" => $"It was registered on {Day(campaign["registered_on"])} and changed on {Day(campaign["changed_on"])}: {Escaped(campaign["changes"])}.",
        var state => $"It was registered on {Day(campaign["registered_on"])}, {state} the start, and kept as it was registered.",
    };

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows, string otherwise)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
        {
            text.Append(otherwise).Append("\n\n");
            return;
        }
        text.Append($"| {string.Join(" | ", head)} |\n|{string.Concat(Enumerable.Repeat("---|", head.Length))}\n");
        foreach (var row in all)
            text.Append($"| {string.Join(" | ", row)} |\n");
        text.Append('\n');
    }

    private static string Kind(IReadOnlyDictionary<string, object?> campaign) => (string)campaign["kind"]! switch
    {
        "communication" => "A campaign",
        "service_change" => "A change of a service",
        "event" => "An event",
        "price" => "A change of price",
        _ => "A closure",
    };

    private static string Where(IReadOnlyDictionary<string, object?> effect) => (effect["service"], effect["area"]) switch
    {
        ("all", "all") => "the whole council",
        (var service, "all") => $"{service}",
        ("all", var area) => $"{area}",
        var (service, area) => $"{service}, {area}",
    };

    private static string Day(object? value) => value switch
    {
        DateOnly day => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        _ => "a day not given",
    };

    private static string Whole(object? value) => value is null ? "not known" : Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Number(object? value) => value is null ? "not known" : Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("#,##0.#", CultureInfo.InvariantCulture);

    /// <summary>Words of a council's files as text: none of them is markup.</summary>
    private static string Escaped(object? value) => Markup().Replace($"{value}".ReplaceLineEndings(" "), @"\$0");

    [GeneratedRegex(@"[\\`*_\[\]<>|#!&]")]
    private static partial Regex Markup();

    [GeneratedRegex(@"<img src=""chart-(?<id>[0-9a-f]{16})\.svg""[^>]*>")]
    private static partial Regex Chart();
}
