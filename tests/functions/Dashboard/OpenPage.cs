using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>A page in a browser window of its own, with its charts drawn; closed with it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> said = [];
    private readonly List<string> asked = [];

    private OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, wrong) => said.Add(wrong);
        page.Request += (_, request) => asked.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of, such as a breach of the policy, and what scripts said or failed with.</summary>
    public IReadOnlyList<string> Said => said;

    /// <summary>Every address that was fetched.</summary>
    public IReadOnlyList<string> Asked => asked;

    /// <summary>Opens an address.</summary>
    public static async Task<OpenPage> AtAsync(string address, BrowserNewContextOptions? options = null)
    {
        var opened = new OpenPage(await Chromium.PageAsync(options));
        await opened.Page.GotoAsync(address);
        if (options?.JavaScriptEnabled != false)
            await opened.DrawnAsync();
        return opened;
    }

    /// <summary>Waits until every chart is drawn.</summary>
    public Task DrawnAsync() => Assertions.Expect(Page.Locator(".chart__picture > .room")).ToHaveCountAsync(0);

    /// <summary>What axe finds at A and AA, in words; empty: nothing.</summary>
    public async Task<string> FaultsAsync()
    {
        var found = await Page.RunAxe(new AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
        return string.Join("; ", found.Violations.Select(fault => $"{fault.Id}: {fault.Help}: {string.Join(" | ", fault.Nodes.Take(3).Select(node => node.Html))}"));
    }

    /// <summary>How far the page reaches sideways, in CSS pixels.</summary>
    public Task<int> WidthAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
