using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>The pages over the town of drawn.sql: every status and verdict, and names as nobody would wish them.</summary>
public sealed class DrawnPagesTests(DrawnTown town) : IClassFixture<DrawnTown>
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    public static readonly TheoryData<string> Pages =
    [
        "/", "/campaigns", "/campaigns/swim", "/campaigns/post", "/campaigns/gate", "/services", "/services/leisure", "/services/waste", "/social", "/explore?measure=bookings&level=service_area&service=leisure",
        "/explore?measure=bookings&level=service&service=leisure&compare=year_before", "/data", "/definitions",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Names_are_text_and_break_neither_page_nor_policy_nor_axe_at_any_width_or_zoom(string path)
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address + path, new() { ViewportSize = new() { Width = 1280, Height = 1024 } });
        var page = opened.Page;
        page.Dialog += (_, dialog) => Assert.Fail($"A script of a name ran on {path}: {dialog.Message}");
        Assert.Equal("", await opened.FaultsAsync());
        Assert.True(await opened.WidthAsync() <= 1280, $"{path} scrolls sideways at 1280 px.");
        Assert.Empty(await page.Locator("main img, main script").AllAsync());
        await page.SetViewportSizeAsync(320, 256); // 1280 × 1024 at 400 %
        Assert.True(await opened.WidthAsync() <= 320, $"{path} scrolls sideways at 400 %.");
        Assert.Empty(opened.Said);
    }

    [Fact]
    public async Task A_name_of_markup_an_endless_one_an_emoji_and_one_that_turns_direction_are_shown_as_they_are()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/campaigns");
        var names = await opened.Page.Locator("h2").AllInnerTextsAsync();
        Assert.Contains(Hostile, names);
        Assert.Contains("🏊🏽‍♀️ Pool & \"Baths\"", names);
        Assert.Contains(string.Concat(Enumerable.Repeat("Llanfairpwll", 84)), names);
        Assert.Contains("Bury \u202ESt Mary", names);
        Assert.Equal("isolate", await opened.Page.Locator("h2 a").First.EvaluateAsync<string>("link => getComputedStyle(link).unicodeBidi"));

        // In a sentence nothing after the name turns with it.
        await using var campaign = await OpenPage.AtAsync($"{town.Pages.Address}/campaigns/gate");
        Assert.Contains("Bury St Mary did this. Nothing else.", await campaign.Page.Locator(".verdict").InnerTextAsync());
    }

    [Fact]
    public async Task Every_verdict_is_a_word_a_shape_and_where_one_is_claimed_a_range()
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address);
        Assert.Equal(
            ["▼ It went the wrong way: −12 % (−20 to −3)", "● It worked: +9 % (+4 to +15)", "= No change worth having", "? We can’t tell", "– Not assessed", "… Too early"],
            await opened.Page.Locator(".judged tbody td:nth-child(3)").EvaluateAllAsync<string[]>(
                "cells => cells.map(cell => `${getComputedStyle(cell.querySelector('.mark'), '::before').content.slice(1, -1)} ${cell.textContent.trim()}`)"));
        Assert.Equal(["Fair", "Strong", "Limited", "Weak", "", ""], (await opened.Page.Locator(".judged tbody td:nth-child(4)").AllInnerTextsAsync()).Select(text => text.Trim('●', ' ', '\n')));
        var answer = await opened.Page.Locator(".answer").InnerTextAsync();
        Assert.Matches(@"1 of 3\s+on course", answer);
        Assert.Matches(@"1 of 6\s+worked", answer);
        Assert.Matches(@"Strong\s+1 of the 1 that worked", answer);
    }

    [Fact]
    public async Task What_is_hidden_missing_not_offered_stale_or_provisional_says_so_in_table_and_chart_and_is_never_0()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/services/leisure");
        var chart = opened.Page.Locator("#bookings [data-chart=line]");
        var cells = await chart.Locator("td").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.textContent.trim().replace(/\\s+/g, ' '))");
        Assert.Equal(["100", "110", "120", "[c]", "140", "[x]", "160", "[z]", "180", "190", "200", "210", "220", "230 stale", "240 [p]"], cells);
        Assert.Equal(["c", "x", "z"], (await chart.Locator("svg text").AllTextContentsAsync()).Where(text => text is "c" or "x" or "z"));
        // Stale February and provisional March are hollow.
        Assert.Equal(2, await chart.Locator("svg [fill='var(--paper)'] circle").CountAsync());

        var bars = opened.Page.Locator("#bookings [data-chart=bar]").First;
        Assert.Contains("[c] hidden", await bars.Locator("svg").TextContentAsync());
        var left = await bars.Locator("svg rect").EvaluateAllAsync<double[]>("bars => bars.map(bar => Number(bar.getAttribute('x')))");
        Assert.Single(left.Distinct()); // all from zero
        var widths = await bars.Locator("svg rect").EvaluateAllAsync<double[]>("bars => bars.map(bar => Number(bar.getAttribute('width')))");
        Assert.Equal([90, 60, 40, 20, 5], widths.Select(width => Math.Round(width / widths[0] * 90)));
    }

    [Fact]
    public async Task Colours_of_the_reader_s_own_keep_lines_apart_and_nothing_moves_where_that_is_not_wished()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/campaigns/swim", new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
        var lines = await opened.Page.Locator("[data-chart=band] [aria-label=line] path").EvaluateAllAsync<string[]>("paths => paths.map(path => getComputedStyle(path).strokeDasharray)");
        Assert.Equal(2, lines.Distinct().Count());
        Assert.NotEqual(
            await opened.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor"),
            await opened.Page.Locator("[data-chart=band] [aria-label=line] path").First.EvaluateAsync<string>("path => getComputedStyle(path).stroke"));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("document.getAnimations().length"));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("[...document.querySelectorAll('*')].filter(part => getComputedStyle(part).transitionDuration !== '0s' || getComputedStyle(part).animationName !== 'none').length"));
        Assert.Equal("", await opened.FaultsAsync());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_prints_on_A4_with_nothing_cut_off(string path)
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address + path, new() { ViewportSize = new() { Width = 688, Height = 1017 } }); // A4 less its margins
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Empty(await opened.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('main *')].filter(part => part.getClientRects().length && !part.closest('svg, .govuk-visually-hidden') && part.getBoundingClientRect().right > 689)
                .map(part => part.outerHTML.slice(0, 120))
            """));
        Assert.False(await opened.Page.Locator("nav").IsVisibleAsync());
        var pdf = await opened.Page.PdfAsync(new() { PreferCSSPageSize = true });
        var sheet = Regex.Match(System.Text.Encoding.Latin1.GetString(pdf), @"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]").Groups;
        Assert.Equal((595, 842), ((int)Math.Round(double.Parse(sheet[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)), (int)Math.Round(double.Parse(sheet[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task With_scripts_off_every_chart_s_table_is_open(string path)
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address + path, new() { JavaScriptEnabled = false });
        foreach (var table in await opened.Page.Locator("[data-chart] table").AllAsync())
            await Assertions.Expect(table).ToBeVisibleAsync();
        foreach (var picture in await opened.Page.Locator(".chart__picture").AllAsync())
            await Assertions.Expect(picture).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_and_shows_that_it_is()
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address);
        var page = opened.Page;
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        await page.Keyboard.PressAsync("Enter");
        var wanted = await page.Locator("main a[href]:visible").CountAsync();
        for (var link = 0; link < wanted; link++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("document.activeElement.matches('main a[href]')"), $"Stop {link + 1} is not the next link of the page.");
            Assert.True(await page.EvaluateAsync<bool>("getComputedStyle(document.activeElement).boxShadow !== 'none' || getComputedStyle(document.activeElement).outlineStyle !== 'none'"), "What has the focus does not show it.");
        }

        // To the campaign that worked, and into its table.
        await page.GetByRole(AriaRole.Link, new() { Name = "Book a swim" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/campaigns/swim");
        await opened.DrawnAsync();
        await page.Locator("[data-chart=band] summary").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("region", await page.EvaluateAsync<string>("document.activeElement.getAttribute('role')"));
        await Assertions.Expect(page.Locator("[data-chart=band] td").First).ToBeVisibleAsync();

        // A choice made by its first letter changes what is shown, and keeps the focus.
        await page.GotoAsync($"{town.Pages.Address}/explore?measure=bookings");
        await page.GetByLabel("Measure").FocusAsync();
        await page.Keyboard.PressAsync("R");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Re");
        await Assertions.Expect(page.GetByLabel("Measure")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("/campaigns/none%20such", 404, "There is nothing at this address")]
    [InlineData("/campaigns/%3Cscript%3E", 404, "There is nothing at this address")]
    [InlineData("/services/..%2F..%2Fetc%2Fpasswd", 404, "There is nothing at this address")]
    [InlineData("/services/'%20or%201%20eq%201", 404, "There is nothing at this address")]
    [InlineData("/?publication=nonsense", 410, "is not kept")]
    [InlineData("/explore?measure=%3Cscript%3Ealert(1)%3C/script%3E&grain=fortnight", 200, "measure is “<script>alert(1)</script>”, which is not there")]
    [InlineData("/explore?measure=bookings&from=1999-01-01", 200, "from is “1999-01-01”, which is not there")]
    [InlineData("/explore?measure=bookings&from=2026-02-01&to=2025-02-01", 200, "The first period is February 2026 and the last February 2025, which is before it")]
    [InlineData("/explore?measure=bookings&level=service&service=%F0%9F%8F%8A&compare=", 200, "service is “🏊”")]
    public async Task An_address_written_by_hand_is_explained(string path, int status, string says)
    {
        await using var opened = await OpenPage.AtAsync("about:blank");
        var answer = await opened.Page.GotoAsync(town.Pages.Address + path);
        Assert.Equal(status, answer!.Status);
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync(says);
        Assert.Equal("", await opened.FaultsAsync());
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for_in_words_and_one_that_does_not_come_leaves_what_was_there()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/explore?measure=bookings");
        var page = opened.Page;
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/explore?*measure=reply_rate*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GetByLabel("Measure").SelectOptionAsync("reply_rate");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Waiting for the figures…");
        Assert.Equal("", await opened.FaultsAsync());
        held.SetResult();
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Reply rate");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("");

        await page.RouteAsync("**/explore?*measure=bookings*", route => route.AbortAsync());
        await page.GetByLabel("Measure").SelectOptionAsync("bookings");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("could not be had");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Reply rate");
        Assert.Equal("", await opened.FaultsAsync());

        await page.UnrouteAllAsync();
        await page.RouteAsync("**/explore?*measure=bookings*", route => route.FulfillAsync(new() { Status = 500, Body = "no" }));
        await page.GetByLabel("By", new() { Exact = true }).SelectOptionAsync("month");
        await page.GetByLabel("Measure").SelectOptionAsync("link_clicks");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Clicks on links");
    }

    [Fact]
    public async Task The_explorer_opens_on_what_an_objective_is_set_for_and_offers_only_what_has_figures()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/explore");
        await Assertions.Expect(opened.Page.Locator("#result figcaption")).ToContainTextAsync("Bookings");
        Assert.Equal(["Bookings", "Clicks on links", "One-way communication", "Reach of an ordinary day", "Reply rate"], await opened.Page.Locator("#measure option").AllInnerTextsAsync());
    }

    [Fact]
    public async Task Who_stands_by_a_figure_is_said_beside_it_and_that_it_was_restated_since()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/explore?measure=bookings&level=service&service=leisure");
        var signed = await opened.Page.Locator(".signed").AllInnerTextsAsync();
        Assert.Equal(2, signed.Count);
        Assert.Matches("^A. Owner .* stands by .*Leisure.*, February 2026: [0-9,]+, signed on 2 April 2026. “Counted at the till”$", signed[0]);
        Assert.Matches("^A. Owner .* stood by .*Leisure.*, January 2026, when it was [0-9,]+, on 2 April 2026; it was restated since.$", signed[1]);
        Assert.Contains("<", signed[0]);       // a name of markup is text

        await opened.Page.GotoAsync($"{town.Pages.Address}/explore?measure=bookings&level=service&service=leisure&from=2026-03-01");
        Assert.Equal(0, await opened.Page.Locator(".signed").CountAsync());
    }

    [Fact]
    public async Task Who_is_not_reached_is_shown_by_deprivation_of_the_last_whole_quarter()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/services/leisure");
        var chart = opened.Page.Locator("figure", new() { HasText = "by deprivation" });
        await Assertions.Expect(chart.Locator("figcaption")).ToHaveTextAsync(
            "Bookings for each 1,000 residents by deprivation, three months from October 2025: 5.0 in the most deprived fifth, 12.0 in the least deprived fifth. Reached less than lives there: most deprived fifth");
        Assert.Equal(["5.0", "8.0", "[c]", "10.0", "12.0"], (await chart.Locator("tbody td").AllTextContentsAsync()).Select(text => text.Trim()));
    }

    [Fact]
    public async Task Checks_that_hold_by_now_are_not_shown()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Pages.Address}/data");
        var names = await opened.Page.Locator("table", new() { HasText = "Checks that do not hold" }).Locator("tbody td:first-child").AllInnerTextsAsync();
        Assert.Equal(["orders"], names);
    }

    [Fact]
    public async Task Nothing_of_one_reader_is_kept_for_another()
    {
        await using var opened = await OpenPage.AtAsync("about:blank");
        var page = opened.Page;
        foreach (var (service, seen) in new[] { ("leisure", "Leisure"), ("waste", Hostile), ("leisure", "Leisure") })
        {
            await page.Context.SetExtraHTTPHeadersAsync([new("x-api-key", await town.Pages.KeyAsync(service))]);
            var answer = await page.GotoAsync($"{town.Pages.Address}/services");
            Assert.Equal("private, no-cache", await answer!.HeaderValueAsync("cache-control"));
            Assert.Equal([seen], await page.Locator("main li").AllInnerTextsAsync());
        }
    }
}
