using System.Text;
using System.Text.Json;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// JSON and NDJSON as lines of objects whose values are text: numbers as they were written, nested values as JSON, every column of any record.
/// </summary>
internal static class JsonPreparation
{
    /// <exception cref="InvalidDataException">It is empty, or no JSON, or holds no records where the source says.</exception>
    public static PreparedFile Prepare(Source source, RawContent content, string workPath, RawLimits limits)
    {
        var local = TextEncoding.ToUtf8(content.Save(workPath), "utf-8", workPath + ".utf8");
        using var stream = File.OpenRead(local);
        TextEncoding.SkipMark(stream);
        if (stream.Length == stream.Position)
            throw new InvalidDataException("the file is empty: not even an empty array, [].");
        var rows = new JsonRows(workPath + ".ndjson", source.Personal);
        using (rows)
            if (content.Kind == "ndjson")
                Lines(local, stream, rows, limits);
            else
                Document(source, stream, rows, limits);
        return new(content.Path, workPath + ".ndjson", rows.Layout, rows.Columns, rows.Rejects, 0, rows.Rows);
    }

    private static void Lines(string path, FileStream stream, JsonRows rows, RawLimits limits)
    {
        CsvLines.Scan(path, (byte)'"', limits);
        using var reader = new StreamReader(stream, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                rows.Add(document.RootElement);
            }
            catch (JsonException wrong)
            {
                rows.Refuse($"not a line of JSON: {wrong.Message}", line);
            }
        }
    }

    /// <summary>An array is read record by record; a document with a path to its records is read whole.</summary>
    private static void Document(Source source, FileStream stream, JsonRows rows, RawLimits limits)
    {
        try
        {
            if (source.Format.Records is null && StartsArray(stream))
            {
                foreach (var record in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream).ToBlockingEnumerable())
                    rows.Add(record);
                return;
            }
            if (stream.Length > limits.MaxDocumentBytes)
                throw new InvalidDataException($"the document is larger than {limits.MaxDocumentBytes:N0} bytes and must be read whole; allowed: up to that (setting Raw:MaxDocumentBytes), or NDJSON.");
            using var document = JsonDocument.Parse(stream);
            foreach (var record in Reply.Records(source.Format.Records is { } path ? RecordPath.Parse(path) : null, document.RootElement))
                rows.Add(record);
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"not JSON: {wrong.Message}", wrong);
        }
    }

    private static bool StartsArray(FileStream stream)
    {
        var start = stream.Position;
        var value = stream.ReadByte();
        while (value is ' ' or '\t' or '\r' or '\n')
            value = stream.ReadByte();
        stream.Position = start;
        return value == '[';
    }
}
