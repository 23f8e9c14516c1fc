using System.Text.Json;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>One reply with records, kept.</summary>
/// <param name="Walk">The walk it belongs to.</param>
/// <param name="Number">1-based, in its walk.</param>
/// <param name="LocalPath">Where it can be read now: as it came, or as lines of the records taken from it.</param>
/// <param name="IsRecords">Whether it is lines of records, less what is personal or not asked for.</param>
internal sealed record Page(Walk Walk, int Number, string LocalPath, bool IsRecords)
{
    /// <summary>Its name in raw, and where it is kept.</summary>
    public string Name(Source source) => $"{Walk.Number:d6}-{Number:d6}.{(IsRecords ? "ndjson" : Extension(source))}";

    /// <summary>Whether replies are looked into as JSON (or what becomes JSON) here; otherwise they are files, read as files are.</summary>
    public static bool IsLookedInto(Source source) => source.Format.Kind is "json" or "xml" or "feed";

    /// <summary>Whether only the records are kept, because the rest may be personal or is not asked for.</summary>
    public static bool KeepsRecords(Source source) => IsLookedInto(source) && (source.Personal.Count > 0 || source.Http!.Records?.Projects == true);

    /// <summary>What the page was asked for, as JSON: the row of <c>each</c>, and <c>_from</c> and <c>_to</c> of the window; null: neither.</summary>
    public string? AskedJson
    {
        get
        {
            var names = new Dictionary<string, string?>();
            Walk.Span?.PutInto(names);
            var asked = Walk.Each.ToDictionary();
            if (Walk.Span is not null)
                (asked["_from"], asked["_to"]) = (names["window.from"], names["window.to"]);
            return asked.Count == 0 ? null : JsonSerializer.Serialize(asked);
        }
    }

    private static string Extension(Source source) => source.Format.Kind is "feed" ? "xml" : source.Format.Kind!;
}
