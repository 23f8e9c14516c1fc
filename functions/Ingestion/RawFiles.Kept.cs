using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>What came, kept as <c>raw/&lt;source&gt;/&lt;run&gt;/NNNN-&lt;name&gt;.gz</c> with a list of it, <c>files.json</c>, written last: a run without one is not whole.</summary>
public static partial class RawFiles
{
    private const string List = "files.json";

    /// <summary>Keeps the files as they came, or the prepared tables where the source has personal columns.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="fetched">When the files were read.</param>
    /// <param name="files">From <see cref="Find"/>.</param>
    /// <param name="prepared">From <see cref="Prepare"/>.</param>
    /// <param name="storage">Where to.</param>
    /// <param name="workFolder">The run's own.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    public static async Task<KeptRun> KeepAsync(
        Source source, string run, DateTimeOffset fetched, IReadOnlyList<RawFile> files, IReadOnlyList<PreparedFile> prepared,
        IStorage storage, string workFolder, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(workFolder, "kept");
        Directory.CreateDirectory(folder);
        var hashes = await Task.WhenAll(files.Select(file => file.Hashing));
        var parts = source.Personal.Count == 0
            ? files.Select((file, place) => (new KeptFile(file.Path, "", hashes[place], file.Length, null), file.LocalPath))
            : prepared.Select(table => (new KeptFile(table.Path, "", null, 0, table with { LocalPath = "" }), table.LocalPath));
        var kept = new List<KeptFile>();
        foreach (var (part, local) in parts)
        {
            var stored = $"raw/{source.Name}/{run}/{kept.Count + 1:0000}-{Path.GetFileName(part.Path)}.gz";
            var packed = Path.Combine(folder, $"{kept.Count + 1:0000}.gz");
            await PackAsync(local, packed, cancellationToken);
            await PutAsync(storage, stored, packed, cancellationToken);
            File.Delete(packed);
            kept.Add(part with { Stored = stored });
        }
        var result = new KeptRun(run, fetched, kept);
        await ListAsync(source, result, storage, folder, cancellationToken);
        return result;
    }

    /// <summary>Writes the list of what a run kept, which makes it whole.</summary>
    internal static async Task ListAsync(Source source, KeptRun kept, IStorage storage, string folder, CancellationToken cancellationToken)
    {
        var list = Path.Combine(folder, List);
        await File.WriteAllBytesAsync(list, JsonSerializer.SerializeToUtf8Bytes(kept), cancellationToken);
        await PutAsync(storage, $"raw/{source.Name}/{kept.Run}/{List}", list, cancellationToken);
    }

    /// <summary>The runs whose raw files are kept whole, in the order they were fetched.</summary>
    public static async Task<IReadOnlyList<KeptRun>> KeptAsync(Source source, IStorage storage, string workFolder, CancellationToken cancellationToken)
    {
        var runs = new List<KeptRun>();
        await foreach (var file in storage.ListAsync($"raw/{source.Name}/", cancellationToken))
        {
            if (!file.Path.EndsWith($"/{List}", StringComparison.Ordinal))
                continue;
            var local = Path.Combine(workFolder, $"kept-{runs.Count + 1:0000}.json");
            await storage.CopyToAsync(file, local, cancellationToken);
            runs.Add(JsonSerializer.Deserialize<KeptRun>(await File.ReadAllBytesAsync(local, cancellationToken))!);
            File.Delete(local);
        }
        return [.. runs.OrderBy(run => run.Fetched).ThenBy(run => run.Run, StringComparer.Ordinal)];
    }

    /// <summary>Makes a kept run's files ready, as <see cref="Prepare"/> did when they came.</summary>
    /// <param name="source">How the files are read.</param>
    /// <param name="kept">From <see cref="KeptAsync"/>.</param>
    /// <param name="storage">Where they are kept.</param>
    /// <param name="workFolder">The run's own.</param>
    /// <param name="limits">Null: the defaults.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SourceException">A kept file is gone or damaged, or cannot be read as the source now says.</exception>
    public static async Task<IReadOnlyList<PreparedFile>> PrepareKeptAsync(
        Source source, KeptRun kept, IStorage storage, string workFolder, RawLimits? limits, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(workFolder, "kept");
        Directory.CreateDirectory(folder);
        var (files, tables) = (new List<RawFile>(), new List<PreparedFile>());
        foreach (var (part, number) in kept.Files.Select((part, place) => (part, place + 1)))
        {
            var stored = await storage.FindAsync(part.Stored, cancellationToken)
                ?? throw new SourceException(source.Name, $"{part.Stored} is gone from the kept raw files of run {kept.Run}; ingest the source anew.");
            var (packed, local) = (Path.Combine(folder, $"{number:0000}.gz"), Path.Combine(folder, $"{number:0000}"));
            await storage.CopyToAsync(stored, packed, cancellationToken);
            var hash = await UnpackAsync(source, part, packed, local, cancellationToken);
            File.Delete(packed);
            if (part.Table is { } table)
                tables.Add(Without(source, table with { LocalPath = local }));
            else
                files.Add(new(part.Path, local, Task.FromResult(hash), part.Length));
        }
        if (source.Http is not null && Page.IsLookedInto(source))
            return [PageRows.Prepare(source, files.Zip(kept.Files, (file, part) => new RowsOf(part.Path, file.LocalPath, part.Path.EndsWith(".ndjson", StringComparison.Ordinal), part.Asked)),
                null, folder, limits ?? new(), cancellationToken).File];
        return files.Count > 0 ? Prepare(source, files, workFolder, limits, cancellationToken) : tables;
    }

    /// <summary>A table kept before another column was declared personal cannot be cut down here.</summary>
    private static PreparedFile Without(Source source, PreparedFile table) =>
        table.Columns.FirstOrDefault(column => source.Personal.Contains(column, StringComparer.OrdinalIgnoreCase)) is { } personal
            ? throw new SourceException(source.Name, $"{table.Path} was kept with the column '{personal}', which is personal now; erase the kept raw files and ingest anew.")
            : table;

    internal static async Task PackAsync(string local, string packed, CancellationToken cancellationToken)
    {
        await using var input = File.OpenRead(local);
        await using var output = new GZipStream(File.Create(packed), CompressionLevel.Fastest);
        await input.CopyToAsync(output, cancellationToken);
    }

    private static async Task<string> UnpackAsync(Source source, KeptFile part, string packed, string local, CancellationToken cancellationToken)
    {
        await using (var input = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress))
        await using (var output = File.Create(local))
            await input.CopyToAsync(output, cancellationToken);
        await using var unpacked = File.OpenRead(local);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(unpacked, cancellationToken));
        return part.Hash is null || part.Hash == hash ? hash
            : throw new SourceException(source.Name, $"{part.Stored} is damaged: its content has the hash {hash}, the file that came had {part.Hash}.");
    }

    private static async Task PutAsync(IStorage storage, string path, string local, CancellationToken cancellationToken) =>
        await storage.PutAsync(path, local, (await storage.FindAsync(path, cancellationToken))?.Tag, cancellationToken);
}
