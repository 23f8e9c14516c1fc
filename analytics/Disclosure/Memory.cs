namespace Outcomes.Analytics.Disclosure;

/// <summary>What was published of a measure before, and worlds in which all of it read the same. As confidential as the lake.</summary>
internal sealed class Memory
{
    private readonly Dictionary<RowKey, int> places = [];
    private readonly List<(RowKey Key, long Held, bool Hidden)> rows = [];
    private readonly List<List<(int Place, sbyte Offset)>> worlds = [];

    /// <summary>Remembers a row.</summary>
    /// <param name="key">Which row.</param>
    /// <param name="held">Its true count then.</param>
    /// <param name="hidden">Whether it was suppressed.</param>
    public void Add(RowKey key, long held, bool hidden)
    {
        places[key] = rows.Count;
        rows.Add((key, held, hidden));
    }

    /// <summary>Remembers a world, or more of it: a leaf that differs there, by the place of its row in the order of adding.</summary>
    public void Add(int world, int place, sbyte offset)
    {
        while (worlds.Count <= world)
            worlds.Add([]);
        worlds[world].Add((place, offset));
    }

    /// <summary>The rows of a system that are remembered.</summary>
    public IEnumerable<(int Row, (long Held, bool Hidden) Known)> In(TableSystem system)
    {
        for (var row = 0; row < system.RowCount; row++)
            if (places.TryGetValue(system.KeyOfRow(row), out var place))
                yield return (row, (rows[place].Held, rows[place].Hidden));
    }

    /// <summary>The worlds whose rows are all in the system.</summary>
    public IEnumerable<List<(int Row, sbyte Offset)>> WorldsIn(TableSystem system)
    {
        var rowOf = new int[rows.Count];
        Array.Fill(rowOf, -1);
        for (var row = 0; row < system.RowCount; row++)
            if (places.TryGetValue(system.KeyOfRow(row), out var place))
                rowOf[place] = row;
        return worlds.Where(world => world.Count > 0 && world.All(leaf => rowOf[leaf.Place] >= 0))
            .Select(world => world.Select(leaf => (rowOf[leaf.Place], leaf.Offset)).ToList());
    }

    /// <summary>What to remember of a system that is published: every count, and the worlds.</summary>
    public void Add(TableSystem system, Worlds kept)
    {
        var placeOf = new Dictionary<int, int>();
        for (var row = 0; row < system.RowCount; row++)
            if (system.State[row] != RowState.Absent)
            {
                placeOf[row] = rows.Count;
                Add(system.KeyOfRow(row), system.Held[row], system.State[row] is RowState.Primary or RowState.Secondary);
            }
        var first = worlds.Count;
        for (var world = 0; world < kept.Count; world++)
            foreach (var (row, offset) in kept[world])
                Add(first + world, placeOf[row], offset);
    }

    /// <summary>The rows, in the order of their places.</summary>
    public IReadOnlyList<(RowKey Key, long Held, bool Hidden)> Rows => rows;

    /// <summary>The worlds, by place of row.</summary>
    public IReadOnlyList<List<(int Place, sbyte Offset)>> Worlds => worlds;
}

/// <summary>A row in every publication.</summary>
/// <param name="Cell">The cell's number.</param>
/// <param name="Grain">Span of its period.</param>
/// <param name="Part">0 numerator, 1 denominator, 2 the rest of the denominator.</param>
/// <param name="Period">First day of the period, as a day number.</param>
internal readonly record struct RowKey(ulong Cell, Grain Grain, byte Part, int Period);
