namespace Outcomes.Analytics.Disclosure;

/// <summary>One round of looking for values of rows that have too few: in parts of fixed size, so that it ends the same on any number of cores.</summary>
internal sealed class Search(TableSystem system, DisclosureRule rule, Slack[] bounds, ulong[] seen, bool[] leaf, int round, ulong seed)
{
    private const int Parts = 8;

    /// <summary>Worlds that give values, which are added to those seen; and for each row that none was found for, what stood in the way.</summary>
    public (IReadOnlyList<Worlds> Worlds, IReadOnlyList<int[]> Failed) Run(int[] open)
    {
        var size = (open.Length + Parts - 1) / Parts;
        var parts = open.Chunk(size).ToArray();
        var found = new Found[parts.Length];
        var next = -1;
        Parallel.For(0, Math.Min(Math.Min(Environment.ProcessorCount, Parts), parts.Length), _ =>
        {
            var (way, values) = (new Excursion(system, bounds), (ulong[])seen.Clone());
            while (Interlocked.Increment(ref next) is var part && part < parts.Length)
                found[part] = Find(parts[part], way, values);
        });
        foreach (var part in found)
            foreach (var (row, values) in part.Values)
                seen[row] |= values;
        return ([.. found.Select(part => part.Worlds)], [.. found.SelectMany(part => part.Failed)]);
    }

    private Found Find(int[] open, Excursion way, ulong[] values)
    {
        var found = new Found(new(), [], []);
        foreach (var row in open)
        {
            if ((bounds[row].Flags & RowFlags.Pinned) != 0)
                continue;
            var width = Reach.WidthOf(system, rule, row);
            var obstacles = new HashSet<int>();
            var up = Reach.Mix(((ulong)row << 8) + (ulong)round + seed) % 2 == 0;
            for (var turn = 0; turn < 2 && Reach.RunOf(values[row]).Count < width; turn++, up = !up)
            {
                way.Start(Reach.Mix(((ulong)row << 8) + (ulong)(round * 2) + (ulong)turn + seed));
                while (Reach.RunOf(values[row]) is var (first, count) && count < width)
                {
                    var target = up ? first + count : first - 1;
                    if (target < bounds[row].Low)
                        break;
                    if (!way.TryReach(row, (sbyte)target, 24 + (4 * round)))
                    {
                        obstacles.UnionWith(way.Obstacles);
                        break;
                    }
                    Keep(way, found, values);
                }
            }
            if (Reach.RunOf(values[row]).Count < width)
                found.Failed.Add([.. obstacles]);
        }
        for (var at = 0; at < found.Values.Count; at++)
        {
            var row = found.Values[at].Row;
            found.Values[at] = (row, values[row]);
        }
        foreach (var (row, _) in found.Values)
            values[row] = seen[row];
        return found;
    }

    /// <summary>Keeps a world, and every value it gives.</summary>
    private void Keep(Excursion way, Found found, ulong[] values)
    {
        foreach (var row in way.Touched)
            if (row < values.Length && Reach.Bit(way.OffsetOf(row)) is var bit && (values[row] & bit) != bit)
            {
                if (values[row] == seen[row])
                    found.Values.Add((row, 0));
                values[row] |= bit;
            }
        found.Worlds.Add(Reach.LeavesOf(way, leaf));
    }

    private readonly record struct Found(Worlds Worlds, List<(int Row, ulong Values)> Values, List<int[]> Failed);
}
