using Outcomes.Analytics;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

public sealed partial class Ingestion
{
    /// <summary>
    /// Maps the raw files kept from earlier runs again, in the order they were fetched and over the same windows, and commits the result
    /// in one step. It starts from nothing where every run's files are still kept, else from the lake as it stands.
    /// </summary>
    private async Task<Run> ReplayAsync(Step step)
    {
        var (source, run, stop) = (step.Source, step.Run, step.Stop);
        var earlier = (await ledger.RunsAsync(source.Name, stop)).ToDictionary(one => one.Id);
        var kept = (await RawFiles.KeptAsync(source, storage, step.Place("listing"), stop)).Where(one => earlier.GetValueOrDefault(one.Run)?.Status is null or "succeeded").ToArray();
        if (kept.Length == 0)
            throw new SourceException(source.Name, "no raw files of an earlier run are kept; run it without --replay.");

        var tree = Mapping.Parse(source, ReferenceData.Names(datasets, data));
        using var snapshot = await SnapshotAsync(source, tree, stop);
        var reference = new ReferenceData(snapshot, datasets, data);
        var before = snapshot.Files.Where(file => file.Dataset == source.Dataset.Name && file.Source == source.Name).ToDictionary(file => file.Month);
        var whole = earlier.Values.Where(one => one is { Status: "succeeded", Fingerprint: not null }).All(one => kept.Any(files => files.Run == one.Id));
        IReadOnlyList<LakeFile> files = whole ? [] : [.. before.Values];
        IReadOnlyList<CoveredSpan> covered = whole ? [] : await Coverage.OfAsync(source, snapshot, stop);
        if (!whole)
            run = run with { Notes = ["Raw files of some earlier runs are no longer kept: the others were mapped again on top of the lake."] };
        var deliveries = new List<Delivery>();
        foreach (var one in kept)
        {
            step.Say($"replaying {one.Run}");
            var prepared = await RawFiles.PrepareKeptAsync(source, one, storage, step.Place($"{one.Run}/prepared"), RawLimits, stop);
            var window = earlier.GetValueOrDefault(one.Run) is { } was ? new Window(was.WindowFrom, was.WindowTo) : Window.Everything;
            if (source.Http is not null)
                step = step with { Source = Dated(source, one.Fetched) };
            if (prepared.All(file => file.Columns.Count == 0))
                continue;
            var delivery = Deliver(step, tree, reference, prepared, window, files, null, one.Run);
            (files, covered) = (delivery.Batch.Files, Covered(source, covered, window, delivery.Batch, one.Fetched));
            deliveries.Add(delivery);
            run = delivery.AddedTo(run);
        }
        await KeepQuarantineAsync(step, deliveries);
        var months = files.Select(file => new StagedMonth(file.Month, file.LocalPath, before.GetValueOrDefault(file.Month)?.Hash))
            .Concat(before.Values.ExceptBy(files.Select(file => file.Month), file => file.Month).Select(gone => new StagedMonth(gone.Month, null, gone.Hash)));
        step.Say($"committing {Counted(files.Count, "month")}");
        await lake.CommitAsync(step.Lease, source.Dataset.Name, source.Name, [.. months], stop);
        await CoverAsync(step with { Stop = CancellationToken.None }, covered, snapshot);
        return run with { Status = "succeeded" };
    }
}
