using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Api;

/// <summary>The shared list of OData requests, each with what it must give and the SQL that counts it. What this feed has not yet answers 501.</summary>
public sealed partial class SharedRequestsTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    /// <summary>Requests for what is not here yet.</summary>
    private static readonly string[] NotYet = ["O57", "O58", "O59", "O60", "O61", "O62"];

    private static readonly Dictionary<string, string> Literals = new()
    {
        ["S1"] = "'libraries'",
        ["S2"] = "'parks'",
        ["A1"] = "'O''Hara & Sons/Städte #1+2%'",
        ["AX"] = "'0800'",
        ["AP"] = "'E08'",
        ["C1"] = "'web'",
        ["M1"] = "'contacts'",
        ["D1"] = "2024-01-01",
        ["D2"] = "2025-03-01",
        ["Y1"] = "2024",
        ["U1"] = "2026-01-01T10:00:00Z",
        ["U2"] = "2026-01-02T03:00:00Z",
        ["U1+01:00"] = "2026-01-01T11:00:00+01:00",
        ["V1"] = "10.5",
        ["N1"] = "1000",
        ["N2"] = "10",
        ["KEYX"] = "Outcomes('ffffffffffffffff')",
    };

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
        var first = (await feed.SendAsync("Outcomes?$top=1")).Json.GetProperty("value")[0].GetProperty("id").GetString();
        var literals = new Dictionary<string, string>(Literals)
        {
            ["KEY0"] = $"Outcomes('{first}')",
            ["ETAG"] = (await feed.SendAsync("Outcomes?$top=1")).Headers["ETag"],
        };
        var request = Filled(wanted.GetProperty("request").GetString()!, literals);
        var (method, url) = request.StartsWith("POST ", StringComparison.Ordinal) ? ("POST", request[5..]) : ("GET", request);
        var headers = wanted.GetProperty("headers").EnumerateObject().Select(header => $"{header.Name}: {Filled(header.Value.GetString()!, literals)}").ToArray();
        var reply = await feed.SendAsync(url.TrimStart('/'), method, headers);

        int[] statuses = NotYet.Contains(id) ? [501] : [.. wanted.GetProperty("status").EnumerateArray().Select(status => status.GetInt32())];
        Assert.True(statuses.Contains(reply.Status), $"{url} gave {reply.Status}, wanted {string.Join('/', statuses)}: {reply.Text}");
        Assert.True(reply.Headers.ContainsKey("OData-Version"), "no OData-Version");
        if (reply.Status >= 400)
            Assert.NotEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()!);
        if (reply.Status == 200 && wanted.GetProperty("oracle").GetString() is { } oracle)
            await CompareAsync(wanted.GetProperty("compare").GetString()!, Filled(oracle, OracleLiterals()), url, reply, headers);
    }

    private async Task CompareAsync(string compare, string oracle, string url, Reply reply, string[] headers)
    {
        if (compare == "rows")
        {
            var wanted = feed.Oracle.Rows(oracle, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => Text(row.GetValue(i)))));
            Assert.Equal(wanted, (await feed.AllAsync(url, headers)).Select(row => string.Join('|', row.EnumerateObject().Where(member => !member.Name.Contains('@')).Select(member => member.Value.ToString()))));
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

    private static string Text(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DBNull => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static Dictionary<string, string> OracleLiterals() => Literals.ToDictionary(literal => literal.Key, literal => literal.Key switch
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
