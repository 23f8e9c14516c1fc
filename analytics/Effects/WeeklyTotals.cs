namespace Outcomes.Analytics.Effects;

/// <summary>
/// Weeks from days: Σ of the days that are there × Σ of all seven weekday means / Σ of the weekday means of those days. A missing day is never 0.
/// </summary>
public static class WeeklyTotals
{
    /// <summary>A week with fewer days than this is missing.</summary>
    public const int FewestDays = 4;

    /// <summary>The total of each week of seven days, or null where too few of its days are there.</summary>
    /// <param name="days">A value per day from the first day of a week on; null where missing. Days after the last whole week are left out.</param>
    public static double?[] Of(IReadOnlyList<double?> days)
    {
        var means = Enumerable.Range(0, 7).Select(weekday => Enumerable.Range(0, days.Count).Where(day => day % 7 == weekday).Select(day => days[day]).Average()).ToArray();
        return [.. Enumerable.Range(0, days.Count / 7).Select(week =>
        {
            var there = Enumerable.Range(0, 7).Where(weekday => days[(7 * week) + weekday] is not null).ToArray();
            if (there.Length < FewestDays)
                return (double?)null;
            var total = there.Sum(weekday => days[(7 * week) + weekday]!.Value);
            var usual = there.Sum(weekday => means[weekday]!.Value);
            return there.Length == 7 || usual == 0 ? total : total * means.Sum(mean => mean ?? 0) / usual;
        })];
    }
}
