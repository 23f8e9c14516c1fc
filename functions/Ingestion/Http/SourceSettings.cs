using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>What one source of requests is told from outside: <c>Sources:&lt;name&gt;:*</c>. It sees no other settings.</summary>
/// <param name="Hosts">Hosts (with a port where it is not the usual one) that may be asked and that its secrets may be sent to.</param>
/// <param name="PrivateHosts">Those of them that may have a private address, such as a system in the council's own network; plain http is allowed there.</param>
/// <param name="Secrets">By name: <c>Sources:&lt;name&gt;:Secrets:&lt;secret&gt;</c>.</param>
/// <param name="Expires">Day on which a secret ends, where somebody wrote it down: <c>Sources:&lt;name&gt;:Expires:&lt;secret&gt;</c>.</param>
/// <param name="Values">Everything else, by name: <c>settings.x</c> in templates.</param>
public sealed record SourceSettings(
    IReadOnlyList<string> Hosts, IReadOnlyList<string> PrivateHosts, IReadOnlyDictionary<string, string> Secrets, IReadOnlyDictionary<string, DateOnly> Expires,
    IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Of a source that nobody set up.</summary>
    public static readonly SourceSettings None = new([], [], new Dictionary<string, string>(), new Dictionary<string, DateOnly>(), new Dictionary<string, string>());

    /// <summary>Reads the settings of every source.</summary>
    /// <exception cref="ArgumentException">A day is none.</exception>
    public static IReadOnlyDictionary<string, SourceSettings> Read(IConfiguration from)
    {
        var names = Sections(from).SelectMany(section => section.GetChildren()).Select(section => section.Key).Distinct(StringComparer.OrdinalIgnoreCase);
        return names.ToDictionary(name => name, name => Read(from, name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The settings a source needs and does not have, by the names they are set by; none: it can run.</summary>
    public IReadOnlyList<string> Missing(Source source)
    {
        if (source.Http is not { } http)
            return [];
        var missing = http.Settings.Where(name => !Values.ContainsKey(name)).Select(name => $"Sources:{source.Name}:{name}")
            .Concat(http.Secrets.Where(name => !Secrets.ContainsKey(name)).Select(name => $"Sources:{source.Name}:Secrets:{name}"));
        return [.. Hosts.Count == 0 ? [$"Sources:{source.Name}:Hosts"] : Array.Empty<string>(), .. missing];
    }

    /// <summary>The secret of the source that ends first: as somebody wrote down, or as the system told its last run that asked; null where nobody knows.</summary>
    public CredentialEnd? EndsFirst(Source source, IReadOnlyList<Run> runs)
    {
        var ends = Expires.Select(pair => new CredentialEnd(pair.Value, $"Sources:{source.Name}:Secrets:{pair.Key}"));
        if (runs.Where(run => run.Source == source.Name && run.CredentialExpires is not null).MaxBy(run => run.Started)?.CredentialExpires is { } told)
            ends = ends.Append(new(LocalDay.Of(told), $"Sources:{source.Name}:Secrets:{source.Http?.Secrets.FirstOrDefault(name => name.Contains("refresh", StringComparison.OrdinalIgnoreCase)) ?? "refresh_token"}"));
        return ends.MinBy(end => end.Day);
    }

    /// <summary>Whether secrets may be sent there.</summary>
    public bool IsListed(Uri uri) => Has(Hosts, uri);

    /// <summary>Whether it may have a private address.</summary>
    public bool MayBePrivate(Uri uri) => Has(PrivateHosts, uri);

    /// <summary>What templates may use beside the window and the row: <c>settings.x</c>, and where asked <c>secrets.x</c>.</summary>
    internal Dictionary<string, string?> Names(bool secrets)
    {
        var names = Values.ToDictionary(pair => $"settings.{pair.Key}", pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in secrets ? Secrets : new Dictionary<string, string>())
            names[$"secrets.{name}"] = value;
        return names;
    }

    private static bool Has(IReadOnlyList<string> hosts, Uri uri) =>
        hosts.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase) || (uri.IsDefaultPort && hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<IConfigurationSection> Sections(IConfiguration from) => [from.GetSection("Values:Sources"), from.GetSection("Sources")];

    private static SourceSettings Read(IConfiguration from, string name)
    {
        string[] known = ["Hosts", "PrivateHosts", "Secrets", "Expires"];
        Dictionary<string, string> Below(string? key)
        {
            var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var setting in Sections(from).Select(section => section.GetSection(key is null ? name : $"{name}:{key}")).SelectMany(section => section.GetChildren()))
                if (setting.Value is { Length: > 0 } value)
                    found[setting.Key] = value;
            return found;
        }
        var all = Below(null);
        string[] List(string key) => all.GetValueOrDefault(key)?.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        DateOnly Day(KeyValuePair<string, string> setting) =>
            DateOnly.TryParseExact(setting.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new ArgumentException($"Sources:{name}:Expires:{setting.Key} is '{setting.Value}'; allowed: the day on which the secret ends, YYYY-MM-DD.");
        return new(List("Hosts"), List("PrivateHosts"), Below("Secrets"), Below("Expires").ToDictionary(pair => pair.Key, Day, StringComparer.OrdinalIgnoreCase),
            all.Where(pair => !known.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase));
    }
}
