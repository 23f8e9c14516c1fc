using System.Text;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api.Access;

/// <summary>A feed that nobody reads without a key, and some keys.</summary>
public sealed class KeyedFeed : ServedFeed
{
    public KeyedFeed()
        : base("ordinary_rows.sql") => Access = new(Anonymous: false, RequestsPerMinute: 1_000_000, KeyInQuery: true);

    /// <summary>Makes a key; gives it as the header's value.</summary>
    public async Task<string> KeyAsync(string[]? services = null, string[]? areas = null, Role role = Role.Reader)
    {
        var (key, secret) = await Keys.MakeAsync("test", role, services ?? [], areas ?? [], TestContext.Current.CancellationToken);
        return $"{key.Id}.{secret}";
    }

    /// <summary>The same key for HTTP Basic.</summary>
    public static string Basic(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key.Replace('.', ':')));
}
