namespace Outcomes.Analytics.Effects;

/// <summary>How much a verdict can bear: strong, fair, limited or weak, and what takes away from it.</summary>
/// <param name="Grade">strong, fair, limited or weak.</param>
/// <param name="Against">What takes away from it, in words.</param>
public sealed record Evidence(string Grade, IReadOnlyList<string> Against)
{
    /// <summary>With fewer comparisons no rank can be below .10.</summary>
    private const int FewestToRank = 9;

    private static readonly string[] Grades = ["strong", "fair", "limited", "weak"];

    /// <summary>Each weakness costs a grade: no comparison, comparisons chosen and not declared, months, gaps, a break before, no registration before the start or one changed after it, an effect comparisons show as well, other campaigns modelled beside it.</summary>
    public static Evidence Of(Aim aim, Estimate estimate)
    {
        var against = new List<string>();
        void Unless(bool holds, string otherwise)
        {
            if (!holds)
                against.Add(otherwise);
        }
        Unless(estimate.IsControlled, "no comparison area");
        Unless(!aim.Matched, "comparisons chosen by their figures before the start, not declared");
        Unless(aim.Timeline.Grain == Grain.Week, "figures by month only");
        Unless(estimate.KnowsSeason, "less than a year of figures: the season is not known");
        Unless(estimate.Coverage >= 0.95, "some periods missing");
        Unless(!aim.Breaks.Any(day => day < aim.Campaign.Starts), "the definition changed before, which shortens the history");
        Unless(aim.Registration is { } kept && kept.On <= aim.Campaign.Starts && kept.ChangedOn is null, "not registered before the start, or changed after it");
        Unless(aim.Comparisons.Count < FewestToRank || estimate.PlaceboInSpaceP() is null or <= 0.10, "comparison areas changed as much");
        Unless(aim.Others.Count == 0, "other campaigns on the measure, taken into account");
        return new Evidence(Grades[Math.Min(against.Count, 3)], against);
    }
}
