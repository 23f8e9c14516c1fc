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

    /// <summary>Forgets a kind.</summary>
    internal async Task ForgetAsync(string kind, CancellationToken cancellationToken)
    {
        foreach (var entry in await store.ListAsync(kind, cancellationToken))
            await store.TryDeleteAsync(entry, cancellationToken);
    }
}
