using System.Globalization;
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
    private readonly IFluidTemplate template;

    private HttpTemplate(string text, IFluidTemplate template, IReadOnlyList<TemplateName> names) => (Text, this.template, Names) = (text, template, names);

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
            else
                names.Add(new(name.Groups[1].Value, name.Groups[2].Value));
        if (Parser.TryParse(text, out var template, out var error))
            return new(text, template, names);
        map.Fault(key, $"'{key}' is no Liquid template: {error}");
        Parser.TryParse("", out template, out _);
        return new(text, template, names);
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
        return template.Render(context, encoder ?? NullEncoder.Default);
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
}
