using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A small table as its file has it, for faults that name the line.</summary>
internal static class SmallTable
{
    /// <summary>Each row's line and the values of some columns, trimmed; empty where the file has no such column. No rows where the file cannot be read, which is told elsewhere.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="columns">Names of the columns.</param>
    public static IReadOnlyList<(int Line, string[] Values)> Rows(string path, params IReadOnlyList<string> columns)
    {
        try
        {
            return Duck.ReadingFiles(duck =>
            {
                duck.Run($"create or replace table given as from {Duck.Csv(path)}");
                var named = duck.Rows("select column_name from (describe given)", row => row.GetString(0));
                string Column(string name) => named.Contains(name) ? $"coalesce(trim({Duck.Name(name)}), '')" : "''";
                var rows = duck.Rows($"select (row_number() over () + 1)::integer, {string.Join(", ", columns.Select(Column))} from given",
                    row => (row.GetInt32(0), columns.Select((_, place) => row.GetString(1 + place)).ToArray()));
                duck.Run("drop table given");
                return rows;
            });
        }
        catch (DuckDBException)
        {
            return [];
        }
    }
}
