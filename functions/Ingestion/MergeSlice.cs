using System.Globalization;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>What one slice came to.</summary>
/// <param name="Counts">What became of its rows.</param>
/// <param name="Months">Its months that differ from the lake's, each with the hash of its file; null where it has none any more.</param>
internal sealed record MergedSlice(BatchCounts Counts, IReadOnlyList<(StagedMonth Month, string? Hash)> Months);

/// <summary>Merges slices, one after the other, over a connection of its own to the instance of a <see cref="Merge"/>.</summary>
/// <param name="source">Whose rows they are.</param>
/// <param name="sql">The dataset's columns.</param>
/// <param name="replaced">The condition under which the lake's rows of a day go, from an SQL expression of the day.</param>
/// <param name="files">The source's months in the lake.</param>
/// <param name="folder">Where new files are put.</param>
/// <param name="duck">Has <c>good</c> and <c>work</c>; what is made here is temporary, and so this connection's alone.</param>
internal sealed class MergeSlice(
    Source source, BatchSql sql, Func<string, string> replaced, IReadOnlyDictionary<string, LakeFile> files, string folder, DuckDBConnection duck) : IDisposable
{
    /// <summary>The slice of data whose key may lie in any month.</summary>
    public const string Everything = "all";

    private BatchCounts counts = BatchCounts.None;

    /// <summary>Merges one slice.</summary>
    /// <param name="slice">A month, or <see cref="Everything"/>.</param>
    /// <param name="rows">Good rows in it.</param>
    public MergedSlice Run(string slice, long rows)
    {
        counts = BatchCounts.None;
        Cut(slice);
        var hasBase = slice == Everything ? files.Count > 0 : files.ContainsKey(slice);
        if (!hasBase && WriteNew(slice, rows) is { } written)
            return new(BatchCounts.None with { New = rows }, written);
        OneRowAKey();
        ReadBase(slice);
        Compare();
        return new(counts, Write(slice, duck.One<long>("select count(*) from merged")));
    }

    /// <inheritdoc/>
    public void Dispose() => duck.Dispose();

    /// <summary>Takes one slice of the good rows: the view <c>cut</c>.</summary>
    private void Cut(string slice)
    {
        var within = "true";
        if (slice != Everything)
        {
            var first = DateOnly.ParseExact(slice, "yyyy-MM", CultureInfo.InvariantCulture);
            within = $"{Duck.Name(source.Dataset.Month!)} >= {BatchSql.Date(first)} and {Duck.Name(source.Dataset.Month!)} < {BatchSql.Date(first.AddMonths(1))}";
        }
        duck.Run($"create or replace temp view cut as select {sql.List}, _n, _delivery from good where {within}");
    }

    /// <summary>
    /// Writes a month that the lake does not have with all its rows as they are, not copied before: a first delivery of years is mostly such
    /// months. Null where that may not be: some rows have one key, which in the order they are written in are neighbours.
    /// </summary>
    private List<(StagedMonth, string?)>? WriteNew(string month, long rows)
    {
        if (month == Everything)
            return null;
        var path = Copy(month, sql.Sorted("cut"));
        if (!duck.One<bool>($"select count(*) > 0 from (select {sql.IsTwin} as twin from read_parquet({Duck.Literal(path)})) where twin"))
            return [(new(month, path, null, rows), Fingerprint.OfFile(path))];
        File.Delete(path);
        return null;
    }

    /// <summary>Leaves one row for each key in the table <c>slice</c>: the rest are dropped, added up, or all set aside, as the source says.</summary>
    private void OneRowAKey()
    {
        duck.Run("create or replace temp table slice as from cut");
        if (!HasDuplicates("slice"))
            return;
        if (source.DropIdenticalRows)
            counts = counts with { Duplicate = counts.Duplicate + Delete($"_n not in (select min(_n) from slice group by {sql.List})") };
        if (source.FilesAre is FilesAre.Changes)
            counts = counts with { Duplicate = counts.Duplicate + Delete($"_n in (select _n from slice qualify _delivery < max(_delivery) over (partition by {sql.Key}))") };
        if (!HasDuplicates("slice"))
            return;
        var rows = duck.One<long>("select count(*) from slice");
        switch (source.OnDuplicate)
        {
            case OnDuplicate.Quarantine:
                duck.Run($"create or replace temp table duplicates as from slice qualify count(*) over (partition by {sql.Key}) > 1");
                duck.Run($"insert into work.quarantine {sql.Duplicated("duplicates")}");
                counts = counts with { Quarantined = counts.Quarantined + Delete("_n in (select _n from duplicates)") };
                break;
            case OnDuplicate.Last:
                counts = counts with { Duplicate = counts.Duplicate + Delete($"_n in (select _n from slice qualify _n < max(_n) over (partition by {sql.Key}))") };
                break;
            case OnDuplicate.Sum:
                duck.Run($"create or replace temp table summed as {sql.Summed}");
                duck.Run("create or replace temp table slice as from summed");
                counts = counts with { Duplicate = counts.Duplicate + rows - duck.One<long>("select count(*) from slice") };
                break;
        }
    }

    /// <summary>Whether two rows may have one key. A hash of it is told from others quicker than the key; where two keys share one, nothing but time is lost.</summary>
    private bool HasDuplicates(string table) => duck.One<bool>($"select count(*) > 0 from (select 1 from {table} group by hash({sql.Key}) having count(*) > 1)");

    private long Delete(string where)
    {
        var before = duck.One<long>("select count(*) from slice");
        duck.Run($"delete from slice where {where}");
        return before - duck.One<long>("select count(*) from slice");
    }

    /// <summary>Reads the lake's rows of the slice's months, with <c>_replaced</c>: whether they vanish unless delivered again.</summary>
    private void ReadBase(string slice)
    {
        duck.Run($"create or replace temp table base as select {sql.List}, false as _replaced from slice limit 0");
        foreach (var file in files.Values.Where(file => slice == Everything || file.Month == slice))
        {
            var present = duck.Rows($"describe from read_parquet({Duck.Literal(file.LocalPath)})", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
            duck.Run($"insert into base select *, {replaced(sql.Day)} from (select {sql.From(present)} from read_parquet({Duck.Literal(file.LocalPath)}))");
        }
    }

    /// <summary>Counts what is new, changed, unchanged and removed, and puts together the slice's rows as the lake will hold them.</summary>
    private void Compare()
    {
        var same = sql.SameKey("s", "b");
        var (added, changed, unchanged) = duck.Rows($"""
            select count(*) filter (b._replaced is null), count(*) filter (b._replaced is not null and ({sql.Differ("s", "b")})),
                count(*) filter (b._replaced is not null and not ({sql.Differ("s", "b")}))
            from slice s left join base b on {same}
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))).Single();
        counts = counts with
        {
            New = counts.New + added,
            Changed = counts.Changed + changed,
            Unchanged = counts.Unchanged + unchanged,
            Removed = counts.Removed + duck.One<long>($"select count(*) from base b anti join slice s on {same} where b._replaced"),
        };
        duck.Run($"create or replace temp view merged as select {sql.List} from slice union all select {sql.List} from base b anti join slice s on {same} where not b._replaced");
    }

    /// <summary>Writes the slice's months that are not as the lake has them.</summary>
    private List<(StagedMonth, string?)> Write(string slice, long merged)
    {
        var staged = new List<(StagedMonth, string?)>();
        var monthOf = source.Dataset.Month is { } month ? $"strftime({Duck.Name(month)}, '%Y-%m')" : $"'{Everything}'";
        var rows = slice == Everything
            ? duck.Rows($"select {monthOf}, count(*) from merged group by 1", row => (Month: row.GetString(0), Rows: row.GetInt64(1))).ToDictionary(found => found.Month, found => found.Rows)
            : new() { [slice] = merged };
        foreach (var name in rows.Keys.Union(files.Keys.Where(name => slice == Everything || name == slice)).Order(StringComparer.Ordinal))
        {
            var before = files.GetValueOrDefault(name);
            if (rows.GetValueOrDefault(name) == 0)
            {
                if (before is not null)
                    staged.Add((new(name, null, before.Hash), null));
                continue;
            }
            var path = Copy(name, $"from merged {(slice == Everything ? $"where {monthOf} = {Duck.Literal(name)}" : "")} order by {sql.Order}");
            var hash = Fingerprint.OfFile(path);
            if (hash != before?.Hash)
                staged.Add((new(name, path, before?.Hash, rows[name]), hash));
        }
        return staged;
    }

    /// <summary>Writes one month's file and gives its path.</summary>
    private string Copy(string month, string rows)
    {
        var path = Path.Combine(folder, $"{month}.parquet");
        duck.Run($"copy ({rows}) to {Duck.Literal(path)} (format parquet, compression zstd, row_group_size 122880, kv_metadata {Footer()})");
        return path;
    }

    private string Footer() => $$"""
        {dataset: {{Duck.Literal(source.Dataset.Name)}}, source: {{Duck.Literal(source.Name)}},
        contract: {{Duck.Literal(Fingerprint.Contract(source.Dataset))}}, mapping: {{Duck.Literal(Fingerprint.Mapping(source))}}}
        """;
}
