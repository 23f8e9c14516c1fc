namespace Outcomes.Tests.Functions.Ingestion;

/// <summary>Oddities of real files; the numbers were counted with other tools (data/*/PROVENANCE.md).</summary>
public sealed class RawRealFilesTests
{
    [Fact]
    public void LibrariesWest_members_are_suppressed_in_9099_of_13004_cells()
    {
        using var raw = Real("data/librarieswest/latest/membership", "members.csv")
            .Formatted(format => format with { Marks = [new("*", "suppressed", 1, 4)] }).Typed(("users", "integer")).Load();
        Assert.Equal((13004, 0), (raw.Result!.Passed, raw.Result.Quarantined));
        Assert.Equal(["ok|3905", "suppressed|9099"], raw.Rows("select users_status, count(*) from raw group by all order by all"));
        Assert.Equal(["156305|165404|192701"], raw.Rows("select sum(users), sum(users_low), sum(users_high) from raw"));
    }

    [Fact]
    public void Leeds_orders_are_7301_rows_and_15778_tickets_and_its_floats_are_whole_numbers()
    {
        using var orders = Real("data/leeds-2023/data/metrics/events/tickets", "orders.csv").Typed(("created_at", "datetime"), ("number_of_tickets", "integer")).Load();
        Assert.Equal(["7301|15778|203"], orders.Rows("select count(*), sum(number_of_tickets), count(*) filter (ward_code is null) from raw"));

        using var twitter = Real("data/leeds-2023/data/metrics/social", "twitter.csv").Typed(("date", "date"), ("audience", "integer"), ("impressions", "integer")).Load();
        Assert.Equal((1116, 0), (twitter.Result!.Passed, twitter.Result.Quarantined));
    }

    [Fact]
    public void The_snapshots_of_Leeds_orders_grow_from_5_to_8_columns()
    {
        using var raw = Real("data/leeds-2023/snapshots/orders", "*.csv").With(source => source with { AsAt = new(null, @"(\d{4}-\d{2}-\d{2})\.csv$") })
            .Typed(("created_at", "datetime"), ("number_of_tickets", "integer")).Load();
        Assert.Equal([5, 8], new[] { raw.Result!.FileColumns.Values.Min(columns => columns.Count), raw.Result.FileColumns.Values.Max(columns => columns.Count) });
        Assert.Equal(["2023-08-31|3964", "2023-10-31|5470", "2023-12-31|7301"], raw.Rows("select _as_at, count(*) from raw group by all order by all"));
    }

    [Fact]
    public void The_raw_Sprout_export_has_month_first_dates_thousands_marks_and_percentages()
    {
        using var raw = Real("data/leeds-2023/raw-sprout", "*.csv").Typed(
            ("Date", "date: %m-%d-%Y"), ("Audience", "integer"), ("Engagement Rate (per Impression)", "percent")).Load();
        Assert.Equal((28, 0), (raw.Result!.Passed, raw.Result.Quarantined));
        Assert.Equal(["2022-08-11|5178|0.0261"], raw.Rows("select Date, Audience, \"Engagement Rate (per Impression)\" from raw where Network = 'Instagram' and Date = date '2022-08-11'"));
        Assert.Equal(58, raw.Result.Columns.Count);
    }

    [Fact]
    public void Newcastle_visits_are_a_wide_file_of_19_branches_and_194_months()
    {
        using var raw = Real("data/newcastle-libraries/visitor-figures", "*.csv").Load();
        Assert.Equal((19, 195), (raw.Result!.Passed, raw.Result.Columns.Count));
        Assert.Equal(["1768"], raw.Rows("select \"2008-04\" from raw where Library = 'Blakelaw'"));
    }

    [Fact]
    public void FixMyStreet_files_come_in_the_order_of_their_months_with_the_folder_in_the_path()
    {
        using var raw = Real("data/fixmystreet-lad-counts", "raw/*/SHEF_C/*.csv").Typed(("reports", "integer")).Load();
        Assert.Equal(["raw/cobrand/SHEF_C/2017-1.csv", "raw/cobrand/SHEF_C/2017-2.csv"], raw.Rows("select path from raw_files order by number limit 2"));
        Assert.Equal(["96"], raw.Rows("select count(distinct _file) from raw"));
    }

    private static RawCase Real(string folder, string files) =>
        new RawCase(files).With(source => source with { Folder = SharedData.PathOrSkip(folder) });
}
