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
}
