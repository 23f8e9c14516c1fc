namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Counts of one measure's tables that measures decided before publish too. What is hidden there is hidden here, what is shown there is known here; whatever differs in their worlds differs here too, and
/// where nothing differs there nothing may here.
/// </summary>
/// <remarks>
/// Which counts those are is found in the counts themselves (<see cref="SameCounts"/>). Of a part that both publish in the same cells every world is one of both. Of single counts that stand in different cells only what is shown counts: they are hidden here where they are hidden there,
/// and taken for known where they are shown. Chance cannot make more than it should of that: it only makes the search harder.
/// </remarks>
internal sealed class GivenCounts
{
    private readonly bool[] isGiven, wasShown;
    private readonly List<(int Row, short Offset)>[] worlds;
    private readonly IReadOnlyList<Decided> before;
    private readonly Dictionary<Decided, Dictionary<int, int>> rowsOf = [];
    private readonly Dictionary<int, (Decided By, int Row)> from = [];

    private GivenCounts(int rows, int worlds, IReadOnlyList<Decided> before) => (isGiven, wasShown, this.before, this.worlds) = (new bool[rows], new bool[rows], before, [.. Enumerable.Range(0, worlds).Select(_ => new List<(int, short)>())]);

    /// <summary>Of each world that was found beside those, what measures decided before have in it.</summary>
    public IReadOnlyList<OtherWorld> Others { get; set; } = [];

    /// <summary>How many numbers of worlds are taken.</summary>
    public int Worlds => worlds.Length;

    /// <summary>Whose counts they are, cell by cell.</summary>
    public List<string> Measures { get; } = [];

    /// <summary>Measures that publish single counts of them in other cells.</summary>
    public List<string> Neighbours { get; } = [];

    /// <summary>Rows that are hidden there.</summary>
    public List<int> Hidden { get; } = [];

    /// <summary>Nothing is given.</summary>
    public static GivenCounts None(TableSystem system) => new(system.RowCount, 0, []);

    /// <summary>What measures decided before give of a system.</summary>
    public static GivenCounts Of(TableSystem system, SharedCounts shared, DisclosureRule rule)
    {
        var given = new GivenCounts(system.RowCount, shared.Worlds, [.. shared.Before]);
        var taken = new bool[system.RowCount];
        foreach (var before in shared.Before)
        {
            var rowOf = new Dictionary<int, int>();
            foreach (var (row, other) in SameCounts.Of(system, before.System, rule))
                if (!taken[row] && !IsChance(system, row, before.System, other) && rowOf.TryAdd(other, row))
                {
                    taken[row] = true;
                    given.from[row] = (before, other);
                    given.isGiven[row] = before.System.FigureOf(other) is RowState.Shown or RowState.Primary or RowState.Secondary;
                    given.Take(row, before.System, other);
                }
            if (rowOf.Count == 0)
                continue;
            given.Measures.Add(before.Measure);
            given.rowsOf[before] = rowOf;
            for (var world = 0; world < before.Worlds.Count; world++)
                given.worlds[world].AddRange(Offsets(before, before.Worlds[world], rowOf));
        }
        foreach (var before in shared.Before)
            foreach (var (row, other) in SameCounts.Apart(system, before.System, rule))
            {
                given.Take(row, before.System, other);
                if (!given.Neighbours.Contains(before.Measure))
                    given.Neighbours.Add(before.Measure);
            }
        return given;
    }

    /// <summary>Whether another measure publishes a row, cell by cell.</summary>
    public bool Is(int row) => isGiven[row];

    /// <summary>Whether a row's count is shown, rounded, in another cell.</summary>
    public bool IsKnown(int row) => wasShown[row] && !isGiven[row];

    /// <summary>Whether another measure shows a row's count, now or before: it stays as known where that measure counts more later.</summary>
    public bool WasShown(int row) => wasShown[row];

    /// <summary>The measures that publish both what a share is of and what it is, where those are two: each is safe by itself, and no world was looked for in which what is left between them is.</summary>
    public (string Numerator, string Denominator)? Apart(TableSystem system)
    {
        if (system.Parts == Parts.Share)
            foreach (var (row, (by, _)) in from)
                if (system.Spans[system.SpanOf[row]].Part == 0 && system.Twin(row, 1) is >= 0 and var whole && from.TryGetValue(whole, out var other) && other.By != by)
                    return (by.Measure, other.By.Measure);
        return null;
    }

    /// <summary>By how much given rows differ in a world; others that are published there do not.</summary>
    public IReadOnlyList<(int Row, short Offset)> In(int world) => world < worlds.Length ? worlds[world] : world - worlds.Length < Others.Count ? Others[world - worlds.Length].Given : [];

    /// <summary>Another world in which measures decided before are as in one of theirs.</summary>
    public OtherWorld Like(int world) => new(before.Where(one => world < one.Worlds.Count).ToDictionary(one => one, one => (IReadOnlyList<(int, short)>)[.. one.Worlds[world]]), worlds[world]);

    /// <summary>A new world in which a given row differs: the measure that gives it looks for one, and those decided after that follow; null: none was found.</summary>
    public OtherWorld? Ask(int row, short offset, ulong seed)
    {
        var (asked, at) = from[row];
        var leaves = new Dictionary<Decided, IReadOnlyList<(int Row, short Offset)>>();
        foreach (var one in before)
            if (one.System.Given.Within(leaves) is var given && (one == asked || given.Count > 0))
            {
                if (one.Look(given, one == asked ? (at, offset) : null, seed) is not { } found)
                    return null;
                leaves.Add(one, found);
            }
        return new(leaves, Within(leaves));
    }

    /// <summary>By how much given rows differ where leaves of measures decided before do.</summary>
    private List<(int Row, short Offset)> Within(Dictionary<Decided, IReadOnlyList<(int Row, short Offset)>> leaves) =>
        [.. leaves.Where(pair => rowsOf.ContainsKey(pair.Key)).SelectMany(pair => Offsets(pair.Key, pair.Value, rowsOf[pair.Key]))];

    /// <summary>What is hidden there is hidden here, what is shown there is known here. A share that is hidden because all or none are of its kind hides nothing of what it is of, where a measure decided before shows that.</summary>
    private void Take(int row, TableSystem before, int other)
    {
        wasShown[row] |= before.FigureOf(other) == RowState.Shown || before.WasShown[other] || before.Given.WasShown(other);
        if (!wasShown[row] && before.FigureOf(other) is RowState.Primary or RowState.Secondary)
            Hidden.Add(row);
    }

    /// <summary>Where nobody is of a share's kind, the rest is as many as the whole, and so as many as another share is of: the whole is what the two have in common.</summary>
    private static bool IsChance(TableSystem system, int row, TableSystem before, int other) =>
        system.Spans[system.SpanOf[row]].Part == 2 && before.Spans[before.SpanOf[other]].Part == 1 && system.Twin(row, 0) is >= 0 and var kind && system.Held[kind] == 0;

    private static IEnumerable<(int Row, short Offset)> Offsets(Decided before, IEnumerable<(int Row, short Offset)> leaves, Dictionary<int, int> rowOf)
    {
        var sums = new Dictionary<int, int>();
        foreach (var (leaf, offset) in leaves)
            foreach (var above in Excursion.Above(before.System, leaf))
                if (rowOf.ContainsKey(above))
                    sums[above] = sums.GetValueOrDefault(above) + offset;
        return sums.Where(sum => sum.Value != 0).Select(sum => (rowOf[sum.Key], (short)sum.Value)).OrderBy(sum => sum.Item1);
    }
}

/// <summary>What measures decided before have in a world.</summary>
/// <param name="Leaves">By measure, its leaves that differ; one that is not named is as it is.</param>
/// <param name="Given">By how much rows that they publish, and the measure whose world it is, differ.</param>
internal sealed record OtherWorld(IReadOnlyDictionary<Decided, IReadOnlyList<(int Row, short Offset)>> Leaves, IReadOnlyList<(int Row, short Offset)> Given)
{
    /// <summary>They are as they are.</summary>
    public static OtherWorld None { get; } = new(new Dictionary<Decided, IReadOnlyList<(int, short)>>(), []);
}
