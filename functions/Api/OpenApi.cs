using System.Text.Json;
using System.Text.Json.Nodes;
using Outcomes.Analytics;
using Outcomes.Functions.Api.Downloads;

namespace Outcomes.Functions.Api;

/// <summary>The API described by OpenAPI 3.1, made of the same contracts as $metadata and of the routes: <c>/openapi.json</c>.</summary>
/// <remarks>https://spec.openapis.org/oas/v3.1.1. What it keeps stable is promised in docs/promise.md.</remarks>
internal static class OpenApi
{
    /// <summary>Version of the API, which stays while the promise holds.</summary>
    public const string Version = "1.0";

    private const string Promise = "Within version 1, sets, columns, types, keys, ids of figures, status words and the meaning of options stay; new sets, columns, measures and options may come. "
        + "Read columns by name, and page links as they are. The whole promise: docs/promise.md.";

    private static readonly (string Name, string Schema, string Description)[] Options =
    [
        ("$filter", "string", "Which rows, such as measure eq 'bookings' and period ge 2026-04-01."),
        ("$select", "string", "Which columns, with commas between."),
        ("$orderby", "string", "In which order, such as period desc."),
        ("$apply", "string", "Group and add up: groupby((area),aggregate(numerator with sum as n)). Also filter, aggregate and compute."),
        ("$top", "integer", "Rows at most."),
        ("$skip", "integer", "Rows to leave out first."),
        ("publication", "string", "The id of the publication to read, from the set Publications; else the current one."),
        ("as_of", "date", "Instead: the latest publication made for a time up to the end of this day."),
    ];

    private static readonly (string Status, string Description)[] Errors =
    [
        ("400", "Not what the grammar or the columns allow; the message says what is."),
        ("401", "A key or a token is needed, or the one sent works no more."),
        ("403", "Known, and not allowed to see this."),
        ("404", "There is no such thing in this publication."),
        ("406", "Not served as what Accept asks for."),
        ("410", "The publication named is no longer kept: start again."),
        ("429", "More requests than one caller may make in a minute; Retry-After says when."),
        ("501", "OData has it, this feed does not."),
        ("503", "Nothing is served yet, or the answer took too long; Retry-After says when."),
    ];

    /// <summary>The document, without servers: its paths are relative to where it was found.</summary>
    public static JsonObject Document(FeedModel model)
    {
        var paths = new JsonObject
        {
            ["/odata/"] = Get("serviceDocument", "Feed", "The list of sets.", [], Json("The sets, with their addresses.", new JsonObject { ["type"] = "object" })),
            ["/odata/$metadata"] = Get("metadata", "Feed", "Every set and column with its type, description and unit, as OData clients read it.", [], Media("The model.", "application/xml", Text())),
        };
        foreach (var set in model.Sets)
            AddSet(paths, set);
        paths["/odata/$batch"] = new JsonObject { ["post"] = Operation("batch", "Feed", "Up to 100 GET requests in one, as JSON or multipart/mixed.", [], Json("The answers, in order.", new JsonObject { ["type"] = "object" }), Body("application/json", new JsonObject { ["type"] = "object" })) };
        var names = new JsonObject { ["type"] = "string", ["enum"] = Texts(model.Sets.Select(set => set.EntitySet.Name)) };
        var formats = new JsonObject { ["type"] = "string", ["enum"] = Texts(Format.All.Select(format => format.Extension)) };
        paths["/reports/{set}.{format}"] = Get("download", "Downloads", "All rows of a set as a file, with the feed's own options.",
            [InPath("set", names), InPath("format", formats), .. References(), InQuery("bom", new JsonObject { ["type"] = "boolean" }, "For csv: begin with a byte order mark, by which Excel knows UTF-8.")],
            File("The file."));
        paths["/reports/changes"] = Get("changes", "Downloads", "What one publication says otherwise than another: restated figures with old and new. Also .csv and the other formats.",
            [InQuery("from", Text(), "The earlier publication: an id or a day.", required: true), InQuery("to", Text(), "The later one; else the current one."), .. References("$filter", "$select", "$orderby", "$apply", "$top", "$skip")], Json("The changes.", new JsonObject { ["type"] = "object" }));
        paths["/trace/{id}"] = Get("trace", "Where figures come from", "From a figure to its measure, SQL, checks, sources, runs, files, months and hashes. As a page where Accept prefers text/html.",
            [InPath("id", Text(), "The id that the figure has in the feed."), .. References("publication", "as_of")],
            Both("The trace.", ("application/json", Reference("schemas", "Trace")), ("text/html", Text())));
        paths["/trace/{id}/rows/{dataset}.{format}"] = Get("traceRows", "Where figures come from", "Rows of the lake behind a figure, not protected: for analysts, where the council's setting allows it. Every reading is audited.",
            [InPath("id", Text()), InPath("dataset", Text(), "A dataset the measure reads."), InPath("format", new JsonObject { ["type"] = "string", ["enum"] = Texts(["csv", "ndjson"]) }),
                InQuery("limit", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 100_000, ["default"] = 1_000 }, "Rows at most."), .. References("publication", "as_of")],
            File("The rows."));
        paths["/openapi.json"] = Get("openApi", "About", "This document.", [], Json("The document.", new JsonObject { ["type"] = "object" }));
        paths["/docs"] = Get("docs", "About", "This document as a page.", [], Media("The page.", "text/html", Text()));
        foreach (var (path, id, says) in new[] { ("/healthz", "health", "Whether the process is up."), ("/readyz", "ready", "Whether a publication is served; 503 until then.") })
            paths[path] = new JsonObject { ["get"] = Operation(id, "About", says, [], Media("It is.", "text/plain", Text()), security: new JsonArray()) };

        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Outcomes",
                ["version"] = Version,
                ["summary"] = "Did what the council did online change what residents did?",
                ["description"] = "Published figures with what they cover, how sure they are, and why they are missing when they are missing, as OData 4.01 and as files. Read-only. " + Promise,
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["paths"] = paths,
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }, new JsonObject { ["basic"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject()),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key", ["description"] = "id.secret, as 'keys make' showed it." },
                    ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic", ["description"] = "User: the key's id. Password: its secret. As Power BI and Excel offer." },
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "A token of the issuer that the council's settings name." },
                },
                ["parameters"] = new JsonObject([.. Options.Select(option => KeyValuePair.Create<string, JsonNode?>(Plain(option.Name), InQuery(option.Name, Simple(option.Schema), option.Description)))]),
                ["responses"] = new JsonObject([.. Errors.Select(error => KeyValuePair.Create<string, JsonNode?>(error.Status, Json(error.Description, Reference("schemas", "Error"))))]),
                ["schemas"] = Schemas(model),
            },
        };
    }

    private static void AddSet(JsonObject paths, FeedSet set)
    {
        var (name, title) = (set.EntitySet.Name, set.Contract.Title);
        var page = Json("A page of rows, and a link to the next where there are more.", Reference("schemas", name + "Page"));
        paths[$"/odata/{name}"] = Get($"list{name}", name, title, [.. References(), InQuery("$count", new JsonObject { ["type"] = "boolean" }, "Also say how many rows there are in all.")], page);
        paths[$"/odata/{name}/$count"] = Get($"count{name}", name, "How many rows.", References("$filter", "$apply", "publication", "as_of"), Media("The number.", "text/plain", new JsonObject { ["type"] = "integer" }));
        paths[$"/odata/{name}/$query"] = new JsonObject { ["post"] = Operation($"query{name}", name, "The same as GET, for options too long for an address.", [], page.DeepClone().AsObject(), Body("text/plain", Text())) };
        var key = set.Contract.Key.Select(column => set.Contract.Column(column)!).ToArray();
        var written = string.Join(',', key.Select(column => (key.Length == 1 ? "" : $"{column.Name}=") + (Kinds.Of(column.Type) == Kind.Text ? $"'{{{column.Name}}}'" : $"{{{column.Name}}}")));
        paths[$"/odata/{name}({written})"] = Get($"get{name}", name, "One row, by its key.", [.. key.Select(column => InPath(column.Name, Of(column), column.Description)), .. References("$select", "publication", "as_of")],
            Json("The row.", Reference("schemas", name)));
    }

    private static JsonObject Schemas(FeedModel model)
    {
        var schemas = new JsonObject
        {
            ["Error"] = JsonNode.Parse("""
                {"type": "object", "required": ["error"], "properties": {"error": {"type": "object", "required": ["code", "message"], "properties": {
                    "code": {"type": "string", "description": "One word a program can test."}, "message": {"type": "string", "description": "What was found, what is allowed, what to do."},
                    "@outcomes.requestId": {"type": "string", "description": "What the log has it under."}}}}}
                """),
            ["Trace"] = JsonNode.Parse("""
                {"type": "object", "required": ["publication", "figure", "sources", "rows"], "properties": {
                    "publication": {"type": "object"}, "sets": {"type": "array", "items": {"type": "string"}}, "figure": {"type": "object"}, "from_date": {"type": "string", "format": "date"}, "to_date": {"type": "string", "format": "date"},
                    "measure": {"type": ["object", "null"]}, "definition": {"type": ["object", "null"], "properties": {"file": {"type": "string"}, "sql": {"type": "string"}, "reads": {"type": "array", "items": {"type": "string"}},
                        "figures_of": {"type": ["string", "null"]}, "checks": {"type": "array", "items": {"type": "object"}}}},
                    "notes": {"type": "array", "items": {"type": "string"}}, "sources": {"type": "array", "items": {"type": "object"}}, "rows": {"type": "object"}}}
                """),
        };
        foreach (var set in model.Sets)
        {
            schemas[set.EntitySet.Name] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = set.Contract.Title,
                ["properties"] = new JsonObject([.. set.Contract.Columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, Of(column)))]),
            };
            schemas[set.EntitySet.Name + "Page"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = Texts(["value"]),
                ["properties"] = new JsonObject
                {
                    ["@odata.context"] = Text(),
                    ["@outcomes.publication"] = Text(),
                    ["@odata.count"] = new JsonObject { ["type"] = "integer" },
                    ["@odata.nextLink"] = Text(),
                    ["value"] = new JsonObject { ["type"] = "array", ["items"] = Reference("schemas", set.EntitySet.Name) },
                },
            };
        }
        return schemas;
    }

    private static JsonObject Of(Column column)
    {
        var (type, format) = Kinds.Of(column.Type) switch
        {
            Kind.Whole => ("integer", column.Type == "INTEGER" ? "int32" : "int64"),
            Kind.Real => ("number", "double"),
            Kind.Exact => ("number", "decimal"),
            Kind.Day => ("string", "date"),
            Kind.Instant => ("string", "date-time"),
            Kind.Truth => ("boolean", null),
            _ => ("string", null),
        };
        var schema = new JsonObject { ["type"] = column.Nullable ? Texts([type, "null"]) : type };
        if (format is not null)
            schema["format"] = format;
        if (column.Allowed.Count > 0)
            schema["enum"] = column.Nullable ? new JsonArray([.. column.Allowed.Select(word => (JsonNode?)word), null]) : Texts(column.Allowed);
        schema["description"] = column.Description + (column.Unit is null ? "" : $" [{column.Unit}]");
        return schema;
    }

    private static JsonObject Get(string id, string tag, string summary, IReadOnlyList<JsonObject> parameters, JsonObject answer) => new() { ["get"] = Operation(id, tag, summary, parameters, answer) };

    private static JsonObject Operation(string id, string tag, string summary, IReadOnlyList<JsonObject> parameters, JsonObject answer, JsonObject? body = null, JsonArray? security = null)
    {
        var operation = new JsonObject { ["operationId"] = id, ["tags"] = Texts([tag]), ["summary"] = summary };
        if (security is not null)
            operation["security"] = security;
        if (parameters.Count > 0)
            operation["parameters"] = new JsonArray([.. parameters]);
        if (body is not null)
            operation["requestBody"] = body;
        var responses = new JsonObject { ["200"] = answer };
        foreach (var (status, _) in security is null ? Errors : [])
            responses[status] = Reference("responses", status);
        operation["responses"] = responses;
        return operation;
    }

    private static JsonObject[] References(params string[] names) =>
        [.. Options.Where(option => names.Length == 0 || names.Contains(option.Name)).Select(option => Reference("parameters", Plain(option.Name)))];

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static JsonObject InPath(string name, JsonObject schema, string? description = null) => Parameter(name, "path", schema, description, required: true);

    private static JsonObject InQuery(string name, JsonObject schema, string description, bool required = false) => Parameter(name, "query", schema, description, required);

    private static JsonObject Parameter(string name, string place, JsonObject schema, string? description, bool required)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = schema.DeepClone() };
        if (description is not null)
            parameter["description"] = description;
        return parameter;
    }

    private static JsonObject Body(string type, JsonObject schema) => new() { ["required"] = true, ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } } };

    private static JsonObject Json(string description, JsonObject schema) => Media(description, "application/json", schema);

    private static JsonObject File(string description) => Both(description, [.. Format.All.Select(format => (format.ContentType.Split(';')[0], new JsonObject()))]);

    private static JsonObject Media(string description, string type, JsonObject schema) => Both(description, (type, schema));

    private static JsonObject Both(string description, params IReadOnlyList<(string Type, JsonObject Schema)> media) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject([.. media.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Type, new JsonObject { ["schema"] = one.Schema }))]),
    };

    private static JsonObject Text() => Simple("string");

    private static JsonObject Simple(string type) => type == "date" ? new() { ["type"] = "string", ["format"] = "date" } : new() { ["type"] = type };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string Plain(string option) => option.TrimStart('$');

    /// <summary>The document as text, as it is served and as docs/openapi.json keeps it.</summary>
    public static string Write(FeedModel model) => Document(model).ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = FeedJson.Options.Encoder }).ReplaceLineEndings("\n") + "\n";
}
