using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Storage;

/// <summary>Cuts a piece of work off before one of its writes, as a killed process would be.</summary>
/// <param name="at">Which write, from 1: that one and those after it are not done.</param>
/// <param name="failure">What is thrown instead; a <see cref="KilledException"/> unless said.</param>
public sealed class CutOff(int at, Func<Exception>? failure = null)
{
    private int writes;

    /// <summary>Whether it came to that.</summary>
    public bool Happened => writes >= at;

    public async Task<T> DoAsync<T>(Func<Task<T>> write)
    {
        if (Interlocked.Increment(ref writes) >= at)
            throw failure?.Invoke() ?? new KilledException();
        return await write();
    }

    /// <summary>Stands for the process being gone: nothing in the product catches it.</summary>
    public sealed class KilledException : Exception;

    /// <summary>The storage of the process to be killed.</summary>
    public sealed class Storage(IStorage real, CutOff cut) : IStorage
    {
        public IAsyncEnumerable<StoredFile> ListAsync(string prefix, CancellationToken cancellationToken) => real.ListAsync(prefix, cancellationToken);

        public Task<StoredFile?> FindAsync(string path, CancellationToken cancellationToken) => real.FindAsync(path, cancellationToken);

        public Task<StoredFile> PutAsync(string path, string localFile, string? ifTag, CancellationToken cancellationToken) =>
            cut.DoAsync(() => real.PutAsync(path, localFile, ifTag, cancellationToken));

        public Task DeleteAsync(string path, string ifTag, CancellationToken cancellationToken) => cut.DoAsync(async () =>
        {
            await real.DeleteAsync(path, ifTag, cancellationToken);
            return true;
        });

        public Task CopyToAsync(StoredFile file, string localPath, CancellationToken cancellationToken) => real.CopyToAsync(file, localPath, cancellationToken);
    }

    /// <summary>The ledger of the process to be killed.</summary>
    public sealed class Ledger(ILedgerStore real, CutOff cut) : ILedgerStore
    {
        public Task<LedgerEntry?> FindAsync(string partition, string row, CancellationToken cancellationToken) => real.FindAsync(partition, row, cancellationToken);

        public Task<IReadOnlyList<LedgerEntry>> ListAsync(string partition, CancellationToken cancellationToken) => real.ListAsync(partition, cancellationToken);

        public Task<LedgerEntry?> TryInsertAsync(string partition, string row, string json, CancellationToken cancellationToken) =>
            cut.DoAsync(() => real.TryInsertAsync(partition, row, json, cancellationToken));

        public Task<LedgerEntry?> TryReplaceAsync(LedgerEntry entry, string json, CancellationToken cancellationToken) =>
            cut.DoAsync(() => real.TryReplaceAsync(entry, json, cancellationToken));

        public Task<bool> TryDeleteAsync(LedgerEntry entry, CancellationToken cancellationToken) => cut.DoAsync(() => real.TryDeleteAsync(entry, cancellationToken));
    }
}
