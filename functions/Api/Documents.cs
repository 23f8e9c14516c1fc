using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.OData.Edm.Csdl;

namespace Outcomes.Functions.Api;

/// <summary>What the feed says of itself: the service document, and $metadata as XML or JSON.</summary>
internal sealed class Documents(FeedModel model)
{
    private readonly Lazy<byte[]> xml = new(() => Xml(model));
    private readonly Lazy<byte[]> json = new(() => Json(model));

    /// <summary>The list of sets, at the root.</summary>
    public async Task ServiceDocumentAsync(HttpContext context, string root, QueryOptions options)
    {
        OnlyFormat(options);
        var form = Negotiation.Json(context.Request, options["$format"]);
        context.Response.ContentType = form.ContentType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        if (form.HasMetadata)
            json.WriteString("@odata.context", root + "$metadata");
        json.WriteStartArray("value");
        foreach (var set in model.Sets)
        {
            json.WriteStartObject();
            json.WriteString("name", set.EntitySet.Name);
            json.WriteString("title", set.Contract.Title);
            json.WriteString("kind", "EntitySet");
            json.WriteString("url", set.EntitySet.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The model: XML, unless only JSON is asked for.</summary>
    public async Task MetadataAsync(HttpContext context, QueryOptions options)
    {
        OnlyFormat(options);
        var isJson = !Negotiation.Takes("application/xml", context.Request, options["$format"]);
        if (isJson)
            Negotiation.Only("application/json", context.Request, options["$format"]);
        context.Response.ContentType = isJson ? "application/json" : "application/xml";
        await context.Response.Body.WriteAsync(isJson ? json.Value : xml.Value, context.RequestAborted);
    }

    private static void OnlyFormat(QueryOptions options)
    {
        if (options.All.Keys.FirstOrDefault(name => name[0] == '$' && name != "$format") is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used here; allowed: $format.");
    }

    private static byte[] Xml(FeedModel model)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), Indent = true }))
            if (!CsdlWriter.TryWriteCsdl(model.Edm, xml, CsdlTarget.OData, out var errors))
                throw new InvalidDataException($"$metadata cannot be written: {string.Join("; ", errors)}");
        return bytes.ToArray();
    }

    private static byte[] Json(FeedModel model)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, FeedJson.Options))
            if (!CsdlWriter.TryWriteCsdl(model.Edm, json, out var errors))
                throw new InvalidDataException($"$metadata cannot be written as JSON: {string.Join("; ", errors)}");
        return bytes.ToArray();
    }
}
