using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcomes.Tests.Functions.Lineage;

/// <summary>
/// What the published JSON schemas say of the events we write: OpenLineage 2-0-2 (<c>$defs/RunEvent</c> and what it refers to) and the facets
/// SchemaDatasetFacet 1-2-0, ColumnLineageDatasetFacet 1-2-0, ErrorMessageRunFacet 1-0-1 and ParentRunFacet 1-2-0, all under https://openlineage.io/spec/.
/// </summary>
/// <remarks>Written out from them by hand. Stricter in one thing: a name the schema does not have is refused, where JSON Schema would let a misspelt one pass.</remarks>
internal static partial class OpenLineageRules
{
    private const string Facets = "https://openlineage.io/spec/facets/";

    /// <summary>Everything about an event that the schemas do not allow, each as its path and what is wrong; empty: it is valid.</summary>
    public static List<string> Faults(JsonElement told)
    {
        var faults = new List<string>();
        RunEvent(told, "event", faults);
        return faults;
    }

    private delegate void Rule(JsonElement value, string path, List<string> faults);

    private static readonly Rule Text = (value, path, faults) => Check(value.ValueKind == JsonValueKind.String, path, "is no string", faults);
    private static readonly Rule Truth = (value, path, faults) => Check(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path, "is no boolean", faults);
    private static readonly Rule Whole = (value, path, faults) => Check(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), path, "is no integer", faults);

    /// <summary>format date-time: RFC 3339, which has an offset.</summary>
    private static readonly Rule Instant = Written(text => Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, null, out _), "is no date-time with an offset");

    /// <summary>format uri: RFC 3986, which is absolute.</summary>
    private static readonly Rule Address = Written(text => Scheme().IsMatch(text) && Uri.IsWellFormedUriString(text, UriKind.Absolute), "is no absolute URI");

    /// <summary>format uuid: RFC 4122.</summary>
    private static readonly Rule Id = Written(text => Uuid().IsMatch(text), "is no UUID");

    private static readonly Rule AnyFacet = (value, path, faults) =>
    {
        foreach (var name in new[] { "_producer", "_schemaURL" })
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var address))
                faults.Add($"{path} has no {name}");
            else
                Address(address, $"{path}.{name}", faults);
    };

    private static readonly Rule RunAlone = Object(["runId"], ("runId", Id), ("facets", Named(AnyFacet)));
    private static readonly Rule JobAlone = Object(["namespace", "name"], ("namespace", Text), ("name", Text), ("facets", Named(AnyFacet)));

    private static readonly Rule ErrorMessage = Facet("1-0-1/ErrorMessageRunFacet.json", ["message", "programmingLanguage"], ("message", Text), ("programmingLanguage", Text), ("stackTrace", Text));
    private static readonly Rule Parent = Facet("1-2-0/ParentRunFacet.json", ["run", "job"], ("run", RunAlone), ("job", JobAlone), ("root", Object(["run", "job"], ("run", RunAlone), ("job", JobAlone))));

    private static readonly Rule Schema = Facet("1-2-0/SchemaDatasetFacet.json", [], ("fields", Each((value, path, faults) => SchemaField!(value, path, faults))), ("_deleted", Truth));
    private static readonly Rule SchemaField = Object(["name"], ("name", Text), ("type", Text), ("description", Text), ("ordinal_position", Whole), ("fields", Each((value, path, faults) => SchemaField!(value, path, faults))));

    private static readonly Rule InputField = Object(["namespace", "name", "field"], ("namespace", Text), ("name", Text), ("field", Text),
        ("transformations", Each(Object(["type"], ("type", Text), ("subtype", Text), ("description", Text), ("masking", Truth)))));

    private static readonly Rule ColumnLineage = Facet("1-2-0/ColumnLineageDatasetFacet.json", ["fields"],
        ("fields", Named(Object(["inputFields"], ("inputFields", Each(InputField)), ("transformationDescription", Text), ("transformationType", Text)))), ("dataset", Each(InputField)), ("_deleted", Truth));

    private static readonly Rule Dataset = Object(["namespace", "name"], ("namespace", Text), ("name", Text),
        ("facets", Named(AnyFacet, ("schema", Schema), ("columnLineage", ColumnLineage))), ("inputFacets", Named(AnyFacet)), ("outputFacets", Named(AnyFacet)));

    private static readonly Rule RunEvent = Object(["eventTime", "producer", "schemaURL", "run", "job"],
        ("eventTime", Instant), ("producer", Address), ("schemaURL", Address),
        ("eventType", Written(text => text is "START" or "RUNNING" or "COMPLETE" or "ABORT" or "FAIL" or "OTHER", "is no type of event")),
        ("run", Object(["runId"], ("runId", Id), ("facets", Named(AnyFacet, ("errorMessage", ErrorMessage), ("parent", Parent))))),
        ("job", JobAlone), ("inputs", Each(Dataset)), ("outputs", Each(Dataset)));

    private static Rule Object(string[] required, params (string Name, Rule Rule)[] members) => (value, path, faults) =>
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{path} is no object");
            return;
        }
        faults.AddRange(required.Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{path} has no {name}"));
        foreach (var member in value.EnumerateObject())
            if (members.FirstOrDefault(known => known.Name == member.Name).Rule is { } rule)
                rule(member.Value, $"{path}.{member.Name}", faults);
            else
                faults.Add($"{path}.{member.Name} is not in the schema");
    };

    /// <summary>An object whose names are free: those listed have their own rule, the others the given one.</summary>
    private static Rule Named(Rule rule, params (string Name, Rule Rule)[] members) => (value, path, faults) =>
    {
        if (value.ValueKind != JsonValueKind.Object)
            faults.Add($"{path} is no object");
        else
            foreach (var member in value.EnumerateObject())
                (members.FirstOrDefault(known => known.Name == member.Name).Rule ?? rule)(member.Value, $"{path}.{member.Name}", faults);
    };

    private static Rule Each(Rule rule) => (value, path, faults) =>
    {
        if (value.ValueKind != JsonValueKind.Array)
            faults.Add($"{path} is no array");
        else
            foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                rule(item, $"{path}[{index}]", faults);
    };

    /// <summary>A facet of a published version: a base facet with members of its own, which names that version.</summary>
    private static Rule Facet(string version, string[] required, params (string Name, Rule Rule)[] members)
    {
        var name = version[(version.IndexOf('/', StringComparison.Ordinal) + 1)..^".json".Length];
        return Object(["_producer", "_schemaURL", .. required], [("_producer", Address), ("_schemaURL", Written(text => text == $"{Facets}{version}#/$defs/{name}", $"is not {Facets}{version}#/$defs/{name}")), .. members]);
    }

    private static Rule Written(Func<string, bool> holds, string otherwise) =>
        (value, path, faults) => Check(value.ValueKind == JsonValueKind.String && holds(value.GetString()!), path, otherwise, faults);

    private static void Check(bool holds, string path, string otherwise, List<string> faults)
    {
        if (!holds)
            faults.Add($"{path} {otherwise}");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();
}
