using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

public sealed class MeasureResultTests : IDisposable
{
    private const string Row = "date, grain, service, area, channel, null as platform";
    private readonly LakeFolder lake = new();
    private readonly Warehouse warehouse;

    public MeasureResultTests()
    {
        lake.Add("service_bookings", "orders", """
            service,area,channel,date,reference,booked,orders,referral
            pools,E1,web,2026-03-02,r1,4,2,Jane Smith
            pools,E1,phone,2026-03-03,r2,3,,x
            """);
        warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
    }

    [Fact]
    public void A_measure_reads_datasets_and_no_temporary_table_of_the_same_name()
    {
        warehouse.Connection.Run("create temp table service_bookings as select 1 as booked");

        Assert.Equal((2, null), (Compute(Bookings).Rows, Compute(Bookings).Failure));
    }

    [Fact]
    public void Of_a_measure_of_which_nothing_was_delivered_nothing_is_gathered_and_its_checks_still_speak()
    {
        var visits = LakeFolder.Measures.Single(measure => measure.Id == "visits");
        var result = MeasureResult.Read(warehouse, visits with { Checks = [new(true, "somebody came", "select 1 where not exists (from result)", 1)] }, Observed.ByService, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((0, 1, false), (result.Rows, result.Runs, result.CanBeKept));
        Assert.Contains("does not hold for 1 rows: somebody came.", result.Failure);
        Assert.Null(MeasureResult.Read(warehouse, visits, Observed.ByService, cancellationToken: TestContext.Current.CancellationToken).Failure);
    }

    [Fact]
    public void A_measure_that_has_rows_though_nothing_was_delivered_is_gathered_like_any_other()
    {
        const string Sql = "select date '2026-03-02' as date, 'day' as grain, 'pools' as service, 'E1' as area, null as channel, null as platform, (select count(*) from service_visits) as numerator, null as denominator";
        var result = MeasureResult.Read(warehouse, Bookings with { Sql = Sql, Checks = [] }, Observed.ByService, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, null), (result.Rows, result.Failure));
        Assert.Equal("pools 0", warehouse.Connection.One<string>("select named.service || ' ' || said.numerator from said join named using (combo)"));
    }

    public void Dispose()
    {
        warehouse.Dispose();
        lake.Dispose();
    }

    [Theory]
    [InlineData("select * from service_bookings", "Its SELECT omits 'platform'")]
    [InlineData($"select {Row}, booked as numerator, null as denominator, * exclude (date, grain, service, area, channel, status) from service_bookings", "Its SELECT names 'reference'")]
    [InlineData($"select {Row}, booked as numerator, null as denominator from bookings_of_last_year", "Table 'bookings_of_last_year' cannot be read here; allowed: ")]
    [InlineData($"select {Row}, sold as numerator, null as denominator from service_bookings", "Referenced column \"sold\" not found in FROM clause! Candidate bindings: ")]
    [InlineData("delete from service_bookings", "bookings.sql:")]
    [InlineData("copy (select 1) to 'x.csv'", "bookings.sql:")]
    [InlineData("select * from read_csv('/etc/passwd')", "read_csv")]
    [InlineData("select * from '/etc/passwd'", "/etc/passwd")]
    [InlineData("select 1; select 2", "2 statements found; allowed: one SELECT")]
    [InlineData("select 1) as t; drop view service_bookings; select * from (select 1", "The SQL cannot be read")]
    [InlineData("select from where", "The SQL cannot be read")]
    [InlineData("", "allowed: one SELECT")]
    [InlineData($"select {Row}, booked / 0 as numerator, null as denominator from service_bookings", "Its numerator is DOUBLE; allowed: whole numbers")]
    [InlineData($"select {Row}, (booked / 0)::bigint as numerator, null as denominator from service_bookings", "Its SELECT divides by 0 in some row, and what comes of it is no number; allowed: a number or null. Write 'a / nullif(b, 0)'")]
    [InlineData($"select {Row}, ((booked - booked) / (booked - booked))::bigint as numerator, null as denominator from service_bookings", "Its SELECT divides by 0 in some row")]
    [InlineData($"select {Row}, booked as numerator, (booked / coalesce(orders, 0))::bigint as denominator from service_bookings", "Its SELECT divides by 0 in some row")]
    [InlineData($"select {Row}, booked * 9223372036854775807 as numerator, null as denominator from service_bookings", "Its SELECT gives a number that is too large for BIGINT; allowed: within the range of the type. Widen it")]
    [InlineData($"select {Row}, (booked * 1e30)::bigint as numerator, null as denominator from service_bookings", "too large for BIGINT")]
    [InlineData($"select {Row}, (booked * 1000)::decimal(5, 2)::bigint as numerator, null as denominator from service_bookings", "too large for DECIMAL(5,2)")]
    [InlineData($"select {Row}, referral::decimal(18, 2)::bigint as numerator, null as denominator from service_bookings", "Its SELECT takes a text for a DECIMAL(18,2) that in some row is none; allowed: a text that is one, or null. Write 'try_cast(x as DECIMAL(18,2))'")]
    [InlineData("select referral::date as date, grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "Its SELECT takes a text for a DATE")]
    [InlineData("select strptime(referral, '%Y-%m-%d')::date as date, grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "Its SELECT reads dates by a format that some row does not have; allowed: that format or null. Write 'try_strptime")]
    [InlineData($"select {Row}, (select booked from service_bookings) as numerator, null as denominator from service_bookings", "Its SELECT uses a subquery as a value that gives several rows; allowed: one row or none.")]
    [InlineData($"select {Row}, 1.5 as numerator, null as denominator from service_bookings", "Its numerator is DECIMAL(2,1)")]
    [InlineData($"select {Row}, booked as numerator, orders * 0.5 as denominator from service_bookings", "Its denominator is DECIMAL")]
    [InlineData($"select {Row}, booked * 9223372036854775807::hugeint as numerator, null as denominator from service_bookings", "too large for BIGINT")]
    [InlineData("select date::timestamp as date, grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "Its date is TIMESTAMP; allowed: DATE")]
    [InlineData("select null::date as date, grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "2 rows have no date")]
    [InlineData("select date, 'year' as grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "2 rows have a grain other than day, week or month")]
    [InlineData("select date, 'week' as grain, service, area, channel, null as platform, booked as numerator, null as denominator from service_bookings", "1 weekly rows are dated other than on a Monday")]
    [InlineData($"select {Row}, booked as numerator, null as denominator, 'fine' as status from service_bookings", "Its SELECT takes a text for one of a list of words, and in some row it is none of them")]
    public void A_bad_measure_says_what_is_wrong_and_the_next_one_still_runs(string sql, string expected)
    {
        var bad = Compute(Bookings with { Sql = sql });
        var good = Compute(Bookings);

        Assert.Contains(expected, bad.Failure, StringComparison.Ordinal);
        Assert.Null(good.Failure);
        Assert.Equal(7, warehouse.Connection.One<long>("select sum(numerator)::bigint from result"));
    }

    [Fact]
    public void What_a_measure_reads_is_derived_from_its_syntax_tree()
    {
        var result = Compute(LakeFolder.Measures.Single(measure => measure.Id == "attendance_rate"));

        Assert.Equal(["service_bookings", "service_sessions"], result.Reads);
        Assert.Equal(2, Compute(Bookings).Rows);
    }

    [Fact]
    public void A_level_needs_an_item() =>
        Assert.StartsWith(
            "Its SELECT omits 'item'; a measure of kind level names",
            Compute(Bookings with { Kind = "level" }).Failure, StringComparison.Ordinal);

    [Fact]
    public void Values_of_rows_are_not_repeated_in_messages()
    {
        var cast = Bookings with { Sql = $"select {Row}, referral::bigint as numerator, null as denominator from service_bookings" };

        Assert.StartsWith("Its SELECT takes a text for a BIGINT that in some row is none;", Compute(cast).Failure, StringComparison.Ordinal);
        Assert.All([cast, cast with { Disclosure = "none" }, cast with { Sql = $"select {Row}, error(referral)::bigint as numerator, null as denominator from service_bookings" }],
            one => Assert.DoesNotContain("Jane", Compute(one).Failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_that_fails_holds_the_figures_back_one_that_warns_does_not_and_both_count_rows_only()
    {
        var failing = Bookings with { Checks = [new(true, "nobody books in March", "select * from result where month(date) = 3;", 40)] };
        var warning = Bookings with { Checks = [new(false, "nobody books by phone", "select * from result where channel = 'phone'", 41)] };
        var broken = Bookings with { Checks = [new(false, "whatever", "select nothing from result", 42)] };

        Assert.Equal("bookings.sql:40: does not hold for 2 rows: nobody books in March.", Compute(failing).Failure);
        var warned = Compute(warning);
        Assert.Null(warned.Failure);
        Assert.Equal(["bookings.sql:41: does not hold for 1 rows: nobody books by phone."], warned.Warnings);
        Assert.Contains("\"nothing\" not found", Compute(broken).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_numerator_without_its_denominators_row_and_a_dimension_nobody_says_are_warned_of()
    {
        var mixed = Bookings with { Kind = "ratio", Sql = $"select {Row}, orders as numerator, booked as denominator from service_bookings" };
        var unsaid = Bookings with { Sql = "select date, grain, service, null as area, channel, null as platform, booked as numerator, null as denominator from service_bookings" };

        Assert.Equal(["1 rows have a denominator and no numerator; both parts should come from the same rows."], Compute(mixed).Warnings);
        Assert.Equal(["It publishes tables by area, and its SELECT says null for it."], Compute(unsaid).Warnings);
    }

    [Fact]
    public void A_measure_that_does_not_end_is_stopped()
    {
        var endless = Bookings with { Sql = $"select {Row}, sum(a.range * b.range)::bigint as numerator, null as denominator from service_bookings, range(10000000) a, range(10000000) b group by all" };

        Assert.Equal("It took too long and was stopped.", MeasureResult.Compute(warehouse, endless, TimeSpan.FromMilliseconds(300), cancellationToken: TestContext.Current.CancellationToken).Failure);
        Assert.Null(Compute(Bookings).Failure);
    }

    [Fact]
    public void Whoever_asked_can_stop_a_measure_in_the_middle_of_its_SELECT()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var endless = Bookings with { Sql = $"select {Row}, sum(a.range * b.range)::bigint as numerator, null as denominator from service_bookings, range(10000000) a, range(10000000) b group by all" };

        Assert.Throws<OperationCanceledException>(() => MeasureResult.Compute(warehouse, endless, cancellationToken: stop.Token));
        Assert.Null(Compute(Bookings).Failure);
    }

    private MeasureResult Compute(Measure measure) => MeasureResult.Compute(warehouse, measure, cancellationToken: TestContext.Current.CancellationToken);

    private static Measure Bookings => LakeFolder.Measures.Single(measure => measure.Id == "bookings");
}
