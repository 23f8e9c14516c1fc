using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.DataProtection;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>A refresh token that a source gave in place of the one before.</summary>
/// <param name="Token">The token.</param>
/// <param name="Seed">Hash of the token in the settings that it descends from: another one there ends it.</param>
/// <param name="Expires">When it ends, where the source says.</param>
public sealed record KeptToken(string Token, string Seed, DateTimeOffset? Expires);

/// <summary>Where rotated refresh tokens are kept, by source: an encrypted file beside the data, or Azure Key Vault. Nowhere else.</summary>
public interface ITokenStore
{
    /// <summary>The token kept for a source, or null.</summary>
    Task<KeptToken?> FindAsync(string source, CancellationToken cancellationToken);

    /// <summary>Keeps a token in place of the one before.</summary>
    Task KeepAsync(string source, KeptToken token, CancellationToken cancellationToken);
}

/// <summary>Tokens in files that ASP.NET Core's Data Protection encrypts; its keys lie in the same folder, which only this user can read.</summary>
public sealed class TokenFiles : ITokenStore
{
    private readonly string folder;
    private readonly IDataProtector protector;

    /// <summary>Opens the folder, or makes it.</summary>
    public TokenFiles(string folder)
    {
        this.folder = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder).FullName
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        protector = DataProtectionProvider.Create(new DirectoryInfo(Path.Combine(this.folder, "keys")), builder => builder.SetApplicationName("Outcomes")).CreateProtector("refresh tokens");
    }

    /// <inheritdoc/>
    public async Task<KeptToken?> FindAsync(string source, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(At(source)) ? JsonSerializer.Deserialize<KeptToken>(protector.Unprotect(await File.ReadAllBytesAsync(At(source), cancellationToken))) : null;
        }
        catch (CryptographicException)
        {
            return null; // its key is gone: the token in the settings is tried, and refused where it was used up
        }
    }

    /// <inheritdoc/>
    public async Task KeepAsync(string source, KeptToken token, CancellationToken cancellationToken)
    {
        var beside = $"{At(source)}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(beside, protector.Protect(JsonSerializer.SerializeToUtf8Bytes(token)), cancellationToken);
        File.Move(beside, At(source), overwrite: true);
    }

    private string At(string source) => Path.Combine(folder, $"{source}.token");
}

/// <summary>Tokens in Azure Key Vault: the secret <c>outcomes-&lt;source&gt;-refresh-token</c>.</summary>
public sealed class VaultTokens(SecretClient vault) : ITokenStore
{
    /// <inheritdoc/>
    public async Task<KeptToken?> FindAsync(string source, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<KeptToken>((await vault.GetSecretAsync(NameOf(source), cancellationToken: cancellationToken)).Value.Value);
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            return null; // somebody put another text there: the token in the settings is tried
        }
    }

    /// <inheritdoc/>
    public async Task KeepAsync(string source, KeptToken token, CancellationToken cancellationToken)
    {
        var secret = new KeyVaultSecret(NameOf(source), JsonSerializer.Serialize(token));
        secret.Properties.ExpiresOn = token.Expires;
        await vault.SetSecretAsync(secret, cancellationToken);
    }

    private static string NameOf(string source) => $"outcomes-{source.Replace('_', '-')}-refresh-token";
}
