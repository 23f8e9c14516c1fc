using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcomes.Analytics.Effects;

/// <summary>What is written down of a campaign before it starts, so that nobody can choose afterwards what it was meant to do.</summary>
/// <param name="Campaign">Campaigns.campaign.</param>
/// <param name="On">The day it was written down.</param>
/// <param name="Content">Kind, window, aims, directions and comparisons, as canonical JSON.</param>
public sealed record CampaignRegistration(string Campaign, DateOnly On, string Content)
{
    /// <summary>The kind of record it is kept as.</summary>
    public const string RecordKind = "campaign_registration";

    /// <summary>What a campaign in the lake would be registered as.</summary>
    /// <param name="warehouse">The lake.</param>
    /// <param name="campaign">Campaigns.campaign.</param>
    /// <param name="on">The day.</param>
    /// <exception cref="ArgumentException">There is no such campaign, its days are not given, or it has no aim.</exception>
    public static CampaignRegistration Of(Warehouse warehouse, string campaign, DateOnly on)
    {
        var aims = DeclaredAim.Read(warehouse);
        if (aims.Where(aim => aim.Campaign == campaign && aim.Known).ToArray() is not { Length: > 0 } own)
            throw new ArgumentException($"No campaign with an aim is named '{campaign}'; there are: {string.Join(", ", aims.Where(aim => aim.Known).Select(aim => aim.Campaign).Distinct())}. Campaigns and their aims come in with 'ingest'.");
        if (own[0].Starts is null || own[0].Ends is null)
            throw new ArgumentException($"The {(own[0].Starts is null ? "start" : "end")} of {campaign} is not given; allowed: a campaign whose first and last day are known.");
        return new(campaign, on, RegisteredCampaign.ContentOf(own));
    }

    /// <summary>The first day of the campaign as it was registered.</summary>
    [JsonIgnore]
    public DateOnly? Starts => JsonDocument.Parse(Content).RootElement.TryGetProperty("starts_on", out var day) && day.ValueKind == JsonValueKind.String
        && DateOnly.TryParse(day.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var starts) ? starts : null;

    /// <summary>SHA-256 of the content, in hex.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
}

/// <summary>How a campaign stands to what was registered of it.</summary>
/// <param name="Campaign">Campaigns.campaign.</param>
/// <param name="State">none, before, after or changed.</param>
/// <param name="RegisteredOn">Day of the registration that counts: the last before the start, else the first after it.</param>
/// <param name="RegistrationHash">Its hash.</param>
/// <param name="RegistrationKept">Whether the campaign still is as it was registered.</param>
/// <param name="ChangedOn">Day a change was first written down or seen.</param>
/// <param name="Changes">What differs, in words.</param>
public sealed record RegisteredCampaign(string Campaign, [property: JsonPropertyName("registration")] string State, DateOnly? RegisteredOn, string? RegistrationHash, bool? RegistrationKept, DateOnly? ChangedOn, string? Changes)
{
    private static readonly JsonSerializerOptions Canonical = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What would be registered of a campaign as it stands.</summary>
    internal static string ContentOf(IEnumerable<DeclaredAim> aims)
    {
        var ordered = aims.OrderBy(aim => aim.Measure, StringComparer.Ordinal).ThenBy(aim => aim.Slice.Service, StringComparer.Ordinal)
            .ThenBy(aim => aim.Slice.Area, StringComparer.Ordinal).ThenBy(aim => aim.Audience, StringComparer.Ordinal).ToArray();
        return JsonSerializer.Serialize(new
        {
            ordered[0].Campaign,
            ordered[0].Kind,
            StartsOn = ordered[0].Starts,
            EndsOn = ordered[0].Ends,
            Aims = ordered.Select(aim => new
            {
                aim.Measure,
                aim.Slice.Service,
                aim.Slice.Area,
                aim.Audience,
                aim.Role,
                aim.Expected,
                aim.LagDays,
                WorthDetecting = aim.Worth,
                aim.JudgeOn,
                ComparisonServices = aim.ComparisonServices.Order(StringComparer.Ordinal),
                ComparisonAreas = aim.ComparisonAreas.Order(StringComparer.Ordinal),
            }),
        }, Canonical);
    }

    /// <summary>Holds every campaign with an aim against its registrations.</summary>
    /// <param name="aims">The aims as they stand.</param>
    /// <param name="registrations">Every registration ever made, the earliest first.</param>
    /// <param name="changesSeen">By campaign, the day a change was first seen by an earlier publication.</param>
    /// <param name="today">The day it is.</param>
    internal static IReadOnlyDictionary<string, RegisteredCampaign> Of(IReadOnlyList<DeclaredAim> aims, IReadOnlyList<CampaignRegistration> registrations, IReadOnlyDictionary<string, DateOnly> changesSeen, DateOnly today) =>
        aims.GroupBy(aim => aim.Campaign).Select(campaign => Of(campaign.Key, [.. campaign], [.. registrations.Where(one => one.Campaign == campaign.Key)], changesSeen, today))
            .ToDictionary(one => one.Campaign, StringComparer.Ordinal);

    /// <summary>As the statistics see it; null where nothing was registered.</summary>
    internal Registration? ToRegistration() => RegisteredOn is not { } on ? null : new(on, ChangedOn, Changes is { } changes ? char.ToUpperInvariant(changes[0]) + changes[1..] : "Registration");

    private static RegisteredCampaign Of(string campaign, DeclaredAim[] aims, CampaignRegistration[] registrations, IReadOnlyDictionary<string, DateOnly> changesSeen, DateOnly today)
    {
        if (registrations.Length == 0)
            return new(campaign, "none", null, null, null, null, null);
        var counts = registrations.LastOrDefault(one => one.On <= (one.Starts ?? DateOnly.MaxValue)) ?? registrations[0];
        var now = ContentOf(aims);
        if (now == counts.Content)
            return new(campaign, counts.On <= aims[0].Starts ? "before" : "after", counts.On, counts.Hash, true, null, null);
        var changedOn = registrations.FirstOrDefault(one => one.On >= counts.On && one.Content == now)?.On ?? (changesSeen.TryGetValue(campaign, out var seen) ? seen : today);
        return new(campaign, "changed", counts.On, counts.Hash, false, changedOn, Differences(counts.Content, now));
    }

    private static string Differences(string registered, string now)
    {
        var (before, after) = (JsonDocument.Parse(registered).RootElement, JsonDocument.Parse(now).RootElement);
        bool Differs(params string[] names) => names.Any(name => Text(before, name) != Text(after, name));
        var changes = new List<string>();
        if (Differs("starts_on", "ends_on"))
            changes.Add("window");
        if (Differs("kind"))
            changes.Add("kind");
        var (aimsBefore, aimsAfter) = (before.GetProperty("aims").EnumerateArray().ToArray(), after.GetProperty("aims").EnumerateArray().ToArray());
        string[] Of(JsonElement[] aims, params string[] names) => [.. aims.Select(aim => string.Join('|', names.Select(name => Text(aim, name)))).Order(StringComparer.Ordinal)];
        string[] key = ["measure", "service", "area", "audience", "role"];
        if (!Of(aimsBefore, key).SequenceEqual(Of(aimsAfter, key)))
            changes.Add("aims");
        else
            foreach (var (word, names) in new (string, string[])[] { ("direction", ["expected"]), ("comparisons", ["comparison_services", "comparison_areas"]), ("day of judgement", ["judge_on", "lag_days"]), ("least change worth having", ["worth_detecting"]) })
                if (!Of(aimsBefore, [.. key, .. names]).SequenceEqual(Of(aimsAfter, [.. key, .. names])))
                    changes.Add(word);
        return changes.Count == 0 ? "registration" : string.Join(", ", changes);
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetRawText() : "";
}
