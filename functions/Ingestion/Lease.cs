namespace Outcomes.Functions.Ingestion;

/// <summary>Thrown when work goes on under a lease that ended: somebody else may be doing it now.</summary>
public sealed class LeaseLostException(string name, long token)
    : IOException($"The lease on {name} (token {token}) was lost: it ran out, and may be held by another process. Nothing more was written; run it again.");

/// <summary>Thrown where somebody else holds the lease on what was asked for: it is being done.</summary>
public sealed class BusyException(string message) : IOException(message);

/// <summary>
/// The sole right to do one thing, such as writing one source's files, until it is released or not renewed in time. Its token is greater
/// than that of every earlier lease on the same thing, so that a late writer can be told from the present one. Renewed in the background
/// three times in its duration.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.3);
    private readonly Ledger ledger;
    private readonly TimeSpan duration;
    private readonly CancellationTokenSource lost = new();
    private readonly ITimer renewal;

    internal Lease(Ledger ledger, string name, long token, TimeSpan duration, TimeProvider time)
    {
        (this.ledger, Name, Token, this.duration) = (ledger, name, token, duration);
        renewal = time.CreateTimer(_ => _ = RenewAsync(), null, duration / 3, duration / 3);
    }

    /// <summary>What it is on.</summary>
    public string Name { get; }

    /// <summary>Rises with every lease granted on <see cref="Name"/>.</summary>
    public long Token { get; }

    /// <summary>Cancelled when a renewal finds that the lease was lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Asks the ledger whether the lease still holds, and renews it.</summary>
    /// <exception cref="LeaseLostException">It does not.</exception>
    public async Task EnsureHeldAsync(CancellationToken cancellationToken)
    {
        if (lost.IsCancellationRequested || !await ledger.TryRenewAsync(Name, Token, duration, cancellationToken))
        {
            await lost.CancelAsync();
            throw new LeaseLostException(Name, Token);
        }
    }

    /// <summary>
    /// Gives the lease up. Where that cannot be written (the disk is full for as long as another source fails on it), it is tried for some seconds, and then left: the lease ends by itself,
    /// and what was done under it is not undone by this.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await renewal.DisposeAsync();
        for (var more = Tries; more > 0; more--)
            try
            {
                await ledger.ReleaseAsync(Name, Token, CancellationToken.None);
                break;
            }
            catch (IOException) when (more > 1)
            {
                await Task.Delay(Pause);
            }
            catch (IOException)
            {
                // See above.
            }
        lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            await EnsureHeldAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // Lost: Lost tells the holder. Unreachable: the next renewal tries again, and every write asks first.
        }
        catch (ObjectDisposedException)
        {
            // Given up while this renewal was under way.
        }
    }
}
