using Outcomes.Analytics;

namespace Outcomes.Functions.Sources;

/// <summary>A raw column and the type its text is read as.</summary>
/// <param name="Name">As in the file's header.</param>
/// <param name="Type">integer, decimal, percent, date, datetime, duration, boolean or text.</param>
/// <param name="Format">strptime format for dates and datetimes; null: ISO 8601.</param>
/// <param name="Line">1-based line of the source file that says so.</param>
public sealed record TypedColumn(string Name, string Type, string? Format, int Line)
{
    private static readonly string[] Types = ["integer", "decimal", "percent", "date", "datetime", "duration", "boolean", "text"];

    /// <summary>Reads the key <c>columns</c>: <c>{orders: integer, "Interval start": {datetime: "%d/%m/%Y %H:%M"}}</c>.</summary>
    public static IReadOnlyList<TypedColumn> Read(FrontMatter front)
    {
        var columns = new List<TypedColumn>();
        if (front.Map("columns") is { } map)
            foreach (var name in map.Keys)
                columns.Add(map.IsMap(name) ? ReadFormat(map.Map(name)!, name, map) : new(name, map.Choice(name, Types), null, map.LineOf(name)));
        return columns;
    }

    private static TypedColumn ReadFormat(FrontMatter typed, string name, FrontMatter columns)
    {
        var type = typed.Keys.Count == 1 ? typed.Keys[0] : "";
        if (type is "date" or "datetime")
            return new(name, type, typed.Text(type), columns.LineOf(name));
        columns.Fault(name, $"'columns.{name}' is {{{string.Join(", ", typed.Keys)}: …}}; allowed: {{date: \"%d/%m/%Y\"}}, {{datetime: \"%d/%m/%Y %H:%M\"}}, or one of {string.Join(", ", Types)}.");
        return new(name, "text", null, columns.LineOf(name));
    }
}
