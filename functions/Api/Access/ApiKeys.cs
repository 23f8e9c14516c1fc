using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Api.Access;

/// <summary>The keys of everybody who may read: facts among the records, of which the latest of each key holds; once revoked, it stays so.</summary>
/// <param name="records">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed class ApiKeys(Records records, TimeProvider time)
{
    private const string Kind = "api_key";

    /// <summary>How long the secret before a rotation still works.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    /// <summary>How long a server may not know of a change: what revoking takes at most.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private static readonly ApiKey Nobody = new("", "", Role.Reader, [], [], ApiKey.HashOf(""), Revoked: true);

    private Known known = new(DateTimeOffset.MinValue, []);

    /// <summary>Every key, revoked ones too, in order of id.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await records.ListAsync(Kind, cancellationToken)).Select(fact => fact.Content.Deserialize<ApiKey>(Json)!)
            .GroupBy(key => key.Id).Select(facts => facts.Last() with { Revoked = facts.Any(fact => fact.Revoked) }).OrderBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>The key that an id and a secret name together, or null. An id nobody has takes as long as a wrong secret.</summary>
    public async Task<ApiKey?> FindAsync(string id, string secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (known.Read + Fresh <= now)
            known = new(now, await ListAsync(cancellationToken));
        var key = known.Keys.FirstOrDefault(key => key.Id == id) ?? Nobody;
        return key.Matches(secret, now) ? key : null;
    }

    /// <summary>Makes a key, and gives its secret, which is kept nowhere.</summary>
    public async Task<(ApiKey Key, string Secret)> MakeAsync(string name, Role role, IReadOnlyList<string> services, IReadOnlyList<string> areas, CancellationToken cancellationToken)
    {
        var secret = ApiKey.NewSecret();
        var key = new ApiKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), name, role, services, areas, ApiKey.HashOf(secret));
        await WriteAsync(key, cancellationToken);
        return (key, secret);
    }

    /// <summary>Gives a key another secret; the one it has works for <see cref="Overlap"/> more.</summary>
    /// <exception cref="ArgumentException">No key that works has that id.</exception>
    public async Task<(ApiKey Key, string Secret)> RotateAsync(string id, CancellationToken cancellationToken)
    {
        var (key, secret) = (await OfAsync(id, cancellationToken), ApiKey.NewSecret());
        key = key with { Hash = ApiKey.HashOf(secret), OldHash = key.Hash, OldUntil = time.GetUtcNow() + Overlap };
        await WriteAsync(key, cancellationToken);
        return (key, secret);
    }

    /// <summary>Ends a key, within seconds wherever it is used.</summary>
    /// <exception cref="ArgumentException">No key that works has that id.</exception>
    public async Task RevokeAsync(string id, CancellationToken cancellationToken) =>
        await WriteAsync(await OfAsync(id, cancellationToken) with { Revoked = true }, cancellationToken);

    private async Task<ApiKey> OfAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(key => key.Id == id && !key.Revoked)
        ?? throw new ArgumentException($"No key that works has the id '{id}'; 'keys list' shows those there are.");

    private async Task WriteAsync(ApiKey key, CancellationToken cancellationToken)
    {
        await records.AppendAsync(Kind, JsonSerializer.SerializeToElement(key, Json), cancellationToken);
        known = new(DateTimeOffset.MinValue, []);
    }

    private sealed record Known(DateTimeOffset Read, IReadOnlyList<ApiKey> Keys);
}
