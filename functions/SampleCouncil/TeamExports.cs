using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>What the council's own teams put in: hours and money.</summary>
internal static class TeamExports
{
    private static readonly (string Account, double Hours)[] Accounts =
        [("facebook:sampleton", 34), ("facebook:sampletonlibraries", 14), ("instagram:sampleton", 18), ("x:sampleton", 22), ("bluesky:sampleton", 6)];

    private static readonly (string Role, double Share)[] Roles = [("publish", 0.45), ("monitor", 0.25), ("facilitate", 0.20), ("analyse", 0.10)];

    /// <summary>All the teams' files, of the last year and a half.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        DateOnly[] days = [.. town.Days.Where(day => day >= town.Until.AddDays(1).AddMonths(-18))];
        return [new("exports/timesheets/timesheets.csv", Timesheets(town, days))];
    }

    // By month: each account's everyday hours by role, and what each campaign took while it ran, on its first network. Promotion is paid for on Facebook and Instagram.
    private static string Timesheets(Town town, DateOnly[] days)
    {
        var text = new StringBuilder("Month,Team,Role,Account,Campaign,Hours,Spent (£)\n");
        foreach (var month in days.GroupBy(day => new DateOnly(day.Year, day.Month, 1)))
        {
            foreach (var (account, hours) in Accounts)
                foreach (var (role, share) in Roles)
                    text.Append(CultureInfo.InvariantCulture, $"{month.Key:yyyy-MM},Communications,{role},{account},everyday,{Quarters($"hours {account} {role} {month.Key.DayNumber}", hours * share)},0.00\n");
            foreach (var campaign in town.Campaigns)
                if (month.Count(day => day >= campaign.From && day <= campaign.To) is > 0 and var ran)
                {
                    var network = campaign.Platforms.Split(' ')[0];
                    text.Append(CultureInfo.InvariantCulture, $"{month.Key:yyyy-MM},Communications,create,{network}:sampleton,{campaign.Campaign},{Quarters($"hours {campaign.Campaign} {month.Key.DayNumber}", 1.5 * ran)},{(network == "x" ? 0 : 12m * ran):0.00}\n");
                }
        }
        return text.ToString();
    }

    // To the nearest quarter of an hour, as people write them down.
    private static string Quarters(string cell, double usual) => (new Dice(cell).Count(4 * usual) / 4m).ToString("0.00", CultureInfo.InvariantCulture);
}
