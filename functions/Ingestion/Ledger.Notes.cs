namespace Outcomes.Functions.Ingestion;

/// <content>What a source of requests remembers between runs: where its walks stand, its budget, the moment up to which changes were fetched.</content>
public sealed partial class Ledger
{
    /// <summary>Remembers a value under a name; the same name again replaces it.</summary>
    internal Task NoteAsync<T>(string kind, string name, T value, CancellationToken cancellationToken) => WriteAsync(kind, name, Write(value), cancellationToken);

    /// <summary>What was remembered under the name, or null.</summary>
    internal async Task<T?> RecallAsync<T>(string kind, string name, CancellationToken cancellationToken)
        where T : class => await store.FindAsync(kind, name, cancellationToken) is { } entry ? Read<T>(entry) : null;

    /// <summary>Everything remembered of a kind, by name.</summary>
    internal async Task<IReadOnlyDictionary<string, T>> RecallAsync<T>(string kind, CancellationToken cancellationToken) =>
        (await store.ListAsync(kind, cancellationToken)).ToDictionary(entry => entry.Row, Read<T>, StringComparer.Ordinal);

    /// <summary>Changes what is remembered under a name, from whatever it has become meanwhile; the change may be asked for several times. The same value again is not written.</summary>
    internal async Task<T> UpdateAsync<T>(string kind, string name, Func<T?, T> change, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var entry = await store.FindAsync(kind, name, cancellationToken);
            var before = entry is null ? null : Read<T>(entry);
            var after = change(before);
            if (ReferenceEquals(before, after)
                || (entry is null ? await store.TryInsertAsync(kind, name, Write(after), cancellationToken) : await store.TryReplaceAsync(entry, Write(after), cancellationToken)) is not null)
                return after;
        }
    }

    /// <summary>Forgets runs that were recorded.</summary>
    internal async Task ForgetRunsAsync(IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        foreach (var entry in (await store.ListAsync("run", cancellationToken)).Where(entry => ids.Contains(entry.Row)))
            await store.TryDeleteAsync(entry, cancellationToken);
    }

    /// <summary>Forgets a kind; only names that sort before one, where it is given.</summary>
    internal async Task ForgetAsync(string kind, CancellationToken cancellationToken, string? before = null)
    {
        foreach (var entry in (await store.ListAsync(kind, cancellationToken)).Where(entry => before is null || string.CompareOrdinal(entry.Row, before) < 0))
            await store.TryDeleteAsync(entry, cancellationToken);
    }
}
