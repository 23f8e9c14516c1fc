using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcomes.Analytics;

namespace Outcomes.Functions.Storage;

/// <summary>Which publications are kept.</summary>
/// <param name="Hours">All of this many hours.</param>
/// <param name="Days">The last of each day for this many days.</param>
/// <param name="Months">The last of each month for this many months.</param>
public sealed record PublicationRetention(int Hours = 48, int Days = 35, int Months = 84)
{
    /// <summary>Those to be kept.</summary>
    /// <param name="all">Those there are, oldest first.</param>
    /// <param name="now">The time.</param>
    public IReadOnlySet<Publication> Kept(IReadOnlyList<Publication> all, DateTimeOffset now)
    {
        IEnumerable<Publication> Last<T>(DateTimeOffset from, Func<DateOnly, T> span) =>
            all.Where(publication => publication.AsOf > from).GroupBy(publication => span(LocalDay.Of(publication.AsOf))).Select(within => within.Last());
        return all.Where(publication => publication.AsOf > now.AddHours(-Hours)).Concat(Last(now.AddDays(-Days), day => day)).Concat(Last(now.AddMonths(-Months), day => (day.Year, day.Month))).ToHashSet();
    }
}

/// <summary>
/// The publications that are kept: <c>publications/&lt;id&gt;.json</c> over <c>publications/files/&lt;sha256&gt;.parquet</c>, which they share, and
/// <c>publications/current.json</c>, which names the one readers get.
/// </summary>
/// <remarks>Manifests and files never change once written. <see cref="PutAsync"/> and <see cref="PruneAsync"/> are called under the publication lease.</remarks>
/// <param name="storage">Where they are.</param>
/// <param name="folder">Local folder for files that were read or are to be written, by name; files in it may be deleted at any time nobody reads.</param>
public sealed partial class Publications(IStorage storage, string folder)
{
    private const string Current = "publications/current.json";

    /// <summary>Of how many publications, the last ones, it is kept what disclosure control remembers: each says all that those before it said.</summary>
    private const int Memories = 3;

    private readonly ConcurrentDictionary<string, (string Tag, Publication Publication)> read = new(StringComparer.Ordinal);

    /// <summary>The local folder of published files: where <see cref="Publication.Publish"/> writes, and where <see cref="FetchAsync"/> puts what is read.</summary>
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Every publication kept, oldest first.</summary>
    public async Task<IReadOnlyList<Publication>> ListAsync(CancellationToken cancellationToken)
    {
        var kept = new List<Publication>();
        await foreach (var file in storage.ListAsync("publications/", cancellationToken))
            if (Manifest().Match(file.Path) is { Success: true } manifest && await FindAsync(manifest.Groups["id"].Value, cancellationToken) is { } publication)
                kept.Add(publication);
        foreach (var gone in read.Keys.Except(kept.Select(publication => publication.Id)))
            read.TryRemove(gone, out _);
        return [.. kept.OrderBy(publication => publication.Id, StringComparer.Ordinal)];
    }

    /// <summary>The publication of that id, or null: there is none, or no longer.</summary>
    /// <exception cref="InvalidDataException">Its manifest is not what was written.</exception>
    public async Task<Publication?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!Manifest().IsMatch(PathOf(id)) || await storage.FindAsync(PathOf(id), cancellationToken) is not { } stored)
            return null;
        if (read.TryGetValue(id, out var known) && known.Tag == stored.Tag)
            return known.Publication;
        if (await ReadAsync(PathOf(id), cancellationToken) is not { } json)
            return null;
        try
        {
            var (found, like) = (Publication.FromJson(json.Text), read.Values.Select(other => other.Publication).MaxBy(other => other.AsOf));
            return read.AddOrUpdate(id, _ => (json.Tag, like is null ? found : found.Beside(like)), (_, _) => (json.Tag, found)).Publication;
        }
        catch (JsonException garbled)
        {
            throw new InvalidDataException($"{PathOf(id)} is no manifest of a publication ({garbled.Message}) Put it back from a backup, or delete it and publish again.", garbled);
        }
    }

    /// <summary>The publication readers get, or null: nothing was published yet.</summary>
    public async Task<Publication?> CurrentAsync(CancellationToken cancellationToken) =>
        await PointerAsync(cancellationToken) switch
        {
            null or { Id: "" } => await ListAsync(cancellationToken) is [.., var latest] ? latest : null, // gone or garbled: it only ever moves to a later one
            { Id: var id } => await FindAsync(id, cancellationToken),
        };

    /// <summary>Makes the files of a publication readable in <see cref="Folder"/>.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="toPublish">Whether the next one is made from it: then what disclosure control remembers must be there too, and what measures' rows said comes where it is kept.</param>
    /// <exception cref="FileNotFoundException">It was pruned, or a file was lost.</exception>
    /// <exception cref="InvalidDataException">A file is not the one that was published.</exception>
    public async Task FetchAsync(Publication publication, CancellationToken cancellationToken, bool toPublish = false)
    {
        var wanted = toPublish ? publication.Files.Concat(publication.Remembered).Concat(publication.Readings) : publication.Files;
        foreach (var file in wanted.DistinctBy(file => file.Hash).Where(file => !File.Exists(Local(file))))
        {
            var stored = await storage.FindAsync(PathOf(file), cancellationToken);
            if (stored is null && publication.Readings.Contains(file))
                continue; // kept with the current publication alone, and made anew where they are gone
            if (stored is null)
                throw new FileNotFoundException(publication.Remembered.Contains(file)
                    ? $"{PathOf(file)} is gone: what disclosure control remembers as of publication {publication.Id}, without which nothing is published that is safe beside it. Put it back from a backup, or the manifests of the publications after it."
                    : $"{PathOf(file)} of publication {publication.Id} is gone; publish again.");
            var part = $"{Local(file)}.{Guid.NewGuid():N}";
            try
            {
                await storage.CopyToAsync(stored, part, cancellationToken);
                if (await FileHash.OfAsync(part, cancellationToken) != file.Hash)
                    throw new InvalidDataException($"{PathOf(file)} of publication {publication.Id} is not the file that was published; delete it and publish again.");
                File.Move(part, Local(file), overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>The time of the next publication: now, or a second after the latest kept where that is not before now. Ids tell seconds apart, and a clock may have been set back.</summary>
    public static DateTimeOffset After(IReadOnlyList<Publication> kept, DateTimeOffset now) =>
        kept is [.., { AsOf: var latest }] && latest.AddSeconds(1) > now ? latest.AddSeconds(1) : now;

    /// <summary>Stores a publication whose files are in <see cref="Folder"/>, and makes it the one readers get unless a later one is.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="cancellationToken">Stops it; readers keep the one before.</param>
    /// <param name="ensureHeld">Asks, before anything can be seen, whether the lease still holds.</param>
    public async Task PutAsync(Publication publication, CancellationToken cancellationToken, Func<CancellationToken, Task>? ensureHeld = null)
    {
        await PutFilesAsync(publication, cancellationToken);
        if (ensureHeld is not null)
            await ensureHeld(cancellationToken);
        var before = await storage.FindAsync(PathOf(publication.Id), cancellationToken);
        await WriteAsync(PathOf(publication.Id), publication.ToJson(), before?.Tag, cancellationToken);
        // Who was frozen until here has lost the lease, and the next publisher may have removed files that no manifest named yet.
        await PutFilesAsync(publication, cancellationToken);

        while (await PointerAsync(cancellationToken) is var pointer && string.CompareOrdinal(pointer?.Id, publication.Id) < 0)
            try
            {
                await WriteAsync(Current, JsonSerializer.Serialize(new Pointer(publication.Id), JsonSerializerOptions.Web), pointer?.Tag, cancellationToken);
            }
            catch (StorageConflictException)
            {
                // Somebody else published meanwhile: whose is later is asked again.
            }
    }

    /// <summary>Removes the publications that need not be kept, and files that none uses. The current one always stays.</summary>
    public async Task PruneAsync(PublicationRetention retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        var current = (await PointerAsync(cancellationToken))?.Id;
        var wanted = retention.Kept(all, now);
        var kept = all.Where(publication => publication.Id == current || wanted.Contains(publication)).ToArray();
        foreach (var publication in all.Except(kept))
            if (await storage.FindAsync(PathOf(publication.Id), cancellationToken) is { } manifest)
                await storage.DeleteAsync(manifest.Path, manifest.Tag, cancellationToken);
        await RemoveUnusedAsync(kept, cancellationToken);
    }

    /// <summary>Removes every publication but one, which is the current one, and the files that only those used. Returns how many.</summary>
    public async Task<int> WithdrawAsync(Publication but, CancellationToken cancellationToken)
    {
        var withdrawn = 0;
        foreach (var publication in (await ListAsync(cancellationToken)).Where(publication => string.CompareOrdinal(publication.Id, but.Id) < 0))
            if (await storage.FindAsync(PathOf(publication.Id), cancellationToken) is { } manifest)
            {
                await storage.DeleteAsync(manifest.Path, manifest.Tag, cancellationToken);
                withdrawn++;
            }
        await RemoveUnusedAsync(await ListAsync(cancellationToken), cancellationToken);
        return withdrawn;
    }

    /// <summary>Names of the files in <see cref="Folder"/>.</summary>
    public IReadOnlySet<string> LocalFiles() => Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Removes from <see cref="Folder"/> what was written since: files of a publication that did not come to be.</summary>
    /// <param name="before">What <see cref="LocalFiles"/> gave.</param>
    public void RemoveLocalBut(IReadOnlySet<string> before)
    {
        foreach (var file in LocalFiles().Except(before))
            File.Delete(Path.Combine(Folder, file));
    }

    private async Task PutFilesAsync(Publication publication, CancellationToken cancellationToken)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var file in storage.ListAsync("publications/files/", cancellationToken))
            there.Add(file.Path);
        foreach (var file in publication.Files.Concat(publication.Remembered).Concat(publication.Readings).DistinctBy(file => file.Hash).Where(file => !there.Contains(PathOf(file))))
            try
            {
                await storage.PutAsync(PathOf(file), Local(file), ifTag: null, cancellationToken);
            }
            catch (StorageConflictException)
            {
                // Somebody else has put the same bytes there meanwhile.
            }
    }

    /// <summary>Removes files that no kept publication uses, here too. Readings are kept for the current one, which the next is made from, and memories also for those before it, should somebody remove a publication by hand.</summary>
    /// <param name="kept">The publications, oldest first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task RemoveUnusedAsync(IReadOnlyCollection<Publication> kept, CancellationToken cancellationToken)
    {
        var current = (await PointerAsync(cancellationToken))?.Id;
        var used = kept.SelectMany(publication => publication.Files).Concat(kept.TakeLast(Memories).SelectMany(publication => publication.Remembered))
            .Concat(kept.Where(publication => publication.Id == current).SelectMany(publication => publication.Remembered.Concat(publication.Readings))).Select(PathOf).ToHashSet(StringComparer.Ordinal);
        await foreach (var file in storage.ListAsync("publications/files/", cancellationToken))
            if (!used.Contains(file.Path))
                await storage.DeleteAsync(file.Path, file.Tag, cancellationToken);
        foreach (var name in LocalFiles().Where(name => Published().IsMatch(name) && !used.Contains($"publications/files/{name}")))
            File.Delete(Path.Combine(Folder, name));
    }

    /// <summary>What <c>current.json</c> says; its id is "" where it holds something else.</summary>
    private async Task<Pointer?> PointerAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Current, cancellationToken) is not { } read)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Pointer>(read.Text, JsonSerializerOptions.Web) is { Id: not null } pointer ? pointer with { Tag = read.Tag } : new("") { Tag = read.Tag };
        }
        catch (JsonException)
        {
            return new("") { Tag = read.Tag };
        }
    }

    /// <summary>A small stored text with its tag, or null where there is none. One that is replaced while it is read is read again.</summary>
    private async Task<(string Text, string Tag)?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        while (await storage.FindAsync(path, cancellationToken) is { } stored)
        {
            var part = Path.Combine(Folder, $"{Guid.NewGuid():N}.part");
            try
            {
                await storage.CopyToAsync(stored, part, cancellationToken);
                return (await File.ReadAllTextAsync(part, cancellationToken), stored.Tag);
            }
            catch (StorageConflictException)
            {
                // Replaced between the two: find it again.
            }
            finally
            {
                File.Delete(part);
            }
        }
        return null;
    }

    private async Task WriteAsync(string path, string text, string? ifTag, CancellationToken cancellationToken)
    {
        var part = Path.Combine(Folder, $"{Guid.NewGuid():N}.part");
        try
        {
            await File.WriteAllTextAsync(part, text, cancellationToken);
            await storage.PutAsync(path, part, ifTag, cancellationToken);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private string Local(PublishedFile file) => Path.Combine(Folder, file.FileName);

    private static string PathOf(string id) => $"publications/{id}.json";

    private static string PathOf(PublishedFile file) => $"publications/files/{file.FileName}";

    [GeneratedRegex(@"^publications/(?<id>\d{8}T\d{6}Z-[0-9a-f]{8})\.json$")]
    private static partial Regex Manifest();

    [GeneratedRegex(@"^[0-9a-f]{64}\.parquet$")]
    private static partial Regex Published();

    private sealed record Pointer(string Id)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public string? Tag { get; init; }
    }
}
