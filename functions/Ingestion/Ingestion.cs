using System.Threading.RateLimiting;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>Brings what sources have into the lake, sources side by side as far as there is room. One that fails or hangs never stops the others.</summary>
/// <param name="sources">Every source of the council folder and the product.</param>
/// <param name="datasets">Every dataset's contract.</param>
/// <param name="data">The council's data folder: what a mapping reads as <c>data.&lt;name&gt;</c>, by name, and the CSV file's path.</param>
/// <param name="lake">Where rows go, and where reference datasets come from.</param>
/// <param name="ledger">What ran before, and who runs now.</param>
/// <param name="storage">Where raw files and quarantine are kept.</param>
/// <param name="workFolder">A local folder for runs under way; each makes its own inside and removes it.</param>
public sealed partial class Ingestion(
    IReadOnlyList<Source> sources, IReadOnlyList<Dataset> datasets, IReadOnlyDictionary<string, string> data,
    Lake lake, Ledger ledger, IStorage storage, string workFolder)
{
    /// <summary>How long sources that look things up wait for those that bring them and are slow to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Files of so many bytes together are read alone.</summary>
    private const long Large = 50_000_000;

    /// <summary>What all that work in one process share, so that its memory lasts: the files of two sources at once, or of one with large files, or a publication.</summary>
    public ConcurrencyLimiter Capacity { get; init; } = NewCapacity();

    /// <summary>What takes all of <see cref="Capacity"/>.</summary>
    public const int Whole = 2;

    /// <summary>Room for two; who wants all of it is not overtaken by those who want half.</summary>
    public static ConcurrencyLimiter NewCapacity() => new(new() { PermitLimit = Whole, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>How large what a source sends may be.</summary>
    public RawLimits RawLimits { get; init; } = new();

    /// <summary>How much a mapping may use.</summary>
    public SandboxLimits SandboxLimits { get; init; } = new();

    /// <summary>Whether what a source sent is kept, so that it can be mapped again; without it there is nothing to replay.</summary>
    public bool KeepRaw { get; init; } = true;

    /// <summary>Runs sources, reference data first, and returns a run for each: succeeded, unchanged, busy (somebody else is at it; not in the ledger) or failed with a message.</summary>
    /// <param name="names">Names of sources; empty: all.</param>
    /// <param name="window">The days to bring in; everything unless said. Undated sources are always whole.</param>
    /// <param name="replay">Map the raw files kept from earlier runs again, in the order they were fetched, instead of looking for new ones.</param>
    /// <param name="progress">Told each step, in words.</param>
    /// <param name="cancellationToken">Stops clean: what is committed stays, what is under way leaves nothing.</param>
    /// <exception cref="ArgumentException">No source has one of the names.</exception>
    public async Task<IReadOnlyList<Run>> RunAsync(
        IReadOnlyCollection<string> names, Window window = default, bool replay = false, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var runs = new List<Task<Run>>();
        foreach (var wave in Waved(names))
        {
            var files = new List<Task<Run>>();
            foreach (var source in wave)
            {
                var run = Task.Run(() => RunAsync(source, window, replay, progress, cancellationToken), CancellationToken.None);
                (source.Http is null ? files : runs).Add(run);
            }
            // The next wave looks things up in what this one brings: all that is in files, and replies too, but not for ever.
            runs.AddRange(files);
            await ((Task)Task.WhenAll(files)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                break;
            await Task.WhenAny(Task.WhenAll(runs), Task.Delay(Patience, cancellationToken));
        }
        return await Task.WhenAll(runs);
    }

    /// <summary>The names of sources in the order they run in: those of one wave side by side, each wave after the one whose rows it looks things up in.</summary>
    /// <param name="names">Names of sources; empty: all.</param>
    /// <exception cref="ArgumentException">No source has one of the names.</exception>
    public IReadOnlyList<IReadOnlyList<string>> Waves(IReadOnlyCollection<string> names) => [.. Waved(names).Select(wave => (IReadOnlyList<string>)[.. wave.Select(source => source.Name)])];

    private IEnumerable<IEnumerable<Source>> Waved(IReadOnlyCollection<string> names) =>
        (names.Count == 0 ? sources : [.. names.Select(Named)]).OrderBy(source => source.Dataset.IsDated).ThenBy(ReadsReference).ThenBy(source => source.Name, StringComparer.Ordinal)
            .GroupBy(source => (source.Dataset.IsDated, ReadsReference(source)));

    private async Task<Run> RunAsync(Source source, Window window, bool replay, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // Who waits for replies takes room only for what it got.
        if (source.Http is not null)
            return (await TryAsync(source, window, replay, progress, cancellationToken)).Run;
        // Another source may have filled the disk for a moment: who found it full tries again alone.
        for (var room = IsLarge(source) ? Whole : 1; ; room = Whole)
        {
            using var taken = await Capacity.AcquireAsync(room, cancellationToken);
            var (run, isFull) = await TryAsync(source, window, replay, progress, cancellationToken);
            if (!isFull || room == Whole)
                return run;
        }
    }

    private async Task<(Run Run, bool IsFull)> TryAsync(Source source, Window window, bool replay, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var isFull = false;
        var started = ledger.Time.GetUtcNow();
        var run = new Run { Id = Run.NewId(started), Source = source.Name, Dataset = source.Dataset.Name, Started = started, Status = "running", WindowFrom = window.From, WindowTo = window.To };
        try
        {
            await using var lease = await ledger.TryLeaseAsync($"source/{source.Name}", cancellationToken)
                ?? throw new BusyException($"{source.Name}: another process is running it; wait for that to end. One that was killed is given up after a minute.");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            await ledger.SaveAsync(run, stop.Token);
            using var folder = WorkFolder.Make(workFolder, "run");
            var step = new Step(source, run, lease, folder, progress, stop.Token);
            run = replay ? await ReplayAsync(step) : source.Http is null ? await IngestAsync(step, window) : await IngestPagesAsync(step, window);
        }
        catch (Exception stopped) when (cancellationToken.IsCancellationRequested)
        {
            await ledger.SaveAsync(run with { Status = "failed", Message = "It was stopped; the lake is as before.", Finished = ledger.Time.GetUtcNow() }, CancellationToken.None);
            throw new OperationCanceledException("Ingestion was stopped.", stopped, cancellationToken);
        }
        catch (BusyException busy)
        {
            return (run with { Status = "busy", Message = busy.Message, Finished = started }, false); // it is somebody else's run, which is in the ledger
        }
        catch (Exception full) when (full is not UnfinishedCommitException && FullDisk.Is(full))
        {
            isFull = true;
            run = run with { Status = "failed", Message = $"{source.Name}: the disk is full; what was not committed leaves the lake as it was. Make room where {Path.GetFullPath(workFolder)} lies, or choose another folder with --data, and run it again. ({full.Message.Split('\n')[0]})" };
        }
        catch (Exception failure)
        {
            run = run with { Status = "failed", Message = failure.Message };
        }
        run = run with { Finished = ledger.Time.GetUtcNow() };
        Telemetry.Runs.Add(1, new("source", source.Name), new("status", run.Status));
        await ledger.SaveAsync(run, CancellationToken.None);
        progress?.Report(run.Message is { } message ? message : $"{source.Name}: {run.Status}, {run.New} new, {run.Changed} changed, {run.Removed} removed");
        return (run, isFull);
    }

    /// <summary>Whether a source's files are read alone. What cannot be looked at is for the run to tell.</summary>
    private static bool IsLarge(Source source)
    {
        try
        {
            return RawFiles.Paths(source).Sum(path => new FileInfo(Path.Combine(source.Folder, path)).Length) >= Large;
        }
        catch (Exception untold) when (untold is IOException or UnauthorizedAccessException or SourceException)
        {
            return false;
        }
    }

    /// <summary>The whole flow of one source: find, keep, type, map, merge, commit, cover.</summary>
    private async Task<Run> IngestAsync(Step step, Window asked)
    {
        var (source, run, stop) = (step.Source, step.Run, step.Stop);
        step.Say("looking for files");
        var files = RawFiles.Find(source);
        var tree = Mapping.Parse(source, ReferenceData.Names(datasets, data));
        using var snapshot = await SnapshotAsync(source, tree, stop);
        var reference = new ReferenceData(snapshot, datasets, data);
        var last = (await ledger.RunsAsync(source.Name, stop)).FirstOrDefault(earlier => earlier is { Status: "succeeded", Fingerprint: not null });
        var fingerprint = reference.FingerprintOf(source, tree, asked);
        var damaged = snapshot.Damaged.Where(file => file.Source == source.Name && file.Dataset == source.Dataset.Name).ToArray();
        if (damaged.Length == 0 && last?.Fingerprint == fingerprint && Same(await HashesAsync(files), await ledger.FilesSeenAsync(source.Name, stop)))
            return run with { Status = "unchanged" };

        step.Say($"reading {Counted(files.Count, "file")}");
        var prepared = RawFiles.Prepare(source, files, step.Place("prepared"), RawLimits, stop);
        if (KeepRaw)
            await RawFiles.KeepAsync(source, run.Id, run.Started, files, prepared, storage, step.Place("kept"), stop);
        var covered = await Coverage.OfAsync(source, snapshot, stop);
        var window = WindowOf(source, asked, covered);
        if (damaged.Length > 0 && (source.Mode is Mode.Merge || source.FilesAre is FilesAre.Snapshots || !window.IsEverything))
            throw new SourceException(source.Name, $"{damaged[0].Message} Merging with it would lose the rest of its rows: run ingest {source.Name} --replay.");

        var current = snapshot.Files.Where(file => file.Dataset == source.Dataset.Name && file.Source == source.Name).ToArray();
        var delivery = Deliver(step, tree, reference, prepared, window, current, last?.Columns);
        await KeepQuarantineAsync(step, delivery);
        step.Say($"committing {Counted(delivery.Batch.Months.Count, "month")}");
        await lake.CommitAsync(step.Lease, source.Dataset.Name, source.Name, delivery.Batch.Months, stop);
        // Committed: what belongs to it is written too, whoever asks to stop now.
        step = step with { Stop = CancellationToken.None };
        await CoverAsync(step, Covered(step.Source, covered, window, delivery.Batch, run.Started), snapshot);
        await ledger.SaveFilesSeenAsync(source.Name, await HashesAsync(files), step.Stop);
        return delivery.AddedTo(run) with { Status = "succeeded", WindowFrom = window.From, WindowTo = window.To, Fingerprint = fingerprint };
    }
}
