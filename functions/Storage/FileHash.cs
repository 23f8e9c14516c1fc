using System.Security.Cryptography;

namespace Outcomes.Functions.Storage;

/// <summary>The SHA-256 of a local file, in lower-case hex: how the lake, the ledger and publications tell contents apart.</summary>
public static class FileHash
{
    /// <summary>Reads the file once.</summary>
    public static async Task<string> OfAsync(string localFile, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(localFile);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }
}
