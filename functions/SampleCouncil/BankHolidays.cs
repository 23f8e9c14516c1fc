namespace Outcomes.Functions;

/// <summary>The bank holidays of England and Wales by rule, without the ones proclaimed for a single year.</summary>
internal static class BankHolidays
{
    /// <summary>The eight days of a year, in order, with their names as gov.uk writes them.</summary>
    public static IEnumerable<(DateOnly Day, string Name)> In(int year)
    {
        var christmas = new DateOnly(year, 12, 25);
        var boxing = christmas.AddDays(1);
        yield return (Weekday(new(year, 1, 1)), "New Year’s Day");
        yield return (Easter(year).AddDays(-2), "Good Friday");
        yield return (Easter(year).AddDays(1), "Easter Monday");
        yield return (Monday(new(year, 5, 7)), "Early May bank holiday");
        yield return (Monday(new(year, 5, 31)), "Spring bank holiday");
        yield return (Monday(new(year, 8, 31)), "Summer bank holiday");
        // Christmas on a Saturday or Sunday pushes Boxing Day, or is pushed past it.
        yield return (christmas.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? new(year, 12, 27) : christmas, "Christmas Day");
        yield return (boxing.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? new(year, 12, 28) : boxing, "Boxing Day");
    }

    private static DateOnly Weekday(DateOnly day) =>
        day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(2), DayOfWeek.Sunday => day.AddDays(1), _ => day };

    private static DateOnly Monday(DateOnly onOrBefore) => onOrBefore.AddDays(-(((int)onOrBefore.DayOfWeek + 6) % 7));

    // The Gregorian computus; Meeus, Astronomical Algorithms, chapter 8.
    private static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
        return new(year, n / 31, n % 31 + 1);
    }
}
