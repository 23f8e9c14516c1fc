using Outcomes.Functions.Dashboard;

namespace Outcomes.Tests.Functions.Dashboard;

public sealed class ObjectiveLineTests
{
    [Fact]
    public void A_figure_says_which_month_it_is_of_where_the_last_month_has_none()
    {
        Assert.Equal(new DateOnly(2026, 7, 1), Line("month", 58, null).Since);
        Assert.Null(Line("month", 58, 61).Since);
        Assert.Null(Line("month", null, null).Since);
        Assert.Null(Line("quarter", 58, null).Since);
    }

    private static ObjectiveLine Line(string grain, double? value, double? october) => new(
        new(new Dictionary<string, object?> { ["grain"] = grain, ["period"] = new DateOnly(2026, 7, 1), ["value"] = value }), null,
        [Month(7, value), Month(10, october)], null);

    private static FeedRow Month(int month, double? value) => new(new Dictionary<string, object?> { ["period"] = new DateOnly(2026, month, 1), ["value"] = value });
}
