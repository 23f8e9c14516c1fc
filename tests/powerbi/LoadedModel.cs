using System.Globalization;
using System.Text.Json;

namespace Outcomes.Tests.PowerBi;

/// <summary>The model as a refresh fills it: every table by its own query over HTTP, pinned, page by page; then the measures over what came.</summary>
public sealed class LoadedModel : IAsyncLifetime
{
    public PublishedFeed Feed { get; } = new();

    internal Selection All { get; private set; } = null!;

    internal DaxEvaluation Dax { get; } = new(PowerBiProject.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Text!));

    public async ValueTask InitializeAsync()
    {
        await Feed.InitializeAsync();
        All = await LoadAsync(Feed.Client, Feed.Id);
    }

    public ValueTask DisposeAsync() => Feed.DisposeAsync();

    private static async Task<Selection> LoadAsync(HttpClient client, string publication)
    {
        var tables = new Dictionary<string, LoadedTable>();
        foreach (var query in (await PowerQuery.FoldAsync(PowerBiProject.Queries())).Where(query => PowerBiProject.Tables.Any(table => table.Name == query.Name)))
        {
            var columns = PowerBiProject.Tables.Single(table => table.Name == query.Name).Of("column").ToArray();
            var rows = await PowerQuery.RowsAsync(client, query.Steps[^1].Url(publication));
            tables[query.Name] = new(query.Name, [.. columns.Select(column => column.Name)],
                [.. rows.Select(row => columns.Select(column => Value(row.GetProperty(column.Properties["sourceColumn"]), column.Properties["dataType"])).ToArray())]);
        }
        return new(tables, [.. PowerBiProject.Relationships.Select(relationship => (relationship.Properties["fromColumn"].Split('.'), relationship.Properties["toColumn"].Split('.')))
            .Select(ends => (ends.Item1[0], ends.Item1[1], ends.Item2[0], ends.Item2[1]))]);
    }

    private static object? Value(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        _ when type == "dateTime" => DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        _ => value.GetString(),
    };
}
