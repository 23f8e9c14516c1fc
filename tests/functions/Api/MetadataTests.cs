using System.Xml;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Validation;

namespace Outcomes.Tests.Functions.Api;

public sealed class MetadataTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private async Task<IEdmModel> ReadAsync()
    {
        var reply = await feed.SendAsync("$metadata");
        Assert.Equal("application/xml", reply.Headers["Content-Type"]);
        using var xml = XmlReader.Create(new MemoryStream(reply.Body));
        Assert.True(CsdlReader.TryParse(xml, out var model, out var errors), string.Join('\n', errors));
        return model;
    }

    [Fact]
    public async Task It_is_a_valid_model_with_every_set_of_the_design()
    {
        var model = await ReadAsync();
        Assert.True(model.Validate(out var errors), string.Join('\n', errors));
        string[] wanted =
        [
            "Accounts", "Areas", "Associations", "Barriers", "Calendar", "Campaigns", "ChannelShift", "Channels", "Deprivation", "Displacement", "EffectSeries", "Effects", "Exposures", "Freshness", "Maturity",
            "MaturityEvidence", "Measures", "Momentum", "Objectives", "Outcomes", "OutcomesDaily", "OutcomesWeekly", "Placebos", "Platforms", "Publications", "Quality", "Resources", "Runs", "Services", "SignOffs", "Summaries",
        ];
        Assert.Equal(wanted, model.EntityContainer.EntitySets().Select(set => set.Name).Order(StringComparer.Ordinal));
        Assert.All(model.EntityContainer.EntitySets(), set => Assert.NotEmpty(set.EntityType.Key()));
    }

    [Theory]
    [InlineData("Outcomes", "id", "Edm.String", false)]
    [InlineData("Outcomes", "period", "Edm.Date", false)]
    [InlineData("Outcomes", "service", "Edm.String", false)]
    [InlineData("Outcomes", "value", "Edm.Double", true)]
    [InlineData("Outcomes", "numerator", "Edm.Int64", true)]
    [InlineData("Outcomes", "suppressed", "Edm.Boolean", false)]
    [InlineData("Outcomes", "updated", "Edm.DateTimeOffset", false)]
    [InlineData("Calendar", "iso_week", "Edm.Int32", false)]
    [InlineData("Runs", "finished", "Edm.DateTimeOffset", true)]
    public async Task A_column_has_the_type_of_its_contract(string set, string property, string type, bool nullable)
    {
        var found = (await ReadAsync()).EntityContainer.FindEntitySet(set).EntityType.FindProperty(property).Type;
        Assert.Equal((type, nullable), (found.FullName(), found.IsNullable));
    }

    [Fact]
    public async Task Columns_are_described_with_unit_and_words_and_summaries_ask_for_a_filter()
    {
        var model = await ReadAsync();
        var outcomes = model.EntityContainer.FindEntitySet("Outcomes").EntityType;
        Assert.Equal("Days delivered as a share of days asked for [share]", model.GetDescriptionAnnotation(outcomes.FindProperty("coverage")));
        Assert.EndsWith("(one of ok, provisional, stale, missing, not_offered, suppressed)", model.GetDescriptionAnnotation(outcomes.FindProperty("status")));
        var xml = (await feed.SendAsync("$metadata")).Text;
        Assert.Contains("<PropertyPath>grain</PropertyPath>", xml);
        Assert.Contains("<PropertyPath>level</PropertyPath>", xml);
    }

    [Fact]
    public async Task It_says_what_the_feed_can_do()
    {
        var xml = (await feed.SendAsync("$metadata")).Text;
        foreach (var said in new[] { "ODataVersions\" String=\"4.0 4.01\"", "BatchSupported\" Bool=\"true\"", "ApplySupported\">", "<String>groupby</String>", "<String>contains</String>", "\"Searchable\" Bool=\"false\"" })
            Assert.Contains(said, xml);
    }

    [Theory]
    [InlineData("$metadata?$format=json", "")]
    [InlineData("$metadata?$format=application/json", "")]
    [InlineData("$metadata", "application/json")]
    public async Task It_comes_as_json_where_that_is_asked_for(string path, string accept)
    {
        var reply = await feed.SendAsync(path, "GET", $"Accept: {accept}");
        Assert.Equal((200, "application/json"), (reply.Status, reply.Headers["Content-Type"]));
        Assert.Equal("Outcomes.Feed.Feed", reply.Json.GetProperty("$EntityContainer").GetString());
        Assert.Equal("Edm.Int64", reply.Json.GetProperty("Outcomes.Feed").GetProperty("Outcomes").GetProperty("numerator").GetProperty("$Type").GetString());
    }

    [Fact]
    public async Task Its_xml_is_valid_by_the_schema_of_OASIS()
    {
        var schemas = new System.Xml.Schema.XmlSchemaSet();
        foreach (var name in new[] { "edm.xsd", "edmx.xsd" })
            schemas.Add(null, SharedData.PathOrSkip($"odata/conformance/csdl/{name}"));
        var document = System.Xml.Linq.XDocument.Parse((await feed.SendAsync("$metadata")).Text);
        System.Xml.Schema.Extensions.Validate(document, schemas, (_, fault) => Assert.Fail(fault.Message));
    }
}
