namespace Outcomes.Functions.Api;

/// <summary>What is served now: the current publication's file, and the few before it for readers in the middle of their pages.</summary>
public sealed class Feed(FeedModel model) : IDisposable
{
    private const int Kept = 3;

    private readonly Lock change = new();
    private IReadOnlyList<FeedFile> files = [];

    /// <summary>What it offers.</summary>
    public FeedModel Model => model;

    /// <summary>Id of the publication served now, or null.</summary>
    public string? Current => files.Count == 0 ? null : files[0].Publication;

    /// <summary>Why nothing is served yet, for people.</summary>
    public string Waiting { get; set; } = "Nothing has been published yet.";

    /// <summary>Whether a council's figures are invented, which is then said wherever they are shown.</summary>
    public bool IsSample { get; set; }

    /// <summary>Serves a publication from now on. Requests under way finish on the one they began with.</summary>
    /// <exception cref="InvalidDataException">The file is not what this version serves; the one before stays.</exception>
    public void Serve(string publication, string path)
    {
        if (Current == publication)
            return;
        var opened = FeedFile.Open(publication, path, model);
        lock (change)
        {
            var before = files;
            files = [opened, .. before.Where(file => file.Publication != publication).Take(Kept - 1)];
            foreach (var gone in before.Except(files))
                gone.Dispose();
        }
    }

    /// <summary>The file of the current publication, or of one that a page's link is pinned to. Dispose it when the answer is written.</summary>
    /// <exception cref="RefusalException">503 where nothing is served yet; 410 where the pinned publication is no longer kept.</exception>
    public FeedFile Hold(string? publication)
    {
        while (true)
        {
            var now = files;
            if (now.Count == 0)
                throw new RefusalException(503, "NotReady", $"{Waiting} Try again shortly; /readyz says when.");
            var file = publication is null ? now[0] : now.FirstOrDefault(file => file.Publication == publication)
                ?? throw new RefusalException(410, "Gone", $"Publication {publication} is no longer served. Start again from the first page.");
            if (file.TryHold())
                return file;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (change)
        {
            foreach (var file in files)
                file.Dispose();
            files = [];
        }
    }
}
