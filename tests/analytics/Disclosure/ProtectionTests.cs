using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>
/// Random councils. A few of each kind by default; all of them with <c>OUTCOMES_DISCLOSURE_TABLES=full</c> (2,000 councils of up to 30 areas ×
/// 12 services × 6 channels × 24 months, 5,000 small tables).
/// </summary>
public sealed class ProtectionTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("OUTCOMES_DISCLOSURE_TABLES") == "full";

    private static readonly Dictionary<string, string[]> Small = new() { ["month"] = ["sa"] };

    [Fact]
    public void In_random_councils_every_suppressed_count_can_have_as_many_values_as_the_rule_asks_for() =>
        Parallel.For(0, Full ? 2000 : 12, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            // Like a publication: an attempt that fails is followed by one that looks elsewhere.
            for (var (attempt, isOpen) = (0, true); isOpen; attempt++)
            {
                var system = Council(seed);
                Assert.Null(system.Mixed);
                Assert.Null(system.FindContradiction());
                var protection = Protection.Run(system, new(), attempt: attempt);
                var attack = Attack.Run(system, new(), protection.Worlds);
                isOpen = attack.Leaks.Count > 0;
                Assert.Equal((0, protection.Unsafe.Count), (attack.Refuted, attack.Leaks.Count));
                Assert.False(isOpen && attempt == 3, $"Council {seed} cannot be published: {attack.Leaks.Count} counts could be worked out.");
            }
        });

    [Fact]
    public void An_attacker_who_tries_every_table_of_whole_numbers_agrees() =>
        Parallel.For(0, Full ? 5000 : 100, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var random = new Random(seed);
            int[][] shapes = [[2, 2, 0, 0], [1, 4, 0, 0], [1, 3, 0, 0], [2, 1, 0, 0]];
            var tables = new InventedTables(seed, Small, shapes[random.Next(shapes.Length)], months: 1, mean: Math.Exp((random.NextDouble() * 4) - 1));
            var input = tables.Input();
            var system = new TableSystem(input, [Grain.Month]);
            Protection.Run(system, new());
            foreach (var (row, values) in TriedTables.Possible(input, system))
            {
                var width = system.State[row] == RowState.Primary ? 4 : 5;
                var run = 1;
                for (var value = system.Held[row] + 1; values.Contains(value); value++)
                    run++;
                for (var value = system.Held[row] - 1; values.Contains(value); value--)
                    run++;
                Assert.True(run >= width, $"Table {seed}: {system.CellOf(row)} is {system.Held[row]}, and the attacker is left with {string.Join(", ", values.Order())}.");
            }
        });

    [Fact]
    public void Equal_tables_are_protected_alike()
    {
        var (first, second) = (Council(7), Council(7));
        var (one, other) = (Protection.Run(first, new()), Protection.Run(second, new()));
        Assert.Equal(first.State, second.State);
        Assert.Equal(one.Worlds.Count, other.Worlds.Count);
    }

    [Fact]
    public void What_is_published_again_and_has_not_changed_reads_the_same_and_worlds_hold_over_both_publications()
    {
        var published = 0;
        for (var seed = 0; seed < 8; seed++)
        {
            var tables = CouncilTables(seed);
            var first = new TableSystem(tables.Input(), Grains(tables));
            var before = Protection.Run(first, new());
            var memory = new Memory().After(first, before.Leaf, before.Worlds);
            var random = new Random(seed);
            for (var late = 0; late < 30; late++)
                tables.Add([.. tables.Sizes.Select(size => size == 0 ? -1 : random.Next(size))], tables.LastDay - random.Next(20), 1, 1);
            var second = new TableSystem(tables.Input(), Grains(tables));
            var after = Protection.Run(second, new(), memory);

            // Where it cannot be safe it is refused, and never by mistake published.
            Assert.Equal(after.Unsafe.Order(), Attack.Run(second, new(), after.Worlds).Leaks.Order());
            if (after.Unsafe.Count > 0 || after.Lost > 0)
                continue;
            published++;
            for (var row = 0; row < first.RowCount; row++)
                if (first.KeyOfRow(row) is var key && second.RowWith(key) is >= 0 and var again && first.Held[row] == second.Held[again] && first.State[row] != RowState.Absent)
                    // What goes on may be hidden since: nobody knows then that nothing came to it.
                    Assert.True((first.State[row] == RowState.Shown) == (second.State[again] == RowState.Shown) || (first.State[row] == RowState.Shown && key.Period == second.Periods.Starts[(int)key.Grain][^1]));
        }
        Assert.Equal(8, published);
    }

    /// <summary>Every day brings a few records, most cells none: totals of a new month, quarter and year differ by little from those published the day before.</summary>
    [Fact]
    public void A_council_that_publishes_every_day_of_a_new_month_is_safe_every_day_and_worlds_hold_over_all_of_them()
    {
        var (published, councils, days) = (0, Full ? 4 : 2, Full ? 7 : 4);
        Parallel.For(0, councils, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var publish = new Dictionary<string, string[]> { ["month"] = ["sa", "sc"] };
            if (seed % 2 == 0)
                (publish["week"], publish["day"]) = (["s"], ["s"]);
            var tables = new InventedTables(seed, publish, [5, 8, 4, 0], 14, 3, seed % 3 == 0 ? Parts.Share : Parts.Count);
            var random = new Random(seed);
            var (memory, before) = (new Memory(), (System: new TableSystem(tables.Input(), Grains(tables)), Worlds: new Worlds()));
            var first = tables.LastDay + 1;
            for (var day = first - 1; day < first + days; day++)
            {
                for (var record = 0; day >= first && record < 14; record++)
                    tables.Add([.. tables.Sizes.Select(size => size == 0 ? -1 : random.Next(size))], day, random.Next(2), 1);
                for (var attempt = 0; attempt < 4; attempt++)
                {
                    var system = new TableSystem(tables.Input(), Grains(tables));
                    var protection = Protection.Run(system, new(), memory, attempt);
                    var attack = Attack.Run(system, new(), protection.Worlds);
                    Assert.Equal((0, protection.Unsafe.Count), (attack.Refuted, attack.Leaks.Count));
                    if (protection.Lost > 0 || attack.Leaks.Count > 0)
                        continue;
                    Interlocked.Increment(ref published);
                    AssertGoesOn(before.System, before.Worlds, system, protection.Worlds);
                    memory = memory.After(system, protection.Leaf, protection.Worlds);
                    before = (system, protection.Worlds);
                    break;
                }
            }
        });
        Assert.Equal(councils * (days + 1), published);
    }

    /// <summary>In every world that is remembered, a leaf to which nothing came is what it was; of a period that goes on, that or more.</summary>
    private static void AssertGoesOn(TableSystem before, Worlds then, TableSystem after, Worlds now)
    {
        for (var world = 0; world < then.Count; world++)
        {
            var was = then[world].ToDictionary(leaf => before.KeyOfRow(leaf.Row), leaf => leaf.Offset);
            var isNow = now[world].ToDictionary(leaf => after.KeyOfRow(leaf.Row), leaf => leaf.Offset);
            foreach (var key in was.Keys.Union(isNow.Keys))
                if (before.RowWith(key) is >= 0 and var old && after.RowWith(key) is >= 0 and var row && before.Held[old] == after.Held[row] && before.State[old] != RowState.Absent)
                    Assert.True(isNow.GetValueOrDefault(key) is var offset && was.GetValueOrDefault(key) is var earlier && (offset == earlier || (offset > earlier && key.Period == after.Periods.Starts[(int)key.Grain][^1])),
                        $"World {world}: {key} was {earlier} from the true count, and is {offset}.");
        }
    }

    [Fact]
    public void A_week_that_was_missing_and_is_whole_with_the_count_it_had_reads_the_same_in_every_world()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var tables = new InventedTables(seed, new Dictionary<string, string[]> { ["month"] = ["sa"], ["week"] = ["s"], ["day"] = ["s"] }, [3, 4, 0, 0], 2, 3);
            var input = tables.Input();
            // Of the last week some days are still to come: it is missing, and nobody has what it counts so far.
            var first = new TableSystem(input with { Rows = [.. input.Rows.Select(row => row.Grain == Grain.Week && row.Period + 6 > tables.LastDay ? row with { State = RowState.Unpublished } : row)] }, Grains(tables));
            var before = Protection.Run(first, new());
            var after = Protection.Run(new TableSystem(input, Grains(tables)), new(), new Memory().After(first, before.Leaf, before.Worlds));
            Assert.Equal((0, 0), (after.Lost, after.Unsafe.Count));
        }
    }

    [Fact]
    public void Whoever_sees_a_share_knows_that_it_is_of_twenty_at_least()
    {
        var tables = new InventedTables(5, new Dictionary<string, string[]> { ["month"] = ["sa"] }, [3, 8, 0, 0], 6, 20, Parts.Share);
        var system = new TableSystem(tables.Input(), [Grain.Month]);
        var worlds = Protection.Run(system, new()).Worlds;
        var shown = Enumerable.Range(0, system.RowCount).Where(row => system.KeyOfRow(row).Part == 1 && system.State[row] == RowState.Shown && system.Held[row] > 0).ToArray();

        Assert.Contains(shown, row => system.Held[row] is >= 20 and <= 22);
        Assert.All(shown, row => Assert.True(Protection.Behind(system, new(), row).Low >= 20));
        Assert.Equal((0, 0), (Attack.Run(system, new(), worlds).Refuted, Attack.Run(system, new(), worlds).Leaks.Count));
    }

    [Fact]
    public void A_share_of_which_one_part_changed_late_is_published_again_and_what_was_shown_of_the_other_stays_all_that_is_known()
    {
        var (published, hiddenSince) = (0, 0);
        for (var seed = 0; seed < 8; seed++)
        {
            var tables = new InventedTables(seed, new Dictionary<string, string[]> { ["month"] = ["sa", "sc"] }, [2, 4, 3, 0], 2, 15, Parts.Share);
            var first = new TableSystem(tables.Input(), [Grain.Month]);
            var before = Protection.Run(first, new());
            Assert.Empty(before.Unsafe);
            var memory = new Memory().After(first, before.Leaf, before.Worlds);
            var random = new Random(seed);
            for (var late = 0; late < 6; late++)
                tables.Add([.. tables.Sizes.Select(size => size == 0 ? -1 : random.Next(size))], tables.LastDay - random.Next(20), random.Next(2), 1);
            var second = new TableSystem(tables.Input(), [Grain.Month]);
            var after = Protection.Run(second, new(), memory);
            var attack = Attack.Run(second, new(), after.Worlds);

            Assert.Equal(after.Unsafe.Order(), attack.Leaks.Order());
            published += attack.Leaks.Count == 0 && after.Lost == 0 ? 1 : 0;
            for (var row = 0; row < second.RowCount; row++)
                if (second.WasShown[row])
                {
                    // Only what was shown, and has not changed, is asked nothing of.
                    var old = first.RowWith(second.KeyOfRow(row));
                    Assert.Equal((RowState.Shown, second.Held[row]), (first.State[old], first.Held[old]));
                    Assert.True(second.Held[row] is 0 or > 7);
                    hiddenSince += second.State[row] == RowState.Shown ? 0 : 1;
                }
        }
        Assert.InRange(published, 7, 8);
        Assert.InRange(hiddenSince, 1, int.MaxValue);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 10)]
    [InlineData(12, 10)]
    [InlineData(13, 15)]
    public void Counts_are_rounded_to_five(long count, long shown)
    {
        var rule = new DisclosureRule();
        Assert.Equal(shown, rule.Round(count));
        Assert.InRange(count, rule.Behind(shown).Low, rule.Behind(shown).High);
    }

    private static TableSystem Council(int seed) => CouncilTables(seed) is var tables ? new TableSystem(tables.Input(), Grains(tables)) : null!;

    private static Grain[] Grains(InventedTables tables) =>
        [.. tables.Levels.Select(level => TableSystem.BaseOf(TableSystem.GrainOf(level.Grain))).Distinct()];

    private static InventedTables CouncilTables(int seed)
    {
        var random = new Random(seed);
        // One in ten as large as they come; the others smaller, so that many fit into the time.
        var share = Full && seed % 10 == 0 ? 1 : 0.4;
        int Up(int most) => 1 + random.Next((int)Math.Ceiling(most * share));
        int[] sizes = [Up(12), Up(30), Up(6), 0];
        var publish = new Dictionary<string, string[]> { ["month"] = ["sa", "sc"] };
        if (random.Next(2) == 0)
            (publish["week"], publish["day"]) = (["s"], ["s"]);
        return new(seed, publish, sizes, Up(24), Math.Exp((random.NextDouble() * 4) - 3), random.Next(3) == 0 ? Parts.Share : Parts.Count);
    }
}
