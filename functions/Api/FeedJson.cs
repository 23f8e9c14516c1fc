using System.Globalization;
using System.Text.Json;
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

    /// <summary>For what is written by Utf8JsonWriter.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JsonBuffer.Encoder };

    private readonly JsonColumn[] columns = [.. query.Columns.Select((column, i) => new JsonColumn(column, i, form))];
    private readonly IReadOnlyList<string> key = query.Request.Set.Contract.Key;
    private readonly bool hasId = form.HasMetadata && query.HasKeyBeside;

    private string Context => $"{root}$metadata#{query.Request.Set.EntitySet.Name}"
        + (query.NamesColumns ? $"({string.Join(',', query.Columns.Select(column => column.Name))})" : "");

    /// <summary>A page: at most <paramref name="rows"/> rows, then a link where the reader has more.</summary>
    /// <param name="count">All rows of the request, where it asked.</param>
    /// <param name="hidden">All hidden figures of the request, where its rows stand for several.</param>
    /// <param name="page">The rows.</param>
    /// <param name="rows">How many to write.</param>
    /// <param name="nextLink">The link to the page after the row of an ordinal, or after so many rows of this page; null: there is to be none.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The whole page, where it is small and to be kept.</returns>
    public async Task<byte[]?> WritePageAsync(long? count, long? hidden, FeedRows page, long rows, Func<long, string>? nextLink, CancellationToken cancellationToken)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, Context);
        if (count is not null)
            WriteLong(json, "@odata.count", count.Value);
        var hasRow = rows > 0 && page.Read();
        if (form.HasMetadata && hidden is not null)
            WriteLong(json, "@outcomes.suppressed", hidden.Value);
        json.Name("value");
        json.Raw("["u8);
        long written = 0, ordinal = 0;
        var isWhole = true;
        try
        {
            for (; hasRow && written < rows; hasRow = page.Read())
            {
                json.Raw(written == 0 ? "{"u8 : ",{"u8);
                WriteRow(json, page);
                json.Raw("}"u8);
                written++;
                ordinal = query.From.IsStored ? page.Whole(page.Columns - 1) : written;
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

    /// <summary>One entity, on which they stand.</summary>
    public async Task<byte[]?> WriteEntityAsync(FeedRows row)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, Context + "/$entity");
        WriteRow(json, row);
        return await EndAsync(json, isWhole: true, response.HttpContext.RequestAborted);
    }

    /// <summary>The one property of the entity on which they stand.</summary>
    public async Task<byte[]?> WritePropertyAsync(FeedRows row)
    {
        using var json = new JsonBuffer();
        json.Raw("{"u8);
        WriteContext(json, $"{root}$metadata#{EntityPath(row)}/{query.Columns[0].Name}");
        json.Name("value");
        columns[0].WriteValue(json, row);
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

    private void WriteRow(JsonBuffer json, FeedRows row)
    {
        if (hasId)
        {
            json.Name("@odata.id");
            json.Text(root + EntityPath(row));
        }
        if (form.HasMetadata && query.From is { IsStored: false, Hidden: not null })
            WriteLong(json, "@outcomes.suppressed", row.Whole(columns.Length));
        foreach (var column in columns)
            column.Write(json, row);
    }

    private void WriteLong(JsonBuffer json, string name, long value)
    {
        json.Name(name);
        if (form.LongsAreText)
            json.Text(value.ToString(CultureInfo.InvariantCulture));
        else
            json.Whole(value);
    }

    /// <summary>The entity's path, from its key, whose columns come after those asked for.</summary>
    private string EntityPath(FeedRows row)
    {
        var values = key.Select((name, i) =>
        {
            var kind = query.From[name].Kind;
            var text = row.Written(query.Columns.Count + i, kind);
            var literal = Uri.EscapeDataString(kind == Kind.Text ? $"'{text.Replace("'", "''")}'" : text);
            return key.Count == 1 ? literal : $"{name}={literal}";
        });
        return $"{query.Request.Set.EntitySet.Name}({string.Join(',', values)})";
    }
}
