using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Two measures of the same records: how many there are, and which share of them is of one kind.</summary>
public sealed class SharedCountsTests
{
    private static readonly Dictionary<string, string[]> OfShare = new() { ["month"] = ["sa"], ["week"] = ["s"], ["day"] = ["s"] }, OfCount = new() { ["month"] = ["sa", "sc"], ["week"] = ["s"], ["day"] = ["s"] };

    /// <summary>After late records too, each world that makes one of the two safe is one of the other: it holds as many records in every cell that both publish.</summary>
    [Fact]
    public void What_one_measure_hides_the_other_hides_and_their_worlds_are_worlds_of_both()
    {
        Parallel.For(0, 4, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var share = new InventedTables(seed, OfShare, [2, 4, 3, 0], 6, 3, Parts.Share);
            var random = new Random(seed);
            var memories = new Memory[] { new(), new() };
            for (var publication = 0; publication < 2; publication++)
            {
                for (var late = 0; publication > 0 && late < 20; late++)
                    share.Add([.. share.Sizes.Select(size => size == 0 ? -1 : random.Next(size))], share.LastDay - random.Next(25), random.Next(2), 1);
                var shared = new SharedCounts(["count", "share"], memories.Max(memory => memory.Worlds.Count));
                var systems = new List<TableSystem>();
                foreach (var (measure, tables, memory) in new[] { ("count", share.Counted(OfCount), memories[0]), ("share", share, memories[1]) })
                {
                    var (system, protection) = Decide(tables, memory, shared);
                    Assert.Equal(measure == "share" ? ["count"] : [], system.Given.Measures);
                    shared.Add(new(measure, system, protection, memory));
                    systems.Add(system);
                }
                var worlds = shared.Before.Select(one => one.Worlds).ToArray();
                Assert.True(worlds[1].Count > 20);
                for (var world = 0; world < Math.Max(worlds[0].Count, worlds[1].Count); world++)
                    Assert.Equal(LeavesOf(systems[0], worlds[0], world), LeavesOf(systems[1], worlds[1], world));
                var hidden = systems.Select(system => Enumerable.Range(0, system.RowCount).Where(row => system.State[row] is RowState.Primary or RowState.Secondary).Select(row => PlaceOf(system, row)).ToHashSet()).ToArray();
                var published = Enumerable.Range(0, systems[1].RowCount).Where(row => systems[1].State[row] is RowState.Shown or RowState.Primary or RowState.Secondary).Select(row => PlaceOf(systems[1], row)).ToHashSet();
                Assert.True(hidden[0].Where(published.Contains).Count() > 20);
                Assert.Subset(hidden[1], hidden[0].Where(published.Contains).ToHashSet());
                memories = [.. shared.Before.Select(one => one.After())];
            }
        });
    }

    /// <summary>New days of which the share knows nothing yet, since not every channel came: its year is not what the count counts any more, and stays as known as the count showed it.</summary>
    [Fact]
    public void What_the_count_showed_before_it_counted_more_is_not_the_shares_to_hide()
    {
        Parallel.For(0, 6, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var share = new InventedTables(seed, OfShare, [2, 4, 3, 0], 6, 3, Parts.Share);
            var random = new Random(seed);
            var memories = new Memory[] { new(), new() };
            var late = new List<(int[] Dimensions, int Day)>();
            for (var publication = 0; publication < 3; publication++)
            {
                var count = share.Counted(OfCount);
                for (var more = 0; publication > 0 && more < 25; more++)
                    late.Add(([.. share.Sizes.Select(size => size == 0 ? -1 : random.Next(size))], share.LastDay + publication));
                foreach (var (dimensions, day) in late)
                    count.Add(dimensions, day, 1, 1);
                var shared = new SharedCounts(["count", "share"], memories.Max(memory => memory.Worlds.Count));
                foreach (var (measure, tables, memory) in new[] { ("count", count, memories[0]), ("share", share, memories[1]) })
                {
                    var (system, protection) = Decide(tables, memory, shared);
                    shared.Add(new(measure, system, protection, memory));
                }
                memories = [.. shared.Before.Select(one => one.After())];
            }
        });
    }

    /// <summary>All that a share is made of is published by two others; what is left of it is what they tell together.</summary>
    [Fact]
    public void A_share_of_two_counts_that_are_both_published_is_told_from_others()
    {
        var share = new InventedTables(1, OfShare, [2, 4, 3, 0], 6, 3, Parts.Share);
        var shared = new SharedCounts(["all", "kind", "share"], 0);
        foreach (var (measure, tables) in new[] { ("all", share.Counted(OfCount)), ("kind", share.Counted(OfShare, isOfKind: true)) })
        {
            Assert.Null(GivenOf(share, shared));
            var (system, protection) = Decide(tables, new(), shared);
            shared.Add(new(measure, system, protection, new()));
        }

        Assert.Equal(("kind", "all"), GivenOf(share, shared));

        static (string, string)? GivenOf(InventedTables share, SharedCounts shared) =>
            new TableSystem(share.Input(), [Grain.Month, Grain.Day]) is var system ? GivenCounts.Of(system, shared, new()).Apart(system) : null;
    }

    /// <summary>Where nobody is of a kind, the rest is as many as the whole. It is nobody's count all the same: reasons that a council does not use must not keep each other's shares from being published.</summary>
    [Fact]
    public void Two_shares_of_which_there_are_none_are_published_beside_what_they_are_of()
    {
        var all = new InventedTables(2, OfCount, [1, 1, 1, 0], 3, 300);
        var shared = new SharedCounts(["all", "one", "other"], 0);
        foreach (var (measure, tables) in new[] { ("all", all), ("one", all.OfNobody(OfShare)), ("other", all.OfNobody(OfShare)) })
        {
            var (system, protection) = Decide(tables, new(), shared);
            shared.Add(new(measure, system, protection, new()));
        }
    }

    /// <summary>Why they are not: the share would show of how many it is where the count hides it.</summary>
    [Fact]
    public void Decided_by_themselves_one_of_two_measures_shows_what_the_other_hides()
    {
        var share = new InventedTables(0, OfShare, [2, 4, 3, 0], 6, 3, Parts.Share);
        var count = Decide(share.Counted(OfCount), new(), new(["count"], 0)).System;
        var alone = Decide(share, new(), new(["share"], 0)).System;

        var hidden = Enumerable.Range(0, count.RowCount).Where(row => count.State[row] is RowState.Primary or RowState.Secondary).Select(row => PlaceOf(count, row)).ToHashSet();
        Assert.Contains(Enumerable.Range(0, alone.RowCount), row => alone.State[row] == RowState.Shown && alone.Held[row] > 0 && hidden.Contains(PlaceOf(alone, row)));
    }

    [Fact]
    public async Task A_measure_waits_for_its_turn_and_learns_which_before_it_have_no_new_figures()
    {
        var shared = new SharedCounts(["first", "second", "third"], 0);
        var second = Task.Run(() => shared.Await("second"), TestContext.Current.CancellationToken);
        shared.Await("first");
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(50, TestContext.Current.CancellationToken)));
        shared.End("first", isKept: true);
        await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("first", shared.Lacks(["first"]));
        Assert.Null(shared.Lacks(["third"]));
    }

    private static (TableSystem System, Protection Protection) Decide(InventedTables tables, Memory memory, SharedCounts shared)
    {
        var failed = new List<string>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var system = new TableSystem(tables.Input(), [Grain.Month, Grain.Day]);
            system.Given = GivenCounts.Of(system, shared, new());
            var protection = Protection.Run(system, new(), memory, attempt);
            var attack = Attack.Run(system, new(), protection.Worlds);
            Assert.Equal(0, attack.Refuted);
            if (protection.Lost == 0 && attack.Leaks.Count == 0)
                return (system, protection);
            failed.Add($"{protection.Lost} of {memory.Worlds.Count} worlds lost, {attack.Leaks.Count} leaks: {string.Join("; ", attack.Leaks.Take(3).Select(row => $"{PlaceOf(system, row)} part {system.Spans[system.SpanOf[row]].Part} of {system.Held[row]}, in all {system.Held[Math.Max(0, system.Twin(row, 1))]}, {system.State[row]}"))}");
        }
        throw new InvalidOperationException($"No attempt was safe: {string.Join(" | ", failed)}");
    }

    /// <summary>By how many records the finest cells by month that both measures have differ in a world.</summary>
    private static SortedDictionary<string, int> LeavesOf(TableSystem system, Worlds worlds, int world)
    {
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (row, offset) in world < worlds.Count ? worlds[world] : [])
            if (system.Spans[system.SpanOf[row]].Grain == Grain.Month && system.CellOf(row) is { Service: >= 0, Area: >= 0 })
                sums[PlaceOf(system, row)] = sums.GetValueOrDefault(PlaceOf(system, row)) + offset;
        return new(sums.Where(sum => sum.Value != 0).ToDictionary(), StringComparer.Ordinal);
    }

    private static string PlaceOf(TableSystem system, int row) => system.CellOf(row) is var cell && system.KeyOfRow(row) is var key ? $"{key.Grain} {key.Period} {cell.Service} {cell.Area} {cell.Channel}" : "";
}
