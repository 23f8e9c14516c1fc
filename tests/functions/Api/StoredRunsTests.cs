using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>A request for one measure and service reads its stretch of the set alone, sorted only where that is needed: the rows are those of SQL all the same.</summary>
public sealed class StoredRunsTests(ServedFeed awkward, OrdinaryFeed ordinary) : IClassFixture<ServedFeed>, IClassFixture<OrdinaryFeed>
{
    private static readonly string[] Orders =
        ["", "period", "period,area", "period,area,channel", "service,period,measure,area", "period desc", "area,period", "value", "period,value desc", "channel", "period,area desc", "measure desc,period", "length(area)"];

    [Fact]
    public async Task Every_order_of_every_measure_and_service_is_SQLs_page_by_page()
    {
        foreach (var feed in new[] { awkward, ordinary })
            foreach (var (measure, service) in feed.Oracle.Rows("select distinct measure, service from T order by all limit 6", row => (row.GetString(0), row.GetString(1))))
                foreach (var order in Orders)
                {
                    var filter = $"measure eq '{measure.Replace("'", "''")}' and service eq '{service.Replace("'", "''")}' and period ge 2022-01-01";
                    var rows = await feed.AllAsync($"Outcomes?$filter={filter}{(order.Length == 0 ? "" : $"&$orderby={order}")}&$select=id", "Prefer: maxpagesize=37");
                    var by = string.Concat(order.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.EndsWith(" desc", StringComparison.Ordinal) ? $"{part} nulls last, " : $"{part} nulls first, "));
                    var wanted = feed.Oracle.Rows($"select id from T where measure = {Duck.Literal(measure)} and service = {Duck.Literal(service)} and period >= '2022-01-01' order by {by}ordinal", row => row.GetString(0));
                    Assert.Equal(wanted, rows.Select(row => row.GetProperty("id").GetString()));
                }
    }

    [Theory]
    [InlineData("measure eq 'none' and service eq 'parks'", 0)]
    [InlineData("measure eq 'reply_rate' and measure eq 'online_revenue' and service eq 'events'", 0)]
    public async Task What_contradicts_itself_or_is_not_there_has_no_rows(string filter, int rows) =>
        Assert.Equal(rows.ToString(CultureInfo.InvariantCulture), (await ordinary.SendAsync($"Outcomes/$count?$filter={filter}")).Text);

    [Theory]
    [InlineData("measure eq 'reply_rate' or service eq 'events'", "measure = 'reply_rate' or service = 'events'")]
    [InlineData("not (measure eq 'reply_rate' and service eq 'events')", "not (measure = 'reply_rate' and service = 'events')")]
    [InlineData("(measure eq 'reply_rate' and service eq 'events') or value gt 1000", "(measure = 'reply_rate' and service = 'events') or value > 1000")]
    [InlineData("'events' eq service and 'reply_rate' eq measure", "measure = 'reply_rate' and service = 'events'")]
    [InlineData("measure eq service and service eq 'events'", "measure = service and service = 'events'")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period gt 2023-05-01 and 2024-03-01 ge period", "measure = 'reply_rate' and service = 'events' and period > '2023-05-01' and period <= '2024-03-01'")]
    [InlineData("period eq 2024-02-01 and measure eq 'reply_rate' and service eq 'events'", "measure = 'reply_rate' and service = 'events' and period = '2024-02-01'")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period ne 2024-02-01", "measure = 'reply_rate' and service = 'events' and period <> '2024-02-01'")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period lt 2024-02-01T12:00:00Z", "measure = 'reply_rate' and service = 'events' and period <= '2024-02-01'")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period gt 9999-12-31", "false")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period lt 0001-01-01", "false")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period ge 2024-06-01 and period lt 2024-01-01", "false")]
    public async Task Only_what_must_hold_narrows_it(string filter, string sql) => Assert.Equal(
        ordinary.Oracle.One<long>($"select count(*) from T where {sql}").ToString(CultureInfo.InvariantCulture), (await ordinary.SendAsync($"Outcomes/$count?$filter={filter}")).Text);

    [Theory]
    [InlineData("", "true")]
    [InlineData("measure eq 'reply_rate' and service eq 'events'", "measure = 'reply_rate' and service = 'events'")]
    [InlineData("measure eq 'reply_rate' and service eq 'events' and period ge 2023-01-01 and period lt 2024-01-01", "measure = 'reply_rate' and service = 'events' and period >= '2023-01-01' and period < '2024-01-01'")]
    public async Task Rows_known_by_their_place_are_left_out_taken_and_paged_as_any(string filter, string sql)
    {
        foreach (var (skip, top) in new[] { (0, 5), (3, 40), (10, 100_000), (0, 0), (1_000_000, 5) })
        {
            var rows = await ordinary.AllAsync($"Outcomes?{(filter.Length == 0 ? "" : $"$filter={filter}&")}$skip={skip}&$top={top}&$select=id", "Prefer: maxpagesize=17");
            Assert.Equal(ordinary.Oracle.Rows($"select id from T where {sql} order by ordinal limit {top} offset {skip}", row => row.GetString(0)), rows.Select(row => row.GetProperty("id").GetString()));
        }
    }
}
