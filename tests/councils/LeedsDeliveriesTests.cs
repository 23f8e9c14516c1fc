namespace Outcomes.Tests.Councils;

/// <summary>LEEDS 2023's orders as they stood on three nights: 3,964 rows of five columns, 5,470 of five, 7,301 of eight (wc -l).</summary>
public sealed class LeedsDeliveriesTests
{
    private const string Rows = "select date, service, area, channel, reference, booked, orders, grain from service_bookings order by all";

    [Fact]
    public async Task Three_snapshots_in_one_folder_are_the_last_alone()
    {
        using var all = await IngestedCouncil.OfAsync(CouncilFolder.OrSkip("leeds-2023-snapshots"));
        using var last = new TempFolder();
        Deliver(last, "2023-12-31");
        using var alone = await IngestedCouncil.OfAsync(last.Path);

        Assert.Equal(3964 + 5470 + 7301, all.Runs["orders"].Read);
        Assert.Equal("15778 | 7301", all.Row("select sum(booked), sum(orders) from service_bookings"));
        Assert.Equal(alone.Rows(Rows), all.Rows(Rows));
    }

    [Fact]
    public async Task Three_snapshots_in_turn_are_the_last_alone()
    {
        using var folder = new TempFolder();
        Deliver(folder, "2023-08-31");
        using var council = await IngestedCouncil.OfAsync(folder.Path);
        Assert.Equal("9242 | 3964", council.Row("select sum(booked), sum(orders) from service_bookings"));

        Deliver(folder, "2023-10-31");
        await council.IngestAsync();
        Assert.Equal("11824 | 5470", council.Row("select sum(booked), sum(orders) from service_bookings"));

        Deliver(folder, "2023-12-31");
        await council.IngestAsync();
        Assert.Equal("15778 | 7301", council.Row("select sum(booked), sum(orders) from service_bookings"));
        Assert.Contains(council.Runs["orders"].Notes, note => note.Contains("public_event"));

        using var last = new TempFolder();
        Deliver(last, "2023-12-31");
        using var alone = await IngestedCouncil.OfAsync(last.Path);
        Assert.Equal(alone.Rows(Rows), council.Rows(Rows));
    }

    // The file of a night in place of the one before, as a nightly export does it.
    private static void Deliver(TempFolder folder, string night)
    {
        var source = File.ReadAllLines(Path.Combine(CouncilFolder.OrSkip("leeds-2023-snapshots"), "sources", "orders.sql"))
            .Select(line => line.StartsWith("-- files:", StringComparison.Ordinal) ? "-- files: orders/*.csv" : line);
        folder.Write("sources/orders.sql", string.Join('\n', source));
        File.Copy(SharedData.PathOrSkip($"data/leeds-2023/snapshots/orders/{night}.csv"), folder["orders/orders.csv"], overwrite: true);
        File.SetAttributes(folder["orders/orders.csv"], FileAttributes.Normal);
    }

    [Fact]
    public async Task The_raw_Sprout_export_maps_too()
    {
        using var council = await IngestedCouncil.OfAsync(CouncilFolder.OrSkip("leeds-2023-sprout"));

        // Python's csv module, commas taken out of the numbers: 28 rows, 7 days, 4 accounts; 7 rows without post link clicks, on Instagram.
        Assert.Equal((28, 28, 0), (council.Runs["profiles"].Read, council.Runs["profiles"].New, council.Runs["profiles"].Quarantined));
        Assert.Equal("4 | 2022-08-05 | 2022-08-11 | 193477 | 38525 | 1103 | 32 | 343 | 21", council.Row("""
            select count(distinct account), min(date), max(date), sum(followers), sum(impressions), sum(engagements), sum(posts), sum(inbound), count(link_clicks)
            from social_account_days
            """));
        Assert.Equal("2022-08-05 | 16523 | 3577", council.Row("select date, followers, impressions from social_account_days where account = 'x:leeds2023' and date = '2022-08-05'"));
    }
}
