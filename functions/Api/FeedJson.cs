using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>Writes rows as OData JSON straight from the reader to the response, a buffer at a time.</summary>
/// <remarks>OData JSON format 4.01: dates and instants as ISO 8601 text, not-a-number as text, null as null; what the request computed says its type.</remarks>
internal sealed class FeedJson(FeedQuery query, Negotiation form, string root, string publication, HttpResponse response)
{
    private const int Buffer = 64 * 1024;

    /// <summary>Every answer is application/json and nosniff, so markup in it needs no escapes.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonEncodedText[] names = [.. query.Columns.Select(column => JsonEncodedText.Encode(column.Name, Options.Encoder))];
    private readonly JsonEncodedText[] types = [.. query.Columns.Select(column => JsonEncodedText.Encode($"{column.Name}@odata.type", Options.Encoder))];
    private readonly IReadOnlyList<string> key = query.Request.Set.Contract.Key;
    private readonly bool hasId = form.HasMetadata && query.From.IsStored
        && query.Request.Set.Contract.Key.Any(name => query.Columns.All(column => column.Name != name));

    private string Context => $"{root}$metadata#{query.Request.Set.EntitySet.Name}"
        + (query.NamesColumns ? $"({string.Join(',', query.Columns.Select(column => column.Name))})" : "");

    /// <summary>A page: at most <paramref name="rows"/> rows, then a link where the reader has more.</summary>
    /// <param name="count">All rows of the request, where it asked.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="rows">How many to write.</param>
    /// <param name="nextLink">The link to the page after the row of an ordinal, or after so many rows of this page; null: there is to be none.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WritePageAsync(long? count, DuckDBDataReader reader, long rows, Func<long, string>? nextLink, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        WriteContext(json, Context);
        if (count is not null)
            WriteLong(json, "@odata.count", count.Value);
        var hasRow = rows > 0 && reader.Read();
        response.HttpContext.Items[Audit.Rows] = 0L;
        if (form.HasMetadata && query.From is { IsStored: false, Hidden: not null })
            WriteLong(json, "@outcomes.suppressed", hasRow ? reader.GetInt64(reader.FieldCount - 1) : 0);
        json.WriteStartArray("value");
        long written = 0, last = 0;
        for (; hasRow && written < rows; hasRow = reader.Read())
        {
            json.WriteStartObject();
            WriteRow(json, reader);
            json.WriteEndObject();
            response.HttpContext.Items[Audit.Rows] = ++written;
            last = query.From.IsStored ? reader.GetInt64(reader.FieldCount - 1) : written;
            if (json.BytesPending < Buffer)
                continue;
            await json.FlushAsync(cancellationToken);
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        if (hasRow && nextLink is not null)
            json.WriteString("@odata.nextLink", nextLink(last));
        json.WriteEndObject();
    }

    /// <summary>One entity, on which the reader stands.</summary>
    public async Task WriteEntityAsync(DuckDBDataReader reader)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        WriteContext(json, Context + "/$entity");
        WriteRow(json, reader);
        json.WriteEndObject();
    }

    /// <summary>The one property of the entity on which the reader stands.</summary>
    public async Task WritePropertyAsync(DuckDBDataReader reader)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        WriteContext(json, $"{root}$metadata#{EntityPath(reader)}/{query.Columns[0].Name}");
        WriteValue(json, JsonEncodedText.Encode("value"), query.Columns[0].Kind, reader, 0);
        json.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter json, string context)
    {
        if (!form.HasMetadata)
            return;
        json.WriteString("@odata.context", context);
        json.WriteString("@outcomes.publication", publication);
    }

    private void WriteRow(Utf8JsonWriter json, DuckDBDataReader reader)
    {
        if (hasId)
            json.WriteString("@odata.id", root + EntityPath(reader));
        if (form.HasMetadata && query.From is { IsStored: false, Hidden: not null })
            WriteLong(json, "@outcomes.suppressed", reader.GetInt64(names.Length));
        for (var i = 0; i < names.Length; i++)
            if (reader.IsDBNull(i))
                json.WriteNull(names[i]);
            else
            {
                if (query.Columns[i].IsDynamic && form.HasMetadata && TypeName(query.Columns[i], reader, i) is { } type)
                    json.WriteString(types[i], type);
                WriteValue(json, names[i], query.Columns[i].Kind, reader, i);
            }
    }

    private void WriteValue(Utf8JsonWriter json, JsonEncodedText name, Kind kind, DuckDBDataReader reader, int i)
    {
        switch (kind)
        {
            case Kind.Text:
                json.WriteString(name, reader.GetString(i));
                break;
            case Kind.Truth:
                json.WriteBoolean(name, reader.GetBoolean(i));
                break;
            case Kind.Whole when reader.GetFieldType(i) == typeof(int):
                json.WriteNumber(name, reader.GetInt32(i));
                break;
            case Kind.Whole when !form.LongsAreText:
                json.WriteNumber(name, reader.GetInt64(i));
                break;
            case Kind.Huge when !form.LongsAreText:
                json.WritePropertyName(name);
                json.WriteRawValue(reader.GetFieldValue<BigInteger>(i).ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case Kind.Exact when !form.LongsAreText:
                json.WriteNumber(name, reader.GetDecimal(i));
                break;
            case Kind.Real when double.IsFinite(reader.GetDouble(i)):
                json.WriteNumber(name, reader.GetDouble(i));
                break;
            default:
                json.WriteString(name, Kinds.Text(kind, reader.GetValue(i)));
                break;
        }
    }

    /// <summary>The type of what $metadata does not know, where JSON itself does not tell it.</summary>
    private static string? TypeName(RelationColumn column, DuckDBDataReader reader, int i) => column.Kind switch
    {
        Kind.Text or Kind.Truth => null,
        Kind.Real => double.IsFinite(reader.GetDouble(i)) ? null : "#Double",
        Kind.Whole => column.Type == "INTEGER" ? "#Int32" : "#Int64",
        Kind.Day => "#Date",
        Kind.Clock => "#TimeOfDay",
        Kind.Instant => "#DateTimeOffset",
        _ => "#Decimal",
    };

    private void WriteLong(Utf8JsonWriter json, string name, long value)
    {
        if (form.LongsAreText)
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber(name, value);
    }

    /// <summary>The entity's path, from its key, whose columns come after those asked for.</summary>
    private string EntityPath(DuckDBDataReader reader)
    {
        var values = key.Select((name, i) =>
        {
            var kind = query.From[name].Kind;
            var text = Kinds.Text(kind, reader.GetValue(query.Columns.Count + i));
            var literal = Uri.EscapeDataString(kind == Kind.Text ? $"'{text.Replace("'", "''")}'" : text);
            return key.Count == 1 ? literal : $"{name}={literal}";
        });
        return $"{query.Request.Set.EntitySet.Name}({string.Join(',', values)})";
    }
}
