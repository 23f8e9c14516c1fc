using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Every kind of filter against the same rows asked by hand-written SQL.</summary>
public sealed class FilterTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    [Theory]
    [InlineData("service eq 'libraries'", "service = 'libraries'")]
    [InlineData("service EQ 'Libraries'", "service = 'Libraries'")]
    [InlineData("area eq 'O''Hara & Sons/Städte #1+2%'", "area = 'O''Hara & Sons/Städte #1+2%'")]
    [InlineData("area eq '日本 👍 ward'", "area = '日本 👍 ward'")]
    [InlineData("area eq '''; drop table outcomes; --'", "area = '''; drop table outcomes; --'")]
    [InlineData("area eq 'nowhere'", "false")]
    [InlineData("channel ne 'web'", "channel <> 'web'")]
    [InlineData("value eq null", "value is null")]
    [InlineData("null ne value", "value is not null")]
    [InlineData("value gt null", "false")]
    [InlineData("value ge null", "value is null")]
    [InlineData("value ne 10.5", "value is distinct from 10.5")]
    [InlineData("value gt 10.5", "value > 10.5")]
    [InlineData("not (value gt 10.5)", "value <= 10.5 or value is null")]
    [InlineData("not (value eq 10.5)", "value is distinct from 10.5")]
    [InlineData("not (lower lt upper)", "lower is null")]
    [InlineData("lower ge upper", "lower is null and upper is null")]
    [InlineData("lower eq upper", "lower is null and upper is null")]
    [InlineData("value gt 9007199254740993.5", "false")]
    [InlineData("value lt INF", "value is not null")]
    [InlineData("value ne NaN", "true")]
    [InlineData("value eq NaN", "false")]
    [InlineData("10.5 lt value", "value > 10.5")]
    [InlineData("numerator eq 100.0", "numerator = 100")]
    [InlineData("numerator eq 9007199254740993", "numerator = 9007199254740993::bigint")]
    [InlineData("numerator eq 9007199254740993.0", "numerator = 9007199254740993::bigint")]
    [InlineData("numerator gt 9007199254740992.5", "numerator >= 9007199254740993::bigint")]
    [InlineData("numerator lt 9007199254740992.5", "numerator <= 9007199254740992::bigint")]
    [InlineData("numerator ge 99.5 and numerator le 101.5", "numerator in (100, 101)")]
    [InlineData("numerator eq 99.5", "false")]
    [InlineData("numerator ne 99.5", "true")]
    [InlineData("numerator gt -0.5 and numerator lt 1e0", "numerator = 0")]
    [InlineData("numerator lt 123456789012345678901234567890", "numerator is not null")]
    [InlineData("numerator gt 1e400", "false")]
    [InlineData("numerator gt 1e-400 and numerator le 1", "numerator = 1")]
    [InlineData("numerator in (100, 101.0, 102.5, 9007199254740993)", "numerator in (100, 101, 9007199254740993)")]
    [InlineData("value in (10.5, null)", "value = 10.5 or value is null")]
    [InlineData("numerator gt denominator", "numerator > denominator")]
    [InlineData("numerator ne denominator", "numerator is distinct from denominator")]
    [InlineData("numerator gt value", "numerator > value")]
    [InlineData("service eq channel", "service = channel")]
    [InlineData("9007199254740993 eq 9007199254740992.5", "false")]
    [InlineData("1 eq 1.0", "true")]
    [InlineData("period ge 2024-01-01 and period lt 2025-01-01", "period >= '2024-01-01' and period < '2025-01-01'")]
    [InlineData("period ge 2024-01-01T00:00:00Z and period lt 2025-01-01T00:00:00Z", "period >= '2024-01-01' and period < '2025-01-01'")]
    [InlineData("period ge 2024-01-01T10:00:00Z", "period > '2024-01-01'")]
    [InlineData("period eq 2024-01-01T01:00:00+01:00", "period = '2024-01-01'")]
    [InlineData("period in (2024-01-01, 2024-02-01)", "period in ('2024-01-01', '2024-02-01')")]
    [InlineData("updated ge 2026-01-02", "updated >= '2026-01-02 00:00:00Z'")]
    [InlineData("updated eq 2026-01-01T00:00:00.123456Z", "updated = '2026-01-01 00:00:00.123456Z'")]
    [InlineData("updated eq 2026-01-01T01:00:00.123456+01:00", "updated = '2026-01-01 00:00:00.123456Z'")]
    [InlineData("updated gt 2026-01-01T00:00:00.1234559Z and updated lt 2026-01-01T00:00:00.1234561Z", "updated = '2026-01-01 00:00:00.123456Z'")]
    [InlineData("updated eq 2026-01-01T00:00:00.1234561Z", "false")]
    [InlineData("suppressed", "suppressed")]
    [InlineData("not suppressed", "not suppressed")]
    [InlineData("suppressed ne true", "not suppressed")]
    [InlineData("true", "true")]
    [InlineData("null", "false")]
    [InlineData("not null", "false")]
    [InlineData("null or suppressed", "suppressed")]
    [InlineData("service eq 'parks' or service eq 'waste' and measure eq 'contacts'", "service = 'parks' or (service = 'waste' and measure = 'contacts')")]
    [InlineData("(service eq 'parks' or service eq 'waste') and measure eq 'contacts'", "service in ('parks', 'waste') and measure = 'contacts'")]
    [InlineData("service in ('parks', 'waste')", "service in ('parks', 'waste')")]
    [InlineData("area in ('O''Hara & Sons/Städte #1+2%', '\"quoted\" <b>')", "area[1] in ('O', '\"')")]
    [InlineData("contains(area, '%')", "area in ('a%b_c', 'O''Hara & Sons/Städte #1+2%')")]
    [InlineData("not contains(area, '%')", "area not in ('a%b_c', 'O''Hara & Sons/Städte #1+2%')")]
    [InlineData("contains(area, null)", "false")]
    [InlineData("Startswith(area, 'E08')", "area = 'E08000035'")]
    [InlineData("endswith(area, 'ward') eq true", "area = '日本 👍 ward'")]
    [InlineData("tolower(area) eq 'école'", "area = 'ÉCOLE'")]
    [InlineData("toupper(service) eq 'LIBRARIES'", "service in ('libraries', 'Libraries')")]
    [InlineData("trim(area) eq 'spaced'", "area = ' spaced	'")]
    [InlineData("length(area) eq 9", "length(area) = 9")]
    [InlineData("indexof(area, '%') eq 1", "area = 'a%b_c'")]
    [InlineData("indexof(area, '%') eq -1", "area not in ('a%b_c', 'O''Hara & Sons/Städte #1+2%')")]
    [InlineData("substring(area, 1) eq '08000035'", "area = 'E08000035'")]
    [InlineData("substring(area, 1, 2) eq '08'", "area = 'E08000035'")]
    [InlineData("concat(concat(service, '/'), channel) eq 'parks/web'", "service = 'parks' and channel = 'web'")]
    [InlineData("year(period) eq 2024 and month(period) le 6 and day(period) eq 1", "period between '2024-01-01' and '2024-06-30'")]
    [InlineData("hour(updated) eq 13 and minute(updated) eq 0 and second(updated) eq 0", "hour(updated) = 13")]
    [InlineData("date(updated) eq 2026-01-02", "updated::date = '2026-01-02'")]
    [InlineData("numerator add 1 eq 101", "numerator = 100")]
    [InlineData("numerator sub 1.5 eq 98.5", "numerator = 100")]
    [InlineData("-numerator eq -100", "numerator = 100")]
    [InlineData("-(numerator) lt -5 and -value gt -100.5", "numerator > 5 and value < 100.5")]
    [InlineData("numerator mul 100.0 eq 10000", "numerator = 100")]
    [InlineData("numerator mul 9223372036854775807 eq 922337203685477580700", "numerator = 100")]
    [InlineData("numerator add 9223372036854775807 gt 9223372036854775807", "numerator > 0")]
    [InlineData("value mul 0.1 eq 1.05", "value = 10.5")]
    [InlineData("numerator div 7 eq 14", "numerator between 98 and 104")]
    [InlineData("numerator mod 7 eq 3", "numerator % 7 = 3")]
    [InlineData("numerator div 8.0 eq 12.5", "numerator = 100")]
    [InlineData("value div 0 eq INF", "value > 0")]
    [InlineData("denominator ne 0 and numerator div denominator gt 20", "denominator <> 0 and numerator // denominator > 20")]
    [InlineData("denominator eq 0 or numerator div denominator gt 20", "denominator = 0 or numerator // denominator > 20")]
    [InlineData("not (denominator eq 0 or numerator div denominator gt 20)", "not (denominator = 0 or numerator // denominator > 20 is true) or denominator is null")]
    [InlineData("numerator add denominator eq null", "numerator is null or denominator is null")]
    [InlineData("numerator add null eq 1", "false")]
    [InlineData("(numerator add denominator) mul 2 sub 4 eq 2", "numerator + denominator = 3")]
    [InlineData("2 add 3 mul 4 eq 14", "true")]
    [InlineData("numerator add value gt 100", "numerator + value > 100")]
    [InlineData("numerator in (1, 2, 3) and not (value in (1.5, null))", "numerator in (1, 2, 3) and value is not null")]
    [InlineData("(numerator add 1) in (2, 3)", "numerator in (1, 2)")]
    [InlineData("time(updated) eq 13:00:00.123456", "hour(updated) = 13")]
    [InlineData("time(updated) ge 12:00:00 and time(updated) lt 14:00:00.5", "hour(updated) in (12, 13, 14)")]
    [InlineData("hour(time(updated)) eq 13", "hour(updated) = 13")]
    [InlineData("now() gt updated", "true")]
    [InlineData("updated gt now() or period lt now()", "true")]
    [InlineData("round(numerator) eq 100", "numerator = 100")]
    [InlineData("floor(numerator div 8.0) eq 12", "numerator between 96 and 103")]
    [InlineData("length(area) sub 1 eq 8", "length(area) = 9")]
    [InlineData("round(value) eq 11 and floor(value) eq 10 and ceiling(value) eq 11", "value >= 10.5 and value < 11")]
    public async Task A_filter_gives_the_rows_that_sql_gives(string filter, string sql)
    {
        var reply = await feed.SendAsync($"Outcomes/$count?$filter={filter}");
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(feed.Oracle.One<long>($"select count(*) from T where {sql}").ToString(CultureInfo.InvariantCulture), reply.Text);
    }

    [Theory]
    [InlineData("service eq", 400)]
    [InlineData("nosuch eq 1", 400)]
    [InlineData("suppressed eq 'true'", 400)]
    [InlineData("service", 400)]
    [InlineData("service eq 'x", 400)]
    [InlineData("period eq 2024-02-30", 400)]
    [InlineData("nosuch(service)", 400)]
    [InlineData("", 400)]
    [InlineData("numerator div 0 eq 1", 400)]
    [InlineData("numerator mod 0 eq 1", 400)]
    [InlineData("numerator div denominator eq 1", 400)]
    [InlineData("suppressed or numerator div (denominator sub 10) eq 1", 400)]
    [InlineData("service add 1 eq 2", 400)]
    [InlineData("not service", 400)]
    [InlineData("service and suppressed", 400)]
    [InlineData("time(updated) eq updated", 400)]
    [InlineData("numerator mul 170141183460469231731687303715884105727 gt 1", 400)]
    [InlineData("period add duration'P1D' gt 2024-01-01", 501)]
    [InlineData("period sub period eq duration'P1D'", 501)]
    [InlineData("fractionalseconds(updated) gt 0.1", 501)]
    [InlineData("service has 'x'", 400)]
    [InlineData("concat(service, 1) eq 'x'", 400)]
    [InlineData("cast(service, Edm.Int32) eq 1", 501)]
    [InlineData("isof(service, Edm.String)", 501)]
    [InlineData("matchesPattern(service, 'a.*')", 501)]
    [InlineData("case(suppressed:1, true:2) eq 1", 501)]
    [InlineData("numerator divby 2 eq 1", 501)]
    [InlineData("updated add 'P1D' gt 2026-01-01T00:00:00Z", 501)]
    [InlineData("updated add duration'P1D' gt 2026-01-01T00:00:00Z", 501)]
    [InlineData("substring(service, -1) eq 'a'", 501)]
    [InlineData("substring(service, length(area)) eq 'a'", 501)]
    [InlineData("service in @list", 501)]
    public async Task A_filter_that_cannot_be_read_or_is_not_supported_says_so(string filter, int status)
    {
        var reply = await feed.SendAsync($"Outcomes?$filter={filter}&@list=['a']");
        Assert.True(reply.Status == status, $"{reply.Status}: {reply.Text}");
        Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
        Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("@outcomes.requestId").GetString()!);
    }

    [Fact]
    public async Task A_property_named_like_a_function_is_a_property() =>
        Assert.Equal("31", (await feed.SendAsync("Calendar/$count?$filter=year eq 2024 and month(date) eq 5 and date ge 2024-04-02")).Text);

    [Fact]
    public async Task An_alias_stands_for_its_value() =>
        Assert.Equal("400", (await feed.SendAsync("Outcomes/$count?$filter=service eq @s&@s='parks'")).Text);

    [Fact]
    public async Task A_filter_of_too_many_terms_names_the_limit()
    {
        foreach (var filter in new[] { string.Join(" or ", Enumerable.Repeat("id eq ''", 10_000)), string.Join(" and ", Enumerable.Repeat("numerator eq 1", 10_000)), string.Join(" add ", Enumerable.Repeat("numerator", 10_000)) + " eq 1", $"{new string('(', 10_000)}true{new string(')', 10_000)}" })
        {
            var reply = await feed.SendAsync($"Outcomes?$filter={filter}");
            Assert.Equal(400, reply.Status);
            Assert.Contains("800", reply.Text);
        }
        var many = await feed.PostAsync("Outcomes/$query", $"$filter=numerator in ({string.Join(',', Enumerable.Range(0, 10_000))})", "text/plain");
        Assert.Contains("at most 5000", many.Text);
        var most = await feed.PostAsync("Outcomes/$query", $"$select=id&$filter=numerator in ({string.Join(',', Enumerable.Range(0, 5_000))})", "text/plain");
        Assert.Equal(feed.Oracle.One<int>("select count(*) from T where numerator between 0 and 4999"), most.Json.GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task A_long_filter_is_answered_or_refused_but_never_fails()
    {
        Assert.Equal(400, (await feed.SendAsync($"Outcomes?$orderby={string.Join(',', Enumerable.Repeat("value", 33))}")).Status);
        Assert.Equal(400, (await feed.SendAsync($"Outcomes?$apply={string.Join('/', Enumerable.Repeat("filter(suppressed)", 33))}")).Status);
        foreach (var count in new[] { 100, 380, 700, 2000 })
        {
            foreach (var sum in new[] { string.Join(" add ", Enumerable.Repeat("numerator", count)), string.Join(" sub ", Enumerable.Repeat("value", count)), string.Concat(Enumerable.Repeat("-(", count)) + "value" + new string(')', count) })
                Assert.True((await feed.SendAsync($"Outcomes/$count?$filter={sum} gt 1")).Status is 200 or 400, $"{count}: {sum[..20]}");
            var either = await feed.SendAsync($"Outcomes/$count?$filter={string.Join(" or ", Enumerable.Repeat("id eq ''", count))}");
            Assert.True(either.Status is 200 or 400 or 414, $"{count}: {either.Status}");
            foreach (var deep in new[] { string.Concat(Enumerable.Repeat("not ", count)) + "suppressed", new string('(', count) + "suppressed" + new string(')', count) })
                Assert.True((await feed.SendAsync($"Outcomes/$count?$filter={deep}")).Status is 200 or 400 or 414, $"{count} deep");
        }
    }
}
