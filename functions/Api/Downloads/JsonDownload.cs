using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Rows as JSON objects, written as they are read: a line each, or the array <c>value</c> of one object.</summary>
internal static class JsonDownload
{
    private const int Buffer = 64 * 1024;

    /// <summary>Newline-delimited JSON.</summary>
    public static async Task WriteLinesAsync(Download download, HttpResponse response)
    {
        using var reader = download.Reading.All(download.Skip, download.Top);
        await WriteLinesAsync(download.Query.FileColumns, reader, () => download.Rows++, response, download.CancellationToken);
    }

    /// <summary>The rows of a reader as newline-delimited JSON.</summary>
    public static async Task WriteLinesAsync(IReadOnlyList<RelationColumn> columns, DuckDBDataReader reader, Action counted, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, FeedJson.Options);
        while (reader.Read())
        {
            WriteRow(json, columns, reader);
            counted();
            await json.FlushAsync(cancellationToken);
            json.Reset();
            response.BodyWriter.Write("\n"u8);
            if (response.BodyWriter.UnflushedBytes > Buffer)
                await response.BodyWriter.FlushAsync(cancellationToken);
        }
    }

    /// <summary>The row on which a reader stands.</summary>
    public static JsonObject Row(IReadOnlyList<RelationColumn> columns, DuckDBDataReader reader)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, FeedJson.Options))
            WriteRow(json, columns, reader);
        return JsonNode.Parse(bytes.ToArray())!.AsObject();
    }

    /// <summary>One JSON object that names the publication.</summary>
    public static async Task WriteArrayAsync(Download download, HttpResponse response)
    {
        using var reader = download.Reading.All(download.Skip, download.Top);
        await using var json = new Utf8JsonWriter(response.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        json.WriteString("publication", response.Headers["Outcomes-Publication"].ToString());
        json.WriteStartArray("value");
        while (reader.Read())
        {
            WriteRow(json, download.Query.FileColumns, reader);
            download.Rows++;
            if (json.BytesPending < Buffer)
                continue;
            await json.FlushAsync(download.CancellationToken);
            await response.BodyWriter.FlushAsync(download.CancellationToken);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, IReadOnlyList<RelationColumn> columns, DuckDBDataReader reader)
    {
        json.WriteStartObject();
        for (var i = 0; i < columns.Count; i++)
        {
            json.WritePropertyName(columns[i].Name);
            if (reader.IsDBNull(i))
                json.WriteNullValue();
            else
                WriteValue(json, columns[i].Kind, reader, i);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, Kind kind, DuckDBDataReader reader, int i)
    {
        switch (reader.GetValue(i))
        {
            case int or long when kind == Kind.Whole:
                json.WriteNumberValue(Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture));
                break;
            case BigInteger huge:
                json.WriteRawValue(huge.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case decimal exact:
                json.WriteNumberValue(exact);
                break;
            case double real when double.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case var other:
                json.WriteStringValue(Kinds.Text(kind, other));
                break;
        }
    }
}
