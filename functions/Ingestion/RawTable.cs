using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>What loading a source's files came to.</summary>
/// <param name="Read">Data rows in the files, footers aside: always <paramref name="Passed"/> + <paramref name="Quarantined"/>.</param>
/// <param name="Passed">Rows of <c>raw</c>.</param>
/// <param name="Quarantined">Rows set aside; a row with two faults is one row here and two in <c>quarantine</c>.</param>
/// <param name="Columns">All columns, personal ones aside, in the order first seen: what the next run compares with.</param>
/// <param name="FileColumns">The same for each file, by its path.</param>
/// <param name="Added">Columns that the last run did not have, less those the source's drift setting ignores.</param>
/// <param name="Lost">Columns that only the last run had, less those ignored.</param>
/// <param name="Notes">Drift and dropped footers, for people.</param>
public sealed record RawTableResult(
    long Read, long Passed, long Quarantined, IReadOnlyList<string> Columns, IReadOnlyDictionary<string, IReadOnlyList<string>> FileColumns,
    IReadOnlyList<string> Added, IReadOnlyList<string> Lost, IReadOnlyList<string> Notes);

/// <summary>
/// Prepared files typed row by row into one DuckDB file: the view <c>raw</c> that mappings read, and the table
/// <c>quarantine(file, row, "column", reason, text)</c> of the rows that failed.
/// </summary>
public static class RawTable
{
    /// <summary>Loads the files in the order given.</summary>
    /// <param name="source">What is typed, marked and dated, and how.</param>
    /// <param name="files">From <see cref="RawFiles.Prepare"/>.</param>
    /// <param name="database">Path of the DuckDB file to make, such as <c>work.duckdb</c> in the run's folder; its folder takes what spills.</param>
    /// <param name="previousColumns">The last run's <see cref="RawTableResult.Columns"/>; null: there was none, so nothing is drift.</param>
    /// <param name="needed">Raw columns the mapping may use, compared without case; null: all.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SourceException">A declared column is in no file, or the files cannot be one table.</exception>
    public static RawTableResult Load(
        Source source, IReadOnlyList<PreparedFile> files, string database, IReadOnlyList<string>? previousColumns = null,
        IReadOnlySet<string>? needed = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
