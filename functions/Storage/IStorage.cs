namespace Outcomes.Functions.Storage;

/// <summary>A stored file as it stood when it was listed or written.</summary>
/// <param name="Path">'/'-separated, relative to the store's root.</param>
/// <param name="Tag">Changes whenever the content does: an ETag on blob, time and length on a directory.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was last written.</param>
public sealed record StoredFile(string Path, string Tag, long Length, DateTimeOffset Modified);

/// <summary>Thrown when a file is not what the caller last saw: somebody else wrote it.</summary>
public sealed class StorageConflictException(string path, string? expected, string? found)
    : IOException($"{path} changed meanwhile: expected {expected ?? "no file"}, found {found ?? "no file"}. Read it again and retry.");

/// <summary>
/// Where the lake, raw files, quarantine and publications lie: a directory, or a container of Azure Blob Storage. Files are whole:
/// a reader sees the old one or the new one, never a part.
/// </summary>
public interface IStorage
{
    /// <summary>All files whose path starts with <paramref name="prefix"/>, in ordinal order of path.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The file as it stands, or null.</summary>
    Task<StoredFile?> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes a local file's bytes at <paramref name="path"/> in one step, if what is there still has <paramref name="ifTag"/> (null: nothing is there).</summary>
    /// <exception cref="StorageConflictException">It has not.</exception>
    Task<StoredFile> PutAsync(string path, string localFile, string? ifTag, CancellationToken cancellationToken);

    /// <summary>Removes the file, if it still has <paramref name="ifTag"/>. Nothing happens where it is gone already.</summary>
    /// <exception cref="StorageConflictException">It has not.</exception>
    Task DeleteAsync(string path, string ifTag, CancellationToken cancellationToken);

    /// <summary>Makes exactly this version readable at <paramref name="localPath"/>, without changing when the stored file is replaced (a hard link, or a download).</summary>
    /// <exception cref="StorageConflictException">The stored file is no longer this version.</exception>
    Task CopyToAsync(StoredFile file, string localPath, CancellationToken cancellationToken);
}
