using System.Text;
using DuckDB.NET.Data;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Rows as CSV by RFC 4180: a header, CRLF, UTF-8. Null is nothing, empty text is <c>""</c>.</summary>
/// <remarks>Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers and dates cannot be one.</remarks>
internal static class CsvDownload
{
    private const int Chunk = 32 * 1024;

    /// <summary>Writes rows as they are read.</summary>
    public static async Task WriteAsync(Download download, HttpResponse response)
    {
        using var reader = download.Reading.All(download.Skip, download.Top);
        await WriteAsync(download.Query.FileColumns, reader, () => download.Rows++, download.HasBom, response, download.CancellationToken);
    }

    /// <summary>Writes the rows of a reader.</summary>
    public static async Task WriteAsync(IReadOnlyList<RelationColumn> columns, DuckDBDataReader reader, Action counted, bool hasBom, HttpResponse response, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(Chunk * 2);
        if (hasBom)
            text.Append('\uFEFF');
        text.AppendJoin(',', columns.Select(column => Quoted(column.Name))).Append("\r\n");
        while (reader.Read())
        {
            for (var i = 0; i < columns.Count; i++)
                Append(i == 0 ? text : text.Append(','), columns[i].Kind, reader, i);
            text.Append("\r\n");
            counted();
            if (text.Length >= Chunk)
                await FlushAsync(text, response, cancellationToken);
        }
        await FlushAsync(text, response, cancellationToken);
    }

    private static void Append(StringBuilder text, Kind kind, DuckDBDataReader reader, int i)
    {
        if (reader.IsDBNull(i))
            return;
        if (kind == Kind.Text)
            text.Append(Quoted(reader.GetString(i)));
        else
            text.Append(Kinds.Text(kind, reader.GetValue(i)));
    }

    private static string Quoted(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..])
            value = "'" + value;
        return value.Length > 0 && value.AsSpan().IndexOfAny(",\"\r\n") < 0 && value[0] != ' ' && value[^1] != ' ' ? value : $"\"{value.Replace("\"", "\"\"")}\"";
    }

    private static async Task FlushAsync(StringBuilder text, HttpResponse response, CancellationToken cancellationToken)
    {
        foreach (var chunk in text.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, response.BodyWriter);
        text.Clear();
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
