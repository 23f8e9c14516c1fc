using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Outcomes.Tests.Functions.Ingestion.Http;

/// <summary>
/// A clock that moves on to the next moment anybody waits for as soon as nothing else is going on, so that waits of minutes take a test no
/// time and a request that never answers runs into its timeout.
/// </summary>
internal sealed class ImpatientTime : FakeTimeProvider, IDisposable
{
    private readonly Lock waiting = new();
    private readonly List<Waited> waits = [];
    private readonly CancellationTokenSource stop = new();

    public ImpatientTime(DateTimeOffset start)
        : base(start) => _ = Task.Run(PumpAsync);

    /// <summary>Whether a request is under way that will never be answered, so that only its timeout ends it.</summary>
    public Func<bool> IsHanging { get; set; } = () => false;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What repeats (a lease's renewal) is no reason to move on; a timeout is one only where nothing else will happen.
        var timer = new Waited(this, base.CreateTimer(callback, state, dueTime, period), period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero, state is CancellationTokenSource);
        timer.Await(dueTime);
        return timer;
    }

    public void Dispose() => stop.Cancel();

    private async Task PumpAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(2);
            Waited? next;
            lock (waiting)
                next = waits.Where(wait => !wait.IsTimeout || IsHanging()).MinBy(wait => wait.Due);
            if (next is null)
                continue;
            var step = next.Due - GetUtcNow();
            lock (waiting)
                waits.RemoveAll(wait => wait.Due <= next.Due);
            Advance(step > TimeSpan.Zero ? step : TimeSpan.Zero);
            // The request that this timeout ends is under way until that has come round, and must not let the longer ones pass too.
            for (var since = Stopwatch.GetTimestamp(); next.IsTimeout && IsHanging() && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(2);)
                await Task.Delay(2);
        }
    }

    private sealed class Waited(ImpatientTime time, ITimer timer, bool once, bool isTimeout) : ITimer
    {
        public bool IsTimeout => isTimeout;

        public DateTimeOffset Due { get; private set; }

        public void Await(TimeSpan due)
        {
            lock (time.waiting)
            {
                time.waits.Remove(this);
                Due = due < TimeSpan.Zero ? DateTimeOffset.MaxValue : time.GetUtcNow() + due;
                if (once && due >= TimeSpan.Zero)
                    time.waits.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Await(dueTime);
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (time.waiting)
                time.waits.Remove(this);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
