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

    /// <summary>How many of the largest contributors may not give more than <see cref="LargestShare"/> of an amount: n of the (n,k) rule.</summary>
    public int Largest { get; init; } = 1;

    /// <summary>Per cent of an amount that its largest contributors may give together: k of the (n,k) rule.</summary>
    public int LargestShare { get; init; } = 85;

    /// <summary>Within how many per cent nobody may tell what the largest contributor gave, the second largest least of all: p of the p % rule.</summary>
    public int LargestWithin { get; init; } = 10;

    /// <summary>
    /// How much more than an amount is must seem possible to whoever sees what is published, because one contributor dominates it: so much that the largest could be the rule's share of it, and that
    /// the second largest, who takes his own part off, is left with more than the largest gave and the rule's per cent. 0: nobody dominates it, and it may be shown.
    /// </summary>
    /// <remarks>The (n,k) and p % rules, and the upper protection each asks for: Hundepool and others, Handbook on Statistical Disclosure Control (ESSNet SDC), chapter 4.</remarks>
    /// <param name="total">What all contributors gave, refunds counted by their size.</param>
    /// <param name="largest">What the largest gave.</param>
    /// <param name="second">What the second largest gave; 0: there is none.</param>
    /// <param name="together">What the <see cref="Largest"/> largest gave.</param>
    public long Margin(long total, long largest, long second, long together) => (long)Math.Ceiling(Math.Max(0m, Math.Max(
        (100m * together / LargestShare) - total, (LargestWithin * (decimal)largest / 100) - (total - largest - second))));

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
        var dominated = !measure.HasContributors ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"amounts of which the {(Largest == 1 ? "largest contributor gives" : $"{Largest} largest contributors give")} more than {LargestShare} %, or from which the second largest could tell the largest to within {LargestWithin} %, suppressed");
        return string.Join("; ", new[] { Text, dominated, Of("numerator", measure.OneIs.Numerator), Of("denominator", measure.OneIs.Denominator) }.OfType<string>());
    }
}
