using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DuckDB.NET.Data;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>Writes rows as OData JSON: a page that is small is written whole, and may be kept; one that is not goes out as it is read.</summary>
/// <remarks>OData JSON format 4.01: dates and instants as ISO 8601 text, not-a-number as text, null as null; what the request computed says its type.</remarks>
/// <param name="query">What was asked.</param>
/// <param name="form">The JSON's form.</param>
/// <param name="root">The feed's root, with its slash.</param>
/// <param name="publication">What the rows are of.</param>
/// <param name="response">Where they go.</param>
/// <param name="isKept">Whether whoever asks for the writing wants the bytes too.</param>
internal sealed class FeedJson(FeedQuery query, Negotiation form, string root, string publication, HttpResponse response, bool isKept)
{
    /// <summary>Bytes of a page that are held back. Above that it is written as it comes, and not kept.</summary>
    private const int Whole = 512 * 1024;

    /// <summary>Different texts of a column that are kept encoded.</summary>
    private const int MostWords = 256;

    /// <summary>For what is written by Utf8JsonWriter.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JsonBuffer.Encoder };

    private readonly byte[][] names = [.. query.Columns.Select(column => JsonBuffer.NameOf(column.Name))];
    private readonly Dictionary<string, byte[]>?[] words = [.. query.Columns.Select(column => column.Kind == Kind.Text ? new Dictionary<string, byte[]>() : null)];
    private readonly (string? Text, byte[] Quoted)[] last = new (string?, byte[])[query.Columns.Count];
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
    /// <returns>The whole page, where it is small and to be kept.</returns>
    public async Task<byte[]?> WritePageAsync(long? count, DuckDBDataReader reader, long rows, Func<long, string>? nextLink, CancellationToken cancellationToken)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, Context);
        if (count is not null)
            WriteLong(json, "@odata.count", count.Value);
        var hasRow = rows > 0 && reader.Read();
        if (form.HasMetadata && query.From is { IsStored: false, Hidden: not null })
            WriteLong(json, "@outcomes.suppressed", hasRow ? reader.GetInt64(reader.FieldCount - 1) : 0);
        json.Name("value");
        json.Raw("["u8);
        long written = 0, ordinal = 0;
        var isWhole = true;
        try
        {
            for (; hasRow && written < rows; hasRow = reader.Read())
            {
                json.Raw(written == 0 ? "{"u8 : ",{"u8);
                WriteRow(json, reader);
                json.Raw("}"u8);
                written++;
                ordinal = query.From.IsStored ? reader.GetInt64(reader.FieldCount - 1) : written;
                if (json.Length < Whole)
                    continue;
                isWhole = false;
                await response.BodyWriter.WriteAsync(json.Written, cancellationToken);
                json.Clear();
            }
        }
        finally
        {
            response.HttpContext.Items[Audit.Rows] = written;
        }
        json.Raw("]"u8);
        if (hasRow && nextLink is not null)
        {
            json.Name("@odata.nextLink");
            json.Text(nextLink(ordinal));
        }
        return await EndAsync(json, isWhole, cancellationToken);
    }

    /// <summary>One entity, on which the reader stands.</summary>
    public async Task<byte[]?> WriteEntityAsync(DuckDBDataReader reader)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, Context + "/$entity");
        WriteRow(json, reader);
        return await EndAsync(json, isWhole: true, response.HttpContext.RequestAborted);
    }

    /// <summary>The one property of the entity on which the reader stands.</summary>
    public async Task<byte[]?> WritePropertyAsync(DuckDBDataReader reader)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, $"{root}$metadata#{EntityPath(reader)}/{query.Columns[0].Name}");
        json.Name("value");
        WriteValue(json, 0, reader);
        return await EndAsync(json, isWhole: true, response.HttpContext.RequestAborted);
    }

    private async Task<byte[]?> EndAsync(JsonBuffer json, bool isWhole, CancellationToken cancellationToken)
    {
        json.Raw("}"u8);
        await response.BodyWriter.WriteAsync(json.Written, cancellationToken);
        return isWhole && isKept ? json.Written.ToArray() : null;
    }

    private void WriteContext(JsonBuffer json, string context)
    {
        if (!form.HasMetadata)
            return;
        json.Name("@odata.context");
        json.Text(context);
        json.Name("@outcomes.publication");
        json.Text(publication);
    }

    private void WriteRow(JsonBuffer json, DuckDBDataReader reader)
    {
        if (hasId)
        {
            json.Name("@odata.id");
            json.Text(root + EntityPath(reader));
        }
        if (form.HasMetadata && query.From is { IsStored: false, Hidden: not null })
            WriteLong(json, "@outcomes.suppressed", reader.GetInt64(names.Length));
        for (var i = 0; i < names.Length; i++)
        {
            var isNull = reader.IsDBNull(i);
            if (!isNull && query.Columns[i].IsDynamic && form.HasMetadata && TypeName(query.Columns[i], reader, i) is { } type)
            {
                json.Name($"{query.Columns[i].Name}@odata.type");
                json.Text(type);
            }
            json.Name(names[i]);
            if (isNull)
                json.Raw("null"u8);
            else
                WriteValue(json, i, reader);
        }
    }

    private void WriteValue(JsonBuffer json, int i, DuckDBDataReader reader)
    {
        var kind = query.Columns[i].Kind;
        switch (kind)
        {
            case Kind.Text:
                WriteText(json, i, reader.GetString(i));
                break;
            case Kind.Truth:
                json.Raw(reader.GetBoolean(i) ? "true"u8 : "false"u8);
                break;
            case Kind.Whole when query.Columns[i].Type == "INTEGER":
                json.Whole(reader.GetInt32(i));
                break;
            case Kind.Whole when !form.LongsAreText:
                json.Whole(reader.GetInt64(i));
                break;
            case Kind.Huge when !form.LongsAreText:
                json.Ascii(reader.GetFieldValue<BigInteger>(i).ToString(CultureInfo.InvariantCulture));
                break;
            case Kind.Exact when !form.LongsAreText:
                json.Ascii(reader.GetDecimal(i).ToString(CultureInfo.InvariantCulture));
                break;
            case Kind.Real when reader.GetDouble(i) is var real && double.IsFinite(real):
                json.Real(real);
                break;
            case Kind.Day:
                json.Day(reader.GetFieldValue<DateOnly>(i));
                break;
            case Kind.Instant:
                json.Instant(reader.GetFieldValue<DateTime>(i));
                break;
            default:
                json.Text(Kinds.Text(kind, reader.GetValue(i)));
                break;
        }
    }

    /// <summary>Text that comes again is encoded once; a column whose text does not is soon given up on.</summary>
    private void WriteText(JsonBuffer json, int i, string text)
    {
        if (ReferenceEquals(last[i].Text, text))
            json.Raw(last[i].Quoted);
        else if (words[i] is not { Count: < MostWords } known)
            json.Text(text);
        else
        {
            if (!known.TryGetValue(text, out var quoted))
                known[text] = quoted = JsonBuffer.Quoted(text);
            last[i] = (text, quoted);
            json.Raw(quoted);
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

    private void WriteLong(JsonBuffer json, string name, long value)
    {
        json.Name(name);
        if (form.LongsAreText)
            json.Text(value.ToString(CultureInfo.InvariantCulture));
        else
            json.Whole(value);
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
