using System.IO.Compression;
using System.Text.Json;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Where a run's pages lie: the work folder while it runs, raw for as long as raw is kept.</summary>
/// <param name="source">Whose pages.</param>
/// <param name="run">The run that began: its folder in raw.</param>
/// <param name="storage">Where raw is; null: nothing is kept.</param>
/// <param name="folder">The run's own.</param>
internal sealed class PageShelf(Source source, string run, IStorage? storage, string folder)
{
    /// <summary>Whether pages are kept one by one, so that a run that is cut off is gone on with. Files with personal columns are kept when those are out.</summary>
    public bool Keeps => storage is not null && (Page.IsLookedInto(source) || source.Personal.Count == 0);

    /// <summary>Where a page's reply is put.</summary>
    public string Place(Walk walk, int number) => Path.Combine(folder, $"{walk.Number:d6}-{number:d6}");

    /// <summary>The page of a reply: itself, or lines of its records where nothing else may be kept.</summary>
    public Page Take(Walk walk, int number, string path, IReadOnlyList<JsonElement> records)
    {
        if (!Page.KeepsRecords(source))
            return new(walk, number, path, false);
        var lines = path + ".ndjson";
        using (var rows = new JsonRows(lines, source.Personal))
            foreach (var record in records)
                rows.Add(record);
        File.Delete(path);
        return new(walk, number, lines, true);
    }

    /// <summary>Keeps a page.</summary>
    public async Task KeepAsync(Page page, CancellationToken cancellationToken)
    {
        if (storage is null || !Keeps)
            return;
        var packed = page.LocalPath + ".gz";
        await RawFiles.PackAsync(page.LocalPath, packed, cancellationToken);
        await storage.PutAsync(Stored(page), packed, (await storage.FindAsync(Stored(page), cancellationToken))?.Tag, cancellationToken);
        File.Delete(packed);
    }

    /// <summary>The first pages of a walk, kept by an earlier run.</summary>
    /// <exception cref="SourceException">One is gone.</exception>
    public async Task<IReadOnlyList<Page>> FetchAsync(Walk walk, int pages, CancellationToken cancellationToken)
    {
        var kept = new List<Page>();
        for (var number = 1; number <= pages; number++)
        {
            var page = new Page(walk, number, Place(walk, number), Page.KeepsRecords(source));
            if (storage is null || await storage.FindAsync(Stored(page), cancellationToken) is not { } stored)
                throw new SourceException(source.Name, $"{Stored(page)} is gone from the kept pages of a run that was cut off. Run it again: it begins anew.");
            var packed = page.LocalPath + ".gz";
            await storage.CopyToAsync(stored, packed, cancellationToken);
            await using (var input = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress))
            await using (var output = File.Create(page.LocalPath))
                await input.CopyToAsync(output, cancellationToken);
            File.Delete(packed);
            kept.Add(page);
        }
        return kept;
    }

    /// <summary>What the list of a run's raw files says of a page.</summary>
    public KeptFile Listed(Page page) => new(page.Name(source), Stored(page), null, new FileInfo(page.LocalPath).Length, null, page.AskedJson);

    private string Stored(Page page) => $"raw/{source.Name}/{run}/{page.Name(source)}.gz";
}
