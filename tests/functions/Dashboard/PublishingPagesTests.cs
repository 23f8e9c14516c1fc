using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Outcomes.Analytics;
using Outcomes.Functions.Dashboard;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>The pages before anything is published, over a council with nothing in it, and while publications come and go.</summary>
public sealed partial class PublishingPagesTests
{
    private static readonly string[] Pages = ["/", "/campaigns", "/services", "/social", "/explore", "/data", "/definitions", "/about"];

    [Fact]
    public async Task Before_anything_is_published_the_page_says_so_and_asks_again()
    {
        await using var served = await ServedPages.StartAsync();
        await using var opened = await OpenPage.AtAsync("about:blank");
        var answer = await opened.Page.GotoAsync(served.Address);
        Assert.Equal("5", await answer!.HeaderValueAsync("refresh"));
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("Nothing has been published yet.");
        Assert.Equal("", await opened.FaultsAsync());
    }

    [Fact]
    public async Task An_empty_council_s_pages_say_what_is_not_there_and_what_to_do()
    {
        await using var served = await ServedPages.StartAsync();
        using (var nothing = ServedPages.Contracts())
            await served.PublishAsync(nothing, "20260401T050000Z-00000001");
        foreach (var path in Pages)
        {
            await using var opened = await OpenPage.AtAsync(served.Address + path);
            Assert.Equal("", await opened.FaultsAsync());
            Assert.Empty(opened.Said);
            if (path is "/")
                Assert.Matches(@"No objective is set[\s\S]+data/objectives\.csv[\s\S]+No campaign has been judged yet[\s\S]+Nothing is claimed to have worked", await opened.Page.Locator("main").InnerTextAsync());
            if (path is "/campaigns")
                await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("data/campaigns.csv");
        }
    }

    [Fact]
    public async Task While_publications_come_and_go_every_page_is_whole_and_of_one_of_them()
    {
        await using var served = await ServedPages.StartAsync();
        using var duck = ServedPages.Contracts();
        duck.Run(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests/functions/Dashboard/drawn.sql"), TestContext.Current.CancellationToken));
        duck.Run("update objectives set expected_now = value where objective = 'fill'");
        await served.PublishAsync(duck, "20260401T050000Z-00000000");
        using var client = new HttpClient { BaseAddress = new(served.Address) };
        var publishing = Task.Run(async () =>
        {
            for (var day = 1; day <= 6; day++)
            {
                // The figure that is on the page names the day it was published.
                duck.Run($"update objectives set value = {day}, expected_now = {day} where objective = 'fill'");
                await served.PublishAsync(duck, $"202604{day:00}T060000Z-0000000{day}");
            }
        }, TestContext.Current.CancellationToken);
        var seen = new HashSet<string>();
        while (!publishing.IsCompleted || seen.Count == 0)
        {
            var page = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
            var (id, row) = (Footer().Match(page).Groups[1].Value, Row().Match(page).Groups);
            Assert.Equal(row[1].Value, row[2].Value);
            Assert.Equal(id[^1] is '0' ? "240" : $"{id[^1]}", id[^1] is '0' ? "240" : row[1].Value);
            seen.Add(id);
        }
        await publishing;
        Assert.True(seen.Count > 1, "No page was asked for between two publications.");
        Assert.Contains("20260406T060000Z-00000006", await client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_council_s_own_name_colour_and_font_are_on_every_page_and_can_be_read()
    {
        await using var served = await ServedPages.DrawnAsync(new Brand("Trafford & Söhne <Council>", "#ffcc00", "Gill Sans, Arial"));
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var opened = await OpenPage.AtAsync(served.Address, new() { ColorScheme = scheme });
            await Assertions.Expect(opened.Page.Locator("header strong")).ToHaveTextAsync("Trafford & Söhne <Council>");
            await Assertions.Expect(opened.Page).ToHaveTitleAsync("Is it working? · Trafford & Söhne <Council> Outcomes");
            Assert.StartsWith("\"Gill Sans\", Arial", await opened.Page.Locator("main h1").EvaluateAsync<string>("part => getComputedStyle(part).fontFamily"));
            var band = await opened.Page.Locator(".council").EvaluateAsync<string>("part => getComputedStyle(part).backgroundColor");
            var link = await opened.Page.Locator("main a").First.EvaluateAsync<string>("part => getComputedStyle(part).color");
            Assert.True(Brand.Ratio(Hex(band), "#ffffff") >= 4.5, band);
            Assert.True(Brand.Ratio(Hex(link), scheme == ColorScheme.Light ? "#ffffff" : "#0b0c0c") >= 4.5, link);
            Assert.Equal("", await opened.FaultsAsync());
            Assert.Empty(opened.Said);
        }
    }

    private static string Hex(string rgb) => "#" + string.Concat(Number().Matches(rgb).Take(3).Select(part => int.Parse(part.ValueSpan, System.Globalization.CultureInfo.InvariantCulture).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"Publication (\S+), made")]
    private static partial Regex Footer();

    [GeneratedRegex(@"Fill the pool[\s\S]+?<span class=""figure"">([^<]+)</span>[\s\S]+?<span class=""figure"">([^<]+)</span>")]
    private static partial Regex Row();
}
