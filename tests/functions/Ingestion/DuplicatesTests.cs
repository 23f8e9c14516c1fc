using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class DuplicatesTests
{
    private const string Select = "select service, channel, date, booked, note, _row from raw";
    private const string Rows = "service,channel,date,booked,note\nswim,web,2024-01-01,1,a\nswim,web,2024-01-01,2,b\nswim,,2024-01-01,4,c\ngym,web,2024-01-01,8,d\ngym,web,2024-01-01,8,d\n";

    [Fact]
    public void By_default_every_row_of_a_key_is_set_aside()
    {
        using var source = new SourceCase { Sql = Select };
        var batch = source.Deliver(Rows);
        Assert.Equal(["swim,unknown,2024-01-01,4,c,day,ok"], source.Rows());
        Assert.Equal(4, batch.Counts.Quarantined);
        Assert.Equal(["1", "2", "4", "5"], source.Quarantine.Select(row => row.Split(',')[0]));
    }

    [Fact]
    public void Identical_rows_are_one_where_the_source_says_so()
    {
        using var source = new SourceCase { Sql = Select, Front = "absent: zero\nmode: replace\nidentical_rows: drop" };
        var batch = source.Deliver(Rows);
        Assert.Equal(["gym,web,2024-01-01,8,d,day,ok", "swim,unknown,2024-01-01,4,c,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(2, 0, 0, 1, 0, 2, 0), batch.Counts);
    }

    [Fact]
    public void Sum_adds_numbers_and_keeps_the_last_text()
    {
        using var source = new SourceCase { Sql = Select, Front = "absent: zero\nmode: replace\non_duplicate: sum" };
        var batch = source.Deliver(Rows);
        Assert.Equal(["gym,web,2024-01-01,16,d,day,ok", "swim,unknown,2024-01-01,4,c,day,ok", "swim,web,2024-01-01,3,b,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(3, 0, 0, 2, 0, 0, 0), batch.Counts);
    }

    [Fact]
    public void A_sum_with_a_part_that_is_not_there_is_not_there_and_its_worst_status_stays()
    {
        using var source = new SourceCase { Sql = "select service, channel, date, booked, status from raw", Front = "absent: zero\nmode: replace\non_duplicate: sum" };
        source.Deliver("service,channel,date,booked,status\nswim,web,2024-01-01,1,ok\nswim,web,2024-01-01,,suppressed\nswim,web,2024-01-01,,missing\n");
        Assert.Equal(["swim,web,2024-01-01,,day,suppressed"], source.Rows());
    }

    [Fact]
    public void Last_keeps_the_row_read_last()
    {
        using var source = new SourceCase { Sql = Select, Front = "absent: zero\nmode: replace\non_duplicate: last" };
        var batch = source.Deliver(Rows);
        Assert.Equal(["gym,web,2024-01-01,8,d,day,ok", "swim,unknown,2024-01-01,4,c,day,ok", "swim,web,2024-01-01,2,b,day,ok"], source.Rows());
        Assert.Equal(2, batch.Counts.Duplicate);
    }
}
