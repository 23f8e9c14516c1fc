using System.Text.RegularExpressions;

namespace Outcomes.Functions.Api;

/// <summary>The query options of a request, decoded: OData's own by their <c>$</c> name in lower case, and <c>@</c> aliases. Others are left to the caller.</summary>
/// <remarks>OData 4.01 URL conventions, 5.1: names in any case, with or without <c>$</c>; each at most once.</remarks>
internal sealed partial class QueryOptions
{
    private static readonly HashSet<string> Supported = new(StringComparer.Ordinal)
        { "$filter", "$orderby", "$select", "$top", "$skip", "$count", "$format", "$skiptoken", "$expand" };

    private static readonly HashSet<string> NotSupported = new(StringComparer.Ordinal)
        { "$apply", "$search", "$compute", "$index", "$schemaversion", "$deltatoken", "$levels", "$id" };

    /// <summary>Selections of a publication by time or id, which the feed is to take later; not ignored meanwhile, as the figures would be others.</summary>
    private static readonly HashSet<string> Later = new(StringComparer.Ordinal) { "publication", "as_of" };

    private readonly SortedDictionary<string, string> options = new(StringComparer.Ordinal);

    /// <summary>Name and value of each, by name.</summary>
    public IDictionary<string, string> All => options;

    /// <summary>The value of <c>$name</c>, or null.</summary>
    public string? this[string name] => options.GetValueOrDefault(name);

    /// <summary>Reads a query string, without its <c>?</c>, still encoded.</summary>
    /// <exception cref="RefusalException">400 for an unknown or repeated option; 501 for one OData has and this feed has not.</exception>
    public static QueryOptions Read(string query)
    {
        var read = new QueryOptions();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=');
            var (written, value) = at < 0 ? (Decode(part), "") : (Decode(part[..at]), Decode(part[(at + 1)..]));
            if (written.Contains('\0') || value.Contains('\0'))
                throw RefusalException.Malformed("The query holds a NUL character.");
            var name = written.StartsWith('@') ? written : written.ToLowerInvariant();
            var system = name.StartsWith('$') ? name : "$" + name;
            if (NotSupported.Contains(system))
                throw RefusalException.NotSupported($"The query option '{system}'");
            if (Later.Contains(name))
                throw RefusalException.NotSupported($"The query option '{name}'");
            if (Supported.Contains(system))
                name = system;
            else if (name.StartsWith('$'))
                throw RefusalException.Malformed($"Unknown query option '{written}'; allowed: {string.Join(", ", Supported.Order(StringComparer.Ordinal))}.");
            else if (!name.StartsWith('@'))
                continue;
            if (!read.options.TryAdd(name, value))
                throw RefusalException.Malformed($"The query option '{name}' is given more than once.");
        }
        return read;
    }

    /// <summary>These options as a query string again, encoded, without the page's token: what a page's link repeats and its token is signed for.</summary>
    public string WithoutToken() => string.Join('&', options.Where(option => option.Key != "$skiptoken")
        .Select(option => $"{option.Key}={Uri.EscapeDataString(option.Value)}"));

    /// <summary>A whole number of rows, or null where the option is absent.</summary>
    public long? Rows(string name) => this[name] switch
    {
        null => null,
        { Length: > 0 and <= 18 } digits when digits.All(char.IsAsciiDigit) => long.Parse(digits),
        var other => throw RefusalException.Malformed($"{name} is '{other}'; allowed: a whole number, 0 or more."),
    };

    /// <summary>Whether an option that is true or false is true.</summary>
    public bool IsTrue(string name) => this[name]?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw RefusalException.Malformed($"{name} is '{this[name]}'; allowed: true, false."),
    };

    /// <summary>
    /// What makes an expression the parser could not read one of OData 4.01 that it does not know, rather than a mistake; null where nothing does.
    /// </summary>
    public string? Unreadable() => options.Where(option => option.Key is "$filter" or "$orderby" or "$select" or "$expand" || option.Key[0] == '@')
        .Select(option => BeyondTheParser().Match(TextLiteral().Replace(option.Value, "''"))).FirstOrDefault(match => match.Success)?.Value;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex TextLiteral();

    [GeneratedRegex(@"\bcase\s*\(|\bdivby\b|\bhassubset\s*\(|\bhassubsequence\s*\(|\bin\s*\(?[^()]*@|\$(?:root|this|these|it)\b", RegexOptions.IgnoreCase)]
    private static partial Regex BeyondTheParser();
}
