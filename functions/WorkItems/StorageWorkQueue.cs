using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.WorkItems;

/// <summary>Work items on an Azure Storage queue, in Base64 as the Functions host reads them.</summary>
/// <remarks>An item that was taken is hidden from others for a while, again and again while it is held; it comes back when its holder dies.</remarks>
public sealed class StorageWorkQueue : IWorkQueue
{
    private readonly QueueClient queue;
    private readonly TimeSpan hidden;
    private readonly TimeProvider time;

    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(100), Latest = TimeSpan.FromSeconds(5), Forever = TimeSpan.FromSeconds(-1);

    private StorageWorkQueue(QueueClient queue, TimeSpan hidden, TimeProvider time) => (this.queue, this.hidden, this.time) = (queue, hidden, time);

    /// <summary>Opens the queue, or makes it.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting for Azure.</param>
    /// <param name="hidden">How long a dead holder's item stays hidden at most; two minutes unless said.</param>
    public static async Task<StorageWorkQueue> OpenAsync(QueueClient queue, TimeProvider time, CancellationToken cancellationToken, TimeSpan? hidden = null)
    {
        await Tell(queue.Name, () => queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
        return new(queue, hidden ?? TimeSpan.FromMinutes(2), time);
    }

    /// <inheritdoc/>
    public async Task AddAsync(WorkItem item, TimeSpan delay, CancellationToken cancellationToken) =>
        await Tell(queue.Name, () => queue.SendMessageAsync(item.ToJson(), delay, Forever, cancellationToken));

    /// <inheritdoc/>
    public async Task<TakenItem> TakeAsync(CancellationToken cancellationToken)
    {
        for (var pause = Soonest; ; pause = pause * 2 < Latest ? pause * 2 : Latest)
        {
            if ((await Tell(queue.Name, () => queue.ReceiveMessageAsync(hidden, cancellationToken))).Value is { } message)
                return new Taken(this, message);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static Task<T> Tell<T>(string name, Func<Task<T>> ask) => AzureCall.Tell("Queue storage", name, ask);

    private sealed record Taken : TakenItem
    {
        private readonly StorageWorkQueue from;
        private readonly string id;
        private readonly SemaphoreSlim turn = new(1);
        private readonly ITimer renewal;
        private string receipt;
        private bool ended;

        public Taken(StorageWorkQueue from, QueueMessage message)
            : base(message.Body.ToString(), message.DequeueCount)
        {
            (this.from, id, receipt) = (from, message.MessageId, message.PopReceipt);
            renewal = from.time.CreateTimer(_ => _ = HideAsync(from.hidden, last: false), null, from.hidden / 3, from.hidden / 3);
        }

        public override Task DoneAsync() => ChangeAsync(last: true, async () => await from.queue.DeleteMessageAsync(id, receipt));

        public override Task AgainAsync(TimeSpan delay) => HideAsync(delay, last: true);

        public override ValueTask DisposeAsync() => renewal.DisposeAsync();

        private Task HideAsync(TimeSpan delay, bool last) =>
            ChangeAsync(last, async () => receipt = (await from.queue.UpdateMessageAsync(id, receipt, visibilityTimeout: delay)).Value.PopReceipt);

        private async Task ChangeAsync(bool last, Func<Task> change)
        {
            await turn.WaitAsync();
            try
            {
                if (!ended)
                    await change();
            }
            catch (RequestFailedException)
            {
                // Somebody else has taken it, or the service is away: it comes again, and finds what is done done.
            }
            finally
            {
                ended |= last;
                turn.Release();
            }
        }
    }
}
