namespace Outcomes.Analytics.Effects;

/// <summary>Months from days: as <see cref="WeeklyTotals"/>, Σ of the days that are there × Σ of all days' weekday means / Σ of the weekday means of those days.</summary>
public static class MonthlyTotals
{
    /// <summary>A month with a smaller share of its days than this is missing.</summary>
    public const double LeastShare = 0.9;

    /// <summary>The total of each month, or null where too few of its days are there.</summary>
    /// <param name="timeline">The months.</param>
    /// <param name="days">A value per day from the first day of the first month on; null where missing.</param>
    public static double?[] Of(Timeline timeline, IReadOnlyList<double?> days)
    {
        int Weekday(int day) => (int)timeline.First.AddDays(day).DayOfWeek;
        var means = Enumerable.Range(0, 7).Select(weekday => Enumerable.Range(0, days.Count).Where(day => Weekday(day) == weekday).Select(day => days[day]).Average() ?? 0).ToArray();
        return [.. Enumerable.Range(0, timeline.Count).Select(month =>
        {
            var first = timeline.Start(month).DayNumber - timeline.First.DayNumber;
            var all = Enumerable.Range(first, timeline.End(month).DayNumber - timeline.Start(month).DayNumber + 1).ToArray();
            var there = all.Where(day => days[day] is not null).ToArray();
            if (there.Length < LeastShare * all.Length)
                return (double?)null;
            var (total, usual) = (there.Sum(day => days[day]!.Value), there.Sum(day => means[Weekday(day)]));
            return there.Length == all.Length || usual == 0 ? total : total * all.Sum(day => means[Weekday(day)]) / usual;
        })];
    }
}
