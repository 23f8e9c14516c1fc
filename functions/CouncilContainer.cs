using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions;

/// <summary>A council folder that lies in a container of the same Blob service as the lake, so that a source is added by uploading one file: <c>OUTCOMES_COUNCIL=container:NAME</c>.</summary>
/// <remarks>Each state of the container is a local folder of its own, made whole before it is used; what reads an earlier state is not disturbed.</remarks>
/// <param name="container">The container.</param>
/// <param name="folder">Local folder for its states.</param>
public sealed class CouncilContainer(BlobContainerClient container, string folder)
{
    private const string Mark = "container:";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>The container that the settings name; null: they name a folder, or none.</summary>
    /// <exception cref="ArgumentException">They name no Blob service.</exception>
    public static CouncilContainer? Of(Settings settings) =>
        settings.Council?.StartsWith(Mark, StringComparison.Ordinal) != true ? null
        : settings.Blobs is null ? throw new ArgumentException($"OUTCOMES_COUNCIL is '{settings.Council}' and Storage:Blobs is not set; allowed: a folder, or {Mark}NAME of the Blob service that Storage:Blobs names.")
        : new(Composition.Container(settings.Blobs, settings.Council[Mark.Length..]), Path.Combine(Path.GetFullPath(settings.Data), "council"));

    /// <summary>The local folder that holds the container as it is now. What has not changed is not fetched again.</summary>
    /// <exception cref="IOException">It cannot be read, or changed while it was read.</exception>
    /// <exception cref="ArgumentException">The name of a file could lead out of the folder.</exception>
    public string Fetch()
    {
        try
        {
            var blobs = container.GetBlobs(new GetBlobsOptions { Traits = BlobTraits.Metadata }).Where(IsFile).OrderBy(blob => blob.Name, StringComparer.Ordinal).ToArray();
            var state = Path.Combine(folder, StateOf(blobs));
            if (Directory.Exists(state))
                return state;
            var part = $"{state}.{Guid.NewGuid():N}";
            Directory.CreateDirectory(part);
            foreach (var blob in blobs)
            {
                var path = Path.Combine(part, StoragePath.Check(blob.Name));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                container.GetBlobClient(blob.Name).DownloadTo(path, new BlobDownloadToOptions { Conditions = new() { IfMatch = blob.Properties.ETag } });
            }
            if (!Directory.Exists(state))
                Directory.Move(part, state);
            foreach (var old in Directory.EnumerateDirectories(folder).Where(other => other != state && Directory.GetCreationTimeUtc(other) < TimeProvider.System.GetUtcNow().UtcDateTime - Kept))
                Directory.Delete(old, recursive: true);
            return state;
        }
        catch (RequestFailedException refused)
        {
            throw new IOException($"The council's container {container.Name} cannot be read: {refused.Status} {refused.ErrorCode}. Allow this identity to read it, and upload the council folder's sources/, measures/, datasets/ and data/ to it.", refused);
        }
    }

    /// <summary>Not a folder, which accounts with a hierarchical namespace list too, and nothing hidden, such as .DS_Store.</summary>
    private static bool IsFile(BlobItem blob) => blob.Metadata?.ContainsKey("hdi_isfolder") != true && !blob.Name.Split('/').Any(segment => segment.StartsWith('.'));

    /// <summary>A hash of every file's name and version.</summary>
    private static string StateOf(IEnumerable<BlobItem> blobs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', blobs.Select(blob => $"{blob.Name}\t{blob.Properties.ETag}")))))[..16];
}
