namespace Outcomes.Tests.Councils;

/// <summary>Newcastle libraries: one column a month. The numbers were counted by Python's csv module.</summary>
public sealed class NewcastleTests(NewcastleTests.Newcastle newcastle) : IClassFixture<NewcastleTests.Newcastle>
{
    public sealed class Newcastle(IngestedCouncils councils) : CouncilFixture(councils, "newcastle");

    [Fact]
    public async Task Every_source_comes_in()
    {
        var council = await newcastle.IngestedAsync();

        Assert.All(council.Runs.Values, run => Assert.Equal($"{run.Source} succeeded ", $"{run.Source} {run.Status} {run.Message}"));
    }

    // Rows of the file × 194 month columns; blank cells; cells with 0 (closed); the sum of the others.
    [Theory]
    [InlineData("service_visits", "visits", 19, 918, 22, 21_063_804)]
    [InlineData("service_contacts", "contacts", 20, 987, 33, 6_866_652)]
    public async Task Every_cell_is_a_branch_and_month(string dataset, string column, int branches, int blank, int zero, long total)
    {
        var council = await newcastle.IngestedAsync();

        Assert.Equal(
            $"{branches * 194} | {blank} | {zero} | {total} | 2008-04-01 | 2025-03-01",
            council.Row($"""
                select count(*), count(*) filter (where {column} is null and {column}_status = 'missing'), count(*) filter (where {column} = 0), sum({column}), min(date), max(date)
                from {dataset} where grain = 'month'
                """));
        Assert.Equal("0", council.Row($"select count(*) from {dataset} where grain <> 'month'"));
    }

    [Theory]
    [InlineData("service_visits")]
    [InlineData("service_contacts")]
    public async Task Ten_months_without_a_column_have_no_row(string dataset)
    {
        var council = await newcastle.IngestedAsync();

        Assert.Equal("0 | 194", council.Row($"""
            select count(*) filter (where date between '2020-06-01' and '2021-03-31'), count(distinct date) from {dataset}
            """));
    }

    [Fact]
    public async Task A_silent_month_is_missing_not_0()
    {
        var council = await newcastle.IngestedAsync();

        Assert.Equal(["enquiries | missing", "visits | missing"], council.Rows("select distinct source, absent from coverage where dataset like 'service_%' order by all"));
    }

    [Fact]
    public async Task Headers_are_read_with_and_without_the_month_s_zero()
    {
        var council = await newcastle.IngestedAsync();

        // head -3 of the file: column 2008-04 of City is 16326, column 2023-1 is 26534.
        Assert.Equal(["2008-04-01 | 16326", "2023-01-01 | 26534"], council.Rows("""
            select date, visits from service_visits where area = 'place:newcastle-city' and date in ('2008-04-01', '2023-01-01') order by date
            """));
    }

    [Fact]
    public async Task Enquiries_were_redefined_twice()
    {
        var council = await newcastle.IngestedAsync();

        Assert.Equal(
            [("contacts", new DateOnly(2018, 4, 9)), ("contacts", new DateOnly(2018, 9, 1))],
            council.Council.Sources.Single(source => source.Name == "enquiries").Breaks.Select(change => (change.Column, change.From)));
    }

    [Fact]
    public async Task Xls_workbooks_are_read()
    {
        var council = await newcastle.IngestedAsync();

        Assert.Equal((1, 0), (council.Runs["reservations_spring"].Read, council.Runs["reservations_spring"].Quarantined));
        // grep 2008-04 and 2008-07 reservation-satisfaction-times-summary.csv, which the libraries typed from the workbooks.
        Assert.Equal(
            ["2008-04-01 | 16544 | 10551 | 1690", "2008-07-01 | 16795 | 10892 | 1847"],
            council.Rows("select quarter_from, reservations, within_7_days, within_30_days from reservation_quarters order by all"));
    }
}
