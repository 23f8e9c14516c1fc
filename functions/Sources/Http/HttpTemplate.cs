using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;
using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>A name that a template uses, such as <c>window.from</c>.</summary>
public sealed record TemplateName(string Root, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Root}.{Name}";
}

/// <summary>A text with <c>{{ name | filter }}</c> in it, in Liquid. A name that has no value is an error.</summary>
/// <remarks>Filters: Liquid's own, and <c>plus_days: n</c> for days and instants. Tags are not allowed: a template says what is sent, it does not decide.</remarks>
public sealed partial class HttpTemplate
{
    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = MakeOptions();
    private readonly IReadOnlyList<(string Literal, IFluidTemplate? Value)> parts;

    private HttpTemplate(string text, IReadOnlyList<(string Literal, IFluidTemplate? Value)> parts, IReadOnlyList<TemplateName> names) => (Text, this.parts, Names) = (text, parts, names);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The names it uses.</summary>
    public IReadOnlyList<TemplateName> Names { get; }

    /// <summary>Reads a template; what is wrong with it is a fault of the key.</summary>
    /// <param name="text">As written.</param>
    /// <param name="map">For the line.</param>
    /// <param name="key">Its key.</param>
    /// <param name="roots">What it may use: settings, secrets, window, each, cursor, job.</param>
    public static HttpTemplate Read(string text, FrontMatter map, string key, IReadOnlyCollection<string> roots)
    {
        var names = new List<TemplateName>();
        if (text.Contains("{%", StringComparison.Ordinal))
            map.Fault(key, $"'{key}' has a tag, {{% %}}; allowed: values, {{{{ … }}}}.");
        foreach (Match output in Output().Matches(text))
            if (Name().Match(output.Groups[1].Value) is not { Success: true } name)
                map.Fault(key, $"'{key}' has '{output.Value}'; allowed: {{{{ name }}}} with a name of {Listed(roots)}, and filters after '|'.");
            else if (!roots.Contains(name.Groups[1].Value))
                map.Fault(key, $"'{key}' uses '{name.Value.Trim()}'; allowed here: {Listed(roots)}."
                    + (name.Groups[1].Value == "secrets" ? " Secrets appear only under auth:, so that they go nowhere else." : ""));
            else if (!Filters().IsMatch(output.Groups[1].Value[name.Length..]))
                map.Fault(key, $"'{key}' has '{output.Value}'; allowed after a filter's ':': texts in quotes and numbers. Two values stand beside each other: {{{{ a.x }}}}{{{{ a.y }}}}.");
            else
                names.Add(new(name.Groups[1].Value, name.Groups[2].Value));
        if (Parser.TryParse(text, out _, out var error))
            return new(text, [.. Parts(text)], names);
        map.Fault(key, $"'{key}' is no Liquid template: {error}");
        return new(text, [], names);
    }

    /// <summary>The text with its values, each encoded.</summary>
    /// <param name="values">By name, such as <c>each.account</c>.</param>
    /// <param name="encoder">For each value; null: as it is.</param>
    /// <exception cref="InvalidDataException">A name has no value, or one has control characters.</exception>
    public string Render(IReadOnlyDictionary<string, string?> values, TextEncoder? encoder = null)
    {
        if (Names.Count == 0)
            return Text;
        var context = new TemplateContext(Options);
        foreach (var root in Names.GroupBy(name => name.Root))
            context.SetValue(root.Key, root.DistinctBy(name => name.Name).ToDictionary(name => name.Name, name => (object)Value(values, name)));
        var rendered = new StringBuilder();
        foreach (var (literal, value) in parts)
            rendered.Append(value is null ? literal : Encoded(value.Render(context, NullEncoder.Default), encoder));
        return rendered.ToString();
    }

    /// <summary>A value as a filter left it: encoded here and not by Fluid, whose filters such as <c>raw</c> go past an encoder.</summary>
    private string Encoded(string value, TextEncoder? encoder) =>
        value.Any(char.IsControl) ? throw new InvalidDataException($"'{Text}' gives a control character, which is refused in a request.") : encoder?.Encode(value) ?? value;

    /// <summary>What stands between values, and each value with its filters.</summary>
    private static IEnumerable<(string Literal, IFluidTemplate? Value)> Parts(string text)
    {
        var at = 0;
        foreach (Match output in Output().Matches(text))
        {
            yield return (text[at..output.Index], null);
            yield return ("", Parser.TryParse(output.Value, out var value) ? value : null);
            at = output.Index + output.Length;
        }
        yield return (text[at..], null);
    }

    private string Value(IReadOnlyDictionary<string, string?> values, TemplateName name)
    {
        if (!values.TryGetValue(name.ToString(), out var value) || value is null)
            throw new InvalidDataException($"'{Text}' needs '{name}', which has no value.");
        if (value.Any(char.IsControl))
            throw new InvalidDataException($"'{name}' has a control character, which is refused in a request.");
        return value;
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc, MaxSteps = 1000 };
        options.Filters.AddFilter("plus_days", (input, arguments, _) =>
        {
            var (text, days) = (input.ToStringValue(), (int)arguments.At(0).ToNumberValue());
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return new StringValue(day.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? new StringValue(moment.AddDays(days).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                : throw new InvalidDataException($"plus_days is given '{text}'; allowed: a day, YYYY-MM-DD, or an instant.");
        });
        return options;
    }

    private static string Listed(IEnumerable<string> roots) => string.Join(", ", roots.Select(root => root + ".…"));

    [GeneratedRegex(@"\{\{-?(.*?)-?\}\}", RegexOptions.Singleline)]
    private static partial Regex Output();

    [GeneratedRegex(@"^\s*([a-z]+)\.([A-Za-z_]\w*)(?=\s*(\||$))")]
    private static partial Regex Name();

    /// <summary>Filters, whose arguments are texts and numbers: a name there would be empty and no error, a range (1..9) as long as it says.</summary>
    [GeneratedRegex(@"^(\s*\|\s*\w+\s*(:\s*('[^']*'|""[^""]*""|-?\d+(\.\d+)?)\s*(,\s*('[^']*'|""[^""]*""|-?\d+(\.\d+)?)\s*)*)?)*\s*$")]
    private static partial Regex Filters();
}
