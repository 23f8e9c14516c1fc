using System.Globalization;
using System.Text.Json;

namespace Outcomes.Functions.Dashboard;

/// <summary>Every word the pages say, in one file, by key; another language is another file.</summary>
/// <remarks>A key that is not there fails, so that no page ever shows one.</remarks>
public static class Words
{
    private static readonly Dictionary<string, string> English =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Dashboard", "words.en.json")))!;

    /// <summary>The words of a key, with values put into their places {0}, {1} …</summary>
    public static string Of(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, English[key], values);

    /// <summary>The words of a key that may not be there, such as one made of a council's own code; else what is given.</summary>
    public static string Or(string key, string otherwise) => English.GetValueOrDefault(key, otherwise);

    /// <summary>A day as people write it.</summary>
    public static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A month as people write it.</summary>
    public static string Month(DateOnly? month) => month?.ToString("MMMM yyyy", CultureInfo.InvariantCulture) ?? "";
}
