using System.Globalization;
using Microsoft.Playwright;
using Outcomes.Tests.Councils;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>Every page over LEEDS 2023, as it is published.</summary>
[Collection(typeof(LeedsProtectedTests.AsPublished))]
public sealed class LeedsPagesTests(LeedsProtectedTests.Leeds leeds)
{
    [Fact]
    public async Task Every_page_stands_has_no_fault_at_A_and_AA_and_says_the_figures_of_the_feed()
    {
        var council = await leeds.IngestedAsync();
        await using var served = await ServedPages.StartAsync();
        await served.ServeAsync(leeds.Publication!, council.PublishedFolder);
        foreach (var path in new[] { "/", "/campaigns", "/services", "/services/events", "/social", "/explore", "/explore?measure=bookings&level=area&grain=month", "/data", "/definitions", "/about" })
        {
            await using var opened = await OpenPage.AtAsync(served.Address + path, new() { ViewportSize = new() { Width = 1200, Height = 900 } });
            Assert.NotEqual("Something of ours failed", await opened.Page.Locator("h1").InnerTextAsync());
            Assert.Equal("", await opened.FaultsAsync());
            Assert.Empty(opened.Said);
            await opened.Page.SetViewportSizeAsync(320, 640);
            Assert.True(await opened.WidthAsync() <= 320, $"{path} scrolls sideways at 320 px.");
        }

        // The months of bookings, as the serving file has them.
        await using var explorer = await OpenPage.AtAsync($"{served.Address}/explore?measure=bookings&level=council&grain=month");
        var expected = council.Served("select coalesce(value, -1) from summaries where measure = 'bookings' and grain = 'month' and level = 'council' order by period")
            .Select(value => double.Parse(value, CultureInfo.InvariantCulture)).Select(value => value < 0 ? "[x]" : value.ToString("#,##0", CultureInfo.InvariantCulture));
        Assert.Equal(expected, (await explorer.Page.Locator("#result tbody td").AllTextContentsAsync()).Select(text => text.Trim()));

        // One network's readings of the funnel are there, none of them on the overview.
        await using var social = await OpenPage.AtAsync($"{served.Address}/social");
        await Assertions.Expect(social.Page.Locator(".steps")).ToContainTextAsync("Clicked");
    }
}
