using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>One read-only DuckDB file that the API queries: a table per set, with its contract's columns and <c>ordinal bigint</c>, the stored order from 0 without a gap.</summary>
/// <remarks>
/// The dimension columns are ENUMs whose order is that of their words, so that comparing and sorting give what text would; columns
/// with allowed words are ENUMs in the contract's order. Built beside and renamed, so that a reader sees all of it or nothing.
/// </remarks>
public static class ServingFile
{
    private static readonly string[] Dimensions = ["measure", "service", "area", "channel", "platform", "level", "unit"];

    /// <summary>Rows that DuckDB looks through for those of a page: all of a group's ordinals are compared, so a quarter of its usual 122,880 takes half as long.</summary>
    private const int RowGroup = 32_768;

    private static readonly string[] RunKey = ["measure", "grain", "level", "service"];
    private static readonly string[] RunOrder = ["period", "area", "channel", "platform"];

    /// <summary>Builds the serving file of a publication.</summary>
    /// <param name="publication">Its manifest.</param>
    /// <param name="sets">The sets it serves; one without files becomes an empty table.</param>
    /// <param name="folder">Holds its Parquet files, by their names.</param>
    /// <param name="path">The file to make; replaced if it is there.</param>
    /// <exception cref="InvalidDataException">A file lacks a column that may not be null.</exception>
    public static void Build(Publication publication, IReadOnlyList<Dataset> sets, string folder, string path)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var duck = Duck.Open())
            {
                duck.Run($"attach {Duck.Literal(part)} as served (row_group_size {RowGroup.ToString(CultureInfo.InvariantCulture)}); use served");
                duck.Run("begin");
                foreach (var dimension in Dimensions)
                    CreateType(duck, dimension, publication, sets, folder);
                foreach (var set in sets)
                {
                    CreateTable(duck, set, publication, folder);
                    CreateRuns(duck, set);
                }
                duck.Run("commit");
                duck.Run("checkpoint");
            }
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
            File.Delete($"{part}.wal");
        }
    }

    private static void CreateType(DuckDBConnection duck, string dimension, Publication publication, IReadOnlyList<Dataset> sets, string folder)
    {
        var words = publication.Files
            .Where(file => file.Rows > 0 && sets.Any(set => set.Name == file.Set && set.Column(dimension) is not null) && ColumnsOf(duck, Path.Combine(folder, file.FileName)).Contains(dimension))
            .Select(file => $"select {Duck.Name(dimension)} as word from read_parquet({Duck.Literal(Path.Combine(folder, file.FileName))})")
            .Append("select 'all' as word");
        duck.Run($"create type {Duck.Name(dimension)} as enum (select distinct word from ({string.Join(" union all ", words)}) where word is not null order by word)");
    }

    private static void CreateTable(DuckDBConnection duck, Dataset set, Publication publication, string folder)
    {
        var columns = set.Columns.Select(column => $"{Duck.Name(column.Name)} {TypeOf(column)}{(column.Nullable ? "" : " not null")}");
        duck.Run($"create table {Duck.Name(set.Name)} ({string.Join(", ", columns)}, ordinal bigint not null)");
        var first = 0L;
        foreach (var file in publication.Files.Where(file => file.Set == set.Name))
        {
            var found = ColumnsOf(duck, Path.Combine(folder, file.FileName));
            if (set.Columns.FirstOrDefault(column => !column.Nullable && !found.Contains(column.Name)) is { } lost)
                throw new InvalidDataException($"Publication {publication.Id} was made by another version: its {set.Name} lacks {lost.Name}. Publish again.");
            var names = string.Join(", ", set.Columns.Where(column => found.Contains(column.Name)).Select(column => Duck.Name(column.Name)));
            // A file lies in its order, and reading it so takes neither the time nor the memory of a sort.
            var path = Duck.Literal(Path.Combine(folder, file.FileName));
            var isInOrder = duck.One<bool>($"select coalesce(bool_and(ordinal = file_row_number), true) from read_parquet({path}, file_row_number = true)");
            duck.Run($"""
                insert into {Duck.Name(set.Name)} by name
                select {names}, {(isInOrder ? "ordinal" : "row_number() over (order by ordinal) - 1")} + {first.ToString(CultureInfo.InvariantCulture)} as ordinal
                from read_parquet({path}){(isInOrder ? "" : " order by ordinal")}
                """);
            first += file.Rows;
        }
    }

    /// <summary>The columns that a file has: one made by an earlier version lacks those that came since, which are null then.</summary>
    private static HashSet<string> ColumnsOf(DuckDBConnection duck, string path) =>
        duck.Rows($"select name from parquet_schema({Duck.Literal(path)})", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The table that says where a set's rows of one measure, grain, level, service and period lie: those columns, <c>first</c> and <c>last</c> ordinal, and whether
    /// they are all that lies between, <c>sorted</c> by the columns that follow. Null for a set without a measure, a service and a period in every row.
    /// </summary>
    public static (string Table, IReadOnlyList<string> Key, IReadOnlyList<string> Order)? RunsOf(Dataset set)
    {
        string[] key = [.. RunKey.Where(column => set.Column(column) is not null)], order = [.. RunOrder.Where(column => set.Column(column) is not null)];
        return key.Contains("measure") && key.Contains("service") && order.Contains("period") && key.Concat(order).All(column => !set.Column(column)!.Nullable)
            ? ($"{set.Name}_runs", key, order) : null;
    }

    /// <summary>Rows are compared with the one before as they are read; one read out of turn would make its run not sorted.</summary>
    private static void CreateRuns(DuckDBConnection duck, Dataset set)
    {
        if (RunsOf(set) is not var (table, key, order))
            return;
        var (keys, orders) = (string.Join(", ", key.Select(Duck.Name)), string.Join(", ", order.Select(Duck.Name)));
        duck.Run($"""
            create table {Duck.Name(table)} as
            select {keys}, period, min(ordinal) as first, max(ordinal) as last,
                max(ordinal) - min(ordinal) + 1 = count(*) and bool_and(ordinal = 0 or (ordinal = before + 1 and (of_key is distinct from key_before or of_order >= order_before))) as sorted
            from (
                select *, lag(ordinal) over () as before, lag(of_key) over () as key_before, lag(of_order) over () as order_before
                from (select {keys}, period, ordinal, row({keys}) as of_key, row({orders}) as of_order from {Duck.Name(set.Name)})
            )
            group by all
            """);
    }

    private static string TypeOf(Column column) =>
        column.Allowed.Count > 0 ? $"enum({string.Join(", ", column.Allowed.Select(Duck.Literal))})"
        : Dimensions.Contains(column.Name) ? Duck.Name(column.Name)
        : column.Type;
}
