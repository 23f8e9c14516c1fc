using System.Text.RegularExpressions;

namespace Outcomes.Tests.PowerBi;

/// <summary>One object of a TMDL file: what it is, its name, its expression, its properties and what is below it.</summary>
/// <param name="Type">measure, column, partition …</param>
/// <param name="Name">Without quotes; empty where the type has none.</param>
/// <param name="Text">What stands after '=', without the indentation; null: nothing.</param>
/// <param name="Description">Of its <c>///</c> lines; empty without.</param>
internal sealed record TmdlObject(string Type, string Name, string? Text, string Description)
{
    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    public List<TmdlObject> Objects { get; } = [];

    public IEnumerable<TmdlObject> Of(string type) => Objects.Where(child => child.Type == type);
}

/// <summary>Reads TMDL strictly: indentation by tabs, and of each object only the properties and children that the Tabular Object Model gives it and this project uses.</summary>
/// <remarks>The language: learn.microsoft.com/analysis-services/tmdl/tmdl-overview. Its own parser (Microsoft.AnalysisServices) is not in this project's registry.</remarks>
internal static partial class Tmdl
{
    /// <summary>Properties with a value (regex), flags (null) and expressions ("="), and children ("{}"), by type.</summary>
    private static readonly Dictionary<string, Dictionary<string, string?>> Known = new(StringComparer.Ordinal)
    {
        [""] = Of(("database", "{}"), ("model", "{}"), ("table", "{}"), ("relationship", "{}"), ("expression", "{}"), ("annotation", "{}"), ("ref table", "{}")),
        ["database"] = Of(("compatibilityLevel", @"\d{4}")),
        ["model"] = Of(("culture", "[a-z]{2}-[A-Z]{2}"), ("defaultPowerBIDataSourceVersion", "powerBI_V3"), ("discourageImplicitMeasures", null), ("sourceQueryCulture", "[a-z]{2}-[A-Z]{2}"), ("dataAccessOptions", "{}")),
        ["dataAccessOptions"] = Of(("fastCombine", null), ("legacyRedirects", null), ("returnErrorValuesAsNull", null)),
        ["table"] = Of(("lineageTag", Guid), ("dataCategory", "Time"), ("measure", "{}"), ("column", "{}"), ("partition", "{}"), ("annotation", "{}")),
        ["ref table"] = Of(("refreshPolicy", "{}")),
        ["measure"] = Of(("formatString", ".+"), ("isHidden", null), ("lineageTag", Guid), ("formatStringDefinition", "{}")),
        ["column"] = Of(("dataType", "string|int64|double|decimal|boolean|dateTime"), ("isHidden", null), ("isKey", null), ("formatString", ".+"), ("lineageTag", Guid),
            ("summarizeBy", "none|sum"), ("sourceColumn", ".+"), ("annotation", "{}")),
        ["partition"] = Of(("mode", "import"), ("source", "=")),
        ["relationship"] = Of(("fromColumn", @"\w+\.\w+"), ("toColumn", @"\w+\.\w+")),
        ["expression"] = Of(("lineageTag", Guid), ("annotation", "{}")),
        ["refreshPolicy"] = Of(("policyType", "basic"), ("rollingWindowGranularity", "day|month|quarter|year"), ("rollingWindowPeriods", @"\d+"),
            ("incrementalGranularity", "day|month|quarter|year"), ("incrementalPeriods", @"\d+"), ("pollingExpression", "="), ("sourceExpression", "=")),
        ["annotation"] = [],
        ["formatStringDefinition"] = [],
    };

    private const string Guid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /// <summary>The objects of one file.</summary>
    /// <exception cref="InvalidDataException">A line is none of the language, with its number.</exception>
    public static TmdlObject Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var root = new TmdlObject("", "", null, "");
        var open = new Stack<TmdlObject>([root]);
        var description = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0)
                continue;
            var depth = lines[i].TakeWhile(c => c == '\t').Count();
            var (line, from) = (lines[i].TrimStart('\t'), i);
            if (depth > open.Count - 1 || line[0] == ' ')
                throw Wrong("is indented too far");
            while (depth < open.Count - 1)
                open.Pop();
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                description += line[3..].Trim();
                continue;
            }
            var parent = open.Peek();
            var match = Line().Match(line);
            var type = match.Groups["type"].Value;
            if (!match.Success || !Known[parent.Type].TryGetValue(type, out var kind))
                throw Wrong($"is nothing a {parent.Type} has");
            var (name, value) = (match.Groups["name"].Value.Trim('\''), match.Groups["value"].Value.Trim());
            switch (kind)
            {
                case "{}" or "=":
                    var body = match.Groups["equals"].Success && value.Length == 0 ? Body(depth + 2) : value;
                    if (match.Groups["equals"].Success && body.Length == 0)
                        throw Wrong("has no expression below it, one step deeper than its properties");
                    if (kind == "=")
                        parent.Properties.Add(type, body);
                    else
                    {
                        var made = new TmdlObject(type, name, match.Groups["equals"].Success ? body : null, description);
                        parent.Objects.Add(made);
                        open.Push(made);
                    }
                    break;
                case null when line == type:
                    parent.Properties.Add(type, "true");
                    break;
                case { } pattern when match.Groups["colon"].Success && Regex.IsMatch(value, $"^({pattern})$", RegexOptions.CultureInvariant):
                    parent.Properties.Add(type, value);
                    break;
                default:
                    throw Wrong("has not the value that it may have");
            }
            description = "";

            string Body(int least)
            {
                var body = new List<string>();
                while (i + 1 < lines.Length && (lines[i + 1].Trim().Length == 0 || lines[i + 1].TakeWhile(c => c == '\t').Count() >= least))
                    body.Add(lines[++i].Length >= least ? lines[i][least..] : "");
                return string.Join('\n', body).Trim('\n');
            }

            InvalidDataException Wrong(string what) => new($"{path}:{from + 1}: '{line}' {what}.");
        }
        return root;
    }

    private static Dictionary<string, string?> Of(params (string Name, string? Kind)[] known) => known.ToDictionary(item => item.Name, item => item.Kind);

    [GeneratedRegex(@"^(?<type>ref table|\w+)(?:(?<colon>:) ?(?<value>.*)|(?: (?<name>'[^']+'|[\w-]+))?(?: ?(?<equals>=) ?(?<value>.*))?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
