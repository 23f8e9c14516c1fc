using System.Globalization;
using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Tests.Functions.Api;

namespace Outcomes.Tests.Clients;

/// <summary>The feed and its files read by packages of others, in Node: an OData client, and the Arrow and Parquet readers of JavaScript.</summary>
public sealed class ForeignClientTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private const string Row = "id, period::varchar, area, value, numerator::varchar, suppressed, strftime(updated at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')";

    private async Task<JsonElement> ReadAsync(string client)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "clients");
        await NodePackages.InstallAsync(folder);
        using var node = NodePackages.Start("node", folder, "read.mjs", client, feed.Client.BaseAddress!.ToString());
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonDocument.Parse(await output).RootElement;
    }

    [Fact]
    public async Task An_odata_client_queries_counts_reads_by_key_and_batches()
    {
        var read = await ReadAsync("odata");
        var wanted = feed.Oracle.Rows("select id, value, period::varchar from T where service = 'parks' and value > 10.5 order by value desc, ordinal limit 5 offset 2",
            row => string.Create(CultureInfo.InvariantCulture, $"{row.GetString(0)} {row.GetDouble(1)} {row.GetString(2)}"));
        Assert.Equal(wanted, read.GetProperty("rows").EnumerateArray().Select(row => string.Join(' ', row.EnumerateArray())));
        Assert.Equal(wanted[0].Split(' ')[0], read.GetProperty("one").GetString());
        Assert.Equal(2000, read.GetProperty("all").GetInt32());
        Assert.Equal(feed.Oracle.Rows("select service from services order by 1", row => row.GetString(0)), read.GetProperty("services").EnumerateArray().Select(service => service.GetString()));
    }

    [Theory]
    [InlineData("odata2ts")]
    [InlineData("devextreme")]
    public async Task A_client_made_for_dashboards_filters_orders_pages_counts_and_reads_by_key(string client)
    {
        var read = await ReadAsync(client);
        var skip = client == "odata2ts" ? 2 : 5; // DevExtreme asks for its second page
        var wanted = feed.Oracle.Rows($"select id, value, period::varchar from T where service = 'parks' and value > 10.5 order by value desc, {(client == "odata2ts" ? "ordinal" : "id")} limit 5 offset {skip}",
            row => string.Create(CultureInfo.InvariantCulture, $"{row.GetString(0)} {row.GetDouble(1)} {row.GetString(2)}"));
        Assert.Equal(wanted, read.GetProperty("rows").EnumerateArray().Select(row => string.Join(' ', row.EnumerateArray())));
        Assert.Equal(feed.Oracle.One<long>("select count(*) from T where service = 'parks' and value > 10.5"), read.GetProperty("counted").GetInt64());
        Assert.Equal(client == "odata2ts" ? wanted[0].Split(' ')[0] : "parks", read.GetProperty("one").GetString());
        Assert.Equal(feed.Oracle.Rows("select service from services order by 1", row => row.GetString(0)), read.GetProperty("services").EnumerateArray().Select(service => service.GetString()));
    }

    [Theory]
    [InlineData("arrow")]
    [InlineData("parquet")]
    public async Task A_file_is_read_back_equal(string client) => Assert.Equal(
        feed.Oracle.Rows($"select {Row} from T order by ordinal", row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => RowText.Of(row.GetValue(i))))),
        (await ReadAsync(client)).EnumerateArray().Select(row => string.Join('|', row.EnumerateArray().Select(value => value.ToString()))));
}
