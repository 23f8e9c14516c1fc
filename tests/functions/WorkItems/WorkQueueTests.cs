using Azure.Storage.Queues;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Tests.Functions.WorkItems;

public class WorkQueueTests
{
    private static readonly WorkItem Item = new(Verb.Ingest, new(2026, 5, 1, 4, 0, 0, TimeSpan.Zero), "orders");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => ["memory", "azure"];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_item_is_taken_once_and_comes_again_until_it_is_done(string kind)
    {
        var queue = await OpenAsync(kind);
        await queue.AddAsync(Item, TimeSpan.Zero, Stop);

        await using (var taken = await queue.TakeAsync(Stop))
        {
            Assert.Equal((Item, 1), (WorkItem.FromJson(taken.Text), taken.Times));
            Assert.False(await HasMoreAsync(queue));
            await taken.AgainAsync(TimeSpan.Zero);
        }
        await using (var taken = await queue.TakeAsync(Stop))
        {
            Assert.Equal((Item, 2), (WorkItem.FromJson(taken.Text), taken.Times));
            await taken.DoneAsync();
        }
        Assert.False(await HasMoreAsync(queue));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_told_as_such_so_that_who_waits_for_it_tries_again()
    {
        // Nobody listens at port 1. What Azure.Core throws when all its tries failed alike is not what it throws for an answer.
        var options = new QueueClientOptions { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(20) } };
        var away = new QueueClient("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a;", "away", options);

        var told = await Assert.ThrowsAsync<IOException>(() => StorageWorkQueue.OpenAsync(away, TimeProvider.System, Stop));

        Assert.StartsWith("Queue storage could not be reached for away:", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_item_sent_for_later_waits(string kind)
    {
        var queue = await OpenAsync(kind);
        await queue.AddAsync(Item, TimeSpan.FromSeconds(6), Stop);
        Assert.False(await HasMoreAsync(queue));
        await using var taken = await queue.TakeAsync(Stop);
        Assert.Equal(Item, WorkItem.FromJson(taken.Text));
    }

    [Fact]
    public async Task A_held_item_stays_hidden_beyond_its_time_and_a_dead_holder_s_comes_back()
    {
        var client = await ClientAsync();
        var queue = await StorageWorkQueue.OpenAsync(client, TimeProvider.System, Stop, TimeSpan.FromSeconds(9));
        await queue.AddAsync(Item, TimeSpan.Zero, Stop);

        var taken = await queue.TakeAsync(Stop);
        await Task.Delay(TimeSpan.FromSeconds(14), Stop);
        Assert.False(await HasMoreAsync(queue)); // renewed
        await taken.DisposeAsync(); // as if its process had died: nothing renews it any more

        await using var again = await queue.TakeAsync(Stop);
        Assert.Equal(2, again.Times);
        await taken.DoneAsync(); // the one thought dead wakes up: what is not its own any more stays
        await again.AgainAsync(TimeSpan.Zero);
        await using var third = await queue.TakeAsync(Stop);
        Assert.Equal(3, third.Times);
    }

    private static async Task<bool> HasMoreAsync(IWorkQueue queue)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        soon.CancelAfter(TimeSpan.FromMilliseconds(500));
        try
        {
            await using var taken = await queue.TakeAsync(soon.Token);
            await taken.AgainAsync(TimeSpan.Zero);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<IWorkQueue> OpenAsync(string kind) =>
        kind is "memory" ? new MemoryWorkQueue(TimeProvider.System) : await StorageWorkQueue.OpenAsync(await ClientAsync(), TimeProvider.System, Stop);

    private static async Task<QueueClient> ClientAsync() =>
        new((await Azurite.GetAsync()).ConnectionString, $"q{Guid.NewGuid():N}", new() { MessageEncoding = QueueMessageEncoding.Base64 });
}
