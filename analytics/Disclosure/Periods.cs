namespace Outcomes.Analytics.Disclosure;

/// <summary>The periods of every grain, as runs of the finest spans of time that any table tells apart.</summary>
internal sealed class Periods
{
    private readonly Dictionary<int, int>[] places = [.. Enumerable.Range(0, 6).Select(_ => new Dictionary<int, int>())];

    /// <param name="starts">First days (day numbers) of the periods published, by grain.</param>
    /// <param name="slots">First days of the finest spans.</param>
    /// <param name="lastOnly">Whether a coarse period has what its last slot has, instead of the sum of all.</param>
    public Periods(IReadOnlyList<int>[] starts, IReadOnlyList<int> slots, bool lastOnly)
    {
        Starts = starts;
        Slots = slots.Count;
        for (var grain = 0; grain < 6; grain++)
        {
            for (var place = 0; place < starts[grain].Count; place++)
                places[grain][starts[grain][place]] = place;
            var of = new int[slots.Count];
            First[grain] = [.. Enumerable.Repeat(int.MaxValue, starts[grain].Count)];
            Last[grain] = [.. Enumerable.Repeat(-1, starts[grain].Count)];
            for (var slot = 0; slot < slots.Count; slot++)
                if ((of[slot] = Place((Grain)grain, slots[slot])) is >= 0 and var place)
                    (First[grain][place], Last[grain][place]) = (Math.Min(First[grain][place], slot), slot);
            Of[grain] = of;
        }
        if (!lastOnly)
            return;
        for (var grain = (int)Grain.Quarter; grain < 6; grain++)
            for (var slot = 0; slot < slots.Count; slot++)
                if (Of[grain][slot] is >= 0 and var place)
                {
                    if (Last[grain][place] != slot)
                        Of[grain][slot] = -1;
                    First[grain][place] = Last[grain][place];
                }
    }

    /// <summary>How many of the finest spans there are.</summary>
    public int Slots { get; }

    /// <summary>First days of the periods, by grain.</summary>
    public IReadOnlyList<int>[] Starts { get; }

    /// <summary>The period that a slot counts in, by grain and slot; -1: none.</summary>
    public int[][] Of { get; } = new int[6][];

    /// <summary>The first slot of each period.</summary>
    public int[][] First { get; } = new int[6][];

    /// <summary>The last slot of each period.</summary>
    public int[][] Last { get; } = new int[6][];

    /// <summary>How many periods of a grain there are.</summary>
    public int Count(Grain grain) => Starts[(int)grain].Count;

    /// <summary>The place of the period that a day lies in, or -1.</summary>
    public int Place(Grain grain, int day) => places[(int)grain].GetValueOrDefault(StartOf(grain, DateOnly.FromDayNumber(day)).DayNumber, -1);

    /// <summary>The last day of the period that starts on a day.</summary>
    public static DateOnly EndOf(Grain grain, DateOnly start) => grain switch
    {
        Grain.Day => start,
        Grain.Week => start.AddDays(6),
        Grain.Month => start.AddMonths(1).AddDays(-1),
        Grain.Quarter => start.AddMonths(3).AddDays(-1),
        _ => start.AddYears(1).AddDays(-1),
    };

    /// <summary>The first day of the period that a day lies in.</summary>
    public static DateOnly StartOf(Grain grain, DateOnly day) => grain switch
    {
        Grain.Day => day,
        Grain.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        Grain.Month => new(day.Year, day.Month, 1),
        Grain.Quarter => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        Grain.FinancialYear => new(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1),
        _ => new(day.Year, 1, 1),
    };
}
