using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Dashboard;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Api;

/// <summary>What is served: the current publication, and those before it that readers in the middle of a reading, or who ask for them by name, still want.</summary>
/// <remarks>
/// Each publication is a database attached, read-only, to two DuckDB instances: one of a thread a core, for what reads many rows, and one of a single thread for stretches
/// of them, which are found sooner than another thread is woken.
/// </remarks>
public sealed class Feed : IDisposable
{
    /// <summary>Files open at once: the current one and those opened last.</summary>
    private const int Open = 4;

    private readonly FeedModel model;
    private readonly Publications publications;
    private readonly string folder;
    private readonly WorkFolder work;
    private readonly FeedInstance wide;
    private readonly FeedInstance narrow;
    private readonly SemaphoreSlim opening = new(1);
    private readonly Lock change = new();
    private IReadOnlyList<Publication> kept = [];
    private IReadOnlyList<FeedFile> files = [];
    private FeedFile? current;

    /// <summary>A feed that serves nothing yet.</summary>
    /// <param name="model">What it offers.</param>
    /// <param name="publications">Where publications are kept.</param>
    /// <param name="folder">Local folder for serving files and for downloads being made.</param>
    public Feed(FeedModel model, Publications publications, string folder)
    {
        (this.model, this.publications, this.folder) = (model, publications, Path.GetFullPath(folder));
        work = WorkFolder.Make(this.folder, "downloads");
        wide = new(this.folder, Directory.CreateDirectory(work["spill"]).FullName, "400MB", ofFew: false);
        narrow = new(this.folder, spill: null, "200MB", ofFew: true);
    }

    /// <summary>What it offers.</summary>
    public FeedModel Model => model;

    /// <summary>Id of the publication served now, or null.</summary>
    public string? Current => current?.Publication.Id;

    /// <summary>Every publication kept, oldest first.</summary>
    public IReadOnlyList<Publication> Kept => kept;

    /// <summary>Answers given before, of the current publication.</summary>
    internal KeptAnswers Answers { get; } = new();

    /// <summary>Why nothing is served yet, for people.</summary>
    public string Waiting { get; set; } = "Nothing has been published yet.";

    /// <summary>Whether a council's figures are invented, which is then said wherever they are shown.</summary>
    public bool IsSample { get; set; }

    /// <summary>What the pages are dressed in.</summary>
    public Brand Brand { get; init; } = new();

    /// <summary>Serves a publication from now on; its serving file is built where it is not there yet. Requests under way finish on the one they began with.</summary>
    /// <exception cref="InvalidDataException">The file is not what this version serves; the one before stays.</exception>
    public async Task ServeAsync(Publication publication, CancellationToken cancellationToken)
    {
        kept = await publications.ListAsync(cancellationToken);
        using var opened = await OpenAsync(publication, cancellationToken);
        current = opened;
        Answers.Clear();
        var wanted = files.Select(file => PathOf(file.Publication)).ToHashSet(StringComparer.Ordinal);
        foreach (var left in Directory.EnumerateFiles(folder, "*.duckdb").Where(path => !wanted.Contains(path)))
            File.Delete(left);
    }

    /// <summary>The file of a publication. Dispose it when the answer is written.</summary>
    /// <param name="id">The publication that a page's link or the reader names; null: the current one.</param>
    /// <param name="asOf">Instead, the day whose latest publication is wanted.</param>
    /// <param name="cancellationToken">Stops the waiting; a file being built is finished all the same.</param>
    /// <exception cref="RefusalException">503 where nothing is served yet; 404 before the first publication kept; 410 where the one named is not kept.</exception>
    public async Task<FeedFile> HoldAsync(string? id, DateOnly? asOf, CancellationToken cancellationToken)
    {
        if (current is null)
            throw new RefusalException(503, "NotReady", $"{Waiting} Try again shortly; /readyz says when.");
        if (asOf is not null)
            id = kept.LastOrDefault(publication => LocalDay.Of(publication.AsOf) <= asOf)?.Id
                ?? throw RefusalException.NotFound($"No publication that is kept was made for a time up to the end of {asOf:yyyy-MM-dd}. The set Publications lists those that are.");
        while (true)
        {
            var file = id is null ? current : files.FirstOrDefault(file => file.Publication.Id == id);
            if (file is null)
                return await ReopenAsync(id!).WaitAsync(cancellationToken);
            if (file.TryHold())
                return file;
        }
    }

    /// <summary>A path for a download being made, which DuckDB may write too.</summary>
    public string DownloadPath(string extension) => work[$"{Guid.NewGuid():N}.{extension}"];

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (change)
        {
            foreach (var file in files)
                file.Dispose();
            files = [];
        }
        Answers.Dispose();
        narrow.Dispose();
        wide.Dispose();
        opening.Dispose();
        work.Dispose();
    }

    private async Task<FeedFile> ReopenAsync(string id)
    {
        try
        {
            return await OpenAsync(kept.FirstOrDefault(publication => publication.Id == id) ?? throw Gone(id, "is not kept"), CancellationToken.None);
        }
        catch (InvalidDataException)
        {
            throw Gone(id, "was made by an earlier version of Outcomes, and lacks what this one tells");
        }
        catch (Exception lost) when (lost is FileNotFoundException or DuckDBException)
        {
            throw Gone(id, "can no longer be served");
        }
    }

    /// <summary>Opens a file, building it first where it is not there, and holds it for the caller. One at a time.</summary>
    private async Task<FeedFile> OpenAsync(Publication publication, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (files.FirstOrDefault(file => file.Publication.Id == publication.Id) is { } known && known.TryHold())
                return known;
            var opened = await OpenOrBuildAsync(publication, PathOf(publication), cancellationToken);
            opened.TryHold();
            Keep(opened);
            return opened;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>A file that is not there, or that an earlier version built, is built from what was published.</summary>
    private async Task<FeedFile> OpenOrBuildAsync(Publication publication, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            try
            {
                return FeedFile.Open(publication, path, model, wide, narrow);
            }
            catch (InvalidDataException)
            {
                File.Delete(path);
            }
        await publications.FetchAsync(publication, cancellationToken);
        ServingFile.Build(publication, [.. model.Sets.Select(set => set.Contract)], publications.Folder, path);
        return FeedFile.Open(publication, path, model, wide, narrow);
    }

    private void Keep(FeedFile opened)
    {
        lock (change)
        {
            var before = files;
            files = [opened, .. before.Where(file => file == current), .. before.Where(file => file != current)];
            foreach (var gone in files.Skip(Open))
                gone.Retire();
            files = [.. files.Take(Open)];
        }
    }

    private string PathOf(Publication publication) => Path.Combine(folder, $"{publication.Id}.duckdb");

    private static RefusalException Gone(string id, string why) =>
        new(410, "Gone", $"Publication {id} {why}. Start again from the first page, or choose one from the set Publications.");
}
