using System.Text.Json;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>$apply against the same rows aggregated by hand-written SQL.</summary>
public sealed class ApplyTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Theory]
    [InlineData("$apply=groupby((service))&$orderby=service", "select distinct service from T order by 1")]
    [InlineData("$apply=groupby((service,service))&$orderby=service", "select distinct service from T order by 1")]
    [InlineData("$apply=groupby((service,channel),aggregate(numerator with sum as total))&$orderby=service,channel", "select service, channel, sum(numerator) from T group by all order by 1, 2")]
    [InlineData("$apply=groupby((period),aggregate(value with min as least,value with max as most))&$orderby=period", "select period, min(value), max(value) from T group by 1 order by 1")]
    [InlineData("$apply=aggregate(numerator with sum as total)", "select sum(numerator) from T")]
    [InlineData("$apply=aggregate(numerator with average as mean,denominator with average as other)", "select avg(numerator), avg(denominator) from T")]
    [InlineData("$apply=aggregate($count as n,area with countdistinct as areas,value with countdistinct as figures)", "select count(*), count(distinct area), count(distinct value) from T")]
    [InlineData("$apply=aggregate(period with max as last,updated with min as first,area with max as place,suppressed with max as any)", "select max(period), min(updated), max(area), max(suppressed) from T")]
    [InlineData("$apply=filter(service eq 'parks')/aggregate($count as n)", "select count(*) from T where service = 'parks'")]
    [InlineData("$apply=filter(false)/aggregate($count as n,value with sum as total,numerator with max as most)", "select 0, null, null")]
    [InlineData("$apply=filter(false)/groupby((service),aggregate($count as n))", "select service from T where false")]
    [InlineData("$apply=compute(numerator mul 100 as pence)/aggregate(pence with sum as total)", "select sum(numerator::hugeint * 100) from T")]
    [InlineData("$apply=compute(year(period) as year,month(period) as month)/groupby((year,month),aggregate($count as n))&$orderby=year,month desc", "select year(period), month(period), count(*) from T group by all order by 1, 2 desc")]
    [InlineData("$apply=compute(toupper(service) as Loud,'x' as x,1.5 as y,2 as z)/groupby((Loud,x,y,z))&$orderby=Loud", "select distinct upper(service), 'x', 1.5::double, 2 from T order by 1")]
    [InlineData("$apply=groupby((service,measure),aggregate(numerator with sum as num))/groupby((measure),aggregate(num with max as most,num with average as mean))&$orderby=measure", "select measure, max(num), avg(num) from (select service, measure, sum(numerator) as num from T group by all) group by 1 order by 1")]
    [InlineData("$apply=groupby((service),aggregate($count as n))/filter(n gt 400)&$orderby=n desc,service", "select service, count(*) from T group by 1 having count(*) > 400 order by 2 desc, 1")]
    [InlineData("$apply=groupby((service),aggregate(numerator with sum as num,denominator with sum as den))/compute(num div den as rate)&$filter=rate gt 10.5&$orderby=service&$select=service,rate", "select service, rate from (select service, sum(numerator) // sum(denominator) as rate from T group by 1) where rate > 10 order by 1")]
    [InlineData("$apply=groupby((service),aggregate(numerator with sum as num))&$filter=service ne 'all'&$orderby=num desc&$skip=1&$top=2", "select service, sum(numerator) as num from T where service <> 'all' group by 1 order by 2 desc limit 2 offset 1")]
    [InlineData("$apply=filter(suppressed)&$select=id&$top=20", "select id from T where suppressed order by ordinal limit 20")]
    [InlineData("$apply=filter(suppressed)/filter(service eq 'parks')&$filter=channel eq 'web'&$select=id", "select id from T where suppressed and service = 'parks' and channel = 'web' order by ordinal")]
    [InlineData("$apply=compute(numerator add 1 as next)&$filter=next lt 50&$orderby=next desc&$select=id,next", "select id, numerator + 1 from T where numerator < 49 order by 2 desc, ordinal")]
    [InlineData("$apply=aggregate(value mul 2 with max as most,numerator div 2 with sum as halves)", "select max(value * 2), sum(numerator // 2) from T")]
    [InlineData("$APPLY=GroupBy((service),AGGREGATE(numerator WITH Sum AS Total))&$orderby=service", "select service, sum(numerator) from T group by 1 order by 1")]
    [InlineData("apply=aggregate($count as Count)", "select count(*) from T")]
    [InlineData("$apply=filter(service eq @s)/aggregate($count as n)&@s='parks'", "select 400")]
    [InlineData("$apply=filter(service eq 'x with sum as y')/aggregate($count as n)", "select 0")]
    [InlineData("$apply=groupby((service,area,period),aggregate($count as n,numerator with sum as Num))&$orderby=n desc", "select service, area, period, count(*), sum(numerator) from T group by all order by 4 desc, service, area, period")]
    public async Task What_is_applied_gives_the_rows_that_sql_gives(string options, string sql)
    {
        Assert.Equal(RowText.Of(feed.Oracle, sql), RowText.Of(await feed.AllAsync($"Outcomes?{options}")));
        Assert.Equal(RowText.Of(feed.Oracle, sql), RowText.Of(await feed.AllAsync($"Outcomes?{options}", "Prefer: maxpagesize=7")));
    }

    [Theory]
    [InlineData("topcount(3,value)", 501)]
    [InlineData("concat(aggregate($count as n),groupby((service)))", 501)]
    [InlineData("groupby((rollup(service,area)),aggregate($count as n))", 501)]
    [InlineData("identity", 501)]
    [InlineData("orderby(value)/top(3)", 501)]
    [InlineData("groupby((service),filter(value gt 5)/aggregate($count as n))", 501)]
    [InlineData("aggregate(value with Custom.median as m)", 501)]
    [InlineData("aggregate(numerator with sum from service with average as m)", 501)]
    [InlineData("expand(x,filter(true))", 400)]
    [InlineData("", 400)]
    [InlineData("nosuch(x)", 400)]
    [InlineData("aggregate(nosuch with sum as x)", 400)]
    [InlineData("aggregate(value with nosuch as x)", 400)]
    [InlineData("aggregate(value)", 400)]
    [InlineData("aggregate(value with sum as service)", 400)]
    [InlineData("aggregate(value with sum as x,numerator with sum as x)", 400)]
    [InlineData("aggregate(service with sum as x)", 400)]
    [InlineData("aggregate(suppressed with average as x)", 400)]
    [InlineData("groupby((nosuch))", 400)]
    [InlineData("groupby(service)", 400)]
    [InlineData("groupby((service))/groupby((area))", 400)]
    [InlineData("groupby((service))/filter(value gt 5)", 400)]
    [InlineData("compute(value as service)", 400)]
    [InlineData("compute(null as x)", 501)]
    [InlineData("filter(service)", 400)]
    [InlineData("filter(value gt 5", 400)]
    [InlineData("aggregate(numerator with sum as n)/filter(n gt 'x')", 400)]
    [InlineData("aggregate(numerator with sum as n)/filter(n)", 400)]
    [InlineData("aggregate(numerator div denominator with sum as n)", 400)]
    public async Task What_cannot_be_applied_says_so(string apply, int status)
    {
        var reply = await feed.SendAsync($"Outcomes?$apply={apply}");
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
        Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("$apply=groupby((service))&$select=area", 400)]
    [InlineData("$apply=groupby((service))&$orderby=area", 400)]
    [InlineData("$apply=groupby((service))&$filter=area eq 'x'", 400)]
    [InlineData("$apply=groupby((service),aggregate($count as n))&$filter=n gt 1 and service", 400)]
    public async Task What_was_aggregated_away_is_not_there(string options, int status) =>
        Assert.Equal(status, (await feed.SendAsync($"Outcomes?{options}")).Status);

    [Fact]
    public async Task Hidden_parts_are_counted_beside_what_was_made_without_them()
    {
        var reply = (await feed.SendAsync("Outcomes?$apply=filter(channel eq 'web')/groupby((service,measure),aggregate(numerator with sum as num))/groupby((service),aggregate(num with sum as total))&$orderby=service")).Json;
        Assert.Equal(feed.Oracle.One<long>("select count(*) from T where channel = 'web' and suppressed"), reply.GetProperty("@outcomes.suppressed").GetInt64());
        Assert.Equal(
            feed.Oracle.Rows("select count(*) filter (suppressed) from T where channel = 'web' group by service order by service", row => row.GetInt64(0)),
            reply.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("@outcomes.suppressed").GetInt64()));
        Assert.False((await feed.SendAsync("Services?$apply=aggregate($count as n)")).Json.TryGetProperty("@outcomes.suppressed", out _));
    }

    [Fact]
    public async Task What_the_request_made_says_its_type()
    {
        var reply = (await feed.SendAsync("Outcomes?$apply=aggregate(numerator with sum as a,value with max as b,period with max as c,updated with max as d,service with max as e,numerator with min as f,$count as g)")).Json;
        Assert.EndsWith("$metadata#Outcomes(a,b,c,d,e,f,g)", reply.GetProperty("@odata.context").GetString());
        var row = reply.GetProperty("value")[0];
        Assert.Equal(["#Decimal", "", "#Date", "#DateTimeOffset", "", "#Int64", "#Decimal"],
            "abcdefg".Select(name => row.TryGetProperty($"{name}@odata.type", out var type) ? type.GetString()! : ""));
        Assert.Equal(JsonValueKind.Number, row.GetProperty("a").ValueKind);
    }

    [Fact]
    public async Task A_count_is_of_what_was_made() =>
        Assert.Equal(("5", 5L), (
            (await feed.SendAsync("Outcomes/$count?$apply=groupby((service))")).Text,
            (await feed.SendAsync("Outcomes?$apply=groupby((service))&$count=true&$top=1")).Json.GetProperty("@odata.count").GetInt64()));

    [Fact]
    public async Task Sums_do_not_overflow()
    {
        var reply = await feed.SendAsync("Outcomes?$apply=compute(numerator mul 9007199254740992 as big)/aggregate(big with sum as total)");
        Assert.Equal(feed.Oracle.Rows("select (sum(numerator::hugeint * 9007199254740992))::varchar from T", row => row.GetString(0)).Single(), reply.Json.GetProperty("value")[0].GetProperty("total").GetRawText());
    }
}
