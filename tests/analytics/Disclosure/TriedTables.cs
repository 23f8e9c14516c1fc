using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>An attacker who knows the rule and every published figure of one month, and tries every table of whole numbers.</summary>
internal static class TriedTables
{
    private const int More = 4;

    /// <summary>The values that each suppressed count has in some table that reads the same; counts are tried up to four above the true one.</summary>
    public static Dictionary<int, HashSet<long>> Possible(TableInput input, TableSystem system)
    {
        // What is published: for each cell of the month, nothing (0), a multiple of five, or [c].
        var rows = input.Rows.Where(row => row.Grain == Grain.Month)
            .Select(row => (Cell: input.Cells[row.Cell], Row: system.RowOf(row.Cell, Grain.Month, 0, row.Period), row.Numerator)).ToArray();
        var (least, most) = (new long[rows.Length], new long[rows.Length]);
        for (var at = 0; at < rows.Length; at++)
        {
            var shown = (rows[at].Numerator + 2) / 5 * 5;
            (least[at], most[at]) = system.State[rows[at].Row] == RowState.Shown
                ? (Math.Max(8, shown - 2), shown + 2)
                : (1, rows[at].Numerator + More);
        }
        var leaves = Enumerable.Range(0, rows.Length).Where(at => rows[at].Cell is { Service: >= 0, Area: >= 0 and < 1000 }).ToArray();
        var sums = Enumerable.Range(0, rows.Length).Except(leaves).Select(sum => (Sum: sum, Parts: leaves.Select(leaf => Lies(rows[leaf].Cell, rows[sum].Cell)).ToArray())).ToArray();
        var possible = Enumerable.Range(0, rows.Length).Where(at => system.State[rows[at].Row] != RowState.Shown).ToDictionary(at => at, _ => new HashSet<long>());
        Try(0, new long[leaves.Length]);
        return possible.ToDictionary(values => rows[values.Key].Row, values => values.Value);

        void Try(int place, long[] tried)
        {
            if (place == leaves.Length)
            {
                for (var leaf = 0; leaf < leaves.Length; leaf++)
                    if (possible.TryGetValue(leaves[leaf], out var values))
                        values.Add(tried[leaf]);
                foreach (var (sum, parts) in sums)
                    if (possible.TryGetValue(sum, out var values))
                        values.Add(tried.Where((_, leaf) => parts[leaf]).Sum());
                return;
            }
            for (tried[place] = least[leaves[place]]; tried[place] <= most[leaves[place]]; tried[place]++)
                if (sums.All(sum => Fits(sum.Sum, sum.Parts, place, tried)))
                    Try(place + 1, tried);
        }

        bool Fits(int sum, bool[] parts, int place, long[] tried)
        {
            var (low, high) = (0L, 0L);
            for (var leaf = 0; leaf < leaves.Length; leaf++)
                if (parts[leaf])
                    (low, high) = (low + (leaf <= place ? tried[leaf] : least[leaves[leaf]]), high + (leaf <= place ? tried[leaf] : most[leaves[leaf]]));
            return high >= least[sum] && low <= most[sum];
        }
    }

    private static bool Lies(Cell leaf, Cell sum) => (sum.Service < 0 || sum.Service == leaf.Service) && (sum.Area < 0 || sum.Area == leaf.Area);
}
