using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcomes.Functions.WorkItems;

/// <summary>What a work item asks for.</summary>
public enum Verb
{
    /// <summary>Bring what a source has into the lake.</summary>
    Ingest,

    /// <summary>Compute the measures of the lake as it stands and publish them.</summary>
    Publish,

    /// <summary>Remove what has been kept long enough, and mend what the dead left.</summary>
    Tidy,
}

/// <summary>One piece of work that any instance may take. To do it twice, or after another, changes nothing: what is still to do stands in the ledger.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Due">The round it belongs to: the instant at which its sources were found due.</param>
/// <param name="Source">The source of an <see cref="WorkItems.Verb.Ingest"/>.</param>
/// <param name="Trace">W3C traceparent of what asked for it, so that one trace leads through the queue.</param>
public sealed record WorkItem(Verb Verb, DateTimeOffset Due, string? Source = null, string? Trace = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>As it lies in a queue, with the trace it is sent from.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Trace = Trace ?? Activity.Current?.Id }, Json);

    /// <summary>Reads what lay in a queue.</summary>
    /// <exception cref="InvalidDataException">It is no work item.</exception>
    public static WorkItem FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkItem>(text, Json) is { } item && item.Verb is Verb.Ingest == item.Source is { Length: > 0 } ? item
                : throw new InvalidDataException($"'{Shortened(text)}' is no work item: an ingest names its source, and nothing else does.");
        }
        catch (JsonException garbled)
        {
            throw new InvalidDataException($"'{Shortened(text)}' is no work item: {garbled.Message}", garbled);
        }
    }

    private static string Shortened(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
