using System.Text;

namespace Outcomes.Functions;

/// <summary>The customer system's export, one file a year: contacts by day, service, ward and channel. Telephony counts the calls.</summary>
internal static class ContactExports
{
    /// <summary>Share of contacts that someone listens to, to say whether they should have been needed.</summary>
    private const double Assessed = 0.10;

    /// <summary>The files. The first year's ends with two rows that are wrong; one early month is small enough to be masked.</summary>
    public static IEnumerable<ExportFile> Of(Town town) => town.Days.GroupBy(day => day.Year).ToList().AsParallel().Select(year => Exported(town, year));

    private static ExportFile Exported(Town town, IGrouping<int, DateOnly> year)
    {
        var text = new StringBuilder("Date,Service,Ward,Channel,Contacts,Assessed,Avoidable\n");
        foreach (var day in year)
            for (var service = 0; service < Town.Services.Count; service++)
                AppendDay(text, town, day, service);
        if (year.Key == town.From.Year)
            text.Append(year.Key).Append("-02-30,Housing,Abbey,Email,3,0,0\n").Append(Town.Iso(town.From)).Append(",Housing,Abbey,Fax,about 4,0,0\n");
        return new($"exports/contacts/contacts-{year.Key}.csv", text.ToString());
    }

    // A cell without contacts has no row, as such systems have it.
    private static void AppendDay(StringBuilder text, Town town, DateOnly day, int service)
    {
        var (id, title, _, _, avoidable, _) = Town.Services[service];
        var chance = avoidable * town.Factor("avoidable", id, "", "", day);
        var masked = id == "registrars" && day < town.From.AddMonths(2) && day >= town.From.AddMonths(1);
        foreach (var ward in Town.Wards)
            for (var channel = 1; channel < Town.Channels.Count; channel++)
            {
                var how = Town.Channels[channel];
                var dice = new Dice($"contacts {id} {how.Id} {ward.Name} {day.DayNumber}");
                var contacts = dice.Count(town.Contacts(service, channel, ward, day));
                if (contacts == 0)
                    continue;
                text.Append(Town.Iso(day)).Append(',').Append(title.Contains(',') ? $"\"{title}\"" : title).Append(',').Append(ward.Name).Append(',').Append(how.Text);
                var assessed = dice.Of(contacts, Assessed);
                if (masked && contacts < 5)
                    text.Append(",*,,\n");
                else
                    text.Append(',').Append(contacts).Append(',').Append(assessed).Append(',').Append(dice.Of(assessed, chance)).Append('\n');
            }
    }
}
