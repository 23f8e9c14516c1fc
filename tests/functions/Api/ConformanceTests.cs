using YamlDotNet.Serialization;

namespace Outcomes.Tests.Functions.Api;

/// <summary>OASIS's cases for the grammar of OData's URLs, for another model than this feed's: what is wrong is refused, and nothing is a fault of ours.</summary>
public sealed class ConformanceTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    /// <summary>Where a case of a rule goes in a request.</summary>
    private static string? Place(string rule, string input) => rule switch
    {
        "odataRelativeUri" or "resourcePath" => input,
        "queryOptions" or "systemQueryOption" or "customQueryOption" or "filter" or "orderby" or "orderBy" or "select" or "expand" or "search" or "compute" or "skiptoken" => $"Outcomes?{input}",
        "commonExpr" or "boolCommonExpr" or "firstMemberExpr" or "propertyPathExpr" or "isofExpr" or "anyExpr" => $"Outcomes?$filter={input}",
        "binaryLiteral" or "stringLiteral" or "enumLiteral" or "primitiveLiteral" or "durationLiteral" or "timeOfDayLiteral" or "guid" or "date" or "boolean" or "primitiveValue"
            or "dateTimeOffsetValue" or "decimalValue" or "doubleValue" or "timeOfDayValue" or "durationValue" or "stringInUrl" => $"Outcomes?$filter=service eq {input}",
        "context" or "preference" or "header" => null,
        _ => $"Outcomes?$filter={input}",
    };

    [Theory]
    [InlineData("odata-abnf-testcases.yaml")]
    [InlineData("odata-aggregation-testcases.yaml")]
    [InlineData("odata-temporal-testcases.yaml")]
    public async Task No_case_is_a_fault_and_no_wrong_one_is_answered(string file)
    {
        using var text = File.OpenText(SharedData.PathOrSkip($"odata/conformance/abnf/{file}"));
        var cases = new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<Suite>(text).TestCases;
        Assert.NotEmpty(cases);
        var (sent, wrong, faults) = (0, 0, new List<string>());
        foreach (var (name, rule, input, failAt) in cases.Select(found => (found.Name, found.Rule, found.Input, found.FailAt)))
        {
            if (Place(rule, input) is not { } url || !Uri.TryCreate(feed.Client.BaseAddress + url.Replace(" ", "%20").Replace("\r", "%0D").Replace("\n", "%0A"), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri))
                continue;
            sent++;
            wrong += failAt is null ? 0 : 1;
            var reply = await feed.SendAsync(uri);
            if (reply.Status is not (200 or 204 or 304 or 400 or 404 or 405 or 406 or 410 or 414 or 501) || (failAt is not null && reply.Status is 200))
                faults.Add($"{name} ({url}) gave {reply.Status}: {reply.Text}");
            if (reply.Body.Length == 0 && reply.Status >= 400)
                faults.Add($"{name} ({url}) gave {reply.Status} and no body");
            else if (reply.Status >= 400 && string.IsNullOrEmpty(reply.Json.GetProperty("error").GetProperty("message").GetString()))
                faults.Add($"{name}: no message");
        }
        TestContext.Current.SendDiagnosticMessage("{0}: {1} cases sent, {2} of them wrong", file, sent, wrong);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private sealed class Suite
    {
        public List<Case> TestCases { get; set; } = [];
    }

    private sealed class Case
    {
        public string Name { get; set; } = "";

        public string Rule { get; set; } = "";

        public string Input { get; set; } = "";

        public string? FailAt { get; set; }
    }
}
