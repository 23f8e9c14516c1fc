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
        var every = new EverySum(system);
        var (seen, reached, refuted) = (new ulong[system.RowCount], system.HasContributors ? new int[system.RowCount] : [], 0);
        Array.Fill(seen, 1ul << Protection.Nearest);
        var chunk = Math.Max(1, (worlds.Count + 15) / 16);
        Parallel.For(0, (worlds.Count + chunk - 1) / chunk, () => new WorldSums(every), (part, _, sums) =>
        {
            for (var world = part * chunk; world < Math.Min(worlds.Count, (part + 1) * chunk); world++)
                if (!sums.Try(worlds[world], system.Given.In(world), rule, seen, reached))
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
}
