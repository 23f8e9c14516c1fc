using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>The feed writes its rows itself. Byte for byte they are what Utf8JsonWriter makes of the same rows, read by DuckDB.NET.</summary>
public sealed class FeedJsonTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Theory]
    [InlineData("$select=id,period,measure,service,area,channel,platform,value,numerator,denominator,lower,upper,low,high,coverage,status,suppressed,unit,updated",
        "id,period,measure,service,area,channel,platform,value,numerator,denominator,lower,upper,low,high,coverage,status,suppressed,unit,updated")]
    [InlineData("$select=period", "period")]
    [InlineData("$select=coverage,updated", "coverage,updated")]
    [InlineData("$apply=compute(concat(area,service) as a,concat(concat(area,area),area) as b)&$select=a,b", "concat(area,service) a,concat(area,area,area) b")]
    [InlineData("$apply=compute(coverage mul -1 as a,value mul 1e300 as b,value mul 1e300 mul 1e300 as c,value mul -1e-310 as d,value div 7 as e)&$select=a,b,c,d,e",
        "coverage * -1::double a,value * 1e300::double b,value * 1e300::double * 1e300::double c,value * -1e-310::double d,value / 7 e")]
    [InlineData("$apply=compute(numerator sub 1000 as a,not suppressed as b,date(updated) as c,round(coverage) as d)&$select=a,b,c,d", "numerator - 1000 a,not suppressed b,updated::date c,round(coverage) d")]
    public async Task Rows_are_written_as_the_framework_writes_them(string asked, string sql)
    {
        var reply = await feed.SendAsync($"Outcomes?{asked}", "GET", "Accept: application/json;odata.metadata=none");
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal($$"""{"value":{{Written($"select {sql} from T order by ordinal")}}}""", reply.Text);
    }

    private string Written(string sql)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var row in feed.Oracle.Rows(sql, row => Enumerable.Range(0, row.FieldCount).Select(i => (Name: row.GetName(i), Value: row.GetValue(i))).ToArray()))
            {
                json.WriteStartObject();
                foreach (var (name, value) in row)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        if (value is DBNull)
            json.WriteNullValue();
        else if (value is double.PositiveInfinity)
            json.WriteStringValue("INF");
        else if (value is DateTime instant)
            json.WriteStringValue(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
        else
            JsonSerializer.Serialize(json, value, value.GetType(), new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
