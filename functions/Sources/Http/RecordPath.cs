using System.Text.Json;
using System.Text.RegularExpressions;
using DevLab.JmesPath.Expressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Outcomes.Analytics;
using JsonException = System.Text.Json.JsonException;

namespace Outcomes.Functions.Sources.Http;

/// <summary>A JMESPath expression over a JSON document (https://jmespath.org/specification.html).</summary>
/// <remarks>A plain path such as <c>data.items</c> is followed without leaving System.Text.Json, so that numbers stay as they were written.</remarks>
public sealed partial class RecordPath
{
    /// <summary>Longest expression, in characters, and most copies that it may make of a part of a reply: '[@, @]' makes two, and a chain of forty of them 2^40.</summary>
    private const int LongestText = 4_000, MostCopies = 1_000;

    private static readonly JsonElement Nothing = JsonDocument.Parse("null").RootElement.Clone();
    private readonly string[]? plain;
    private readonly JmesPathExpression expression;
    private readonly Lock evaluating = new();

    private RecordPath(string text, JmesPathExpression expression)
    {
        (Text, this.expression) = (text, expression);
        plain = text == "@" ? [] : Plain().IsMatch(text) ? text.Split('.') : null;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The names it begins with: where they are not in a reply, the reply has another shape, which is not the same as no records.</summary>
    public RecordPath Beginning => Prefix().Match(Text) is { Success: true } prefix ? Parse(prefix.Value) : Parse("@");

    /// <summary>Whether it makes new records of the ones found, so that what it leaves out is not kept.</summary>
    public bool Projects => Text.Contains('{');

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static RecordPath Parse(string text)
    {
        if (text.Length > LongestText || Copies(text) > MostCopies)
            throw new ArgumentException($"'{text[..Math.Min(60, text.Length)]}…' is {(text.Length > LongestText ? $"{text.Length:N0} characters long" : "able to make its reply enormous")}; allowed: {LongestText:N0} characters, and selections […, …] and {{…, …}} that copy no part more than {MostCopies:N0} times.", nameof(text));
        try
        {
            return new(text, new DevLab.JmesPath.JmesPath().Parse(text));
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            throw new ArgumentException($"'{text}' is no JMESPath: {wrong.Message.Split('\n')[0]}", nameof(text), wrong);
        }
    }

    /// <summary>Reads the expression under a key; null where it is absent or wrong.</summary>
    public static RecordPath? Read(FrontMatter map, string key)
    {
        var text = map.OptionalText(key);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return Parse(text);
        }
        catch (ArgumentException wrong)
        {
            map.Fault(key, $"'{key}' cannot be used: {wrong.Message.Split(" (Parameter")[0]} Allowed: JMESPath, such as data or data[].{{id: id}}.");
            return null;
        }
    }

    /// <summary>What the expression finds; <see cref="JsonValueKind.Null"/> or Undefined where it finds nothing.</summary>
    /// <exception cref="JsonException">The expression does not fit the document, such as the length of nothing.</exception>
    public JsonElement Find(JsonElement document)
    {
        if (plain is null)
            return Evaluate(document);
        foreach (var name in plain)
            if (document.ValueKind is JsonValueKind.Null || (document.ValueKind is JsonValueKind.String && document.GetString()!.Length == 0))
                return Nothing; // an empty element of XML, or a null: there is nothing in it, which is not another shape
            else if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out document))
                return default;
        return document;
    }

    /// <summary>Whether it is true of the document, as JMESPath has it: not null, false, "", [] or {}.</summary>
    public bool IsTrue(JsonElement document) => Find(document) is var found && found.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => found.GetString()!.Length > 0,
        JsonValueKind.Array => found.GetArrayLength() > 0,
        JsonValueKind.Object => found.EnumerateObject().Any(),
        _ => true,
    };

    /// <summary>What it finds as text, or null where that is nothing or empty.</summary>
    public string? TextOf(JsonElement document) => Find(document) is var found && found.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => found.GetString(),
        _ => found.GetRawText(),
    } is { Length: > 0 } text ? text : null;

    /// <inheritdoc/>
    public override string ToString() => Text;

    private JsonElement Evaluate(JsonElement document)
    {
        using var reader = new JsonTextReader(new StringReader(document.GetRawText())) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal, MaxDepth = 128 };
        try
        {
            string found;
            lock (evaluating)
                found = expression.Transform(JToken.Load(reader)).AsJToken().ToString(Formatting.None);
            using var parsed = JsonDocument.Parse(found);
            return parsed.RootElement.Clone();
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            throw new JsonException($"'{Text}' does not fit the reply: {wrong.Message.Split('\n')[0]}", wrong);
        }
    }

    /// <summary>How often one part of a reply can at most come out: the members of every selection, multiplied.</summary>
    private static double Copies(string text)
    {
        var (copies, members) = (1.0, new Stack<(char Kind, int Count)>());
        foreach (var letter in Quoted().Replace(text, ""))
            if (letter is '[' or '{' or '(')
                members.Push((letter, 1));
            else if (letter is ',' && members.TryPop(out var group))
                members.Push((group.Kind, group.Count + 1));
            else if (letter is ']' or '}' or ')' && members.TryPop(out group) && group.Kind is not '(')
                copies *= group.Count;
        return copies;
    }

    [GeneratedRegex(@"""(\\.|[^""\\])*""|'(\\.|[^'\\])*'|`(\\.|[^`\\])*`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(?![\w(])")]
    private static partial Regex Prefix();
}
