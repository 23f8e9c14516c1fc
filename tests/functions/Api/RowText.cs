using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Rows of an oracle and of an answer as the same text, exact for numbers.</summary>
internal static class RowText
{
    /// <summary>The rows of a query, in order.</summary>
    public static List<string> Of(DuckDBConnection oracle, string sql) =>
        oracle.Rows(sql, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => Of(row.GetValue(i)))));

    /// <summary>The rows of an answer, without annotations.</summary>
    public static List<string> Of(IEnumerable<JsonElement> rows) =>
        [.. rows.Select(row => string.Join('|', row.EnumerateObject().Where(member => !member.Name.Contains('@')).Select(member => Of(member.Value))))];

    /// <summary>A value of a query.</summary>
    public static string Of(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        DBNull => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Of(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetRawText().IndexOfAny(['.', 'e', 'E']) >= 0
        ? Of((object)value.GetDouble()) : value.ToString();
}
