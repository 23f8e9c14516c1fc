using System.Text.Json.Nodes;

namespace Outcomes.Functions.Api;

/// <summary>The API's description as a page, made from <see cref="OpenApi"/>; it loads nothing from anywhere.</summary>
internal static class DocsPage
{
    private static readonly (string Wish, string Path)[] Examples =
    [
        ("Bookings of the council by financial year", "odata/Summaries?$filter=measure eq 'bookings' and grain eq 'financial_year' and level eq 'council'&$select=period,value,status,coverage"),
        ("All figures of one service since April, the latest first", "odata/Outcomes?$filter=service eq 'libraries' and period ge 2026-04-01&$orderby=period desc"),
        ("Added up by area in the feed", "odata/Outcomes?$apply=filter(measure eq 'visits')/groupby((area),aggregate(numerator with sum as visits,$count as rows))"),
        ("A set as a workbook", "reports/Summaries.xlsx?$filter=grain eq 'month' and level eq 'service'"),
        ("The same refresh tomorrow, whatever is published meanwhile", "odata/Publications?$orderby=as_of desc&$top=1"),
    ];

    /// <summary>What stands on it.</summary>
    public static string Body(FeedModel model)
    {
        var document = OpenApi.Document(model);
        var schemas = document["components"]!["schemas"]!.AsObject();
        return $"""
            <p>{Of(document["info"]!, "description")} <a href="openapi.json">openapi.json</a> says the same for programs, <a href="odata/$metadata">$metadata</a> for OData clients.</p>
            <h2>Try it</h2>
            <ul>
            {string.Join('\n', Examples.Select(example => $"<li>{Page.Text(example.Wish)}: <a href=\"{Page.Text(example.Path.Replace(" ", "%20"))}\"><code>/{Page.Text(example.Path)}</code></a></li>"))}
            </ul>
            <h2>Signing in</h2>
            {Page.Table("Ways to sign in", ["way", "how"], document["components"]!["securitySchemes"]!.AsObject().Select(way => (IReadOnlyList<string>)[Page.Text(way.Key), Of(way.Value!, "description")]))}
            <h2>Options</h2>
            {Page.Table("Options of every set and download", ["option", "what it does"], document["components"]!["parameters"]!.AsObject().Select(option => (IReadOnlyList<string>)[$"<code>{Of(option.Value!, "name")}</code>", Of(option.Value!, "description")]))}
            <h2>Paths</h2>
            {Page.Table("Paths", ["path", "what it gives"], document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation =>
                (IReadOnlyList<string>)[$"<code>{operation.Key.ToUpperInvariant()} {Page.Text(path.Key)}</code>", Of(operation.Value!, "summary")])))}
            <h2>When it is refused</h2>
            <p>Every refusal is an OData error object with a code, a message that helps and a request id.</p>
            {Page.Table("Statuses", ["status", "why"], document["components"]!["responses"]!.AsObject().Select(error => (IReadOnlyList<string>)[Page.Text(error.Key), Of(error.Value!, "description")]))}
            <h2>Sets and their columns</h2>
            {string.Join('\n', model.Sets.Select(set => Set(set, schemas[set.EntitySet.Name]!)))}
            """;
    }

    private static string Set(FeedSet set, JsonNode schema) => $"""
        <h3 id="{set.EntitySet.Name}">{set.EntitySet.Name}</h3>
        <p>{Page.Text(set.Contract.Title)}. Key: {Page.Text(string.Join(", ", set.Contract.Key))}.</p>
        {Page.Table($"Columns of {set.EntitySet.Name}", ["column", "type", "what it holds"], schema["properties"]!.AsObject().Select(column =>
            (IReadOnlyList<string>)[$"<code>{Page.Text(column.Key)}</code>", Type(column.Value!), Of(column.Value!, "description")]))}
        """;

    private static string Type(JsonNode schema)
    {
        var type = schema["type"] is JsonArray either ? $"{either[0]} or null" : $"{schema["type"]}";
        return Page.Text(schema["enum"] is JsonArray words ? string.Join(", ", words.Select(word => word?.ToString() ?? "null")) : schema["format"] is { } format ? $"{format}{(type.EndsWith(" or null", StringComparison.Ordinal) ? " or null" : "")}" : type);
    }

    private static string Of(JsonNode node, string property) => Page.Text(node[property]?.ToString());
}
