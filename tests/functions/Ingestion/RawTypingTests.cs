using System.Globalization;
using System.Text;
using CsCheck;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class RawTypingTests
{
    private static readonly string[] Pieces = ["a", "é", "😀", ",", ";", "\"", "\n", "\r\n", "\r", " ", "'", "\t", "1"];

    [Theory]
    [InlineData("integer", "12", "12"), InlineData("integer", "12.0", "12"), InlineData("integer", " 16,523 ", "16523"), InlineData("integer", "-1,234,567", "-1234567")]
    [InlineData("integer", "1\u00a0234", "1234"), InlineData("integer", "+7", "7"), InlineData("integer", "7\t", "7"), InlineData("integer", "\t123\t", "123"), InlineData("integer", "5.", "5"), InlineData("integer", "9223372036854775807", "9223372036854775807")]
    [InlineData("decimal", "1,234.50", "1234.5"), InlineData("decimal", "£8.62", "8.62"), InlineData("decimal", "-£3", "-3"), InlineData("decimal", "12345678901234567890.5", "12345678901234567890.5"), InlineData("decimal", "1.5E-05", "0.000015")]
    [InlineData("percent", "47%", "0.47"), InlineData("percent", "198%", "1.98"), InlineData("percent", "4.31 %", "0.0431"), InlineData("percent", "3.49", "0.0349")]
    [InlineData("date", "2023-02-28", "2023-02-28"), InlineData("date", "2023-03-30 00:00:00", "2023-03-30"), InlineData("date: %d/%m/%Y", "5/8/2022", "2022-08-05"), InlineData("date: %m-%d-%Y", "08-05-2022", "2022-08-05")]
    [InlineData("datetime", "2023-06-01T10:00:00", "2023-06-01 10:00:00"), InlineData("datetime", "2023-06-01 10:00", "2023-06-01 10:00:00"), InlineData("datetime", "2023-06-01", "2023-06-01 00:00:00")]
    [InlineData("datetime", "2023-06-01T10:00:00Z", "2023-06-01 11:00:00"), InlineData("datetime", "2023-01-01T10:00:00.250+0530", "2023-01-01 04:30:00.250"), InlineData("datetime", "2023-06-01 10:00+01", "2023-06-01 10:00:00")]
    [InlineData("datetime: %d/%m/%Y %H:%M", "01/06/2023 09:30", "2023-06-01 09:30:00"), InlineData("datetime: %d/%m/%Y %H:%M %z", "01/06/2023 09:30 +0000", "2023-06-01 10:30:00")]
    [InlineData("duration", "1:02:03", "3723"), InlineData("duration", "2:03", "123"), InlineData("duration", "90:00", "5400"), InlineData("duration", "123", "123"), InlineData("duration", "PT2M3.5S", "123.5"), InlineData("duration", "P1DT1H", "90000")]
    [InlineData("boolean", "Yes", "True"), InlineData("boolean", "0", "False"), InlineData("text", " as it is ", " as it is ")]
    public void A_cell_of_the_type_is_read(string type, string text, string value)
    {
        using var raw = Case(type, text);
        Assert.Equal([value], raw.Rows(type == "duration" ? "select epoch(x) from raw" : "select x from raw"));
        Assert.Equal(["ok"], raw.Rows("select x_status from raw"));
    }

    [Theory]
    [InlineData("integer", "12.7", "fractions are refused"), InlineData("integer", "1e2", "fractions are refused"), InlineData("integer", "0x10", "not a whole number"), InlineData("integer", "1_0", "not a whole number"), InlineData("integer", "1,82", "not a whole number")]
    [InlineData("integer", "9223372036854775808", "out of range"), InlineData("integer", "abc", "not a whole number"), InlineData("decimal", "123456789012345678901", "out of range"), InlineData("decimal", "1.2.3", "not a number"), InlineData("decimal", "nan", "not a number")]
    [InlineData("percent", "a%", "not a percentage"), InlineData("date", "2023-02-30", "not a day that exists"), InlineData("date", "2023-02-03 10:00:00", "not a day"), InlineData("date", "epoch", "not a day"), InlineData("date: %d/%m/%Y", "30/02/2023", "written %d/%m/%Y")]
    [InlineData("date", "02/03/2026", "columns: {x: {date: \"%d/%m/%Y\"}}"), InlineData("datetime", "02/03/2026 09:30", "columns: {x: {datetime: \"%d/%m/%Y %H:%M\"}}")]
    [InlineData("datetime", "2023-02-30 10:00:00", "not a time that exists"), InlineData("datetime", "2023-02-03 25:00:00", "not a time"), InlineData("duration", "1:99:00", "not a duration"), InlineData("duration", "PT", "not a duration"), InlineData("boolean", "maybe", "not yes or no")]
    public void A_cell_that_is_not_of_the_type_is_set_aside_with_its_text(string type, string text, string reason)
    {
        using var raw = Case(type, text);
        Assert.Empty(raw.Rows("select x from raw"));
        var fault = Assert.Single(raw.Rows("select \"column\", text, reason from quarantine"));
        Assert.StartsWith($"x|{text}|", fault, StringComparison.Ordinal);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comma_may_be_the_decimal_mark_and_a_point_the_thousands_mark()
    {
        using var raw = new RawCase().Write("a.csv", "n;d\n1.234;1.234,5\n12,0;0,25\n").Formatted(format => format with { DecimalMark = "," }).Typed(("n", "integer"), ("d", "decimal")).Load();
        Assert.Equal(["1234|1234.5", "12|0.25"], raw.Rows("select n, d from raw order by _row"));
    }

    [Fact]
    public void Whole_numbers_and_decimals_with_thousands_marks_come_back() =>
        Gen.Select(Gen.Long, Gen.Decimal[-99_999_999_999m, 99_999_999_999m].Select(number => decimal.Round(number, 8))).Array[1, 20].Sample(
            rows =>
            {
                var text = new StringBuilder("n,d\n");
                foreach (var (whole, number) in rows)
                    text.Append(CultureInfo.InvariantCulture, $"\"{whole:N0}\",\"{number.ToString("#,##0.########", CultureInfo.InvariantCulture)}\"\n");
                using var raw = new RawCase().Write("a.csv", text.ToString()).Typed(("n", "integer"), ("d", "decimal")).Load();
                Assert.Equal(0, raw.Result!.Quarantined);
                Assert.Equal(
                    rows.Select(row => $"{row.Item1.ToString(CultureInfo.InvariantCulture)}|{row.Item2.ToString("0.##########", CultureInfo.InvariantCulture)}"),
                    raw.Rows("select n::varchar, rtrim(rtrim(d::varchar, '0'), '.') from raw order by _row").Select(row => row.Replace("|-.", "|-0.")));
            }, iter: 15);

    /// <summary>RFC 4180. A CSV cell cannot tell null from empty: both come back as null.</summary>
    [Fact]
    public void Any_text_in_a_cell_comes_back_as_it_was() =>
        Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]).Array[0, 6].Select(string.Concat).Array[3].Array[1, 12].Sample(
            rows =>
            {
                static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"")}\"";
                var text = "x,y,z\r\n" + string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\r\n"));
                using var raw = new RawCase().Write("a.csv", text).Formatted(format => format with { Delimiter = "," }).Load();
                Assert.Equal(rows.Select(row => string.Join('|', row.Select(cell => cell.Length == 0 ? "∅" : cell))), raw.Rows("select x, y, z from raw order by _row"));
            }, iter: 30);

    private static RawCase Case(string type, string text) => new RawCase().Write("a.csv", $"x,y\n\"{text}\",1\n").Formatted(format => format with { Delimiter = "," }).Typed(("x", type)).Load();
}
