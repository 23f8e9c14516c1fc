using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Counts that two measures publish in different cells: what is found of them, and what a measure hides and knows beside another.</summary>
public sealed class SameCountsTests
{
    private static readonly Dictionary<string, string[]> ByChannel = new() { ["month"] = ["sa", "sc"] }, ByArea = new() { ["month"] = ["sa"] };

    [Fact]
    public void A_count_by_channel_and_one_of_a_channel_alone_are_the_same_in_each_service()
    {
        var (all, phone) = ByChannelAndOfOne(1);

        var pairs = SameCounts.Apart(phone, all, new()).ToArray();

        Assert.Empty(SameCounts.Of(phone, all, new()));
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal(phone.Held[pair.Row], all.Held[pair.Other]));
        Assert.All(pairs, pair => Assert.Equal((-1, 0), (phone.CellOf(pair.Row).Channel, all.CellOf(pair.Other).Channel)));
        Assert.All(pairs, pair => Assert.Equal(phone.CellOf(pair.Row).Service, all.CellOf(pair.Other).Service));
        // Every month of every service, and of all: also those with few, of which their own cell would not tell.
        Assert.Superset(Enumerable.Range(0, phone.RowCount).Where(row => phone.CellOf(row).Area < 0 && phone.State[row] is not RowState.Absent).ToHashSet(), pairs.Select(pair => pair.Row).ToHashSet());
    }

    [Fact]
    public void Counts_that_are_equal_now_and_then_are_not_the_same()
    {
        Parallel.For(0, 20, seed =>
        {
            var (one, other) = (new InventedTables(seed, ByChannel, [3, 4, 3, 0], 24, 4), new InventedTables(seed + 1000, ByArea, [3, 4, 0, 0], 24, 12));
            Assert.Empty(SameCounts.Apart(Of(one), Of(other), new()));
        });
    }

    [Fact]
    public void A_count_of_one_service_is_the_same_where_the_other_does_not_say_whose_it_is()
    {
        var all = new InventedTables(3, ByArea, [3, 4, 0, 0], 12, 20);
        var one = all.Only(0, 1, new Dictionary<string, string[]> { ["month"] = ["a"] });

        var pairs = SameCounts.Apart(Of(one), Of(all), new()).ToArray();

        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal((-1, 1), (Of(one).CellOf(pair.Row).Service, Of(all).CellOf(pair.Other).Service)));
    }

    /// <summary>What a count by channel hides of a channel is hidden in the measure of that channel alone. What it shows is known there: in no world is it anything else, and what is hidden is safe all the same.</summary>
    [Fact]
    public void What_is_hidden_in_another_cell_is_hidden_and_what_is_shown_there_is_known()
    {
        var (hidden, known) = (0, 0);
        Parallel.For(0, 8, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var shared = new SharedCounts(["all", "phone"], 0);
            var tables = new InventedTables(seed, ByChannel, [3, 4, 3, 0], 12, 7);
            var (all, phone) = (Decide("all", tables, shared), Decide("phone", tables.Only(2, 0, ByArea), shared));

            Assert.Equal(["all"], phone.Given.Neighbours);
            foreach (var (row, other) in SameCounts.Apart(phone, all, new()).Where(pair => phone.Held[pair.Row] > 0))
                if (all.State[other] is RowState.Primary or RowState.Secondary)
                {
                    Interlocked.Increment(ref hidden);
                    Assert.True(phone.State[row] is RowState.Primary or RowState.Secondary, $"{phone.KeyOfRow(row)} of {phone.Held[row]} is {phone.State[row]} and hidden in the other measure.");
                }
                else
                {
                    Interlocked.Increment(ref known);
                    Assert.True(phone.Given.IsKnown(row));
                    var (least, most) = new DisclosureRule().Behind(new DisclosureRule().Round(phone.Held[row]));
                    Assert.All(Enumerable.Range(0, shared.Before[1].Worlds.Count), world => Assert.InRange(phone.Held[row] + OffsetOf(phone, shared.Before[1].Worlds[world], row), least, most));
                }
        });
        Assert.True(hidden > 10 && known > 200, $"{hidden} hidden, {known} known");
    }

    /// <summary>Decided by itself, the measure of one channel shows what the other hides.</summary>
    [Fact]
    public void Decided_by_itself_it_shows_what_is_hidden_in_another_cell()
    {
        var shown = 0;
        for (var seed = 0; seed < 4; seed++)
        {
            var (all, phone) = ByChannelAndOfOne(seed);
            Protection.Run(all, new());
            Protection.Run(phone, new());
            shown += SameCounts.Apart(phone, all, new()).Count(pair => phone.State[pair.Row] == RowState.Shown && all.State[pair.Other] == RowState.Secondary);
        }
        Assert.True(shown > 0);
    }

    /// <summary>A count by service, area and channel, and of channel 0 alone by service and area.</summary>
    private static (TableSystem All, TableSystem Phone) ByChannelAndOfOne(int seed)
    {
        var all = new InventedTables(seed, ByChannel, [3, 4, 3, 0], 12, 4);
        return (Of(all), Of(all.Only(2, 0, ByArea)));
    }

    private static TableSystem Decide(string measure, InventedTables tables, SharedCounts shared)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var system = Of(tables);
            system.Given = GivenCounts.Of(system, shared, new());
            var protection = Protection.Run(system, new(), null, attempt);
            var attack = Attack.Run(system, new(), protection.Worlds);
            Assert.Equal(0, attack.Refuted);
            if (attack.Leaks.Count > 0)
                continue;
            shared.Add(new(measure, system, protection, new()));
            return system;
        }
        throw new InvalidOperationException($"No attempt at {measure} was safe.");
    }

    private static TableSystem Of(InventedTables tables) => new(tables.Input(), [Grain.Month]);

    private static int OffsetOf(TableSystem system, IEnumerable<(int Row, short Offset)> world, int row) =>
        world.Where(entry => Excursion.Above(system, entry.Row).Contains(row)).Sum(entry => entry.Offset);
}
