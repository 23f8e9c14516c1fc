using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions;

/// <summary>What an erasure removed, and what a second look still found.</summary>
/// <param name="Places">Each place that was looked into.</param>
/// <param name="Publication">The publication made without the rows.</param>
/// <param name="Advice">What only people can do.</param>
public sealed record Erased(IReadOnlyList<ErasedPlace> Places, string Publication, string Advice);

/// <summary>One place.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Erased">Rows, files or publications removed.</param>
/// <param name="Left">How many a second look found.</param>
public sealed record ErasedPlace(string Name, long Erased, long Left);

/// <summary>Removes rows everywhere: from the lake and its earlier versions, the raw files and rows set aside of their sources, and every publication made with them.</summary>
/// <remarks>
/// Each source's part is done under its lease, by the lake's own commit. Raw files cannot be searched by the columns of a dataset, so those of every source that had such a row go whole.
/// That it happened is recorded, without the condition, which may name somebody. Cut off half way, it is done again from the start.
/// </remarks>
/// <param name="datasets">The contracts.</param>
/// <param name="lake">The rows.</param>
/// <param name="ledger">Leases.</param>
/// <param name="records">Where it is recorded.</param>
/// <param name="storage">Where all that is.</param>
/// <param name="publishing">Makes the publication without them.</param>
/// <param name="publications">Those made with them.</param>
/// <param name="localFolders">Folders of copies on this computer: caches and serving files.</param>
public sealed class Erasure(
    IReadOnlyList<Dataset> datasets, Lake lake, Ledger ledger, Records records, IStorage storage, Publishing publishing, Publications publications, IReadOnlyList<string> localFolders)
{
    private const string Kind = "erasure";

    /// <summary>Removes the rows of a dataset that a condition is true of.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="where">A condition in SQL over its columns; rows of which it is null stay.</param>
    /// <param name="progress">Told each step.</param>
    /// <param name="cancellationToken">Stops between sources.</param>
    /// <exception cref="ArgumentException">There is no such dataset, or the condition is none.</exception>
    /// <exception cref="BusyException">One of the sources is being run.</exception>
    public async Task<Erased> RunAsync(string dataset, string where, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var condition = ConditionOf(dataset, where);
        var (rows, files, left) = (0L, 0L, 0L);
        using (var snapshot = await lake.SnapshotAsync(cancellationToken, (name, _) => name == dataset))
        {
            if (snapshot.Damaged is [var damaged, ..])
                throw new IOException($"{damaged.Message} Mend it first: nobody can say what is in it.");
            using var duck = Duck.Open();
            var found = snapshot.Files.Select(file => (File: file, Rows: Count(duck, file, condition))).Where(found => found.Rows > 0).ToArray();
            if (found.Length == 0)
                throw new ArgumentException($"No row of {dataset} is such that {where}. Nothing was removed.");
            foreach (var source in found.GroupBy(file => file.File.Source))
            {
                progress?.Report($"{source.Key}: removing {source.Sum(file => file.Rows)} rows");
                await using var lease = await ledger.TryLeaseAsync($"source/{source.Key}", cancellationToken)
                    ?? throw new BusyException($"{source.Key} is being run; wait for that to end, then erase again.");
                await lake.CommitAsync(lease, dataset, source.Key, [.. source.Select(file => Without(duck, file.File, condition))], cancellationToken);
                foreach (var prefix in PlacesOf(dataset, source.Key))
                    files += await RemoveAsync(prefix, cancellationToken);
                rows += source.Sum(file => file.Rows);
            }
            progress?.Report("publishing without them");
            await RecordAsync(dataset, where, rows, cancellationToken);
            var publication = await publishing.RunAsync(progress, cancellationToken, afresh: true);
            var withdrawn = await WithdrawAsync(publication, cancellationToken);
            RemoveLocal(publication);

            using var after = await lake.SnapshotAsync(cancellationToken, (name, _) => name == dataset);
            foreach (var source in found.GroupBy(file => file.File.Source))
                foreach (var prefix in PlacesOf(dataset, source.Key))
                    await foreach (var _ in storage.ListAsync(prefix, cancellationToken))
                        left++;
            var others = (await publications.ListAsync(cancellationToken)).Count(other => other.Id != publication.Id);
            var withheld = publication.Notes.Where(note => note.Stale).Select(note => note.Measure).Distinct().Order(StringComparer.Ordinal).ToArray();
            return new(
                [
                    new($"rows of {dataset} in the lake", rows, after.Files.Sum(file => Count(duck, file, condition))),
                    new("raw files, rows set aside and earlier versions of their sources", files, left),
                    new("publications made with them", withdrawn, others),
                    new("measures that keep figures made with them", 0, publication.Notes.Where(note => note.Stale && publication.Files.Any(file => file.Measure == note.Measure)).Select(note => note.Measure).Distinct().Count()),
                ],
                publication.Id,
                $"Remove them from the files and systems of {string.Join(", ", found.Select(file => file.File.Source).Distinct())} too, or they come back with the next change; backups and what readers have downloaded are not in reach."
                + (publication.Remembered.Count == 0 ? "" : " Counts of earlier publications that disclosure control remembers stay, in no set and never served, so that nobody else can be found beside a download that was kept.")
                + (withheld.Length == 0 ? "" : $" Not shown any more, because beside what was published before they would tell what was erased, or because they cannot be made: {string.Join(", ", withheld)}."));
        }
    }

    /// <summary>Everything kept of a source beside its lake files.</summary>
    private static IEnumerable<string> PlacesOf(string dataset, string source) =>
        [$"previous/lake/{dataset}/source={source}/", $"staged/{dataset}/source={source}/", $"raw/{source}/", $"quarantine/{source}/"];

    private string ConditionOf(string dataset, string where)
    {
        if (!datasets.Any(known => known.Name == dataset))
            throw new ArgumentException($"There is no dataset '{dataset}'; allowed: {string.Join(", ", datasets.Select(known => known.Name).Order(StringComparer.Ordinal))}.");
        var faults = new List<Fault>();
        var tree = SqlTree.Parse($"select 1 from rows where (\n{where}\n)", "--where", 0, faults);
        tree?.AllowTables(["rows"], faults);
        return faults.Count == 0 && tree is not null ? $"(\n{where}\n)" : throw new ArgumentException($"--where: {string.Join(" ", faults)} Allowed: a condition over the columns of {dataset}, such as reference = 'A-17'.");
    }

    private static long Count(DuckDBConnection duck, LakeFile file, string condition)
    {
        try
        {
            return duck.One<long>($"select count(*) from read_parquet({Duck.Literal(file.LocalPath)}, hive_partitioning = false) as rows where {condition}");
        }
        catch (DuckDBException wrong)
        {
            throw new ArgumentException($"--where: {wrong.Message.Split('\n')[0]}", wrong);
        }
    }

    /// <summary>The month without the rows, with the footer it had.</summary>
    private static StagedMonth Without(DuckDBConnection duck, LakeFile file, string condition)
    {
        var rest = $"from read_parquet({Duck.Literal(file.LocalPath)}, hive_partitioning = false) as rows where ({condition}) is not true";
        var count = duck.One<long>($"select count(*) {rest}");
        if (count == 0)
            return new(file.Month, null, file.Hash);
        var footer = duck.Rows($"select decode(key), decode(value) from parquet_kv_metadata({Duck.Literal(file.LocalPath)})", row => $"{Duck.Name(row.GetString(0))}: {Duck.Literal(row.GetString(1))}");
        var path = $"{file.LocalPath}.rest";
        duck.Run($"set preserve_insertion_order = true; copy (select * {rest}) to {Duck.Literal(path)} (format parquet, compression zstd, row_group_size 122880, kv_metadata {{{string.Join(", ", footer)}}})");
        return new(file.Month, path, file.Hash, count);
    }

    private async Task<int> WithdrawAsync(Publication publication, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var lease = await ledger.TryLeaseAsync("publication", cancellationToken);
            if (lease is not null)
                return await publications.WithdrawAsync(publication, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), ledger.Time, cancellationToken);
        }
    }

    private async Task<long> RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        var removed = 0L;
        await foreach (var file in storage.ListAsync(prefix, cancellationToken))
        {
            await storage.DeleteAsync(file.Path, file.Tag, cancellationToken);
            removed++;
        }
        return removed;
    }

    /// <summary>Copies on this computer: versions of blobs, and files and serving files of other publications.</summary>
    private void RemoveLocal(Publication publication)
    {
        var kept = publication.Files.Concat(publication.Remembered).Concat(publication.Readings).Select(file => file.FileName).ToHashSet(StringComparer.Ordinal);
        foreach (var file in localFolders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
            if (!kept.Contains(Path.GetFileName(file)) && Path.GetExtension(file) is not ".key")
                File.Delete(file);
    }

    private Task RecordAsync(string dataset, string where, long rows, CancellationToken cancellationToken) =>
        records.AppendAsync(Kind, JsonSerializer.SerializeToElement(
            new { dataset, rows, condition = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(where))) }, JsonSerializerOptions.Web), cancellationToken);
}
