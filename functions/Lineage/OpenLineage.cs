using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcomes.Analytics;

namespace Outcomes.Functions.Lineage;

/// <summary>Tells each publication's run, and each measure's within it, as OpenLineage events: START, then COMPLETE or FAIL, with schemas and column lineage.</summary>
/// <remarks>OpenLineage 2-0-2, https://openlineage.io/spec/2-0-2/OpenLineage.json. Written to a folder, one JSON file an event, or posted to an endpoint; one that cannot be told stops nothing.</remarks>
/// <param name="folder">Where files are written, or null.</param>
/// <param name="url">Where events are posted, or null.</param>
/// <param name="http">How.</param>
/// <param name="time">The clock.</param>
public sealed class OpenLineage(string? folder, Uri? url, HttpClient http, TimeProvider time)
{
    private const string Producer = "https://github.com/outcomes/outcomes", Spec = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private const string Namespace = "outcomes", Whole = "publish";

    private readonly List<string> untold = [];
    private bool isAway;

    /// <summary>Whether anybody listens.</summary>
    public bool IsHeard => folder is not null || url is not null;

    /// <summary>What could not be told, in words.</summary>
    public IReadOnlyList<string> Untold => untold;

    /// <summary>Tells that a run starts, and gives its id. What of the run before could not be told is forgotten.</summary>
    public Task<Guid> StartAsync(string job, CancellationToken cancellationToken)
    {
        untold.Clear();
        isAway = false;
        return StartAsync(job, null, cancellationToken);
    }

    /// <summary>Tells that a run failed.</summary>
    public Task FailAsync(Guid run, string job, string why, CancellationToken cancellationToken) => TellAsync("FAIL", run, null, job, [], [], why, cancellationToken);

    /// <summary>Tells that a publication is made: its run, and each measure's with what it read and wrote.</summary>
    public async Task CompleteAsync(Guid run, Publication publication, IReadOnlyList<Measure> measures, IReadOnlyList<Dataset> datasets, CancellationToken cancellationToken)
    {
        foreach (var measure in measures)
        {
            var job = $"measure.{measure.Id}";
            var id = await StartAsync(job, run, cancellationToken);
            var (inputs, output) = Of(measure, datasets);
            if (publication.Notes.Any(note => note.Stale && note.Measure == measure.Id))
                await TellAsync("FAIL", id, run, job, inputs, [], "It has no new figures; whoever publishes is told why.", cancellationToken);
            else
                await TellAsync("COMPLETE", id, run, job, inputs, [output], null, cancellationToken);
        }
        await TellAsync("COMPLETE", run, null, Whole, [.. publication.From.Select(file => file.Dataset).Distinct().Select(name => Named($"lake.{name}"))],
            [.. publication.Files.Select(file => file.Set).Distinct().Select(name => Named($"published.{name}"))], null, cancellationToken);
    }

    private async Task<Guid> StartAsync(string job, Guid? within, CancellationToken cancellationToken)
    {
        var run = Guid.CreateVersion7(time.GetUtcNow());
        await TellAsync("START", run, within, job, [], [], null, cancellationToken);
        return run;
    }

    private static (JsonArray Inputs, JsonObject Output) Of(Measure measure, IReadOnlyList<Dataset> datasets)
    {
        var read = Outcomes.Analytics.Lineage.Columns(measure, datasets);
        var inputs = new JsonArray([.. read.Select(from => With(Named($"lake.{from.Dataset.Name}"), ("schema", "1-2-0/SchemaDatasetFacet", new()
        {
            ["fields"] = new JsonArray([.. from.Dataset.Columns.Select(column => Field(column.Name, column.Type, column.Description))]),
        })))]);
        var fields = measure.Expression is { } made
            ? [.. made.Operands.Select(operand => operand.Measure).Distinct().Select(id => Input($"published.{id}", "value"))]
            : read.SelectMany(from => from.Columns.Select(column => Input($"lake.{from.Dataset.Name}", column))).ToArray();
        var columns = new JsonObject();
        foreach (var column in (string[])["value", "numerator", "denominator"])
            columns[column] = new JsonObject { ["inputFields"] = new JsonArray([.. fields.Select(field => field.DeepClone())]) };
        var output = With(Named($"published.{measure.Id}"),
            ("schema", "1-2-0/SchemaDatasetFacet", new() { ["fields"] = new JsonArray(Field("value", "DOUBLE", measure.Title), Field("numerator", "BIGINT", measure.Numerator), Field("denominator", "BIGINT", measure.Denominator ?? "none")) }),
            ("columnLineage", "1-2-0/ColumnLineageDatasetFacet", new() { ["fields"] = columns }));
        return (inputs, output);
    }

    private async Task TellAsync(string type, Guid run, Guid? within, string job, JsonArray inputs, JsonArray outputs, string? error, CancellationToken cancellationToken)
    {
        if (!IsHeard)
            return;
        var facets = new JsonObject();
        if (within is { } parent)
            facets["parent"] = Facet("1-2-0/ParentRunFacet", new() { ["run"] = new JsonObject { ["runId"] = parent.ToString() }, ["job"] = Named(Whole) });
        if (error is not null)
            facets["errorMessage"] = Facet("1-0-1/ErrorMessageRunFacet", new() { ["message"] = error, ["programmingLanguage"] = "SQL" });
        var now = time.GetUtcNow();
        var json = new JsonObject
        {
            ["eventTime"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["eventType"] = type,
            ["run"] = new JsonObject { ["runId"] = run.ToString(), ["facets"] = facets },
            ["job"] = new JsonObject { ["namespace"] = Namespace, ["name"] = job, ["facets"] = new JsonObject() },
            ["inputs"] = inputs,
            ["outputs"] = outputs,
            ["producer"] = Producer,
            ["schemaURL"] = Spec,
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
        try
        {
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{job}-{type}-{run:N}.json"), json, cancellationToken);
            }
            // An endpoint that did not answer once holds up no run a hundred times.
            if (url is not null && !isAway)
            {
                using var body = new StringContent(json, Encoding.UTF8, "application/json");
                using var reply = await http.PostAsync(url, body, cancellationToken);
                reply.EnsureSuccessStatusCode();
            }
        }
        catch (Exception unheard) when (unheard is HttpRequestException or IOException or UnauthorizedAccessException || (unheard is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            isAway |= unheard is HttpRequestException or TaskCanceledException;
            untold.Add($"The lineage of {job} could not be told: {unheard.Message}");
        }
    }

    private static JsonObject Named(string name) => new() { ["namespace"] = Namespace, ["name"] = name };

    private static JsonObject With(JsonObject dataset, params (string Name, string Schema, JsonObject Content)[] facets)
    {
        var all = new JsonObject();
        foreach (var (name, schema, content) in facets)
            all[name] = Facet(schema, content);
        dataset["facets"] = all;
        return dataset;
    }

    private static JsonObject Facet(string schema, JsonObject content)
    {
        content["_producer"] = Producer;
        content["_schemaURL"] = $"https://openlineage.io/spec/facets/{schema}.json#/$defs/{schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return content;
    }

    private static JsonObject Field(string name, string type, string description) => new() { ["name"] = name, ["type"] = type, ["description"] = description };

    private static JsonObject Input(string dataset, string field) => new() { ["namespace"] = Namespace, ["name"] = dataset, ["field"] = field };
}
