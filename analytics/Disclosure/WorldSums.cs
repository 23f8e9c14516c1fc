namespace Outcomes.Analytics.Disclosure;

/// <summary>Which table gives which row, every sum that more than one gives included.</summary>
internal sealed class EverySum
{
    private readonly Dictionary<Table, int> tables;
    private readonly (Grain[] Grains, int[] Up)[] ups;
    private readonly List<int>[] givers;

    public EverySum(TableSystem system)
    {
        System = system;
        tables = system.Tables.Select((table, at) => (table, at)).ToDictionary(pair => pair.table, pair => pair.at);
        ups = [.. system.Tables.Select(system.EveryUp)];
        givers = [.. system.Spans.Select(_ => new List<int>())];
        for (var table = 0; table < ups.Length; table++)
            foreach (var span in ups[table].Up.Where(first => first >= 0).Select(first => system.SpanOf[first]).Distinct())
                givers[span].Add(table);
    }

    public TableSystem System { get; }

    /// <summary>How many tables there are.</summary>
    public int Tables => ups.Length;

    /// <summary>The tables that give a row.</summary>
    public IReadOnlyList<int> Givers(int row) => givers[System.SpanOf[row]];

    /// <summary>The table of a leaf.</summary>
    public int TableOf(int leaf) => tables[System.Spans[System.SpanOf[leaf]].Table!];

    /// <summary>The rows that a leaf counts in by its table.</summary>
    public IEnumerable<int> Above(int leaf)
    {
        var span = System.Spans[System.SpanOf[leaf]];
        var (grains, up) = ups[tables[span.Table!]];
        var place = (span.Table!.Under[span.Cell][0] * System.LeafParts.Length) + Array.IndexOf(System.LeafParts, span.Part);
        var slot = System.Periods.Last[(int)span.Table.Grain][leaf - span.First];
        for (var at = 0; at < grains.Length; at++)
            if (up[(place * grains.Length) + at] is >= 0 and var first && System.Periods.Of[(int)grains[at]][slot] is >= 0 and var period)
                yield return first + period;
    }
}

/// <summary>One world at a time, summed up by each table.</summary>
/// <param name="every">Which table gives which row.</param>
internal sealed class WorldSums(EverySum every)
{
    private readonly TableSystem system = every.System;
    private readonly short[][] sums = [.. Enumerable.Range(0, every.Tables).Select(_ => new short[every.System.RowCount])];
    private readonly List<int>[] touched = [.. Enumerable.Range(0, every.Tables).Select(_ => new List<int>())];

    /// <summary>Sums a world up; where it reads as what is published, and as measures decided before have it, its values are possible ones.</summary>
    public bool Try(IEnumerable<(int Row, short Offset)> leaves, IReadOnlyList<(int Row, short Offset)> given, DisclosureRule rule, ulong[] seen, int[] reached)
    {
        Add(leaves);
        var stands = given.All(known => every.Givers(known.Row) is [var first, ..] && sums[first][known.Row] == known.Offset);
        var others = given.Select(known => known.Row).ToHashSet();
        for (var table = 0; table < sums.Length && stands; table++)
            foreach (var row in touched[table])
                if (!(stands = IsOne(row, sums[table][row]) && (others.Contains(row) ? system.State[row] != RowState.Shown || ReadsTheSame(rule, row, sums[table][row]) : system.Given.Is(row) ? sums[table][row] == 0 : ReadsTheSame(rule, row, sums[table][row]))))
                    break;
        for (var table = 0; table < sums.Length && stands; table++)
            foreach (var row in touched[table])
            {
                if (sums[table][row] is >= -Protection.Nearest and < 64 - Protection.Nearest and var offset)
                    Interlocked.Or(ref seen[row], 1ul << (offset + Protection.Nearest));
                if (reached.Length > 0 && sums[table][row] is var far)
                    for (var most = Volatile.Read(ref reached[row]); far > most; most = Volatile.Read(ref reached[row]))
                        Interlocked.CompareExchange(ref reached[row], far, most);
            }
        Clear();
        return stands;
    }

    /// <summary>Those leaves of a world, of some that might, that can be as they truly are while the others stay and every table still gives the sums that the others give.</summary>
    /// <param name="leaves">Those that might.</param>
    public List<(int Row, short Offset)> Free(List<(int Row, short Offset)> leaves)
    {
        for (var count = -1; count != leaves.Count;)
        {
            count = leaves.Count;
            Add(leaves);
            leaves = [.. leaves.Where(leaf => every.Above(leaf.Row).All(row => IsOne(row, sums[every.TableOf(leaf.Row)][row])))];
            Clear();
        }
        return leaves;
    }

    private void Add(IEnumerable<(int Row, short Offset)> leaves)
    {
        foreach (var (leaf, offset) in leaves)
        {
            var table = every.TableOf(leaf);
            foreach (var row in every.Above(leaf))
            {
                if (sums[table][row] == 0)
                    touched[table].Add(row);
                sums[table][row] += offset;
            }
        }
    }

    private void Clear()
    {
        for (var table = 0; table < sums.Length; table++)
        {
            foreach (var row in touched[table])
                sums[table][row] = 0;
            touched[table].Clear();
        }
    }

    /// <summary>Whether every table that gives a row gives it the same count.</summary>
    private bool IsOne(int row, short offset)
    {
        foreach (var table in every.Givers(row))
            if (sums[table][row] != offset)
                return false;
        return true;
    }

    private bool ReadsTheSame(DisclosureRule rule, int row, short offset)
    {
        var (least, most) = Protection.Behind(system, rule, row);
        return system.Held[row] + (offset * system.UnitOf(row)) is var count && count >= least && count <= most;
    }
}
