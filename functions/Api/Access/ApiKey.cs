using System.Security.Cryptography;
using System.Text;

namespace Outcomes.Functions.Api.Access;

/// <summary>What is kept of a key: never the secret, which is shown once, when it is made.</summary>
/// <param name="Id">The part that may be seen: a user name for HTTP Basic.</param>
/// <param name="Name">Whose it is, for people.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Services">The only services it sees; empty: all.</param>
/// <param name="Areas">The only areas it sees; empty: all.</param>
/// <param name="Hash">SHA-256 of the secret, in hex. The secret is 256 random bits, so a slow hash would add nothing.</param>
/// <param name="OldHash">Of the secret before the last rotation.</param>
/// <param name="OldUntil">Until when that one still works, so that reports can be changed over.</param>
/// <param name="Revoked">Whether it works no more.</param>
public sealed record ApiKey(
    string Id, string Name, Role Role, IReadOnlyList<string> Services, IReadOnlyList<string> Areas, string Hash,
    string? OldHash = null, DateTimeOffset? OldUntil = null, bool Revoked = false)
{
    /// <summary>Who asks with this key.</summary>
    public Caller Caller => new($"key:{Id}", Role, new([.. Services], [.. Areas]));

    /// <summary>Whether a secret is this key's. Takes as long for one that is not.</summary>
    public bool Matches(string secret, DateTimeOffset now)
    {
        var hash = Encoding.ASCII.GetBytes(HashOf(secret));
        var isOld = OldUntil > now & Same(hash, OldHash ?? "");
        return (Same(hash, Hash) | isOld) & !Revoked;
    }

    /// <summary>256 random bits as text that needs no quoting in a header or a URL.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>What is kept of a secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static bool Same(byte[] hash, string kept) => CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(kept));
}
