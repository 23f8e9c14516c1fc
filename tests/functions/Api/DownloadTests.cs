using System.Globalization;
using System.Text;
using System.Text.Json;
using ExcelDataReader;
using Outcomes.Analytics;
using Parquet.Serialization;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Downloads read back by another implementation than wrote them, against the oracle's rows.</summary>
public sealed class DownloadTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private const string Columns = "id, period, measure, service, area, channel, platform, value, numerator, denominator, \"lower\", \"upper\", low, high, coverage, status, suppressed, unit, updated";

    private Task<Reply> GetAsync(string path, string method = "GET") => feed.SendAsync($"../reports/{path}", method);

    [Theory]
    [InlineData("", "true order by ordinal")]
    [InlineData("?$filter=service eq 'parks'&$orderby=value desc&$skip=3&$top=50", "service = 'parks' order by value desc nulls last, ordinal limit 50 offset 3")]
    [InlineData("?$filter=false", "false")]
    public async Task Csv_is_read_back_equal(string options, string where)
    {
        using var folder = new TempFolder();
        var reply = await GetAsync($"outcomes.csv{options}");
        Assert.Equal("text/csv; charset=utf-8; header=present", reply.Headers["Content-Type"]);
        Assert.Equal("attachment; filename=\"Outcomes-20260401T000000Z-00000001.csv\"", reply.Headers["Content-Disposition"]);
        await File.WriteAllBytesAsync(folder["a.csv"], reply.Body, TestContext.Current.CancellationToken);
        var wanted = RowText.Of(feed.Oracle, $"select {Columns} from T where {where}");
        Assert.Equal(wanted, RowText.Of(feed.Oracle, $$"""
            select * from read_csv({{Duck.Literal(folder["a.csv"])}}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {
                'id': 'varchar', 'period': 'date', 'measure': 'varchar', 'service': 'varchar', 'area': 'varchar', 'channel': 'varchar', 'platform': 'varchar',
                'value': 'double', 'numerator': 'bigint', 'denominator': 'bigint', 'lower': 'double', 'upper': 'double', 'low': 'bigint', 'high': 'bigint', 'coverage': 'double', 'status': 'varchar', 'suppressed': 'boolean', 'unit': 'varchar', 'updated': 'timestamptz'})
            """));
    }

    [Fact]
    public async Task Csv_holds_no_formula_and_a_byte_order_mark_where_asked()
    {
        const string Apply = "?$apply=compute(concat('=1%2B',service) as a,concat('-',service) as b,concat('%40x\"%0D%0A,',service) as c)/groupby((a,b,c))/filter(contains(a,'parks'))";
        var text = (await feed.SendAsync(new Uri(new Uri(feed.Client.BaseAddress!, "/reports/"), $"Outcomes.csv{Apply}&bom=true".Replace(" ", "%20")))).Text;
        Assert.Equal("\uFEFFa,b,c,outcomes.suppressed\r\n'=1+parks,'-parks,\"'@x\"\"\r\n,parks\"," + feed.Oracle.One<long>("select count(*) from T where service = 'parks' and suppressed") + "\r\n", text);
        Assert.Equal(400, (await GetAsync("Outcomes.csv?bom=maybe")).Status);
    }

    [Fact]
    public async Task Ndjson_has_a_row_a_line()
    {
        var lines = (await GetAsync("Outcomes.ndjson?$select=id,period,value,numerator,suppressed,updated")).Text.TrimEnd('\n').Split('\n');
        Assert.Equal(RowText.Of(feed.Oracle, "select id, period, value, numerator, suppressed, updated from T order by ordinal"), RowText.Of(lines.Select(line => JsonDocument.Parse(line).RootElement)));
    }

    [Fact]
    public async Task Parquet_is_read_back_equal_by_Parquet_Net()
    {
        var reply = await GetAsync("Outcomes.parquet?$filter=service ne 'all'");
        var read = await ParquetSerializer.DeserializeUntypedAsync(new MemoryStream(reply.Body), cancellationToken: TestContext.Current.CancellationToken);
        var names = read.Schema.GetDataFields().Select(field => field.Name).ToArray();
        Assert.Equal(RowText.Of(feed.Oracle, $"select {Columns} from T where service <> 'all' order by ordinal"),
            read.Data.Select(row => string.Join('|', names.Select(name => Text(name, row.GetValueOrDefault(name))))));

        static string Text(string name, object? value) => value switch
        {
            null => "",
            DateTime day when name == "period" => RowText.Of(DateOnly.FromDateTime(day)),
            _ => RowText.Of(value),
        };
    }

    [Fact]
    public async Task A_workbook_has_real_dates_a_filter_and_notes()
    {
        var reply = await GetAsync("Outcomes.xlsx?$select=period,area,value,numerator,suppressed,updated&$top=40");
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(reply.Body));
        using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains("autoFilter ref=\"A1:F41\"", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var book = ExcelReaderFactory.CreateReader(new MemoryStream(reply.Body));
        Assert.Equal("Figures", book.Name);
        Assert.True(book.Read());
        Assert.Equal(["period", "area", "value", "numerator", "suppressed", "updated"], Enumerable.Range(0, 6).Select(book.GetString));
        var wanted = feed.Oracle.Rows("select period, area, value, numerator, suppressed, date_trunc('millisecond', updated) from T order by ordinal limit 40",
            row => (row.GetDateTime(0), row.GetString(1), row.IsDBNull(2) ? (double?)null : row.GetDouble(2), row.IsDBNull(3) ? (double?)null : row.GetInt64(3), row.GetBoolean(4), row.GetDateTime(5)));
        foreach (var row in wanted)
        {
            Assert.True(book.Read());
            Assert.Equal(row, (book.GetDateTime(0), book.GetString(1), (double?)book.GetValue(2), (double?)book.GetValue(3), book.GetBoolean(4), book.GetDateTime(5)));
        }
        Assert.False(book.Read());
        Assert.True(book.NextResult());
        Assert.Equal("Notes", book.Name);
        var notes = new List<string>();
        while (book.Read())
            notes.Add($"{book.GetString(0)}: {book.GetString(1)}");
        foreach (var start in new[] { "Publication: 20260401T000000Z-00000001", "status suppressed [c]: ", "Disclosure rule: ", "Column coverage: ", "Asked for: " })
            Assert.Contains(notes, note => note.StartsWith(start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NoSuchSet.csv", 404)]
    [InlineData("Outcomes.doc", 404)]
    [InlineData("Outcomes", 404)]
    [InlineData("Outcomes/$count.csv", 404)]
    [InlineData("../healthz.csv", 404)]
    [InlineData("Outcomes.csv?$filter=nosuch eq 1", 400)]
    [InlineData("Outcomes.csv?$count=true", 400)]
    [InlineData("Outcomes.csv?$search=x", 501)]
    [InlineData("Outcomes.csv?$top=x", 400)]
    [InlineData("Outcomes.csv?publication=20250101T000000Z-00000000", 410)]
    [InlineData("Outcomes.csv?as_of=2020-01-01", 404)]
    [InlineData("Outcomes.parquet?$apply=aggregate(numerator div denominator with sum as x)", 400)]
    [InlineData("Outcomes.csv?as_of=2030-01-01&$top=1", 200)]
    [InlineData("outcomes.CSV?$top=1", 200)]
    [InlineData("Services.arrow", 200)]
    public async Task A_download_is_given_or_refused_for_what_it_is(string path, int status)
    {
        var reply = await GetAsync(path);
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
        if (status >= 400)
            Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_download_says_what_it_is_without_being_made()
    {
        var head = await GetAsync("Outcomes.xlsx", "HEAD");
        Assert.Equal((200, 0), (head.Status, head.Body.Length));
        Assert.Equal(405, (await GetAsync("Outcomes.csv", "POST")).Status);
        Assert.Equal(304, (await feed.SendAsync("../reports/Outcomes.csv", "GET", $"If-None-Match: {head.Headers["ETag"]}")).Status);
    }

    [Fact]
    public async Task Sums_keep_their_digits_in_every_format()
    {
        const string Apply = "?$apply=compute(numerator mul 1000000007 as big)/aggregate(big with sum as total)&$select=total";
        var wanted = feed.Oracle.Rows("select sum(numerator::hugeint * 1000000007)::varchar from T", row => row.GetString(0)).Single();
        Assert.StartsWith($"total,outcomes.suppressed\r\n{wanted},", (await GetAsync($"Outcomes.csv{Apply}")).Text);
        Assert.StartsWith($"{{\"total\":{wanted},", (await GetAsync($"Outcomes.ndjson{Apply}")).Text);
        var parquet = await ParquetSerializer.DeserializeUntypedAsync(new MemoryStream((await GetAsync($"Outcomes.parquet{Apply}")).Body), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(wanted, Convert.ToString(parquet.Data.Single()["total"], CultureInfo.InvariantCulture));
        using var arrow = new Apache.Arrow.Ipc.ArrowFileReader(new MemoryStream((await GetAsync($"Outcomes.arrow{Apply}")).Body));
        Assert.Equal(wanted, ((Apache.Arrow.Decimal128Array)(await arrow.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken)).Column(0)).GetString(0));
    }
}

/// <summary>What changed between two publications; a feed of its own, because it changes what is served.</summary>
public sealed class ChangesTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Fact]
    public async Task Changes_are_told_with_old_and_new()
    {
        feed.Oracle.Run("""
            create table B as from T;
            update T set value = value + 1, numerator = numerator + 1 where ordinal in (3, 4) and status = 'ok';
            update T set status = 'ok' where ordinal < 200 and status = 'provisional';
            delete from T where ordinal = 1999;
            insert into T select * replace ('0000000000000001' as id, 2000 as ordinal) from T where ordinal = 0;
            """);
        await feed.PublishAsync("20260402T000000Z-00000002");
        const string Wanted = """
            from B left join T using (id) where T.id is null or B.value is distinct from T.value or B.status <> T.status
            """;
        foreach (var between in new[] { "from=20260401T000000Z-00000001", "from=2026-04-01&to=2026-04-02", "from=2026-04-01&to=20260402T000000Z-00000002" })
        {
            var reply = await feed.SendAsync($"../reports/changes?{between}&$orderby=id&$select=id,change,old_value,new_value,old_numerator,new_numerator,old_status,new_status");
            Assert.Equal(RowText.Of(feed.Oracle, $"""
                select B.id, case when T.id is null then 'withdrawn' when B.status = 'ok' then 'restated' else 'settled' end, B.value, T.value, B.numerator, T.numerator, B.status, T.status {Wanted} order by B.id
                """), RowText.Of(reply.Json.GetProperty("value").EnumerateArray()));
            Assert.Equal("20260402T000000Z-00000002", reply.Json.GetProperty("publication").GetString());
        }
        Assert.Equal("set,n\r\nOutcomes,1\r\n", (await feed.SendAsync("../reports/changes.csv?from=2026-04-01&$filter=change eq 'withdrawn'&$apply=groupby((set),aggregate($count as n))".Replace("$filter=change eq 'withdrawn'&$apply=", "$apply=filter(change eq 'withdrawn')/"))).Text);
        Assert.Empty((await feed.SendAsync("../reports/changes?from=2026-04-02")).Json.GetProperty("value").EnumerateArray());
    }

    [Theory]
    [InlineData("changes", 400)]
    [InlineData("changes?from=2026-01-01", 404)]
    [InlineData("changes?from=x", 410)]
    [InlineData("changes?from=2026-04-01&to=20260402T000000Z-0000000f", 410)]
    [InlineData("changes?from=2026-04-01&publication=20260401T000000Z-00000001", 400)]
    [InlineData("changes?from=2026-04-01&$filter=nosuch", 400)]
    [InlineData("changes.doc?from=2026-04-01", 404)]
    [InlineData("changes.xlsx?from=2026-04-01", 200)]
    [InlineData("changes.parquet?from=2026-04-01", 200)]
    public async Task What_cannot_be_compared_is_refused(string path, int status)
    {
        var reply = await feed.SendAsync($"../reports/{path}");
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
    }
}
