using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Lineage;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions;

/// <summary>Makes a publication of the lake as it stands and puts it where readers get it. One at a time, whoever asks.</summary>
/// <param name="council">Measures, datasets, sets and what is told about sources.</param>
/// <param name="lake">What figures are made from.</param>
/// <param name="ledger">The history of runs, and the lease.</param>
/// <param name="publications">Where they are kept.</param>
/// <param name="retention">For how long.</param>
/// <param name="rule">What may be shown of counts about people.</param>
/// <param name="records">What was registered of campaigns, and who signed which figure.</param>
/// <param name="lineage">Who is told of each run.</param>
public sealed class Publishing(Council council, Lake lake, Ledger ledger, Publications publications, PublicationRetention retention, DisclosureRule rule, Records records, OpenLineage lineage)
{
    private const int RunsShown = 1000, FilesShown = 50;

    /// <summary>Publishes.</summary>
    /// <param name="progress">Told each step, in words.</param>
    /// <param name="cancellationToken">Stops clean: readers keep the publication before.</param>
    /// <param name="asOf">The time it is made for, where it was decided before: when a publication of that time or a later one is kept, nothing more is made. Null: now.</param>
    /// <param name="afresh">Figures published before are neither kept for a measure that cannot be made anew nor compared with; what disclosure control remembers still counts. After an erasure.</param>
    /// <exception cref="BusyException">Another process is publishing.</exception>
    public async Task<Publication> RunAsync(IProgress<string>? progress, CancellationToken cancellationToken, DateTimeOffset? asOf = null, bool afresh = false)
    {
        var run = await lineage.StartAsync("publish", cancellationToken);
        try
        {
            var publication = await PublishAsync(progress, asOf, afresh, cancellationToken);
            await lineage.CompleteAsync(run, publication, council.Measures, council.Datasets, cancellationToken);
            foreach (var untold in lineage.Untold)
                progress?.Report(untold);
            return publication;
        }
        catch (Exception failed)
        {
            await lineage.FailAsync(run, "publish", failed.Message, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The time for a publication that is decided on now: later than every one that is kept, also where the clock was set back.</summary>
    public async Task<DateTimeOffset> NextAsync(CancellationToken cancellationToken) => Publications.After(await publications.ListAsync(cancellationToken), ledger.Time.GetUtcNow());

    private async Task<Publication> PublishAsync(IProgress<string>? progress, DateTimeOffset? asOf, bool afresh, CancellationToken cancellationToken)
    {
        await using var lease = await ledger.TryLeaseAsync("publication", cancellationToken)
            ?? throw new BusyException("Another process is publishing; wait for that to end.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var kept = await publications.ListAsync(stop.Token);
        if (kept is [.., var latest] && latest.AsOf >= asOf)
        {
            await publications.PutAsync(latest, stop.Token); // whoever made it may have been cut off before readers got it
            return latest;
        }
        var now = asOf ?? Publications.After(kept, ledger.Time.GetUtcNow()); // before the snapshot: a publication holds all that was committed by its time
        using var snapshot = await lake.SnapshotAsync(stop.Token);
        if (kept.Count > 0)
            await publications.FetchAsync(kept[^1], stop.Token, toPublish: true);
        var runs = await ledger.RunsAsync(null, stop.Token);
        var seen = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var source in council.Sources)
            seen[source.Name] = [.. (await ledger.FilesSeenAsync(source.Name, stop.Token)).Keys.Order(StringComparer.Ordinal).TakeLast(FilesShown)];
        var inputs = new PublicationInputs
        {
            Lake = snapshot,
            Datasets = council.Datasets,
            Sets = council.Sets,
            Measures = council.Measures,
            Checks = council.Checks,
            SignOffs = await SignOffs.ListAsync(records, stop.Token),
            AsOf = now,
            Created = now,
            Sources = [.. council.Sources.Select(source => new PublishedSource(source.Name, source.Dataset.Name, source.Title,
                [.. source.Breaks.Select(found => new DefinitionBreak(found.Column, found.From, found.Note))]) { Files = seen[source.Name], Credential = council.SettingsOf(source.Name).EndsFirst(source, runs) })],
            Runs = [.. runs.Take(RunsShown)],
            Kept = afresh ? [.. kept.Select(before => before with { Files = [.. before.Files.Where(file => file.Measure is null)], Readings = [] })] : kept,
            Registrations = await CampaignVerbs.RegistrationsAsync(records, stop.Token),
            Rule = rule,
        };
        var files = publications.LocalFiles();
        Publication publication;
        try
        {
            publication = Publication.Publish(inputs, publications.Folder, words => progress?.Report(words), stop.Token);
            await publications.PutAsync(publication, stop.Token, lease.EnsureHeldAsync);
        }
        catch (Exception full) when (FullDisk.Is(full))
        {
            publications.RemoveLocalBut(files); // also so that the ledger has room to give the lease back
            throw new IOException($"The disk is full: nothing was published, and readers keep what they have. Make room where {publications.Folder} lies, or choose another folder with --data, and publish again. ({full.Message.Split('\n')[0]})", full);
        }
        await publications.PruneAsync(retention, now, stop.Token);
        Telemetry.Publications.Add(1);
        Telemetry.Stale.Add(publication.Notes.Count(note => note.Stale));
        return publication;
    }
}
