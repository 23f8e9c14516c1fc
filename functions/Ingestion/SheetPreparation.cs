using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using ExcelDataReader;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>A sheet of an XLSX or XLS workbook as a Parquet file of text: header after the title rows, blank rows skipped, footers dropped.</summary>
internal static class SheetPreparation
{
    static SheetPreparation() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="InvalidDataException">It is no workbook, has no such sheet, or no header.</exception>
    public static PreparedFile Prepare(Source source, RawContent content, string workPath, RawLimits limits)
    {
        var local = content.Save(workPath);
        if (new FileInfo(local).Length > limits.MaxDocumentBytes)
            throw new InvalidDataException($"the workbook is larger than {limits.MaxDocumentBytes:N0} bytes; allowed: up to that (setting Raw:MaxDocumentBytes).");
        try
        {
            CheckParts(local, limits);
            using var stream = File.OpenRead(local);
            using var book = ExcelReaderFactory.CreateReader(stream);
            Open(book, source.Format.Sheet);
            return Read(source, content.Path, book, workPath + ".parquet");
        }
        catch (Exception wrong) when (wrong is ExcelDataReader.Exceptions.ExcelReaderException or System.Xml.XmlException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"the workbook cannot be read: {wrong.Message}", wrong);
        }
    }

    private static PreparedFile Read(Source source, string shown, IExcelDataReader book, string path)
    {
        for (var row = 0; row < source.Format.SkipRows && book.Read(); row++)
        {
        }
        var cells = NextRow(book) ?? throw new InvalidDataException($"sheet '{book.Name}' has no header row after {source.Format.SkipRows} title rows (skip_rows).");
        var width = Array.FindLastIndex(cells, cell => cell is not null) + 1;
        var header = Header.Read([.. cells.Take(width).Select(cell => cell?.Trim() ?? "")]);
        var kept = header.Without(source.Personal);
        var footer = source.Format.Footer is { } pattern ? new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) : null;
        var (rejects, footers, number) = (new List<Reject>(), 0, 0L);
        using (var table = new TextTable(path, [.. kept.Select(place => header.Names[place])]))
            while (NextRow(book) is { } row)
            {
                if (footer?.IsMatch(row[0] ?? "") == true)
                {
                    footers++;
                    continue;
                }
                number++;
                if (Array.FindLastIndex(row, cell => cell is not null) >= width)
                    rejects.Add(new(number, $"more cells than the header has: {width}", source.Personal.Count == 0 ? string.Join('\t', row) : null));
                else
                    table.Add([.. kept.Select(place => place < row.Length ? row[place] : null)]);
            }
        return new(shown, path, new("parquet"), [.. kept.Select(place => header.Names[place])], rejects, footers);
    }

    /// <summary>The next row that is not blank, as text; null at the end.</summary>
    private static string?[]? NextRow(IExcelDataReader book)
    {
        while (book.Read())
        {
            var row = Enumerable.Range(0, book.FieldCount).Select(field => SheetCell.Text(book, field)).ToArray();
            if (row.Any(cell => cell is not null))
                return row;
        }
        return null;
    }

    private static void Open(IExcelDataReader book, string? sheet)
    {
        var names = new List<string>();
        do
        {
            if (sheet is null || string.Equals(book.Name, sheet, StringComparison.OrdinalIgnoreCase))
                return;
            names.Add(book.Name);
        }
        while (book.NextResult());
        throw new InvalidDataException($"there is no sheet '{sheet}'; found: {RawFaults.Shown(names)}.");
    }

    /// <summary>An XLSX file is an archive: no part may be a bomb.</summary>
    private static void CheckParts(string path, RawLimits limits)
    {
        using var stream = File.OpenRead(path);
        if (stream.ReadByte() != 'P' || stream.ReadByte() != 'K')
            return;
        using var archive = ZipFile.OpenRead(path);
        foreach (var part in archive.Entries)
        {
            using var limited = new LimitedStream(part.Open(), part.CompressedLength, limits);
            limited.CopyTo(Stream.Null, 1 << 20);
        }
    }
}
