using System.Data;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Rows as an Excel workbook: a sheet of figures with real dates and a header that filters, and a sheet of notes that say what they are.</summary>
internal static class Workbook
{
    /// <summary>Rows a sheet holds beneath its header.</summary>
    private const long Most = 1_048_575;

    /// <summary>Makes the file.</summary>
    /// <exception cref="RefusalException">400: more rows than a sheet holds.</exception>
    public static void Make(Download download, string path)
    {
        var rows = Math.Min(Math.Max(0, download.Reading.Count() - (download.Skip ?? 0)), download.Top ?? long.MaxValue);
        if (rows > Most)
            throw RefusalException.Malformed($"There are {rows} rows, and a sheet holds {Most}. Filter to fewer, or take .csv or .parquet.");
        using IDataReader reader = download.Reading.All(download.Skip, download.Top, Written);
        download.Rows = rows;
        using var file = File.Create(path);
        file.SaveAs(new Dictionary<string, object> { ["Figures"] = reader, ["Notes"] = download.Notes }, configuration: new OpenXmlConfiguration
        {
            AutoFilter = true,
            TableStyles = TableStyles.None,
            DynamicColumns = [.. download.Query.FileColumns.Where(column => column.Kind is Kind.Day or Kind.Instant).Select(Formatted),
                new(nameof(Note.About)) { Name = "about", Width = 32 }, new(nameof(Note.Text)) { Name = "what it means", Width = 120 }],
        });
    }

    private static DynamicExcelColumn Formatted(RelationColumn column) => column.Kind == Kind.Day
        ? new(column.Name) { Format = "yyyy-mm-dd", Width = 12 }
        : new(column.Name) { Format = "yyyy-mm-dd hh:mm:ss", Width = 20 };

    /// <summary>Excel knows no time zone, and keeps 15 digits of a number: instants are written in UTC, sums as Excel's numbers.</summary>
    private static string Written(RelationColumn column) => column.Kind switch
    {
        Kind.Text => $"{column.Sql}::varchar",
        Kind.Instant => $"({column.Sql} at time zone 'UTC')",
        Kind.Huge => $"{column.Sql}::double",
        Kind.Clock => $"{column.Sql}::varchar",
        _ => column.Sql,
    };
}
