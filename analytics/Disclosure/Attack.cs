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
    public static Attack Run(TableSystem system, DisclosureRule rule, Worlds worlds)
    {
        var values = new Dictionary<int, HashSet<long>>();
        var ups = system.Tables.ToDictionary(table => table, system.EveryUp);
        for (var world = 0; world < worlds.Count; world++)
        {
            var offsets = OffsetsIn(system, ups, worlds[world]);
            if (offsets is null || offsets.Any(row => !ReadsTheSame(system, rule, row.Key, row.Value)))
                continue;
            foreach (var (row, offset) in offsets)
                if (offset != 0)
                    (values.TryGetValue(row, out var known) ? known : values[row] = []).Add(offset);
        }
        var (leaks, suppressed, tightest) = (new List<int>(), 0, int.MaxValue);
        for (var row = 0; row < system.RowCount; row++)
            if (Protection.WidthOf(system, rule, row) is > 0 and var width)
            {
                var known = values.GetValueOrDefault(row) ?? [];
                var run = 1;
                for (var offset = 1; known.Contains(offset); offset++)
                    run++;
                for (var offset = -1; known.Contains(offset); offset--)
                    run++;
                suppressed++;
                tightest = Math.Min(tightest, run);
                if (run < width)
                    leaks.Add(row);
            }
        return new(suppressed, suppressed == 0 ? 0 : tightest, leaks);
    }

    private static bool ReadsTheSame(TableSystem system, DisclosureRule rule, int row, long offset)
    {
        var (least, most) = Protection.Behind(system, rule, row);
        return system.Held[row] + offset >= least && system.Held[row] + offset <= most;
    }

    /// <summary>Every row's offset in a world, by the sums of each table; null: two tables do not agree.</summary>
    private static Dictionary<int, long>? OffsetsIn(TableSystem system, Dictionary<Table, (Grain[] Grains, int[] Up)> ups, IEnumerable<(int Row, sbyte Offset)> leaves)
    {
        var sums = new Dictionary<Table, Dictionary<int, long>>();
        foreach (var (row, offset) in leaves)
        {
            var span = system.Spans[system.SpanOf[row]];
            var (grains, up) = ups[span.Table!];
            var leaf = (span.Table!.Under[span.Cell][0] * system.LeafParts.Length) + Array.IndexOf(system.LeafParts, span.Part);
            var slot = system.Periods.Last[(int)span.Table.Grain][row - span.First];
            var sum = sums.TryGetValue(span.Table, out var known) ? known : sums[span.Table] = [];
            for (var at = 0; at < grains.Length; at++)
                if (up[(leaf * grains.Length) + at] is >= 0 and var first && system.Periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                    sum[first + place] = sum.GetValueOrDefault(first + place) + offset;
        }
        // A row that two tables can give must come out the same by both, and a table without a changed leaf changes nothing.
        var all = new Dictionary<int, long>();
        foreach (var sum in sums.Values)
            foreach (var (row, offset) in sum)
                if (offset != 0 && (all.TryAdd(row, offset) || all[row] == offset) is false)
                    return null;
        foreach (var (table, sum) in system.Tables.Select(table => (table, sums.GetValueOrDefault(table))))
            foreach (var row in all.Keys)
                if (Gives(system, table, row) && (sum?.GetValueOrDefault(row) ?? 0) != all[row])
                    return null;
        return all;
    }

    /// <summary>Whether a row is a sum of a table's leaves.</summary>
    private static bool Gives(TableSystem system, Table table, int row)
    {
        var span = system.Spans[system.SpanOf[row]];
        var mask = TableSystem.MaskOf(system.LevelShapes[system.CellOf(row).Level]);
        return (table.Grain == Grain.Day || TableSystem.BaseOf(span.Grain) == table.Grain) && (mask & table.Mask) == mask;
    }
}
