using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Functions.Sources;

public class SourceReadTests
{
    private static readonly Dictionary<string, Dataset> Datasets = Directory.GetFiles(Path.Combine(Checkout.Root, "analytics/datasets"), "*.sql")
        .Select(path => Dataset.Read(SqlFile.Read(path, Checkout.Root, []), [])!)
        .ToDictionary(dataset => dataset.Name);

    private const string Whole = """
        -- title: Ticket orders
        -- dataset: service_bookings
        -- files: data/orders/*.csv
        -- files_are: snapshots
        -- format: {csv: {delimiter: ";", decimal: ",", encoding: windows-1252, skip_rows: 2, footer: "^Total", marks: {"*": {status: suppressed, from: 1, to: 4}, "-": missing}}}
        -- as_at: {from_name: '(\d{4}-\d{2}-\d{2})'}
        -- columns: {created_at: {datetime: "%d/%m/%Y %H:%M"}, number_of_tickets: integer}
        -- absent: zero
        -- schedule: "0 0 5 * * *"
        -- lookback: 3d
        -- mode: replace
        -- on_duplicate: sum
        -- identical_rows: drop
        -- breaks:
        --   - {column: booked, from: 2023-04-01, note: Counted in places since}
        -- personal: [email]
        -- drift: {ignore: '^x_'}
        -- instead_of: old_orders
        -- owner: data@council.example
        select 1
        """;

    [Fact]
    public void Every_key_of_a_source_is_read()
    {
        var (source, faults) = Read(Whole);

        Assert.Empty(faults);
        Assert.Equal(("orders", "service_bookings", "data/orders/*.csv", FilesAre.Snapshots), (source!.Name, source.Dataset.Name, source.Files, source.FilesAre));
        Assert.Equal(("csv", ";", ",", "windows-1252", 2, "^Total"),
            (source.Format.Kind, source.Format.Delimiter, source.Format.DecimalMark, source.Format.Encoding, source.Format.SkipRows, source.Format.Footer));
        Assert.Contains(new Mark("*", "suppressed", 1, 4), source.Format.Marks);
        Assert.Contains(new Mark("-", "missing", null, null), source.Format.Marks);
        Assert.Contains(new Mark("[c]", "suppressed", null, null), source.Format.Marks);
        Assert.Equal(new AsAt(null, @"(\d{4}-\d{2}-\d{2})"), source.AsAt);
        Assert.Equal([new("created_at", "datetime", "%d/%m/%Y %H:%M", 7), new("number_of_tickets", "integer", null, 7)], source.Columns);
        Assert.Equal(("zero", "0 0 5 * * *", 3, Mode.Replace, OnDuplicate.Sum, true),
            (source.Absent, source.Schedule, source.LookbackDays, source.Mode, source.OnDuplicate, source.DropIdenticalRows));
        Assert.Equal([new Break("booked", new(2023, 4, 1), "Counted in places since")], source.Breaks);
        Assert.Equal(["email"], source.Personal);
        Assert.Equal(("^x_", "old_orders", 20), (source.DriftIgnore, source.InsteadOf, source.SqlLine));
    }

    [Theory]
    [InlineData("-- dataset: service_bookings", "-- dataset: bookings", 2, "'dataset' is 'bookings'", "service_bookings")]
    [InlineData("-- title: Ticket orders", "-- titel: Ticket orders", 1, "Unknown key 'titel'", "title")]
    [InlineData("-- title: Ticket orders", "-- title: Orders: all", 1, "not YAML", "needs quotes")]
    [InlineData("-- files: data/orders/*.csv\n", "", 1, "'files' is missing", "exactly one of the two")]
    [InlineData("-- files: data/orders/*.csv", "-- files: /etc/passwd", 3, "'/etc/passwd'", "relative to the council folder")]
    [InlineData("-- files: data/orders/*.csv", "-- files: data/orders/{a,b}[0-9].csv", 3, "'data/orders/{a,b}[0-9].csv'", "mean nothing in a pattern")]
    [InlineData("-- files_are: snapshots", "--", 3, "'files_are' is missing", "parts")]
    [InlineData("-- files_are: snapshots", "-- files_are: all", 4, "'files_are' is 'all'", "parts, snapshots, changes")]
    [InlineData("footer: \"^Total\"", "footer: \"(\"", 5, "'footer' is '('", "regular expression")]
    [InlineData("delimiter: \";\"", "delimiter: \";;\"", 5, "'delimiter' is ';;'", "one character")]
    [InlineData("status: suppressed", "status: hidden", 5, "'hidden'", "suppressed, missing, not_offered, provisional")]
    [InlineData("from: 1, to: 4", "from: 4, to: 1", 5, "'from' is 4 and 'to' is 1", "least value")]
    [InlineData("{csv: {", "{cvs: {", 5, "'format' is 'cvs'", "csv, tsv, json")]
    [InlineData("number_of_tickets: integer", "number_of_tickets: int", 7, "'columns.number_of_tickets' is 'int'", "integer, decimal")]
    [InlineData("{datetime: \"%d/%m/%Y %H:%M\"}", "{when: \"%d\"}", 7, "'columns.created_at' is {when: …}", "datetime")]
    [InlineData("-- absent: zero", "-- absent: none", 8, "'absent' is 'none'", "zero, missing")]
    [InlineData("-- absent: zero", "--", 1, "'absent' is missing", "absent")]
    [InlineData("0 0 5 * * *", "0 5 * * *", 9, "'schedule' is '0 5 * * *'", "six cron fields")]
    [InlineData("-- lookback: 3d", "-- lookback: 3", 10, "'lookback' is '3'", "3d")]
    [InlineData("-- mode: replace", "-- mode: append", 11, "'mode' is 'append'", "merge, replace")]
    [InlineData("column: booked", "column: bookd", 15, "'column' is 'bookd'", "booked")]
    [InlineData("2023-04-01", "2023-04-31", 15, "'2023-04-31'", "YYYY-MM-DD")]
    [InlineData("{ignore: '^x_'}", "{ignore: '(?=x)'}", 17, "'(?=x)'", "look-around")]
    public void A_wrong_key_is_a_fault_with_its_line_what_was_found_and_what_is_allowed(string right, string wrong, int line, string found, string allowed)
    {
        var (source, faults) = Read(Whole.Replace(right, wrong));

        Assert.Null(source);
        Assert.Contains(faults, fault => fault.File == "sources/orders.sql" && fault.Line == line && fault.Message.Contains(found) && fault.Message.Contains(allowed));
    }

    [Fact]
    public void All_faults_of_a_file_are_told_at_once()
    {
        var (_, faults) = Read(Whole.Replace("mode: replace", "mode: append").Replace("lookback: 3d", "lookback: soon").Replace("owner:", "owned_by:"));

        Assert.Equal(["'mode' is 'append'", "'lookback' is 'soon'", "'owner' is missing", "Unknown key 'owned_by'"],
            faults.Select(fault => fault.Message.Split([";", "."], StringSplitOptions.None)[0]).OrderBy(text => text[1] is 'n' ? 9 : "mlo".IndexOf(text[1])));
    }

    [Fact]
    public void A_dataset_without_days_takes_no_absent()
    {
        var (_, faults) = Read(Whole.Replace("service_bookings", "campaigns").Replace("column: booked", "column: cost_gbp"));

        Assert.Equal([8], faults.Select(fault => fault.Line));
        Assert.Contains("'absent'", faults[0].Message);
    }

    [Fact]
    public void The_worked_examples_of_the_design_read_without_fault()
    {
        var examples = SharedData.PathOrSkip("design/examples");
        foreach (var path in Directory.GetFiles(examples, "*.sql"))
        {
            var faults = new List<Fault>();
            var file = SqlFile.Read(path, examples, faults);
            _ = Source.Read(file, Datasets, faults);
            Assert.Empty(faults);
        }
    }

    private static (Source? Source, List<Fault> Faults) Read(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["sources/orders.sql"], text);
        var faults = new List<Fault>();
        return (Source.Read(SqlFile.Read(folder["sources/orders.sql"], folder.Path, faults), Datasets, faults), faults);
    }
}
