namespace Outcomes.Functions;

/// <summary>A campaign of the sample council, and what it is made to have done: the truth that the product does not read.</summary>
/// <param name="Campaign">Its id.</param>
/// <param name="Title">Its name, for people.</param>
/// <param name="Kind">communication, service_change or event.</param>
/// <param name="Platforms">Where it ran, separated by spaces.</param>
/// <param name="Cost">What it cost, pounds.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Aim">What it was for: measure, service, area ("" = everywhere), expected.</param>
/// <param name="Comparisons">Services, or areas where the aim is on one, that did not get it; separated by semicolons.</param>
/// <param name="Effects">What it did; a factor of 1 is nothing.</param>
internal sealed record Planted(
    string Campaign, string Title, string Kind, string Platforms, int Cost, DateOnly From, DateOnly To,
    (string Measure, string Service, string Area, string Expected) Aim, string Comparisons, IReadOnlyList<Effect> Effects)
{
    /// <summary>The eight campaigns of a history of three years that starts on a day: two did nothing, one did harm.</summary>
    public static IReadOnlyList<Planted> Over(DateOnly from)
    {
        var monday = from.AddDays((8 - (int)from.DayOfWeek) % 7);
        // The last summer that is over for a month: libraries count by month, and a month needs years before it to be judged.
        var july = new DateOnly(from.Year + (from.Month > 10 ? 3 : 2), 7, 1);
        DateOnly Week(int number) => monday.AddDays(7 * number);
        DateOnly Sunday(int number) => Week(number).AddDays(6);
        return
        [
            new("report-it-online", "Report it online", "service_change", "facebook x", 9000, Week(70), Sunday(81),
                ("digital_contact_share", "waste", "", "increase"), "highways;housing;leisure;libraries", [new("contacts", "waste", "web", "", 1.25, Lasting: true), new("contacts", "waste", "phone", "", 0.85, Lasting: true)]),
            new("book-a-swim", "Book a swim", "communication", "facebook instagram", 6500, Week(88), Sunday(95),
                ("bookings", "leisure", "", "increase"), "", [new("bookings", "leisure", "", "", 1.25, Lasting: false)]),
            new("pothole-pledge", "The pothole pledge", "communication", "x", 4000, Week(96), Sunday(103),
                ("contacts", "highways", "", "decrease"), "", [new("contacts", "highways", "", "", 1, Lasting: false)]),
            new("bin-day-leaflet", "Your new bin day", "communication", "facebook", 12000, Week(110), Sunday(121),
                ("avoidable_contact_rate", "waste", "", "decrease"), "", [new("avoidable", "waste", "", "", 1.3, Lasting: false)]),
            new("turn-up-or-cancel", "Turn up or cancel", "service_change", "instagram", 3000, Week(114), Sunday(119),
                ("attendance_rate", "leisure", "", "increase"), "libraries", [new("no_show", "leisure", "", "", 0.7, Lasting: true)]),
            new("say-yes-in-sampleton", "Say yes in Sampleton", "communication", "instagram", 5000, Week(120), Sunday(127),
                ("bookings", "registrars", "", "increase"), "", [new("bookings", "registrars", "", "", 1, Lasting: false)]),
            new("summer-reading", "Summer reading", "event", "facebook bluesky", 15000, july, july.AddDays(61),
                ("visits", "libraries", "", "increase"), "", [new("visits", "libraries", "", "", 1.12, Lasting: false)]),
            new("northgate-knocks", "Northgate knocks", "communication", "facebook", 8000, Week(100), Sunday(109),
                ("contacts", "housing", "X05000004", "decrease"), "X05000001;X05000003;X05000005;X05000007;X05000008;X05000009", [new("contacts", "housing", "", "Northgate", 0.8, Lasting: false)]),
        ];
    }

    /// <summary>What all campaigns together multiply a figure's expectation by on a day.</summary>
    public static double Factor(IReadOnlyList<Planted> campaigns, string figure, string service, string channel, string ward, DateOnly day)
    {
        var factor = 1.0;
        foreach (var campaign in campaigns)
            foreach (var effect in campaign.Effects)
                if (effect.Figure == figure && effect.Service == service && (effect.Channel.Length == 0 || effect.Channel == channel)
                    && (effect.Ward.Length == 0 || effect.Ward == ward) && day >= campaign.From && (effect.Lasting || day <= campaign.To))
                    factor *= effect.Factor;
        return factor;
    }
}

/// <summary>What a campaign multiplies.</summary>
/// <param name="Figure">contacts, bookings, visits, or a share: avoidable (of contacts assessed), no_show (of places kept).</param>
/// <param name="Service">Whose.</param>
/// <param name="Channel">Through which channel; "" = all.</param>
/// <param name="Ward">In which ward, by name; "" = all.</param>
/// <param name="Factor">By how much, while it works.</param>
/// <param name="Lasting">Whether it works on after the campaign's last day.</param>
internal sealed record Effect(string Figure, string Service, string Channel, string Ward, double Factor, bool Lasting);
