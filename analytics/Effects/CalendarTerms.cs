namespace Outcomes.Analytics.Effects;

/// <summary>What the calendar does to a count, as terms of the regression: bank holidays and Christmas days in a period, and the share of it that is school holiday.</summary>
public static class CalendarTerms
{
    /// <summary>The three terms for a timeline.</summary>
    /// <param name="timeline">The periods.</param>
    /// <param name="bankHolidays">Every bank holiday of the span.</param>
    /// <param name="schoolHolidays">Every day of school holidays.</param>
    public static IReadOnlyList<(string Name, double[] Values)> Of(Timeline timeline, IEnumerable<DateOnly> bankHolidays, IEnumerable<DateOnly> schoolHolidays)
    {
        var (bank, school) = (bankHolidays.ToHashSet(), schoolHolidays.ToHashSet());
        IEnumerable<DateOnly> Days(int period) =>
            Enumerable.Range(timeline.Start(period).DayNumber, timeline.End(period).DayNumber - timeline.Start(period).DayNumber + 1).Select(DateOnly.FromDayNumber);
        double[] Term(Func<IEnumerable<DateOnly>, double> value) => [.. Enumerable.Range(0, timeline.Count).Select(period => value(Days(period)))];
        return
        [
            ("bank holidays", Term(days => days.Count(bank.Contains))),
            ("school holidays", Term(days => days.Average(day => school.Contains(day) ? 1.0 : 0))),
            ("Christmas", Term(days => days.Count(IsChristmas))),
        ];
    }

    /// <summary>24 December to 1 January.</summary>
    public static bool IsChristmas(DateOnly day) => day is { Month: 12, Day: >= 24 } or { Month: 1, Day: 1 };
}
