using System.ServiceModel.Syndication;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Newtonsoft.Json;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;
using Formatting = Newtonsoft.Json.Formatting;
using JsonException = System.Text.Json.JsonException;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>A reply in JSON, or in XML or a feed made JSON, and the records in it.</summary>
/// <remarks>
/// XML becomes JSON as Newtonsoft.Json and xmltodict have it: an element is an object, <c>@name</c> an attribute, <c>#text</c> text beside others,
/// several of one name an array. A feed becomes an array of its items: id, title, url, published, updated, categories, comments; no names of people, no texts.
/// </remarks>
internal static class Reply
{
    /// <summary>As deep as System.Text.Json takes JSON. What is deeper would be gone down into until the stack ends, and the process with it.</summary>
    private const int DeepestXml = 60;

    /// <summary>Reads a reply's file.</summary>
    /// <exception cref="InvalidDataException">It is not what the source says it is.</exception>
    public static JsonDocument Read(Source source, string path, RawLimits limits)
    {
        if (new FileInfo(path).Length > limits.MaxDocumentBytes)
            throw new InvalidDataException($"the reply is larger than {limits.MaxDocumentBytes:N0} bytes and must be read whole; allowed: up to that (setting Raw:MaxDocumentBytes), or NDJSON or CSV.");
        try
        {
            return source.Format.Kind switch
            {
                "xml" => Xml(path, limits),
                "feed" => Feed(path, limits),
                _ => JsonDocument.Parse(File.ReadAllBytes(path)),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or XmlException or Newtonsoft.Json.JsonException or FormatException or NotSupportedException)
        {
            throw new InvalidDataException($"the reply is not {Called(source)}: {First(path)}{wrong.Message.Split('\n')[0]}", wrong);
        }
    }

    /// <summary>The records of a reply: those at <c>records</c>, or the whole.</summary>
    /// <exception cref="InvalidDataException">They are not there, which is not the same as none.</exception>
    public static IEnumerable<JsonElement> Records(RecordPath? path, JsonElement root)
    {
        if (path is not null && path.Beginning.Find(root).ValueKind is JsonValueKind.Undefined)
            throw new InvalidDataException($"records: is '{path}', and there is no '{path.Beginning}' in it; at the top are: "
                + (root.ValueKind is JsonValueKind.Object ? RawFaults.Shown([.. root.EnumerateObject().Select(property => property.Name)]) : root.ValueKind.ToString())
                + ". JMESPath takes a name with other characters than letters, digits and _ in double quotes.");
        JsonElement found;
        try
        {
            found = path is null ? root : path.Find(root);
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"records: {wrong.Message}", wrong);
        }
        return found.ValueKind switch
        {
            JsonValueKind.Array => found.EnumerateArray(),
            JsonValueKind.Object => [found],
            JsonValueKind.Null or JsonValueKind.Undefined => [],
            _ => throw new InvalidDataException($"the records are a {found.ValueKind}; allowed: an array of records, or one record."),
        };
    }

    private static JsonDocument Xml(string path, RawLimits limits)
    {
        using (var look = Reader(path, limits))
            while (look.Read())
                if (look.Depth > DeepestXml)
                    throw new XmlException($"it is more than {DeepestXml} elements deep");
        using var reader = Reader(path, limits);
        return JsonDocument.Parse(JsonConvert.SerializeXNode(XDocument.Load(reader).Root!, Formatting.None, omitRootObject: false));
    }

    private static JsonDocument Feed(string path, RawLimits limits)
    {
        using var reader = Reader(path, limits);
        var items = SyndicationFeed.Load(reader).Items.Select(item => new
        {
            id = item.Id ?? item.Links.FirstOrDefault()?.Uri?.ToString(),
            title = item.Title?.Text,
            url = (item.Links.FirstOrDefault(link => link.RelationshipType is null or "alternate") ?? item.Links.FirstOrDefault())?.Uri?.ToString(),
            published = Instant(item.PublishDate),
            updated = Instant(item.LastUpdatedTime),
            categories = item.Categories.Select(category => category.Name).ToArray(),
            comments = item.ElementExtensions.ReadElementExtensions<string>("comments", "http://purl.org/rss/1.0/modules/slash/").FirstOrDefault()
                ?? item.ElementExtensions.ReadElementExtensions<string>("total", "http://purl.org/syndication/thread/1.0").FirstOrDefault(),
        });
        return JsonDocument.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(items));
    }

    private static string? Instant(DateTimeOffset at) => at == default ? null : at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>No DTD, nothing fetched: XML that points elsewhere is refused.</summary>
    private static XmlReader Reader(string path, RawLimits limits) => XmlReader.Create(path, new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = limits.MaxDocumentBytes,
    });

    private static string Called(Source source) => source.Format.Kind switch { "xml" => "XML", "feed" => "an RSS or Atom feed", _ => "JSON" };

    private static string First(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[200];
        var text = new string(buffer, 0, reader.ReadBlock(buffer)).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? "a web page came: is the address right, or does a sign-in page stand in the way? "
            : "";
    }
}
