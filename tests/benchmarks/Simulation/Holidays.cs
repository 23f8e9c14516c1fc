namespace Outcomes.Benchmarks.Simulation;

/// <summary>England's holidays of 2022 to 2024, and what a made-up service loses on them.</summary>
public static class Holidays
{
    public static readonly IReadOnlySet<DateOnly> Bank = Days("""
        2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
        2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
        2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
        """);

    public static readonly IReadOnlySet<DateOnly> School = Days("""
        2022-01-01/2022-01-03 2022-02-14/2022-02-18 2022-04-04/2022-04-18 2022-05-30/2022-06-03 2022-07-25/2022-09-02 2022-10-24/2022-10-28
        2022-12-19/2023-01-02 2023-02-13/2023-02-17 2023-04-03/2023-04-14 2023-05-29/2023-06-02 2023-07-24/2023-09-01 2023-10-23/2023-10-27
        2023-12-21/2024-01-03 2024-02-12/2024-02-16 2024-03-29/2024-04-12 2024-05-27/2024-05-31 2024-07-22/2024-08-30 2024-10-28/2024-11-01
        2024-12-23/2025-01-03
        """);

    /// <summary>-1.2 on a bank holiday, .25 on the working day after one, -.10 in school holidays, -.5 at Christmas.</summary>
    public static double LogEffect(DateOnly day) =>
        (Bank.Contains(day) ? -1.2 : Bank.Contains(day.AddDays(-1)) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) ? .25 : 0)
        - (School.Contains(day) ? .10 : 0) - (Analytics.Effects.CalendarTerms.IsChristmas(day) ? .5 : 0);

    private static HashSet<DateOnly> Days(string text) => [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(span =>
    {
        var ends = span.Split('/').Select(day => DateOnly.ParseExact(day, "yyyy-MM-dd")).ToArray();
        return Enumerable.Range(ends[0].DayNumber, ends[^1].DayNumber - ends[0].DayNumber + 1).Select(DateOnly.FromDayNumber);
    })];
}
