using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class MergeTests
{
    private const string Select = "select service, channel, date, booked, _row from raw";

    [Fact]
    public void A_row_is_kept_with_the_columns_the_mapping_names_and_the_contracts_own()
    {
        using var source = new SourceCase { Sql = Select };
        var batch = source.Deliver("service,channel,date,booked\nswim,web,2024-01-02,3\nswim,web,2024-02-01,\n");
        Assert.Equal(["swim,web,2024-01-02,3,day,ok", "swim,web,2024-02-01,,day,ok"], source.Rows());
        Assert.Equal(["2024-01", "2024-02"], batch.Months.Select(month => month.Month));
        Assert.Equal(new BatchCounts(2, 0, 0, 0, 0, 0, 0), batch.Counts);
        Assert.Equal((new DateOnly(2024, 1, 2), new DateOnly(2024, 2, 1)), batch.Days);
    }

    [Fact]
    public void A_literal_null_stays_and_any_other_null_of_a_dimension_is_unknown()
    {
        using var source = new SourceCase { Sql = "select service, null as channel, date, booked from raw" };
        var batch = source.Deliver("service,date,booked\n,2024-01-02,3\nswim,2024-01-02,4\n");
        Assert.Equal(["swim,,2024-01-02,4,day,ok", "unknown,,2024-01-02,3,day,ok"], source.Rows());
        Assert.Equal([("service", 1L)], batch.NotFound);
    }

    [Fact]
    public void A_dimension_the_mapping_does_not_name_is_not_broken_down()
    {
        using var source = new SourceCase { Sql = "select service, date, booked from raw" };
        source.Deliver("service,date,booked\nswim,2024-01-02,3\n");
        Assert.Equal(["swim,,2024-01-02,3,day,ok"], source.Rows());
    }

    [Fact]
    public void Rows_that_break_the_contract_are_set_aside_with_their_reason_and_the_others_stay()
    {
        using var source = new SourceCase
        {
            Columns = "{}",
            Sql = "select service, channel, date, booked, kind, paid, _row from raw",
        };
        var batch = source.Deliver("""
            service,channel,date,booked,kind,paid
            swim,web,2024-01-01,1,adult,1.5
            swim,web,2024-01-02,1.5,adult,1.5
            swim,web,2024-01-03,many,adult,1.5
            swim,web,2024-01-04,1,dog,1.5
            swim,web,,1,adult,1.5
            swim,web,2024-02-30,1,adult,1.5
            swim,web,0024-02-03,1,adult,1.5
            swim,web,2024-01-08,99999999999999999999,adult,1.5
            swim,web,2024-01-09,,,

            """);
        Assert.Equal(["swim,web,2024-01-01,1,adult,1.5000,day,ok", "swim,web,2024-01-09,,,,day,ok"], source.Rows());
        Assert.Equal(7, batch.Counts.Quarantined);
        Assert.Equal(
        [
            "2,booked,not a whole number; round it in the mapping if that is meant,1.5",
            "3,booked,not a bigint, or out of its range,many",
            "4,kind,not an allowed word; allowed: adult, child,dog",
            "5,date,empty; it may not be,",
            "6,date,not a date, or out of its range,2024-02-30",
            "7,date,not a day between 1900 and 2199,0024-02-03",
            "8,booked,not a bigint, or out of its range,99999999999999999999",
        ], source.Quarantine);
    }

    [Fact]
    public void Weeks_are_dated_their_Monday_and_months_their_first()
    {
        using var source = new SourceCase { Sql = "select service, channel, date, booked, grain from raw" };
        source.Deliver("service,channel,date,booked,grain\nswim,web,2024-05-02,1,week\nswim,web,2024-05-30,2,month\nswim,web,2024-05-30,3,\nswim,web,2024-05-01,4,year\n");
        Assert.Equal(["swim,web,2024-04-29,1,week,ok", "swim,web,2024-05-01,2,month,ok", "swim,web,2024-05-30,3,day,ok"], source.Rows());
        Assert.Equal([",grain,not an allowed word; allowed: day, week, month,year"], source.Quarantine);
    }

    [Fact]
    public void A_status_and_bounds_are_kept_where_they_are_named()
    {
        using var source = new SourceCase { Sql = "select service, channel, date, booked, least as booked_low, most as booked_high, status from raw" };
        source.Deliver("service,channel,date,booked,least,most,status\nswim,web,2024-05-02,,1,4,suppressed\nswim,web,2024-05-03,5,5,5,\nswim,web,2024-05-04,5,5,5,hidden\n");
        Assert.Equal(["swim,web,2024-05-02,,1,4,day,suppressed", "swim,web,2024-05-03,5,5,5,day,ok"], source.Rows());
        Assert.Single(source.Quarantine);
    }
}
