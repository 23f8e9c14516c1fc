using System.Threading.RateLimiting;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>How many answers of a sort are made at once, so that they fit in memory together, and how long each may take.</summary>
/// <param name="Places">How many.</param>
/// <param name="PerCaller">How many of them one caller may have, so that some are left for others.</param>
/// <param name="Longest">How long.</param>
/// <param name="Slowest">How slowly a reader may take an answer before Kestrel cuts it off, what lies in buffers on its way counted as taken; null: as slowly as it likes in that time.</param>
internal sealed record Turns(int Places, int PerCaller, TimeSpan Longest, MinDataRate? Slowest = null)
{
    /// <summary>Answers of the feed: a page each, at most.</summary>
    public static readonly Turns OfPages = new(Math.Max(4, Environment.ProcessorCount), Math.Max(4, Environment.ProcessorCount), TimeSpan.FromSeconds(60));

    /// <summary>Downloads, which may be whole sets over a slow line: half a megabit a second is the least.</summary>
    public static readonly Turns OfDownloads = new(6, 2, TimeSpan.FromMinutes(15), new(bytesPerSecond: 64 * 1024, gracePeriod: TimeSpan.FromSeconds(20)));

    /// <summary>Pages whose rows are all read, on their way to readers who may be slow.</summary>
    public static readonly Turns OfSending = new(24, 16, OfPages.Longest);

    private readonly PartitionedRateLimiter<string> free = PartitionedRateLimiter.CreateChained(Each(caller => caller, PerCaller), Each(_ => "", Places));

    /// <summary>Waits for a place. Dispose it to leave.</summary>
    public ValueTask<RateLimitLease> TakeAsync(string caller, CancellationToken cancellationToken) => free.AcquireAsync(caller, 1, cancellationToken);

    private static PartitionedRateLimiter<string> Each(Func<string, string> group, int places) => PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetConcurrencyLimiter(group(caller), _ => new() { PermitLimit = places, QueueLimit = int.MaxValue }));
}

/// <summary>One place among <see cref="Turns"/>, with the time it may take.</summary>
internal sealed class Turn : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpContext context;
    private readonly Turns turns;
    private readonly CancellationTokenSource deadline;
    private RateLimitLease place;

    private Turn(HttpContext context, Turns turns, RateLimitLease place)
    {
        (this.context, this.turns, this.place) = (context, turns, place);
        deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(turns.Longest);
    }

    /// <summary>Stops what takes too long, or what nobody waits for any more.</summary>
    public CancellationToken Deadline => deadline.Token;

    /// <summary>Waits for a turn. Dispose it when the answer is written.</summary>
    /// <exception cref="RefusalException">503: none came in time.</exception>
    public static async Task<Turn> TakeAsync(HttpContext context, Turns turns)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        wait.CancelAfter(LongestWait);
        try
        {
            var place = await turns.TakeAsync(Caller.NameOf(context), wait.Token);
            if (turns.Slowest is { } slowest && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
                rate.MinDataRate = slowest;
            return new(context, turns, place);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw Late(context, $"No turn came within {LongestWait.TotalSeconds} s; of answers like this one {turns.PerCaller} are made at once for one caller, {turns.Places} for all.");
        }
    }

    /// <summary>Makes room for the next answer once all that is left of this one is to send it: who reads slowly holds up nobody.</summary>
    public async Task SendingAsync()
    {
        var sending = await Turns.OfSending.TakeAsync(Caller.NameOf(context), Deadline);
        place.Dispose();
        place = sending;
    }

    /// <summary>Runs what reads and writes the answer.</summary>
    /// <exception cref="RefusalException">503: it took too long.</exception>
    public async Task RunAsync(Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception late) when (late is OperationCanceledException or DuckDBException && deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            throw Late(context, $"The answer took longer than {turns.Longest.TotalSeconds} s.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        place.Dispose();
        deadline.Dispose();
    }

    private static RefusalException Late(HttpContext context, string what)
    {
        context.Response.Headers.RetryAfter = "60";
        return new(503, "TooSlow", $"{what} Filter to fewer rows, or try again later.");
    }
}
