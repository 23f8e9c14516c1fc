using System.Text.Json;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>Facts of the edge as tables that SQL can read: objects whose properties, in snake_case, are a table's columns.</summary>
internal static class Facts
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Makes the temporary table <c>fact_&lt;set&gt;</c> with the columns of a published set.</summary>
    public static void Load(DuckDBConnection duck, Dataset set, IEnumerable<object> rows) =>
        Load(duck, set.Name, set.Columns.Select(column => (column.Name, column.Type)), rows);

    /// <summary>Makes the temporary table <c>fact_&lt;name&gt;</c>.</summary>
    public static void Load(DuckDBConnection duck, string name, IEnumerable<(string Name, string Type)> columns, IEnumerable<object> rows)
    {
        var structure = JsonSerializer.Serialize(new[] { columns.ToDictionary(column => column.Name, column => column.Type) });
        duck.Run(
            $"create or replace temp table {Duck.Name($"fact_{name}")} as select unnest(from_json($rows::json, {Duck.Literal(structure)}), recursive := true)",
            ("rows", JsonSerializer.Serialize(rows, Json)));
    }
}
