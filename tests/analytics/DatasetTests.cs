using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public class DatasetTests
{
    [Fact]
    public void A_dataset_file_gives_columns_units_and_key()
    {
        var faults = new List<Fault>();
        var file = SqlFile.Read(Path.Combine(AppContext.BaseDirectory, "datasets/service_bookings.sql"), AppContext.BaseDirectory, faults);

        var dataset = Dataset.Read(file, faults)!;

        Assert.Empty(faults);
        Assert.Equal(["service", "area", "channel", "date", "reference", "grain"], dataset.Key);
        Assert.Equal("places", dataset.Column("booked")!.Unit);
        Assert.Equal("GBP", dataset.Column("revenue_gbp")!.Unit);
    }

    [Theory]
    [InlineData("84m", 84)]
    [InlineData("1m", 1)]
    [InlineData("forever", null)]
    public void Rows_are_to_be_kept_for_months_or_for_ever(string retention, int? months)
    {
        var (dataset, faults) = Keeping(retention);

        Assert.Empty(faults);
        Assert.Equal(months, dataset!.RetentionMonths);
    }

    [Theory]
    [InlineData("0m")]
    [InlineData("-1m")]
    [InlineData("-84m")]
    [InlineData("+84m")]
    [InlineData("7y")]
    [InlineData("84")]
    [InlineData("m")]
    [InlineData("99999999999m")]
    public void Rows_are_not_to_be_kept_for_any_other_time(string retention) =>
        Assert.Equal($"'retention' is '{retention}'; allowed: months, one or more, written like 84m, or forever.", Assert.Single(Keeping(retention).Faults).Message);

    private static (Dataset? Dataset, IReadOnlyList<Fault> Faults) Keeping(string retention)
    {
        using var folder = new TempFolder();
        var faults = new List<Fault>();
        File.WriteAllText(folder["walks.sql"], $"""
            -- title: Walks
            -- key: [service, date]
            -- month: date
            -- disclosure: none
            -- retention: {retention}

            create table walks (
                service varchar not null,   -- Which service
                date    date    not null,   -- Which day
                walks   bigint              -- How many [walks]
            );
            """);
        return (Dataset.Read(SqlFile.Read(folder["walks.sql"], folder.Path, faults), faults), faults);
    }
}
