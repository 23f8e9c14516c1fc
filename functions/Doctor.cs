using System.Globalization;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Functions;

/// <summary>What an examination found of one thing.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="IsWell">Whether it is as it should be.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do; null where nothing is.</param>
public sealed record Finding(string Check, bool IsWell, string Found, string? Remedy = null);

/// <summary>Looks at what the product stands on: settings, time zone, clock, disk, storage and its permissions, work, runs, figures and credentials. Changes nothing but a file of its own, which it removes.</summary>
/// <param name="settings">What it was told.</param>
/// <param name="time">The clock.</param>
/// <param name="open">Opens what is kept.</param>
public sealed class Doctor(Settings settings, TimeProvider time, Func<Task<Composition>> open)
{
    private const long LeastDisk = 500_000_000;
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(2), Old = TimeSpan.FromHours(1);

    /// <summary>Every finding, in the order of what rests on what.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { Zone(), Disk(), WhereItIsKept() };
        try
        {
            using var composition = await open();
            findings.Add(composition.Council.Faults is [var fault, ..]
                ? new("council", false, $"{composition.Council.Faults.Count} faults, the first: {fault}", "Run 'check' for all of them.")
                : new("council", true, $"{composition.Council.Sources.Count} sources, {composition.Council.Measures.Count} measures"));
            findings.AddRange(await StorageAsync(composition, cancellationToken));
            findings.AddRange(await LedgerAsync(composition, cancellationToken));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or Azure.RequestFailedException or Azure.Identity.AuthenticationFailedException or FormatException)
        {
            findings.Add(new("storage", false, refused.Message.Split('\n')[0], settings.Blobs is null
                ? $"Allow this user to write in {Path.GetFullPath(settings.Data)}."
                : "Check Storage:Blobs, Storage:Tables and OUTCOMES_WORK; this identity needs the roles in deploy/grants.bicep."));
        }
        return findings;
    }

    private static Finding Zone()
    {
        try
        {
            var summer = TimeZoneInfo.FindSystemTimeZoneById("Europe/London").GetUtcOffset(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
            return summer == TimeSpan.FromHours(1) ? new("time zone", true, "Europe/London is known, with summer time")
                : new("time zone", false, $"Europe/London is {summer} ahead in July", "Install the system's time zone data (package tzdata).");
        }
        catch (TimeZoneNotFoundException)
        {
            return new("time zone", false, "Europe/London is not known", "Install the system's time zone data (package tzdata).");
        }
    }

    private Finding Disk()
    {
        var folder = Path.GetFullPath(settings.Data);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return new("disk", free >= LeastDisk, $"{free / 1_000_000} MB free at {folder}", free >= LeastDisk ? null
            : $"Free {LeastDisk / 1_000_000} MB, or choose another folder with --data; Storage:CacheBytes and Sandbox:Temporary bound what is used.");
    }

    private Finding WhereItIsKept() => new("settings", true, settings.Blobs is null
        ? $"everything in {Path.GetFullPath(settings.Data)}" : $"Azure: container {settings.Container}, table {settings.Table}, {(settings.Queues is null ? "work in memory" : $"queue {settings.Queue}")}");

    private async Task<IReadOnlyList<Finding>> StorageAsync(Composition composition, CancellationToken cancellationToken)
    {
        var (path, local) = ($"doctor/{Guid.NewGuid():N}", Path.Combine(composition.ServingFolder, $"{Guid.NewGuid():N}.part"));
        try
        {
            await File.WriteAllTextAsync(local, "x", cancellationToken);
            var put = await composition.Storage.PutAsync(path, local, ifTag: null, cancellationToken);
            await composition.Storage.DeleteAsync(path, put.Tag, cancellationToken);
            await using (var lease = await composition.Ledger.TryLeaseAsync("doctor", cancellationToken))
                if (lease is not null)
                    await lease.EnsureHeldAsync(cancellationToken);
            var skew = (put.Modified - time.GetUtcNow()).Duration();
            return
            [
                new("storage", true, "written and removed; a lease taken and given back"),
                new("clock", skew < MostSkew, $"{skew.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s from the storage's", skew < MostSkew ? null : "Set this machine's clock by a time server: leases and schedules run by it."),
            ];
        }
        finally
        {
            File.Delete(local);
        }
    }

    private async Task<IReadOnlyList<Finding>> LedgerAsync(Composition composition, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var runs = await composition.Ledger.RunsAsync(null, cancellationToken);
        var last = runs.DistinctBy(run => run.Source).ToArray();
        var failed = last.Where(run => run.Status is "failed").ToArray();
        var dead = runs.Where(run => run.Status is "running" && run.Started < now - Old).ToArray();
        var poison = await Rounds.PoisonAsync(composition.Ledger, cancellationToken);
        var expiring = await Housekeeping.ExpiringAsync(composition.Ledger, cancellationToken);
        using var snapshot = await composition.Lake.SnapshotAsync(cancellationToken);
        var current = await CurrentAsync(composition, cancellationToken);
        return
        [
            snapshot.Damaged is [var damage, ..] ? new("lake", false, $"{snapshot.Damaged.Count} damaged files: {damage.Message}", "Do what the message says.") : new("lake", true, $"{snapshot.Files.Count} files, each the one that was committed"),
            current,
            failed is [var run, ..] ? new("sources", false, $"{failed.Length} failed last: {string.Join(", ", failed.Select(one => one.Source))}; {run.Message}", "deploy/runbook.md, 'A source broke'.") : new("sources", true, $"{last.Length} have run"),
            dead.Length > 0 ? new("runs", false, $"{dead.Length} have been running for over an hour", "If no process is at them, run 'tidy': it tells the dead from the slow.") : new("runs", true, "none hangs"),
            poison is [.., var given] ? new("work", false, $"{poison.Count} items were given up, the last on {given.At:yyyy-MM-dd}: {given.Why}", "deploy/runbook.md, 'A work item was given up'.") : new("work", true, "nothing was given up"),
            expiring is [var (source, ends), ..] ? new("credentials", false, $"{source}'s ends on {ends:yyyy-MM-dd}", "deploy/runbook.md, 'A token is about to expire'.") : new("credentials", true, $"none ends within {Housekeeping.Forecast} days"),
        ];
    }

    private static async Task<Finding> CurrentAsync(Composition composition, CancellationToken cancellationToken)
    {
        try
        {
            if (await composition.Publications.CurrentAsync(cancellationToken) is not { } current)
                return new("publication", false, "nothing is published", "Run 'ingest', then 'publish'.");
            await composition.Publications.FetchAsync(current, cancellationToken, toPublish: true);
            return new("publication", true, $"{current.Id}, whole");
        }
        catch (Exception torn) when (torn is InvalidDataException or FileNotFoundException)
        {
            return new("publication", false, torn.Message, "Run 'publish'; what is damaged is made anew from the lake.");
        }
    }
}
