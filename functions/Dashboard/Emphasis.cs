using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Outcomes.Functions.Dashboard;

/// <summary>Sentences of the feed, which mark what is bold with <c>**</c>; all else in them is text.</summary>
public static partial class Emphasis
{
    /// <summary>The sentence as HTML.</summary>
    public static MarkupString Of(string sentence) => new(Bold().Replace(WebUtility.HtmlEncode(sentence), "<strong>$1</strong>"));

    [GeneratedRegex(@"\*\*(.+?)\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();
}
