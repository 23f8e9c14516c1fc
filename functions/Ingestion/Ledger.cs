using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// What ran and what is under way: leases, runs, the files each source has read, and the record of each source's lake files. All of it can
/// be rebuilt from the lake and from what sources send.
/// </summary>
public sealed partial class Ledger(ILedgerStore store, TimeProvider time)
{
    private const int FilesPerEntry = 1500;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    /// <summary>How far the clocks of two machines may be apart. What lies further in the future was written while a clock was wrong.</summary>
    internal static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    /// <summary>The clock leases run by.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Takes the lease on <paramref name="name"/>, or null while somebody else holds it.</summary>
    /// <param name="name">Such as <c>source/ticket_orders</c> or <c>publication</c>.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <param name="duration">How long it lasts without renewal; 60 seconds unless said.</param>
    public async Task<Lease?> TryLeaseAsync(string name, CancellationToken cancellationToken, TimeSpan? duration = null)
    {
        var lasting = duration ?? LeaseDuration;
        var entry = await store.FindAsync("lease", name, cancellationToken);
        var held = entry is null ? new(0, default) : Read<Held>(entry);
        if (held.Until > Time.GetUtcNow() && held.Until < Time.GetUtcNow() + lasting + MostSkew)
            return null;
        var taken = new Held(held.Token + 1, Time.GetUtcNow() + lasting);
        var written = entry is null
            ? await store.TryInsertAsync("lease", name, Write(taken), cancellationToken)
            : await store.TryReplaceAsync(entry, Write(taken), cancellationToken);
        return written is null ? null : new Lease(this, name, taken.Token, lasting, Time);
    }

    /// <summary>Records how a run stands; the same id again replaces it.</summary>
    public Task SaveAsync(Run run, CancellationToken cancellationToken) => WriteAsync("run", run.Id, Write(run), cancellationToken);

    /// <summary>Every run, the latest first; of one source where it is named.</summary>
    public async Task<IReadOnlyList<Run>> RunsAsync(string? source, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync("run", cancellationToken)).Select(Read<Run>).Where(run => source is null || run.Source == source).Reverse()];

    /// <summary>The files a source read when it last succeeded: path as matched → SHA-256 in hex.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FilesSeenAsync(string source, CancellationToken cancellationToken) =>
        (await store.ListAsync(FilesPartition(source), cancellationToken))
            .SelectMany(Read<Dictionary<string, string>>).DistinctBy(file => file.Key).ToDictionary(StringComparer.Ordinal);

    /// <summary>Replaces what <see cref="FilesSeenAsync"/> gives. Call it after the commit: a crash between the two reads the files once more.</summary>
    public async Task SaveFilesSeenAsync(string source, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        foreach (var old in await store.ListAsync(FilesPartition(source), cancellationToken))
            await store.TryDeleteAsync(old, cancellationToken);
        foreach (var (part, number) in files.Chunk(FilesPerEntry).Select((part, number) => (part, number)))
            await WriteAsync(FilesPartition(source), $"{number:d6}", Write(part.ToDictionary()), cancellationToken);
    }

    internal async Task<IReadOnlyList<LakeRecord>> LakeRecordsAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync("lake", cancellationToken)).Select(entry => Read<LakeRecord>(entry) with { Entry = entry })];

    internal async Task<LakeRecord> LakeRecordAsync(string dataset, string source, CancellationToken cancellationToken) =>
        await store.FindAsync("lake", $"{dataset}/{source}", cancellationToken) is { } entry
            ? Read<LakeRecord>(entry) with { Entry = entry }
            : new(dataset, source, 0, new Dictionary<string, RecordedFile>(), Open: null);

    /// <summary>Null where the record has changed since it was read.</summary>
    internal async Task<LakeRecord?> TrySaveAsync(LakeRecord record, CancellationToken cancellationToken)
    {
        var saved = record.Entry is null
            ? await store.TryInsertAsync("lake", $"{record.Dataset}/{record.Source}", Write(record), cancellationToken)
            : await store.TryReplaceAsync(record.Entry, Write(record), cancellationToken);
        return saved is null ? null : record with { Entry = saved };
    }

    internal async Task<bool> TryRenewAsync(string name, long token, TimeSpan duration, CancellationToken cancellationToken)
    {
        // One that ran out without anybody taking it is still this holder's: a laptop that slept goes on.
        while (await store.FindAsync("lease", name, cancellationToken) is { } entry && Read<Held>(entry) is var held
            && held.Token == token && held.Until != default)
            if (await store.TryReplaceAsync(entry, Write(held with { Until = Time.GetUtcNow() + duration }), cancellationToken) is not null)
                return true;
        return false;
    }

    internal async Task ReleaseAsync(string name, long token, CancellationToken cancellationToken)
    {
        // The entry stays with its token, so that the next lease's is greater. Once more where a renewal came between.
        while (await store.FindAsync("lease", name, cancellationToken) is { } entry && Read<Held>(entry) is var held
            && held.Token == token && held.Until != default)
            await store.TryReplaceAsync(entry, Write(held with { Until = default }), cancellationToken);
    }

    private async Task WriteAsync(string partition, string row, string json, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = await store.FindAsync(partition, row, cancellationToken);
            var written = entry is null
                ? await store.TryInsertAsync(partition, row, json, cancellationToken)
                : await store.TryReplaceAsync(entry, json, cancellationToken);
            if (written is not null)
                return;
        }
    }

    private static string FilesPartition(string source) => $"files/{source}";

    private static T Read<T>(LedgerEntry entry) => JsonSerializer.Deserialize<T>(entry.Json, JsonSerializerOptions.Web)
        ?? throw new IOException($"The ledger's entry {entry.Partition} {entry.Row} is empty; delete the ledger and it is rebuilt.");

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private sealed record Held(long Token, DateTimeOffset Until);
}
