using System.Text;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// CSV as DuckDB can read it in parallel: UTF-8, one header line, one kind of line end, no personal columns. A file that is so already is
/// read where it lies.
/// </summary>
internal static class CsvPreparation
{
    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    /// <exception cref="InvalidDataException">It is empty, binary, or has a line or header that cannot be.</exception>
    public static PreparedFile Prepare(Source source, RawContent content, string workPath, RawLimits limits)
    {
        var local = TextEncoding.ToUtf8(content.Save(workPath), source.Format.Encoding, workPath + ".utf8");
        var quote = (byte)source.Format.Quote[0];
        var lines = CsvLines.Scan(local, quote, limits);
        using var stream = File.OpenRead(local);
        SkipLines(stream, source.Format.SkipRows);
        var start = stream.Position;
        var delimiter = source.Format.Delimiter ?? (content.Path.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : Likely(stream, limits));
        stream.Position = start;
        var records = new CsvRecords(stream, (byte)delimiter[0], quote, limits.MaxLineBytes);
        if (!records.Read())
            throw new InvalidDataException(source.Format.SkipRows > 0
                ? $"no header line after {source.Format.SkipRows} title rows (skip_rows)."
                : "the file is empty: not even a header line. A delivery without rows has its header.");
        var header = Header.Read([.. Enumerable.Range(0, records.Count).Select(field => Unquoted(records[field], quote))]);
        var layout = new RawLayout("csv", delimiter, source.Format.Quote);
        var kept = header.Without(source.Personal);
        if (lines.AreTidy && source.Personal.Count == 0 && source.Format.SkipRows == 0 && records.Text.IndexOf((byte)'\n') < 0)
            return new(content.Path, local, layout, header.Names, [], 0, lines.Count - 1);
        var footers = CsvRewriting.Write(records, workPath + ".csv", source, header.Names.Count, kept, (byte)delimiter[0]);
        if (local.StartsWith(workPath, StringComparison.Ordinal))
        {
            stream.Dispose();
            File.Delete(local);
        }
        return new(content.Path, workPath + ".csv", layout, [.. kept.Select(field => header.Names[field])], [], footers);
    }

    /// <summary>Of the delimiters in use, the one that splits the first line most often; a comma where none does.</summary>
    private static string Likely(Stream stream, RawLimits limits)
    {
        var start = stream.Position;
        return Delimiters.MaxBy(delimiter =>
        {
            stream.Position = start;
            var records = new CsvRecords(stream, (byte)delimiter[0], (byte)'"', limits.MaxLineBytes);
            return records.Read() ? records.Count : 0;
        })!;
    }

    private static void SkipLines(FileStream stream, int lines)
    {
        TextEncoding.SkipMark(stream);
        for (var line = 0; line < lines; line++)
            while (stream.ReadByte() is var value && value is not (-1 or '\n'))
            {
            }
    }

    private static string Unquoted(ReadOnlySpan<byte> field, byte quote)
    {
        var text = Encoding.UTF8.GetString(field).Trim();
        var mark = ((char)quote).ToString();
        return text.Length > 1 && text.StartsWith(mark, StringComparison.Ordinal) && text.EndsWith(mark, StringComparison.Ordinal)
            ? text[1..^1].Replace(mark + mark, mark).Trim()
            : text;
    }
}
