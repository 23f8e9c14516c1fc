using Outcomes.Functions.Api;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Functions;

/// <summary>Keeps the feed on the current publication, and runs sources by their schedules. Whoever publishes, here or by hand elsewhere, is served.</summary>
/// <param name="composition">What it works with.</param>
/// <param name="feed">What is served.</param>
/// <param name="terminal">Told what happens, for people.</param>
/// <param name="deliveries">Files sent to sources; who watches there is told, too.</param>
public sealed class Serving(Composition composition, Feed feed, IProgress<string> terminal, Deliveries? deliveries = null)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5), Again = TimeSpan.FromMinutes(1), Tidying = TimeSpan.FromHours(24);

    /// <summary>Items of one process side by side; only those that wait for replies really are.</summary>
    private const int Workers = 4;

    private readonly IProgress<string> say = new Told(terminal, deliveries?.Bulletin);

    private string? rested;

    /// <summary>Serves, ticks and takes work items until it is stopped. What goes wrong once is told, and tried again the next time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rounds = composition.Rounds(say);
        rounds.Published = ServeCurrentAsync;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, composition.IsShared ? 1 : Workers).Select(_ => Task.Run(() => rounds.WorkAsync(stop.Token), CancellationToken.None)).ToArray();
        try
        {
            await TryAsync(token => composition.IsShared ? Task.CompletedTask : rounds.ResumeAsync(token), cancellationToken);
            await TickAsync(rounds, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Serves publications that others make, until it is stopped.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, composition.Ledger.Time);
        do
            await TryAsync(ServeCurrentAsync, cancellationToken);
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Serves the current publication; its serving file is built where it is not there yet.</summary>
    public async Task ServeCurrentAsync(CancellationToken cancellationToken)
    {
        if (await composition.Publications.CurrentAsync(cancellationToken) is not { } publication || publication.Id == feed.Current)
            return;
        if (feed.Current is null)
            feed.Waiting = $"Publication {publication.Id} is being made ready to serve.";
        await feed.ServeAsync(publication, cancellationToken);
        say.Report($"Serving publication {publication.Id}.");
    }

    /// <summary>What was needed to start, or to make what is served now, goes back to the machine once nothing is left to do.</summary>
    private async Task LetGoAsync(Rounds rounds, CancellationToken cancellationToken)
    {
        if (feed.Current == rested || !await rounds.IsIdleAsync(cancellationToken))
            return;
        rested = feed.Current;
        ProcessMemory.GiveBack();
    }

    private async Task TickAsync(Rounds rounds, CancellationToken cancellationToken)
    {
        var time = composition.Ledger.Time;
        var (filled, tidied) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var now = time.GetUtcNow();
            await TryAsync(stop => LetGoAsync(rounds, stop), cancellationToken);
            if (deliveries?.Take() is { Count: > 0 } arrived)
                await TryAsync(stop => rounds.BeginAsync(arrived, unlessOpen: false, stop), cancellationToken);
            await TryAsync(rounds.TickAsync, cancellationToken);
            var fill = feed.Current is null && filled + Again <= now;
            filled = fill ? now : filled;
            await TryAsync(stop => fill ? FirstAsync(rounds, stop) : ServeCurrentAsync(stop), cancellationToken);
            if (feed.Current is null || tidied + Tidying > now)
                continue;
            tidied = now;
            await TryAsync(rounds.SendTidyAsync, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>An empty data folder is filled before anything is served, and one whose publication this version cannot serve published anew; where that fails, again after a minute.</summary>
    private async Task FirstAsync(Rounds rounds, CancellationToken cancellationToken)
    {
        try
        {
            await ServeCurrentAsync(cancellationToken);
        }
        catch (InvalidDataException ofAnotherVersion)
        {
            say.Report(ofAnotherVersion.Message);
        }
        if (feed.Current is not null)
            return;
        feed.Waiting = "The first figures are being made.";
        await rounds.BeginAsync([], unlessOpen: true, cancellationToken);
    }

    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
        }
        catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
        {
            feed.Waiting = "Nothing can be served yet; who runs this server sees why where it runs.";
            say.Report(wrong.Message);
        }
    }

    private sealed class Told(IProgress<string> terminal, Bulletin? bulletin) : IProgress<string>
    {
        public void Report(string value)
        {
            terminal.Report(value);
            bulletin?.Report(value);
        }
    }
}
