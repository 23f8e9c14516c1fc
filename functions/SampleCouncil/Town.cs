using System.Globalization;

namespace Outcomes.Functions;

/// <summary>What is usual in Sampleton: how much of what to expect on a day, before chance.</summary>
internal sealed class Town
{
    /// <summary>Services: contacts a day through all channels, share of assessed contacts that were avoidable, and the month's factor.</summary>
    public static readonly IReadOnlyList<(string Id, string Title, string Queue, double Contacts, double Avoidable, double[] Season)> Services =
    [
        ("waste", "Bins and recycling", "Bins & recycling", 420, 0.34, [1.20, 0.95, 1.00, 1.05, 1.05, 1.05, 1.05, 1.00, 0.95, 0.95, 0.95, 1.00]),
        ("libraries", "Libraries", "Libraries", 90, 0.12, [1.00, 1.00, 1.00, 0.95, 0.95, 0.95, 1.15, 1.15, 1.00, 1.05, 1.00, 0.80]),
        ("leisure", "Leisure and sport", "Leisure", 110, 0.18, [1.30, 1.15, 1.05, 1.00, 0.95, 0.95, 1.00, 0.95, 1.05, 1.00, 0.95, 0.65]),
        ("highways", "Roads and pavements", "Highways", 150, 0.28, [1.25, 1.25, 1.15, 1.00, 0.90, 0.85, 0.80, 0.80, 0.90, 1.00, 1.05, 1.05]),
        ("housing", "Housing", "Housing options", 260, 0.31, [1.10, 1.05, 1.00, 1.00, 0.95, 0.95, 0.95, 0.95, 1.00, 1.05, 1.05, 0.95]),
        ("registrars", "Births, deaths and ceremonies", "Registrars", 40, 0.15, [1.10, 1.05, 1.00, 1.00, 1.00, 1.00, 1.00, 0.95, 1.00, 0.95, 0.95, 1.00]),
    ];

    /// <summary>Channels: as the customer system writes them, share of contacts, change a year, share of a usual day that stays on a bank holiday.</summary>
    public static readonly IReadOnlyList<(string Id, string Text, double Share, double Growth, double Holiday)> Channels =
    [
        ("phone", "Telephone", 0.45, -0.05, 0.05),
        ("web", "Online form", 0.25, 0.10, 0.70),
        ("email", "Email", 0.12, 0.00, 0.60),
        ("face_to_face", "Reception desk", 0.13, -0.06, 0.00),
        ("social", "Social media", 0.05, 0.08, 0.80),
    ];

    /// <summary>Wards by name, and the share of customers who live there. The nameless one is customers whose address nobody asked for.</summary>
    public static readonly IReadOnlyList<(string Name, double Share)> Wards =
    [
        ("Abbey", 0.12), ("Castle Hill", 0.08), ("Harbour", 0.11), ("Northgate", 0.13), ("Millfield", 0.10), ("Park", 0.07),
        ("Riverside", 0.11), ("Southmoor", 0.09), ("St Anne's", 0.08), ("Westbrook", 0.08), ("", 0.03),
    ];

    private static readonly double[] OfficeWeek = [0.10, 1.45, 1.25, 1.20, 1.15, 1.10, 0.45];          // Sunday first, as DayOfWeek
    private static readonly double[] LeisureWeek = [1.05, 1.05, 1.00, 1.00, 0.90, 0.85, 1.15];

    private readonly HashSet<DateOnly> holidays;

    /// <summary>A history from a day to a day, both included.</summary>
    public Town(DateOnly from, DateOnly until)
    {
        (From, Until, Campaigns) = (from, until, Planted.Over(from));
        holidays = [.. Enumerable.Range(from.Year, until.Year - from.Year + 1).SelectMany(BankHolidays.In).Select(holiday => holiday.Day)];
    }

    /// <summary>First day of the history.</summary>
    public DateOnly From { get; }

    /// <summary>Last day of the history.</summary>
    public DateOnly Until { get; }

    /// <summary>The campaigns and what they did.</summary>
    public IReadOnlyList<Planted> Campaigns { get; }

    /// <summary>Every day of the history.</summary>
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, Until.DayNumber - From.DayNumber + 1).Select(From.AddDays);

    /// <summary>Whether it is a bank holiday.</summary>
    public bool IsHoliday(DateOnly day) => holidays.Contains(day);

    /// <summary>Contacts to expect of a service (its place in <see cref="Services"/>) through a channel from a ward on a day.</summary>
    public double Contacts(int service, int channel, (string Name, double Share) ward, DateOnly day)
    {
        var (id, _, _, contacts, _, season) = Services[service];
        var (how, _, share, growth, holiday) = Channels[channel];
        return contacts * share * ward.Share * OfficeWeek[(int)day.DayOfWeek] * Season(season, day) * Mood(id, day) * (1 + growth * Years(day))
            * (IsHoliday(day) ? holiday : 1) * Factor("contacts", id, how, ward.Name, day);
    }

    /// <summary>What a service of buildings (leisure, libraries, registrars) may expect on a day, of a usual day's number.</summary>
    public double Busy(string figure, string service, double usual, DateOnly day)
    {
        var season = Services.First(found => found.Id == service).Season;
        var week = service == "registrars" ? OfficeWeek : LeisureWeek;
        return usual * week[(int)day.DayOfWeek] * Season(season, day) * Mood(figure + service, day) * (IsHoliday(day) ? 0.3 : 1)
            * (day is { Month: 12, Day: 25 } ? 0 : 1) * Factor(figure, service, "", "", day);
    }

    /// <summary>What the campaigns multiply a figure by on a day.</summary>
    public double Factor(string figure, string service, string channel, string ward, DateOnly day) =>
        Planted.Factor(Campaigns, figure, service, channel, ward, day);

    /// <summary>Years since the history began, for trends.</summary>
    public double Years(DateOnly day) => (day.DayNumber - From.DayNumber) / 365.25;

    /// <summary>The day as its ISO 8601 text.</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day as most council systems print it.</summary>
    public static string British(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    // Good and bad days that all of a service's customers share, whatever their ward and channel.
    private static double Mood(string service, DateOnly day) => 1 + 0.05 * new Dice($"mood {service} {day.DayNumber}").Bell();

    // A month's factor holds at its middle; between two middles it moves in a straight line.
    private static double Season(double[] season, DateOnly day)
    {
        var days = DateTime.DaysInMonth(day.Year, day.Month);
        var past = (day.Day - 0.5) / days - 0.5;
        var neighbour = season[(day.Month - 1 + (past < 0 ? 11 : 1)) % 12];
        return season[day.Month - 1] * (1 - Math.Abs(past)) + neighbour * Math.Abs(past);
    }
}
