using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

public sealed partial class Ingestion
{
    /// <summary>What the steps of one run share.</summary>
    private sealed record Step(Source Source, Run Run, Lease Lease, WorkFolder Folder, IProgress<string>? Progress, CancellationToken Stop)
    {
        /// <summary>What silence means in this run; null: nothing.</summary>
        public Deletion? Deletion { get; init; }

        public void Say(string words) => Progress?.Report($"{Source.Name}: {words}");

        /// <summary>A folder in the run's own, made if it is not there.</summary>
        public string Place(string name) => Directory.CreateDirectory(Folder[name]).FullName;
    }

    /// <summary>One delivery of files, typed, mapped and merged, but not committed.</summary>
    private sealed record Delivery(string Database, RawTableResult Raw, Mapped Mapped, Batch Batch)
    {
        /// <summary>The run with this delivery's counts added and its notes.</summary>
        public Run AddedTo(Run run) => run with
        {
            Read = run.Read + Raw.Read,
            Passed = run.Passed + Raw.Passed,
            Quarantined = run.Quarantined + Raw.Quarantined,
            Mapped = run.Mapped + Mapped.Rows,
            New = run.New + Batch.Counts.New,
            Changed = run.Changed + Batch.Counts.Changed,
            Unchanged = run.Unchanged + Batch.Counts.Unchanged,
            Duplicate = run.Duplicate + Batch.Counts.Duplicate,
            Outside = run.Outside + Batch.Counts.Outside,
            MappedQuarantined = run.MappedQuarantined + Batch.Counts.Quarantined,
            Removed = run.Removed + Batch.Counts.Removed,
            Columns = Raw.Columns,
            Notes = [.. run.Notes, .. Raw.Notes, .. Batch.NotFound.Select(found => $"{found.Rows} rows have {found.Column} 'unknown': a look-up found nothing, or the cell was empty.")],
        };
    }

    private Source Named(string name) => sources.FirstOrDefault(source => source.Name == name)
        ?? throw new ArgumentException($"There is no source '{name}'; sources: {string.Join(", ", sources.Select(source => source.Name).Order(StringComparer.Ordinal))}.");

    /// <summary>Whether a mapping looks things up in the lake: it then runs after those that fill what it reads. One that cannot be parsed fails in its own run.</summary>
    private bool ReadsReference(Source source) =>
        (SqlTree.Parse(source.Sql, source.File, source.SqlLine, [])?.Tables ?? []).Concat(EachTables(source)).Any(table => datasets.Any(dataset => dataset.Name == table.Name));

    /// <summary>What a run needs of the lake: the source's own rows and coverage, and what its mapping looks up.</summary>
    private Task<LakeSnapshot> SnapshotAsync(Source source, SqlTree tree, CancellationToken cancellationToken) =>
        lake.SnapshotAsync(cancellationToken, (dataset, of) => of == source.Name || tree.Tables.Concat(EachTables(source)).Any(table => table.Name.Equals(dataset, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<TableRead> EachTables(Source source) =>
        source.Http?.Each is { } each && SqlTree.Parse(each, source.File, 1, []) is { } tree ? tree.Tables : [];

    private static async Task<Dictionary<string, string>> HashesAsync(IReadOnlyList<RawFile> files)
    {
        var hashes = await Task.WhenAll(files.Select(file => file.Hashing));
        return files.Zip(hashes).ToDictionary(file => file.First.Path, file => file.Second, StringComparer.Ordinal);
    }

    private static bool Same(IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> seen) =>
        files.Count == seen.Count && files.All(file => seen.TryGetValue(file.Key, out var hash) && hash == file.Value);

    /// <summary>The days a run covers: those asked for, else from the last covered day less the lookback, else all.</summary>
    private static Window WindowOf(Source source, Window asked, IReadOnlyList<CoveredSpan> covered) =>
        !source.Dataset.IsDated ? Window.Everything
        : asked.IsEverything && source.LookbackDays is { } days && covered.Count > 0 ? new(covered.Max(span => span.To).AddDays(-days), null)
        : asked;

    /// <summary>Types, maps and merges files that are ready to be read.</summary>
    /// <param name="step">The run.</param>
    /// <param name="tree">The mapping.</param>
    /// <param name="reference">What it may look up.</param>
    /// <param name="prepared">The files.</param>
    /// <param name="window">The days wanted.</param>
    /// <param name="current">The source's months as they stand.</param>
    /// <param name="lastColumns">Raw columns of the run before, or null.</param>
    /// <param name="place">Name of a folder inside the run's own.</param>
    private Delivery Deliver(
        Step step, SqlTree tree, ReferenceData reference, IReadOnlyList<PreparedFile> prepared, Window window, IReadOnlyList<LakeFile> current,
        IReadOnlyList<string>? lastColumns, string place = "delivery")
    {
        Delivery? Read(string folder, bool direct) => TryDeliver(step, tree, reference, prepared, window, current, lastColumns, folder, direct);
        var folder = step.Place(place);
        return (RawTable.MayBeDirect(step.Source, tree, prepared) ? Read(Path.Combine(folder, "direct"), direct: true) : null) ?? Read(folder, direct: false)!;
    }

    /// <summary>
    /// The same, directly, which maps a file as it is read, or by way of a table of all typed rows, with those that fail set aside. Directly it is
    /// null where a row did not pass: its place must be found, and what is wrong be told, by reading again.
    /// </summary>
    private Delivery? TryDeliver(
        Step step, SqlTree tree, ReferenceData reference, IReadOnlyList<PreparedFile> prepared, Window window, IReadOnlyList<LakeFile> current,
        IReadOnlyList<string>? lastColumns, string folder, bool direct)
    {
        var (source, stop) = (step.Source, step.Stop);
        var database = Path.Combine(Directory.CreateDirectory(folder).FullName, "work.duckdb");
        var output = Directory.CreateDirectory(Path.Combine(folder, "lake")).FullName;
        try
        {
            using var sandbox = Sandbox.Open(database, SandboxLimits, prepared.Sum(file => new FileInfo(file.LocalPath).Length), inAnyOrder: direct);
            var raw = sandbox.Fill(duck => direct ? RawTable.View(source, prepared[0], duck, lastColumns) : RawTable.Load(source, prepared, duck, lastColumns, cancellationToken: stop));
            if (raw.Read != raw.Passed + raw.Quarantined)
                throw new InvalidOperationException($"{source.Name}: {raw.Read} rows were read, {raw.Passed} passed and {raw.Quarantined} were set aside, which is not the same.");
            reference.PutInto(sandbox.Connection, source, tree, folder);
            sandbox.Lock([.. current.Select(file => file.LocalPath), .. direct ? [prepared[0].LocalPath] : Array.Empty<string>()], output);
            step.Say($"mapping {raw.Passed} rows");
            var mapped = Mapping.Run(source, tree, sandbox, [.. prepared.Select(file => file.Path)], stop);
            if (!direct || mapped.Rows == raw.Read)
            {
                step.Say($"merging {mapped.Rows} rows");
                return new(database, raw, mapped, Merge.Stage(source, mapped, sandbox, window, current, output, stop, raw.Quarantined == 0 ? step.Deletion : null));
            }
        }
        catch (Exception wrong) when (direct && (wrong is DuckDBException || wrong.InnerException is DuckDBException))
        {
            // Read again.
        }
        step.Say("not every row can be taken as it is: reading again, to tell which");
        Directory.Delete(folder, recursive: true);
        return null;
    }

    /// <summary>Stores the rows set aside, where there are any.</summary>
    private async Task KeepQuarantineAsync(Step step, params IReadOnlyList<Delivery> deliveries)
    {
        string[] databases = [.. deliveries.Where(delivery => delivery.Raw.Quarantined + delivery.Batch.Counts.Quarantined > 0).Select(delivery => delivery.Database)];
        if (databases.Length == 0)
            return;
        var parquet = step.Folder["quarantine.parquet"];
        using (var duck = Duck.Open())
        {
            foreach (var (database, number) in databases.Select((database, number) => (database, number)))
                duck.Run($"attach {Duck.Literal(database)} as delivery{number} (read_only)");
            duck.Run($"create view quarantine as {string.Join(" union all ", databases.Select((_, number) => $"from delivery{number}.quarantine"))}");
            duck.Run($"copy (from quarantine) to {Duck.Literal(parquet)} (format parquet, compression zstd)");
        }
        await storage.PutAsync($"quarantine/{step.Source.Name}/{step.Run.Id}.parquet", parquet, ifTag: null, step.Stop);
    }

    private static string Counted(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>The spans a source has delivered after a batch: those before it go where the batch replaced everything.</summary>
    private static IReadOnlyList<CoveredSpan> Covered(Source source, IReadOnlyList<CoveredSpan> before, Window window, Batch batch, DateTimeOffset fetched) =>
        batch.Days is { } days
            ? Coverage.Add(source, source.Mode is Mode.Replace && source.FilesAre is not FilesAre.Snapshots && window.IsEverything ? [] : before, days, fetched)
            : before;

    private async Task CoverAsync(Step step, IReadOnlyList<CoveredSpan> spans, LakeSnapshot snapshot) =>
        await lake.CommitAsync(step.Lease, "coverage", step.Source.Name,
            [await Coverage.StageAsync(step.Source, spans, snapshot, step.Folder["coverage.parquet"], step.Stop)], step.Stop);
}
