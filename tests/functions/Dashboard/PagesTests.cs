using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>The pages over the sample council, in a real browser.</summary>
public sealed class PagesTests(ServedSampleton town) : IClassFixture<ServedSampleton>
{
    public static readonly TheoryData<string> Pages =
    [
        "/", "/campaigns", "/campaigns/book-a-swim", "/services", "/services/leisure", "/social", "/explore", "/explore?measure=bookings&level=service_area&grain=quarter",
        "/explore?measure=nothing_here&grain=fortnight", "/data", "/definitions", "/about", "/services/none_such",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_fault_that_axe_finds_at_A_and_AA_wide_narrow_and_dark(string path)
    {
        foreach (var (width, scheme) in new[] { (1200, ColorScheme.Light), (320, ColorScheme.Light), (1200, ColorScheme.Dark) })
        {
            var page = await OpenAsync(path, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
            var found = await page.RunAxe(new AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
            Assert.True(found.Violations.Length == 0, $"{path} at {width}, {scheme}: {string.Join("; ", found.Violations.Select(fault => $"{fault.Id}: {fault.Help}: {string.Join(" | ", fault.Nodes.Take(3).Select(node => node.Html))}"))}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_loads_nothing_from_elsewhere_breaks_no_policy_and_fits_a_phone(string path)
    {
        var (said, asked) = (new List<string>(), new List<string>());
        var page = await Chromium.PageAsync(new() { ViewportSize = new() { Width = 320, Height = 640 } });
        page.Console += (_, message) => said.Add(message.Text);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(town.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.DoesNotContain(said, line => !line.Contains("404", StringComparison.Ordinal));
        Assert.All(asked, url => Assert.StartsWith(town.Address, url));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, $"{path} scrolls sideways at 320 px.");
    }

    [Fact]
    public async Task Figures_are_readable_with_scripts_off_and_are_those_of_the_feed()
    {
        var page = await OpenAsync("/explore?measure=bookings&grain=month&level=council", new() { JavaScriptEnabled = false });
        var shown = await page.Locator("td[data-value]").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.textContent.trim())");

        var feed = await Get("/odata/Summaries?$select=value,status&$orderby=period&$filter=measure eq 'bookings' and grain eq 'month' and level eq 'council'");
        var expected = feed.GetProperty("value").EnumerateArray().Select(row =>
            (row.GetProperty("value").ValueKind == JsonValueKind.Null ? "" : row.GetProperty("value").GetDouble().ToString("#,##0", CultureInfo.InvariantCulture), row.GetProperty("status").GetString())).ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(row => row.Item1), shown.Select(text => text.Split(['\n', ' '])[0].Trim('[', 'c', 'x', 'z', ']')));
    }

    [Fact]
    public async Task Another_choice_changes_the_chart_the_table_and_the_address()
    {
        var page = await OpenAsync("/explore?measure=bookings");
        await page.GetByLabel("What").SelectOptionAsync("contacts");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Contacts");
        Assert.Contains("measure=contacts", page.Url);
        await Assertions.Expect(page.Locator("#result svg").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Bookings");
    }

    [Fact]
    public async Task An_address_that_asks_for_what_is_not_there_says_so()
    {
        var page = await OpenAsync("/explore?measure=%3Cscript%3Ealert(1)%3C/script%3E&grain=fortnight");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("<script>alert(1)</script>");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("fortnight");
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_to_the_content_and_every_link_can_be_reached()
    {
        var page = await OpenAsync("/");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        var (links, reached) = (await page.Locator("a[href]:visible").CountAsync(), 1);
        for (; reached < links + 20 && await page.EvaluateAsync<string>("document.activeElement.tagName") != "BODY"; reached++)
            await page.Keyboard.PressAsync("Tab");
        Assert.True(reached >= links, $"{reached} of {links} links were reached by keyboard.");
    }

    [Fact]
    public async Task A_key_with_a_row_filter_sees_its_service_only()
    {
        var page = await OpenAsync("/services", new() { ExtraHTTPHeaders = [new("x-api-key", await town.KeyAsync("libraries"))] });
        Assert.Equal(["Libraries"], await page.Locator("main li").AllInnerTextsAsync());
    }

    [Fact]
    public async Task No_social_figure_stands_on_the_overview()
    {
        var page = await OpenAsync("/");
        var text = await page.Locator("main").InnerTextAsync();
        foreach (var vain in new[] { "ollower", "reach", "post", "ngagement" })
            Assert.DoesNotContain(vain, text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<IPage> OpenAsync(string path, BrowserNewContextOptions? options = null)
    {
        var page = await Chromium.PageAsync(options);
        await page.GotoAsync(town.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        return page;
    }

    private async Task<JsonElement> Get(string path)
    {
        using var client = new HttpClient { BaseAddress = new(town.Address) };
        return await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
    }
}
