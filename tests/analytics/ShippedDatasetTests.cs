using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public class ShippedDatasetTests
{
    public static TheoryData<string> Files =>
        [.. new[] { "analytics/datasets", "analytics/sets" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.sql"))
            .Select(path => Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_shipped_dataset_reads_without_fault_and_describes_each_column(string file)
    {
        var faults = new List<Fault>();

        var dataset = Dataset.Read(SqlFile.Read(Path.Combine(Checkout.Root, file), Checkout.Root, faults), faults)!;

        Assert.Empty(faults);
        Assert.All(dataset.Columns, column => Assert.NotEmpty(column.Description));
        Assert.All(dataset.Columns.Where(column => column.Name.EndsWith("_gbp", StringComparison.Ordinal)), money => Assert.Equal("GBP", money.Unit));
        Assert.All(dataset.Strict, name => Assert.NotEmpty(dataset.Column(name)!.Allowed));
    }

    [Theory]
    [InlineData("service_bookings", "service, area, channel, date, reference, grain")]
    [InlineData("social_post_days", "account, post, date, grain")]
    [InlineData("resources", "date, team, role, account, campaign, grain")]
    [InlineData("calendar", "date, kind, name, area")]
    [InlineData("coverage", "source, dataset, from_date")]
    public void Keys_are_those_of_the_design(string name, string key)
    {
        var faults = new List<Fault>();
        var dataset = Dataset.Read(SqlFile.Read(Path.Combine(Checkout.Root, $"analytics/datasets/{name}.sql"), Checkout.Root, faults), faults)!;
        Assert.Equal(key, string.Join(", ", dataset.Key));
    }
}
