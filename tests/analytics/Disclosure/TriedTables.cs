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
            .Select(row => (Cell: input.Cells[row.Cell], Row: system.Measures[0].RowOf(row.Cell, Grain.Month, 0, row.Period), row.Numerator)).ToArray();
        var leaves = rows.Where(row => row.Cell is { Service: >= 0, Area: >= 0 and < 1000 }).ToArray();
        var values = Values([.. leaves.Select(leaf => leaf.Numerator)], [.. rows.Select(row =>
        {
            var (least, most) = system.State[row.Row] == RowState.Shown ? Behind(row.Numerator) : (1, row.Numerator + More);
            return (Enumerable.Range(0, leaves.Length).Where(leaf => Lies(leaves[leaf].Cell, row.Cell)).ToArray(), least, most);
        })]);
        return Enumerable.Range(0, rows.Length).Where(at => system.State[rows[at].Row] != RowState.Shown).ToDictionary(at => rows[at].Row, at => values[at]);
    }

    /// <summary>The least and greatest count behind a shown one, worked out by hand from the rule.</summary>
    public static (long Least, long Most) Behind(long count) => count == 0 ? (0, 0) : (Math.Max(8, ((count + 2) / 5 * 5) - 2), ((count + 2) / 5 * 5) + 2);

    /// <summary>The values that each sum has over all whole numbers, for its leaves, with which every sum is where it is known to be.</summary>
    /// <param name="truth">The true leaves: each is tried up to four above.</param>
    /// <param name="sums">Sums of leaves, and the least and most that each is known to be.</param>
    public static HashSet<long>[] Values(long[] truth, (int[] Leaves, long Least, long Most)[] sums)
    {
        var values = sums.Select(_ => new HashSet<long>()).ToArray();
        var of = truth.Select((_, leaf) => Enumerable.Range(0, sums.Length).Where(sum => sums[sum].Leaves.Contains(leaf)).ToArray()).ToArray();
        var (now, open) = (new long[sums.Length], sums.Select(sum => sum.Leaves.Sum(leaf => truth[leaf] + More)).ToArray());
        Try(0);
        return values;

        void Try(int leaf)
        {
            if (leaf == truth.Length)
            {
                for (var sum = 0; sum < sums.Length; sum++)
                    values[sum].Add(now[sum]);
                return;
            }
            var most = truth[leaf] + More;
            foreach (var sum in of[leaf])
                open[sum] -= most;
            for (var tried = 0L; tried <= most; tried++)
            {
                foreach (var sum in of[leaf])
                    now[sum] += tried;
                if (Array.TrueForAll(of[leaf], sum => now[sum] <= sums[sum].Most && now[sum] + open[sum] >= sums[sum].Least))
                    Try(leaf + 1);
                foreach (var sum in of[leaf])
                    now[sum] -= tried;
            }
            foreach (var sum in of[leaf])
                open[sum] += most;
        }
    }

    private static bool Lies(Cell leaf, Cell sum) => (sum.Service < 0 || sum.Service == leaf.Service) && (sum.Area < 0 || sum.Area == leaf.Area);
}
