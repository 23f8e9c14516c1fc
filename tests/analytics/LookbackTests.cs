using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>A measure computed month by month, from views cut to the month and its lookback, gives what it gives computed at once.</summary>
public sealed class LookbackTests
{
    private static readonly string[] Dimensions = ["date", "grain", "service", "area", "channel", "platform", "item", "status", "numerator", "denominator", "low", "high"];

    public static TheoryData<string> Measures => [.. LakeFolder.Measures.Where(measure => measure.Expression is null).Select(measure => measure.Id)];

    [Theory]
    [MemberData(nameof(Measures))]
    public void Months_one_by_one_equal_the_whole(string id)
    {
        using var lake = new LakeFolder();
        var cases = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "tests", "measures"), $"{id}.*").Order(StringComparer.Ordinal).First();
        foreach (var given in Directory.EnumerateFiles(cases, "given.*.csv").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        AssertMonthsEqualTheWhole(lake, LakeFolder.Measures.Single(measure => measure.Id == id));
    }

    [Theory]
    [InlineData("contributors_7d")]
    [InlineData("contributors_28d")]
    [InlineData("churn")]
    [InlineData("followers_peak")]
    public void A_window_reaches_over_the_turn_of_a_month(string id)
    {
        using var lake = new LakeFolder();
        var days = Enumerable.Range(0, 120).Select(day => new DateOnly(2026, 1, 1).AddDays(day)).Where(day => day.Day % 11 != 0);
        lake.Add("social_accounts", "data_social_accounts", "account,platform\nx:a,x").Add("social_account_days", "x",
            "account,date,followers,joins,leaves,basis,contributors\n" + string.Join('\n', days.Select(day => $"x:a,{day:yyyy-MM-dd},{900 + day.DayNumber % 37},3,2,gross,{day.DayNumber % 13}")));
        AssertMonthsEqualTheWhole(lake, LakeFolder.Measures.Single(measure => measure.Id == id));
    }

    [Fact]
    public void Too_short_a_lookback_is_seen()
    {
        using var lake = new LakeFolder();
        lake.Add("social_account_days", "x", "account,date,contributors\n" + string.Join('\n', Enumerable.Range(0, 60).Select(day => $"x:a,{new DateOnly(2026, 1, 1).AddDays(day):yyyy-MM-dd},{day}")));
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        var measure = LakeFolder.Measures.Single(known => known.Id == "contributors_28d");

        Assert.NotEqual(Rows(warehouse, measure, null), Rows(warehouse, measure with { LookbackDays = 0 }, new(2026, 2, 1)).Concat(Rows(warehouse, measure with { LookbackDays = 0 }, new(2026, 1, 1))).Order(StringComparer.Ordinal));
    }

    private static void AssertMonthsEqualTheWhole(LakeFolder lake, Measure measure)
    {
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        var whole = Rows(warehouse, measure, null);
        Assert.NotEmpty(whole);
        var months = warehouse.Connection.Rows("select distinct date_trunc('month', case when grain = 'week' then date + 3 else date end)::date from result",
            row => row.GetValue(0) is DateOnly day ? day : DateOnly.FromDateTime(row.GetDateTime(0)));
        Assert.Equal(whole, months.SelectMany(month => Rows(warehouse, measure, month)).Order(StringComparer.Ordinal));
    }

    private static List<string> Rows(Warehouse warehouse, Measure measure, DateOnly? month)
    {
        Assert.Null(MeasureResult.Compute(warehouse, measure, month: month, cancellationToken: TestContext.Current.CancellationToken).Failure);
        return [.. warehouse.Connection.Rows($"select concat_ws('|', {string.Join(", ", Dimensions.Select(name => $"coalesce({name}::varchar, '-')"))}) from result", row => row.GetString(0)).Order(StringComparer.Ordinal)];
    }
}
