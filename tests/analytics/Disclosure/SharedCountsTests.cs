using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>
/// Measures that share counts, protected one after the other and attacked together: contacts, the share of them on digital channels (the denominator is
/// contacts, the numerator contacts by some channels), and the share that came again (the denominator is contacts).
/// </summary>
public sealed class SharedCountsTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("OUTCOMES_DISCLOSURE_TABLES") == "full";

    [Fact]
    public void In_random_councils_an_attacker_who_reads_every_measure_is_left_with_as_many_values_as_the_rule_asks_for() =>
        Parallel.For(0, Full ? 500 : 10, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var random = new Random(seed);
            int Up(int most) => 1 + random.Next(most);
            var council = Draw(seed, [Up(4), Up(8), 4, 0], Up(6), Math.Exp((random.NextDouble() * 4) - 2));
            var (group, attack) = Decide(council, seed);
            Assert.True(attack.Leaks.Count == 0, $"Council {seed}: {attack.Leaks.Count} counts can be worked out.");
            Assert.Equal(0, attack.Refuted);
        });

    [Fact]
    public void Counts_that_are_the_same_or_add_up_are_found_from_the_figures()
    {
        var group = Decide(Draw(1, [4, 6, 4, 0], 6, 8), 1).Group;

        Assert.Contains(group.Links, link => link is { Measure: "digital", Part: 1, Dimension: -1, Terms: [{ Measure: "contacts", Part: 0, Sign: 1 }] });
        Assert.Contains(group.Links, link => link is { Measure: "digital", Part: 0, Dimension: 2, Members: [0, 1], Terms: [{ Measure: "contacts", Part: 0, Sign: 1 }] });
        Assert.Contains(group.Links, link => link is { Measure: "again", Part: 1, Dimension: -1, Terms: [{ Measure: "contacts", Part: 0, Sign: 1 }] });
        Assert.DoesNotContain(group.Links, link => link is { Measure: "again", Part: 0 });
    }

    [Fact]
    public void What_one_measure_suppresses_no_other_shows()
    {
        var group = Decide(Draw(2, [3, 6, 4, 0], 4, 2), 2).Group;
        var contacts = group.Measures[0].Alone;
        var hidden = 0;
        foreach (var (_, _, alone, _) in group.Measures.Skip(1))
            for (var row = 0; row < alone.RowCount; row++)
                if (alone.State[row] != RowState.Absent && alone.SpanAt(row) is { Part: 1 } span
                    && Ties.CellsOf(span.Of, span.Cell, contacts.Measures[0], -1, []).DefaultIfEmpty(-1).First() is >= 0 and var cell
                    && contacts.Measures[0].RowOf(cell, span.Grain, 0, span.Of.Periods.Starts[(int)span.Grain][row - span.First]) is >= 0 and var same && contacts.Suppressed[same])
                {
                    Assert.True(alone.Suppressed[row], "A denominator shows contacts that are suppressed.");
                    hidden++;
                }
        Assert.InRange(hidden, 10, int.MaxValue);
    }

    [Fact]
    public void An_attacker_who_tries_every_table_of_whole_numbers_over_both_measures_agrees() =>
        Parallel.For(0, Full ? 5000 : 150, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            // One service, one month, two areas: contacts by area, and how many of them came again.
            var random = new Random(seed);
            var (again, once) = (new long[2], new long[2]);
            for (var area = 0; area < 2; area++)
                (again[area], once[area]) = (random.Next(random.Next(2) == 0 ? 8 : 16), random.Next(random.Next(2) == 0 ? 8 : 16));
            var council = new Council(Tables(Parts.Count, ["sa"]), Tables(Parts.Share, ["sa"]));
            for (var area = 0; area < 2; area++)
                for (var record = 0; record < again[area] + once[area]; record++)
                {
                    council.Measures[0].Tables.Add([0, area, -1, -1], Day, 1, 1);
                    council.Measures[1].Tables.Add([0, area, -1, -1], Day, record < again[area] ? 1 : 0, 1);
                }
            if (again.Sum() + once.Sum() == 0)
                return;
            var (group, attack) = Decide(council, seed);
            if (attack.Leaks.Count > 0)
                return; // Refused, and so not published.
            var sums = new List<(int[] Leaves, long Least, long Most)>();
            var hidden = new List<bool>();
            long[] truth = [.. again, .. once];
            foreach (var (of, part, leaves) in new[] { (0, 0, new[] { 0, 1, 2, 3 }), (1, 0, [0, 1]), (1, 1, [0, 1, 2, 3]) })
                foreach (var area in new[] { -1, 0, 1 })
                {
                    var alone = group.Measures[of].Alone;
                    var measure = alone.Measures[0];
                    var cell = measure.Cells.ToList().FindIndex(cell => cell.Area == area);
                    int[] counted = [.. leaves.Where(leaf => area < 0 || leaf % 2 == area)];
                    var count = counted.Sum(leaf => truth[leaf]);
                    if (cell < 0 || measure.RowOf(cell, Grain.Month, part, Month) is not (>= 0 and var row) || alone.State[row] == RowState.Absent)
                    {
                        Assert.Equal(0, count);
                        sums.Add((counted, 0, 0));
                        hidden.Add(false);
                        continue;
                    }
                    var suppressed = alone.Suppressed[row];
                    var (least, most) = suppressed ? (part == 0 && of == 1 ? 0 : 1, count + 8) : TriedTables.Behind(count);
                    sums.Add((counted, least, most));
                    // A denominator that contacts show is no secret.
                    hidden.Add(suppressed && !(part == 1 && !group.Measures[0].Alone.Suppressed[group.Measures[0].Alone.Measures[0].RowOf(cell, Grain.Month, 0, Month)]));
                }
            var values = TriedTables.Values(truth, [.. sums]);
            for (var sum = 0; sum < sums.Count; sum++)
                if (hidden[sum])
                {
                    var (run, held) = (1, sums[sum].Leaves.Sum(leaf => truth[leaf]));
                    for (var value = held + 1; values[sum].Contains(value); value++)
                        run++;
                    for (var value = held - 1; values[sum].Contains(value); value--)
                        run++;
                    Assert.True(run >= 4, $"Table {seed}: sum {sum} is {held}, and the attacker is left with {string.Join(", ", values[sum].Order())}.");
                }
        });

    [Fact]
    public void Worlds_of_measures_that_share_counts_hold_over_two_publications()
    {
        var published = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var council = Draw(seed, [2, 5, 4, 0], 4, 3);
            var first = Decide(council, seed).Group;
            var random = new Random(seed);
            for (var late = 0; late < 20; late++)
                council.Count(random.Next(2), random.Next(5), random.Next(4), Day + 100, random.Next(4) == 0);
            var (second, attack) = Decide(council, seed, first.Memory);
            if (attack.Leaks.Count > 0)
                continue;
            published++;
            foreach (var (before, after) in first.Measures.Zip(second.Measures))
                for (var row = 0; row < before.Alone.RowCount; row++)
                    if (after.Alone.RowWith(before.Alone.KeyOfRow(row)) is >= 0 and var again && before.Alone.Held[row] == after.Alone.Held[again] && before.Alone.State[row] is not (RowState.Absent or RowState.Unpublished))
                        Assert.Equal(before.Alone.Suppressed[row], after.Alone.Suppressed[again]);
        }
        Assert.InRange(published, 4, 6);
    }

    private static readonly int Month = new DateOnly(2022, 4, 1).DayNumber;

    private static readonly int Day = new DateOnly(2022, 4, 12).DayNumber;

    private static InventedTables Tables(Parts parts, string[] tables) =>
        new(0, new Dictionary<string, string[]> { ["month"] = tables }, [0, 0, 0, 0], 0, 0, parts);

    private static Council Draw(int seed, int[] sizes, int months, double mean)
    {
        var random = new Random(seed);
        var council = new Council(Tables(Parts.Count, ["sa", "sc"]), Tables(Parts.Share, ["sa"]), Tables(Parts.Share, ["sc"]));
        double[] Weights(int size) => [.. Enumerable.Range(0, size).Select(_ => Math.Exp((random.NextDouble() * 3) - 1.5))];
        var (services, areas, channels) = (Weights(sizes[0]), Weights(sizes[1]), Weights(sizes[2]));
        int Pick(double[] weights)
        {
            var left = random.NextDouble() * weights.Sum();
            for (var at = 0; at < weights.Length; at++)
                if ((left -= weights[at]) < 0)
                    return at;
            return weights.Length - 1;
        }
        for (var record = 0; record < sizes[0] * sizes[1] * sizes[2] * months * mean; record++)
            council.Count(Pick(services), Pick(areas), Pick(channels), Day + random.Next(30 * months) - 11, random.Next(4) == 0);
        return council;
    }

    /// <summary>Decides the measures one after the other, as a publication does, and attacks what comes out.</summary>
    private static (Group Group, Attack Attack) Decide(Council council, int seed, Memory? memory = null)
    {
        var group = new Group();
        var attack = new Attack(0, 0, []);
        foreach (var (name, tables) in council.Measures)
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var input = tables.Input() with { Measure = name };
                var alone = new TableSystem([input]);
                var links = SharedCounts.Find(alone, [.. group.Measures.Select(decided => decided.Alone)]);
                var own = memory?.Only(name);
                var together = Group.Of(group.Measures.Count == 0 ? [] : [group], links, own);
                var (system, pinned) = together.With(alone);
                var protection = Protection.Run(system, new(), together.Memory, attempt, pinned);
                attack = Attack.Run(system, new(), protection.Worlds);
                if ((attack.Leaks.Count > 0 || protection.Lost > 0) && attempt < 2)
                    continue;
                if (attack.Leaks.Count > 0 || protection.Lost > 0)
                    return (group, attack with { Leaks = attack.Leaks.Count > 0 ? attack.Leaks : [-1] });
                together.Add(name, input, system, alone, protection);
                group = together;
                break;
            }
        return (group, attack);
    }

    private sealed class Council(InventedTables contacts, InventedTables first, InventedTables? second = null)
    {
        public (string Name, InventedTables Tables)[] Measures { get; } =
            second is null ? [("contacts", contacts), ("again", first)] : [("contacts", contacts), ("digital", first), ("again", second)];

        /// <summary>One contact, by the first two channels digital, in every measure that counts it.</summary>
        public void Count(int service, int area, int channel, int day, bool again)
        {
            int[] where = [service, area, channel, -1];
            contacts.Add(where, day, 1, 1);
            first.Add(where, day, channel < 2 ? 1 : 0, 1);
            second!.Add(where, day, again ? 1 : 0, 1);
        }
    }
}
