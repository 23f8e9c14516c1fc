namespace Outcomes.Functions.Ingestion;

/// <summary>One entry of a ledger store as it stood when it was read or written.</summary>
/// <param name="Partition">Entries listed together.</param>
/// <param name="Row">Its name in the partition.</param>
/// <param name="Json">What it says; at most 450,000 characters (an Azure table holds 1 MB an entity).</param>
/// <param name="Tag">Changes with every write, and never returns.</param>
public sealed record LedgerEntry(string Partition, string Row, string Json, string Tag);

/// <summary>
/// Small named JSON texts with compare-and-swap, shared by several processes or machines: a SQLite file, or Azure Table Storage.
/// Losing a race is a value here, not an exception; the store being unreachable is an <see cref="IOException"/>.
/// </summary>
public interface ILedgerStore
{
    /// <summary>The entry as it stands, or null.</summary>
    Task<LedgerEntry?> FindAsync(string partition, string row, CancellationToken cancellationToken);

    /// <summary>Every entry of the partition, in ordinal order of row.</summary>
    Task<IReadOnlyList<LedgerEntry>> ListAsync(string partition, CancellationToken cancellationToken);

    /// <summary>Adds an entry; null where one of that name is there already.</summary>
    Task<LedgerEntry?> TryInsertAsync(string partition, string row, string json, CancellationToken cancellationToken);

    /// <summary>Replaces the entry's text; null where it has changed or gone since it was read.</summary>
    Task<LedgerEntry?> TryReplaceAsync(LedgerEntry entry, string json, CancellationToken cancellationToken);

    /// <summary>Removes the entry; false where it has changed or gone since it was read.</summary>
    Task<bool> TryDeleteAsync(LedgerEntry entry, CancellationToken cancellationToken);
}
