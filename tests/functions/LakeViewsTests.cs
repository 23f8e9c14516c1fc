using Outcomes.Functions;

namespace Outcomes.Tests.Functions;

public class LakeViewsTests
{
    private const string Contract = """
        -- title: Bookings
        -- key: [service, date]
        -- month: date
        -- disclosure: none
        -- retention: 84m

        create table bookings (
            service      varchar,        -- Service booked
            date         date,           -- Day
            booked       bigint,         -- Places [places]
            revenue_gbp  decimal(18,4)   -- Money [GBP]
        );
        """;

    [Theory]
    [InlineData("spark", "create table if not exists `bookings` (\n  `service` string,\n  `date` date,\n  `booked` bigint,\n  `revenue_gbp` decimal(18,4),")]
    [InlineData("trino", "create table if not exists \"bookings\" (\n  \"service\" varchar,\n  \"date\" date,\n  \"booked\" bigint,\n  \"revenue_gbp\" decimal(18,4),")]
    [InlineData("synapse", "from openrowset(bulk 'abfss://a@b/lake/bookings/source=*/month=*/part.parquet', format = 'parquet')\nwith (\n  [service] varchar(4000) collate Latin1_General_100_BIN2_UTF8,\n  [date] date,\n  [booked] bigint,\n  [revenue_gbp] decimal(18,4),")]
    public void A_dataset_is_told_in_the_engine_s_words(string engine, string expected)
    {
        using var folder = new TempFolder();
        folder.Write("datasets/bookings.sql", Contract);
        var council = Council.Load(folder.Path);

        var text = LakeViews.Of(engine, council.Datasets.Where(dataset => dataset.Name is "bookings"), "abfss://a@b/lake");

        Assert.Contains(expected, text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_built_in_dataset_has_its_statement_for_every_engine_and_no_column_twice()
    {
        using var folder = new TempFolder();
        var datasets = Council.Load(folder.Path).Datasets;
        foreach (var engine in LakeViews.Engines)
            foreach (var dataset in datasets)
            {
                var names = LakeViews.Of(engine, [dataset], "s3://lake").Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]).ToArray();
                Assert.Equal(names.Distinct(), names);
                Assert.True(names.Length >= dataset.Columns.Count - 1, dataset.Name);
            }
    }

    [Theory]
    [InlineData("oracle", "s3://lake", "allowed: synapse, spark, trino")]
    [InlineData("spark", "s3://lake'; drop table x", "allowed: an address without quotes")]
    public void What_is_no_engine_or_no_address_is_refused(string engine, string location, string told) =>
        Assert.Contains(told, Assert.Throws<ArgumentException>(() => LakeViews.Of(engine, [], location)).Message);
}
