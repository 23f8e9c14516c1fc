namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// What was ever published of some measures, and worlds in which all of it read the same. As confidential as the lake: it lies beside the published
/// files, in no set, and is never served.
/// </summary>
internal sealed class Memory
{
    private readonly Dictionary<RowKey, int> places = [];
    private readonly List<(RowKey Key, long Held, bool Hidden)> rows = [];
    private readonly Dictionary<ulong, int> worldPlaces = [];
    private readonly List<(ulong Id, List<(int Place, sbyte Offset)> Leaves)> worlds = [];
    private readonly HashSet<ulong> found = [];

    /// <summary>The rows, in the order of their places.</summary>
    public IReadOnlyList<(RowKey Key, long Held, bool Hidden)> Rows => rows;

    /// <summary>The worlds, by place of row. The id is the same in what is remembered of every measure.</summary>
    public IReadOnlyList<(ulong Id, List<(int Place, sbyte Offset)> Leaves)> Worlds => worlds;

    /// <summary>Whether a world was found for this publication, so that none before it relies on it.</summary>
    public bool IsNew(int world) => found.Contains(worlds[world].Id);

    /// <summary>Remembers a row, or how it was published last.</summary>
    /// <param name="key">Which row.</param>
    /// <param name="held">Its true count then.</param>
    /// <param name="hidden">Whether it was suppressed.</param>
    public int Add(RowKey key, long held, bool hidden)
    {
        if (places.TryGetValue(key, out var place))
        {
            rows[place] = (key, held, hidden);
            return place;
        }
        places[key] = rows.Count;
        rows.Add((key, held, hidden));
        return rows.Count - 1;
    }

    /// <summary>Remembers a world, or more of it: a leaf that differs there, by the place of its row in the order of adding.</summary>
    public void Add(ulong world, int place, sbyte offset) => WorldOf(world).Add((place, offset));

    /// <summary>What is remembered of one measure or more, together.</summary>
    public static Memory Of(IReadOnlyList<Memory> memories)
    {
        var all = new Memory();
        foreach (var memory in memories)
        {
            var placeOf = memory.rows.ConvertAll(row => all.Add(row.Key, row.Held, row.Hidden));
            foreach (var (id, leaves) in memory.worlds)
                all.WorldOf(id).AddRange(leaves.Select(leaf => (placeOf[leaf.Place], leaf.Offset)));
            all.found.UnionWith(memory.found);
        }
        return all;
    }

    /// <summary>What is remembered of all measures but one.</summary>
    public Memory Without(string measure)
    {
        var rest = Where(key => key.Measure != measure);
        rest.found.UnionWith(found);
        return rest;
    }

    /// <summary>What is remembered of one measure once it is published.</summary>
    public Memory Only(string measure) => Where(key => key.Measure == measure);

    private Memory Where(Func<RowKey, bool> included)
    {
        var rest = new Memory();
        var placeOf = rows.ConvertAll(row => included(row.Key) ? rest.Add(row.Key, row.Held, row.Hidden) : -1);
        foreach (var (id, leaves) in worlds)
            rest.WorldOf(id).AddRange(leaves.Where(leaf => placeOf[leaf.Place] >= 0).Select(leaf => (placeOf[leaf.Place], leaf.Offset)));
        return rest;
    }

    /// <summary>The rows of a system's measure that are remembered.</summary>
    public IEnumerable<(int Row, (long Held, bool Hidden) Known)> In(TableSystem system, MeasureTables measure)
    {
        for (var row = measure.FirstRow; row < measure.FirstRow + measure.RowCount; row++)
            if (places.TryGetValue(system.KeyOfRow(row), out var place))
                yield return (row, (rows[place].Held, rows[place].Hidden));
    }

    /// <summary>Every world, with those of its leaves that the system still has; others are as they were.</summary>
    /// <param name="system">The tables as they are now.</param>
    /// <param name="leaf">By row: whether it is a leaf.</param>
    public IReadOnlyList<List<(int Row, sbyte Offset)>> WorldsIn(TableSystem system, bool[] leaf)
    {
        var rowOf = RowsIn(system, leaf);
        return [.. worlds.Select(world => world.Leaves.Where(entry => rowOf[entry.Place] >= 0).Select(entry => (rowOf[entry.Place], entry.Offset)).ToList())];
    }

    /// <summary>What to remember once a system is published: every count, and every world.</summary>
    /// <param name="system">What is published.</param>
    /// <param name="protection">Its protection: first this memory's worlds as they go on in the system, in their order, then new ones.</param>
    public Memory After(TableSystem system, Protection protection)
    {
        var (after, leaf, kept) = (new Memory(), protection.Leaf, protection.Worlds);
        after.found.UnionWith(found);
        foreach (var (key, held, hidden) in rows)
            after.Add(key, held, hidden);
        var rowOf = RowsIn(system, leaf);
        var placeOf = new int[system.RowCount];
        for (var row = 0; row < system.RowCount; row++)
            if (system.KeyOfRow(row) is var key && (places.ContainsKey(key) || (system.State[row] is not RowState.Absent && (leaf[row] || system.State[row] is not RowState.Auxiliary) && CanDiffer(system, row))))
                placeOf[row] = after.Add(key, system.Held[row], system.Suppressed[row]);
        var (owner, next) = (IdOf(system.Measures[^1].Measure), 0ul);
        for (var world = 0; world < kept.Count; world++)
        {
            if (protection.Dropped.Contains(world))
                continue;
            ulong id;
            if (world < worlds.Count)
                id = worlds[world].Id;
            else
            {
                while (worldPlaces.ContainsKey(id = owner + next++))
                {
                }
                after.found.Add(id);
            }
            var leaves = after.WorldOf(id);
            // What left the tables keeps its other value in the publications that had it.
            if (world < worlds.Count)
                leaves.AddRange(worlds[world].Leaves.Where(entry => rowOf[entry.Place] < 0));
            foreach (var (row, offset) in kept[world])
                leaves.Add((placeOf[row], offset));
        }
        return after;
    }

    /// <summary>The first id of the worlds that are found for a measure.</summary>
    public static ulong IdOf(string measure)
    {
        var hash = 14695981039346656037ul;
        foreach (var letter in measure)
            hash = (hash ^ letter) * 1099511628211ul;
        return hash & 0xffff_ffff_0000_0000;
    }

    private List<(int Place, sbyte Offset)> WorldOf(ulong id)
    {
        if (worldPlaces.TryGetValue(id, out var place))
            return worlds[place].Leaves;
        worldPlaces[id] = worlds.Count;
        worlds.Add((id, []));
        return worlds[^1].Leaves;
    }

    /// <summary>Whether a count is any but a 0 that everybody sees.</summary>
    private static bool CanDiffer(TableSystem system, int row) => system.State[row] is not RowState.Absent && (system.Held[row] != 0 || system.State[row] is not RowState.Shown);

    /// <summary>The row of each place, or -1: it is no leaf there any more, or shows 0.</summary>
    private int[] RowsIn(TableSystem system, bool[] leaf)
    {
        var rowOf = new int[rows.Count];
        Array.Fill(rowOf, -1);
        for (var row = 0; row < system.RowCount; row++)
            if (leaf[row] && CanDiffer(system, row) && places.TryGetValue(system.KeyOfRow(row), out var place))
                rowOf[place] = row;
        return rowOf;
    }
}

/// <summary>A row in every publication.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Cell">The cell's number.</param>
/// <param name="Grain">Span of its period.</param>
/// <param name="Part">0 numerator, 1 denominator, 2 the rest of the denominator.</param>
/// <param name="Period">First day of the period, as a day number.</param>
internal readonly record struct RowKey(string Measure, ulong Cell, Grain Grain, byte Part, int Period);
