namespace Outcomes.Analytics;

/// <summary>What a measure's unit makes of its parts, which are whole units: pence, seconds, things counted.</summary>
internal static class Units
{
    /// <summary>What the parts are multiplied by to give <c>value</c>.</summary>
    public static double Scale(Measure measure) => measure.Unit switch
    {
        "percent" => 100,
        "pounds" => 0.01,
        "minutes" => 1.0 / 60,
        "hours" => 1.0 / 3600,
        "days" => 1.0 / 86_400,
        _ => 1,
    };

    /// <summary>wilson for a share, byar for events per something, null for counts, levels, money and time.</summary>
    public static string? Interval(Measure measure) => (measure.Kind, measure.Unit) switch
    {
        ("ratio", "share" or "percent") => "wilson",
        ("ratio", "pounds" or "seconds" or "minutes" or "hours" or "days" or "score") => null,
        ("ratio", _) => "byar",
        _ => null,
    };

    /// <summary>How <c>value</c> is written, in the format strings of Power BI and Excel.</summary>
    public static string Format(Measure measure) => measure.Unit switch
    {
        "share" => "0.0 %",
        "percent" => "0.0",
        "pounds" => "£#,##0.00",
        "minutes" or "hours" or "days" => "#,##0.0",
        _ => measure.Kind == "ratio" ? "#,##0.00" : "#,##0",
    };

    /// <summary>What may be added: yes, over_areas_only (over dimensions, not over time) or no.</summary>
    public static string Additive(Measure measure) => measure.Kind switch { "count" => "yes", "level" => "over_areas_only", _ => "no" };
}
