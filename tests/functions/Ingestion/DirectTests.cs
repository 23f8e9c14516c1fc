using System.Globalization;
using System.Text;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Ingestion;

/// <summary>A file mapped as it is read gives what the same file gives when its typed rows are stored first, which naming <c>_row</c> asks for.</summary>
public sealed class DirectTests
{
    private const string Header = "service,area,channel,date,reference,booked\n";
    private const string Columns = "service, area, channel, date, reference, booked";

    [Theory]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,,web,2024-03-31,b,1\n", "every row passes")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,,web,2024-03-31,b,many\ngym,,web,2024-03-31,c,1\n", "a cell fails")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,,web\ngym,,web,2024-03-31,c,1\n", "a row has too few fields")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,,web,2024-03-31,b,1,9\n", "a row has too many")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,E05000001,web,2024-03-30,a,3\ngym,,web,2024-03-31,c,1\n", "two rows have one key")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\nswim,,web,,b,1\n", "a row breaks the contract")]
    [InlineData("swim,E05000001,web,2024-03-30,\"a\nb\",2\ngym,,web,2024-03-31,c,1\n", "a quote hides a line end")]
    [InlineData("swim,E05000001,web,2024-03-30,a,2\n swim ,\u00A0,web,2024-03-31,b\u3000,1", "cells have spaces around them, and the last line has no end")]
    [InlineData("", "there are none")]
    public async Task Rows_and_counts_do_not_depend_on_how_the_file_is_read(string rows, string because)
    {
        using var council = new IngestionCase();
        foreach (var (name, sql) in new[] { ("direct", $"select {Columns} from raw"), ("stored", $"select {Columns}, _row from raw") })
        {
            council.Source(name, "columns: {date: date, booked: integer}", sql);
            council.Write($"data/{name}.csv", Header + rows);
        }
        var runs = await council.RunAsync();
        Assert.Equal(["direct", "stored"], runs.Select(run => run.Source));
        var counts = runs.Select(run => (run.Status, run.Read, run.Passed, run.Quarantined, run.Mapped, run.New, run.MappedQuarantined)).ToArray();
        Assert.True(counts[0] == counts[1], $"{because}: {counts[0]} where stored rows give {counts[1]}");
        var lake = await council.RowsAsync();
        Assert.Equal(lake.Take(lake.Count / 2), lake.Skip(lake.Count / 2));
    }

    [Fact]
    public async Task A_month_of_several_row_groups_has_the_same_bytes_every_time()
    {
        var csv = new StringBuilder(Header);
        for (var row = 0; row < 260_000; row++)
            csv.Append(CultureInfo.InvariantCulture, $"service-{row % 7},E050{row % 46:00000},web,2024-03-{1 + row % 31:00},{row * 7919L % 260_017},{row % 11}\n");
        var hashes = new List<string>();
        for (var time = 0; time < 3; time++)
        {
            using var council = new IngestionCase();
            council.Source("orders", "columns: {date: date, booked: integer}", $"select {Columns} from raw");
            council.Write("data/orders.csv", csv.ToString());
            Assert.Equal(260_000, Assert.Single(await council.RunAsync()).New);
            using var duck = Duck.Open();
            using var snapshot = await council.Lake.SnapshotAsync(TestContext.Current.CancellationToken);
            var file = snapshot.Files.Single(file => file.Dataset == "service_bookings").LocalPath;
            Assert.True(duck.One<long>($"select count(distinct row_group_id) from parquet_metadata({Duck.Literal(file)})") > 1);
            hashes.Add(duck.One<string>($"select sha256(content) from read_blob({Duck.Literal(file)})")!);
        }
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public async Task Two_rows_of_one_key_are_found_wherever_they_lie_in_a_large_month()
    {
        // 300,000 keys and every 997th of them twice, its second row as far away as can be.
        using var council = new IngestionCase();
        council.Source("orders", "columns: {date: date, booked: integer}", $"select {Columns} from raw");
        var csv = new StringBuilder(Header);
        for (var row = 0; row < 300_000; row++)
            csv.Append(CultureInfo.InvariantCulture, $"swim,,web,2024-03-{1 + row % 31:00},{row},1\n");
        for (var row = 0; row < 300_000; row += 997)
            csv.Append(CultureInfo.InvariantCulture, $"swim,,web,2024-03-{1 + row % 31:00},{row},2\n");
        council.Write("data/orders.csv", csv.ToString());
        var run = Assert.Single(await council.RunAsync());
        Assert.Equal((300_301, 299_699, 602), (run.Mapped, run.New, run.MappedQuarantined));
    }
}
