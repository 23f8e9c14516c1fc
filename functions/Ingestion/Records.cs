using System.Globalization;
using System.Text.Json;

namespace Outcomes.Functions.Ingestion;

/// <summary>A fact that cannot be rebuilt: a registration, a sign-off, an access.</summary>
/// <param name="Kind">Such as <c>campaign_registration</c>.</param>
/// <param name="Id">Sorts by time within its kind.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Content">What it says.</param>
public sealed record Record(string Kind, string Id, DateTimeOffset At, JsonElement Content);

/// <summary>Append-only facts, in a store of their own that is backed up. Nothing here changes one; only who read what is removed, when it has been kept long enough.</summary>
public sealed class Records(ILedgerStore store, TimeProvider time)
{
    private long appended; // facts of one instant keep the order in which they were added

    /// <summary>Adds a fact.</summary>
    public async Task<Record> AppendAsync(string kind, JsonElement content, CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = time.GetUtcNow();
            var id = $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff", CultureInfo.InvariantCulture)}-{Interlocked.Increment(ref appended):d10}-{Guid.NewGuid():N}";
            if (await store.TryInsertAsync(kind, id, JsonSerializer.Serialize(new Fact(at, content), JsonSerializerOptions.Web), cancellationToken) is not null)
                return new(kind, id, at, content);
        }
    }

    /// <summary>Every fact of a kind, the earliest first.</summary>
    public async Task<IReadOnlyList<Record>> ListAsync(string kind, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(kind, cancellationToken)).Select(entry =>
            JsonSerializer.Deserialize<Fact>(entry.Json, JsonSerializerOptions.Web) is { } fact
                ? new Record(kind, entry.Row, fact.At, fact.Content)
                : throw new IOException($"The record {kind} {entry.Row} cannot be read: '{entry.Json}'. Restore the records from their backup."))];

    /// <summary>Removes a kind's facts from before a moment.</summary>
    internal async Task PruneAsync(string kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var name = before.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff", CultureInfo.InvariantCulture);
        foreach (var entry in (await store.ListAsync(kind, cancellationToken)).Where(entry => string.CompareOrdinal(entry.Row, name) < 0))
            await store.TryDeleteAsync(entry, cancellationToken);
    }

    private sealed record Fact(DateTimeOffset At, JsonElement Content);
}
