using System.Globalization;
using System.Text.RegularExpressions;

namespace Outcomes.Functions.Api;

/// <summary>
/// The query options of a request, decoded: OData's by their <c>$</c> name in lower case, <c>@</c> aliases, and apart from these the few of our own.
/// Others are left to the caller.
/// </summary>
/// <remarks>OData 4.01 URL conventions, 5.1: names in any case, with or without <c>$</c>; each at most once.</remarks>
internal sealed partial class QueryOptions
{
    private static readonly HashSet<string> Supported = new(StringComparer.Ordinal)
        { "$filter", "$orderby", "$select", "$top", "$skip", "$count", "$format", "$skiptoken", "$expand", "$apply" };

    private static readonly HashSet<string> NotSupported = new(StringComparer.Ordinal)
        { "$search", "$compute", "$index", "$schemaversion", "$deltatoken", "$levels", "$id" };

    private readonly SortedDictionary<string, string> options = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> own = new(StringComparer.Ordinal);

    /// <summary>Name and value of each of OData's, by name.</summary>
    public IDictionary<string, string> All => options;

    /// <summary>The publication to read, as an id; null: the current one, or that of <see cref="AsOf"/>.</summary>
    public string? Publication => Own("publication");

    /// <summary>The day whose publication to read: the latest made for a time up to its end.</summary>
    /// <exception cref="RefusalException">400: it is no day, or stands beside a publication.</exception>
    public DateOnly? AsOf => Own("as_of") switch
    {
        null => null,
        _ when Publication is not null => throw RefusalException.Malformed("publication and as_of are both given; either names the publication to read."),
        var text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw RefusalException.Malformed($"as_of is '{text}'; allowed: a day, as in 2026-03-31."),
    };

    /// <summary>The value of an option of our own, or null.</summary>
    public string? Own(string name) => own.GetValueOrDefault(name);

    /// <summary>The value of <c>$name</c>, or null.</summary>
    public string? this[string name] => options.GetValueOrDefault(name);

    /// <summary>Reads a query string, without its <c>?</c>, still encoded.</summary>
    /// <param name="query">The text.</param>
    /// <param name="ownNames">Options of our own that the path takes beside <c>publication</c> and <c>as_of</c>.</param>
    /// <exception cref="RefusalException">400 for an unknown or repeated option; 501 for one OData has and this feed has not.</exception>
    public static QueryOptions Read(string query, params string[] ownNames)
    {
        var read = new QueryOptions();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=');
            var (written, value) = at < 0 ? (Decode(part), "") : (Decode(part[..at]), Decode(part[(at + 1)..]));
            if (written.Length == 0)
                continue;
            if (written.Contains('\0') || value.Contains('\0'))
                throw RefusalException.Malformed("The query holds a NUL character.");
            var name = written.StartsWith('@') ? written : written.ToLowerInvariant();
            var system = name.StartsWith('$') ? name : "$" + name;
            if (NotSupported.Contains(system))
                throw RefusalException.NotSupported($"The query option '{system}'");
            if (Supported.Contains(system))
                name = system;
            else if (name.StartsWith('$'))
                throw RefusalException.Malformed($"Unknown query option '{written}'; allowed: {string.Join(", ", Supported.Order(StringComparer.Ordinal))}.");
            var isOwn = name is "publication" or "as_of" || ownNames.Contains(name);
            if (!isOwn && name[0] is not ('$' or '@'))
                continue;
            if (!(isOwn ? read.own : read.options).TryAdd(name, name == "$apply" ? ApplyInLowerCase(value) : value))
                throw RefusalException.Malformed($"The query option '{name}' is given more than once.");
        }
        return read;
    }

    /// <summary>These options as a query string again, encoded, without the page's token: what a page's link repeats and its token is signed for.</summary>
    public string WithoutToken() => string.Join('&', own.Concat(options).Where(option => option.Key != "$skiptoken")
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
    public string? Unreadable() => options.Where(option => option.Key is "$filter" or "$orderby" or "$select" or "$expand" or "$apply" || option.Key[0] == '@')
        .SelectMany(option => new[] { Beyond.DurationWithoutPrefix.Match(option.Value), (option.Key == "$apply" ? Beyond.ParserOfApply : Beyond.Parser).Match(TextLiteral.Replace(option.Value, "''")) })
        .FirstOrDefault(match => match.Success)?.Value;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>The parser reads the words of $apply in lower case only, where OData 4.01 takes any.</summary>
    private static string ApplyInLowerCase(string apply)
    {
        var literals = TextLiteral.Matches(apply).Select(literal => (literal.Index, literal.Length)).ToArray();
        return WordOfApply().Replace(apply, word => literals.Any(literal => word.Index > literal.Index && word.Index < literal.Index + literal.Length)
            ? word.Value : word.Value.ToLowerInvariant());
    }

    // Linear in the length of what a stranger sent, whatever it is.
    private static readonly Regex TextLiteral = new("'(?:[^']|'')*'", RegexOptions.NonBacktracking);

    [GeneratedRegex(@"\b(?:aggregate|groupby|filter|compute|expand)(?=\s*\()|(?<=\s)(?:with|as)(?=\s)|(?<=\swith\s+)(?:sum|min|max|average|countdistinct)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordOfApply();

    /// <summary>What is asked of no request that can be read: four megabytes are made for it only then. Linear as well.</summary>
    private static class Beyond
    {
        private const RegexOptions Linear = RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

        public static readonly Regex DurationWithoutPrefix = new(@"\b(?:add|sub)\s+'-?P\d*[DT]", Linear);

        public static readonly Regex Parser = new(@"\bcase\s*\(|\bdivby\b|\bhassubset\s*\(|\bhassubsequence\s*\(|\bin\s*\(?[^()]*@|\$(?:root|this|these|it)\b", Linear);

        public static readonly Regex ParserOfApply = new(
            @"\b(?:concat|topcount|bottomcount|toppercent|bottompercent|topsum|bottomsum|orderby|skip|top|search|nest|addnested|join|outerjoin|rollup|rolluprecursive|ancestors|descendants|traverse)\s*\("
            + @"|\bidentity\b|\)\s*,\s*(?:filter|compute|groupby|expand)\s*\(|\bfrom\b|\bcase\s*\(|\bdivby\b|\$(?:root|this|these|it)\b", Linear);
    }
}
