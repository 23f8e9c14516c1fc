using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Outcomes.Functions.Dashboard;

/// <summary>Sentences of the feed, which mark what is bold with <c>**</c>; all else in them is text.</summary>
public static partial class Emphasis
{
    /// <summary>The sentence as HTML. A name in it cannot turn the direction of what follows it.</summary>
    public static MarkupString Of(string sentence) => new(Bold().Replace(WebUtility.HtmlEncode(Turning().Replace(sentence, "")), "<strong>$1</strong>"));

    /// <summary>Unicode's embeddings, overrides and isolates of direction.</summary>
    [GeneratedRegex("[\u202A-\u202E\u2066-\u2069]", RegexOptions.CultureInvariant)]
    private static partial Regex Turning();

    [GeneratedRegex(@"\*\*(.+?)\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();
}
