using CsCheck;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class DeliveriesTests
{
    private const string Select = "select service, channel, date, sum(booked) as booked from raw group by all";
    private const string Header = "service,channel,date,booked\n";
    private const string Snapshots = "absent: zero\nmode: replace\nfiles_are: snapshots";

    [Fact]
    public void A_later_snapshot_replaces_the_days_it_covers_and_no_others()
    {
        using var source = new SourceCase { Sql = Select, Front = Snapshots };
        var batch = source.Deliver(Window.Everything,
            ("1.csv", $"{Header}swim,web,2024-01-01,1\nswim,web,2024-01-02,2\nswim,web,2024-01-03,3\n"),
            ("2.csv", $"{Header}swim,web,2024-01-02,20\nswim,web,2024-01-04,40\n"));
        Assert.Equal(["swim,web,2024-01-01,1,day,ok", "swim,web,2024-01-02,20,day,ok", "swim,web,2024-01-04,40,day,ok"], source.Rows());
        Assert.Equal(new BatchCounts(3, 0, 0, 2, 0, 0, 0), batch.Counts);
    }

    [Fact]
    public void Snapshots_in_turn_give_the_same_as_together()
    {
        string[] files = [$"{Header}swim,web,2024-01-01,1\nswim,web,2024-01-03,3\n", $"{Header}swim,web,2024-01-02,20\nswim,web,2024-01-04,40\n"];
        using var together = new SourceCase { Sql = Select, Front = Snapshots };
        together.Deliver(Window.Everything, ("1.csv", files[0]), ("2.csv", files[1]));
        using var inTurn = new SourceCase { Sql = Select, Front = Snapshots };
        inTurn.Deliver(files[0]);
        inTurn.Deliver(files[1]);
        Assert.Equal(together.Rows(), inTurn.Rows());
        Assert.Equal(together.Lake.Select(file => file.Hash), inTurn.Lake.Select(file => file.Hash));
    }

    [Fact]
    public void Snapshots_of_one_span_with_more_columns_each_time_give_the_last()
    {
        using var source = new SourceCase { Sql = "select service, coalesce(way, 'unknown') as channel, date, sum(booked) as booked from raw group by all", Front = Snapshots };
        source.Deliver(Window.Everything,
            ("1.csv", "service,date,booked\nswim,2024-01-01,1\nswim,2024-01-05,1\n"),
            ("2.csv", "service,date,booked,way\nswim,2024-01-01,1,web\nswim,2024-01-05,2,phone\n"));
        Assert.Equal(["swim,web,2024-01-01,1,day,ok", "swim,phone,2024-01-05,2,day,ok"], source.Rows());
    }

    [Fact]
    public void Changes_are_upserts_and_the_last_wins()
    {
        using var source = new SourceCase { Sql = "select service, channel, date, booked from raw", Front = "absent: zero\nmode: merge\nfiles_are: changes" };
        var batch = source.Deliver(Window.Everything,
            ("1.csv", $"{Header}swim,web,2024-01-01,1\nswim,web,2024-01-02,2\n"),
            ("2.csv", $"{Header}swim,web,2024-01-02,20\n"));
        Assert.Equal(["swim,web,2024-01-01,1,day,ok", "swim,web,2024-01-02,20,day,ok"], source.Rows());
        Assert.Equal(1, batch.Counts.Duplicate);
    }

    [Fact]
    public void Any_sequence_of_snapshots_of_one_span_gives_what_the_last_alone_gives()
    {
        var day = Gen.Select(Gen.Int[2, 29], Gen.Int[1, 3], Gen.Int[0, 9], (date, service, booked) => $"s{service},web,2024-01-{date:d2},{booked}");
        var snapshot = day.Array[0, 6].Select(rows => $"{Header}edge,web,2024-01-01,1\n{string.Concat(rows.Select(row => row + "\n"))}edge,web,2024-01-31,1\n");
        Gen.Select(snapshot.Array[1, 4], Gen.Bool).Sample((snapshots, inTurn) =>
        {
            using var all = new SourceCase { Sql = Select, Front = Snapshots };
            if (inTurn)
                foreach (var csv in snapshots)
                    all.Deliver(csv);
            else
                all.Deliver(Window.Everything, [.. snapshots.Select((csv, index) => ($"{index}.csv", csv))]);
            using var last = new SourceCase { Sql = Select, Front = Snapshots };
            last.Deliver(snapshots[^1]);
            Assert.Equal(last.Lake.Select(file => (file.Month, file.Hash)), all.Lake.Select(file => (file.Month, file.Hash)));
        }, iter: 5, threads: 1);
    }
}
