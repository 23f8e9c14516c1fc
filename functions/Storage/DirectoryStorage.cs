using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Outcomes.Analytics;

namespace Outcomes.Functions.Storage;

/// <summary>Files in a directory that several processes of one machine may share.</summary>
/// <remarks>
/// A file is written beside, brought to the disk and renamed over the old one while an exclusive lock is held, so that checking its tag and
/// replacing it are one step. Names that begin with a dot are the store's own: <c>.lock</c>, <c>.incoming/</c>.
/// </remarks>
public sealed class DirectoryStorage : IStorage
{
    private readonly string root;

    /// <summary>Opens the directory, or makes it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public DirectoryStorage(string folder)
    {
        root = Path.GetFullPath(folder);
        Tell(() => Directory.CreateDirectory(Incoming));
        foreach (var left in Directory.EnumerateFiles(Incoming).Where(file => File.GetLastWriteTimeUtc(file) < Now.AddDays(-1)))
            File.Delete(left); // by a process that was killed while it wrote
    }

    private string Incoming => Path.Combine(root, ".incoming");

    // The system's clock, not a test's: tags must differ whatever time a test says it is.
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var folder = prefix.LastIndexOf('/') is > 0 and var end ? Path.Combine(root, StoragePath.Check(prefix[..end])) : root;
        if (!Directory.Exists(folder))
            yield break;
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var paths = Directory.EnumerateFiles(folder, "*", everything)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && !path.Split('/').Any(segment => segment.StartsWith('.')))
            .Order(StringComparer.Ordinal).ToList();
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Find(path) is { } file)
                yield return file;
        }
    }

    /// <inheritdoc/>
    public Task<StoredFile?> FindAsync(string path, CancellationToken cancellationToken) => Task.FromResult(Find(StoragePath.Check(path)));

    /// <inheritdoc/>
    public async Task<StoredFile> PutAsync(string path, string localFile, string? ifTag, CancellationToken cancellationToken)
    {
        var target = FullPath(path);
        var beside = Path.Combine(Incoming, $"{Guid.NewGuid():N}");
        try
        {
            Tell(() => File.Copy(localFile, beside));
            using var handle = Tell(() => File.OpenHandle(beside, FileMode.Open, FileAccess.ReadWrite));
            Tell(() => RandomAccess.FlushToDisk(handle));
            using var held = await LockAsync(cancellationToken);
            var found = Expect(path, ifTag);
            // Later than the file it replaces even where the clock stood still or was set back: the time is the tag.
            var written = found is null || found.Modified.UtcDateTime < Now ? Now : found.Modified.UtcDateTime.AddTicks(1);
            File.SetLastWriteTimeUtc(handle, written);
            Tell(() =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(beside, target, overwrite: true);
            });
            return Find(path)!;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string path, string ifTag, CancellationToken cancellationToken)
    {
        var target = FullPath(path);
        using var held = await LockAsync(cancellationToken);
        if (Find(path) is null)
            return;
        Expect(path, ifTag);
        Tell(() => File.Delete(target));
        for (var folder = Path.GetDirectoryName(target)!; folder != root && !Directory.EnumerateFileSystemEntries(folder).Any();)
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder)!;
        }
    }

    /// <inheritdoc/>
    public async Task CopyToAsync(StoredFile file, string localPath, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(localPath)!);
        File.Delete(localPath);
        var stored = FullPath(file.Path);
        try
        {
            if (!HardLink.TryMake(stored, localPath))
            {
                await using var from = new FileStream(stored, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await using var to = new FileStream(localPath, FileMode.CreateNew, FileAccess.Write);
                await from.CopyToAsync(to, cancellationToken);
                File.SetLastWriteTimeUtc(to.SafeFileHandle, File.GetLastWriteTimeUtc(from.SafeFileHandle));
            }
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageConflictException(file.Path, file.Tag, found: null);
        }
        // Looked at only now: what has been linked or copied cannot change any more.
        if (Stored(file.Path, new FileInfo(localPath)) is { } copied && copied.Tag != file.Tag)
        {
            File.Delete(localPath);
            throw new StorageConflictException(file.Path, file.Tag, copied.Tag);
        }
    }

    private string FullPath(string path) => Path.Combine(root, StoragePath.Check(path));

    private StoredFile? Find(string path) => Stored(path, new FileInfo(Path.Combine(root, path)));

    private static StoredFile? Stored(string path, FileInfo file) => file.Exists
        ? new(path, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}", file.Length, new(file.LastWriteTimeUtc, TimeSpan.Zero))
        : null;

    private StoredFile? Expect(string path, string? tag) => Find(path) is var found && found?.Tag == tag
        ? found
        : throw new StorageConflictException(path, tag, found?.Tag);

    private async Task<SafeFileHandle> LockAsync(CancellationToken cancellationToken)
    {
        const int HeldOnLinux = 11, HeldOnMac = 35, HeldOnWindows = unchecked((int)0x80070020);
        var file = Path.Combine(root, ".lock");
        while (true)
        {
            try
            {
                return Tell(() => File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException held) when (held.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken); // held for as long as a rename takes
            }
        }
    }

    private void Tell(Action write) => Tell(() =>
    {
        write();
        return true;
    });

    /// <summary>Does one piece of writing; says what to do where the folder cannot be written or the disk is full.</summary>
    private T Tell<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new IOException($"The data folder {root} cannot be written: {refused.Message} Allow this user to write there, or choose another folder with --data.", refused);
        }
        catch (IOException full) when (FullDisk.Is(full))
        {
            throw new IOException($"The disk of the data folder {root} is full. Make room, or choose another folder with --data.", full);
        }
    }
}
