using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>What the council's own teams put in and sent out: hours and money, messages to those who asked for them, consultations.</summary>
internal static class TeamExports
{
    private static readonly (string Account, double Hours)[] Accounts =
        [("facebook:sampleton", 34), ("facebook:sampletonlibraries", 14), ("instagram:sampleton", 18), ("x:sampleton", 22), ("bluesky:sampleton", 6)];

    private static readonly (string Role, double Share)[] Roles = [("publish", 0.45), ("monitor", 0.25), ("facilitate", 0.20), ("analyse", 0.10)];

    /// <summary>All the teams' files, of the last year and a half.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        DateOnly[] days = [.. town.Days.Where(day => day >= town.Until.AddDays(1).AddMonths(-18))];
        return
        [
            new("exports/timesheets/timesheets.csv", Timesheets(town, days)), new("exports/messages/messages.csv", Messages(town, days)),
            new("exports/consultations/consultations.csv", Consultations(days)),
        ];
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

    // Every Sunday evening's bin day reminder; a text the day before a class since the campaign against empty places. Nobody knows whether a text was read.
    private static string Messages(Town town, DateOnly[] days)
    {
        var reminded = town.Campaigns.First(campaign => campaign.Campaign == "turn-up-or-cancel").From;
        var text = new StringBuilder("Sent on,Mailing,By,To send,Delivered,Failed,Opened,Link used,Opted out\n");
        foreach (var day in days)
        {
            if (day.DayOfWeek == DayOfWeek.Sunday)
                foreach (var (by, people, opened) in ((string, double, double)[])[("E-mail", 6200 + 2100 * town.Years(day), 0.43), ("Text", 2400 + 900 * town.Years(day), 0)])
                    Append("bin-day-reminder", day, by, people, opened, 0.06);
            if (day >= reminded && !town.IsHoliday(day.AddDays(1)))
                Append("turn-up-or-cancel", day, "Text", 95, 0, 0.22);
        }
        return text.ToString();

        void Append(string mailing, DateOnly day, string by, double people, double opened, double acted)
        {
            var dice = new Dice($"message {mailing} {by} {day.DayNumber}");
            var send = dice.Count(people);
            var delivered = send - dice.Of(send, 0.022);
            var read = dice.Of(delivered, opened);
            text.Append(CultureInfo.InvariantCulture, $"{Town.British(day)},{mailing},{by},{send},{delivered},{send - delivered},{(by == "Text" ? "n/a" : $"{read}")},{dice.Of(by == "Text" ? delivered : read, acted)},{dice.Of(delivered, 0.001)}\n");
        }
    }

    // One page for ideas that is always open, and each autumn the budget.
    private static string Consultations(DateOnly[] days)
    {
        var text = new StringBuilder("Month,Consultation,Took part,Proposals,Votes,Comments,Adopted\n");
        foreach (var month in days.Where(day => day.Day == 1))
        {
            Append($"{month:yyyy-MM},Ideas for Sampleton", 420, 0.26);
            if (month.Month >= 10)
                Append($"{month:yyyy-MM},Budget {month.Year + 1}", 900, 0.18);
        }
        return text.ToString();

        void Append(string what, double people, double adopted)
        {
            var dice = new Dice($"consultation {what}");
            var took = dice.Count(people);
            var proposals = dice.Of(took, 0.25);
            text.Append(CultureInfo.InvariantCulture, $"{what},{took},{proposals},{dice.Count(2.6 * took)},{dice.Count(0.7 * took)},{dice.Of(proposals, adopted)}\n");
        }
    }
}
