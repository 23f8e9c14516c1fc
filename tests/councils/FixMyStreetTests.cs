namespace Outcomes.Tests.Councils;

/// <summary>FixMyStreet: 96 files, whose names hold their month.</summary>
public sealed class FixMyStreetTests(FixMyStreetTests.FixMyStreet streets) : IClassFixture<FixMyStreetTests.FixMyStreet>
{
    public sealed class FixMyStreet(IngestedCouncils councils) : CouncilFixture(councils, "fixmystreet");

    [Fact]
    public async Task Every_report_is_in_the_month_of_its_file()
    {
        var council = await streets.IngestedAsync();

        // cat raw/*/SHEF_C/*.csv less 96 headers: 87,201 rows; awk -F, '{s+=$3}' over the files of a folder and year:
        Assert.Equal((87_201, 87_201, 0), (council.Runs["reports"].Read, council.Runs["reports"].New, council.Runs["reports"].Quarantined));
        Assert.Equal(
            [
                "partner | 2017 | 156340", "partner | 2018 | 199393", "partner | 2019 | 220446", "partner | 2020 | 278979",
                "web | 2017 | 52208", "web | 2018 | 113217", "web | 2019 | 170082", "web | 2020 | 225005",
            ],
            council.Rows("select channel, year(date), sum(opened) from service_request_days where grain = 'month' group by all order by all"));
        Assert.Equal("48", council.Row("select count(distinct date) from service_request_days"));
    }

    [Fact]
    public async Task A_month_without_its_zero_is_that_month()
    {
        var council = await streets.IngestedAsync();
        var file = SharedData.PathOrSkip("data/fixmystreet-lad-counts/raw/cobrand/SHEF_C/2019-6.csv");

        var reports = File.ReadLines(file).Skip(1).Sum(line => long.Parse(line.Split(',')[2]));

        Assert.Equal($"{reports}", council.Row("select sum(opened) from service_request_days where channel = 'web' and date = '2019-06-01'"));
    }

    [Fact]
    public async Task No_row_means_no_reports()
    {
        var council = await streets.IngestedAsync();

        Assert.Equal("zero | 2017-01-01 | 2020-12-31", council.Row("select absent, min(from_date), max(to_date) from coverage group by all"));
    }
}
