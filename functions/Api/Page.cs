using System.Net;
using System.Security.Cryptography;
using System.Text;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>A plain page: works without scripts, at any width, in dark and forced colours, and prints.</summary>
internal static class Page
{
    private const string Style = """
        :root{color-scheme:light dark}
        body{font:1.1rem/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}
        .note{border-left:.3rem solid #d4351c;padding-left:1rem}
        pre{overflow-x:auto;padding:.8rem;border:1px solid;font-size:.9rem}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;margin:1rem 0}
        caption{text-align:left;font-weight:bold}
        th,td{border-bottom:1px solid;padding:.3rem 1rem .3rem 0;text-align:left;vertical-align:top}
        @media print{pre{white-space:pre-wrap}}
        """;

    /// <summary>What a page may load: its own style and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Writes a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="title">Its heading, not yet escaped.</param>
    /// <param name="body">What stands under the heading, as HTML.</param>
    /// <param name="isSample">Whether the figures are invented, which is then said first.</param>
    public static Task WriteAsync(HttpContext context, string title, string body, bool isSample)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return context.Response.WriteAsync($"""
            <!doctype html>
            <html lang="en-GB">
            <head><meta charset="utf-8"><title>{Text(title)} – Outcomes</title><meta name="viewport" content="width=device-width"><style>{Style}</style></head>
            <body>
            <main>
            <h1>{Text(title)}</h1>
            {(isSample ? "<p class=\"note\"><strong>Invented sample data.</strong> These are the figures of a made-up council. Start with --council to see your own.</p>" : "")}
            {body}
            </main>
            {SignIn.Html(context)}
            </body>
            </html>
            """, context.RequestAborted);
    }

    /// <summary>Text as HTML shows it.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A table; the first cell of each row names it. Cells are HTML.</summary>
    public static string Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) => $"""
        <div class="wide" role="region" aria-label="{Text(caption)}" tabindex="0"><table><caption>{Text(caption)}</caption>
        <thead><tr>{string.Concat(columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>"))}</tr></thead>
        <tbody>
        {string.Join('\n', rows.Select(row => $"<tr><th scope=\"row\">{row[0]}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{cell}</td>"))}</tr>"))}
        </tbody></table></div>
        """;
}
