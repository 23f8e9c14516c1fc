using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

internal sealed partial class Merge
{
    private const string Everything = "all";

    private bool ByMonth => source.Dataset.Month is { } month && source.Dataset.Key.Contains(month);

    /// <summary>The months with rows, and those of the lake in which rows may vanish; one slice where a key may lie in any month.</summary>
    private IReadOnlyList<string> Slices()
    {
        if (!ByMonth)
            return [Everything];
        var given = duck.Rows("select strftime(month, '%Y-%m') from months where _fate = 'good'", row => row.GetString(0));
        return [.. given.Union(source.Mode is Mode.Replace ? files.Keys.Where(MayVanish) : []).Order(StringComparer.Ordinal)];
    }

    private bool MayVanish(string month)
    {
        var first = DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture);
        return duck.One<bool>($"select {Replaced("d")} from (select unnest(generate_series({Date(first)}, last_day({Date(first)}), interval 1 day))::date as d) where {Replaced("d")} limit 1");
    }

    /// <summary>Whether the lake's rows of a day are replaced by what was delivered.</summary>
    private string Replaced(string day)
    {
        var ends = new[]
        {
            window.From is null ? null : $"{day} >= {Date(window.From.Value)}",
            window.To is null ? null : $"{day} < {Date(window.To.Value)}",
            source.FilesAre is FilesAre.Snapshots && source.Dataset.IsDated ? $"exists (from spans where {day} between first and last)" : null,
        };
        return source.Mode is Mode.Merge ? "false" : string.Join(" and ", ends.Where(end => end is not null).DefaultIfEmpty("true"));
    }

    /// <summary>Takes one slice of the good rows: the view <c>cut</c>.</summary>
    private void Cut(string slice)
    {
        var within = "true";
        if (slice != Everything)
        {
            var first = DateOnly.ParseExact(slice, "yyyy-MM", CultureInfo.InvariantCulture);
            within = $"{Duck.Name(source.Dataset.Month!)} >= {Date(first)} and {Duck.Name(source.Dataset.Month!)} < {Date(first.AddMonths(1))}";
        }
        duck.Run($"create or replace temp view cut as select {sql.List}, _n, _delivery from good where {within}");
    }

    /// <summary>Whether the slice's rows become the lake's as they are: the lake has none there, and no two have one key.</summary>
    private bool IsAllNew(string slice) => !(slice == Everything ? files.Count > 0 : files.ContainsKey(slice)) && !HasDuplicates("cut");

    /// <summary>Takes all rows of a slice as new. They are not copied: a first delivery of years is mostly such slices.</summary>
    private void Add()
    {
        duck.Run($"create or replace temp view merged as select {sql.List} from cut");
        counts = counts with { New = counts.New + duck.One<long>("select count(*) from cut") };
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

    private bool HasDuplicates(string table) => duck.One<bool>($"select count(*) > 0 from (select 1 from {table} group by {sql.Key} having count(*) > 1)");

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
            duck.Run($"insert into base select *, {Replaced(sql.Day)} from (select {sql.From(present)} from read_parquet({Duck.Literal(file.LocalPath)}))");
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
    private void Write(string slice)
    {
        var monthOf = source.Dataset.Month is { } month ? $"strftime({Duck.Name(month)}, '%Y-%m')" : $"'{Everything}'";
        var rows = slice == Everything
            ? duck.Rows($"select {monthOf}, count(*) from merged group by 1", row => (Month: row.GetString(0), Rows: row.GetInt64(1))).ToDictionary(found => found.Month, found => found.Rows)
            : new() { [slice] = duck.One<long>("select count(*) from merged") };
        foreach (var name in rows.Keys.Union(files.Keys.Where(name => slice == Everything || name == slice)).Order(StringComparer.Ordinal).ToArray())
        {
            var before = files.GetValueOrDefault(name);
            if (rows.GetValueOrDefault(name) == 0)
            {
                if (files.Remove(name))
                    staged.Add(new(name, null, before!.Hash));
                continue;
            }
            var path = Path.Combine(folder, $"{name}.parquet");
            duck.Run($"""
                copy (from merged {(slice == Everything ? $"where {monthOf} = {Duck.Literal(name)}" : "")} order by {sql.Key})
                to {Duck.Literal(path)} (format parquet, compression zstd, row_group_size 122880, kv_metadata {Footer()})
                """);
            var hash = Fingerprint.OfFile(path);
            if (hash == before?.Hash)
                continue;
            files[name] = new(source.Dataset.Name, source.Name, name, path, hash);
            staged.Add(new(name, path, before?.Hash, rows[name]));
        }
    }

    private string Footer() => $$"""
        {dataset: {{Duck.Literal(source.Dataset.Name)}}, source: {{Duck.Literal(source.Name)}},
        contract: {{Duck.Literal(Fingerprint.Contract(source.Dataset))}}, mapping: {{Duck.Literal(Fingerprint.Mapping(source))}}}
        """;
}
