namespace Outcomes.Analytics.Effects;

/// <summary>What is really known of one slice of a measure: figures by day, and of sources that give only weeks or months, by those.</summary>
internal sealed class SliceFigures
{
    private readonly SortedDictionary<DateOnly, Parts> days = [];
    private readonly SortedDictionary<DateOnly, Parts> weeks = [];
    private readonly SortedDictionary<DateOnly, Parts> months = [];

    /// <summary>Weeks, or months where a part of it comes by month.</summary>
    public Grain Grain => months.Count > 0 ? Grain.Month : Grain.Week;

    /// <summary>First day of the first period with a figure, of the grain asked for.</summary>
    public DateOnly First(Grain grain) => new[] { days, weeks, months }.Where(parts => parts.Count > 0).Max(parts => StartOf(grain, parts.Keys.First()));

    /// <summary>Last day known, or null where nothing is.</summary>
    public DateOnly? Last => new[] { days.Keys.LastOrDefault(), weeks.Keys.LastOrDefault() is var week && weeks.Count > 0 ? week.AddDays(6) : default, months.Count > 0 ? months.Keys.Last().AddMonths(1).AddDays(-1) : default }
        .Max() is var last && last > default(DateOnly) ? last : null;

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => days.Count + weeks.Count + months.Count == 0;

    /// <summary>Adds what one row of the roll-up says.</summary>
    public void Add(string grain, DateOnly date, double numerator, double denominator) =>
        (grain switch { "day" => days, "week" => weeks, _ => months })[date] = new(numerator, denominator);

    /// <summary>The series over a timeline: parts by day are added up to its periods, where enough days are there; a period with a part missing is missing.</summary>
    /// <param name="name">As a reader is told.</param>
    /// <param name="timeline">The periods.</param>
    /// <param name="ratio">Whether the measure has a denominator.</param>
    /// <param name="treated">Whether a campaign touched it.</param>
    public Series Over(string name, Timeline timeline, bool ratio, bool treated = false) =>
        new(name, Totals(timeline, parts => parts.Numerator), ratio ? Totals(timeline, parts => parts.Denominator) : null, treated);

    /// <summary>First day of the period of a day.</summary>
    public static DateOnly StartOf(Grain grain, DateOnly day) =>
        grain == Grain.Month ? new(day.Year, day.Month, 1) : day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private double?[] Totals(Timeline timeline, Func<Parts, double> value)
    {
        var totals = new double?[timeline.Count];
        var any = false;
        void Add(double?[] part)
        {
            for (var period = 0; period < totals.Length; period++)
                totals[period] = any ? totals[period] + part[period] : part[period];
            any = true;
        }
        if (days.Count > 0)
        {
            var length = timeline.Count == 0 ? 0 : timeline.End(timeline.Count - 1).DayNumber - timeline.First.DayNumber + 1;
            var byDay = Enumerable.Range(timeline.First.DayNumber, length)
                .Select(day => days.TryGetValue(DateOnly.FromDayNumber(day), out var parts) ? value(parts) : (double?)null).ToArray();
            Add(timeline.Grain == Grain.Week ? WeeklyTotals.Of(byDay) : MonthlyTotals.Of(timeline, byDay));
        }
        if (weeks.Count > 0)
            Add(OfPeriods(timeline, weeks, value));
        if (months.Count > 0)
            Add(OfPeriods(timeline, months, value));
        return totals;
    }

    /// <summary>Weeks in months count in the month of their Thursday, and every week of the month must be there.</summary>
    private static double?[] OfPeriods(Timeline timeline, SortedDictionary<DateOnly, Parts> parts, Func<Parts, double> value) =>
        [.. Enumerable.Range(0, timeline.Count).Select(period =>
        {
            if (timeline.Grain == Grain.Week || parts.Keys.First().Day == 1 && parts.Keys.All(day => day.Day == 1))
                return parts.TryGetValue(timeline.Start(period), out var whole) ? value(whole) : (double?)null;
            var monday = StartOf(Grain.Week, timeline.Start(period).AddDays(3));
            double? sum = 0;
            for (var week = monday.AddDays(3) < timeline.Start(period) ? monday.AddDays(7) : monday; week.AddDays(3) <= timeline.End(period); week = week.AddDays(7))
                sum += parts.TryGetValue(week, out var one) ? value(one) : null;
            return sum;
        })];

    private readonly record struct Parts(double Numerator, double Denominator);
}
