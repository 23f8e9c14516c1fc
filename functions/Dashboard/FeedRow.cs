namespace Outcomes.Functions.Dashboard;

/// <summary>One row of the feed, as a page reads it. Null is not there: never 0, never empty.</summary>
/// <param name="values">Value by column.</param>
public sealed class FeedRow(IReadOnlyDictionary<string, object?> values)
{
    /// <summary>Text of a column, or null.</summary>
    public string? Text(string column) => values[column] as string;

    /// <summary>A column that is never null.</summary>
    public string Word(string column) => (string)values[column]!;

    /// <summary>A number of any kind, or null.</summary>
    public double? Number(string column) => values[column] is { } number ? Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>A day, or null.</summary>
    public DateOnly? Day(string column) => (DateOnly?)values[column];

    /// <summary>An instant, or null.</summary>
    public DateTimeOffset? Instant(string column) => values[column] is DateTime instant ? new(instant, TimeSpan.Zero) : null;

    /// <summary>Any column as people read it; empty where it is null.</summary>
    public string Shown(string column) => values[column] switch
    {
        null => "",
        DateOnly day => Words.Day(day),
        DateTime instant => instant.ToString("d MMM yyyy HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString("#,##0.####", System.Globalization.CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    /// <summary>Whether a column holds a day or an instant, which is not broken over lines.</summary>
    public bool IsMoment(string column) => values[column] is DateOnly or DateTime;

    /// <summary>Whether it is so; null where that is not known.</summary>
    public bool? Truth(string column) => (bool?)values[column];
}
