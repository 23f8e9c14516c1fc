using DuckDB.NET.Data;

namespace Outcomes.Functions.Api;

/// <summary>How many answers of a sort are made at once, so that they fit in memory together, and how long each may take.</summary>
/// <param name="Places">How many.</param>
/// <param name="Longest">How long.</param>
internal sealed record Turns(int Places, TimeSpan Longest)
{
    /// <summary>Answers of the feed: a page each, at most.</summary>
    public static readonly Turns OfPages = new(Math.Max(4, Environment.ProcessorCount), TimeSpan.FromSeconds(60));

    /// <summary>Downloads, which may be whole sets over a slow line.</summary>
    public static readonly Turns OfDownloads = new(4, TimeSpan.FromMinutes(15));

    /// <summary>Pages whose rows are all read, on their way to readers who may be slow.</summary>
    public static readonly Turns OfSending = new(24, OfPages.Longest);

    /// <summary>Those that are free.</summary>
    public SemaphoreSlim Free { get; } = new(Places);
}

/// <summary>One place among <see cref="Turns"/>, with the time it may take.</summary>
internal sealed class Turn : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpContext context;
    private readonly CancellationTokenSource deadline;
    private Turns turns;

    private Turn(HttpContext context, Turns turns)
    {
        (this.context, this.turns) = (context, turns);
        deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(turns.Longest);
    }

    /// <summary>Stops what takes too long, or what nobody waits for any more.</summary>
    public CancellationToken Deadline => deadline.Token;

    /// <summary>Waits for a turn. Dispose it when the answer is written.</summary>
    /// <exception cref="RefusalException">503: none came in time.</exception>
    public static async Task<Turn> TakeAsync(HttpContext context, Turns turns) =>
        await turns.Free.WaitAsync(LongestWait, context.RequestAborted) ? new(context, turns) : throw Late(context, $"No turn came within {LongestWait.TotalSeconds} s.");

    /// <summary>Makes room for the next answer once all that is left of this one is to send it: who reads slowly holds up nobody.</summary>
    public async Task SendingAsync()
    {
        await Turns.OfSending.Free.WaitAsync(Deadline);
        turns.Free.Release();
        turns = Turns.OfSending;
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
        turns.Free.Release();
        deadline.Dispose();
    }

    private static RefusalException Late(HttpContext context, string what)
    {
        context.Response.Headers.RetryAfter = "60";
        return new(503, "TooSlow", $"{what} Filter to fewer rows, or try again later.");
    }
}
