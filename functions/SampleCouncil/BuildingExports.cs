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
        ("Leisure Centre", "leisure", "Spin", 40, 0.55), ("Leisure Centre", "leisure", "Yoga", 36, 0.50),
        ("Leisure Centre", "leisure", "Aqua fitness", 50, 0.45), ("Leisure Centre", "leisure", "Swimming lessons", 60, 0.55),
        ("Central Library", "libraries", "Rhyme time", 30, 0.50),
    ];

    private const string BookingsHeader = "Booked on,For,Site,Activity,How booked,Places,Bookings,Cancelled,Income (£)\n";

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
            {
                AppendActivities(text, corrections, town, day);
                AppendClasses(text, town, day);
            }
            if (year.Key == town.From.Year + 1)
                text.Append($"30/02/{year.Key},01/03/{year.Key},Leisure Centre,Gym,Online,4,3,0,20.80\n")
                    .Append($"01/03/{year.Key},01/03/{year.Key},Leisure Centre,Gym,Kiosk,n/k,3,0,20.80\n")
                    .Append($"02/03/{year.Key},02/03/{year.Key},Leisure Centre,Gym,Kiosk,3.5,3,0,20.80\n");
            yield return new($"exports/bookings/bookings-{year.Key}.csv", text.ToString());
        }
        yield return new("exports/bookings/bookings-corrections.csv", corrections.ToString());
    }

    private static void AppendActivities(StringBuilder text, StringBuilder corrections, Town town, DateOnly day)
    {
        foreach (var (site, service, activity, places, price, ways) in Activities)
            foreach (var (how, share) in ways)
            {
                var dice = new Dice($"bookings {activity} {how} {day.DayNumber}");
                var booked = dice.Count(town.Busy("bookings", service, places * share, day));
                if (booked == 0)
                    continue;
                var orders = Math.Max(1, dice.Of(booked, 0.7));
                var cancelled = dice.Of(booked, 0.06);
                var row = BookingRow(day, day, site, activity, how, booked, orders, cancelled, price);
                text.Append(row);
                if (day.Day == 15 && how == "Telephone" && activity == "Swimming" && day.Month <= 2)
                    text.Append(row);                                       // the export repeats itself now and then
                if (day > town.Until.AddDays(-30) && dice.Unit() < 0.2)
                    corrections.Append(BookingRow(day, day, site, activity, how, booked, orders, Math.Min(booked, cancelled + 1), price));
            }
    }

    // Places in classes are booked on the Web two days before and by telephone the day before.
    private static void AppendClasses(StringBuilder text, Town town, DateOnly day)
    {
        foreach (var ahead in (int[])[1, 2])
            foreach (var (site, _, name, _, _) in Classes)
                if (ClassOn(town, name, day.AddDays(ahead)) is { } held)
                {
                    var (how, booked, cancelled) = ahead == 2 ? ("Online", held.Web, held.Cancelled) : ("Telephone", held.Phone, 0);
                    if (booked > 0)
                        text.Append(BookingRow(day, day.AddDays(ahead), site, name, how, booked, booked, cancelled, 3.50m));
                }
    }

    private static string BookingRow(
        DateOnly day, DateOnly held, string site, string activity, string how, long booked, long orders, long cancelled, decimal price) =>
        $"{Town.British(day)},{Town.British(held)},{site},{activity},{how},{booked},{orders},{cancelled},"
        + $"{((booked - cancelled) * price).ToString("0.00", CultureInfo.InvariantCulture)}\n";

    // No classes on bank holidays, nor on the first two days, whose bookings lie before the history.
    private static (long Web, long Phone, long Cancelled, long Absent)? ClassOn(Town town, string name, DateOnly day)
    {
        if (town.IsHoliday(day) || day < town.From.AddDays(2) || day > town.Until)
            return null;
        var (_, service, _, capacity, fill) = Classes.First(known => known.Name == name);
        var dice = new Dice($"class {name} {day.DayNumber}");
        var web = Math.Min(capacity, dice.Count(capacity * fill * 0.8 * town.Factor("bookings", service, "", "", day.AddDays(-2))));
        var phone = Math.Min(capacity - web, dice.Count(capacity * fill * 0.2 * town.Factor("bookings", service, "", "", day.AddDays(-1))));
        var cancelled = dice.Of(web, 0.05);
        return (web, phone, cancelled, dice.Of(web + phone - cancelled, 0.20 * town.Factor("no_show", service, "", "", day)));
    }

    private static string Held(Town town)
    {
        var text = new StringBuilder("Date,Site,Class,Capacity,Attended,No show\n");
        foreach (var day in town.Days)
            foreach (var (site, _, name, capacity, _) in Classes)
                if (ClassOn(town, name, day) is { } held)
                    text.Append($"{Town.Iso(day)},{site},{name},{capacity},{held.Web + held.Phone - held.Cancelled - held.Absent},{held.Absent}\n");
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
