using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class SandboxTests
{
    private const string Csv = "service,channel,date,booked\nswim,web,2024-01-01,1\n";

    [Theory]
    [InlineData("copy (select 1) to 'out.csv'")]
    [InlineData("attach 'other.duckdb'; select 1")]
    [InlineData("install httpfs")]
    [InlineData("load httpfs; select 1 as booked")]
    [InlineData("pragma database_list")]
    [InlineData("set memory_limit = '100GB'")]
    [InlineData("create table mine as select 1")]
    [InlineData("select 1; select 2")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from '/etc/passwd'")]
    [InlineData("select content as note from read_text('/etc/passwd')")]
    [InlineData("select * from glob('/*')")]
    [InlineData("select getenv('PATH') as note from raw")]
    [InlineData("select value as note from duckdb_settings()")]
    [InlineData("select 1) to 'x.csv' --")]
    [InlineData("select note from query('select 1 as note')")]
    [InlineData("select * from work.quarantine")]
    public void A_mapping_that_does_more_than_one_select_over_its_own_rows_is_refused(string sql)
    {
        using var source = new SourceCase { Sql = sql };
        var wrong = Assert.Throws<SourceException>(() => source.Deliver(Csv));
        Assert.Contains("sources/test.sql:", wrong.Message);
        Assert.Empty(source.Rows());
    }

    [Fact]
    public void A_mapping_that_never_ends_is_stopped()
    {
        using var source = new SourceCase
        {
            Sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i > 0) select service, channel, date, (select max(i) from n)::bigint as booked from raw",
            Limits = new() { Time = TimeSpan.FromSeconds(1) },
        };
        var wrong = Assert.Throws<SourceException>(() => source.Deliver(Csv));
        Assert.Contains("ran longer than the 1 seconds allowed", wrong.Message);
    }

    [Fact]
    public void A_mapping_that_needs_too_much_is_stopped()
    {
        using var source = new SourceCase
        {
            Sql = "select service, channel, date, (select count(distinct a.i * b.i) from range(100000) a(i), range(100000) b(i))::bigint as booked from raw",
            Limits = new() { Memory = "50MB", Temporary = "10MB" },
        };
        var wrong = Assert.Throws<SourceException>(() => source.Deliver(Csv));
        Assert.Contains("Out of Memory", wrong.Message);
    }

    [Theory]
    [InlineData("select service,\n    channel,\n    missing_column as note,\n    date from raw", "sources/test.sql:12: Binder Error: Referenced column \"missing_column\" not found")]
    [InlineData("select service, channel, date,\n    'x'::bigint as booked\nfrom raw", "sources/test.sql:11: Its SELECT takes a text for a BIGINT that in some row is none")]
    [InlineData("select service, channel, date,\n    1 as bookings from raw", "sources/test.sql:11: 'bookings' is not a column of bookings; allowed: service, channel, date, booked")]
    [InlineData("select service, channel, booked from raw", "'date' is part of the key of bookings and the SELECT does not name it")]
    [InlineData("select service, channel, date, 1 as booked_low from raw", "'booked_low' is a bound of 'booked', which the SELECT does not name")]
    [InlineData("select service, channel, date from elsewhere", "sources/test.sql:10: Table 'elsewhere' cannot be read here; allowed: raw")]
    public void An_error_names_the_line_of_the_file(string sql, string expected)
    {
        using var source = new SourceCase { Sql = sql };
        Assert.Contains(expected, Assert.Throws<SourceException>(() => source.Deliver(Csv)).Message);
    }

    [Fact]
    public void A_semicolon_and_a_comment_may_end_a_mapping()
    {
        using var source = new SourceCase { Sql = "select service, channel, date, booked from raw; -- the end; really" };
        source.Deliver(Csv);
        Assert.Single(source.Rows());
    }

    [Fact]
    public void Behind_the_refusals_the_instance_itself_reaches_nothing_but_what_is_named()
    {
        using var folder = new TempFolder();
        var outside = folder.Write("outside/secret.csv", "n\n1\n");
        var output = Path.GetDirectoryName(folder.Write("output/none", ""))!;
        using var sandbox = Sandbox.Open(folder["work.duckdb"], new());
        sandbox.Fill(duck => duck.One<int>("create table raw as select 1 as n; select 1"));
        sandbox.Lock([], output);
        foreach (var statement in new[]
        {
            $"from read_csv({Duck.Literal(outside)})", $"copy (select 1) to {Duck.Literal(outside)}", $"attach {Duck.Literal(folder["outside/other.duckdb"])} as other",
            "install httpfs", "set memory_limit = '100GB'", "set enable_external_access = true", "set allowed_directories = ['/']",
            "set allowed_configs = ['memory_limit']", "reset lock_configuration",
        })
            Assert.ThrowsAny<DuckDBException>(() => sandbox.Connection.Run(statement));
        Assert.Equal("n\n1\n", File.ReadAllText(outside));
        sandbox.Share(callers: 1);
        sandbox.Connection.Run($"copy (from raw) to {Duck.Literal(Path.Combine(output, "month.parquet"))}");
    }
}
