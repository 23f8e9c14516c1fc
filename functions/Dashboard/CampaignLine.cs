namespace Outcomes.Functions.Dashboard;

/// <summary>A campaign, as far as its reader may know it: one who sees only some services knows it by the judgements of those.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Kind">What it was, as in Campaigns.</param>
/// <param name="Starts">Its first day, or that on which an effect may first be seen.</param>
/// <param name="Ends">Its last day, or that of its effect.</param>
/// <param name="Row">Its row of Campaigns; null: the reader may not see it.</param>
public sealed record CampaignLine(string Id, string Title, string Kind, DateOnly? Starts, DateOnly? Ends, FeedRow? Row)
{
    /// <summary>The campaigns of rows of Campaigns and, where there are none, of Effects; those that began last first.</summary>
    public static IReadOnlyList<CampaignLine> Of(IReadOnlyList<FeedRow> campaigns, IReadOnlyList<FeedRow> effects) =>
        [.. (campaigns.Count > 0 ? campaigns.Select(row => new CampaignLine(row.Word("campaign"), row.Word("title"), row.Word("kind"), row.Day("starts_on"), row.Day("ends_on"), row))
            : effects.DistinctBy(effect => effect.Word("campaign")).Select(effect => new CampaignLine(effect.Word("campaign"), effect.Word("title"), effect.Word("kind"), effect.Day("effect_from"), effect.Day("effect_to"), null)))
            .OrderByDescending(line => line.Starts).ThenBy(line => line.Title, StringComparer.Ordinal)];
}
