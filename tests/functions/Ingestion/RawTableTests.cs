namespace Outcomes.Tests.Functions.Ingestion;

public sealed class RawTableTests
{
    [Fact]
    public void Columns_are_typed_row_by_row_and_a_failing_row_is_set_aside_with_its_place_column_and_text()
    {
        using var raw = new RawCase()
            .Write("orders.csv", "created_at,tickets,note\n2023-02-28 12:28:48,3,a\n2023-02-30 10:00:00,1,b\n2023-03-01,\"1,234\",c\n2023-03-02,12.7,d\n,,\n")
            .Typed(("created_at", "datetime"), ("tickets", "integer")).Load();

        Assert.Equal(
            ["2023-02-28 12:28:48|ok|3|ok|a|orders.csv|1", "2023-03-01 00:00:00|ok|1234|ok|c|orders.csv|3", "∅|missing|∅|missing|∅|orders.csv|5"],
            raw.Rows("select created_at, created_at_status, tickets, tickets_status, note, _file, _row from raw order by _row"));
        Assert.Equal(
            ["orders.csv|2|created_at|not a time that exists, written YYYY-MM-DD hh:mm:ss|2023-02-30 10:00:00",
             "orders.csv|4|tickets|not a whole number: fractions are refused; declare the column as decimal|12.7"], raw.Quarantine());
        Assert.Equal((5, 3, 2), (raw.Result!.Read, raw.Result.Passed, raw.Result.Quarantined));
    }

    [Fact]
    public void A_mark_gives_a_reason_and_bounds_and_an_empty_cell_is_missing()
    {
        using var raw = new RawCase()
            .Write("members.csv", "library,users\nCentral,12\nSmall,*\nNew,\nOld,[x]\n")
            .Formatted(format => format with { Marks = [new("*", "suppressed", 1, 4), new("[x]", "missing", null, null)] })
            .Typed(("users", "integer")).Load();

        Assert.Equal(
            ["Central|12|ok|12|12", "Small|∅|suppressed|1|4", "New|∅|missing|∅|∅", "Old|∅|missing|∅|∅"],
            raw.Rows("select library, users, users_status, users_low, users_high from raw order by _row"));
        Assert.Equal(0, raw.Result!.Quarantined);
    }

    [Fact]
    public void Rows_that_are_no_rows_are_set_aside_and_the_others_keep_their_numbers()
    {
        using var raw = new RawCase().Write("orders.csv", "a,b\n1,x\n2,y,extra\n3\n4,z\n5,\"open\" tail\n6,w\n").Typed(("a", "integer")).Load();

        Assert.Equal(["1|x|1", "4|z|4", "6|w|6"], raw.Rows("select a, b, _row from raw order by _row"));
        Assert.Equal(["2", "3", "5"], raw.Rows("select row from quarantine order by row"));
        Assert.Equal(["2,y,extra"], raw.Rows("select text from quarantine where row = 2"));
        Assert.Equal((6, 3, 3), (raw.Result!.Read, raw.Result.Passed, raw.Result.Quarantined));
    }

    [Fact]
    public void Several_files_are_united_by_name_in_natural_order_and_each_keeps_its_path_and_row_numbers()
    {
        using var raw = new RawCase("in/*.csv").Write("in/2019-12.csv", "b,a\ny,2\n").Write("in/2019-6.csv", "a\n1\nbad\n").Write("in/2020-1.csv", "a,b,c\n3,z,q\n")
            .Typed(("a", "integer")).Load();

        Assert.Equal(
            ["1|∅|∅|in/2019-6.csv|1", "2|y|∅|in/2019-12.csv|1", "3|z|q|in/2020-1.csv|1"], raw.Rows("select a, b, c, _file, _row from raw order by a"));
        Assert.Equal(["a", "b", "c"], raw.Result!.Columns);
        Assert.Equal(["b", "a"], raw.Result.FileColumns["in/2019-12.csv"]);
        Assert.Equal("in/2019-6.csv|2|a|not a whole number, such as 1234 or 1,234|bad", Assert.Single(raw.Quarantine()));
    }

    [Fact]
    public void Footers_are_dropped_and_counted()
    {
        using var raw = new RawCase().Write("orders.csv", "a,b\nx,1\nTotal,1\nGrand Total\n").Formatted(format => format with { Footer = "^(Grand )?Total" })
            .Typed(("b", "integer")).Load();

        Assert.Equal(["x|1"], raw.Rows("select a, b from raw"));
        Assert.Equal((1, 1, 0), (raw.Result!.Read, raw.Result.Passed, raw.Result.Quarantined));
        Assert.Equal(["2 footer rows dropped."], raw.Result.Notes);
    }

    [Fact]
    public void New_and_lost_columns_are_told_less_those_ignored()
    {
        using var raw = new RawCase().Write("orders.csv", "a,c,2023-1\n1,2,3\n").With(source => source with { DriftIgnore = @"^\d{4}-\d{1,2}$" }).Load(previous: ["a", "b", "2022-12"]);

        Assert.Equal(["c"], raw.Result!.Added);
        Assert.Equal(["b"], raw.Result.Lost);
        Assert.Equal(["New columns since the last run: c.", "Columns of the last run that are gone: b."], raw.Result.Notes);
    }

    [Fact]
    public void The_day_a_file_was_taken_comes_from_its_name_or_from_the_source()
    {
        using var raw = new RawCase().Write("orders-2023-08-31.csv", "a\n1\n").Write("orders-2023-10-31.csv", "a\n2\n")
            .With(source => source with { AsAt = new(null, @"(\d{4}-\d{2}-\d{2})") }).Load();
        Assert.Equal(["1|2023-08-31", "2|2023-10-31"], raw.Rows("select a, _as_at from raw order by a"));

        raw.With(source => source with { AsAt = new(new(2021, 7, 18), null) }).Load();
        Assert.Equal(["2021-07-18"], raw.Rows("select distinct _as_at from raw"));
    }

    [Fact]
    public void Only_columns_the_mapping_may_use_are_loaded_and_declared_ones_are_always_checked()
    {
        using var raw = new RawCase().Write("orders.csv", "a,b,c\n1,2,x\n").Typed(("c", "integer")).Load(needed: new HashSet<string> { "A" });

        Assert.Equal(["a", "c", "c_status", "c_low", "c_high", "_file", "_row"], raw.Rows("select column_name from (describe raw)"));
        Assert.Equal(1, raw.Result!.Quarantined);
        Assert.Equal(["a", "b", "c"], raw.Result.Columns);
    }

    [Fact]
    public void A_declared_column_that_is_in_no_file_fails_the_source_by_name()
    {
        using var raw = new RawCase().Write("orders.csv", "a,b\n1,2\n").Typed(("tickets", "integer"));
        Assert.Equal("orders: column 'tickets' is declared under columns: and in no file; found: 'a', 'b'.", raw.Message());
    }

    [Fact]
    public void A_column_named_like_a_companion_is_refused()
    {
        using var raw = new RawCase().Write("orders.csv", "users,users_status\n1,2\n").Typed(("users", "integer"));
        Assert.Contains("'users_status'", raw.Message(), StringComparison.Ordinal);
    }
}
