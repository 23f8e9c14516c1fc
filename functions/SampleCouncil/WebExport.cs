using System.Text;

namespace Outcomes.Functions;

/// <summary>Web analytics: each service's pages by day. The tag was off the site for four days, which have no rows.</summary>
internal static class WebExport
{
    /// <summary>The file.</summary>
    public static ExportFile Of(Town town)
    {
        var off = town.From.AddDays(7 * 40 + 1);
        var text = new StringBuilder("date,page_group,sessions,users,views,form_starts,form_completions\n");
        foreach (var day in town.Days.Where(day => day < off || day >= off.AddDays(4)))
            for (var service = 0; service < Town.Services.Count; service++)
            {
                var dice = new Dice($"web {service} {day.DayNumber}");
                var sessions = dice.Count(8 * Town.Wards.Sum(ward => town.Contacts(service, 1, ward, day)));
                var starts = dice.Of(sessions, 0.18);
                text.Append($"{Town.Iso(day)},{Town.Services[service].Id},{sessions},{dice.Of(sessions, 0.85)},{sessions + dice.Of(sessions, 0.9)},{starts},{dice.Of(starts, 0.72)}\n");
            }
        return new("exports/web/web.csv", text.ToString());
    }
}
