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
        using var lake = Given(id);
        AssertMonthsEqualTheWhole(lake, LakeFolder.Measures.Single(measure => measure.Id == id));
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void What_is_gathered_month_by_month_is_what_is_gathered_at_once(string id)
    {
        using var lake = Given(id);
        var measure = LakeFolder.Measures.Single(known => known.Id == id);
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        warehouse.Cut = (long.MaxValue, 1);
        var whole = Gathered(warehouse, measure);
        warehouse.Cut = (0, 1);
        Assert.Equal(whole, Gathered(warehouse, measure));
    }

    [Theory]
    [InlineData("contacts", 3)]
    [InlineData("digital_contact_share", 3)]
    [InlineData("attendance_rate", 1)]      // looks back without end
    public void A_measure_is_cut_into_months_where_that_cannot_matter(string id, int expected)
    {
        using var lake = new LakeFolder();
        lake.Add("channels", "given", "channel,title,digital\nweb,Web,true\nphone,Telephone,false");
        lake.Add("service_sessions", "given", "service,area,date,reference,capacity,attended\nlibraries,a,2026-01-31,r,9,3\nlibraries,a,2026-03-01,r,9,4");
        lake.Add("service_bookings", "given", "service,area,channel,date,reference,for_date,booked,cancelled\nlibraries,a,web,2025-12-01,r,2026-01-31,3,0\nlibraries,a,web,2026-01-02,r,2026-03-01,5,0");
        lake.Add("service_contacts", "given", "service,area,channel,date,reason,contacts\nlibraries,a,web,2026-01-31,,3\nlibraries,a,phone,2026-02-01,,4\nlibraries,a,web,2026-03-31,,5");
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        warehouse.Cut = (0, 1);
        var measure = LakeFolder.Measures.Single(known => known.Id == id);

        Assert.Equal(expected, MeasureResult.Read(warehouse, measure, Observed.Not, cancellationToken: TestContext.Current.CancellationToken).Runs);
        Assert.Equal(1, MeasureResult.Read(warehouse, measure with { Checks = [new(true, "of all rows", "select count(*) from result having count(*) = 0", 1)] }, Observed.Not, cancellationToken: TestContext.Current.CancellationToken).Runs);
    }

    [Fact]
    public void A_week_that_begins_in_the_month_before_counts_in_the_month_of_its_Thursday()
    {
        using var lake = new LakeFolder();
        lake.Add("service_contacts", "days", "service,area,channel,date,reason,grain,contacts\nlibraries,a,web,2026-03-31,,day,5\nlibraries,a,web,2026-04-01,,day,2")
            .Add("service_contacts", "weeks", "service,area,channel,date,reason,grain,contacts\nlibraries,a,phone,2026-03-30,,week,3\nlibraries,a,phone,2026-04-06,,week,4");
        var measure = LakeFolder.Measures.Single(known => known.Id == "contacts");
        AssertMonthsEqualTheWhole(lake, measure);
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        warehouse.Cut = (0, 1);

        MeasureResult.Read(warehouse, measure, Observed.Not, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["2026-03-01 5", "2026-04-01 9"], warehouse.Connection.Rows("select concat_ws(' ', period, sum(numerator)) from said where span = 'month' group by period order by period", row => row.GetString(0)));
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
    public void A_figure_that_is_known_is_not_missing_because_a_reading_in_its_window_is()
    {
        using var lake = new LakeFolder();
        lake.Add("social_accounts", "data_social_accounts", "account,platform\nx:a,x").Add("social_account_days", "x",
            "account,date,contributors\n" + string.Join('\n', Enumerable.Range(0, 31).Select(day => $"x:a,{new DateOnly(2026, 1, 1).AddDays(day):yyyy-MM-dd},{(day == 30 ? "" : "2")}")));
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var last = Rows(warehouse, LakeFolder.Measures.Single(known => known.Id == "contributors_28d"), null).Single(row => row.StartsWith("2026-01-31", StringComparison.Ordinal));

        Assert.Contains("54", last, StringComparison.Ordinal);       // 27 of its 28 days are known, of two people each
        Assert.DoesNotContain("missing", last, StringComparison.Ordinal);
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

    private static LakeFolder Given(string id)
    {
        var lake = new LakeFolder();
        var cases = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "tests", "measures"), $"{id}.*").Order(StringComparer.Ordinal).First();
        foreach (var given in Directory.EnumerateFiles(cases, "given.*.csv").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        return lake;
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

    /// <summary>What the rows say: of each thing told apart, how often and how much.</summary>
    private static List<string> Gathered(Warehouse warehouse, Measure measure)
    {
        Assert.Null(MeasureResult.Read(warehouse, measure, Observed.ByArea, cancellationToken: TestContext.Current.CancellationToken).Failure);
        return [.. new[]
        {
            "select 'said', span, period, grain, combo, status, given, sum(rows), sum(numerator), sum(denominator), sum(low), sum(high), bool_or(unbounded), min(first_day), max(last_day) from said group by all",
            "select 'day', period, grain, label, status, given, sum(rows), sum(numerator), sum(denominator), sum(low), sum(high), bool_or(unbounded) from said_by_day group by all",
            "select distinct 'named', columns(*) from named",
            "select 'apart', columns(*) from apart",
        }.SelectMany(sql => warehouse.Connection.Rows($"select row(this)::varchar from ({sql}) as this", row => row.GetString(0))).Order(StringComparer.Ordinal)];
    }
}
