using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>What the buildings' systems export: bookings, classes held, the leisure centre's door counter, the libraries' monthly return.</summary>
internal static class BuildingExports
{
    private static readonly (string Site, string Service, string Activity, double Places, decimal Price, (string How, double Share)[] Ways)[] Activities =
    [
        ("Leisure Centre", "leisure", "Swimming", 190, 4.60m, [("Online", 0.60), ("Telephone", 0.15), ("Front desk", 0.25)]),
        ("Leisure Centre", "leisure", "Gym", 120, 5.20m, [("Online", 0.75), ("Telephone", 0.05), ("Front desk", 0.20)]),
        ("Leisure Centre", "leisure", "Badminton", 45, 7.00m, [("Online", 0.65), ("Telephone", 0.20), ("Front desk", 0.15)]),
        ("Register Office", "registrars", "Birth appointment", 11, 0m, [("Online", 0.70), ("Telephone", 0.30)]),
        ("Register Office", "registrars", "Notice of marriage", 6, 42m, [("Online", 0.60), ("Telephone", 0.40)]),
    ];

    private static readonly (string Site, string Service, string Name, int Capacity, double Fill)[] Classes =
    [
        ("Leisure Centre", "leisure", "Spin", 40, 0.85), ("Leisure Centre", "leisure", "Yoga", 36, 0.75), ("Leisure Centre", "leisure", "Aqua fitness", 50, 0.60),
        ("Leisure Centre", "leisure", "Swimming lessons", 60, 0.80), ("Central Library", "libraries", "Rhyme time", 30, 0.70),
    ];

    private const string BookingsHeader = "Booked on,Site,Activity,How booked,Places,Bookings,Cancelled,Income (£)\n";

    /// <summary>All the buildings' files.</summary>
    public static IEnumerable<ExportFile> Of(Town town) =>
        [.. Bookings(town), new("exports/classes/classes.csv", Held(town)), new("exports/visits/leisure-counter.csv", Counter(town)), .. LibraryReturns(town)];

    // A file a year, then the corrections: cancellations of the last month that came in after the year's file was made.
    private static IEnumerable<ExportFile> Bookings(Town town)
    {
        var corrections = new StringBuilder(BookingsHeader);
        foreach (var year in town.Days.GroupBy(day => day.Year))
        {
            var text = new StringBuilder(BookingsHeader);
            foreach (var day in year)
                foreach (var (site, service, activity, places, price, ways) in Activities)
                    foreach (var (how, share) in ways)
                    {
                        var dice = new Dice($"bookings {activity} {how} {day.DayNumber}");
                        var booked = dice.Count(town.Busy("bookings", service, places * share, day));
                        if (booked == 0)
                            continue;
                        var orders = Math.Max(1, dice.Of(booked, 0.7));
                        var cancelled = dice.Of(booked, 0.06);
                        string Row(long lost) => $"{Town.British(day)},{site},{activity},{how},{booked},{orders},{lost},{((booked - lost) * price).ToString("0.00", CultureInfo.InvariantCulture)}\n";
                        text.Append(Row(cancelled));
                        if (day.Day == 15 && how == "Telephone" && activity == "Swimming" && day.Month <= 2)
                            text.Append(Row(cancelled));                            // the export repeats itself now and then
                        if (day > town.Until.AddDays(-30) && dice.Unit() < 0.2)
                            corrections.Append(Row(Math.Min(booked, cancelled + 1)));
                    }
            if (year.Key == town.From.Year + 1)
                text.Append($"30/02/{year.Key},Leisure Centre,Gym,Online,4,3,0,20.80\n01/03/{year.Key},Leisure Centre,Gym,Kiosk,n/k,3,0,20.80\n02/03/{year.Key},Leisure Centre,Gym,Kiosk,3.5,3,0,20.80\n");
            yield return new($"exports/bookings/bookings-{year.Key}.csv", text.ToString());
        }
        yield return new("exports/bookings/bookings-corrections.csv", corrections.ToString());
    }

    private static string Held(Town town)
    {
        var text = new StringBuilder("Date,Site,Class,Capacity,Booked,Cancelled,Attended,No show\n");
        foreach (var day in town.Days.Where(day => !town.IsHoliday(day)))
            foreach (var (site, service, name, capacity, fill) in Classes)
            {
                var dice = new Dice($"class {name} {day.DayNumber}");
                var booked = Math.Min(capacity, dice.Count(capacity * fill));
                var cancelled = dice.Of(booked, 0.05);
                var absent = dice.Of(booked - cancelled, 0.20 * town.Factor("no_show", service, "", "", day));
                text.Append($"{Town.Iso(day)},{site},{name},{capacity},{booked},{cancelled},{booked - cancelled - absent},{absent}\n");
            }
        return text.ToString();
    }

    // The counter broke for nine days, which have no number; on Christmas Day it counted nobody.
    private static string Counter(Town town)
    {
        var broke = town.From.AddDays(7 * 60 + 3);
        var text = new StringBuilder("Day,In\n");
        foreach (var day in town.Days)
        {
            var visits = new Dice($"counter {day.DayNumber}").Count(town.Busy("visits", "leisure", 1400, day));
            text.Append(Town.Iso(day)).Append(',').Append(day >= broke && day < broke.AddDays(9) ? "" : $"{visits}").Append('\n');
        }
        return text.ToString();
    }

    // Delivered twice: the second return has a month more, and the month before restated. Riverside's counter missed one month.
    private static IEnumerable<ExportFile> LibraryReturns(Town town)
    {
        var months = town.Days.GroupBy(day => new DateOnly(day.Year, day.Month, 1)).ToList();
        foreach (var delivered in (int[])[months.Count - 1, months.Count])
        {
            string Line(string first, Func<int, string> cell) => string.Join(',', Enumerable.Range(0, delivered).Select(cell).Prepend(first)) + "\n";
            string Cell(string library, double usual, int month)
            {
                var visits = new Dice($"library {library} {months[month].Key.DayNumber}").Count(months[month].Sum(day => town.Busy("visits", "libraries", usual, day)));
                var late = month == delivered - 1 && delivered < months.Count;
                return library == "Riverside Library" && month == 17 ? "" : $"{(late ? visits - visits / 20 : visits)}";
            }
            yield return new($"exports/visits/libraries-{months[delivered - 1].Last():yyyy-MM-dd}.csv",
                "Visits to libraries by month: Sampleton (invented)\n"
                + Line("Library", month => months[month].Key.ToString("yyyy-MM", CultureInfo.InvariantCulture))
                + Line("Central Library", month => Cell("Central Library", 900, month))
                + Line("Riverside Library", month => Cell("Riverside Library", 350, month)));
        }
    }
}
