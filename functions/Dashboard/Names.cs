namespace Outcomes.Functions.Dashboard;

/// <summary>The names of what the feed gives by code; a code without a name is its own.</summary>
/// <param name="reader">The feed.</param>
public sealed class Names(FeedReader reader)
{
    private readonly Dictionary<string, string> measures = Of(reader, "Measures", "measure", "title"), services = Of(reader, "Services", "service", "title"), areas = Of(reader, "Areas", "area", "name"),
        channels = Of(reader, "Channels", "channel", "title");

    /// <summary>Name of a measure.</summary>
    public string Measure(string code) => measures.GetValueOrDefault(code, code);

    /// <summary>Name of a service.</summary>
    public string Service(string code) => services.GetValueOrDefault(code, code);

    /// <summary>Name of an area.</summary>
    public string Area(string code) => areas.GetValueOrDefault(code, code);

    /// <summary>Name of a channel.</summary>
    public string Channel(string code) => channels.GetValueOrDefault(code, code);

    /// <summary>What a row is about: its measure, and where.</summary>
    public string About(FeedRow row) => string.Join(", ", new[]
    {
        Measure(row.Word("measure")),
        row.Word("service") == "all" ? null : Service(row.Word("service")),
        row.Word("area") == "all" ? null : Area(row.Word("area")),
    }.OfType<string>());

    private static Dictionary<string, string> Of(FeedReader reader, string set, string code, string name) => reader.Rows(set, $"$select={code},{name}").ToDictionary(row => row.Word(code), row => row.Word(name));
}
