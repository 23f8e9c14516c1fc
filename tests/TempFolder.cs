namespace Outcomes.Tests;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder itself, absolute.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("outcomes-").FullName;

    /// <summary>A path in it; the folders on the way are made.</summary>
    public string this[string relative]
    {
        get
        {
            var path = System.IO.Path.Combine(Path, relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return path;
        }
    }

    /// <summary>Writes a file in it and gives its path.</summary>
    public string Write(string relative, string text)
    {
        File.WriteAllText(this[relative], text);
        return this[relative];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file still open elsewhere: the system's temporary folder is swept anyway.
        }
    }
}
