using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// Makes a batch of mapped rows: holds them to the contract, to the window and to one row a key, and merges them month by month with the lake's.
/// </summary>
/// <remarks>
/// Works in slices, one month at a time wherever the key holds the month's column, so that memory does not grow with history.
/// Tables: <c>given.mapped</c> (the mapping's), <c>typed</c>, <c>judged</c>, <c>good</c>, <c>months</c>, then for each <see cref="MergeSlice"/> <c>cut</c>,
/// <c>slice</c>, <c>base</c> (the lake's rows) and <c>merged</c>.
/// </remarks>
internal sealed partial class Merge : IDisposable
{
    private readonly Source source;
    private readonly Mapped mapped;
    private readonly Window window;
    private readonly SortedDictionary<string, LakeFile> files;
    private readonly string folder;
    private readonly BatchSql sql;
    private readonly DuckDBConnection duck;
    private BatchCounts counts = BatchCounts.None;

    private Merge(Source source, Mapped mapped, Window window, IReadOnlyList<LakeFile> current, string folder)
    {
        (this.source, this.mapped, this.window, this.folder) = (source, mapped, source.Dataset.IsDated ? window : default, folder);
        files = new(current.ToDictionary(file => file.Month), StringComparer.Ordinal);
        Directory.CreateDirectory(folder);
        duck = Duck.Open(temporary: Path.Combine(folder, "spill"), memory: "600MB");
        duck.Run($"attach {Duck.Literal(mapped.Database)} as given (read_only)");
        var (texts, tidy) = BatchSql.Tidy(source.Dataset, mapped);
        var found = duck.Rows(tidy, row => texts.Where((_, at) => !row.IsDBNull(at) && row.GetBoolean(at)).ToHashSet(StringComparer.Ordinal)).Single();
        sql = new(source, mapped, found);
    }

    /// <summary>Makes the batch, its Parquet files in <paramref name="folder"/>; rows that break the contract go to the table <c>quarantine</c> of <paramref name="raw"/>.</summary>
    /// <param name="source">Whose rows they are, and how they replace what is there.</param>
    /// <param name="mapped">The rows.</param>
    /// <param name="raw">The run's DuckDB file with the rows set aside before the mapping.</param>
    /// <param name="window">The days asked for.</param>
    /// <param name="current">The source's files in the lake.</param>
    /// <param name="folder">Where the new files are put.</param>
    /// <param name="cancellationToken">Stops between months.</param>
    /// <exception cref="SourceException">Nothing was delivered where rows would vanish.</exception>
    public static Batch Stage(
        Source source, Mapped mapped, string raw, Window window, IReadOnlyList<LakeFile> current, string folder, CancellationToken cancellationToken)
    {
        using var merge = new Merge(source, mapped, window, current, folder);
        merge.Type(raw);
        var days = merge.Judge();
        var staged = merge.MergeSlices(cancellationToken);
        if (merge.counts.Mapped != mapped.Rows)
            throw new InvalidOperationException($"{source.Name}: {mapped.Rows} rows were mapped and {merge.counts.Mapped} accounted for: {merge.counts}.");
        if (merge.counts is { Removed: > 0, New: 0, Changed: 0, Unchanged: 0 })
            throw new SourceException(source.Name, $"no row was delivered that can be kept, and {merge.counts.Removed} rows of the lake would vanish. They stay; look at the files and at quarantine.");
        return new(staged, [.. merge.files.Values], merge.counts, merge.NotFound(), days);
    }

    /// <inheritdoc/>
    public void Dispose() => duck.Dispose();

    /// <summary>Brings the rows to the contract's types and sets those aside that cannot be.</summary>
    private void Type(string raw)
    {
        duck.Run($"""
            attach {Duck.Literal(raw)} as work;
            create view quarantine as from work.quarantine;
            create view typed as {sql.Typed};
            insert into work.quarantine {sql.Broken};
            """);
        // Each snapshot replaces the days it covers; undated, everything.
        duck.Run($"""
            create table spans as
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
            create view judged as
            select *, case when _rule is not null then 'broken' when {(source.FilesAre is FilesAre.Snapshots ? later : "false")} then 'superseded' when {outside} then 'outside' else 'good' end as _fate
            from typed t;
            create view good as from judged where _fate = 'good';
            """);
    }

    /// <summary>Counts what became of the rows before the merge, and finds the months they lie in.</summary>
    private (DateOnly First, DateOnly Last)? Judge()
    {
        duck.Run($"""
            create table months as
            select _fate, {(source.Dataset.IsDated ? $"date_trunc('month', {sql.Day})::date" : "null::date")} as month, count(*) as rows,
                min({sql.Day}) as first, max({(source.Dataset.IsDated ? sql.LastDay : "null::date")}) as last
                {string.Concat(sql.Dimensions.Select(name => $", count(*) filter ({Duck.Name(name)} = 'unknown') as {Duck.Name(name)}"))}
            from judged group by all
            """);
        long Rows(string fate) => duck.One<long>("select coalesce(sum(rows), 0)::bigint from months where _fate = $fate", ("fate", fate));
        counts = counts with { Quarantined = Rows("broken"), Duplicate = Rows("superseded"), Outside = Rows("outside") };
        var days = duck.Rows("select min(first), max(last) from months where _fate <> 'broken'",
            row => row.IsDBNull(0) ? ((DateOnly First, DateOnly Last)?)null : ((DateOnly)row.GetValue(0), (DateOnly)row.GetValue(1))).Single();
        return days is var (first, last) ? window.Cut(first, last) : null;
    }

    private List<(string, long)> NotFound() =>
        [.. sql.Dimensions
            .Select(name => (name, duck.One<long>($"select coalesce(sum({Duck.Name(name)}), 0)::bigint from months where _fate = 'good'")))
            .Where(found => found.Item2 > 0).OrderByDescending(found => found.Item2)];
}
