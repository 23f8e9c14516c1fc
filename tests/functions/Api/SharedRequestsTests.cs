using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>The shared list of OData requests over the awkward rows.</summary>
public sealed class SharedRequestsTests(ServedFeed feed) : SharedRequests(feed), IClassFixture<ServedFeed>;

/// <summary>The shared list over ordinary rows.</summary>
public sealed class SharedRequestsOverOrdinaryRowsTests(OrdinaryFeed feed) : SharedRequests(feed), IClassFixture<OrdinaryFeed>;

/// <summary>The shared list of OData requests, each with what it must give and the SQL that gives the same. What stands in braces is taken from the rows themselves.</summary>
public abstract partial class SharedRequests(ServedFeed feed)
{
    public static TheoryData<string> Ids
    {
        get
        {
            var path = Path.Combine(Environment.GetEnvironmentVariable("OUTCOMES_SHARED") ?? Path.Combine(Checkout.Root, "../shared"), "odata/requests-open.json");
            return File.Exists(path) ? [.. Cases(path).Select(request => request.GetProperty("id").GetString()!)] : ["none"];
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_shared_request_gives_what_the_list_says(string id)
    {
        var wanted = Cases(SharedData.PathOrSkip("odata/requests-open.json")).Single(request => request.GetProperty("id").GetString() == id);
        var literals = await LiteralsAsync();
        var request = Filled(wanted.GetProperty("request").GetString()!, literals);
        var (method, url) = request.StartsWith("POST ", StringComparison.Ordinal) ? ("POST", request[5..]) : ("GET", request);
        var headers = wanted.GetProperty("headers").EnumerateObject().Select(header => $"{header.Name}: {Filled(header.Value.GetString()!, literals)}").ToArray();
        var reply = await feed.SendAsync(url == "(service root)/" ? "" : url.TrimStart('/'), method, headers);

        var statuses = wanted.GetProperty("status").EnumerateArray().Select(status => status.GetInt32()).ToArray();
        Assert.True(statuses.Contains(reply.Status), $"{url} gave {reply.Status}, wanted {string.Join('/', statuses)}: {reply.Text}");
        Assert.True(reply.Headers.ContainsKey("OData-Version"), "no OData-Version");
        if (reply.Status >= 400)
            Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
        if (reply.Status == 200 && wanted.GetProperty("oracle").GetString() is { } oracle)
            await CompareAsync(wanted.GetProperty("compare").GetString()!, Filled(oracle, ForSql(literals)), url, reply, headers);
    }

    private async Task CompareAsync(string compare, string oracle, string url, Reply reply, string[] headers)
    {
        if (compare == "rows")
        {
            var wanted = RowText.Of(feed.Oracle, oracle);
            Assert.NotEmpty(wanted);
            Assert.Equal(wanted, RowText.Of(await feed.AllAsync(url, headers)));
            return;
        }
        var count = feed.Oracle.One<long>(oracle);
        Assert.Equal(count, compare switch
        {
            "plain" => long.Parse(reply.Text, CultureInfo.InvariantCulture),
            "odatacount" => reply.Json.GetProperty("@odata.count").GetInt64(),
            _ => (await feed.AllAsync(url, headers)).Count,
        });
        if (compare == "count" && oracle.Contains("WHERE", StringComparison.Ordinal) && count == 0)
            Assert.Fail($"The oracle counts no row, so this shows nothing: {oracle}");
    }

    /// <summary>What stands for the names in braces, as OData writes it: values that some rows have and others have not.</summary>
    private async Task<Dictionary<string, string>> LiteralsAsync()
    {
        string One(string sql) => feed.Oracle.One<string>($"select ({sql})::varchar")!;
        string[] Some(string column) => [.. feed.Oracle.Rows($"select {column}::varchar from T where value is not null group by 1 order by count(*), 1", row => row.GetString(0))];
        static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
        var (services, channels, measures) = (Some("service"), Some("channel"), Some("measure"));
        var odd = One("select min(area) from T where area like '%''%&%/%'");
        var plain = One("select min(area) from T where area like 'E0%'");
        var days = feed.Oracle.Rows("select distinct period from T order by 1", row => DateOnly.FromDateTime(row.GetDateTime(0)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var instants = feed.Oracle.Rows("select distinct date_trunc('second', updated) from T order by 1", row => row.GetDateTime(0));
        static string Instant(DateTime time, string offset) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + offset;
        var first = await feed.SendAsync("Outcomes?$top=1");
        return new()
        {
            ["S1"] = Quoted(services[^1]),
            ["S2"] = Quoted(services[0]),
            ["A1"] = Quoted(odd),
            ["AX"] = Quoted(plain[2..^2]),
            ["AP"] = Quoted(plain[..3]),
            ["C1"] = Quoted(channels[0]),
            ["M1"] = Quoted(measures[^1]),
            ["D1"] = days[days.Count / 4],
            ["D2"] = days[3 * days.Count / 4],
            ["Y1"] = days[days.Count / 2][..4],
            ["U1"] = Instant(instants[instants.Count / 4], "Z"),
            ["U2"] = Instant(instants[3 * instants.Count / 4], "Z"),
            ["U1+01:00"] = Instant(instants[instants.Count / 4].AddHours(1), "+01:00"),
            ["V1"] = One("select median(value) from (select distinct value from T where value > 1)"),
            ["N1"] = One("select min(numerator) from T where denominator = (select max(denominator) from T)"),
            ["N2"] = One("select max(denominator) from T"),
            ["KEY0"] = $"Outcomes('{first.Json.GetProperty("value")[0].GetProperty("id").GetString()}')",
            ["KEYX"] = "Outcomes('ffffffffffffffff')",
            ["ETAG"] = first.Headers["ETag"],
        };
    }

    private static Dictionary<string, string> ForSql(Dictionary<string, string> literals) => literals.ToDictionary(literal => literal.Key, literal => literal.Key switch
    {
        "D1" or "D2" => $"DATE '{literal.Value}'",
        "U1" or "U2" => $"TIMESTAMPTZ '{literal.Value}'",
        _ => literal.Value,
    });

    private static string Filled(string text, Dictionary<string, string> literals) =>
        Placeholder().Replace(text, match => literals.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static IEnumerable<JsonElement> Cases(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray();

    [GeneratedRegex(@"\{([A-Za-z0-9.+:]+)\}")]
    private static partial Regex Placeholder();
}
