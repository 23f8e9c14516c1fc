using System.Text.Json;

namespace Outcomes.Tests.PowerBi;

/// <summary>deploy/powerbi as it lies: the model's objects and the report's visuals.</summary>
internal static class PowerBiProject
{
    public static string Folder { get; } = Path.Combine(Checkout.Root, "deploy", "powerbi");

    private static readonly string Definition = Path.Combine(Folder, "Outcomes.SemanticModel", "definition");

    public static IReadOnlyList<TmdlObject> Tables { get; } =
        [.. Directory.GetFiles(Path.Combine(Definition, "tables"), "*.tmdl").Order(StringComparer.Ordinal).Select(file => Tmdl.Read(file).Of("table").Single())];

    public static IReadOnlyList<TmdlObject> Expressions { get; } = [.. Tmdl.Read(Path.Combine(Definition, "expressions.tmdl")).Of("expression")];

    public static IReadOnlyList<TmdlObject> Relationships { get; } = [.. Tmdl.Read(Path.Combine(Definition, "relationships.tmdl")).Of("relationship")];

    public static TmdlObject Model { get; } = Tmdl.Read(Path.Combine(Definition, "model.tmdl"));

    public static TmdlObject Database { get; } = Tmdl.Read(Path.Combine(Definition, "database.tmdl"));

    /// <summary>The tables' refresh policies, of the script that an analyst runs for a large feed.</summary>
    public static IReadOnlyList<TmdlObject> Policies { get; } = ReadScript(Path.Combine(Folder, "incremental-refresh.tmdl"));

    /// <summary>Every measure, by name.</summary>
    public static IReadOnlyDictionary<string, TmdlObject> Measures { get; } = Tables.SelectMany(table => table.Of("measure")).ToDictionary(measure => measure.Name);

    public static IReadOnlyList<Visual> Visuals { get; } =
    [
        .. from page in Directory.GetFiles(Path.Combine(Folder, "Outcomes.Report"), "page.json", SearchOption.AllDirectories)
           let name = Json(page).GetProperty("displayName").GetString()!
           from file in Directory.GetFiles(Path.GetDirectoryName(page)!, "visual.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           select Visual.Read(name, Json(file)),
    ];

    /// <summary>The model's queries by the name of their table or expression, and of the policies.</summary>
    public static IEnumerable<(string Name, string M)> Queries() =>
        Tables.Select(table => (table.Name, table.Of("partition").Single().Properties["source"]))
            .Concat(Expressions.Where(expression => !IsParameter(expression)).Select(expression => (expression.Name, expression.Text!)))
            .Concat(Policies.SelectMany(table => table.Objects.Single().Properties.Where(property => property.Key.EndsWith("Expression", StringComparison.Ordinal)).Select(property => ($"{table.Name}.{property.Key}", property.Value))));

    public static bool IsParameter(TmdlObject expression) => expression.Text!.Contains("IsParameterQuery=true", StringComparison.Ordinal);

    /// <summary>A script for TMDL view: one word, and below it a file's text one tab deeper.</summary>
    private static List<TmdlObject> ReadScript(string path)
    {
        using var folder = new TempFolder();
        var lines = File.ReadAllLines(path);
        Assert.Equal("createOrReplace", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.True(line.Length == 0 || line[0] == '\t', line));
        return [.. Tmdl.Read(folder.Write("script.tmdl", string.Join('\n', lines.Skip(1).Select(line => line.Length == 0 ? line : line[1..])))).Of("ref table")];
    }

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}

/// <summary>One visual: what it shows, by role, and the filters of its own.</summary>
internal sealed record Visual(string Page, string Type, IReadOnlyList<(string Role, string Table, string Field, bool IsMeasure)> Fields, IReadOnlyList<VisualFilter> Filters)
{
    public IEnumerable<string> Measures => Fields.Where(shown => shown.IsMeasure).Select(shown => shown.Field);

    /// <summary>What it is broken down by.</summary>
    public IReadOnlyList<(string Table, string Column)> By => [.. Fields.Where(shown => !shown.IsMeasure).Select(shown => (shown.Table, shown.Field))];

    public static Visual Read(string page, JsonElement json)
    {
        var fields = from role in json.GetProperty("visual").GetProperty("query").GetProperty("queryState").EnumerateObject()
                     from projection in role.Value.GetProperty("projections").EnumerateArray()
                     let field = Field(projection.GetProperty("field"))
                     select (role.Name, field.Table, field.Name, field.IsMeasure);
        var filters = json.TryGetProperty("filterConfig", out var config) ? config.GetProperty("filters").EnumerateArray().Select(VisualFilter.Read) : [];
        return new(page, json.GetProperty("visual").GetProperty("visualType").GetString()!, [.. fields], [.. filters]);
    }

    public static (string Table, string Name, bool IsMeasure) Field(JsonElement field)
    {
        var (isMeasure, of) = field.TryGetProperty("Measure", out var measure) ? (true, measure) : (false, field.GetProperty("Column"));
        return (of.GetProperty("Expression").GetProperty("SourceRef").GetProperty("Entity").GetString()!, of.GetProperty("Property").GetString()!, isMeasure);
    }
}

/// <summary>A column's values that a visual shows, or leaves out.</summary>
internal sealed record VisualFilter(string Table, string Column, IReadOnlyList<object> Values, bool Without)
{
    public static VisualFilter Read(JsonElement json)
    {
        var (table, column, _) = Visual.Field(json.GetProperty("field"));
        var condition = json.GetProperty("filter").GetProperty("Where")[0].GetProperty("Condition");
        var without = condition.TryGetProperty("Not", out var not);
        var among = (without ? not.GetProperty("Expression") : condition).GetProperty("In");
        Assert.Equal(column, among.GetProperty("Expressions")[0].GetProperty(nameof(Column)).GetProperty("Property").GetString());
        Assert.Equal(table, json.GetProperty("filter").GetProperty("From")[0].GetProperty("Entity").GetString());
        return new(table, column, [.. among.GetProperty(nameof(Values)).EnumerateArray().Select(value => Literal(value[0].GetProperty("Literal").GetProperty("Value").GetString()!))], without);
    }

    private static object Literal(string text) => text is "true" or "false" ? text == "true" : text.Trim('\'');
}
