namespace Outcomes.Functions.Ingestion;

/// <summary>What is said of files that are not what their source declares.</summary>
internal static class RawFaults
{
    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    /// <summary>Declared columns that no file has: gone upstream, or the delimiter is another.</summary>
    public static string Lost(IReadOnlyList<string> lost, IReadOnlyList<string> columns, IReadOnlyList<PreparedFile> files)
    {
        var message = $"column {string.Join(", ", lost.Select(name => $"'{name}'"))} is declared under columns: and in no file; found: {Shown(columns)}.";
        return files.FirstOrDefault(file => file.Layout.Kind == "csv" && file.Columns.Count == 1) is not { } single ? message
            : Delimiters.FirstOrDefault(other => single.Columns[0].Contains(other)) is { } likely
                ? $"{message} {single.Path} has one column when split at '{Shown(single.Layout.Delimiter)}'; its header holds '{Shown(likely)}': set format: {{csv: {{delimiter: \"{Shown(likely)}\"}}}}."
                : $"{message} {single.Path} has one column when split at '{Shown(single.Layout.Delimiter)}': is that its delimiter?";
    }

    /// <summary>A list short enough for a message.</summary>
    public static string Shown(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(30).Select(name => $"'{name}'")) + (names.Count > 30 ? $" and {names.Count - 30} more" : "");

    private static string Shown(string delimiter) => delimiter == "\t" ? "\\t" : delimiter;
}
