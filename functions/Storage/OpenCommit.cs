using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Storage;

/// <summary>Brings decided commits to their end: forward with their staged files, or back where those are gone.</summary>
/// <remarks>
/// Several processes may finish one commit at once. Each looks at a file, then asks whether the commit is still open, then replaces the file
/// only if it is the one looked at: whoever comes late is refused by the storage and looks again.
/// </remarks>
internal sealed class OpenCommit(IStorage storage, Ledger ledger, string workFolder)
{
    /// <summary>The source's record, with no commit open.</summary>
    public async Task<LakeRecord> SettledAsync(string dataset, string source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await ledger.LakeRecordAsync(dataset, source, cancellationToken);
            if (record.Open is null)
                return record;
            await FinishAsync(record, new Dictionary<string, string?>(), cancellationToken);
        }
    }

    /// <summary>Finishes the commit that is open in the record, unless somebody else does.</summary>
    /// <param name="record">As read or written last.</param>
    /// <param name="local">The new files where this process has them still; others are read from where they were staged.</param>
    /// <param name="cancellationToken">Leaves the commit open, for the next reader.</param>
    public async Task FinishAsync(LakeRecord record, IReadOnlyDictionary<string, string?> local, CancellationToken cancellationToken)
    {
        using var folder = WorkFolder.Make(workFolder, "commit");
        while (true)
        {
            try
            {
                var closed = await ForwardAsync(record, local, folder, cancellationToken) ?? await BackAsync(record, cancellationToken);
                await ledger.TrySaveAsync(closed with { Open = null }, cancellationToken);
            }
            catch (StorageConflictException)
            {
                // Somebody else finishes it too.
            }
            var now = await ledger.LakeRecordAsync(record.Dataset, record.Source, cancellationToken);
            if (now.Open?.Id != record.Open!.Id)
                break;
            record = now;
        }
        foreach (var month in record.Open.Months)
            if (await storage.FindAsync(Staged(record, month), cancellationToken) is { } staged)
                await storage.DeleteAsync(staged.Path, staged.Tag, cancellationToken);
    }

    /// <summary>The record once every month is in place, or null where a staged file is gone or garbled.</summary>
    private async Task<LakeRecord?> ForwardAsync(
        LakeRecord record, IReadOnlyDictionary<string, string?> local, WorkFolder folder, CancellationToken cancellationToken)
    {
        var done = record;
        foreach (var month in record.Open!.Months)
        {
            var (path, previous) = (LakePath.Of(record.Dataset, record.Source, month.Month), LakePath.Previous(record.Dataset, record.Source, month.Month));
            var found = await storage.FindAsync(path, cancellationToken);
            var kept = await storage.FindAsync(previous, cancellationToken);
            var recorded = record.Files.GetValueOrDefault(month.Month);
            if (found is null ? month.NewHash is null : found.Tag != recorded?.Tag && await HashAsync(found, folder, cancellationToken) == month.NewHash)
            {
                done = done.With(month.Month, found is null ? null : new(month.NewHash!, found.Tag)); // by somebody who was cut off
                continue;
            }
            var file = month.NewHash is null ? null : local.GetValueOrDefault(month.Month) ?? await StagedAsync(record, month, folder, cancellationToken);
            if (file is null && month.NewHash is not null)
                return null;

            await EnsureOpenAsync(record, cancellationToken);
            if (found is not null && found.Tag == recorded?.Tag)
            {
                await storage.CopyToAsync(found, folder["replaced"], cancellationToken);
                await storage.PutAsync(previous, folder["replaced"], kept?.Tag, cancellationToken);
            }
            if (file is null)
                await storage.DeleteAsync(path, found!.Tag, cancellationToken);
            done = done.With(month.Month, file is null ? null : new(month.NewHash!, (await storage.PutAsync(path, file, found?.Tag, cancellationToken)).Tag));
        }
        return done;
    }

    /// <summary>The record once every month is what it was. A month that cannot be brought back keeps its record and is found damaged when read.</summary>
    private async Task<LakeRecord> BackAsync(LakeRecord record, CancellationToken cancellationToken)
    {
        using var folder = WorkFolder.Make(workFolder, "commit");
        var done = record;
        foreach (var month in record.Open!.Months)
        {
            var path = LakePath.Of(record.Dataset, record.Source, month.Month);
            var found = await storage.FindAsync(path, cancellationToken);
            var kept = await storage.FindAsync(LakePath.Previous(record.Dataset, record.Source, month.Month), cancellationToken);
            var recorded = record.Files.GetValueOrDefault(month.Month);
            if (found?.Tag == recorded?.Tag)
                continue;
            await EnsureOpenAsync(record, cancellationToken);
            if (recorded is null)
                await storage.DeleteAsync(path, found!.Tag, cancellationToken);
            else if (kept is not null && await HashAsync(kept, folder, cancellationToken) == recorded.Hash)
                done = done.With(month.Month, recorded with { Tag = (await storage.PutAsync(path, folder["found"], found?.Tag, cancellationToken)).Tag });
        }
        return done;
    }

    private async Task<string?> StagedAsync(LakeRecord record, IntendedMonth month, WorkFolder folder, CancellationToken cancellationToken)
    {
        if (await storage.FindAsync(Staged(record, month), cancellationToken) is not { } staged)
            return null;
        await storage.CopyToAsync(staged, folder["staged"], cancellationToken);
        return await FileHash.OfAsync(folder["staged"], cancellationToken) == month.NewHash ? folder["staged"] : null;
    }

    private async Task<string> HashAsync(StoredFile file, WorkFolder folder, CancellationToken cancellationToken)
    {
        await storage.CopyToAsync(file, folder["found"], cancellationToken);
        return await FileHash.OfAsync(folder["found"], cancellationToken);
    }

    private async Task EnsureOpenAsync(LakeRecord record, CancellationToken cancellationToken)
    {
        var now = await ledger.LakeRecordAsync(record.Dataset, record.Source, cancellationToken);
        if (now.Entry?.Tag != record.Entry?.Tag)
            throw new StorageConflictException(LakePath.StagedBy(record.Dataset, record.Source), record.Entry?.Tag, now.Entry?.Tag);
    }

    private static string Staged(LakeRecord record, IntendedMonth month) =>
        LakePath.Staged(record.Dataset, record.Source, record.Open!.Id, month.Month);
}
