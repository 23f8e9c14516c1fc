using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Storage;

/// <summary>All datasets as Parquet, by source and month: <c>lake/&lt;dataset&gt;/source=&lt;source&gt;/month=YYYY-MM/part.parquet</c>.</summary>
/// <remarks>
/// Design §4. A commit stages its files beside the lake, writes its intent into the source's <see cref="LakeRecord"/> (from that moment it
/// is decided), puts each file in place and closes the intent. Whoever reads finishes open intents first, so it does not matter who dies when.
/// </remarks>
/// <param name="storage">Where the files are.</param>
/// <param name="ledger">What they should be.</param>
/// <param name="workFolder">A local folder for snapshots and files on their way.</param>
public sealed class Lake(IStorage storage, Ledger ledger, string workFolder)
{
    private readonly OpenCommit open = new(storage, ledger, workFolder);

    /// <summary>The lake as it stands: whole commits only, in local files that no later commit changes. Dispose of it to let them go.</summary>
    /// <remarks>A file that was lost or changed behind the lake's back is left out and named in <see cref="LakeSnapshot.Damaged"/>.</remarks>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="wanted">Whether the caller wants a dataset's rows of a source; null: it wants all.</param>
    public async Task<LakeSnapshot> SnapshotAsync(CancellationToken cancellationToken, Func<string, string, bool>? wanted = null)
    {
        using var folder = WorkFolder.Make(workFolder, "snapshot");
        while (true)
            if (await TrySnapshotAsync(folder, wanted, cancellationToken) is { } snapshot)
                return snapshot;
    }

    /// <summary>Makes the months the source's rows in the lake, all of them or none. Months equal to the lake's are not written.</summary>
    /// <param name="lease">On <c>source/&lt;source&gt;</c>, always: tokens of leases on different things cannot be compared.</param>
    /// <param name="dataset">Dataset name.</param>
    /// <param name="source">Source name.</param>
    /// <param name="months">What becomes of which month; others stay.</param>
    /// <param name="cancellationToken">Stops before the commit is decided, leaving nothing; after that it is finished.</param>
    /// <returns>The months written or removed.</returns>
    /// <exception cref="StorageConflictException">A month is no longer the one it was merged with.</exception>
    /// <exception cref="LeaseLostException">The lease ended: nothing was written.</exception>
    /// <exception cref="UnfinishedCommitException">It is decided, and could not be finished now.</exception>
    /// <exception cref="InvalidDataException">A file is not Parquet that a second reader understands, or not what its writer says.</exception>
    public async Task<IReadOnlyList<string>> CommitAsync(
        Lease lease, string dataset, string source, IReadOnlyList<StagedMonth> months, CancellationToken cancellationToken)
    {
        var changes = await ChangesAsync(dataset, source, months, cancellationToken);
        if (changes.Count == 0)
            return [];

        await lease.EnsureHeldAsync(cancellationToken);
        var record = await UpdateAsync(dataset, source, Fenced, cancellationToken);
        await foreach (var left in storage.ListAsync(LakePath.StagedBy(dataset, source), cancellationToken))
            await storage.DeleteAsync(left.Path, left.Tag, cancellationToken); // by a writer that died before it decided

        var intent = new Intent($"{Guid.NewGuid():N}", [.. changes.Select(change => change.Intended)]);
        await Parallel.ForEachAsync(changes.Where(change => change.Local is not null), AtOnce(cancellationToken), async (change, token) =>
            await storage.PutAsync(LakePath.Staged(dataset, source, intent.Id, change.Intended.Month), change.Local!, ifTag: null, token));

        await lease.EnsureHeldAsync(cancellationToken);
        record = await UpdateAsync(dataset, source, record => WithBaseChecked(Fenced(record), changes) with { Open = intent }, cancellationToken);
        // Decided. What is left is done by this process, or by the next that reads: it is not cancelled half way.
        try
        {
            await open.FinishAsync(record, changes.ToDictionary(change => change.Intended.Month, change => change.Local), CancellationToken.None);
        }
        catch (IOException failure)
        {
            throw new UnfinishedCommitException($"{failure.Message} The months of {dataset} from {source} are staged and decided: whoever uses the lake next puts them in place.", failure);
        }
        return [.. changes.Select(change => change.Intended.Month)];

        LakeRecord Fenced(LakeRecord record) => record.Fence > lease.Token
            ? throw new LeaseLostException(lease.Name, lease.Token)
            : record with { Fence = lease.Token };
    }

    private static LakeRecord WithBaseChecked(LakeRecord record, IReadOnlyList<(IntendedMonth Intended, string? Local)> changes)
    {
        foreach (var (intended, _) in changes)
            if (record.Files.GetValueOrDefault(intended.Month)?.Hash is var found && found != intended.BaseHash)
                throw new StorageConflictException(LakePath.Of(record.Dataset, record.Source, intended.Month), intended.BaseHash, found);
        return record;
    }

    /// <summary>The months that differ from the lake's, checked and hashed.</summary>
    private async Task<IReadOnlyList<(IntendedMonth Intended, string? Local)>> ChangesAsync(
        string dataset, string source, IReadOnlyList<StagedMonth> months, CancellationToken cancellationToken)
    {
        var record = await open.SettledAsync(dataset, source, cancellationToken);
        var changes = new (IntendedMonth Intended, string? Local)?[months.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, months.Count), AtOnce(cancellationToken), async (place, token) =>
        {
            var month = months[place];
            var recorded = record.Files.GetValueOrDefault(month.Month);
            var stored = await storage.FindAsync(LakePath.Of(dataset, source, month.Month), token);
            var hash = month.LocalFile is { } local ? await FileHash.OfAsync(local, token) : null;
            if (hash == recorded?.Hash && stored?.Tag == recorded?.Tag)
                return;
            if (month.LocalFile is not null)
                await LakeFooter.CheckAsync(month.LocalFile, dataset, source, month.Rows, token);
            // A base that is damaged was not in the snapshot the rows were merged with: it gives way.
            var based = month.BaseHash ?? (stored?.Tag == recorded?.Tag ? null : recorded?.Hash);
            changes[place] = (new(month.Month, based, hash), month.LocalFile);
        });
        return [.. changes.Where(change => change is not null).Select(change => change!.Value)];
    }

    /// <summary>Months are looked at and staged some at a time: each waits for a disk or a network.</summary>
    private static ParallelOptions AtOnce(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };

    /// <summary>Changes a source's record, from whatever it has become meanwhile.</summary>
    private async Task<LakeRecord> UpdateAsync(string dataset, string source, Func<LakeRecord, LakeRecord> change, CancellationToken cancellationToken)
    {
        while (true)
            if (await ledger.TrySaveAsync(change(await open.SettledAsync(dataset, source, cancellationToken)), cancellationToken) is { } saved)
                return saved;
    }

    /// <summary>Null where the lake changed as it was read: start again, with what is in the folder already.</summary>
    private async Task<LakeSnapshot?> TrySnapshotAsync(WorkFolder folder, Func<string, string, bool>? wanted, CancellationToken cancellationToken)
    {
        var records = await ledger.LakeRecordsAsync(cancellationToken);
        if (records.Count == 0)
            records = await RebuildAsync(cancellationToken);
        foreach (var unfinished in records.Where(record => record.Open is not null))
            await open.SettledAsync(unfinished.Dataset, unfinished.Source, cancellationToken);
        if (records.Any(record => record.Open is not null))
            return null;

        var (files, damaged) = (new List<LakeFile>(), new List<DamagedFile>());
        foreach (var record in records.Where(record => wanted?.Invoke(record.Dataset, record.Source) ?? true))
            foreach (var (month, recorded) in record.Files)
            {
                var path = LakePath.Of(record.Dataset, record.Source, month);
                var file = new LakeFile(record.Dataset, record.Source, month, folder[$"{path}/{recorded.Hash}.parquet"], recorded.Hash);
                if (!File.Exists(file.LocalPath))
                    try
                    {
                        await storage.CopyToAsync(new(path, recorded.Tag, 0, default), file.LocalPath, cancellationToken);
                    }
                    catch (StorageConflictException)
                    {
                        if (await LakeDamage.FindAsync(storage, ledger, folder, record, month, cancellationToken) is not { } damage)
                            return null;
                        damaged.Add(damage);
                        continue;
                    }
                files.Add(file);
            }
        return new LakeSnapshot(
            [.. files.OrderBy(file => file.Dataset, StringComparer.Ordinal).ThenBy(file => file.Source, StringComparer.Ordinal).ThenBy(file => file.Month, StringComparer.Ordinal)],
            folder.Keep(), damaged);
    }

    /// <summary>Records of the files that lie in the lake, where a ledger was lost. One that cannot be read is recorded as damaged.</summary>
    private async Task<IReadOnlyList<LakeRecord>> RebuildAsync(CancellationToken cancellationToken)
    {
        using var folder = WorkFolder.Make(workFolder, "rebuild");
        await foreach (var file in storage.ListAsync(LakePath.Root, cancellationToken))
            if (LakePath.Parse(file.Path) is var (dataset, source, month))
            {
                await storage.CopyToAsync(file, folder["file"], cancellationToken);
                RecordedFile recorded;
                try
                {
                    await LakeFooter.CheckAsync(folder["file"], dataset, source, rows: null, cancellationToken);
                    recorded = new(await FileHash.OfAsync(folder["file"], cancellationToken), file.Tag);
                }
                catch (InvalidDataException)
                {
                    recorded = new("unreadable", "unreadable");
                }
                await UpdateAsync(dataset, source, record => record.Files.ContainsKey(month) ? record : record.With(month, recorded), cancellationToken);
            }
        return await ledger.LakeRecordsAsync(cancellationToken);
    }
}
