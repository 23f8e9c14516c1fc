using Outcomes.Functions;

namespace Outcomes.Tests.Functions;

public class CouncilTests
{
    [Fact]
    public void The_product_alone_has_no_fault()
    {
        var council = Council.Load(null).Check();

        Assert.Empty(council.Faults);
        Assert.Equal(["data_channels", "data_platforms", "data_unit_costs"], council.Sources.Select(source => source.Name));
    }

    [Theory]
    [InlineData("tests/councils/leeds-2023")]
    [InlineData("tests/councils/leeds-2023-snapshots")]
    [InlineData("tests/councils/leeds-2023-sprout")]
    [InlineData("tests/councils/newcastle")]
    [InlineData("tests/councils/librarieswest")]
    [InlineData("tests/councils/fixmystreet")]
    [InlineData("functions/SampleCouncil")]
    public void Every_council_folder_of_the_project_is_without_fault(string folder)
    {
        var council = Council.Load(Path.Combine(Checkout.Root, folder)).Check();

        Assert.Empty(council.Faults);
        Assert.NotEmpty(council.Sources);
    }
}
