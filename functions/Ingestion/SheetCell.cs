using System.Globalization;
using ExcelDataReader;

namespace Outcomes.Functions.Ingestion;

/// <summary>A spreadsheet's cell as the text a CSV file would have: what is meant, not the binary fraction that is stored.</summary>
internal static class SheetCell
{
    /// <summary>
    /// ISO days and times, durations as h:mm:ss, numbers to the 15 digits Excel has, <c>47%</c> where the cell's format is a percentage;
    /// null where the cell is empty or a formula's error.
    /// </summary>
    public static string? Text(IExcelDataReader book, int field) => book.GetValue(field) switch
    {
        null => null,
        string text => string.IsNullOrWhiteSpace(text) ? null : text,
        bool yes => yes ? "true" : "false",
        DateTime time => Time(time),
        TimeSpan span => Duration(span),
        double number => Number(number, book.GetNumberFormatString(field)?.Contains('%') == true),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    private static string Number(double number, bool isPercent)
    {
        if (number != 0 && Math.Abs(number) is < 1e-9 or > 1e15)
            return number.ToString("G15", CultureInfo.InvariantCulture);
        // The conversion rounds to 15 significant digits, which is where the float's noise starts.
        var exact = (decimal)number;
        return isPercent ? $"{(exact * 100).ToString("0.#############", CultureInfo.InvariantCulture)}%" : exact.ToString("0.###############", CultureInfo.InvariantCulture);
    }

    /// <summary>A time without a day is stored as one of the last days of 1899.</summary>
    private static string Time(DateTime time)
    {
        time = new((time.Ticks + 5000) / 10_000 * 10_000, DateTimeKind.Unspecified);
        var clock = time.Millisecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff";
        return time.Year < 1900 ? time.ToString(clock, CultureInfo.InvariantCulture)
            : time.TimeOfDay == TimeSpan.Zero ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : time.ToString($"yyyy-MM-dd {clock}", CultureInfo.InvariantCulture);
    }

    private static string Duration(TimeSpan span)
    {
        span = TimeSpan.FromMilliseconds(Math.Round(span.TotalMilliseconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}");
    }
}
