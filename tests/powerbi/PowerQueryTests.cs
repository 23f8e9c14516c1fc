using System.Globalization;
using System.Text.Json;

namespace Outcomes.Tests.PowerBi;

/// <summary>What Power Query would ask of the feed for the model's queries, asked; what comes is what the step means.</summary>
public sealed class PowerQueryTests(PublishedFeed feed) : IClassFixture<PublishedFeed>
{
    [Fact]
    public async Task Every_query_parses_and_folds_whole_and_all_but_one_are_pinned_to_the_publication_that_one_picks()
    {
        var queries = await PowerQuery.FoldAsync(PowerBiProject.Queries());
        Assert.All(queries, query => Assert.Null(query.Error));
        Assert.All(queries, query => Assert.Equal(query.Result, query.Steps[^1].Step));
        Assert.All(queries, query => Assert.Superset(new HashSet<string> { "Implementation", "ODataVersion", "OmitValues" }, query.Steps[0].Options.ToHashSet()));
        Assert.Equal(["Publication"], queries.Where(query => query.Steps[^1].Pins.Count == 0).Select(query => query.Name));
        Assert.All(queries.Where(query => query.Name != "Publication"), query => Assert.Equal(new KeyValuePair<string, string>("publication", "Publication"), query.Steps[^1].Pins.Single()));
    }

    [Theory]
    [InlineData("let A = Table.AddColumn(B, 1) in A")]
    [InlineData("let A = in A")]
    public async Task What_does_not_fold_or_parse_is_told(string m) =>
        Assert.NotNull((await PowerQuery.FoldAsync([("Wrong", m)])).Single().Error);

    [Fact]
    public async Task It_begins_with_the_service_document_and_metadata()
    {
        foreach (var pin in new[] { "", $"?publication={feed.Id}" })
        {
            using var service = await PowerQuery.SendAsync(feed.Client, $"/odata/{pin}");
            Assert.Equal(("application/json", "4.0"), (service.Content.Headers.ContentType!.MediaType, service.Headers.GetValues("OData-Version").Single()));
            var root = JsonDocument.Parse(await service.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            Assert.EndsWith("/odata/$metadata", root.GetProperty("@odata.context").GetString());
            Assert.Contains(root.GetProperty("value").EnumerateArray(), set => set.GetProperty("name").GetString() == "Summaries");
            foreach (var accept in new[] { "application/xml", PowerQuery.Accept })
            {
                using var metadata = await PowerQuery.SendAsync(feed.Client, $"/odata/$metadata{pin}", accept);
                Assert.Equal("application/xml", metadata.Content.Headers.ContentType!.MediaType);
            }
        }
    }

    [Fact]
    public async Task The_publication_picked_is_the_newest()
    {
        var query = (await PowerQuery.FoldAsync(PowerBiProject.Queries())).Single(query => query.Name == "Publication");
        var rows = await PowerQuery.RowsAsync(feed.Client, query.Steps[^1].Url(""));
        Assert.Equal(feed.Id, Assert.Single(rows).GetProperty(query.Steps[^1].Cell!).GetString());
    }

    [Fact]
    public async Task Every_step_is_answered_with_what_it_means()
    {
        foreach (var query in await PowerQuery.FoldAsync(PowerBiProject.Queries(), "2025-03-01T00:00:00", "2025-06-01T00:00:00"))
        {
            List<JsonElement> before = [];
            foreach (var step in query.Steps.Where(step => step.Set is not null))
            {
                var got = await PowerQuery.RowsAsync(feed.Client, step.Url(feed.Id));
                var previous = query.Steps[Array.IndexOf(query.Steps, step) - 1];
                if (previous.Set is not null)
                    Assert.Equal(Meant(step, previous, before), got.Select(row => Text(row, step.Select)));
                var preview = await PowerQuery.RowsAsync(feed.Client, step.Url(feed.Id, 1000));
                Assert.Equal(got.Take(1000).Select(row => Text(row, step.Select)), preview.Select(row => Text(row, step.Select)));
                before = got;
            }
        }
    }

    [Fact]
    public async Task Ranges_side_by_side_hold_every_row_once()
    {
        var (whole, parts) = ((await ColumnsAsync("2000-01-01", "2100-01-01")).Order().ToList(), new List<string>());
        foreach (var (from, to) in new[] { ("2000-01-01", "2024-04-01"), ("2024-04-01", "2025-04-01"), ("2025-04-01", "2026-01-01"), ("2026-01-01", "2100-01-01") })
            parts.AddRange(await ColumnsAsync(from, to));
        Assert.NotEmpty(whole);
        Assert.Equal(whole, parts.Order());

        async Task<IEnumerable<string>> ColumnsAsync(string from, string to)
        {
            var step = (await PowerQuery.FoldAsync(PowerBiProject.Queries(), from + "T00:00:00", to + "T00:00:00")).Single(query => query.Name == "Summaries").Steps[^1];
            return (await PowerQuery.RowsAsync(feed.Client, step.Url(feed.Id))).Select(row => row.GetRawText());
        }
    }

    [Fact]
    public async Task A_range_without_rows_has_none_and_still_answers()
    {
        foreach (var query in (await PowerQuery.FoldAsync(PowerBiProject.Queries(), "1990-01-01T00:00:00", "1991-01-01T00:00:00")).Where(query => query.Name.StartsWith("Summaries", StringComparison.Ordinal)))
            Assert.Empty(await PowerQuery.RowsAsync(feed.Client, query.Steps[^1].Url(feed.Id)));
    }

    /// <summary>The rows of the step before, with the step done here.</summary>
    private static IEnumerable<string> Meant(FoldedStep step, FoldedStep previous, List<JsonElement> rows)
    {
        IEnumerable<JsonElement> meant = rows;
        if (step.Filter != previous.Filter)
            meant = meant.Where(row => row.GetProperty("period").GetString() is { } period && string.CompareOrdinal(period, "2025-03-01") >= 0 && string.CompareOrdinal(period, "2025-06-01") < 0);
        if (step.Orderby is [var order] && previous.Orderby is null)
            meant = meant.OrderByDescending(row => DateTimeOffset.Parse(row.GetProperty(order.Split(' ')[0]).GetString()!, CultureInfo.InvariantCulture));
        if (step.Top is { } top && previous.Top is null)
            meant = meant.Take((int)top);
        return meant.Select(row => Text(row, step.Select));
    }

    private static string Text(JsonElement row, string[]? select) => string.Join('|', row.EnumerateObject()
        .Where(property => !property.Name.StartsWith('@') && (select is null || select.Contains(property.Name))).OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name}={property.Value}"));
}
