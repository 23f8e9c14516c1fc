namespace Outcomes.Functions.WorkItems;

/// <summary>Where work items wait: an Azure Storage queue that any number of machines take from, or this process's memory.</summary>
/// <remarks>At least once, in no order: an item that is not <see cref="TakenItem.DoneAsync"/> comes again.</remarks>
public interface IWorkQueue
{
    /// <summary>Adds an item that may be taken after a delay.</summary>
    Task AddAsync(WorkItem item, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Takes an item, hidden from others while it is held; waits until there is one.</summary>
    Task<TakenItem> TakeAsync(CancellationToken cancellationToken);
}

/// <summary>An item that was taken.</summary>
/// <param name="Text">As it lay in the queue: <see cref="WorkItem.FromJson"/> reads it.</param>
/// <param name="Times">How often it was taken, this time included.</param>
public abstract record TakenItem(string Text, long Times) : IAsyncDisposable
{
    /// <summary>Removes it for good.</summary>
    public abstract Task DoneAsync();

    /// <summary>Lets it come again, after a delay.</summary>
    public abstract Task AgainAsync(TimeSpan delay);

    /// <summary>Stops holding it.</summary>
    public abstract ValueTask DisposeAsync();
}
