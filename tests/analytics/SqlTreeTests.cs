using CsCheck;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public class SqlTreeTests
{
    [Theory]
    [InlineData("select 1 from raw join data.queues q on q.queue = raw.queue", "raw, data.queues")]
    [InlineData("with raw as (select * from raw), b as (select * from raw) select * from b", "raw")]
    [InlineData("with recursive n as (select 1 as i union all select i + 1 from n) select * from n join areas on true", "areas")]
    [InlineData("select (select max(x) from areas) from (values (1)) v(x) where x in (select y from services)", "areas, services")]
    [InlineData("select * from (unpivot raw on columns('^\\d') into name month value n)", "raw")]
    [InlineData("select * from raw, generate_series(1, 3), unnest(raw.items)", "raw")]
    [InlineData("select * from (select 1 as x) t where exists (with areas as (select 2) select * from areas) and x in (select area from areas)", "areas")]
    public void Tables_are_those_read_less_the_names_that_WITH_gives(string sql, string tables) =>
        Assert.Equal(tables.Split(", ").Order(), Parse(sql).Tables.Select(table => table.Name).Order());

    [Theory]
    [InlineData("select a, upper(trim(b)) as c, case when d = 'x' then 1 end as e, f::date + 1 as g from raw", true)]
    [InlineData("select list_transform([a, b], lambda x: x || '') as c from raw r", true)]
    [InlineData("select * from raw", false)]
    [InlineData("select a from raw where b > 1", false)]
    [InlineData("select sum(a) as a from raw", false)]
    [InlineData("select distinct a from raw", false)]
    [InlineData("select a from raw order by a limit 3", false)]
    [InlineData("select a, count(*) as n from raw group by all", false)]
    [InlineData("select unnest(a) as a from raw", false)]
    [InlineData("select row_number() over () as a from raw", false)]
    [InlineData("select (select max(a) from areas) as a from raw", false)]
    [InlineData("select a from raw join areas using (area)", false)]
    [InlineData("select a from raw qualify row_number() over () = 1", false)]
    [InlineData("with x as (select 1) select a from raw", false)]
    [InlineData("select a from raw union all select b from raw", false)]
    [InlineData("select weighted_avg(a, b) as a from raw", false)]
    public void A_query_is_row_wise_where_each_row_gives_one_by_itself(string sql, bool isRowWise) => Assert.Equal(isRowWise, Parse(sql).IsRowWise);

    [Theory]
    [InlineData("select * from read_csv('/etc/passwd')", "read_csv")]
    [InlineData("select * from raw\njoin read_text('x') on true", "read_text", 2)]
    [InlineData("select * from 'x.csv'", "x.csv")]
    [InlineData("select * from \"../x.parquet\"", "../x.parquet")]
    [InlineData("select * from system.information_schema.tables", "another database")]
    [InlineData("select (select count(*) from glob('*'))", "glob")]
    [InlineData("select * from query('drop table raw')", "query")]
    [InlineData("select * from query_table('raw')", "query_table")]
    [InlineData("select * from sniff_csv('x')", "sniff_csv")]
    [InlineData("select * from duckdb_settings()", "duckdb_settings")]
    [InlineData("select * from pragma_version()", "pragma_version")]
    [InlineData("select * from (describe raw)", "DESCRIBE")]
    [InlineData("select * from raw positional join (show tables)", "SHOW")]
    [InlineData("select getenv('HOME')", "getenv")]
    [InlineData("select current_setting('threads')", "current_setting")]
    [InlineData("select now()", "now")]
    [InlineData("select\n1,\ncurrent_date", "current_date", 3)]
    [InlineData("select random() over ()", "random")]
    [InlineData("select * from raw using sample 10%", "USING SAMPLE")]
    [InlineData("select 'é',\n uuid()", "uuid", 2)]
    [InlineData("copy raw to 'x'", "one SELECT")]
    [InlineData("attach 'x.db'", "one SELECT")]
    [InlineData("install httpfs", "one SELECT")]
    [InlineData("set threads = 1", "one SELECT")]
    [InlineData("insert into raw values (1)", "one SELECT")]
    [InlineData("select 1; select 2", "2 statements")]
    [InlineData("-- nothing here", "No SQL")]
    [InlineData("select 1\nfrom\nwhere", "syntax error", 3)]
    public void What_is_no_plain_SELECT_over_tables_is_refused_with_its_line(string sql, string named, int line = 1)
    {
        var faults = new List<Fault>();

        Assert.Null(SqlTree.Parse(sql, "sources/x.sql", 10, faults));

        var fault = Assert.Single(faults);
        Assert.Contains(named, fault.Message);
        Assert.Contains("llowed", fault.Message);
        Assert.Equal(9 + line, fault.Line);
    }

    [Theory]
    [InlineData("select null as area, cast(null as varchar) as channel, null::varchar as platform, nullif(x, '') as service from raw", "area, channel, platform")]
    [InlineData("select null as area, null as channel from raw union all select null, 'web' from raw", "area")]
    [InlineData("select null as area, null as channel from raw union all by name select 'x' as channel, null as area from raw", "area")]
    [InlineData("select coalesce(null, x) as area from raw", "")]
    public void A_literal_null_is_told_from_a_null_that_was_found(string sql, string nulls) =>
        Assert.Equal(nulls, string.Join(", ", Parse(sql).Outputs!.Where(output => output.IsNull).Select(output => output.Name)));

    [Theory]
    [InlineData("select date, sum(x) as n, list(_row) as _row, count(*) from raw group by all", "date, n, _row, ")]
    [InlineData("from raw select a, b as c", "a, c")]
    [InlineData("select raw.a.b as x, raw.a from raw", "x, a")]
    public void Output_columns_are_known_by_name(string sql, string names) =>
        Assert.Equal(names, string.Join(", ", Parse(sql).Outputs!.Select(output => output.Name)));

    [Theory]
    [InlineData("select *, 1 as x from raw")]
    [InlineData("select columns('^a') from raw")]
    [InlineData("select max(columns(*)) from raw")]
    [InlineData("from raw")]
    public void Behind_a_star_output_columns_are_left_to_the_data(string sql) => Assert.Null(Parse(sql).Outputs);

    [Theory]
    [InlineData("select 1 as x; -- the end; really", "select 1 as x")]
    [InlineData("select ';' as x", "select ';' as x")]
    [InlineData("select 1 as x -- one; two", "select 1 as x -- one; two")]
    [InlineData("select 1 as x;;\n", "select 1 as x")]
    public void The_SQL_stands_in_parentheses_without_its_semicolon(string sql, string bare) => Assert.Equal(bare, Parse(sql).Sql);

    [Fact]
    public void A_table_that_is_not_allowed_is_named_with_those_that_are()
    {
        var faults = new List<Fault>();

        Parse("select *\nfrom sqlite_master join data.queues on true").AllowTables(["raw", "data.queues"], faults);

        Assert.Equal("sources/x.sql:2: Table 'sqlite_master' cannot be read here; allowed: raw, data.queues.", Assert.Single(faults).ToString());
    }

    [Fact]
    public void No_text_breaks_the_parser()
    {
        string[] words = ["select", "from", "(", ")", "*", "raw", "with", "x", "as", ",", "null", "union", "'", "\"", "1", ";", "--", "/*", "pivot", "on", "\0", "🦆", "{", "["];
        Gen.OneOf(Gen.String, Gen.Int[0, words.Length - 1].Array[0, 30].Select(picks => string.Join(' ', picks.Select(pick => words[pick]))))
            .Sample(sql => { SqlTree.Parse(sql, "x.sql", 1, []); }, iter: 300);
    }

    [Fact]
    public void Deep_nesting_is_a_fault_or_a_tree_but_no_crash()
    {
        foreach (var depth in new[] { 100, 900, 20_000 })
            SqlTree.Parse($"select {new string('(', depth)}1{new string(')', depth)}", "x.sql", 1, []);
    }

    private static SqlTree Parse(string sql)
    {
        var faults = new List<Fault>();
        var tree = SqlTree.Parse(sql, "sources/x.sql", 1, faults);
        Assert.Empty(faults);
        return tree!;
    }
}
