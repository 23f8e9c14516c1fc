namespace Outcomes.Analytics.Disclosure;

/// <summary>Other worlds in which a publication reads the same: each by the leaves that differ from the true world, and by how much.</summary>
internal sealed class Worlds
{
    private readonly List<int> starts = [0];
    private readonly List<int> rows = [];
    private readonly List<short> offsets = [];

    public int Count => starts.Count - 1;

    public void Add(IEnumerable<(int Row, short Offset)> leaves)
    {
        foreach (var (row, offset) in leaves)
        {
            rows.Add(row);
            offsets.Add(offset);
        }
        starts.Add(rows.Count);
    }

    public void Add(Worlds others)
    {
        for (var world = 0; world < others.Count; world++)
            Add(others[world]);
    }

    /// <summary>Some of them, in their order.</summary>
    public Worlds Only(IReadOnlySet<int> wanted)
    {
        var only = new Worlds();
        for (var world = 0; world < Count; world++)
            if (wanted.Contains(world))
                only.Add(this[world]);
        return only;
    }

    /// <summary>The leaves that differ in one world.</summary>
    public IEnumerable<(int Row, short Offset)> this[int world]
    {
        get
        {
            for (var at = starts[world]; at < starts[world + 1]; at++)
                yield return (rows[at], offsets[at]);
        }
    }
}
