using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class WindowTests
{
    private const string Select = "select service, channel, date, booked from raw";
    private const string Header = "service,channel,date,booked\n";
    private static readonly Window February = new(new(2024, 2, 1), new(2024, 3, 1));

    [Fact]
    public void Rows_outside_the_window_are_counted_and_left_out()
    {
        using var source = new SourceCase { Sql = Select };
        var batch = source.Deliver(February, ("a.csv", $"{Header}swim,web,2024-01-31,1\nswim,web,2024-02-01,2\nswim,web,2024-02-29,3\nswim,web,2024-03-01,4\n"));
        Assert.Equal(["swim,web,2024-02-01,2,day,ok", "swim,web,2024-02-29,3,day,ok"], source.Rows());
        Assert.Equal(2, batch.Counts.Outside);
        Assert.Equal((new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29)), batch.Days);
    }

    [Fact]
    public void Replace_removes_what_vanished_inside_the_window_and_nothing_else()
    {
        using var source = new SourceCase { Sql = Select };
        source.Deliver($"{Header}swim,web,2024-01-31,1\nswim,web,2024-02-01,2\nswim,web,2024-02-02,3\nswim,web,2024-02-03,4\n");
        var batch = source.Deliver(February, ("a.csv", $"{Header}swim,web,2024-02-01,2\nswim,web,2024-02-02,30\nswim,web,2024-02-04,5\n"));
        Assert.Equal(["swim,web,2024-01-31,1,day,ok", "swim,web,2024-02-01,2,day,ok", "swim,web,2024-02-02,30,day,ok", "swim,web,2024-02-04,5,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(1, 1, 1, 0, 0, 0, 1), batch.Counts);
        Assert.Equal(["2024-02"], batch.Months.Select(month => month.Month));
    }

    [Fact]
    public void Replace_of_everything_removes_a_month_that_vanished()
    {
        using var source = new SourceCase { Sql = Select };
        source.Deliver($"{Header}swim,web,2024-01-31,1\nswim,web,2024-02-01,2\n");
        var batch = source.Deliver($"{Header}swim,web,2024-02-01,2\n");
        Assert.Equal(["swim,web,2024-02-01,2,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(0, 0, 1, 0, 0, 0, 1), batch.Counts);
        var gone = Assert.Single(batch.Months);
        Assert.Equal(("2024-01", (string?)null), (gone.Month, gone.LocalFile));
    }

    [Fact]
    public void Merge_adds_and_changes_and_never_deletes()
    {
        using var source = new SourceCase { Sql = Select, Front = "absent: zero\nmode: merge" };
        source.Deliver($"{Header}swim,web,2024-01-30,1\nswim,,2024-01-31,2\n");
        var batch = source.Deliver($"{Header}swim,,2024-01-31,20\nswim,web,2024-02-01,3\n");
        Assert.Equal(["swim,web,2024-01-30,1,day,ok", "swim,unknown,2024-01-31,20,day,ok", "swim,web,2024-02-01,3,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(1, 1, 0, 0, 0, 0, 0), batch.Counts);
    }

    [Fact]
    public void A_delivery_without_a_row_removes_nothing_and_fails()
    {
        using var source = new SourceCase { Sql = Select };
        source.Deliver($"{Header}swim,web,2024-01-31,1\n");
        var wrong = Assert.Throws<SourceException>(() => source.Deliver(Header));
        Assert.Contains("1 rows of the lake would vanish", wrong.Message);
        Assert.Single(source.Rows());
    }

    [Fact]
    public void The_same_rows_in_another_order_give_the_same_bytes_and_nothing_to_write()
    {
        using var source = new SourceCase { Sql = Select };
        source.Deliver($"{Header}swim,web,2024-01-31,1\ngym,,2024-01-01,2\n");
        Assert.Empty(source.Deliver($"{Header}gym,,2024-01-01,2\nswim,web,2024-01-31,1\n").Months);
    }
}
