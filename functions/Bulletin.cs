using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Outcomes.Functions;

/// <summary>What is being done, line by line: told to whoever watches, with the last lines before.</summary>
public sealed class Bulletin : IProgress<string>
{
    private const int Kept = 100;
    private readonly Lock change = new();
    private readonly Queue<string> last = [];
    private readonly List<Channel<string>> watching = [];

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (change)
        {
            last.Enqueue(value);
            if (last.Count > Kept)
                last.Dequeue();
            foreach (var watcher in watching)
                watcher.Writer.TryWrite(value);
        }
    }

    /// <summary>The last lines, then each new one as it comes, until cancelled. A watcher who reads too slowly misses the oldest.</summary>
    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(2 * Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (change)
        {
            foreach (var line in last)
                channel.Writer.TryWrite(line);
            watching.Add(channel);
        }
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
                yield return line;
        }
        finally
        {
            lock (change)
                watching.Remove(channel);
        }
    }
}
