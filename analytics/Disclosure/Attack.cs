namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// What a reader of everything published can make of the suppressed counts. Trusts nothing of the search: every world is summed anew by every
/// table and held against every shown figure, and each suppressed count's values are taken from the worlds that stood.
/// </summary>
/// <param name="Suppressed">Suppressed counts that must be safe.</param>
/// <param name="Tightest">The fewest consecutive values that any of them was shown to be able to have; 0: there is none.</param>
/// <param name="Leaks">Rows that have fewer than the rule asks for.</param>
internal sealed record Attack(int Suppressed, int Tightest, IReadOnlyList<int> Leaks)
{
    /// <summary>Worlds that do not read as what is published: none, or the search is wrong.</summary>
    public int Refuted { get; private init; }

    public static Attack Run(TableSystem system, DisclosureRule rule, Worlds worlds)
    {
        var tables = system.Tables.Select((table, at) => (table, at)).ToDictionary(pair => pair.table, pair => pair.at);
        var ups = system.Tables.Select(system.EveryUp).ToArray();
        var givers = system.Spans.Select(_ => new List<int>()).ToArray();
        for (var table = 0; table < ups.Length; table++)
            foreach (var span in ups[table].Up.Where(first => first >= 0).Select(first => system.SpanOf[first]).Distinct())
                givers[span].Add(table);
        var (seen, reached, refuted) = (new ulong[system.RowCount], system.HasContributors ? new int[system.RowCount] : [], 0);
        Array.Fill(seen, 1ul << Protection.Nearest);
        var chunk = Math.Max(1, (worlds.Count + 15) / 16);
        Parallel.For(0, (worlds.Count + chunk - 1) / chunk, () => new Sums(system, rule, tables, ups, givers), (part, _, sums) =>
        {
            for (var world = part * chunk; world < Math.Min(worlds.Count, (part + 1) * chunk); world++)
                if (!sums.Try(worlds[world], seen, reached))
                    Interlocked.Increment(ref refuted);
            return sums;
        }, _ => { });
        var (leaks, suppressed, tightest) = (new List<int>(), 0, int.MaxValue);
        for (var row = 0; row < system.RowCount; row++)
            if (Protection.WidthOf(system, rule, row) is > 0 and var width)
            {
                var run = Protection.RunOf(seen[row]).Count;
                suppressed++;
                tightest = Math.Min(tightest, run);
                if (run < width || (system.MarginOf(row) is > 0 and var margin && reached[row] < margin))
                    leaks.Add(row);
            }
        return new(suppressed, suppressed == 0 ? 0 : tightest, leaks) { Refuted = refuted };
    }

    /// <summary>One world at a time, by the sums of each table.</summary>
    private sealed class Sums(TableSystem system, DisclosureRule rule, Dictionary<Table, int> tables, (Grain[] Grains, int[] Up)[] ups, List<int>[] givers)
    {
        private readonly short[][] sums = [.. ups.Select(_ => new short[system.RowCount])];
        private readonly List<int>[] touched = [.. ups.Select(_ => new List<int>())];

        /// <summary>Sums a world up; where it reads as what is published, its values are possible ones.</summary>
        public bool Try(IEnumerable<(int Row, short Offset)> leaves, ulong[] seen, int[] reached)
        {
            foreach (var (row, offset) in leaves)
                Add(row, offset);
            var stands = true;
            for (var table = 0; table < sums.Length && stands; table++)
                foreach (var row in touched[table])
                    if (!(stands = Agrees(table, row)))
                        break;
            for (var table = 0; table < sums.Length; table++)
            {
                foreach (var row in touched[table])
                {
                    if (stands && sums[table][row] is >= -Protection.Nearest and < 64 - Protection.Nearest and var offset)
                        Interlocked.Or(ref seen[row], 1ul << (offset + Protection.Nearest));
                    if (stands && reached.Length > 0 && sums[table][row] is var far)
                        for (var most = Volatile.Read(ref reached[row]); far > most; most = Volatile.Read(ref reached[row]))
                            Interlocked.CompareExchange(ref reached[row], far, most);
                    sums[table][row] = 0;
                }
                touched[table].Clear();
            }
            return stands;
        }

        private void Add(int row, short offset)
        {
            var span = system.Spans[system.SpanOf[row]];
            var table = tables[span.Table!];
            var (grains, up) = ups[table];
            var leaf = (span.Table!.Under[span.Cell][0] * system.LeafParts.Length) + Array.IndexOf(system.LeafParts, span.Part);
            var slot = system.Periods.Last[(int)span.Table.Grain][row - span.First];
            for (var at = 0; at < grains.Length; at++)
                if (up[(leaf * grains.Length) + at] is >= 0 and var first && system.Periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                {
                    if (sums[table][first + place] == 0)
                        touched[table].Add(first + place);
                    sums[table][first + place] += offset;
                }
        }

        /// <summary>Whether every table that gives a row gives it the same count, and one that reads as it is shown.</summary>
        private bool Agrees(int table, int row)
        {
            var offset = sums[table][row];
            var count = system.Held[row] + (offset * system.UnitOf(row));
            foreach (var other in givers[system.SpanOf[row]])
                if (sums[other][row] != offset)
                    return false;
            var (least, most) = Protection.Behind(system, rule, row);
            return count >= least && count <= most;
        }
    }
}
