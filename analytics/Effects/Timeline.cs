namespace Outcomes.Analytics.Effects;

/// <summary>How long a period of a series is.</summary>
public enum Grain
{
    /// <summary>Seven days from a Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,
}

/// <summary>Periods one after the other, numbered from 0.</summary>
/// <param name="Grain">Weeks or months.</param>
/// <param name="First">First day of period 0: a Monday, or the first of a month.</param>
/// <param name="Count">How many there are.</param>
public sealed record Timeline(Grain Grain, DateOnly First, int Count)
{
    /// <summary>Periods in a year, about.</summary>
    public int PerYear => Grain == Grain.Week ? 52 : 12;

    /// <summary>week or month, with an s where there is more than one.</summary>
    public string Words(int periods) => $"{periods} {(Grain == Grain.Week ? "week" : "month")}{(periods == 1 ? "" : "s")}";

    /// <summary>First day of a period.</summary>
    public DateOnly Start(int period) => Grain == Grain.Week ? First.AddDays(7 * period) : First.AddMonths(period);

    /// <summary>Last day of a period.</summary>
    public DateOnly End(int period) => Start(period + 1).AddDays(-1);

    /// <summary>Share of a period's days that lie in a span, ends included.</summary>
    public double Share(int period, DateOnly from, DateOnly to)
    {
        var (start, end) = (Start(period), End(period));
        var days = (to < end ? to : end).DayNumber - (from > start ? from : start).DayNumber + 1;
        return Math.Max(0, days) / (end.DayNumber - start.DayNumber + 1.0);
    }
}
