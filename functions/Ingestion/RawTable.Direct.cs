using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <content>Reading a file where it lies, without a table of its typed rows.</content>
/// <remarks>
/// A file of millions of rows is written twice where its typed rows and its mapped rows both become tables. Where the mapping makes one row of
/// each, and all rows pass, the first is not needed: as many rows mapped as the file has is the proof. Any other outcome is gone through again by
/// <c>Load</c>, which tells what failed and where.
/// </remarks>
public static partial class RawTable
{
    /// <summary>Whether one file may be read directly: nothing asks which row stands where, and the rows mapped are the rows that passed.</summary>
    public static bool MayBeDirect(Source source, SqlTree tree, IReadOnlyList<PreparedFile> files) =>
        files is [{ Columns.Count: > 0, Rejects.Count: 0 }]
        && source is { FilesAre: FilesAre.Parts, OnDuplicate: OnDuplicate.Quarantine, Format.Footer: null }
        && tree is { IsRowWise: true, Tables: [{ Name: "raw" }] } && !tree.Columns.Contains("_row");

    /// <summary>Makes the view <c>raw</c> read the file whenever it is asked, and tells the file's rows. None is set aside here.</summary>
    /// <param name="source">What is typed, marked and dated, and how.</param>
    /// <param name="file">The one file.</param>
    /// <param name="duck">Uses the database that is filled.</param>
    /// <param name="previousColumns">The last run's columns, or null.</param>
    /// <exception cref="SourceException">A declared column is not in the file.</exception>
    /// <exception cref="DuckDBException">A row is no row of the table.</exception>
    public static RawTableResult View(Source source, PreparedFile file, DuckDBConnection duck, IReadOnlyList<string>? previousColumns)
    {
        var shape = RawShape.Of(source, [file], file.Columns, needed: null);
        duck.Run(shape.CreateTables());
        var scan = RawScan.Of(duck, file, rejects: false);
        duck.Run(shape.CreateDirect((file.Path, AsAt(source, file.Path)), scan, file.Columns));
        return Result(source, [file], ColumnsOf([file]), previousColumns, file.Rows ?? duck.One<long>($"select count(*) from {scan}"), quarantined: 0, file.Footers);
    }
}
