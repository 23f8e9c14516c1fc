namespace Outcomes.Analytics.Effects;

/// <summary>A row of the set Placebos. Properties are named as its columns.</summary>
internal sealed record PlaceboRow(string Effect, string Campaign, string Measure, string Service, string Area, int Rank, double Percent, bool IsCampaign, bool AsLarge)
{
    /// <summary>The picture of a judgement's placebos: how much each found, smallest first, without when; of people in whole per cent, which no count can be told from.</summary>
    /// <param name="effect">The judgement's id.</param>
    /// <param name="judged">The judgement.</param>
    public static IEnumerable<PlaceboRow> Of(string effect, Judged judged)
    {
        if (judged.Assessment.Estimate?.Placebos is not { Windows: > 0 } placebos)
            return [];
        var declared = judged.Declared;
        var places = judged.Words.CountsPeople ? 0 : 1;
        return placebos.Found.Select(found => (Found: found, IsCampaign: false)).Append((placebos.Observed, true)).OrderBy(one => one.Item1)
            .Select((one, at) => new PlaceboRow(effect, declared.Campaign, declared.Measure, declared.Slice.Service ?? "all", declared.Slice.Area ?? "all", at + 1,
                Math.Round(Estimate.ToPercent(one.Item1), places) + 0.0, one.Item2, Math.Abs(one.Item1) >= Math.Abs(placebos.Observed)));
    }
}
