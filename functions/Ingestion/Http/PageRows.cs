using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>A page to be read as rows.</summary>
/// <param name="Name">As <c>_page</c> has it.</param>
/// <param name="LocalPath">The reply, or lines of its records.</param>
/// <param name="IsRecords">Which of the two.</param>
/// <param name="AskedJson">As <see cref="Page.AskedJson"/>.</param>
internal sealed record RowsOf(string Name, string LocalPath, bool IsRecords, string? AskedJson);

/// <summary>The records of many pages as one table of text, in the order of the pages, with <c>_page</c>, <c>_each</c>, <c>_from</c> and <c>_to</c>.</summary>
internal static class PageRows
{
    /// <summary>Makes the table.</summary>
    /// <param name="source">With requests whose replies are looked into.</param>
    /// <param name="pages">In order.</param>
    /// <param name="span">What was asked for, where the source cannot filter; null: every record counts.</param>
    /// <param name="folder">The run's own.</param>
    /// <param name="limits">How large a reply may be.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>The table, and how many records came more than once and how many lay outside what was asked for.</returns>
    public static (PreparedFile File, long Repeated, long Outside) Prepare(
        Source source, IEnumerable<RowsOf> pages, Span? span, string folder, RawLimits limits, CancellationToken cancellationToken)
    {
        var (path, outside) = (Path.Combine(folder, "records.ndjson"), 0L);
        var field = span is null ? null : source.Http!.Window?.Field;
        var rows = new JsonRows(path, source.Personal);
        using (rows)
            foreach (var page in pages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var added = Added(source, page);
                foreach (var record in page.IsRecords ? Lines(page.LocalPath) : Whole(source, page.LocalPath, limits))
                    if (field is not null && !span!.Has(field.TextOf(record)))
                        outside++;
                    else
                        rows.Add(record, added);
            }
        var repeated = source.Http!.PrimaryKey.Count > 0 && rows.Columns.Count > 0 ? KeepLast(source, rows, path) : 0;
        return (new($"{source.Name}.ndjson", path, rows.Layout, rows.Columns, rows.Rejects, 0, rows.Rows - repeated), repeated, outside);
    }

    private static KeyValuePair<string, string?>[] Added(Source source, RowsOf page)
    {
        var added = new List<KeyValuePair<string, string?>> { new("_page", page.Name) };
        if (source.Http!.EachColumns.Count > 0)
            added.Add(new("_each", page.AskedJson));
        if (source.Http.Window is not null)
        {
            using var asked = JsonDocument.Parse(page.AskedJson ?? "{}");
            foreach (var name in (string[])["_from", "_to"])
                added.Add(new(name, asked.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null));
        }
        return [.. added];
    }

    private static IEnumerable<JsonElement> Whole(Source source, string path, RawLimits limits)
    {
        using var reply = Reply.Read(source, path, limits);
        foreach (var record in Reply.Records(source.Http!.Records, reply.RootElement))
            yield return record;
    }

    private static IEnumerable<JsonElement> Lines(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var record = JsonDocument.Parse(line);
            yield return record.RootElement;
        }
    }

    /// <summary>Of records with one key, in one walk or another, the last stays: a page that moved on while it was read shows some twice.</summary>
    private static long KeepLast(Source source, JsonRows rows, string path)
    {
        var columns = rows.Columns;
        foreach (var lost in source.Http!.PrimaryKey.Where(key => !columns.Contains(key, StringComparer.OrdinalIgnoreCase)))
            throw new SourceException(source.Name, $"http.primary_key names '{lost}', which no record has; found: {RawFaults.Shown(columns)}.");
        var names = string.Join(", ", columns.Select(column => $"{Duck.Literal(column)}: 'VARCHAR'"));
        var each = columns.Contains("_each") ? ", _each" : "";
        var key = string.Join(", ", source.Http.PrimaryKey.Select(Duck.Name));
        using var duck = Duck.Open(temporary: path + ".spill", memory: "300MB");
        duck.Run($"create table records as select *, row_number() over () as _place from read_json({Duck.Literal(path)}, format = 'newline_delimited', columns = {{{names}}}, maximum_object_size = {rows.Layout.RowBytes})");
        duck.Run($"create table kept as select max(_place) as _place from records group by {key}{each}");
        var repeated = duck.One<long>("select (select count(*) from records) - (select count(*) from kept)");
        if (repeated > 0)
            duck.Run($"copy (select records.* exclude (_place) from records semi join kept using (_place) order by _place) to {Duck.Literal(path)} (format json)");
        return repeated;
    }
}
