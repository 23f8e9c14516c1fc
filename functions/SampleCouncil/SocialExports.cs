using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>One file from each of four platforms, each in its own words: what they share is little.</summary>
internal static class SocialExports
{
    /// <summary>The files. X was not collected for twelve days; Instagram was connected three weeks late; Bluesky has no impressions.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        var missed = town.From.AddDays(7 * 52);
        var council = Days(town, "facebook", "sampleton", 18400, 2.1).ToList();
        var libraries = Days(town, "facebook", "sampletonlibraries", 3900, 1.2).ToList();
        yield return new("exports/social/facebook.csv", "Date,Page,Page followers,New followers,Unfollows,Impressions,Engagements,Link clicks,Posts,Messages received,Messages needing a reply,Messages answered,Answered within standard\n"
            + Lines(council.Zip(libraries).SelectMany(pair => ((string, Day)[])[("Sampleton Council", pair.First), ("Sampleton Libraries", pair.Second)]), row =>
                $"{Town.Iso(row.Item2.Date)},{row.Item1},{row.Item2.Followers},{row.Item2.Joins},{row.Item2.Leaves},{row.Item2.Impressions},{row.Item2.Engagements},{row.Item2.Clicks},{row.Item2.Posts},{row.Item2.Inbound},{row.Item2.Needing},{row.Item2.Replied},{row.Item2.InTime}"));
        yield return new("exports/social/instagram.csv", "Date;Followers;Net growth;Impressions;Interactions;Posts;Comments and messages;Questions;Questions answered\n"
            + Lines(Days(town, "instagram", "sampleton", 7200, 1.1), day =>
                $"{Town.British(day.Date)};{(day.Date < town.From.AddDays(21) ? "0" : Thousands(day.Followers))};{day.Joins - day.Leaves};{Thousands(day.Impressions)};{day.Engagements};{day.Posts};{day.Inbound};{day.Needing};{day.Replied}"));
        yield return new("exports/social/x.csv", "Date,Followers,Impressions,Engagements,Engagement rate,Posts,Replies sent,Mentions,Mentions needing a reply,Mentions answered\n"
            + Lines(Days(town, "x", "sampleton", 11300, 2.6).Where(day => day.Date < missed || day.Date >= missed.AddDays(12)), day =>
                $"{Town.Iso(day.Date)},{day.Followers},{day.Impressions},{day.Engagements},{Percent(day)},{day.Posts},{day.Replied},{day.Inbound},{day.Needing},{day.Replied}"));
        yield return new("exports/social/bluesky.csv", "date,followers,posts,likes,reposts,replies,mentions,mentions_needing_reply,mentions_answered\n"
            + Lines(Days(town, "bluesky", "sampleton", 400, 1.0), day =>
                $"{Town.Iso(day.Date)},{day.Followers},{day.Posts},{day.Engagements / 2},{day.Engagements / 4},{day.Engagements / 4},{day.Inbound},{day.Needing},{day.Replied}"));
    }

    private static IEnumerable<Day> Days(Town town, string platform, string handle, long followers, double posts)
    {
        foreach (var day in town.Days)
        {
            var dice = new Dice($"social {platform} {handle} {day.DayNumber}");
            var running = town.Campaigns.Count(campaign => campaign.Platforms.Split(' ').Contains(platform) && day >= campaign.From && day <= campaign.To);
            var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.4 : 1.24;
            var (joins, leaves) = (dice.Count(followers * 0.0007 * (1 + 0.5 * running)), dice.Count(followers * 0.0004));
            followers += joins - leaves;
            var posted = dice.Count(posts * weekend * (1 + 0.6 * running));
            var seen = dice.Count(followers * 0.05 * (0.5 + posted));
            var inbound = dice.Count(followers * 0.0006 * weekend * (1 + 0.3 * running));
            var needing = dice.Of(inbound, 0.45);
            var replied = dice.Of(needing, 0.70);
            yield return new(day, followers, joins, leaves, posted, seen, dice.Of(seen, 0.03), dice.Of(seen, 0.01), inbound, needing, replied, dice.Of(replied, 0.80));
        }
    }

    private static string Lines<T>(IEnumerable<T> rows, Func<T, string> line) =>
        rows.Aggregate(new StringBuilder(), (text, row) => text.Append(line(row)).Append('\n')).ToString();

    private static string Thousands(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(Day day) =>
        ((decimal)day.Engagements * 100 / Math.Max(1, day.Impressions)).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    private sealed record Day(
        DateOnly Date, long Followers, long Joins, long Leaves, long Posts, long Impressions, long Engagements, long Clicks, long Inbound, long Needing, long Replied, long InTime);
}
