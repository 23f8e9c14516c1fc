using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>One file from each of four platforms, each in its own words, and one of all posts from the tool they are written in.</summary>
internal static class SocialExports
{
    /// <summary>The files. X was not collected for twelve days; Instagram was connected three weeks late; Bluesky has no impressions.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        var missed = town.From.AddDays(7 * 52);
        List<Day> council = [.. Days(town, "facebook", "sampleton", 18400, 2.1)];
        List<Day> libraries = [.. Days(town, "facebook", "sampletonlibraries", 3900, 1.2)];
        List<Day> instagram = [.. Days(town, "instagram", "sampleton", 7200, 1.1)];
        List<Day> x = [.. Days(town, "x", "sampleton", 11300, 2.6).Where(day => day.Date < missed || day.Date >= missed.AddDays(12))];
        List<Day> bluesky = [.. Days(town, "bluesky", "sampleton", 400, 1.0)];
        return
        [
            Lines("facebook", "Date,Page,Page followers,New followers,Unfollows,Impressions,Engagements,Link clicks,Posts,Messages received,"
                + "Messages needing a reply,Messages answered,Answered within standard,"
                + "People taking part,People reached",
                council.Zip(libraries).SelectMany(both => ((string, Day)[])[("Sampleton Council", both.First), ("Sampleton Libraries", both.Second)]), row =>
                {
                    var (page, day) = row;
                    return $"{Town.Iso(day.Date)},{page},{day.Followers},{day.Joins},{day.Leaves},{day.Impressions},{day.Engagements},{day.Clicks},{day.Posts},{day.Inbound},"
                        + $"{day.Needing},{day.Replied},{day.InTime},{day.Contributors},{day.Reach}";
                }),
            Lines("instagram", "Date;Followers;Net growth;Impressions;Interactions;Posts;Comments and messages;Questions;Questions answered;Accounts taking part;Accounts reached", instagram, day =>
                $"{Town.British(day.Date)};{(day.Date < town.From.AddDays(21) ? "0" : Thousands(day.Followers))};{day.Joins - day.Leaves};{Thousands(day.Impressions)};"
                + $"{day.Engagements};{day.Posts};{day.Inbound};{day.Needing};{day.Replied};{day.Contributors};{day.Reach}"),
            Lines("x", "Date,Followers,Impressions,Engagements,Engagement rate,Posts,Replies sent,Mentions,Mentions needing a reply,Mentions answered", x, day =>
                $"{Town.Iso(day.Date)},{day.Followers},{day.Impressions},{day.Engagements},{Percent(day)},{day.Posts},{day.Replied},{day.Inbound},{day.Needing},{day.Replied}"),
            Lines("bluesky", "date,followers,posts,mentions,mentions_needing_reply,mentions_answered", bluesky, day =>
                $"{Town.Iso(day.Date)},{day.Followers},{day.Posts},{day.Inbound},{day.Needing},{day.Replied}"),
            Lines("posts", "Posted on,Account,Post,Type,Impressions,Reactions,Comments,Shares,Saves",
                [
                    .. Posts("facebook:sampleton", council), .. Posts("facebook:sampletonlibraries", libraries), .. Posts("instagram:sampleton", instagram),
                    .. Posts("x:sampleton", x), .. Posts("bluesky:sampleton", bluesky),
                ], line => line),
        ];
    }

    // The tool that posts for all accounts, and counts each post's whole life.
    private static IEnumerable<string> Posts(string account, IEnumerable<Day> days)
    {
        foreach (var day in days)
            for (var number = 1; number <= day.Posts; number++)
            {
                var dice = new Dice($"post {account} {number} {day.Date.DayNumber}");
                var seen = dice.Count(0.7 * day.Impressions / day.Posts);
                var shown = account.StartsWith("bluesky", StringComparison.Ordinal) ? "n/a" : $"{seen}";
                yield return $"{Town.British(day.Date)},{account},{Town.Iso(day.Date)}-{number},{(dice.Unit() < 0.3 ? "video" : "photo")},{shown},"
                    + $"{dice.Of(seen, 0.020)},{dice.Of(seen, 0.003)},{dice.Of(seen, 0.005)},{dice.Of(seen, 0.002)}";
            }
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
            var (engaged, more) = (dice.Of(seen, 0.03), new Dice($"more {platform} {handle} {day.DayNumber}"));
            yield return new(day, followers, joins, leaves, posted, seen, engaged, dice.Of(seen, 0.01), inbound, needing, replied, dice.Of(replied, 0.80),
                more.Of(engaged, 0.72), more.Of(seen, 0.64));
        }
    }

    private static ExportFile Lines<T>(string name, string header, IEnumerable<T> rows, Func<T, string> line) =>
        new($"exports/social/{name}.csv", rows.Aggregate(new StringBuilder(header).Append('\n'), (text, row) => text.Append(line(row)).Append('\n')).ToString());

    private static string Thousands(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(Day day) =>
        ((decimal)day.Engagements * 100 / Math.Max(1, day.Impressions)).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    private sealed record Day(
        DateOnly Date, long Followers, long Joins, long Leaves, long Posts, long Impressions, long Engagements, long Clicks, long Inbound, long Needing, long Replied, long InTime,
        long Contributors, long Reach);
}
