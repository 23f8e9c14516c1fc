using System.IO.Compression;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class RawBadInputTests
{
    [Fact]
    public void No_matching_file_is_an_error_that_names_the_pattern_and_the_folder()
    {
        using var raw = new RawCase("data/*.csv");
        Assert.StartsWith("orders: no file matches 'data/*.csv' in ", raw.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "", "a.csv: the file is empty: not even a header line")]
    [InlineData("a.json", "", "a.json: the file is empty")]
    [InlineData("a.json", "{\"a\":", "a.json: not JSON")]
    [InlineData("a.parquet", "a,b\n1,2\n", "a.parquet: not a Parquet file")]
    [InlineData("a.xlsx", "a,b\n1,2\n", "a.xlsx: the workbook cannot be read")]
    [InlineData("a.zip", "PK but nothing else", "a.zip: the zip archive is damaged")]
    [InlineData("a.pdf", "x", "a.pdf: '.pdf' is no kind of file that is read; allowed: csv, tsv")]
    [InlineData("a.csv", "a,b,A\n1,2,3\n", "a.csv: the header names 'A' more than once")]
    [InlineData("a.csv", "a,b\n1,\0\n", "a.csv: line 2 holds a NUL byte")]
    public void A_file_that_cannot_be_read_fails_its_source_saying_why(string name, string text, string message)
    {
        using var raw = new RawCase("a.*").Write(name, text);
        Assert.StartsWith($"orders: {message}", raw.Message(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_pipe_or_a_device_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no pipes among its files.");
        using var raw = new RawCase();
        using (var made = System.Diagnostics.Process.Start("mkfifo", [raw["pipe.csv"]]))
            made.WaitForExit();
        Assert.Contains("pipe.csv: the file is empty: not even a header line, or an empty array ([]). Pipes and devices are not read", raw.Message(), StringComparison.Ordinal);
        File.Delete(raw["pipe.csv"]);
        File.CreateSymbolicLink(raw["zero.csv"], "/dev/zero");
        Assert.Contains("zero.csv: the file is empty", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_alone_is_a_delivery_without_rows()
    {
        using var raw = new RawCase().Write("a.csv", "a,b\n").Typed(("a", "integer")).Load();
        Assert.Empty(raw.Rows("select * from raw"));
        Assert.Equal(0, raw.Result!.Read);
    }

    [Fact]
    public void An_empty_json_array_is_a_delivery_without_rows_of_the_columns_last_seen()
    {
        using var raw = new RawCase("*.json").Write("a.json", "[]").Typed(("n", "integer")).Load(previous: ["id", "n"]);
        Assert.Empty(raw.Rows("select id, n, n_status, _row from raw"));
        Assert.Empty(raw.Result!.Lost);
        Assert.Equal(["id", "n"], raw.Result.Columns);
    }

    [Fact]
    public void A_binary_file_named_csv_is_told()
    {
        using var raw = new RawCase().Write("a.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]);
        Assert.Contains("NUL byte, so this is no text: a binary file", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_wrong_delimiter_is_told_with_the_likely_one()
    {
        using var raw = new RawCase().Write("a.csv", "day;tickets\n2023-01-01;3\n").Formatted(format => format with { Delimiter = "," }).Typed(("tickets", "integer"));
        Assert.EndsWith("a.csv has one column when split at ','; its header holds ';': set format: {csv: {delimiter: \";\"}}.", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_that_was_cut_short_is_refused_whole()
    {
        var whole = RawFormatsTests.Gzip(string.Join('\n', Enumerable.Range(0, 10_000)));
        using var raw = new RawCase("*.gz").Write("a.csv.gz", whole[..(whole.Length / 2)]);
        Assert.StartsWith("orders: a.csv.gz: ", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_says_so()
    {
        var damaged = RawFormatsTests.Gzip(string.Join('\n', Enumerable.Range(0, 10_000)));
        for (var at = 30; at < 60; at++)
            damaged[at] ^= 0xff;
        using var raw = new RawCase("*.gz").Write("a.csv.gz", damaged);
        Assert.StartsWith("orders: a.csv.gz: the compressed file is damaged", raw.Message(), StringComparison.Ordinal);
        raw.Write("a.csv.gz", damaged[..12]);
        Assert.StartsWith("orders: a.csv.gz: the gzip file was cut short", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_holds_a_name_twice_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in new[] { "b.csv", "b.csv" })
                archive.CreateEntry(name);
        using var raw = new RawCase("*.zip").Write("a.zip", bytes.ToArray());
        Assert.StartsWith("orders: a.zip: the archive holds 'b.csv' more than once", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_by_its_size_and_by_its_ratio()
    {
        var bomb = RawFormatsTests.Gzip("a,b\n" + new string('0', 3_000_000));
        using var raw = new RawCase("*.gz").Write("a.csv.gz", bomb);
        raw.Limits = new RawLimits { MaxBytes = 2_000_000, MaxRatio = 100_000 };
        Assert.Contains("Raw:MaxBytes", raw.Message(), StringComparison.Ordinal);
        raw.Limits = new RawLimits { MaxBytes = 5_000_000, MaxRatio = 100 };
        Assert.Contains("Raw:MaxRatio", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_longer_than_allowed_is_refused_without_being_loaded()
    {
        using var raw = new RawCase().Write("a.csv", "a,b\n1,2\n3," + new string('x', 50_000));
        raw.Limits = new RawLimits { MaxLineBytes = 10_000 };
        Assert.StartsWith("orders: a.csv: line 3 is longer than 10,000 bytes", raw.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Personal_columns_reach_neither_the_tables_nor_quarantine_even_in_rows_that_are_no_rows()
    {
        using var raw = new RawCase().Write("a.csv", "id,E-Mail,n\n1,ann@x.example,2\n2,bob@x.example\n3,\"cy@x.example\" tail,4\n4,dee@x.example,oops\n")
            .With(source => source with { Personal = ["e-mail"] }).Typed(("n", "integer"));
        var prepared = raw.Prepare();
        raw.Load(prepared);

        Assert.DoesNotContain("x.example", File.ReadAllText(prepared[0].LocalPath), StringComparison.Ordinal);
        Assert.Equal(["id", "n"], raw.Result!.Columns);
        Assert.Equal(["1|2"], raw.Rows("select id, n from raw"));
        Assert.Equal(["2|∅", "3|∅", "4|oops"], raw.Rows("select row, text from quarantine order by row"));
        Assert.Equal(4, raw.Result.Read);
    }

    [Fact]
    public void Natural_order_reads_digits_as_numbers() =>
        Assert.Equal(["2019-6.csv", "2019-11.csv", "2019-12.csv", "a/1", "a/02", "a/10"],
            new[] { "a/10", "2019-12.csv", "a/1", "2019-6.csv", "a/02", "2019-11.csv" }.Order(NaturalOrder.Instance));

    [Fact]
    public void A_glob_may_lead_out_of_the_folder_and_through_any_depth()
    {
        using var raw = new RawCase("../in/**/*.csv").Write("in/a.csv", "n\n1\n").Write("in/x/y/b.csv", "n\n2\n").Write("in/x/c.txt", "n\n3\n");
        raw.With(source => source with { Folder = Path.GetDirectoryName(raw["council/none"])! });
        Assert.Equal(["../in/a.csv", "../in/x/y/b.csv"], RawFiles.Find(raw.Source).Select(file => file.Path));
    }
}
