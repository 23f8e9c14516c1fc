using Microsoft.OData;
using Microsoft.OData.Edm;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Every form of answer read by Microsoft's own reader, with its validations on.</summary>
public sealed class MessageReaderTests(ServedFeed feed) : IClassFixture<ServedFeed>
{
    private static readonly IEdmEntitySet Outcomes = ServedFeed.Model.Edm.EntityContainer.FindEntitySet("Outcomes");

    private ODataMessageReader Reader(Reply reply, bool isOpen = false)
    {
        Assert.True(reply.Status is 200 or >= 400, reply.Text);
        var settings = new ODataMessageReaderSettings { BaseUri = feed.Client.BaseAddress, Version = ODataVersion.V401, ShouldIncludeAnnotation = _ => true };
        if (isOpen) // what $apply makes is not in the model
            settings.Validations &= ~ValidationKinds.ThrowOnUndeclaredPropertyForNonOpenType;
        return new(new Message(reply), settings, ServedFeed.Model.Edm);
    }

    [Theory]
    [InlineData("Outcomes?$count=true", 500)]
    [InlineData("Outcomes?$select=value,period&$top=7", 7)]
    [InlineData("Outcomes?$filter=value eq null&$top=7", 7)]
    [InlineData("Outcomes?$top=0", 0)]
    [InlineData("Outcomes?$apply=filter(suppressed)&$top=3", 3)]
    [InlineData("Outcomes?$apply=groupby((service,period),aggregate(numerator with sum as num,value with max as most,$count as n,updated with max as last))&$top=9", 9)]
    [InlineData("Outcomes?$apply=aggregate(value with average as mean,area with max as place,period with min as first)", 1)]
    [InlineData("Outcomes?$apply=compute(numerator add 1 as next,time(updated) as time)&$select=id,next,time&$top=4", 4)]
    public async Task A_collection_is_read(string url, int rows)
    {
        foreach (var accept in new[] { "application/json", "application/json;IEEE754Compatible=true" })
        {
            var reply = await feed.SendAsync(url, "GET", "Prefer: maxpagesize=500", $"Accept: {accept}");
            using var messages = Reader(reply, isOpen: url.Contains("$apply"));
            var reader = messages.CreateODataResourceSetReader(Outcomes, Outcomes.EntityType);
            var (found, set) = (0, default(ODataResourceSet));
            while (reader.Read())
                (found, set) = reader.State switch
                {
                    ODataReaderState.ResourceEnd => (found + 1, set),
                    ODataReaderState.ResourceSetEnd => (found, (ODataResourceSet)reader.Item),
                    _ => (found, set),
                };
            Assert.Equal(rows, found);
            Assert.Equal(url.Contains("$count=true"), set!.Count == 2000);
            Assert.Equal(url.Contains("$count=true"), set.NextPageLink is not null);
        }
    }

    [Fact]
    public async Task An_entity_a_property_and_the_documents_are_read()
    {
        var id = (await feed.SendAsync("Outcomes?$filter=value ne null&$top=1")).Json.GetProperty("value")[0].GetProperty("id").GetString();
        using var entity = Reader(await feed.SendAsync($"Outcomes('{id}')"));
        var reader = entity.CreateODataResourceReader(Outcomes, Outcomes.EntityType);
        while (reader.Read() && reader.State != ODataReaderState.ResourceEnd)
        {
        }
        Assert.Equal(Outcomes.EntityType.DeclaredProperties.Count(), ((ODataResource)reader.Item).Properties.Count());
        foreach (var (name, type) in new[] { ("period", "Date"), ("value", "Double"), ("numerator", "Int64"), ("updated", "DateTimeOffset"), ("suppressed", "Boolean"), ("service", "String") })
        {
            using var property = Reader(await feed.SendAsync($"Outcomes('{id}')/{name}"));
            Assert.Equal(type, property.ReadProperty(Outcomes.EntityType.FindProperty(name).Type).Value.GetType().Name);
        }
        using var root = Reader(await feed.SendAsync(""));
        Assert.Equal(ServedFeed.Model.Sets.Count, root.ReadServiceDocument().EntitySets.Count());
        using var wrong = Reader(await feed.SendAsync("Outcomes?$filter=nosuch"));
        Assert.Equal("BadRequest", wrong.ReadError().Code);
    }

    [Theory]
    [InlineData("application/json", "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"Outcomes?$top=2\"},{\"id\":\"2\",\"method\":\"GET\",\"url\":\"Services/$count\"}]}")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET Outcomes?$top=2 HTTP/1.1\r\n\r\n\r\n--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET Services/$count HTTP/1.1\r\n\r\n\r\n--b--")]
    public async Task A_batch_is_read(string type, string body)
    {
        using var messages = Reader(await feed.PostAsync("$batch", body, type));
        var reader = messages.CreateODataBatchReader();
        var statuses = new List<int>();
        while (reader.Read())
            if (reader.State == ODataBatchReaderState.Operation)
            {
                var operation = reader.CreateOperationResponseMessage();
                statuses.Add(operation.StatusCode);
                using var content = operation.GetStream();
                Assert.NotEmpty(new StreamReader(content).ReadToEnd());
            }
        Assert.Equal([200, 200], statuses);
    }

    /// <summary>A reply as the reader wants it.</summary>
    private sealed class Message(Reply reply) : IODataResponseMessage
    {
        public IEnumerable<KeyValuePair<string, string>> Headers => reply.Headers;

        public int StatusCode { get => reply.Status; set => throw new NotSupportedException(); }

        public string GetHeader(string headerName) => reply.Headers.GetValueOrDefault(headerName)!;

        public void SetHeader(string headerName, string headerValue) => throw new NotSupportedException();

        public Stream GetStream() => new MemoryStream(reply.Body);
    }
}
