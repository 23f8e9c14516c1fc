using System.Security.Cryptography;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Api;

/// <summary>The secret that signs pages' links: one for each data folder, made at first use and readable by its owner only.</summary>
public static class TokenKey
{
    private const int Bytes = 32;

    /// <summary>The key kept in a folder. Two servers that start at once agree on the one that was there first.</summary>
    /// <param name="folder">Local folder beside the lake.</param>
    /// <exception cref="InvalidDataException">The file is there and is not a key.</exception>
    public static byte[] In(string folder)
    {
        var path = Path.Combine(folder, "page-links.key");
        if (!File.Exists(path))
            Make(folder, path);
        var key = File.ReadAllBytes(path);
        return key.Length == Bytes ? key : throw new InvalidDataException($"{path} has {key.Length} bytes, where a key has {Bytes}. Remove it and start again; readers in the middle of their pages start over.");
    }

    /// <summary>The key that all machines over one storage share: the one that was there first.</summary>
    /// <param name="storage">Where the lake is.</param>
    /// <param name="folder">Local folder to make one in.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<byte[]> InAsync(IStorage storage, string folder, CancellationToken cancellationToken)
    {
        const string Shared = "keys/page-links.key";
        In(folder);
        var local = Path.Combine(folder, "page-links.key");
        while (true)
            try
            {
                var stored = await storage.FindAsync(Shared, cancellationToken) ?? await storage.PutAsync(Shared, local, ifTag: null, cancellationToken);
                var copy = $"{local}.{Guid.NewGuid():N}";
                await storage.CopyToAsync(stored, copy, cancellationToken);
                var key = await File.ReadAllBytesAsync(copy, cancellationToken);
                File.Delete(copy);
                return key.Length == Bytes ? key : throw new InvalidDataException($"{Shared} has {key.Length} bytes, where a key has {Bytes}. Remove it and start again; readers in the middle of their pages start over.");
            }
            catch (StorageConflictException)
            {
                // Another machine was first: its key is the one.
            }
    }

    private static void Make(string folder, string path)
    {
        Directory.CreateDirectory(folder);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
            file.Write(RandomNumberGenerator.GetBytes(Bytes));
        try
        {
            // A link is made or not; a move looks whether a file is there, and may then replace one that came since.
            if (!HardLink.TryMake(part, path))
                File.Move(part, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another server was first: its key is the one.
        }
        finally
        {
            File.Delete(part);
        }
    }
}
