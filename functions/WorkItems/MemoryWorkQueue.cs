namespace Outcomes.Functions.WorkItems;

/// <summary>Work items in this process's memory. What is lost with the process is sent again from the ledger by the next.</summary>
public sealed class MemoryWorkQueue(TimeProvider time) : IWorkQueue
{
    private readonly Lock change = new();
    private readonly PriorityQueue<(string Text, long Times), DateTimeOffset> waiting = new();
    private TaskCompletionSource added = New();

    /// <inheritdoc/>
    public Task AddAsync(WorkItem item, TimeSpan delay, CancellationToken cancellationToken)
    {
        Add(item.ToJson(), 0, delay);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<TakenItem> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            var wait = Timeout.InfiniteTimeSpan;
            lock (change)
            {
                if (waiting.TryPeek(out _, out var ready))
                {
                    wait = ready - time.GetUtcNow();
                    if (wait <= TimeSpan.Zero)
                    {
                        var (text, times) = waiting.Dequeue();
                        return new Taken(this, text, times + 1);
                    }
                }
                more = added.Task;
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(more, Task.Delay(wait, time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Add(string text, long times, TimeSpan delay)
    {
        lock (change)
        {
            waiting.Enqueue((text, times), time.GetUtcNow() + delay);
            added.TrySetResult();
            added = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Taken(MemoryWorkQueue Queue, string Text, long Times) : TakenItem(Text, Times)
    {
        public override Task DoneAsync() => Task.CompletedTask;

        public override Task AgainAsync(TimeSpan delay)
        {
            Queue.Add(Text, Times, delay);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
