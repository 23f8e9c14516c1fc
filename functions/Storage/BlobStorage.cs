using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Outcomes.Functions.Storage;

/// <summary>Files in a container of Azure Blob Storage, with a local cache of the versions read.</summary>
/// <remarks>
/// Writes are conditional (<c>If-Match</c>, <c>If-None-Match: *</c>), so that of two writers one is told. Each blob carries its SHA-256,
/// which every download is checked against.
/// </remarks>
public sealed class BlobStorage : IStorage
{
    private readonly BlobContainerClient container;
    private readonly BlobCache cache;

    private BlobStorage(BlobContainerClient container, BlobCache cache) => (this.container, this.cache) = (container, cache);

    /// <summary>Opens the container, or makes it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cacheFolder">Local folder for the versions read.</param>
    /// <param name="cacheBytes">Its disk budget; the longest unused go first.</param>
    /// <param name="cancellationToken">Stops waiting for Azure.</param>
    public static async Task<BlobStorage> OpenAsync(
        BlobContainerClient container, string cacheFolder, long cacheBytes, CancellationToken cancellationToken)
    {
        await Tell(container.Name, () => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
        return new(container, new BlobCache(cacheFolder, cacheBytes));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
            yield return new(blob.Name, blob.Properties.ETag.ToString()!, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default);
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> FindAsync(string path, CancellationToken cancellationToken) =>
        await PropertiesAsync(path, cancellationToken) is { } found ? Stored(path, found) : null;

    /// <inheritdoc/>
    public async Task<StoredFile> PutAsync(string path, string localFile, string? ifTag, CancellationToken cancellationToken)
    {
        // A name for this write: where the reply to it is lost and the client's own repetition is refused, it tells that the write was ours.
        var write = $"{Guid.NewGuid():N}";
        await using var content = File.OpenRead(localFile);
        var options = new BlobUploadOptions
        {
            Conditions = ifTag is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = new(ifTag) },
            Metadata = new Dictionary<string, string> { ["sha256"] = await FileHash.OfAsync(localFile, cancellationToken), ["write"] = write },
        };
        try
        {
            var length = content.Length;
            var put = await Tell(path, () => Blob(path).UploadAsync(content, options, cancellationToken));
            return new(path, put.Value.ETag.ToString(), length, put.Value.LastModified);
        }
        catch (IOException refused) when (refused.InnerException is RequestFailedException { Status: 404 or 409 or 412 })
        {
            var found = await PropertiesAsync(path, cancellationToken);
            return found is not null && found.Metadata.TryGetValue("write", out var last) && last == write
                ? Stored(path, found)
                : throw new StorageConflictException(path, ifTag, found?.ETag.ToString());
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string path, string ifTag, CancellationToken cancellationToken)
    {
        try
        {
            await Tell(path, () => Blob(path).DeleteIfExistsAsync(
                conditions: new BlobRequestConditions { IfMatch = new(ifTag) }, cancellationToken: cancellationToken));
        }
        catch (IOException refused) when (refused.InnerException is RequestFailedException { Status: 412 })
        {
            if (await FindAsync(path, cancellationToken) is { } found)
                throw new StorageConflictException(path, ifTag, found.Tag);
        }
    }

    /// <inheritdoc/>
    public Task CopyToAsync(StoredFile file, string localPath, CancellationToken cancellationToken) =>
        cache.CopyToAsync($"{file.Path}\n{file.Tag}", localPath, download => DownloadAsync(file, download, cancellationToken));

    private async Task DownloadAsync(StoredFile file, string localPath, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadToOptions { Conditions = new() { IfMatch = new(file.Tag) } };
            await Tell(file.Path, () => Blob(file.Path).DownloadToAsync(localPath, options, cancellationToken));
        }
        catch (IOException refused) when (refused.InnerException is RequestFailedException { Status: 404 or 412 })
        {
            throw new StorageConflictException(file.Path, file.Tag, (await FindAsync(file.Path, cancellationToken))?.Tag);
        }
        if (await PropertiesAsync(file.Path, cancellationToken) is { } found && found.ETag.ToString() == file.Tag
            && found.Metadata.TryGetValue("sha256", out var expected) && await FileHash.OfAsync(localPath, cancellationToken) is var hash && hash != expected)
            throw new IOException($"{file.Path} arrived with SHA-256 {hash}; it was stored with {expected}. Run it again; if it stays so, the blob is damaged.");
    }

    private async Task<BlobProperties?> PropertiesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await Tell(path, () => Blob(path).GetPropertiesAsync(cancellationToken: cancellationToken))).Value;
        }
        catch (IOException refused) when (refused.InnerException is RequestFailedException { Status: 404 })
        {
            return null;
        }
    }

    private BlobClient Blob(string path) => container.GetBlobClient(StoragePath.Check(path));

    private static StoredFile Stored(string path, BlobProperties found) => new(path, found.ETag.ToString(), found.ContentLength, found.LastModified);

    private static Task<T> Tell<T>(string path, Func<Task<T>> ask) => AzureCall.Tell("Blob storage", path, ask);
}
