using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Storage;

/// <summary>Finds out what is wrong with a lake file that is not the one recorded, and puts right what can be.</summary>
internal static class LakeDamage
{
    /// <summary>What happened to the file, or null where it is as it should be by now: look again.</summary>
    public static async Task<DamagedFile?> FindAsync(
        IStorage storage, Ledger ledger, WorkFolder folder, LakeRecord record, string month, CancellationToken cancellationToken)
    {
        var (dataset, source) = (record.Dataset, record.Source);
        var (path, previous) = (LakePath.Of(dataset, source, month), LakePath.Previous(dataset, source, month));
        var hash = record.Files[month].Hash;
        var found = await storage.FindAsync(path, cancellationToken);
        var kept = await storage.FindAsync(previous, cancellationToken);
        if ((await ledger.LakeRecordAsync(dataset, source, cancellationToken)).Entry?.Tag != record.Entry?.Tag)
            return null; // not damage: somebody committed
        try
        {
            if (found is not null && await HashAsync(found) == hash)
            {
                // The same bytes under another time: a lake that was copied, or restored from a backup.
                await ledger.TrySaveAsync(record.With(month, new(hash, found.Tag)), cancellationToken);
                return null;
            }
            if (kept is not null && await HashAsync(kept) == hash)
            {
                var restored = await storage.PutAsync(path, folder["file"], found?.Tag, cancellationToken);
                await ledger.TrySaveAsync(record.With(month, new(hash, restored.Tag)), cancellationToken);
                return null;
            }
        }
        catch (StorageConflictException)
        {
            return null; // changing as we look
        }
        return new(dataset, source, month,
            $"{path} {(found is null ? "is gone" : "does not hold the bytes that were committed")}, and its kept version is not the same. "
            + $"Put the file back from a backup, or run: ingest --replay {source}");

        async Task<string> HashAsync(StoredFile file)
        {
            await storage.CopyToAsync(file, folder["file"], cancellationToken);
            return await FileHash.OfAsync(folder["file"], cancellationToken);
        }
    }
}
