using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Tests.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>
/// One file of <c>tests/http/</c>: what a source was asked and answered, written by hand from the vendor's documentation, and the rows that must
/// come of it. <c>tests/http/README.md</c> tells its keys.
/// </summary>
internal sealed class RecordedExchanges
{
    private readonly JsonObject root;

    private RecordedExchanges(string name, JsonObject root) => (Name, this.root) = (name, root);

    public static string Folder => Path.Combine(Checkout.Root, "tests", "http");

    /// <summary>The source's name.</summary>
    public string Name { get; }

    public DateTimeOffset Now => DateTimeOffset.Parse(Text("now") ?? "2026-03-10T06:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    public Outcomes.Functions.Ingestion.Window Window => new(Day("from"), Day("to"));

    public string Columns => Text("columns") ?? "*";

    public IReadOnlyList<string> Rows => List("rows");

    /// <summary>Texts of the replies that may be nowhere afterwards.</summary>
    public IReadOnlyList<string> Personal => List("personal");

    /// <summary>Whether the source asks; otherwise it reads files.</summary>
    public bool IsAsking => root.ContainsKey("exchanges");

    public IReadOnlyDictionary<string, string> Files => Map("files");

    public IReadOnlyDictionary<string, string> Data => Map("data");

    /// <summary>Where in the first exchange's reply with records a record, or a number of it, stands, such as <c>data.0</c>; null: it is not tried.</summary>
    public string? Record => Text("record");

    public string? Number => Text("number");

    public JsonNode? Empty => root["empty"];

    public IReadOnlyList<Exchange> Exchanges => [.. root["exchanges"]!.AsArray().Select(node => new Exchange(node!.AsObject()))];

    /// <summary>The exchange whose reply has the records looked at, by its place.</summary>
    public int WithRecords => root["with_records"]?.GetValue<int>() ?? 0;

    public SourceSettings Settings
    {
        get
        {
            var settings = root["settings"]?.AsObject() ?? [];
            IReadOnlyList<string> hosts = (settings["Hosts"]?.GetValue<string>() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(hosts, [], settings["Secrets"]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()) ?? [], new Dictionary<string, DateOnly>(),
                settings.Where(pair => pair.Key is not ("Hosts" or "Secrets")).ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()));
        }
    }

    public static RecordedExchanges Read(string name) =>
        new(name, JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject());

    private string? Text(string key) => root[key]?.GetValue<string>();

    private DateOnly? Day(string key) => Text(key) is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null;

    private IReadOnlyList<string> List(string key) => [.. root[key]?.AsArray().Select(item => item!.GetValue<string>()) ?? []];

    private Dictionary<string, string> Map(string key) =>
        root[key]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>() + "\n")) : pair.Value!.GetValue<string>()) ?? [];
}

/// <summary>A request and the reply to it.</summary>
internal sealed class Exchange(JsonObject node)
{
    public string Request => node["request"]!.GetValue<string>();

    /// <summary>Text that the request's body must be, or null.</summary>
    public string? Body => node["body"]?.GetValue<string>();

    /// <summary>The reply's text.</summary>
    public string Content => node["reply"]?.ToJsonString() ?? (node["text"] is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>() + "\n")) : node["text"]!.GetValue<string>());

    public Given Given => Answer(Content);

    public Given Answer(string body) => new(node["status"]?.GetValue<int>() ?? 200, Encoding.UTF8.GetBytes(body),
        [.. (node["headers"]?.AsObject() ?? []).Select(header => (header.Key, header.Value!.GetValue<string>()))]);

    /// <summary>Whether it is the exchange of a request: method, address and parameters in any order, less the credentials.</summary>
    public bool Fits(Asked asked, Func<string, bool> isCredential)
    {
        var (method, address) = Request.Split(' ', 2) is [var first, var second] ? (first, new Uri(second)) : throw new FormatException($"'{Request}': allowed is 'GET https://…'.");
        return method == asked.Method && address.GetLeftPart(UriPartial.Path) == asked.Uri.GetLeftPart(UriPartial.Path) && Parameters(address, _ => false).SequenceEqual(Parameters(asked.Uri, isCredential))
            && (Body is null || Body == asked.Body);
    }

    /// <summary>The reply with a word for a number: where it stands, such as <c>data.0.likes</c>, or in XML the element's text.</summary>
    public string WithNumber(string at, string word) => IsJson ? Changed(at, _ => word) : Content.Replace(at, System.Text.RegularExpressions.Regex.Replace(at, ">[^<]*<", $">{word}<"), StringComparison.Ordinal);

    /// <summary>The reply without a record.</summary>
    public string Without(string at) => IsJson ? Changed(at, _ => null) : Content.Replace(at, "", StringComparison.Ordinal);

    /// <summary>The reply with a field in a record that nobody heard of.</summary>
    public string WithMore(string at) => IsJson
        ? Changed(at, record =>
        {
            if (record is JsonArray list)
                list.Add(7);
            else
                record!["brand_new_field"] = 7;
            return record;
        })
        : Content.Replace(at, at.Insert(at.LastIndexOf("</", StringComparison.Ordinal), "<brand_new_field>7</brand_new_field>"), StringComparison.Ordinal);

    private bool IsJson => node["reply"] is not null;

    private string Changed(string path, Func<JsonNode?, JsonNode?> change)
    {
        var root = node["reply"]!.DeepClone();
        if (path.Length == 0)
            return change(root)!.ToJsonString();
        var parts = path.Split('.');
        JsonNode Step(JsonNode at, string part) => at is JsonArray array ? array[int.Parse(part, null)]! : at[part]!;
        var parent = parts[..^1].Aggregate(root, Step);
        var changed = change(Step(parent, parts[^1])?.DeepClone());
        if (parent is JsonArray list)
            if (changed is null)
                list.RemoveAt(int.Parse(parts[^1], null));
            else
                list[int.Parse(parts[^1], null)] = changed;
        else if (changed is null)
            parent.AsObject().Remove(parts[^1]);
        else
            parent[parts[^1]] = changed;
        return root.ToJsonString();
    }

    private static IEnumerable<string> Parameters(Uri uri, Func<string, bool> isCredential)
    {
        var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
        return query.AllKeys.Where(name => !isCredential(name!)).Select(name => $"{name}={query[name]}").Order(StringComparer.Ordinal);
    }
}
