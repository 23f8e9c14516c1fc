namespace Outcomes.Analytics.Disclosure;

/// <summary>What may be shown of a count about people: a setting of the council. The same value is shown the same way everywhere and always.</summary>
public sealed record DisclosureRule
{
    /// <summary>Counts from 1 up to this one are suppressed; 0 is shown.</summary>
    public int Threshold { get; init; } = 7;

    /// <summary>Other counts are rounded to the nearest multiple of this odd number.</summary>
    public int Base { get; init; } = 5;

    /// <summary>Both parts of a ratio are suppressed under this denominator.</summary>
    public int MinimumDenominator { get; init; } = 20;

    /// <summary>How many consecutive values a count suppressed for its own sake must be able to have.</summary>
    public int PrimaryWidth { get; init; } = 4;

    /// <summary>How many consecutive values a count suppressed for the sake of another must be able to have.</summary>
    public int SecondaryWidth { get; init; } = 5;

    /// <summary>Whether shares of 0 % and 100 %, which tell the same of everybody, are suppressed.</summary>
    public bool ClassDisclosure { get; init; } = true;

    /// <summary>The rule in words, as <c>Measures</c> tells it.</summary>
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"0 shown; 1–{Threshold} suppressed; other counts rounded to {Base}; rates {(ClassDisclosure ? "of 0 % and 100 % and " : "")}under a denominator of {MinimumDenominator} suppressed; further figures suppressed so that no suppressed one can be worked out");

    /// <summary>A true count as it is shown.</summary>
    /// <param name="count">The count, in its own units.</param>
    /// <param name="unit">How many of them one person or event is.</param>
    public long Round(long count, long unit = 1) => (count + (Base * unit / 2)) / (Base * unit) * (Base * unit);

    /// <summary>The least and the greatest true count that is shown as <paramref name="shown"/>.</summary>
    public (long Low, long High) Behind(long shown, long unit = 1) =>
        shown == 0 ? (0, 0) : (Math.Max((Threshold * unit) + 1, shown - (Base * unit / 2)), shown - (Base * unit / 2) + (Base * unit) - 1);

    /// <summary>Whether a count is so small that it is suppressed.</summary>
    public bool IsFew(long count, long unit = 1) => count > 0 && count <= Threshold * unit;

    /// <summary>The rule in words for one measure: what it counts as one.</summary>
    public string TextFor(Measure measure)
    {
        string? Of(string part, long one) => one switch { 1 => null, 0 => $"the {part} counts nobody and is shown as it is", _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"one is {one} of the {part}") };
        return string.Join("; ", new[] { Text, Of("numerator", measure.OneIs.Numerator), Of("denominator", measure.OneIs.Denominator) }.OfType<string>());
    }
}
