using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcomes.Functions.Ingestion;

/// <summary>Writes JSON records as lines of text values, and remembers every name they use. Names that differ by case alone are one column.</summary>
/// <param name="path">The file to write.</param>
/// <param name="personal">Names to leave out, of records and of what is nested in them.</param>
internal sealed class JsonRows(string path, IReadOnlyList<string> personal) : IDisposable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly FileStream output = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
    private readonly ArrayBufferWriter<byte> line = new(1 << 12);
    private readonly Utf8JsonWriter writer = new(Stream.Null);
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> ofRecord = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> columns = [];
    private readonly List<Reject> rejects = [];
    private long row, longest;

    /// <summary>All names, in the order first seen.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The lines written.</summary>
    public long Rows => row - rejects.Count;

    /// <summary>Records that are no objects.</summary>
    public IReadOnlyList<Reject> Rejects => rejects;

    /// <summary>How the lines are read: as long as the longest, with room for the names of columns that a record does not have.</summary>
    public RawLayout Layout => new("ndjson", RowBytes: (int)Math.Clamp(longest + columns.Sum(column => 6 * column.Length + 16), 1 << 20, RawScan.RowBytes));

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="added">Values that come with it and are not of it.</param>
    public void Add(JsonElement record, params ReadOnlySpan<KeyValuePair<string, string?>> added)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            Refuse($"a {record.ValueKind} where a record, {{…}}, is allowed", record.GetRawText());
            return;
        }
        ofRecord.Clear();
        foreach (var property in record.EnumerateObject())
            if (!ofRecord.Add(property.Name))
            {
                Refuse($"the name '{property.Name}' is there twice", record.GetRawText());
                return;
            }
        row++;
        line.ResetWrittenCount();
        writer.Reset(line);
        writer.WriteStartObject();
        foreach (var property in record.EnumerateObject())
            if (!IsPersonal(property.Name) && !Holds(added, property.Name))
                writer.WriteString(Column(property.Name), Text(property.Value));
        foreach (var (name, value) in added)
            writer.WriteString(Column(name), value);
        writer.WriteEndObject();
        writer.Flush();
        longest = Math.Max(longest, line.WrittenCount);
        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
    }

    /// <summary>Sets aside what is no record.</summary>
    public void Refuse(string reason, string text) => rejects.Add(new(++row, reason, personal.Count == 0 ? text : null));

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        output.Dispose();
    }

    private static bool Holds(ReadOnlySpan<KeyValuePair<string, string?>> added, string name)
    {
        foreach (var (other, _) in added)
            if (other.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>An attribute of XML is personal by its name too.</summary>
    private bool IsPersonal(string name) => personal.Contains(name.TrimStart('@'), StringComparer.OrdinalIgnoreCase);

    private string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Object or JsonValueKind.Array when personal.Count > 0 => Less(JsonNode.Parse(value.GetRawText())!).ToJsonString(Plain),
        _ => value.GetRawText(),
    };

    /// <summary>A nested value without what is personal, at whatever depth it hides.</summary>
    private JsonNode Less(JsonNode value)
    {
        if (value is JsonObject named)
            foreach (var name in named.Select(property => property.Key).Where(IsPersonal).ToArray())
                named.Remove(name);
        foreach (var inner in value switch { JsonObject within => within.Select(property => property.Value), JsonArray list => list, _ => [] })
            if (inner is JsonObject or JsonArray)
                Less(inner);
        return value;
    }

    private string Column(string name)
    {
        if (names.TryGetValue(name, out var known))
            return known;
        var column = name.Length == 0 ? $"column_{columns.Count + 1}" : name;
        columns.Add(column);
        names.Add(name, column);
        return column;
    }
}
