using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// Makes a batch of mapped rows: holds them to the contract, to the window and to one row a key, and merges them month by month with the lake's.
/// </summary>
/// <remarks>
/// Works in slices, one month at a time wherever the key holds the month's column, so that memory does not grow with history.
/// It works in the sandbox of the mapping, over connections of its own. Tables: <c>given.mapped</c> (the mapping's), <c>typed</c>, <c>judged</c>, <c>good</c>, <c>months</c>, then for each <see cref="MergeSlice"/> <c>cut</c>,
/// <c>slice</c>, <c>base</c> (the lake's rows) and <c>merged</c>.
/// </remarks>
internal sealed partial class Merge : IDisposable
{
    private readonly Source source;
    private readonly Mapped mapped;
    private readonly Window window;
    private readonly SortedDictionary<string, LakeFile> files;
    private readonly string folder;
    private readonly Sandbox sandbox;
    private readonly DuckDBConnection duck;
    private readonly Deletion? deletion;
    private BatchSql sql;
    private BatchCounts counts = BatchCounts.None;

    private Merge(Source source, Mapped mapped, Sandbox sandbox, Window window, IReadOnlyList<LakeFile> current, string folder, Deletion? deletion)
    {
        this.deletion = deletion;
        (this.sandbox, duck) = (sandbox, sandbox.Duplicate());
        (this.source, this.mapped, this.window, this.folder) = (source, mapped, source.Dataset.IsDated ? window : default, folder);
        files = new(current.ToDictionary(file => file.Month), StringComparer.Ordinal);
        sql = new(source, mapped, BatchSql.Texts(source.Dataset, mapped).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Makes the batch, its Parquet files in <paramref name="folder"/>; rows that break the contract go to the table <c>work.quarantine</c>.</summary>
    /// <param name="source">Whose rows they are, and how they replace what is there.</param>
    /// <param name="mapped">The rows.</param>
    /// <param name="sandbox">Has the rows, as the mapping left it.</param>
    /// <param name="window">The days asked for.</param>
    /// <param name="current">The source's files in the lake, which the sandbox may read.</param>
    /// <param name="folder">Where the new files are put, which the sandbox may write.</param>
    /// <param name="cancellationToken">Stops between months.</param>
    /// <param name="deletion">What was deleted there, where it can be told from what did not come.</param>
    /// <exception cref="SourceException">Nothing was delivered where rows would vanish.</exception>
    public static Batch Stage(
        Source source, Mapped mapped, Sandbox sandbox, Window window, IReadOnlyList<LakeFile> current, string folder, CancellationToken cancellationToken, Deletion? deletion = null)
    {
        using var merge = new Merge(source, mapped, sandbox, window, current, Directory.CreateDirectory(folder).FullName, deletion);
        merge.Type();
        merge.Judge();
        if (merge.Untidy() is { Count: > 0 } untidy)
        {
            merge.sql = new(source, mapped, BatchSql.Texts(source.Dataset, mapped).Except(untidy).ToHashSet(StringComparer.Ordinal));
            merge.Type();
            merge.Judge();
        }
        var days = merge.SetAside();
        var staged = merge.MergeSlices(cancellationToken);
        if (merge.counts.Mapped != mapped.Rows)
            throw new InvalidOperationException($"{source.Name}: {mapped.Rows} rows were mapped and {merge.counts.Mapped} accounted for: {merge.counts}.");
        if (merge.counts is { Removed: > 0, New: 0, Changed: 0, Unchanged: 0 })
            throw new SourceException(source.Name, $"no row was delivered that can be kept, and {merge.counts.Removed} rows of the lake would vanish. They stay; look at the files and at quarantine.");
        return new(staged, [.. merge.files.Values], merge.counts, merge.NotFound(), days);
    }

    /// <inheritdoc/>
    public void Dispose() => duck.Dispose();

    /// <summary>Brings the rows to the contract's types.</summary>
    private void Type()
    {
        // Each snapshot replaces the days it covers; undated, everything.
        duck.Run($"""
            create or replace view typed as {sql.Typed};
            create or replace table spans as
            select _delivery, min({sql.Day}) as first, max({(source.Dataset.IsDated ? sql.LastDay : "null::date")}) as last
            from typed where _rule is null and {(source.FilesAre is FilesAre.Snapshots ? "true" : "false")}
            group by _delivery
            """);
        var later = source.Dataset.IsDated
            ? $"exists (from spans s where s._delivery > t._delivery and {sql.Day} between s.first and s.last)"
            : "exists (from spans s where s._delivery > t._delivery)";
        var outside = string.Join(" or ", new[] { window.From is null ? null : $"{sql.Day} < {BatchSql.Date(window.From.Value)}", window.To is null ? null : $"{sql.Day} >= {BatchSql.Date(window.To.Value)}" }
            .Where(part => part is not null).DefaultIfEmpty("false"));
        duck.Run($"""
            create or replace view judged as
            select *, case when _rule is not null then 'broken' when {(source.FilesAre is FilesAre.Snapshots ? later : "false")} then 'superseded' when {outside} then 'outside' else 'good' end as _fate
            from typed t;
            create or replace view good as from judged where _fate = 'good';
            """);
    }

    /// <summary>Counts what becomes of the rows before the merge, and finds the months they lie in: by day first, which costs half as much.</summary>
    private void Judge()
    {
        var (dated, days) = (source.Dataset.IsDated, source.Dataset.IsDated ? $", {Duck.Name(source.Dataset.Month!)}, grain" : "");
        duck.Run($"""
            create or replace table months as
            select _fate, {(dated ? $"date_trunc('month', {sql.Day})::date" : "null::date")} as month, sum(rows)::bigint as rows,
                min({sql.Day}) as first, max({(dated ? sql.LastDay : "null::date")}) as last
                {string.Concat(sql.Dimensions.Select(name => $", sum({Unknown(name)})::bigint as {Unknown(name)}"))}
                {string.Concat(sql.Tidy.Select(name => $", bool_and({Tidy(name)}) as {Tidy(name)}"))}
            from (
                select _fate{days}, count(*) as rows
                    {string.Concat(sql.Dimensions.Select(name => $", count(*) filter ({Duck.Name(name)} = 'unknown') as {Unknown(name)}"))}
                    {string.Concat(sql.Tidy.Select(name => $", bool_and({BatchSql.IsTidy(name)}) as {Tidy(name)}"))}
                from judged group by _fate{days})
            group by _fate, month
            """);
    }

    /// <summary>
    /// Key columns taken to need no trimming that do. Trimming millions of cells, which every later pass would do, takes longer than looking
    /// once, so it is hoped for and looked at with all else that is counted.
    /// </summary>
    private List<string> Untidy() =>
        [.. sql.Tidy.Where(name => duck.One<bool>($"select count(*) > 0 from months where not coalesce({Tidy(name)}, false)"))];

    private static string Tidy(string column) => Duck.Name($"{column} tidy");

    private static string Unknown(string column) => Duck.Name($"{column} unknown");

    /// <summary>Sets aside the rows that break the contract, counts those that go no further, and gives the days the files speak of.</summary>
    private (DateOnly First, DateOnly Last)? SetAside()
    {
        long Rows(string fate) => duck.One<long>("select coalesce(sum(rows), 0)::bigint from months where _fate = $fate", ("fate", fate));
        if (Rows("broken") > 0)
            duck.Run($"insert into work.quarantine {sql.Broken}");
        counts = counts with { Quarantined = Rows("broken"), Duplicate = Rows("superseded"), Outside = Rows("outside") };
        var days = duck.Rows("select min(first), max(last) from months where _fate <> 'broken'",
            row => row.IsDBNull(0) ? ((DateOnly First, DateOnly Last)?)null : ((DateOnly)row.GetValue(0), (DateOnly)row.GetValue(1))).Single();
        return days is var (first, last) ? window.Cut(first, last) : null;
    }

    private List<(string, long)> NotFound() =>
        [.. sql.Dimensions
            .Select(name => (name, duck.One<long>($"select coalesce(sum({Unknown(name)}), 0)::bigint from months where _fate = 'good'")))
            .Where(found => found.Item2 > 0).OrderByDescending(found => found.Item2)];
}
