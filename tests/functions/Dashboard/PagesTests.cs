using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
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
    public async Task A_page_has_no_fault_that_axe_finds_at_A_and_AA_wide_narrow_and_dark_loads_nothing_from_elsewhere_and_fits_a_phone(string path)
    {
        await using var opened = await OpenPage.AtAsync(town.Address + path, new() { ViewportSize = new() { Width = 1200, Height = 900 } });
        Assert.Equal("", await opened.FaultsAsync());
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("", await opened.FaultsAsync());
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await opened.Page.SetViewportSizeAsync(320, 640);
        await opened.DrawnAsync();
        Assert.Equal("", await opened.FaultsAsync());
        Assert.True(await opened.WidthAsync() <= 320, $"{path} scrolls sideways at 320 px.");
        Assert.DoesNotContain(opened.Said, line => !line.Contains("404", StringComparison.Ordinal));
        Assert.All(opened.Asked, url => Assert.True(url.StartsWith(town.Address, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
    }

    [Fact]
    public async Task The_explorers_figures_are_those_of_the_feed_with_scripts_off()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Address}/explore?measure=bookings&grain=month&level=council", new() { JavaScriptEnabled = false });
        var shown = await opened.Page.Locator("#result tbody td").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.textContent.trim())");

        var expected = (await RowsAsync("/odata/Summaries?$select=value,status&$orderby=period&$filter=measure eq 'bookings' and grain eq 'month' and level eq 'council'")).Select(row =>
            row.GetProperty("value").ValueKind == JsonValueKind.Null ? "" : row.GetProperty("value").GetDouble().ToString("#,##0", CultureInfo.InvariantCulture)).ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, shown.Select(text => text.Split(['\n', ' '])[0].Trim('[', 'c', 'x', 'z', ']')));
        await Assertions.Expect(opened.Page.Locator("td[data-value]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Protecting_people_leaves_every_measure_published_and_every_month_of_an_objective_its_figure()
    {
        Assert.Empty(await RowsAsync("/odata/Quality?$filter=about eq 'measure' and check eq 'Its figures could be made anew'"));
        Assert.NotEmpty(await RowsAsync("/odata/Summaries?$filter=measure eq 'contacts' and level eq 'council' and grain eq 'month' and status eq 'ok'"));
        foreach (var objective in await RowsAsync("/odata/Objectives?$select=measure,service"))
        {
            var months = $"/odata/Summaries?$filter=measure eq '{objective.GetProperty("measure")}' and service eq '{objective.GetProperty("service")}' and level eq 'service' and grain eq 'month' and period ge 2025-10-01";
            Assert.True((await RowsAsync(months)).Length > 12);
            Assert.Empty(await RowsAsync($"{months} and suppressed eq true"));
        }
    }

    [Fact]
    public async Task The_day_after_every_measure_is_published_again()
    {
        var next = await town.NextDayAsync();
        Assert.Empty(next.Notes.Where(note => note.Stale).Select(note => $"{note.Measure}: {note.Text}"));
        Assert.Contains(next.From, file => file is { Dataset: "service_contacts", Month: "2026-11" });
    }

    [Fact]
    public async Task The_overview_says_of_objectives_and_campaigns_what_the_feed_says()
    {
        await using var opened = await OpenPage.AtAsync(town.Address);
        var objectives = await RowsAsync("/odata/Objectives?$select=title,value,expected_now,rag");
        Assert.NotEmpty(objectives);
        foreach (var objective in objectives)
        {
            var row = opened.Page.Locator(".objectives tbody tr").Filter(new() { HasText = objective.GetProperty("title").GetString() });
            Assert.Equal(Percent(objective.GetProperty("value")), await row.Locator("td").Nth(0).Locator(".figure").InnerTextAsync());
            Assert.Equal(Percent(objective.GetProperty("expected_now")), await row.Locator("td").Nth(1).InnerTextAsync());
        }
        var effects = await RowsAsync("/odata/Effects?$select=title,verdict,intended,percent,percent_low,percent_high,evidence&$filter=current eq true and role eq 'primary'");
        Assert.Equal(8, effects.Length);
        foreach (var effect in effects)
        {
            var row = opened.Page.Locator(".judged tbody tr").Filter(new() { HasText = effect.GetProperty("title").GetString() });
            var said = await row.InnerTextAsync();
            Assert.Contains(effect.GetProperty("evidence").GetString()!, said, StringComparison.OrdinalIgnoreCase);
            if (effect.GetProperty("verdict").GetString() is "increased" or "decreased")
                Assert.Contains($"{Signed(effect.GetProperty("percent"))} % ({Signed(effect.GetProperty("percent_low"))} to {Signed(effect.GetProperty("percent_high"))})", said.Replace('\n', ' '));
        }
        var worked = effects.Count(effect => effect.GetProperty("intended").ValueKind == JsonValueKind.True);
        await Assertions.Expect(opened.Page.Locator(".answer section").Nth(1)).ToContainTextAsync($"{worked} of 8");

        static string Percent(JsonElement share) => share.GetDouble().ToString("0.0 %", CultureInfo.InvariantCulture);
        static string Signed(JsonElement number) => number.GetDouble().ToString("+0;−0;0", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_explorer_of_a_named_publication_stays_with_it()
    {
        var id = (await RowsAsync("/odata/Publications?$select=publication")).Single().GetProperty("publication").GetString()!;
        await using var opened = await OpenPage.AtAsync($"{town.Address}/explore?measure=bookings&publication={id}");
        var page = opened.Page;
        await page.GetByLabel("Measure").SelectOptionAsync("attendance_rate");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Attendance rate");
        Assert.Contains($"publication={id}", page.Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"&publication={id}$"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/campaigns")]
    [InlineData("/services")]
    [InlineData("/definitions")]
    public async Task Every_link_from_a_page_of_a_named_publication_to_another_page_stays_with_it_and_one_leads_back(string path)
    {
        var id = (await RowsAsync("/odata/Publications?$select=publication")).Single().GetProperty("publication").GetString()!;
        await using var opened = await OpenPage.AtAsync($"{town.Address}{path}?publication={id}");

        var links = await opened.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href^=\"/\"]')].map(link => link.getAttribute('href')).filter(href => !href.startsWith('/odata/'))");

        Assert.Equal([path], links.Where(link => !link.Contains($"publication={id}", StringComparison.Ordinal)));
        Assert.True(links.Length > 9, $"Only {string.Join(' ', links)}.");
        await using var followed = await OpenPage.AtAsync($"{town.Address}{links[^1]}");
        await Assertions.Expect(followed.Page.Locator("main h1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_choice_changes_the_chart_the_table_the_choices_and_the_address()
    {
        await using var opened = await OpenPage.AtAsync($"{town.Address}/explore?measure=bookings");
        var page = opened.Page;
        await page.GetByLabel("Measure").SelectOptionAsync("attendance_rate");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Attendance rate");
        Assert.Contains("measure=attendance_rate", page.Url);
        await Assertions.Expect(page.Locator("#result svg:not(.room)").First).ToBeVisibleAsync();
        var rows = await page.Locator("#result tbody tr").CountAsync();
        await page.GetByLabel("From", new() { Exact = true }).FocusAsync();
        await page.GetByLabel("From", new() { Exact = true }).SelectOptionAsync("2026-08-01");
        await Assertions.Expect(page.Locator("#result tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("From", new() { Exact = true })).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("period ge 2026-08-01"));
        await page.EvaluateAsync("setTimeout(() => history.back())");
        await Assertions.Expect(page.Locator("#result tbody tr")).ToHaveCountAsync(rows); // the page is loaded anew: only then is it there to go back from
        Assert.DoesNotContain("2026-08-01", page.Url);
        await page.EvaluateAsync("setTimeout(() => history.back())");
        await Assertions.Expect(page.Locator("#result figcaption")).ToContainTextAsync("Bookings");
    }

    [Fact]
    public async Task A_key_with_a_row_filter_sees_its_service_on_every_page_and_is_told_what_is_not_shown()
    {
        var headers = new BrowserNewContextOptions { ExtraHTTPHeaders = [new("x-api-key", await town.KeyAsync("libraries"))] };
        foreach (var path in new[] { "/", "/campaigns", "/services", "/services/libraries", "/social", "/explore", "/data", "/definitions", "/about" })
        {
            await using var opened = await OpenPage.AtAsync(town.Address + path, headers);
            Assert.NotEqual("That cannot be shown", await opened.Page.Locator("h1").InnerTextAsync());
            if (path is "/services")
                Assert.Equal(["Libraries"], await opened.Page.Locator("main li").AllInnerTextsAsync());
            if (path is "/")
            {
                await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("Your access is limited");
                Assert.Equal(["Summer reading"], await opened.Page.Locator(".judged tbody th").AllInnerTextsAsync());
            }
        }
        await using var other = await OpenPage.AtAsync($"{town.Address}/services/leisure", headers);
        await Assertions.Expect(other.Page.Locator("h1")).ToHaveTextAsync("Nothing here");
    }

    [Fact]
    public async Task No_social_figure_stands_on_the_overview()
    {
        await using var opened = await OpenPage.AtAsync(town.Address);
        var text = await opened.Page.Locator("main").InnerTextAsync();
        foreach (var vain in new[] { "ollower", "reach", "post", "ngagement" })
            Assert.DoesNotContain(vain, text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<JsonElement[]> RowsAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new(town.Address) };
        return [.. (await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken)).GetProperty("value").EnumerateArray()];
    }
}
