namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// What was ever published of a measure, and worlds in which all of it read the same. As confidential as the lake: it lies beside the published
/// files, in no set, and is never served.
/// </summary>
internal sealed class Memory
{
    private readonly Dictionary<RowKey, int> places = [];
    private readonly List<(RowKey Key, long Held, bool Hidden, bool Shown)> rows = [];
    private readonly List<List<(int Place, short Offset)>> worlds = [];

    /// <summary>The rows, in the order of their places.</summary>
    public IReadOnlyList<(RowKey Key, long Held, bool Hidden, bool Shown)> Rows => rows;

    /// <summary>The worlds, by place of row.</summary>
    public IReadOnlyList<List<(int Place, short Offset)>> Worlds => worlds;

    /// <summary>Remembers a row, or how it was published last.</summary>
    /// <param name="key">Which row.</param>
    /// <param name="held">Its true count then.</param>
    /// <param name="hidden">Whether it was suppressed.</param>
    /// <param name="shown">Whether it was shown; neither: it was not published, or only ties others.</param>
    public int Add(RowKey key, long held, bool hidden, bool shown)
    {
        if (places.TryGetValue(key, out var place))
        {
            rows[place] = (key, held, hidden, shown);
            return place;
        }
        places[key] = rows.Count;
        rows.Add((key, held, hidden, shown));
        return rows.Count - 1;
    }

    /// <summary>Remembers a world, or more of it: a leaf that differs there, by the place of its row in the order of adding.</summary>
    public void Add(int world, int place, short offset)
    {
        while (worlds.Count <= world)
            worlds.Add([]);
        worlds[world].Add((place, offset));
    }

    /// <summary>The rows of a system that are remembered.</summary>
    public IEnumerable<(int Row, (long Held, bool Hidden, bool Shown) Known)> In(TableSystem system)
    {
        for (var row = 0; row < system.RowCount; row++)
            if (places.TryGetValue(system.KeyOfRow(row), out var place))
                yield return (row, (rows[place].Held, rows[place].Hidden, rows[place].Shown));
    }

    /// <summary>Every world, with those of its leaves that the system still has; others are as they were.</summary>
    /// <param name="system">The tables as they are now.</param>
    /// <param name="leaf">By row: whether it is a leaf.</param>
    public IReadOnlyList<List<(int Row, short Offset)>> WorldsIn(TableSystem system, bool[] leaf)
    {
        var rowOf = RowsIn(system, leaf);
        return [.. worlds.Select(world => world.Where(entry => rowOf[entry.Place] >= 0).Select(entry => (rowOf[entry.Place], entry.Offset)).ToList())];
    }

    /// <summary>What to remember once a system is published: every count, and every world.</summary>
    /// <param name="system">What is published.</param>
    /// <param name="leaf">By row: whether it is a leaf.</param>
    /// <param name="kept">First this memory's worlds as they go on in the system, in their order, then new ones.</param>
    public Memory After(TableSystem system, bool[] leaf, Worlds kept)
    {
        var after = new Memory();
        foreach (var (key, held, hidden, shown) in rows)
            after.Add(key, held, hidden, shown);
        var rowOf = RowsIn(system, leaf);
        var placeOf = new Dictionary<int, int>();
        for (var row = 0; row < system.RowCount; row++)
            // Of what was not published only leaves are remembered: the rest may be hidden once it is.
            if (places.ContainsKey(system.KeyOfRow(row)) || (system.State[row] is not RowState.Absent && (leaf[row] || system.State[row] is RowState.Shown or RowState.Primary or RowState.Secondary) && CanDiffer(system, row)))
                placeOf[row] = after.Add(system.KeyOfRow(row), system.Held[row], system.State[row] is RowState.Primary or RowState.Secondary, system.State[row] == RowState.Shown || system.WasShown[row] || system.Given.WasShown(row));
        for (var world = 0; world < kept.Count; world++)
        {
            after.worlds.Add([]);
            // What left the tables keeps its other value in the publications that had it.
            if (world < worlds.Count)
                after.worlds[world].AddRange(worlds[world].Where(entry => rowOf[entry.Place] < 0));
            foreach (var (row, offset) in kept[world])
                after.worlds[world].Add((placeOf[row], offset));
        }
        return after;
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
/// <param name="Cell">The cell's number.</param>
/// <param name="Grain">Span of its period.</param>
/// <param name="Part">0 numerator, 1 denominator, 2 the rest of the denominator.</param>
/// <param name="Period">First day of the period, as a day number.</param>
internal readonly record struct RowKey(ulong Cell, Grain Grain, byte Part, int Period);
