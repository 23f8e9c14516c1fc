using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A key of event data, or of reference data without precedence, that two sources supply: adding both would count it twice.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Sources">The sources, in order of name.</param>
/// <param name="Keys">How many keys.</param>
public sealed record Conflict(string Dataset, IReadOnlyList<string> Sources, long Keys)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Keys} keys of {Dataset} are supplied by more than one of {string.Join(", ", Sources)}; a row may come from one source only.";
}

/// <summary>
/// An in-memory DuckDB over a snapshot of the lake with one view per dataset. Measures read these and nothing else: the instance
/// may read the snapshot's files and write under one folder, and its settings are locked.
/// </summary>
/// <remarks>
/// A view has the contract's columns in their types; for each number x also <c>x_low</c> and <c>x_high</c> (the bounds of what was
/// suppressed at source; x itself where it was not) and <c>x_status</c> (why x is or is not there: an ENUM in the order of
/// <see cref="Dataset.Statuses"/>, so that <c>max</c> is the worst); and <c>_source</c>. A dataset without files is empty.
/// </remarks>
public sealed class Warehouse : IDisposable
{
    /// <summary>Bytes of files that are read once and kept, rather than by every measure that looks something up in them.</summary>
    private const long Small = 1_000_000;

    private readonly List<Conflict> conflicts = [];
    private readonly Dictionary<string, string> unreadable = [];
    private readonly Dictionary<string, IReadOnlyList<Delivery>> deliveries = [];
    private readonly HashSet<string> tied = [];

    private Warehouse(DuckDBConnection connection, IReadOnlyList<Dataset> datasets, IReadOnlyList<LakeFile> files) =>
        (Lanes, Datasets, Files) = ([connection, connection.Duplicate()], datasets, files);

    /// <summary>The instance. Temporary tables may be made in it.</summary>
    public DuckDBConnection Connection => Lanes[0];

    /// <summary>Connections with temporary tables of their own, so that two measures are made side by side, each from its rows to its figures. A third would need more memory than it saves time.</summary>
    internal IReadOnlyList<DuckDBConnection> Lanes { get; }

    /// <summary>
    /// A measure that reads so many bytes or more is computed so many months at a time: fewer are read at once, since cutting them costs more than it saves;
    /// the groups of so few months fit a processor's cache.
    /// </summary>
    internal (long Bytes, int Months) Cut { get; set; } = (2_000_000, 6);

    /// <summary>The contracts of its views.</summary>
    public IReadOnlyList<Dataset> Datasets { get; }

    /// <summary>The files behind the views.</summary>
    public IReadOnlyList<LakeFile> Files { get; }

    /// <summary>Keys supplied twice. A measure that reads such a dataset fails.</summary>
    public IReadOnlyList<Conflict> Conflicts => conflicts;

    /// <summary>Datasets with a file that cannot be read: name, and which file and what to do. Reading such a view fails with that message.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => unreadable;

    /// <summary>Opens the views over a snapshot, which must outlive the warehouse.</summary>
    /// <param name="snapshot">The lake as it stood.</param>
    /// <param name="datasets">The contract of every dataset, whether the lake holds rows of it or not.</param>
    /// <param name="output">The one folder that may be written (COPY), or null for none.</param>
    /// <param name="temporary">Folder for what does not fit in memory; null: none.</param>
    /// <param name="memory">Limit as DuckDB writes it.</param>
    public static Warehouse Open(LakeSnapshot snapshot, IReadOnlyList<Dataset> datasets, string? output = null, string? temporary = null, string memory = "700MB")
    {
        // Queries run side by side, each mostly on the thread that asked: dividing each among threads takes a third more of the processors.
        var warehouse = new Warehouse(Duck.Open(temporary: temporary, memory: memory, threads: Math.Max(1, Environment.ProcessorCount - 1)), datasets, snapshot.Files);
        try
        {
            foreach (var lane in warehouse.Lanes.Skip(1))
                lane.Open();
            warehouse.Connection.Run("set preserve_insertion_order = false");
            warehouse.Connection.Run("create table main.dataset_source(dataset varchar, source varchar, grain varchar, service varchar, area varchar, channel varchar, platform varchar, account varchar)");
            warehouse.Connection.Run($"create type status as enum ({string.Join(", ", Dataset.Statuses.Select(Duck.Literal))})");
            warehouse.Connection.Run(Figures.Sql("worst"));
            warehouse.Connection.Run(Figures.Sql("sources"));
            foreach (var dataset in datasets)
                warehouse.View(dataset, [.. snapshot.Files.Where(file => file.Dataset == dataset.Name)], snapshot.Damaged.FirstOrDefault(file => file.Dataset == dataset.Name));
            warehouse.Lock(output);
            return warehouse;
        }
        catch
        {
            warehouse.Dispose();
            throw;
        }
    }

    /// <summary>Says which of the files is not what was committed, or null where all are. Reads every byte: asked only after something failed.</summary>
    public string? FindDamage(IReadOnlyCollection<string> reads) =>
        Files.Where(file => reads.Contains(file.Dataset))
            .Select(file => !File.Exists(file.LocalPath) ? Damaged(file, "is gone")
                : HashOf(file) is var hash && !hash.Equals(file.Hash, StringComparison.OrdinalIgnoreCase) ? Damaged(file, "is not the file that was committed")
                : null)
            .FirstOrDefault(damage => damage is not null);

    /// <summary>How many rows were delivered of a dataset, and how many of them say that their numbers are missing.</summary>
    internal (long Rows, long Missing) CountRows(Dataset dataset) =>
        Connection.Rows(DatasetView.CountRows(dataset, deliveries[dataset.Name]), row => (row.GetInt64(0), row.GetInt64(1))).Single();

    /// <summary>Whether more than one source delivers a dataset.</summary>
    internal bool IsShared(string dataset) => Files.Where(file => file.Dataset == dataset).Select(file => file.Source).Distinct().Skip(1).Any();

    /// <summary>Whether every row of a dataset is of a day, as its files' footers say.</summary>
    internal bool IsByDay(string dataset) => deliveries.GetValueOrDefault(dataset)?.All(delivery => delivery.Constants.GetValueOrDefault("grain") == "day") == true;

    /// <summary>Makes sure that <c>dataset_source</c> tells which source delivers which combinations of datasets. One source delivers all of a dataset's; of several, the rows tell.</summary>
    internal void Tie(IEnumerable<Dataset> datasets, DuckDBConnection duck)
    {
        lock (tied)
            foreach (var dataset in datasets.Where(dataset => !tied.Contains(dataset.Name)))
            {
                if (IsShared(dataset.Name))
                    duck.Run(DatasetView.Ties(dataset));
                else if (Files.FirstOrDefault(file => file.Dataset == dataset.Name) is { } only)
                    duck.Run("insert into main.dataset_source (dataset, source) values ($dataset, $source)", ("dataset", dataset.Name), ("source", only.Source));
                tied.Add(dataset.Name);
            }
    }

    /// <summary>Works through a list in order, each lane taking the next when it is done with one. What fails stops the other lane after what it is at, and is thrown.</summary>
    /// <param name="list">What is to be done.</param>
    /// <param name="prepare">What a lane has of its own.</param>
    /// <param name="work">Done with that for each of the list.</param>
    internal void SideBySide<TLane, T>(IEnumerable<T> list, Func<DuckDBConnection, TLane> prepare, Action<TLane, T> work)
    {
        var waiting = new ConcurrentQueue<T>(list);
        var lanes = Lanes.Select(duck => Task.Run(() =>
        {
            try
            {
                for (var lane = default(TLane); waiting.TryDequeue(out var next);)
                    work(lane ??= prepare(duck), next);
            }
            catch
            {
                waiting.Clear();
                throw;
            }
        })).ToArray();
        Task.WhenAll(lanes).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lane in Lanes.Reverse())
            lane.Dispose();
    }

    /// <summary>Makes one dataset's view. Where a file cannot be read the view says so when it is read, and the other datasets go on.</summary>
    private void View(Dataset dataset, IReadOnlyList<LakeFile> files, DamagedFile? damaged)
    {
        try
        {
            if (damaged is not null)
                throw new InvalidDataException(damaged.Message);
            if (files.FirstOrDefault(file => !File.Exists(file.LocalPath)) is { } gone)
                throw new InvalidDataException(Damaged(gone, "is gone"));
            var delivered = deliveries[dataset.Name] = Deliveries(files);
            Connection.Run(DatasetView.Create(dataset, delivered, asTable: !dataset.IsDated && files.Sum(file => new FileInfo(file.LocalPath).Length) < Small));
            if (DatasetView.CountConflicts(dataset, Doubtful(dataset, delivered)) is { } count && Connection.One<long>(count) is > 0 and var keys)
                conflicts.Add(new(dataset.Name, [.. files.Select(file => file.Source).Distinct().Order(StringComparer.Ordinal)], keys));
        }
        catch (Exception unreadable) when (unreadable is DuckDBException or InvalidDataException)
        {
            this.unreadable[dataset.Name] = FindDamage([dataset.Name]) ?? unreadable.Message.Split('\n')[0];
            Connection.Run($"drop view if exists {Duck.Name(dataset.Name)}");
            Connection.Run(DatasetView.CreateUnreadable(dataset, this.unreadable[dataset.Name]));
        }
    }

    /// <summary>The files, grouped by source, by the columns they have and by the grain and status that all their rows share, from their footers.</summary>
    private List<Delivery> Deliveries(IReadOnlyList<LakeFile> files)
    {
        if (files.Count == 0)
            return [];
        var paths = string.Join(", ", files.Select(file => Duck.Literal(file.LocalPath)));
        var columns = Connection.Rows(
            $"""
            select file_name, string_agg(name || ' ' || duckdb_type, chr(10) order by name)
            from parquet_schema([{paths}]) where duckdb_type is not null group by all
            """,
            row => (Path: row.GetString(0), Columns: row.GetString(1))).ToDictionary(file => file.Path, file => file.Columns);
        // Where the least of a column is its greatest and nothing is null, every row says the same.
        var constants = Connection.Rows(
            $"""
            select file_name, path_in_schema, min(stats_min_value)
            from parquet_metadata([{paths}])
            where path_in_schema in ('grain', 'status')
            group by file_name, path_in_schema
            having count(*) = count(stats_min_value) and count(*) = count(stats_max_value) and min(stats_min_value) = max(stats_max_value)
                and coalesce(sum(stats_null_count), 1) = 0
            """,
            row => (Path: row.GetString(0), Column: row.GetString(1), Value: row.GetString(2))).ToLookup(found => found.Path);
        return
        [
            .. files.Select(file => (File: file, Columns: columns[file.LocalPath], Constants: constants[file.LocalPath].OrderBy(found => found.Column).Select(found => (found.Column, found.Value)).ToArray()))
                .GroupBy(read => (read.File.Source, read.Columns, string.Join(' ', read.Constants)))
                .Select(group => new Delivery(
                    group.Key.Source, group.Key.Columns.Split('\n').Select(column => column[..column.IndexOf(' ', StringComparison.Ordinal)]).ToHashSet(),
                    group.First().Constants.ToDictionary(found => found.Column, found => found.Value, StringComparer.Ordinal), [.. group.Select(read => read.File)])),
        ];
    }

    /// <summary>Without the files of months in which no two sources can have given one key, since a text of the key lies apart in them: their footers say so, and a hundred million rows need not be read.</summary>
    private IReadOnlyList<Delivery> Doubtful(Dataset dataset, IReadOnlyList<Delivery> delivered)
    {
        var shared = delivered.SelectMany(delivery => delivery.Files).GroupBy(file => file.Month).Where(month => month.Select(file => file.Source).Distinct().Count() > 1).ToArray();
        var texts = dataset.Columns.Where(column => column.Type == "VARCHAR" && dataset.Key.Contains(column.Name)).Select(column => Duck.Literal(column.Name)).ToArray();
        if (shared.Length == 0 || texts.Length == 0)
            return delivered;
        var ranges = Connection.Rows(
            $"""
            select file_name, path_in_schema, min(stats_min_value), max(stats_max_value)
            from parquet_metadata([{string.Join(", ", shared.SelectMany(month => month).Select(file => Duck.Literal(file.LocalPath)))}])
            where path_in_schema in ({string.Join(", ", texts)})
            group by file_name, path_in_schema
            having count(*) = count(stats_min_value) and count(*) = count(stats_max_value) and coalesce(sum(stats_null_count), 1) = 0
            """,
            row => (Path: row.GetString(0), Column: row.GetString(1), Least: Encoding.UTF8.GetBytes(row.GetString(2)), Most: Encoding.UTF8.GetBytes(row.GetString(3)))).ToLookup(range => range.Path);
        bool LieApart(LakeFile one, LakeFile other) => ranges[one.LocalPath].Any(a => ranges[other.LocalPath].Any(b =>
            a.Column == b.Column && (a.Most.AsSpan().SequenceCompareTo(b.Least) < 0 || b.Most.AsSpan().SequenceCompareTo(a.Least) < 0)));
        bool Apart(IEnumerable<LakeFile> month, Func<LakeFile, LakeFile, bool> lieApart) => month.All(one => month.All(other => one.Source == other.Source || lieApart(one, other)));
        var apart = shared.Where(month => Apart(month, LieApart)).Select(month => month.Key).ToHashSet(StringComparer.Ordinal);
        // Ranges that overlap may still have no value in common, unless they end with the same: the values themselves tell, of one column and not of a whole key.
        foreach (var column in dataset.Columns.Where(column => texts.Contains(Duck.Literal(column.Name))))
        {
            bool MayLieApart(LakeFile one, LakeFile other) => ranges[one.LocalPath].Any(a => a.Column == column.Name
                && ranges[other.LocalPath].Any(b => b.Column == column.Name && !a.Least.SequenceEqual(b.Least) && !a.Most.SequenceEqual(b.Most)));
            var doubted = shared.Where(month => !apart.Contains(month.Key) && Apart(month, MayLieApart)).ToArray();
            if (doubted.Length > 0)
                apart.UnionWith(doubted.Select(month => month.Key).Except(Connection.Rows(DatasetView.MonthsSharing(column, [.. doubted.SelectMany(month => month)]), row => row.GetString(0))));
        }
        return [.. delivered.Select(delivery => delivery with { Files = [.. delivery.Files.Where(file => !apart.Contains(file.Month))] }).Where(delivery => delivery.Files.Count > 0)];
    }

    /// <summary>From here on only the snapshot's files can be read and only <paramref name="output"/> written: a measure may be a council's own SQL.</summary>
    private void Lock(string? output)
    {
        Connection.Run($"set allowed_paths = [{string.Join(", ", Files.Select(file => Duck.Literal(file.LocalPath)))}]");
        if (output is not null)
            Connection.Run($"set allowed_directories = [{Duck.Literal(output)}]");
        Connection.Run("set enable_external_access = false");
        Connection.Run("set lock_configuration = true");
    }

    private static string Damaged(LakeFile file, string how) =>
        $"lake/{file.Dataset}/source={file.Source}/month={file.Month}/part.parquet {how}; rebuild it with 'ingest {file.Source} --replay'.";

    private static string HashOf(LakeFile file)
    {
        using var bytes = File.OpenRead(file.LocalPath);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
