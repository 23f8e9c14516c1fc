using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Outcomes.Analytics;
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
/// Prepared files typed row by row into one DuckDB database: the view <c>raw</c> that mappings read, and the table
/// <c>quarantine(file, row, "column", reason, text)</c> of the rows that failed.
/// </summary>
/// <remarks>
/// One scan a file fills <c>typed</c>, one row for each row of the file, so that a row's place is its rowid less its file's first. What
/// can be told from that and from the marks (companions, <c>_file</c>, <c>_row</c>) is computed by the view, and only if the mapping asks.
/// </remarks>
public static partial class RawTable
{
    /// <summary>Loads the files in the order given.</summary>
    /// <param name="source">What is typed, marked and dated, and how.</param>
    /// <param name="files">From <see cref="RawFiles.Prepare"/>.</param>
    /// <param name="duck">Uses the database that is filled.</param>
    /// <param name="previousColumns">The last run's <see cref="RawTableResult.Columns"/>; null: there was none, so nothing is drift.</param>
    /// <param name="needed">Raw columns the mapping may use, compared without case; null: all.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SourceException">A declared column is in no file, or the files cannot be one table.</exception>
    public static RawTableResult Load(
        Source source, IReadOnlyList<PreparedFile> files, DuckDBConnection duck, IReadOnlyList<string>? previousColumns = null,
        IReadOnlySet<string>? needed = null, CancellationToken cancellationToken = default)
    {
        var columns = ColumnsOf(files);
        if (columns.Count == 0)
            columns = [.. previousColumns ?? []]; // an empty JSON array names no columns: a delivery without rows is no drift
        var shape = RawShape.Of(source, files, columns, needed);
        duck.Run(shape.CreateTables());
        var places = new List<(string Path, long First, DateOnly? AsAt)>();
        var first = 0L;
        for (var number = 0; number < files.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            places.Add((files[number].Path, first, AsAt(source, files[number].Path)));
            first = Load(duck, source, shape, files[number], number, first);
        }
        var rejects = duck.One<long>("select count(*) from raw_rejects");
        duck.Run(Skips);
        duck.Run(shape.CreateRaw(places, rejects > 0));
        if (rejects + Count(duck, 1) > 0)
            duck.Run(shape.InsertQuarantine());
        return Result(duck, source, files, columns, previousColumns);
    }

    private static List<string> ColumnsOf(IReadOnlyList<PreparedFile> files) => [.. files.SelectMany(file => file.Columns).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Loads one file; gives the rowid after its last row.</summary>
    private static long Load(DuckDBConnection duck, Source source, RawShape shape, PreparedFile file, int number, long first)
    {
        duck.Run("insert into raw_files values ($number, $path, $first)", ("number", number), ("path", file.Path), ("first", first));
        foreach (var reject in file.Rejects)
            duck.Run("insert into raw_rejects values ($number, $row, $reason, $text, false)", ("number", number), ("row", reject.Row), ("reason", reject.Reason), ("text", reject.Text));
        if (file.Columns.Count == 0)
            return first;
        try
        {
            duck.Run(shape.InsertRows(number, RawScan.Of(duck, file), file.Columns));
        }
        catch (DuckDBException wrong)
        {
            throw new SourceException(source.Name, $"{file.Path} cannot be read as {file.Layout.Kind}: {SelectFailure.WithoutValues(wrong)}", wrong);
        }
        if (file.Layout.Kind == "csv")
            duck.Run(RawScan.Rejects, ("number", number), ("footer", source.Format.Footer), ("keep", source.Personal.Count == 0));
        return duck.One<long>("select count(*) from typed");
    }

    /// <summary>The day a file without dates was taken.</summary>
    private static DateOnly? AsAt(Source source, string path)
    {
        if (source.AsAt is not { FromName: { } pattern })
            return source.AsAt?.Day;
        var found = Regex.Match(path, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        return DateOnly.TryParseExact(found, ["yyyy-MM-dd", "yyyyMMdd", "yyyy_MM_dd", "dd-MM-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new SourceException(source.Name, $"as_at finds '{found}' in the file name {path}; its first group must find a day written YYYY-MM-DD or YYYYMMDD.");
    }

    private static RawTableResult Result(
        DuckDBConnection duck, Source source, IReadOnlyList<PreparedFile> files, List<string> columns, IReadOnlyList<string>? previous)
    {
        var rejects = duck.One<long>("select count(distinct (number, row)) from raw_rejects where not footer");
        var footers = Count(duck, 2) + duck.One<long>("select count(*) from raw_rejects where footer") + files.Sum(file => file.Footers);
        return Result(source, files, columns, previous, Count(duck, 0), Count(duck, 1) + rejects, footers);
    }

    private static RawTableResult Result(
        Source source, IReadOnlyList<PreparedFile> files, List<string> columns, IReadOnlyList<string>? previous, long passed, long quarantined, long footers)
    {
        bool Tells(string column) => source.DriftIgnore is null || !Regex.IsMatch(column, source.DriftIgnore, RegexOptions.None, TimeSpan.FromSeconds(1));
        var added = columns.Except(previous ?? columns, StringComparer.OrdinalIgnoreCase).Where(Tells).ToList();
        var lost = (previous ?? columns).Except(columns, StringComparer.OrdinalIgnoreCase).Where(Tells).ToList();
        var notes = new List<string>();
        if (added.Count > 0)
            notes.Add($"New columns since the last run: {string.Join(", ", added)}.");
        if (lost.Count > 0)
            notes.Add($"Columns of the last run that are gone: {string.Join(", ", lost)}.");
        if (footers > 0)
            notes.Add($"{footers} footer {(footers == 1 ? "row" : "rows")} dropped.");
        return new(passed + quarantined, passed, quarantined, columns, files.ToDictionary(file => file.Path, file => file.Columns), added, lost, notes);
    }

    private static long Count(DuckDBConnection duck, int state) => duck.One<long>("select count(*) from typed where _state = $state", ("state", state));

    /// <summary>How many rows of its file are missing before a row's place among those that are there.</summary>
    private const string Skips = """
        create table raw_skips as
        select number, since, max(skipped) as skipped
        from (select number, row - row_number() over place + 1 as since, row_number() over place as skipped
              from (select distinct number, row from raw_rejects) window place as (partition by number order by row))
        group by number, since
        """;
}
