namespace Outcomes.Functions.Api;

/// <summary>The page at <c>/</c>: what this is, whose figures these are, and where the feed is.</summary>
internal static class Home
{
    /// <summary>What stands on it, as the feed stands.</summary>
    public static string Body(Feed feed) => $"""
        <p>Did what the council did online change what residents did? The figures are an OData feed, for Power BI, Excel or anything that reads JSON.</p>
        <p>{Page.Text(feed.Current is { } current ? $"Publication {current} is served." : feed.Waiting)}</p>
        <p>In Power BI or Excel: Get data, OData feed, and this page's address with <code>odata/</code> after it. <a href="docs">How to ask, and what each column means</a>.</p>
        <ul>
        <li><a href="odata/">odata/</a>: the feed; <a href="odata/$metadata">its columns, described</a></li>
        {string.Concat(feed.Model.Sets.Select(set => $"<li><a href=\"odata/{set.EntitySet.Name}?$top=20\">{set.EntitySet.Name}</a>: {Page.Text(set.Contract.Title)}</li>\n"))}</ul>
        <p>Whole sets as files: <a href="reports/Summaries.xlsx">reports/Summaries.xlsx</a>, and <code>reports/{"{set}"}.csv</code>, <code>.parquet</code>, <code>.arrow</code> or <code>.ndjson</code>, with the feed's own options.</p>
        <p>Where a figure comes from: <code>trace/{"{id}"}</code>, with the id that every figure has in the feed.</p>
        <p>Your own first source and first measure: five steps each, in README.md.</p>
        """;
}
