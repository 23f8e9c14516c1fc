using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions;

/// <summary>Figures that their owners stand by: who, when, and the value they saw. Kept in the records, which nothing changes.</summary>
public static class SignOffs
{
    private const string Kind = "sign_off";

    /// <summary>Records a sign-off of a figure as the latest publication has it.</summary>
    /// <exception cref="ArgumentException">There is no such figure, or it has no value to stand by.</exception>
    public static async Task<SignOff> AddAsync(Composition composition, string figure, string by, string? note, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(by))
            throw new ArgumentException("--by is empty; allowed: the name of who stands by the figure.");
        var kept = await composition.Publications.ListAsync(cancellationToken);
        if (kept.Count == 0)
            throw new ArgumentException("Nothing is published yet; run 'publish' first.");
        await composition.Publications.FetchAsync(kept[^1], cancellationToken);
        var signed = Find(kept[^1], composition.Publications.Folder, figure) is { } found
            ? found with { SignedBy = by, Note = note }
            : throw new ArgumentException($"No figure of the publication {kept[^1].Id} has the id '{figure}'; allowed: an id of the sets Summaries or OutcomesDaily.");
        if (signed.Value is null)
            throw new ArgumentException($"The figure {figure} has no value in the publication {kept[^1].Id}, so there is nothing to stand by.");
        var record = await composition.Records.AppendAsync(Kind, JsonSerializer.SerializeToElement(signed, JsonSerializerOptions.Web), cancellationToken);
        return signed with { Id = record.Id, SignedAt = record.At };
    }

    /// <summary>Every sign-off, the earliest first.</summary>
    public static async Task<IReadOnlyList<SignOff>> ListAsync(Records records, CancellationToken cancellationToken) =>
        [.. (await records.ListAsync(Kind, cancellationToken)).Select(record =>
            record.Content.Deserialize<SignOff>(JsonSerializerOptions.Web)! with { Id = record.Id, SignedAt = record.At })];

    private static SignOff? Find(Publication publication, string folder, string figure)
    {
        using var duck = Duck.Open();
        foreach (var (set, grain, level) in new[] { ("summaries", "grain", "level"), ("outcomes_daily", "'day'", "'day'") })
            if (publication.Files.Where(file => file.Set == set && file.Rows > 0).Select(file => Duck.Literal(Path.Combine(folder, file.FileName))).ToArray() is { Length: > 0 } paths
                && duck.Rows($"select measure, {grain}, {level}, period, service, area, channel, platform, value from read_parquet([{string.Join(", ", paths)}]) where id = $figure",
                    row => new SignOff("", figure, row.GetString(0), row.GetString(1), row.GetString(2), row.GetValue(3) is DateOnly day ? day : DateOnly.FromDateTime(row.GetDateTime(3)), row.GetString(4), row.GetString(5), row.GetString(6),
                        row.GetString(7), "", default, row.IsDBNull(8) ? null : row.GetDouble(8), null), ("figure", figure)).FirstOrDefault() is { } found)
                return found;
        return null;
    }
}
