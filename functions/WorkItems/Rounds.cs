using System.Diagnostics;
using Cronos;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.WorkItems;

/// <summary>
/// From the hour of a source to the publication: a tick finds what is due and sends an item for each source, wave by wave, then one to publish. Any
/// number of instances tick and take items; the ledger holds what is still to do, and leases who does it.
/// </summary>
/// <remarks>
/// Twice, in another order or after a death gives the same: an item whose work is done finds nothing to do; one that somebody is at is dropped, because
/// that one's own item stays until it is done; what nobody answered for in <see cref="Patience"/> is sent again by the next tick.
/// </remarks>
/// <param name="sources">The council's sources.</param>
/// <param name="ingestion">Brings them into the lake.</param>
/// <param name="publishing">Makes publications.</param>
/// <param name="housekeeping">Removes and mends.</param>
/// <param name="ledger">What is still to do.</param>
/// <param name="queue">Where items wait.</param>
/// <param name="progress">Told what happens, in words.</param>
public sealed class Rounds(
    IReadOnlyList<Source> sources, Ingestion.Ingestion ingestion, Publishing publishing, Housekeeping housekeeping, Ledger ledger, IWorkQueue queue, IProgress<string>? progress = null)
{
    private const int Tries = 5;
    private const string Kind = "work";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5), Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Where the ledger keeps items that were given up, each under <see cref="PoisonName"/> and more.</summary>
    internal const string PoisonKind = "poison";

    /// <summary>Called when a publication was made here.</summary>
    public Func<CancellationToken, Task>? Published { get; set; }

    /// <summary>When a source is due next after a moment; null: it has no schedule.</summary>
    public static DateTimeOffset? NextRun(Source source, DateTimeOffset after) =>
        source.Schedule is null ? null : CronExpression.Parse(source.Schedule, CronFormat.IncludeSeconds).GetNextOccurrence(after, London);

    /// <summary>Sends the sources whose hour has come, and again what nobody answered for. A source whose hour passed while nobody ticked is due at once; one that never ran waits for its hour.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("tick");
        var now = ledger.Time.GetUtcNow();
        var ran = await LastRunsAsync(cancellationToken);
        IReadOnlyList<DateTimeOffset> send = [];
        var table = await UpdateAsync(
            table =>
            {
                var asked = sources.Where(source => source.Schedule is not null).ToDictionary(source => source.Name, source => NotAhead(table.Asked.GetValueOrDefault(source.Name, ran.GetValueOrDefault(source.Name, now)), now));
                var due = sources.Where(source => source.Schedule is not null && NextRun(source, asked[source.Name]) <= now).Select(source => source.Name).ToArray();
                foreach (var name in due)
                    asked[name] = now;
                var late = table.Open.Where(round => NotAhead(round.Sent, now) != round.Sent || round.Sent + Patience <= now).Select(round => round.Due).ToArray();
                var next = table with { Asked = asked, Open = [.. table.Open.Select(round => late.Contains(round.Due) ? round with { Sent = now } : round)] };
                if (due.Length > 0)
                    next = next.Add(new(now, ingestion.Waves(due), now));
                send = due.Length > 0 ? [.. late, next.Open[^1].Due] : late;
                return due.Length == 0 && late.Length == 0 && Same(asked, table.Asked) ? table : next;
            },
            cancellationToken);
        foreach (var due in send)
            await SendAsync(table[due], cancellationToken);
    }

    /// <summary>Begins a round now.</summary>
    /// <param name="names">Its sources; all without one.</param>
    /// <param name="unlessOpen">Not where a round is under way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task BeginAsync(IReadOnlyCollection<string> names, bool unlessOpen, CancellationToken cancellationToken)
    {
        var now = ledger.Time.GetUtcNow();
        Round? begun = null;
        await UpdateAsync(
            table =>
            {
                begun = null;
                if (unlessOpen && table.Open.Count > 0)
                    return table;
                var next = table.Add(new(now, ingestion.Waves(names), now));
                begun = next.Open[^1];
                return next;
            },
            cancellationToken);
        await SendAsync(begun, cancellationToken);
    }

    /// <summary>Sends all that is open once more: what a process that is gone had in its memory.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var round in (await TimetableAsync(cancellationToken)).Open)
            await SendAsync(round, cancellationToken);
    }

    /// <summary>Whether nothing is open.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken) => (await TimetableAsync(cancellationToken)).Open.Count == 0;

    /// <summary>Sends an item of housekeeping.</summary>
    public Task SendTidyAsync(CancellationToken cancellationToken) => queue.AddAsync(new(Verb.Tidy, ledger.Time.GetUtcNow()), TimeSpan.Zero, cancellationToken);

    /// <summary>Takes items and does them until it is stopped.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                await using var taken = await queue.TakeAsync(cancellationToken);
                await DoAsync(taken, cancellationToken);
            }
            catch (IOException away)
            {
                progress?.Report(away.Message);
                await Task.Delay(Soon, ledger.Time, cancellationToken);
            }
    }

    /// <summary>Does what an item asks for, if it is still to do.</summary>
    /// <exception cref="InvalidDataException">It is no work item.</exception>
    public async Task DoAsync(string text, CancellationToken cancellationToken)
    {
        var item = WorkItem.FromJson(text);
        using var activity = Telemetry.Source.StartActivity($"{item.Verb}".ToLowerInvariant(), ActivityKind.Consumer, item.Trace);
        activity?.SetTag("outcomes.source", item.Source).SetTag("outcomes.due", item.Due);
        await (item.Verb switch
        {
            Verb.Ingest => IngestAsync(item, cancellationToken),
            Verb.Publish => PublishAsync(item, cancellationToken),
            _ => housekeeping.RunAsync(progress, cancellationToken),
        });
        Telemetry.Items.Add(1, new KeyValuePair<string, object?>("verb", $"{item.Verb}".ToLowerInvariant()));
    }

    /// <summary>Gives an item up that failed too often: it is written down, and its round goes on without it.</summary>
    public async Task GiveUpAsync(string text, string why, CancellationToken cancellationToken)
    {
        Telemetry.Poison.Add(1);
        var now = ledger.Time.GetUtcNow();
        progress?.Report($"Given up: {text} ({why})");
        await ledger.NoteAsync(PoisonKind, $"{PoisonName(now)}-{Guid.NewGuid():N}", new Refused(text, why, now), cancellationToken);
        WorkItem item;
        try
        {
            item = WorkItem.FromJson(text);
        }
        catch (InvalidDataException)
        {
            return;
        }
        if (item.Verb is Verb.Ingest)
            await RanAsync(item, cancellationToken);
        else
            await UpdateAsync(table => table[item.Due] is null ? table : table.With(item.Due, _ => null), cancellationToken);
    }

    /// <summary>Items that were given up, oldest first.</summary>
    public static async Task<IReadOnlyList<Refused>> PoisonAsync(Ledger ledger, CancellationToken cancellationToken) =>
        [.. (await ledger.RecallAsync<Refused>(PoisonKind, cancellationToken)).OrderBy(note => note.Key, StringComparer.Ordinal).Select(note => note.Value)];

    /// <summary>What the name of an item given up at a moment begins with; names sort by time.</summary>
    internal static string PoisonName(DateTimeOffset at) => at.UtcTicks.ToString("d19", System.Globalization.CultureInfo.InvariantCulture);

    private async Task DoAsync(TakenItem taken, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(taken.Text, cancellationToken);
            await taken.DoneAsync();
        }
        catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
        {
            if (taken.Times < Tries && wrong is not InvalidDataException)
            {
                progress?.Report(wrong.Message);
                await taken.AgainAsync(Soon * taken.Times);
                return;
            }
            await GiveUpAsync(taken.Text, wrong.Message, cancellationToken);
            await taken.DoneAsync();
        }
    }

    private async Task IngestAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var source = item.Source!;
        if ((await TimetableAsync(cancellationToken))[item.Due]?.Awaits(source) != true)
            return; // done already
        if (sources.FirstOrDefault(known => known.Name == source) is { } known) // else it left the council folder
        {
            var run = (await ingestion.RunAsync([source], progress: progress, cancellationToken: cancellationToken)).Single();
            if (run.Status is "busy")
                return;
        }
        await RanAsync(item, cancellationToken);
    }

    /// <summary>Takes a source off its round, and sends what that sets free.</summary>
    private async Task RanAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var freed = false;
        var now = ledger.Time.GetUtcNow();
        var table = await UpdateAsync(
            table =>
            {
                var round = table[item.Due];
                var after = round?.Without(item.Source!);
                freed = after?.Waves.Count < round?.Waves.Count;
                return ReferenceEquals(after, round) ? table : table.With(item.Due, _ => freed ? after! with { Sent = now } : after);
            },
            cancellationToken);
        if (freed)
            await SendAsync(table[item.Due], cancellationToken);
    }

    private async Task PublishAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var now = await publishing.NextAsync(cancellationToken);
        var table = await UpdateAsync(table => table[item.Due] is not { Waves.Count: 0, AsOf: null } ? table : table.With(item.Due, round => round with { AsOf = now }), cancellationToken);
        if (table[item.Due] is not { Waves.Count: 0, AsOf: { } asOf })
            return; // published already, or sources are still to run
        try
        {
            using var room = await ingestion.Capacity.AcquireAsync(Ingestion.Ingestion.Whole, cancellationToken);
            foreach (var stale in (await publishing.RunAsync(progress, cancellationToken, asOf)).Notes.Where(note => note.Stale))
                progress?.Report($"{stale.Measure} has no new figures: {stale.Text}");
        }
        catch (BusyException)
        {
            await queue.AddAsync(item, Soon, cancellationToken);
            return;
        }
        await UpdateAsync(table => table[item.Due] is null ? table : table.With(item.Due, _ => null), cancellationToken);
        if (Published is { } tell)
            await tell(cancellationToken);
    }

    private async Task SendAsync(Round? round, CancellationToken cancellationToken)
    {
        foreach (var item in round?.Items ?? [])
            await queue.AddAsync(item, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>A time in the past, or now where it is so far ahead that a clock must have been wrong: nothing waits until the clock has come there again.</summary>
    private static DateTimeOffset NotAhead(DateTimeOffset time, DateTimeOffset now) => time > now + Ledger.MostSkew ? now : time;

    /// <summary>When sources that have never been asked for ran last, by hand.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> LastRunsAsync(CancellationToken cancellationToken)
    {
        var asked = (await TimetableAsync(cancellationToken)).Asked;
        return sources.All(source => source.Schedule is null || asked.ContainsKey(source.Name)) ? []
            : (await ledger.RunsAsync(null, cancellationToken)).GroupBy(run => run.Source).ToDictionary(runs => runs.Key, runs => runs.Max(run => run.Started));
    }

    private async Task<Timetable> TimetableAsync(CancellationToken cancellationToken) => await ledger.RecallAsync<Timetable>(Kind, "timetable", cancellationToken) ?? Timetable.Empty;

    private Task<Timetable> UpdateAsync(Func<Timetable, Timetable> change, CancellationToken cancellationToken) =>
        ledger.UpdateAsync<Timetable>(Kind, "timetable", table => change(table ?? Timetable.Empty), cancellationToken);

    private static bool Same(Dictionary<string, DateTimeOffset> one, IReadOnlyDictionary<string, DateTimeOffset> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var at) && at == pair.Value);
}

/// <summary>A work item that was given up.</summary>
/// <param name="Text">As it lay in the queue.</param>
/// <param name="Why">What went wrong the last time.</param>
/// <param name="At">When.</param>
public sealed record Refused(string Text, string Why, DateTimeOffset At);
