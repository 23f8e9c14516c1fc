using System.IO.Compression;
using System.Text;
using MiniExcelLibs;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class RawFormatsTests
{
    [Fact]
    public void Json_records_are_a_table_of_every_name_with_numbers_as_written_and_nested_values_as_json()
    {
        using var raw = new RawCase("*.json")
            .Write("a.json", """{"meta": 1, "data": {"items": [{"id": 1.10, "tags": ["x", "y"], "ok": true}, 7, {"ID": 12345678901234567890, "name": "é", "none": null}]}}""")
            .Formatted(format => format with { Records = "data.items" }).Load();

        Assert.Equal(["1.10|[\"x\", \"y\"]|true|∅|∅|1", "12345678901234567890|∅|∅|é|∅|3"], raw.Rows("select id, tags, ok, name, none, _row from raw order by _row"));
        Assert.Equal(["a.json|2||a Number where a record, {…}, is allowed|7"], raw.Quarantine());
        Assert.Equal((3, 2, 1), (raw.Result!.Read, raw.Result.Passed, raw.Result.Quarantined));
    }

    [Fact]
    public void A_json_array_and_a_single_object_need_no_path()
    {
        using var raw = new RawCase("*.json").Write("a.json", " [{\"n\": \"1\"}, {\"n\": \"\"}]").Write("b.json", "{\"n\": 3}").Typed(("n", "integer")).Load();
        Assert.Equal(["1|ok|a.json|1", "∅|missing|a.json|2", "3|ok|b.json|1"], raw.Rows("select n, n_status, _file, _row from raw order by _file, _row"));
    }

    [Fact]
    public void A_bad_line_of_ndjson_is_set_aside()
    {
        using var raw = new RawCase("*.ndjson").Write("a.ndjson", "{\"n\": 1}\n{\"n\": \n\n{\"n\": 3}\n").Load();
        Assert.Equal(["1|1", "3|3"], raw.Rows("select n, _row from raw order by _row"));
        Assert.Equal(["2|{\"n\":"], raw.Rows("select row, trim(text) from quarantine"));
    }

    [Fact]
    public void Parquet_columns_arrive_as_text_and_nested_ones_as_json()
    {
        using var raw = new RawCase("*.parquet");
        using (var duck = Duck.Open())
            duck.Run($"copy (select 12.0::double as n, date '2023-03-01' as day, {{'a': 1}} as s, [1, 2] as l union all select null, null, null, null) to {Duck.Literal(raw["a.parquet"])}");
        raw.Typed(("n", "integer"), ("day", "date")).Load();
        Assert.Equal(["12|2023-03-01|{\"a\":1}|[1,2]", "∅|∅|∅|∅"], raw.Rows("select n, day, s, l from raw order by _row"));
    }

    [Fact]
    public void A_workbook_s_sheet_is_read_below_its_titles_without_blank_rows_and_footers()
    {
        using var raw = new RawCase("*.xlsx");
        MiniExcel.SaveAs(raw["calls.xlsx"], new Dictionary<string, object>
        {
            ["Cover"] = new[] { new { A = "nothing" } },
            ["Queue summary"] = new object?[][]
            {
                ["Telephony export", null, null, null], [null, null, null, null], ["Interval start", "Offered", "Rate", "Ave"],
                [new DateTime(2023, 3, 1, 9, 30, 0, DateTimeKind.Unspecified), 0.1 + 0.2, 12, "1:02"],
                [null, null, null, null],
                [new DateTime(2023, 3, 2, 0, 0, 0, DateTimeKind.Unspecified), 1234567, true, null],
                ["Grand Total", 5, null, null],
            }.Select(row => row.Select((cell, place) => (Name: $"c{place}", cell)).ToDictionary(cell => cell.Name, cell => cell.cell)),
        }, printHeader: false);
        raw.Formatted(format => format with { Kind = "xlsx", Sheet = "queue summary", SkipRows = 1, Footer = "^(Grand )?Total" }).Typed(("Interval start", "datetime"), ("Ave", "duration")).Load();

        Assert.Equal(["2023-03-01 09:30:00|0.3|12|62|1", "2023-03-02 00:00:00|1234567|true|∅|2"],
            raw.Rows("select \"Interval start\", Offered, Rate, epoch(Ave), _row from raw order by _row"));
        Assert.Equal(["1 footer row dropped."], raw.Result!.Notes);
    }

    [Fact]
    public void A_sheet_that_is_not_there_is_told_with_those_that_are()
    {
        using var raw = new RawCase("*.xlsx").Formatted(format => format with { Kind = "xlsx", Sheet = "Data" });
        MiniExcel.SaveAs(raw["calls.xlsx"], new Dictionary<string, object> { ["Cover"] = new[] { new { A = 1 } } });
        Assert.Equal("orders: calls.xlsx: there is no sheet 'Data'; found: 'Cover'.", raw.Message());
    }

    [Fact]
    public void An_old_binary_workbook_of_Newcastle_is_read()
    {
        var path = SharedData.PathOrSkip("data/newcastle-libraries/reserved-items-satisfaction-times/Reservation satisfaction times 2010.xls");
        using var raw = new RawCase("*.xls").Write("times.xls", File.ReadAllBytes(path)).Formatted(format => format with { Kind = "xls", SkipRows = 1 });
        Assert.NotEmpty(raw.Load().Rows("select * from raw"));
    }

    [Theory]
    [InlineData("utf-8", "utf-8"), InlineData("utf-16", "utf-16"), InlineData("utf-8", "utf-16"), InlineData("windows-1252", "windows-1252"), InlineData("latin-1", "latin1")]
    public void Text_in_every_encoding_arrives_as_it_was_meant(string declared, string actual)
    {
        var encoding = actual == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(actual);
        using var raw = new RawCase().Write("a.csv", "café,prix\nZoë,£1\n", encoding).Formatted(format => format with { Encoding = declared }).Load();
        Assert.Equal(["Zoë|£1"], raw.Rows("select café, prix from raw"));
    }

    [Fact]
    public void Rows_in_another_encoding_than_the_rest_are_set_aside_saying_so()
    {
        using var raw = new RawCase().Write("a.csv", [.. "name,n\nZoë,1\n"u8, .. Encoding.Latin1.GetBytes("Chloé,2\n"), .. "Ann,3\n"u8]).Load();
        Assert.Equal(["Zoë|1", "Ann|3"], raw.Rows("select name, _row from raw order by _row"));
        Assert.Equal(["2|not UTF-8 text; set the format's encoding, such as windows-1252"], raw.Rows("select row, reason from quarantine"));
    }

    [Fact]
    public void Gzip_and_every_table_in_a_zip_are_read_and_named_within_their_archive()
    {
        using var raw = new RawCase("*.*z*").Write("a.csv.gz", Gzip("n\n1\n"));
        using (var archive = ZipFile.Open(raw["b.zip"], ZipArchiveMode.Create))
            foreach (var (name, text) in new[] { ("2023/10.csv", "n\n3\n"), ("2023/9.csv", "n\n2\n"), ("../../evil.csv", "n\n4\n"), ("read me.pdf", "x"), ("__MACOSX/._9.csv", "x") })
                using (var writer = new StreamWriter(archive.CreateEntry(name).Open()))
                    writer.Write(text);
        raw.Load();
        Assert.Equal(["1|a.csv.gz", "2|b.zip/2023/9.csv", "3|b.zip/2023/10.csv", "4|b.zip/../../evil.csv"], raw.Rows("select n, _file from raw order by n"));
    }

    [Theory]
    [InlineData("a\tb\n1\t2\n", "x.tsv"), InlineData("a;b\n1;2\n", "x.csv"), InlineData("a|b\r\n1|2\r\n", "x.csv"), InlineData("\"a\",\"b\"\r1,2\r", "x.csv")]
    public void The_delimiter_and_the_line_ends_are_found(string text, string name)
    {
        using var raw = new RawCase("x.*").Write(name, text).Load();
        Assert.Equal(["1|2"], raw.Rows("select a, b from raw"));
    }

    [Fact]
    public void Title_rows_mixed_line_ends_and_blank_lines_leave_the_rows_as_they_are()
    {
        using var raw = new RawCase().Write("a.csv", "Report \"for\r\n\"\r\na,b\r\n1,\"x\r\ny\"\n\n2,\"q\"\"z\"\r\n3").Formatted(format => format with { SkipRows = 2 }).Load();
        Assert.Equal(["1|x\r\ny|1", "2|q\"z|2"], raw.Rows("select a, b, _row from raw order by _row"));
        Assert.Equal(["3"], raw.Rows("select row from quarantine"));
    }

    internal static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }
}
