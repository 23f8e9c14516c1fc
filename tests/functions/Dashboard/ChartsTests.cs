using Microsoft.Playwright;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>
/// Every kind of chart in every state, as it was looked at and kept in charts/*.svg: its marks to a tenth of a pixel, which every browser gives alike, instead of pixels, which none does.
/// </summary>
/// <remarks>With OUTCOMES_CHARTS=keep what is drawn is kept in their place: look at each before it is committed.</remarks>
public sealed class ChartsTests(DrawnTown town) : IClassFixture<DrawnTown>
{
    private static readonly string Kept = Path.Combine(Checkout.Root, "tests/functions/Dashboard/charts");

    [Theory]
    [InlineData("campaign", "/campaigns/swim")]
    [InlineData("service", "/services/leisure")]
    [InlineData("social", "/social")]
    [InlineData("explore-compare", "/explore?measure=bookings&level=service&service=leisure&compare=year_before")]
    [InlineData("explore-many", "/explore?measure=bookings&level=service_area&service=leisure")]
    [InlineData("explore-interval", "/explore?measure=reply_rate&level=service")]
    public Task The_charts_of_a_page_are_those_that_were_looked_at(string name, string path) => CompareAsync(name, path, ".chart__picture", new() { Width = 1400, Height = 900 });

    [Theory]
    [InlineData("overview-sparks", "/", ".objectives .months")]
    [InlineData("phone-explore-compare", "/explore?measure=bookings&level=service&service=leisure&compare=year_before", ".chart__picture")]
    [InlineData("phone-service-bars", "/services/waste", ".chart__picture")]
    public Task So_are_small_ones(string name, string path, string pictures) => CompareAsync(name, path, pictures, new() { Width = 320, Height = 640 });

    private async Task CompareAsync(string name, string path, string pictures, ViewportSize size)
    {
        await using var opened = await OpenPage.AtAsync(town.Pages.Address + path, new() { ViewportSize = size });
        var drawn = await opened.Page.Locator(pictures).EvaluateAllAsync<string[]>("""
            pictures => pictures.map(picture => [...picture.querySelectorAll("svg")].map(svg => {
                const copy = svg.cloneNode(true);
                copy.querySelectorAll("style").forEach(style => style.remove());
                copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
                return copy.outerHTML.replace(/-?\d+\.\d+/g, number => `${+(+number).toFixed(1)}`).replace(/ class="plot-\w+"/g, "").replaceAll("><", ">\n<").replaceAll("\u202E", "&#8238;");
            }).join("\n"))
            """);
        Assert.NotEmpty(drawn);
        var differing = new List<string>();
        for (var at = 0; at < drawn.Length; at++)
        {
            var file = Path.Combine(Kept, $"{name}-{at + 1}.svg");
            if (Environment.GetEnvironmentVariable("OUTCOMES_CHARTS") is "keep")
            {
                Directory.CreateDirectory(Kept);
                await File.WriteAllTextAsync(file, drawn[at] + "\n", TestContext.Current.CancellationToken);
            }
            else if (!File.Exists(file) || await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) != drawn[at] + "\n")
            {
                var now = Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "charts")).FullName, Path.GetFileName(file));
                await File.WriteAllTextAsync(now, drawn[at] + "\n", TestContext.Current.CancellationToken);
                differing.Add($"{file} is not what is drawn now, {now}");
            }
        }
        Assert.True(differing.Count == 0, $"{string.Join("; ", differing)}. Look at both; if the new one is right, keep it: OUTCOMES_CHARTS=keep.");
        if (Environment.GetEnvironmentVariable("OUTCOMES_CHARTS") is not "keep")
            Assert.Equal(drawn.Length, Directory.GetFiles(Kept, $"{name}-*.svg").Length);
    }
}
