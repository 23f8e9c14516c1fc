using System.Text;
using System.Text.RegularExpressions;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>Writes a CSV file anew: personal columns left out, line ends LF, blank lines gone. Fields keep the bytes they have.</summary>
/// <remarks>
/// A row that is no row of the table stays one that DuckDB refuses, so that it is counted and quarantined in one place. Where columns are
/// left out nobody can tell which of its fields are personal, so only its number stays.
/// </remarks>
internal static class CsvRewriting
{
    /// <summary>Writes the records after the header that was just read. Gives the number of footers left out.</summary>
    /// <param name="records">Standing at the header.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="source">Its footer and quote.</param>
    /// <param name="width">Fields of the header.</param>
    /// <param name="kept">Places of the fields to keep.</param>
    /// <param name="delimiter">Between fields.</param>
    public static int Write(CsvRecords records, string path, Source source, int width, IReadOnlyList<int> kept, byte delimiter)
    {
        using var output = new BufferedStream(File.Create(path), 1 << 20);
        var footer = source.Format.Footer is { } pattern ? new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) : null;
        var all = source.Personal.Count == 0;
        var footers = 0;
        do
        {
            if (records.Count == 1 && records.Text.IsEmpty && width > 1)
                continue;
            var isRow = records.Count == width && !records.Broken;
            if (!(isRow && all) && footer?.IsMatch(Encoding.UTF8.GetString(records[0]).Trim('"', ' ')) == true)
                footers++;
            else if (all)
                WriteLine(output, records.Text);
            else if (isRow)
                WriteFields(output, records, kept, delimiter);
            else
                WriteLine(output, Encoding.UTF8.GetBytes(string.Join((char)delimiter, Enumerable.Repeat('-', kept.Count + 1))));
        }
        while (records.Read());
        return footers;
    }

    private static void WriteFields(BufferedStream output, CsvRecords records, IReadOnlyList<int> kept, byte delimiter)
    {
        for (var place = 0; place < kept.Count; place++)
        {
            if (place > 0)
                output.WriteByte(delimiter);
            output.Write(records[kept[place]]);
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteLine(BufferedStream output, ReadOnlySpan<byte> line)
    {
        output.Write(line);
        output.WriteByte((byte)'\n');
    }
}
