using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Outcomes.Analytics;

/// <summary>
/// A YAML mapping read key by key, so that every fault is told with its line: a missing key, an unknown key, a value that is not allowed.
/// </summary>
/// <remarks>Read each key once through the methods below, then call <see cref="Finish"/>: keys nobody asked for are faults.</remarks>
public sealed class FrontMatter
{
    /// <summary>Far more than any key takes. The tree is built by recursion, which a deeper text would end the whole process with.</summary>
    private const int DepthMax = 40;

    private readonly YamlMappingNode mapping;
    private readonly string file;
    private readonly ICollection<Fault> faults;
    private readonly string within;
    private readonly SortedSet<string> asked = new(StringComparer.Ordinal);

    private FrontMatter(YamlMappingNode mapping, string file, ICollection<Fault> faults, string within) =>
        (this.mapping, this.file, this.faults, this.within) = (mapping, file, faults, within);

    /// <summary>Parses YAML text whose first line is line 1 of <paramref name="file"/>.</summary>
    public static FrontMatter Parse(string yaml, string file, ICollection<Fault> faults)
    {
        YamlMappingNode? root = null;
        try
        {
            CheckDepth(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 0)
                faults.Add(new(file, 1, "No front matter found. A file opens with line comments that are YAML, such as '-- title: Ticket orders'."));
            else if (stream.Documents[0].RootNode is YamlMappingNode found)
                root = found;
            else
                faults.Add(new(file, 1, "Front matter must be 'key: value' lines, such as '-- title: Ticket orders'."));
        }
        catch (YamlException wrong)
        {
            faults.Add(new(file, Math.Max(1, (int)wrong.Start.Line), $"Front matter is not YAML: {wrong.Message} A text that holds ': ' or ' #' needs quotes around it."));
        }
        return root is null ? new([], file, [], "") { IsReadable = false } : new(root, file, faults, "");
    }

    private static void CheckDepth(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        for (var depth = 0; parser.MoveNext() && parser.Current is { } part;)
            if ((depth += part.NestingIncrease) > DepthMax)
                throw new YamlException(part.Start, part.End, $"It is nested more than {DepthMax} deep; allowed: up to that.");
    }

    /// <summary>Whether the text was a mapping at all; where it was not, that one fault is told and no key is missed.</summary>
    public bool IsReadable { get; private init; } = true;

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key)
    {
        asked.Add(key);
        return Find(key) is not null;
    }

    /// <summary>The mapping as text, the same for the same keys and values.</summary>
    public string Written => mapping.ToString();

    /// <summary>1-based line of a key's value, or of the mapping where the key is absent.</summary>
    public int LineOf(string key) => (int)(Find(key) ?? mapping).Start.Line is var line && line > 0 ? line : 1;

    /// <summary>Adds a fault at a key's line.</summary>
    public void Fault(string key, string message) => faults.Add(new(file, LineOf(key), message));

    /// <summary>A text that must be there and not be empty; "" after a fault.</summary>
    public string Text(string key)
    {
        var text = OptionalText(key);
        if (text is null && Find(key) is null)
            Fault(key, $"'{Full(key)}' is missing.");
        else if (string.IsNullOrWhiteSpace(text))
            Fault(key, $"'{Full(key)}' is empty.");
        return text ?? "";
    }

    /// <summary>A text, or null where the key is absent.</summary>
    public string? OptionalText(string key)
    {
        asked.Add(key);
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value ?? "";
            default:
                Fault(key, $"'{Full(key)}' must be one value.");
                return null;
        }
    }

    /// <summary>One of the allowed words. Without a fallback the key is required.</summary>
    public string Choice(string key, IReadOnlyCollection<string> allowed, string? fallback = null)
    {
        var text = OptionalText(key) ?? fallback ?? "";
        if (fallback is null && Find(key) is null)
            Fault(key, $"'{Full(key)}' is missing; allowed: {string.Join(", ", allowed)}.");
        else if (!allowed.Contains(text))
            Fault(key, $"'{Full(key)}' is '{text}'; allowed: {string.Join(", ", allowed)}.");
        return allowed.Contains(text) ? text : fallback ?? allowed.First();
    }

    /// <summary>A whole number, or the fallback.</summary>
    public int Whole(string key, int fallback)
    {
        var text = OptionalText(key);
        if (text is null)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(key, $"'{Full(key)}' is '{text}'; allowed: a whole number, such as 4.");
        return fallback;
    }

    /// <summary>A day written YYYY-MM-DD, or null where the key is absent or wrong.</summary>
    public DateOnly? Date(string key)
    {
        var text = OptionalText(key);
        if (text is null)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Fault(key, $"'{Full(key)}' is '{text}'; allowed: a day written YYYY-MM-DD.");
        return null;
    }

    /// <summary>A number of days written like <c>3d</c>, or null where the key is absent or wrong.</summary>
    public int? Days(string key)
    {
        var text = OptionalText(key);
        if (text is null)
            return null;
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            return days;
        Fault(key, $"'{Full(key)}' is '{text}'; allowed: days written like 3d.");
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one; empty where the key is absent.</summary>
    public IReadOnlyList<string> List(string key)
    {
        asked.Add(key);
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalarNode scalar:
                return [scalar.Value ?? ""];
            case YamlSequenceNode sequence when sequence.Children.All(child => child is YamlScalarNode):
                return [.. sequence.Children.Select(child => ((YamlScalarNode)child).Value ?? "")];
            default:
                Fault(key, $"'{Full(key)}' must be a list of texts, such as [service, area].");
                return [];
        }
    }

    /// <summary>A list whose items are lists of texts, such as <c>[[service, area], [service]]</c>; empty where the key is absent.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ListOfLists(string key)
    {
        asked.Add(key);
        var node = Find(key);
        if (node is null)
            return [];
        if (node is YamlSequenceNode outer && outer.Children.All(child => child is YamlSequenceNode inner && inner.Children.All(item => item is YamlScalarNode)))
            return [.. outer.Children.Select(child => (IReadOnlyList<string>)[.. ((YamlSequenceNode)child).Children.Select(item => ((YamlScalarNode)item).Value ?? "")])];
        Fault(key, $"'{Full(key)}' must be a list of lists, such as [[service, area], [service]].");
        return [];
    }

    /// <summary>A mapping under a key, to be read the same way, or null where the key is absent.</summary>
    public FrontMatter? Map(string key)
    {
        asked.Add(key);
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode inner:
                return new(inner, file, faults, Full(key) + ".");
            default:
                Fault(key, $"'{Full(key)}' must be a mapping, such as {{name: value}}.");
                return null;
        }
    }

    /// <summary>The mappings listed under a key; empty where the key is absent.</summary>
    public IReadOnlyList<FrontMatter> Maps(string key)
    {
        asked.Add(key);
        var node = Find(key);
        if (node is null)
            return [];
        if (node is YamlSequenceNode list && list.Children.All(child => child is YamlMappingNode))
            return [.. list.Children.Select((child, index) => new FrontMatter((YamlMappingNode)child, file, faults, $"{Full(key)}[{index}]."))];
        Fault(key, $"'{Full(key)}' must be a list of mappings.");
        return [];
    }

    /// <summary>Whether a key's value is a mapping (some keys take a word or a mapping).</summary>
    public bool IsMap(string key) => Find(key) is YamlMappingNode;

    /// <summary>All keys of this mapping, in the order of the file, where the keys are data (column names, marks).</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            var keys = mapping.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "").ToArray();
            asked.UnionWith(keys);
            return keys;
        }
    }

    /// <summary>Makes a fault of each key that was never asked for, naming the keys that are allowed.</summary>
    public void Finish()
    {
        foreach (var key in mapping.Children.Keys)
            if (key is not YamlScalarNode { Value: { } name } || !asked.Contains(name))
                faults.Add(new(file, Math.Max(1, (int)key.Start.Line), $"Unknown key '{within}{key}'; allowed: {string.Join(", ", asked)}."));
    }

    private string Full(string key) => within + key;

    private YamlNode? Find(string key) =>
        mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
}
