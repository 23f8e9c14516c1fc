using System.Globalization;
using System.Text;

namespace Outcomes.Tests.Functions.Api.Differencing;

/// <summary>Two services, four wards in two districts, three channels and twelve months; each line of its files is one contact or one place booked.</summary>
internal sealed class InventedCouncil
{
    public static readonly DateOnly First = new(2025, 4, 1);

    private static readonly (string Code, double Weight)[] Services = [("bins", 4), ("parks", 1.1)], Wards = [("W1", 6), ("W2", 4), ("W3", 1), ("W4", 0.5)], Channels = [("web", 5), ("phone", 4), ("face_to_face", 1)];

    private readonly Random random = new(2);
    private readonly List<Line> lines = [];

    /// <summary>A line of a file: a contact, or a place booked.</summary>
    internal sealed record Line(string Dataset, DateOnly Day, string Service, string Ward, string Channel);

    /// <summary>The district of each ward.</summary>
    public static IReadOnlyDictionary<string, string> DistrictOf { get; } = new Dictionary<string, string> { ["W1"] = "D1", ["W2"] = "D1", ["W3"] = "D2", ["W4"] = "D2" };

    /// <summary>April 2025 to March 2026.</summary>
    public InventedCouncil() => Draw(First, new(2026, 3, 31));

    /// <summary>Every line as it stands.</summary>
    public IReadOnlyList<Line> Lines => lines;

    /// <summary>
    /// April's first two weeks; the parks' register of March, which came late; and November's contacts about bins, of which two came from another ward
    /// than was said and one was counted twice. Gives what was touched.
    /// </summary>
    public HashSet<(string Dataset, string Service, DateOnly Month)> Restate()
    {
        Draw(new(2026, 4, 1), new(2026, 4, 15));
        for (var late = 0; late < 9; late++)
            Add(late % 2 == 0 ? "contacts" : "bookings", new DateOnly(2026, 3, 2).AddDays(random.Next(28)), "parks");
        foreach (var place in Enumerable.Range(0, lines.Count).Where(place => lines[place] is { Dataset: "contacts", Service: "bins", Ward: "W1" } line && line.Day is { Year: 2025, Month: 11 }).Take(2))
            lines[place] = lines[place] with { Ward = "W4" };
        lines.Remove(lines.First(line => line is { Dataset: "contacts", Service: "bins", Ward: "W2" } && line.Day is { Year: 2025, Month: 11 }));
        return [("contacts", "parks", new(2026, 3, 1)), ("bookings", "parks", new(2026, 3, 1)), ("contacts", "bins", new(2025, 11, 1)),
            .. Services.SelectMany(service => new[] { ("contacts", service.Code, new DateOnly(2026, 4, 1)), ("bookings", service.Code, new DateOnly(2026, 4, 1)) })];
    }

    /// <summary>How many of some lines a figure counts: n its numerator, d its denominator, r the rest.</summary>
    public static long Count(IEnumerable<Line> lines, Cell cell, char part)
    {
        var (dataset, share) = cell.Measure is "digital_contact_share" or "phone_contacts" ? ("contacts", cell.Measure == "digital_contact_share") : (cell.Measure, false);
        var channel = cell.Measure == "phone_contacts" ? "phone" : cell.Channel;
        var end = cell.Grain switch { "day" => cell.Period, "week" => cell.Period.AddDays(6), "month" => cell.Period.AddMonths(1).AddDays(-1), "quarter" => cell.Period.AddMonths(3).AddDays(-1), _ => cell.Period.AddYears(1).AddDays(-1) };
        return lines.LongCount(line => line.Dataset == dataset && line.Day >= cell.Period && line.Day <= end && (cell.Service == "all" || cell.Service == line.Service)
            && (cell.Area == "all" || cell.Area == line.Ward || cell.Area == DistrictOf[line.Ward]) && (channel == "all" || channel == line.Channel)
            && (!share || part == 'd' || (part == 'n') == (line.Channel == "web")));
    }

    /// <summary>Writes the council's folder.</summary>
    public void Write(TempFolder folder)
    {
        foreach (var (dataset, count) in new[] { ("contacts", "contacts"), ("bookings", "booked") })
        {
            File.WriteAllText(folder[$"council/sources/{dataset}.sql"], $$"""
                -- title: {{dataset}} (invented)
                -- dataset: service_{{dataset}}
                -- files: {{dataset}}.csv
                -- columns: {day: date}
                -- absent: zero
                -- mode: replace
                -- owner: data@council.example

                select day as date, service, area, channel, count(*) as {{count}} from raw group by all
                """);
            var text = new StringBuilder("day,service,area,channel\n");
            foreach (var line in lines.Where(line => line.Dataset == dataset))
                text.Append(CultureInfo.InvariantCulture, $"{line.Day:yyyy-MM-dd},{line.Service},{line.Ward},{line.Channel}\n");
            File.WriteAllText(folder[$"council/{dataset}.csv"], text.ToString());
        }
        File.WriteAllText(folder["council/measures/phone_contacts.sql"], """
            -- title: Contacts by phone (the council's own)
            -- why: What contacts say of one channel, said again without naming it, and by ward.
            -- stage: outcome
            -- kind: count
            -- unit: contacts
            -- better: lower
            -- numerator: Contacts by phone
            -- disclosure: event_count
            -- publish: {month: [[service, area]], week: [[service]]}
            -- date_role: received
            -- lookback: 0d
            -- owner: performance@council.example
            -- review_by: 2027-04-01

            select
                date::date                  as date,
                grain::varchar              as grain,
                service::varchar            as service,
                area::varchar               as area,
                null::varchar               as channel,
                null::varchar               as platform,
                sum(contacts)::bigint       as numerator,
                null::bigint                as denominator,
                contacts_status             as status
            from service_contacts
            where channel = 'phone'
            group by all;
            """);
        File.WriteAllText(folder["council/data/areas.csv"], "area,name,type,parent\nW1,Hill,ward,D1\nW2,Dale,ward,D1\nW3,Moor,ward,D2\nW4,Fen,ward,D2\nD1,North,district,\nD2,South,district,\n");
        File.WriteAllText(folder["council/data/channels.csv"], "channel,title,digital\nweb,Online,true\nphone,Telephone,false\nface_to_face,Face to face,false\n");
    }

    private void Draw(DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            foreach (var (service, weight) in Services)
                for (var left = weight * 2 * random.NextDouble(); random.NextDouble() < left; left--)
                    Add(random.Next(3) == 0 ? "bookings" : "contacts", day, service);
            // Every service hears of something on the web and by telephone each month.
            if (day.Day == 1)
                lines.AddRange(from service in Services from channel in new[] { "web", "phone" } select new Line("contacts", day, service.Code, "W1", channel));
        }
    }

    private void Add(string dataset, DateOnly day, string service) => lines.Add(new(dataset, day, service, Pick(Wards), Pick(Channels)));

    private string Pick((string Code, double Weight)[] among)
    {
        var left = random.NextDouble() * among.Sum(one => one.Weight);
        foreach (var (code, weight) in among)
            if ((left -= weight) < 0)
                return code;
        return among[^1].Code;
    }
}
