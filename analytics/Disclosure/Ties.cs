namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// A count of one measure that is a count of others, or a sum of some: contacts and the denominator of a share of contacts; answered = offered −
/// abandoned; contacts on digital channels = contacts by web + by e-mail.
/// </summary>
/// <param name="Measure">Whose count it is.</param>
/// <param name="Part">Which of its parts.</param>
/// <param name="Terms">What it is the sum of.</param>
internal sealed record Link(string Measure, int Part, IReadOnlyList<LinkTerm> Terms)
{
    /// <summary>The dimension (0 service, 1 area, 2 channel, 3 platform) by which the only term is broken down further; -1: by none.</summary>
    public int Dimension { get; init; } = -1;

    /// <summary>The members of that dimension that count.</summary>
    public IReadOnlyList<int> Members { get; init; } = [];

    /// <summary>Its other members.</summary>
    public IReadOnlyList<int> Others { get; init; } = [];
}

/// <summary>One count in a sum.</summary>
/// <param name="Measure">Whose it is.</param>
/// <param name="Part">Which of its parts.</param>
/// <param name="Sign">1 or -1.</param>
internal sealed record LinkTerm(string Measure, int Part, int Sign);

/// <summary>Equations between single rows of different measures. In every world each must hold, as it does in the true one.</summary>
internal sealed class Ties
{
    private readonly List<(int Row, sbyte Sign)> terms = [];
    private readonly List<int> starts = [0];
    private int[] startOf = [];
    private (int Tie, sbyte Sign)[] tiesOf = [];

    public int Count => starts.Count - 1;

    /// <summary>The rows of a tie, which add up to 0 with their signs.</summary>
    public IEnumerable<(int Row, sbyte Sign)> this[int tie]
    {
        get
        {
            for (var at = starts[tie]; at < starts[tie + 1]; at++)
                yield return terms[at];
        }
    }

    /// <summary>The ties of a row.</summary>
    public ReadOnlySpan<(int Tie, sbyte Sign)> Of(int row) => startOf.Length == 0 ? [] : tiesOf.AsSpan(startOf[row], startOf[row + 1] - startOf[row]);

    /// <summary>The other row of a tie of two counts that are the same; -1: it is not one.</summary>
    public int Other(int tie, int row) =>
        starts[tie + 1] - starts[tie] == 2 && terms[starts[tie]].Sign + terms[starts[tie] + 1].Sign == 0
            ? terms[starts[tie]].Row == row ? terms[starts[tie] + 1].Row : terms[starts[tie]].Row
            : -1;

    /// <summary>Any row of a tie.</summary>
    public (int Row, sbyte Sign) Pick(int tie, Dice dice) => terms[starts[tie] + dice.Roll(starts[tie + 1] - starts[tie])];

    /// <summary>Finds the rows of a system for which its links hold.</summary>
    public static Ties Of(TableSystem system)
    {
        var ties = new Ties();
        foreach (var link in system.Links)
            ties.Add(system, link);
        ties.Index(system.RowCount);
        return ties;
    }

    private void Add(TableSystem system, SystemLink link)
    {
        var of = system.Measures[link.Of];
        foreach (var span in system.Spans.Where(span => span.Of == of && span.Part == link.Part))
        {
            var cells = new List<(MeasureTables Source, int Cell, int Part, int Sign)>();
            var whole = true;
            foreach (var (place, part, sign) in link.Terms)
            {
                var found = CellsOf(of, span.Cell, system.Measures[place], link.Dimension, link.Members).ToArray();
                whole &= found.Length > 0 || link.Dimension >= 0;
                cells.AddRange(found.Select(cell => (system.Measures[place], cell, part, sign)));
            }
            if (!whole)
                continue;
            var all = link.Dimension < 0 ? -1 : CellsOf(of, span.Cell, system.Measures[link.Terms[0].Of], -1, []).DefaultIfEmpty(-1).First();
            for (var place = 0; place < of.Periods.Count(span.Grain); place++)
                if (system.State[span.First + place] != RowState.Absent)
                {
                    var (sum, start, period) = (0L, terms.Count, of.Periods.Starts[(int)span.Grain][place]);
                    terms.Add((span.First + place, -1));
                    foreach (var (source, cell, part, sign) in cells)
                        if (source.RowOf(cell, span.Grain, part, period) is >= 0 and var other && system.State[other] != RowState.Absent)
                        {
                            sum += sign * system.Held[other];
                            terms.Add((other, (sbyte)sign));
                        }
                    // Of a sum by members none may have anything, and it is 0, if the other measure has anything there at all.
                    var given = terms.Count - start > 1
                        || (all >= 0 && system.Measures[link.Terms[0].Of].RowOf(all, span.Grain, link.Terms[0].Part, period) is >= 0 and var row && system.State[row] != RowState.Absent);
                    if (given && sum == system.Held[span.First + place])
                        starts.Add(terms.Count);
                    else
                        terms.RemoveRange(start, terms.Count - start);
                }
        }
    }

    /// <summary>The cells of another measure that have a cell's members, and one of some members of a further dimension.</summary>
    /// <param name="of">The measure.</param>
    /// <param name="cell">Its cell.</param>
    /// <param name="source">The other measure.</param>
    /// <param name="dimension">The further dimension; -1: none.</param>
    /// <param name="members">Members of it.</param>
    public static IEnumerable<int> CellsOf(MeasureTables of, int cell, MeasureTables source, int dimension, IReadOnlyList<int> members)
    {
        var (here, shape) = (of.Cells[cell], of.LevelShapes[of.Cells[cell].Level]);
        var mask = TableSystem.MaskOf(shape);
        if (dimension >= 0 && (mask >> dimension & 1) != 0)
            yield break;
        mask |= dimension < 0 ? 0 : 1 << dimension;
        var level = Array.FindIndex(source.LevelShapes, other => TableSystem.MaskOf(other) == mask && (shape.Area is null ? other.Area is null or "area" : other.Area == shape.Area));
        if (level < 0)
            yield break;
        here = here with { Level = level };
        foreach (var member in dimension < 0 ? [-1] : members)
            if (source.CellAt(dimension < 0 ? here : here.With(dimension, member)) is >= 0 and var found)
                yield return found;
    }

    private void Index(int rows)
    {
        if (Count == 0)
            return;
        startOf = new int[rows + 1];
        foreach (var (row, _) in terms)
            startOf[row + 1]++;
        for (var row = 0; row < rows; row++)
            startOf[row + 1] += startOf[row];
        tiesOf = new (int, sbyte)[terms.Count];
        var next = startOf[..^1];
        for (var tie = 0; tie < Count; tie++)
            foreach (var (row, sign) in this[tie])
                tiesOf[next[row]++] = (tie, sign);
    }
}
