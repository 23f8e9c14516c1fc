using System.Globalization;

namespace Outcomes.Analytics.Disclosure;

/// <summary>The tables of one measure as they come from roll-up, before anything is hidden.</summary>
/// <param name="Levels">Every level at every grain.</param>
/// <param name="Cells">Every cell; its level by place in <paramref name="LevelNames"/>.</param>
/// <param name="LevelNames">The levels' names.</param>
/// <param name="Above">The area of a type in which an area lies, as numbers of members.</param>
/// <param name="Rows">Every row.</param>
/// <param name="Parts">Which counts the rows have.</param>
/// <param name="AddsOverTime">Whether a coarse period has the sum of its finer ones; false: what the last of them has.</param>
internal sealed record TableInput(
    IReadOnlyList<Level> Levels, Cell[] Cells, string[] LevelNames, Func<int, string, int> Above, IReadOnlyList<InputRow> Rows, Parts Parts, bool AddsOverTime)
{
    /// <summary>How many units of each part (numerator, denominator, the rest of it) one person or event is.</summary>
    public IReadOnlyList<long> Units { get; init; } = [1, 1, 1];

    /// <summary>Whether the one count there is, is a rate's denominator: what stands over it counts nobody.</summary>
    public bool IsDenominator { get; init; }

    /// <summary>Whether it is known whose each part of the numerators is. Then a 0 may be payments and refunds, and amounts may have to differ by far.</summary>
    public bool HasContributors { get; init; }

    /// <summary>A number for each cell that stays the same from one publication to the next.</summary>
    public IReadOnlyList<ulong> Keys { get; init; } = [];

    /// <summary>What a member of a dimension (of service, area, channel and platform, by place) is called in every measure.</summary>
    public Func<int, int, string> Member { get; init; } = (_, member) => member.ToString(CultureInfo.InvariantCulture);

    /// <summary>Each cell for people.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>One row as it comes from roll-up.</summary>
/// <param name="Cell">Place of its cell.</param>
/// <param name="Grain">Span of its period.</param>
/// <param name="Period">First day of its period, as a day number.</param>
/// <param name="Numerator">What was counted, also where it is not to be published.</param>
/// <param name="Denominator">What it is counted of.</param>
/// <param name="State">Shown: to be published; Unpublished: missing, or suppressed at its source; Auxiliary: in no published table.</param>
/// <param name="Largest">What the largest contributor gave of the numerator, who knows that it is no less; 0: nobody's part is known.</param>
/// <param name="Margin">How much more than the numerator is must seem possible, because one contributor dominates it (<see cref="DisclosureRule.Margin"/>); 0: nobody does.</param>
internal readonly record struct InputRow(int Cell, Grain Grain, int Period, long Numerator, long Denominator, RowState State, long Largest = 0, long Margin = 0);
