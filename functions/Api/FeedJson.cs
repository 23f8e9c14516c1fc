using System.Data;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Outcomes.Functions.Api;

/// <summary>Writes rows as OData JSON straight from the reader to the response, a buffer at a time.</summary>
/// <remarks>OData JSON format 4.01: dates and instants as ISO 8601 text, not-a-number as text, null as null.</remarks>
internal sealed class FeedJson(FeedRequest request, Negotiation form, string root, HttpResponse response)
{
    private const int Buffer = 64 * 1024;

    /// <summary>Every answer is application/json and nosniff, so markup in it needs no escapes.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Kind[] kinds = [.. request.Columns.Select(column => Kinds.Of(column.Type)!.Value)];
    private readonly JsonEncodedText[] names = [.. request.Columns.Select(column => JsonEncodedText.Encode(column.Name))];
    private readonly bool hasId = form.HasMetadata && request.Set.Contract.Key.Any(key => request.Columns.All(column => column.Name != key));

    private string Context => $"{root}$metadata#{request.Set.EntitySet.Name}"
        + (request.IsSelection ? $"({string.Join(',', request.Columns.Select(column => column.Name))})" : "");

    /// <summary>A page: at most <paramref name="rows"/> rows, then a link where the reader has more.</summary>
    /// <param name="count">All rows of the request, where it asked.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="rows">How many to write.</param>
    /// <param name="nextLink">The link to the page after the row of an ordinal; null: there is to be none.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WritePageAsync(long? count, IDataReader reader, long rows, Func<long, string>? nextLink, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        if (form.HasMetadata)
            json.WriteString("@odata.context", Context);
        if (count is not null)
            WriteLong(json, "@odata.count", count.Value);
        json.WriteStartArray("value");
        long written = 0, last = 0;
        for (; written < rows && reader.Read(); written++)
        {
            json.WriteStartObject();
            WriteRow(json, reader);
            json.WriteEndObject();
            last = reader.GetInt64(reader.FieldCount - 1);
            if (json.BytesPending < Buffer)
                continue;
            await json.FlushAsync(cancellationToken);
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        if (written == rows && nextLink is not null && reader.Read())
            json.WriteString("@odata.nextLink", nextLink(last));
        json.WriteEndObject();
    }

    /// <summary>One entity, on which the reader stands.</summary>
    public async Task WriteEntityAsync(IDataReader reader)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        if (form.HasMetadata)
            json.WriteString("@odata.context", Context + "/$entity");
        WriteRow(json, reader);
        json.WriteEndObject();
    }

    private void WriteRow(Utf8JsonWriter json, IDataReader reader)
    {
        if (hasId)
            json.WriteString("@odata.id", root + EntityPath(reader));
        for (var i = 0; i < names.Length; i++)
            if (reader.IsDBNull(i))
                json.WriteNull(names[i]);
            else
                WriteValue(json, names[i], kinds[i], reader, i);
    }

    private void WriteValue(Utf8JsonWriter json, JsonEncodedText name, Kind kind, IDataReader reader, int i)
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
            case Kind.Exact when !form.LongsAreText:
                json.WriteNumber(name, reader.GetDecimal(i));
                break;
            case Kind.Real when double.IsFinite(reader.GetDouble(i)):
                json.WriteNumber(name, reader.GetDouble(i));
                break;
            default:
                json.WriteString(name, Text(kind, reader.GetValue(i)));
                break;
        }
    }

    private void WriteLong(Utf8JsonWriter json, string name, long value)
    {
        if (form.LongsAreText)
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber(name, value);
    }

    /// <summary>The entity's path, from its key, whose columns come after those asked for.</summary>
    private string EntityPath(IDataReader reader)
    {
        var key = request.Set.Contract.Key;
        var values = key.Select((name, i) =>
        {
            var kind = Kinds.Of(request.Set.Contract.Column(name)!.Type)!.Value;
            var text = Text(kind, reader.GetValue(request.Columns.Count + i));
            var literal = Uri.EscapeDataString(kind == Kind.Text ? $"'{text.Replace("'", "''")}'" : text);
            return key.Count == 1 ? literal : $"{name}={literal}";
        });
        return $"{request.Set.EntitySet.Name}({string.Join(',', values)})";
    }

    /// <summary>A value as OData writes it in text.</summary>
    private static string Text(Kind kind, object value) => (kind, value) switch
    {
        (Kind.Day, DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (Kind.Instant, DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        (Kind.Real, double.PositiveInfinity) => "INF",
        (Kind.Real, double.NegativeInfinity) => "-INF",
        (Kind.Truth, bool truth) => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
