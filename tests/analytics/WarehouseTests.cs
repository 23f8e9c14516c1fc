using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public sealed class WarehouseTests : IDisposable
{
    private readonly LakeFolder lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void A_dataset_without_files_is_an_empty_view_of_its_contract_with_companions()
    {
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var columns = warehouse.Connection.Rows("select column_name || ' ' || column_type from (describe service_visits)", row => row.GetString(0));

        Assert.Equal(
            ["service VARCHAR", "area VARCHAR", "date DATE", "visits BIGINT", "visits_low BIGINT", "visits_high BIGINT"],
            columns.Take(6));
        Assert.Contains($"visits_status ENUM({string.Join(", ", Dataset.Statuses.Select(Duck.Literal))})", columns);
        Assert.Equal("_source VARCHAR", columns[^1]);
        Assert.Equal(0, warehouse.Connection.One<long>("select count(*) from service_visits"));
    }

    [Fact]
    public void A_number_says_why_it_is_or_is_not_there_and_the_worst_is_the_greatest()
    {
        lake.Add("service_visits", "doors", """
            service,area,date,visits,visits_low,visits_high,status
            a,,2026-01-01,5,,,ok
            b,,2026-01-01,6,,,provisional
            c,,2026-01-01,,,,ok
            d,,2026-01-01,,1,4,suppressed
            e,,2026-01-01,7,,,missing
            """).Add("service_visits", "web", """
            service,area,date,visits_digital
            f,,2026-01-01,9
            """);
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var rows = warehouse.Connection.Rows(
            "select concat_ws(' ', service, visits_status, visits_low, visits_high, visits_digital_status, _source) from service_visits order by service", row => row.GetString(0));

        Assert.Equal(
            [
                "a ok 5 5 not_offered doors", "b provisional 6 6 not_offered doors", "c missing not_offered doors",
                "d suppressed 1 4 not_offered doors", "e ok 7 7 not_offered doors", "f not_offered ok web",
            ], rows);
        Assert.Equal("suppressed", warehouse.Connection.One<string>("select max(visits_status)::varchar from service_visits"));
    }

    [Fact]
    public void The_worst_of_statuses_is_the_greatest_of_those_that_are_not_null()
    {
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var otherwise = warehouse.Connection.Rows(
            """
            with s as (select unnest([null, 'ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed'])::status as x)
            select concat_ws(' ', a.x, b.x, c.x, worst(a.x, b.x), worst(a.x, b.x, c.x), worst(a.x, b.x, c.x, b.x, a.x)) from s as a, s as b, s as c
            where worst(a.x, b.x) is distinct from greatest(a.x, b.x) or worst(a.x, b.x, c.x) is distinct from greatest(a.x, b.x, c.x)
                or worst(c.x, a.x, 'ok'::status, b.x) is distinct from greatest(c.x, a.x, 'ok'::status, b.x) or worst(a.x, b.x, c.x, b.x, a.x) is distinct from greatest(a.x, b.x, c.x)
            """, row => row.GetString(0));

        Assert.Empty(otherwise);
        Assert.Equal("missing", warehouse.Connection.One<string>("select worst('missing'::status, null, 'ok'::status)::varchar"));
    }

    [Fact]
    public void A_column_that_a_source_names_from_some_month_on_is_not_offered_before()
    {
        lake.Add("service_visits", "doors", "service,area,date,visits\na,,2026-01-01,5").Add("service_visits", "doors", "service,area,date,visits,hours_open\na,,2026-02-01,6,8.5");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal(["not_offered", "ok"], warehouse.Connection.Rows("select hours_open_status::varchar from service_visits order by date", row => row.GetString(0)));
    }

    [Fact]
    public void Of_reference_data_supplied_twice_the_councils_own_wins()
    {
        lake.Add("channels", "builtin_channels", "channel,title,digital\nweb,Web,true\nphone,Phone,false")
            .Add("channels", "data_channels", "channel,title,digital\nweb,Our web site,true");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal(["Our web site", "Phone"], warehouse.Connection.Rows("select title from channels order by title", row => row.GetString(0)));
        Assert.Empty(warehouse.Conflicts);
    }

    [Fact]
    public void Precedence_in_the_contract_decides_between_other_sources_and_without_it_they_conflict()
    {
        lake.Add("areas", "ons", "area,name\nE1,By ONS\nE2,Only ONS").Add("areas", "gis", "area,name\nE1,By GIS");
        var listed = LakeFolder.Datasets.Select(dataset => dataset.Name == "areas" ? dataset with { Precedence = ["gis", "ons"] } : dataset).ToArray();

        using (var decided = Warehouse.Open(lake.Snapshot, listed))
        {
            Assert.Equal(["By GIS", "Only ONS"], decided.Connection.Rows("select name from areas order by name", row => row.GetString(0)));
            Assert.Empty(decided.Conflicts);
        }
        using var undecided = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        Assert.Equal("1 keys of areas are supplied by more than one of gis, ons; a row may come from one source only.", Assert.Single(undecided.Conflicts).ToString());
    }

    [Fact]
    public void Sources_whose_keys_lie_apart_do_not_conflict_and_those_that_share_only_a_row_without_an_area_do()
    {
        lake.Add("service_contacts", "calls", "service,area,channel,date,reason,contacts\nwaste,E1,phone,2026-01-01,,3\nwaste,,phone,2026-01-01,,3\nwaste,E1,phone,2026-02-01,,3")
            .Add("service_contacts", "forms", "service,area,channel,date,reason,contacts\nwaste,E2,web,2026-01-01,,3\nwaste,,web,2026-01-01,,3\nwaste,E1,phone,2026-03-01,,3")
            .Add("service_visits", "doors", "service,area,date,visits\nlibraries,E1,2026-01-01,5\nlibraries,,2026-01-01,5")
            .Add("service_visits", "counters", "service,area,date,visits\nlibraries,E2,2026-01-01,7\nlibraries,,2026-01-01,8");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal("1 keys of service_visits are supplied by more than one of counters, doors; a row may come from one source only.", Assert.Single(warehouse.Conflicts).ToString());
    }

    [Fact]
    public void Sources_whose_values_alternate_do_not_conflict_in_months_where_no_value_is_of_both()
    {
        lake.Add("service_contacts", "forms", "service,area,channel,date,reason,contacts\nwaste,E1,email,2026-01-01,,3\nwaste,E1,web,2026-01-01,,3\nwaste,E1,email,2026-02-01,,3\nwaste,E1,phone,2026-02-01,,3\nwaste,E1,web,2026-02-01,,3")
            .Add("service_contacts", "calls", "service,area,channel,date,reason,contacts\nwaste,E1,phone,2026-01-01,,3\nwaste,E1,face_to_face,2026-02-01,,3\nwaste,E1,phone,2026-02-01,,3");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        Assert.Equal("1 keys of service_contacts are supplied by more than one of calls, forms; a row may come from one source only.", Assert.Single(warehouse.Conflicts).ToString());
    }

    [Fact]
    public void A_key_of_event_data_from_two_sources_is_a_conflict_that_stops_the_measures_reading_it_and_no_other()
    {
        lake.Add("service_visits", "doors", "service,area,date,visits\nlibraries,,2026-01-01,5\nlibraries,,2026-02-01,6")
            .Add("service_visits", "counters", "service,area,date,visits\nlibraries,,2026-02-01,7\nmuseums,,2026-01-01,8")
            .Add("service_contacts", "crm", "service,area,channel,date,reason,contacts\nwaste,,web,2026-01-01,,3");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var conflict = Assert.Single(warehouse.Conflicts);
        Assert.Equal((1, "counters doors"), (conflict.Keys, string.Join(' ', conflict.Sources)));
        Assert.Equal(conflict.ToString(), Compute(warehouse, "visits").Failure);
        Assert.Null(Compute(warehouse, "contacts").Failure);
    }

    [Fact]
    public void Only_the_snapshots_files_can_be_read_and_only_the_output_written_and_no_setting_changed()
    {
        lake.Add("service_visits", "doors", "service,area,date,visits\na,,2026-01-01,5");
        var (outside, output) = (lake["elsewhere/secret.csv"], Path.GetDirectoryName(lake["out/x"])!);
        File.WriteAllText(outside, "a\n1");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets, output);
        var duck = warehouse.Connection;

        Assert.Equal(5, duck.One<long>("select sum(visits)::bigint from service_visits"));
        duck.Run($"copy (select 1) to {Duck.Literal(Path.Combine(output, "x.parquet"))}");
        Assert.Throws<DuckDBException>(() => duck.Run($"select * from read_csv({Duck.Literal(outside)})"));
        Assert.Throws<DuckDBException>(() => duck.Run($"copy (select 1) to {Duck.Literal(outside)}"));
        Assert.Throws<DuckDBException>(() => duck.Run($"copy (select 1) to {Duck.Literal(lake.Snapshot.Files[0].LocalPath)}"));
        Assert.Throws<DuckDBException>(() => duck.Run("set enable_external_access = true"));
        Assert.Throws<DuckDBException>(() => duck.Run("set memory_limit = '100GB'"));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("cut short")]
    [InlineData("not Parquet")]
    [InlineData("changed within")]
    public void A_damaged_file_is_named_and_the_datasets_beside_it_go_on(string damage)
    {
        lake.Add("service_visits", "doors", $"service,area,date,visits\n{string.Join('\n', Enumerable.Range(0, 2000).Select(n => $"s{n * 7919 % 2000},,2026-01-01,{n * 31 % 977}"))}")
            .Add("service_contacts", "crm", "service,area,channel,date,reason,contacts\nwaste,,web,2026-01-01,,3");
        var path = lake.Snapshot.Files[0].LocalPath;
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "gone":
                File.Delete(path);
                break;
            case "cut short":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "not Parquet":
                File.WriteAllText(path, "service,area\n");
                break;
            default:
                bytes.AsSpan(4, bytes.Length / 2).Fill(0xA5);
                File.WriteAllBytes(path, bytes);
                break;
        }
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var failure = Compute(warehouse, "visits").Failure;

        Assert.StartsWith("lake/service_visits/source=doors/month=2026-01/part.parquet is", failure, StringComparison.Ordinal);
        Assert.EndsWith("rebuild it with 'ingest doors --replay'.", failure, StringComparison.Ordinal);
        Assert.Null(Compute(warehouse, "contacts").Failure);
    }

    private static MeasureResult Compute(Warehouse warehouse, string measure) =>
        MeasureResult.Compute(warehouse, LakeFolder.Measures.Single(known => known.Id == measure), cancellationToken: TestContext.Current.CancellationToken);
}
