namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Counts of one measure's tables that measures decided before publish too. What is hidden there is hidden here, what is shown there is known here; whatever differs in their worlds differs here too, and
/// where nothing differs there nothing may here.
/// </summary>
/// <remarks>Two measures have a part in common where most of what both hold of it, few left aside, is equal: a definition that is the same for some of the services counts for those. Chance cannot make more than it should of that: it only makes the search harder.</remarks>
internal sealed class GivenCounts
{
    private readonly bool[] isGiven;
    private readonly List<(int Row, short Offset)>[] worlds;

    private readonly IReadOnlyList<Decided> before;

    private GivenCounts(int rows, int worlds, int known, IReadOnlyList<Decided> before) => (isGiven, Known, this.before, this.worlds) = (new bool[rows], known, before, [.. Enumerable.Range(0, worlds).Select(_ => new List<(int, short)>())]);

    /// <summary>Of each world that was found beside those, the numbers of those that measures decided before are in there, all at once; none: they are as they are.</summary>
    public IReadOnlyList<int[]> Likes { get; set; } = [];

    /// <summary>How many numbers of worlds are taken.</summary>
    public int Worlds => worlds.Length;

    /// <summary>How many of them, the first, publications before took.</summary>
    public int Known { get; }

    /// <summary>Whose counts they are.</summary>
    public List<string> Measures { get; } = [];

    /// <summary>Rows that are hidden there.</summary>
    public List<int> Hidden { get; } = [];

    /// <summary>Nothing is given.</summary>
    public static GivenCounts None(TableSystem system) => new(system.RowCount, 0, 0, []);

    /// <summary>What measures decided before give of a system.</summary>
    public static GivenCounts Of(TableSystem system, SharedCounts shared, DisclosureRule rule)
    {
        var given = new GivenCounts(system.RowCount, shared.Worlds, shared.Known, shared.Before);
        var taken = new bool[system.RowCount];
        foreach (var before in shared.Before)
        {
            var rowOf = new Dictionary<int, int>();
            foreach (var pair in Pairs(system, before.System))
                if (IsSame(pair, system, before.System, rule))
                    foreach (var (row, other) in pair)
                        if (!taken[row] && system.Held[row] == before.System.Held[other] && rowOf.TryAdd(other, row))
                        {
                            taken[row] = true;
                            var state = before.System.FigureOf(other);
                            given.isGiven[row] = state is RowState.Shown or RowState.Primary or RowState.Secondary;
                            if (state is RowState.Primary or RowState.Secondary)
                                given.Hidden.Add(row);
                        }
            if (rowOf.Count == 0)
                continue;
            given.Measures.Add(before.Measure);
            for (var world = 0; world < before.Worlds.Count; world++)
                given.worlds[world].AddRange(Offsets(before, world, rowOf));
        }
        return given;
    }

    /// <summary>Whether another measure publishes a row.</summary>
    public bool Is(int row) => isGiven[row];

    /// <summary>By how much given rows differ in a world; others that are published there do not.</summary>
    public IReadOnlyList<(int Row, short Offset)> In(int world) =>
        world < worlds.Length ? worlds[world] : world - worlds.Length >= Likes.Count ? [] : In(Likes[world - worlds.Length]);

    /// <summary>By how much given rows differ where all of some worlds hold at once.</summary>
    public IReadOnlyList<(int Row, short Offset)> In(int[] those) => those is [var one] ? worlds[one] : Disclosure.Worlds.Sum(those.Select(world => worlds[world]));

    /// <summary>Whether worlds that this publication found can hold at once in every measure decided before.</summary>
    public bool Hold(int[] those) => before.All(one => one.Holds(those));

    /// <summary>For each two parts that are counted in the same units, the rows that both systems have.</summary>
    private static IEnumerable<List<(int Row, int Other)>> Pairs(TableSystem system, TableSystem before)
    {
        var spans = system.Spans.Select(span => (Span: span, Cell: before.CellAt(system.PlaceOf(span.Cell)))).Where(pair => pair.Cell >= 0).ToArray();
        for (var part = 0; part < system.PartCount; part++)
            for (var other = 0; other < before.PartCount; other++)
            {
                var rows = new List<(int, int)>();
                foreach (var (span, cell) in spans.Where(pair => pair.Span.Part == part))
                    for (var at = 0; at < system.Periods.Count(span.Grain); at++)
                        if (system.State[span.First + at] is not RowState.Absent && before.RowOf(cell, span.Grain, other, system.Periods.Starts[(int)span.Grain][at]) is >= 0 and var row && before.State[row] is not RowState.Absent)
                            rows.Add((span.First + at, row));
                if (rows.Count > 0 && system.UnitOf(rows[0].Item1) == before.UnitOf(rows[0].Item2))
                    yield return rows;
            }
    }

    private static bool IsSame(List<(int Row, int Other)> pair, TableSystem system, TableSystem before, DisclosureRule rule)
    {
        var (same, all) = (0, 0);
        foreach (var (row, other) in pair)
            if (system.Held[row] is > 0 and var held && before.Held[other] > 0 && !rule.IsFew(held, system.UnitOf(row)))
                (same, all) = (same + (held == before.Held[other] ? 1 : 0), all + 1);
        return same * 2 > all;
    }

    private static IEnumerable<(int Row, short Offset)> Offsets(Decided before, int world, Dictionary<int, int> rowOf)
    {
        var sums = new Dictionary<int, int>();
        foreach (var (leaf, offset) in before.Worlds[world])
            foreach (var above in Excursion.Above(before.System, leaf))
                if (rowOf.ContainsKey(above))
                    sums[above] = sums.GetValueOrDefault(above) + offset;
        return sums.Where(sum => sum.Value != 0).Select(sum => (rowOf[sum.Key], (short)sum.Value)).OrderBy(sum => sum.Item1);
    }
}
