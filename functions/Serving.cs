using Cronos;
using Outcomes.Functions.Api;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions;

/// <summary>Keeps the feed on the current publication, and runs sources by their schedules. Whoever publishes, here or by hand elsewhere, is served.</summary>
/// <param name="composition">What it works with.</param>
/// <param name="feed">What is served.</param>
/// <param name="terminal">Told what happens, for people.</param>
/// <param name="deliveries">Files sent to sources; who watches there is told, too.</param>
public sealed class Serving(Composition composition, Feed feed, IProgress<string> terminal, Deliveries? deliveries = null)
{
    private readonly IProgress<string> say = new Told(terminal, feed, deliveries?.Bulletin);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Goes on until it is stopped. What goes wrong once is told, and tried again the next time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var time = composition.Ledger.Time;
        // A source whose hour passed while nobody served is due at once; one that never ran waits for its hour.
        var started = time.GetUtcNow();
        var ran = new Dictionary<string, DateTimeOffset>();
        await TryAsync(async stop => ran = (await composition.Ledger.RunsAsync(null, stop)).GroupBy(run => run.Source).ToDictionary(runs => runs.Key, runs => runs.Max(run => run.Started)), cancellationToken);
        var filled = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var now = time.GetUtcNow();
            var due = composition.Council.Sources.Where(source => NextRun(source, ran.GetValueOrDefault(source.Name, started)) <= now).Select(source => source.Name).Union(deliveries?.Take() ?? []).ToArray();
            foreach (var name in due)
                ran[name] = now;
            if (due.Length > 0)
                await TryAsync(stop => IngestAndPublishAsync(due, stop), cancellationToken);
            var fill = feed.Current is null && filled + Again <= now;
            filled = fill ? now : filled;
            await TryAsync(fill ? FirstAsync : ServeCurrentAsync, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>When a source is due next after a moment; null: it has no schedule.</summary>
    public static DateTimeOffset? NextRun(Source source, DateTimeOffset after) =>
        source.Schedule is null ? null : CronExpression.Parse(source.Schedule, CronFormat.IncludeSeconds).GetNextOccurrence(after, London);

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

    /// <summary>An empty data folder is filled before anything is served, and one whose publication this version cannot serve published anew; where that fails, again after a minute.</summary>
    private async Task FirstAsync(CancellationToken cancellationToken)
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
        await IngestAndPublishAsync([], cancellationToken);
        await ServeCurrentAsync(cancellationToken);
    }

    private async Task IngestAndPublishAsync(IReadOnlyCollection<string> sources, CancellationToken cancellationToken)
    {
        await composition.Ingestion.RunAsync(sources, progress: say, cancellationToken: cancellationToken);
        await composition.Publishing.RunAsync(say, cancellationToken);
    }

    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
        }
        catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
        {
            feed.Waiting = $"Nothing can be served yet: {wrong.Message}";
            say.Report(wrong.Message);
        }
    }

    private sealed class Told(IProgress<string> terminal, Feed feed, Bulletin? bulletin) : IProgress<string>
    {
        public void Report(string value)
        {
            terminal.Report(value);
            bulletin?.Report(value);
            if (feed.Current is null)
                feed.Waiting = $"The first figures are being made: {value}";
        }
    }
}
