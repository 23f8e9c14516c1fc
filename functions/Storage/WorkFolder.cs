namespace Outcomes.Functions.Storage;

/// <summary>A local folder for one piece of work, removed when that ends. Those of processes that were killed go after two days.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string path;
    private bool kept;

    private WorkFolder(string path) => this.path = path;

    /// <summary>A path in it; the folders on the way are made.</summary>
    public string this[string relative]
    {
        get
        {
            var file = System.IO.Path.Combine(path, relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            return file;
        }
    }

    /// <summary>Makes an empty folder in <paramref name="parent"/>.</summary>
    public static WorkFolder Make(string parent, string kind)
    {
        Directory.CreateDirectory(parent);
        var old = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2);
        foreach (var left in Directory.EnumerateDirectories(parent, $"{kind}-*").Where(folder => Directory.GetLastWriteTimeUtc(folder) < old))
            Remove(left);
        return new(Directory.CreateDirectory(System.IO.Path.Combine(parent, $"{kind}-{Guid.NewGuid():N}")).FullName);
    }

    /// <summary>Leaves the folder to somebody else, who removes it with the action given.</summary>
    public Action Keep()
    {
        kept = true;
        return () => Remove(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!kept)
            Remove(path);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed already.
        }
    }
}
