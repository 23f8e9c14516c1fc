using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Outcomes.Functions.Api;

/// <summary>The page at <c>/</c>: what this is, whose figures these are, and where the feed is.</summary>
internal static class Home
{
    private const string Style = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}strong{background:#fd0}";

    /// <summary>What the page may load: its own style and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page, as the feed stands.</summary>
    public static string Html(Feed feed) => $"""
        <!doctype html>
        <html lang="en-GB">
        <head><meta charset="utf-8"><title>Outcomes</title><meta name="viewport" content="width=device-width"><style>{Style}</style></head>
        <body>
        <h1>Outcomes</h1>
        {(feed.IsSample ? "<p><strong>Invented sample data.</strong> These are the figures of a made-up council. Start with --council to see your own.</p>" : "")}
        <p>Did what the council did online change what residents did? The figures are an OData feed, for Power BI, Excel or anything that reads JSON.</p>
        <p>{(feed.Current is { } current ? $"Publication {WebUtility.HtmlEncode(current)} is served." : WebUtility.HtmlEncode(feed.Waiting))}</p>
        <p>In Power BI or Excel: Get data, OData feed, and this page's address with <code>odata/</code> after it.</p>
        <ul>
        <li><a href="odata/">odata/</a>: the feed; <a href="odata/$metadata">its columns, described</a></li>
        {string.Concat(feed.Model.Sets.Select(set => $"<li><a href=\"odata/{set.EntitySet.Name}?$top=20\">{set.EntitySet.Name}</a>: {WebUtility.HtmlEncode(set.Contract.Title)}</li>\n"))}</ul>
        <p>Whole sets as files: <a href="reports/Summaries.xlsx">reports/Summaries.xlsx</a>, and <code>reports/{"{set}"}.csv</code>, <code>.parquet</code>, <code>.arrow</code> or <code>.ndjson</code>, with the feed's own options.</p>
        <p>Your own first source and first measure: five steps each, in README.md.</p>
        </body>
        </html>
        """;
}
