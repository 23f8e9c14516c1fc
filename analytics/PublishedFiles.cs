using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>Writes sets as Parquet files named by their content: equal rows give equal bytes, and a file that is there is not written again. Lanes may write side by side.</summary>
internal sealed class PublishedFiles(string folder, DateTimeOffset asOf, Publication? before)
{
    private readonly Lock writing = new();
    private readonly List<PublishedFile> files = [], remembered = [], readings = [];

    /// <summary>What was written so far, by measure; what is of none comes last.</summary>
    public IReadOnlyList<PublishedFile> Files => Ordered(files);

    /// <summary>What disclosure control remembers: written so far, and of measures that had no new figures or are gone.</summary>
    public IReadOnlyList<PublishedFile> Remembered =>
        Ordered([.. remembered, .. (before?.Remembered ?? []).Where(file => !remembered.Exists(written => written.Measure == file.Measure))]);

    /// <summary>What measures' rows say, kept for the next publication.</summary>
    public IReadOnlyList<PublishedFile> Readings => Ordered(readings);

    /// <summary>First period with a final figure that the publication before gave differently, or null.</summary>
    public DateOnly? RestatedFrom { get; private set; }

    /// <summary>The file that the publication before had for a set and measure, or null.</summary>
    public string? Before(string set, string? measure) =>
        before?.Files.FirstOrDefault(file => file.Set == set && file.Measure == measure) is { } file ? Path.Combine(folder, file.FileName) : null;

    /// <summary>The file written of a set and measure, or null.</summary>
    public string? Now(string set, string? measure)
    {
        lock (writing)
            return files.FirstOrDefault(file => file.Set == set && file.Measure == measure) is { } file ? Path.Combine(folder, file.FileName) : null;
    }

    /// <summary>The file of what was remembered of a measure, or null.</summary>
    public string? RememberedBefore(string part, string measure) =>
        before?.Remembered.FirstOrDefault(file => file.Set == part && file.Measure == measure) is { } file ? Path.Combine(folder, file.FileName) : null;

    /// <summary>Writes a part of what disclosure control remembers of a measure, from the table of its name.</summary>
    public void Remember(DuckDBConnection duck, string part, string measure) => Note(remembered, Add(duck, part, measure, $"from {part} order by all"));

    /// <summary>The file of what a measure's rows said in the publication before, or null: nothing was kept, or it is not what was kept.</summary>
    public string? ReadingsBefore(string measure) =>
        before?.Readings.FirstOrDefault(file => file.Measure == measure) is { } file && Path.Combine(folder, file.FileName) is var path && File.Exists(path) && Hash(path) == file.Hash ? path : null;

    /// <summary>Keeps what a measure's rows say, where it can be kept; what is as it was is not written again.</summary>
    public void KeepReadings(DuckDBConnection duck, MeasureResult result)
    {
        var measure = result.Measure.Id;
        if (result.CanBeKept)
            Note(readings, result.IsKept ? before!.Readings.First(file => file.Measure == measure) : Add(duck, "readings", measure, Figures.Sql("readings_kept")));
    }

    /// <summary>Leaves out what was written of a measure.</summary>
    public void Forget(string measure)
    {
        lock (writing)
        {
            files.RemoveAll(file => file.Measure == measure);
            remembered.RemoveAll(file => file.Measure == measure);
        }
    }

    /// <summary>Writes one file.</summary>
    /// <param name="duck">Where its rows are.</param>
    /// <param name="set">Its contract.</param>
    /// <param name="measure">The measure whose rows they are, or null: the whole set.</param>
    /// <param name="select">The rows, in the order to be stored.</param>
    public void Write(DuckDBConnection duck, Dataset set, string? measure, string select)
    {
        var part = Path.Combine(folder, $"{Guid.NewGuid():N}.part");
        try
        {
            var rows = duck.Run($"""
                copy (
                    select {string.Join(", ", set.Columns.Select(Written))}, row_number() over () - 1 as ordinal
                    from ({Dated(set, measure, select)}) as this
                ) to {Duck.Literal(part)} (format parquet, compression zstd)
                """);
            var file = new PublishedFile(set.Name, measure, Hash(part), rows);
            Restated(duck, set, measure, part);
            Note(files, Stored(part, file));
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Writes a file of no set.</summary>
    private PublishedFile Add(DuckDBConnection duck, string part, string measure, string select)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.part");
        try
        {
            var rows = duck.Run($"copy ({select}) to {Duck.Literal(path)} (format parquet, compression zstd)");
            return Stored(path, new PublishedFile(part, measure, Hash(path), rows));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Gives a file that was written its name, unless one of that content is there.</summary>
    private PublishedFile Stored(string path, PublishedFile file)
    {
        lock (writing)
            if (!File.Exists(Path.Combine(folder, file.FileName)))
                File.Move(path, Path.Combine(folder, file.FileName));
        return file;
    }

    private void Note(List<PublishedFile> list, PublishedFile file)
    {
        lock (writing)
        {
            list.RemoveAll(known => known.Set == file.Set && known.Measure == file.Measure);
            list.Add(file);
        }
    }

    private static List<PublishedFile> Ordered(IEnumerable<PublishedFile> files) => [.. files.OrderBy(file => file.Measure is null).ThenBy(file => file.Measure, StringComparer.Ordinal)];

    /// <summary>The rows with <c>updated</c>: as it was where nothing else of the row changed, else the time they are made for.</summary>
    private string Dated(Dataset set, string? measure, string select)
    {
        if (set.Column("updated") is null)
            return select;
        var now = $"timestamptz {Duck.Literal(asOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture))}";
        if (Before(set.Name, measure) is not { } path)
            return $"select *, {now} as updated from ({select})";
        var content = set.Columns.Where(column => column.Name is not ("updated" or "id")).ToArray();
        return $"""
            select this.*, coalesce(before.updated, {now}) as updated
            from (select *, row_number() over () as place from ({select})) as this
            left join read_parquet({Duck.Literal(path)}) as before on before.id = this.id
                and row({string.Join(", ", content.Select(column => Cast("this", column)))})
                    is not distinct from row({string.Join(", ", content.Select(column => Cast("before", column)))})
            order by this.place
            """;
    }

    private void Restated(DuckDBConnection duck, Dataset set, string? measure, string part)
    {
        if (set.Column("updated") is null || Before(set.Name, measure) is not { } path)
            return;
        var first = duck.Rows($"""
            select min(before.period)
            from read_parquet({Duck.Literal(path)}) as before
            left join read_parquet({Duck.Literal(part)}) as this using (id)
            where before.status = 'ok' and before.value is distinct from this.value
            """, row => row.IsDBNull(0) ? (DateOnly?)null : DateOnly.FromDateTime(row.GetDateTime(0))).Single();
        lock (writing)
            if (first < (RestatedFrom ?? DateOnly.MaxValue))
                RestatedFrom = first;
    }

    private static string Written(Column column) => $"{Cast("this", column)} as {Duck.Name(column.Name)}";

    private static string Cast(string table, Column column) => $"{table}.{Duck.Name(column.Name)}::{column.Type}";

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
