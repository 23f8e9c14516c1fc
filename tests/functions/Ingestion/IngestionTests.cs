namespace Outcomes.Tests.Functions.Ingestion;

public sealed class IngestionTests
{
    private const string Select = "select service, area, channel, date, reference, booked, _row from raw";
    private const string Typed = "columns: {date: date, booked: integer}";
    private const string Header = "service,area,channel,date,reference,booked\n";

    [Fact]
    public async Task A_file_reaches_the_lake_with_its_coverage_and_every_row_accounted_for()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed + "\nschedule: '0 0 5 * * *'", Select);
        council.Write("data/orders.csv", $"{Header}swim,E05000001,web,2024-03-30,a,2\nswim,,web,2024-03-31,b,1\nswim,E05000001,web,2024-03-31,c,many\n");
        var run = Assert.Single(await council.RunAsync());
        Assert.Null(run.Message);
        Assert.Equal("succeeded", run.Status);
        Assert.Equal((3, 2, 1, 2, 2), (run.Read, run.Passed, run.Quarantined, run.Mapped, run.New));
        Assert.Equal(["swim,E05000001,web,2024-03-30,a,2", "swim,unknown,web,2024-03-31,b,1"], await council.RowsAsync());
        Assert.Equal(["orders,2024-03-30,2024-03-31,zero,2024-04-03"], await council.CoverageAsync());
        Assert.Contains("1 rows have area 'unknown'", Assert.Single(run.Notes));
        Assert.True(File.Exists(council.Data($"quarantine/orders/{run.Id}.parquet")));
        Assert.Equal(run.Id, (await council.Ledger.RunsAsync("orders", TestContext.Current.CancellationToken)).Single().Id);
    }

    [Fact]
    public async Task Nothing_is_read_again_until_a_file_the_mapping_or_a_look_up_changes()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, "select service, w.code as area, channel, date, reference, booked from raw left join data.wards w on w.name = area");
        council.Write("data/orders.csv", $"{Header}swim,Armley,web,2024-03-30,a,2\n");
        council.Write("data/wards.csv", "name,code\nArmley,E05000001\n");
        Assert.Equal("succeeded", (await council.RunAsync()).Single().Status);
        Assert.Equal("unchanged", (await council.RunAsync()).Single().Status);
        council.Write("data/wards.csv", "name,code\nArmley,E05000002\n");
        Assert.Equal("succeeded", (await council.RunAsync()).Single().Status);
        Assert.Equal(["swim,E05000002,web,2024-03-30,a,2"], await council.RowsAsync());
        council.Source("orders", Typed, "select 'gym' as service, null as area, channel, date, reference, booked from raw");
        Assert.Equal("succeeded", (await council.RunAsync()).Single().Status);
        Assert.Equal(["gym,,web,2024-03-30,a,2"], await council.RowsAsync());
        council.Write("data/orders.csv", $"{Header}swim,Armley,web,2024-03-30,a,3\n");
        Assert.Equal("succeeded", (await council.RunAsync()).Single().Status);
    }

    [Fact]
    public async Task Reference_data_runs_first_and_a_mapping_may_look_things_up_in_it()
    {
        using var council = new IngestionCase();
        council.Source("bookings", Typed, "select service, a.area, channel, date, reference, booked from raw left join areas a on a.name = raw.area");
        council.Write("data/bookings.csv", $"{Header}swim,Armley,web,2024-03-30,a,2\nswim,Atlantis,web,2024-03-30,b,1\n");
        council.Source("wards", "dataset: areas", "select code as area, name, 'ward' as type from raw");
        council.Write("data/wards.csv", "name,code\nArmley,E05000001\n");
        var runs = await council.RunAsync();
        Assert.Equal(["wards: ", "bookings: "], runs.Select(run => $"{run.Source}: {run.Message}"));
        Assert.Equal(["swim,E05000001,web,2024-03-30,a,2", "swim,unknown,web,2024-03-30,b,1"], await council.RowsAsync());
    }

    [Fact]
    public async Task A_source_that_fails_stops_no_other_and_leaves_the_lake_as_it_was()
    {
        using var council = new IngestionCase();
        council.Source("a_lost_column", Typed, Select);
        council.Source("b_no_file", Typed, Select);
        council.Source("c_good", Typed, Select);
        council.Write("data/a_lost_column.csv", $"{Header}swim,E1,web,2024-03-30,a,2\n");
        council.Write("data/c_good.csv", $"{Header}swim,E1,web,2024-03-30,c,2\n");
        await council.RunAsync();
        var before = await council.FilesAsync();
        council.Write("data/a_lost_column.csv", "service,area,channel,date,booked\nswim,E1,web,2024-03-30,3\n");
        council.Write("data/c_good.csv", $"{Header}swim,E1,web,2024-03-30,c,3\n");
        var runs = await council.RunAsync();
        Assert.Equal(["failed", "failed", "succeeded"], runs.Select(run => run.Status));
        Assert.Contains("reference", runs[0].Message);
        Assert.Contains("b_no_file", runs[1].Message);
        Assert.Equal(before[0], (await council.FilesAsync())[0]);
        Assert.Equal(["swim,E1,web,2024-03-30,a,2", "swim,E1,web,2024-03-30,c,3"], await council.RowsAsync());
    }

    [Fact]
    public async Task A_lookback_leaves_older_days_as_they_are()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed + "\nlookback: 2d", Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,1\nswim,E1,web,2024-03-10,a,1\n");
        await council.RunAsync();
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,100\nswim,E1,web,2024-03-08,a,8\nswim,E1,web,2024-03-11,a,11\n");
        var run = (await council.RunAsync()).Single();
        Assert.Equal(new DateOnly(2024, 3, 8), run.WindowFrom);
        Assert.Equal((1, 2, 1), (run.Outside, run.New, run.Removed));
        Assert.Equal(["swim,E1,web,2024-03-01,a,1", "swim,E1,web,2024-03-08,a,8", "swim,E1,web,2024-03-11,a,11"], await council.RowsAsync());
        Assert.Equal(["orders,2024-03-01,2024-03-11,zero,"], await council.CoverageAsync());
    }

    [Fact]
    public async Task Coverage_joins_windows_that_touch_and_shrinks_with_what_is_replaced()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, Select);
        council.Write("data/orders.csv", $"{Header}{string.Concat(Enumerable.Range(1, 30).Select(day => $"swim,E1,web,2024-03-{day:d2},a,1\n"))}");
        await council.RunAsync(new(new(2024, 3, 1), new(2024, 3, 6)));
        await council.RunAsync(new(new(2024, 3, 10), new(2024, 3, 12)));
        Assert.Equal(["orders,2024-03-01,2024-03-05,zero,", "orders,2024-03-10,2024-03-11,zero,"], await council.CoverageAsync());
        await council.RunAsync(new(new(2024, 3, 6), new(2024, 3, 10)));
        Assert.Equal(["orders,2024-03-01,2024-03-11,zero,"], await council.CoverageAsync());
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-03,a,1\n");
        await council.RunAsync();
        Assert.Equal(["orders,2024-03-03,2024-03-03,zero,"], await council.CoverageAsync());
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("merge")]
    public async Task A_replay_gives_the_lake_byte_for_byte(string mode)
    {
        using var council = new IngestionCase();
        council.Source("orders", $"{Typed}\nmode: {mode}", Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-02-28,a,1\nswim,E1,web,2024-03-01,a,2\nswim,E1,web,2024-03-02,a,bad\n");
        await council.RunAsync();
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,20\nswim,E1,web,2024-04-02,a,4\n");
        await council.RunAsync(new(new(2024, 3, 1), null));
        var (files, rows, covered) = (await council.FilesAsync(), await council.RowsAsync(), await council.CoverageAsync());
        council.Delete("data/orders.csv");
        File.WriteAllText(council.Data("lake/service_bookings/source=orders/month=2024-03/part.parquet"), "damaged");
        var run = (await council.RunAsync(replay: true)).Single();
        Assert.Null(run.Message);
        Assert.Equal(rows, await council.RowsAsync());
        Assert.Equal(files, await council.FilesAsync());
        Assert.Equal(covered, await council.CoverageAsync());
        Assert.Equal(run.Mapped, run.New + run.Changed + run.Unchanged + run.Duplicate + run.Outside + run.MappedQuarantined);
    }

    [Fact]
    public async Task A_new_mapping_over_replayed_files_leaves_nothing_of_the_old()
    {
        using var council = new IngestionCase();
        council.Source("orders", $"{Typed}\nmode: merge", Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,1\n");
        await council.RunAsync();
        council.Source("orders", $"{Typed}\nmode: merge", Select.Replace("service,", "'gym' as service,"));
        await council.RunAsync(replay: true);
        Assert.Equal(["gym,E1,web,2024-03-01,a,1"], await council.RowsAsync());
    }

    [Fact]
    public async Task A_damaged_month_is_not_merged_with()
    {
        using var council = new IngestionCase();
        council.Source("orders", $"{Typed}\nmode: merge", Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,1\n");
        await council.RunAsync();
        File.Delete(council.Data("lake/service_bookings/source=orders/month=2024-03/part.parquet"));
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-02,a,1\n");
        var run = (await council.RunAsync()).Single();
        Assert.Equal("failed", run.Status);
        Assert.Contains("ingest orders --replay", run.Message);
    }

    [Fact]
    public async Task Columns_that_come_and_go_are_told()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,1\n");
        await council.RunAsync();
        council.Write("data/orders.csv", "service,area,channel,date,reference,booked,extra\nswim,E1,web,2024-03-01,a,1,x\n");
        Assert.Contains("New columns since the last run: extra.", (await council.RunAsync()).Single().Notes);
    }

    [Fact]
    public async Task A_preview_shows_rows_types_and_quarantine_and_writes_nothing()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, Select);
        council.Write("data/orders.csv", $"{Header}swim,,web,2024-03-01,a,1\nswim,E1,web,2024-03-02,a,many\n");
        var preview = await council.Make().PreviewAsync("orders", null, TestContext.Current.CancellationToken);
        Assert.Contains(("booked", "BIGINT"), preview.Columns);
        Assert.Equal(["swim", "unknown", "web", "2024-03-01", "a", "1", "day", "ok"], preview.Rows.Single());
        Assert.Contains("1 rows have area 'unknown'", Assert.Single(preview.Run.Notes), StringComparison.Ordinal);
        Assert.Equal("many", preview.Quarantine.Single()[^1]);
        Assert.Empty(await council.FilesAsync());
        Assert.Empty(await council.Ledger.RunsAsync(null, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(council.Data("raw")));
    }

    [Fact]
    public async Task A_name_that_no_source_has_is_refused_with_the_names_there_are()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, Select);
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => council.RunAsync(names: "order"));
        Assert.Contains("sources: orders", wrong.Message);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_no_rows_and_says_so()
    {
        using var council = new IngestionCase();
        council.Source("orders", Typed, Select);
        council.Write("data/orders.csv", $"{Header}swim,E1,web,2024-03-01,a,1\n");
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        await Assert.ThrowsAsync<OperationCanceledException>(() => council.Make().RunAsync([], default, false, progress, stop.Token));
        Assert.Empty(await council.FilesAsync());
        Assert.Equal("It was stopped; the lake is as before.", (await council.Ledger.RunsAsync("orders", TestContext.Current.CancellationToken)).Single().Message);
    }

    [Fact]
    public async Task Files_of_two_sources_are_read_at_once()
    {
        using var council = new IngestionCase();
        foreach (var name in new[] { "orders", "returns" })
        {
            council.Source(name, Typed.Replace("orders", name, StringComparison.Ordinal), Select);
            council.Write($"data/{name}.csv", $"{Header}swim,E1,web,2024-03-01,{name},1\n");
        }
        var runs = await council.Make().RunAsync([], default, false, new Meeting(), TestContext.Current.CancellationToken);
        Assert.All(runs, run => Assert.Equal("succeeded", run.Status));
    }

    /// <summary>Holds a source up until another has come as far.</summary>
    private sealed class Meeting : IProgress<string>
    {
        private readonly TaskCompletionSource met = new();
        private int here;

        public void Report(string value)
        {
            if (!value.Contains("mapping"))
                return;
            if (Interlocked.Increment(ref here) == 2)
                met.SetResult();
            Assert.True(met.Task.Wait(TimeSpan.FromSeconds(30)), "The other source waited for this one to end.");
        }
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.Contains("merging"))
                stop.Cancel();
        }
    }
}
