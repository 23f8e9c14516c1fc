using System.Globalization;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Functions;

/// <summary>How long what is not a figure is kept.</summary>
/// <param name="RawDays">Raw files, rows set aside, and the version of each lake file before the present one.</param>
/// <param name="RunDays">The history of runs, and work that was given up; each source's last run always stays.</param>
/// <param name="AuditDays">Who read what.</param>
public sealed record KeepingTimes(int RawDays = 30, int RunDays = 400, int AuditDays = 400);

/// <summary>Removes what has been kept long enough, mends what processes that died have left, and warns of credentials that run out. One at a time, whoever asks.</summary>
/// <param name="storage">Raw files, quarantine and earlier versions.</param>
/// <param name="ledger">Runs, and the lease.</param>
/// <param name="records">The audit.</param>
/// <param name="publications">Those kept.</param>
/// <param name="times">How long.</param>
/// <param name="retention">How long publications.</param>
public sealed class Housekeeping(IStorage storage, Ledger ledger, Records records, Publications publications, KeepingTimes times, PublicationRetention retention)
{
    /// <summary>Credentials that end within these days are told of.</summary>
    public const int Forecast = 14;

    /// <summary>Does it all. What is removed goes in an order that leaves nothing half there: the list of a run's raw files before the files.</summary>
    /// <param name="progress">Told what was done, in words.</param>
    /// <param name="cancellationToken">Stops between two removals.</param>
    public async Task RunAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await using var lease = await ledger.TryLeaseAsync("housekeeping", cancellationToken);
        if (lease is null)
            return; // somebody is at it
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var now = ledger.Time.GetUtcNow();
        var raw = await RemoveRunsAsync("raw/", now.AddDays(-times.RawDays), stop.Token);
        var aside = await RemoveRunsAsync("quarantine/", now.AddDays(-times.RawDays), stop.Token);
        var before = await RemoveAsync("previous/", file => file.Modified < now.AddDays(-times.RawDays), stop.Token);
        await MendRunsAsync(progress, stop.Token);
        await PruneRunsAsync(now.AddDays(-times.RunDays), stop.Token);
        await ledger.ForgetAsync(Rounds.PoisonKind, stop.Token, before: Rounds.PoisonName(now.AddDays(-times.RunDays)));
        await records.PruneAsync(Audit.Kind, now.AddDays(-times.AuditDays), stop.Token);
        await using (var publishing = await ledger.TryLeaseAsync("publication", stop.Token))
            if (publishing is not null)
                await publications.PruneAsync(retention, now, stop.Token);
        var expiring = await ExpiringAsync(ledger, stop.Token);
        Telemetry.Expiring.Record(expiring.Count);
        foreach (var (source, ends) in expiring)
            progress?.Report($"{source}: its credential ends on {ends:yyyy-MM-dd}; sign in anew before then (deploy/runbook.md, 'A token is about to expire').");
        if (raw + aside + before > 0)
            progress?.Report($"Housekeeping removed {raw} raw files, {aside} files of rows set aside and {before} earlier versions.");
    }

    /// <summary>Sources whose credential ends within <see cref="Forecast"/> days, as their last run told.</summary>
    public static async Task<IReadOnlyList<(string Source, DateTimeOffset Ends)>> ExpiringAsync(Ledger ledger, CancellationToken cancellationToken) =>
        [.. (await ledger.RunsAsync(null, cancellationToken)).Where(run => run.Status is "succeeded").DistinctBy(run => run.Source)
            .Where(run => run.CredentialExpires < ledger.Time.GetUtcNow().AddDays(Forecast)).Select(run => (run.Source, run.CredentialExpires!.Value))];

    /// <summary>Removes files of <c>&lt;prefix&gt;&lt;source&gt;/&lt;run&gt;…</c> whose run began before a moment; a run's list of files first.</summary>
    private async Task<int> RemoveRunsAsync(string prefix, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var name = before.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        bool IsOld(StoredFile file) => file.Path.Split('/') is [_, _, var run, ..] && string.CompareOrdinal(run, name) < 0;
        return await RemoveAsync(prefix, file => IsOld(file) && file.Path.EndsWith("/files.json", StringComparison.Ordinal), cancellationToken)
            + await RemoveAsync(prefix, IsOld, cancellationToken);
    }

    private async Task<int> RemoveAsync(string prefix, Func<StoredFile, bool> isOver, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var file in storage.ListAsync(prefix, cancellationToken))
            if (isOver(file))
                try
                {
                    await storage.DeleteAsync(file.Path, file.Tag, cancellationToken);
                    removed++;
                }
                catch (StorageConflictException)
                {
                    // Replaced meanwhile: it is new again.
                }
        return removed;
    }

    /// <summary>Runs that say they are running while nobody holds their source's lease belong to processes that died.</summary>
    private async Task MendRunsAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        foreach (var source in (await ledger.RunsAsync(null, cancellationToken)).Where(run => run.Status is "running").GroupBy(run => run.Source))
        {
            await using var lease = await ledger.TryLeaseAsync($"source/{source.Key}", cancellationToken);
            if (lease is null)
                continue;
            foreach (var run in (await ledger.RunsAsync(source.Key, cancellationToken)).Where(run => run.Status is "running"))
            {
                await ledger.SaveAsync(run with { Status = "failed", Message = "Its process died; what it had committed stays, and the next run goes on.", Finished = ledger.Time.GetUtcNow() }, cancellationToken);
                progress?.Report($"{run.Source}: the run {run.Id} ended without a word.");
            }
        }
    }

    private async Task PruneRunsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var runs = await ledger.RunsAsync(null, cancellationToken);
        var last = runs.DistinctBy(run => run.Source).Concat(runs.Where(run => run.Status is "succeeded").DistinctBy(run => run.Source)).Select(run => run.Id).ToHashSet();
        await ledger.ForgetRunsAsync(runs.Where(run => run.Started < before && !last.Contains(run.Id)).Select(run => run.Id).ToHashSet(), cancellationToken);
    }
}
