using System.Collections.Concurrent;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>A small council whose sources bring a few days at a time, now one and now another, so that a day is published before all of it has come.</summary>
public sealed class DeliveriesInPartsTests
{
    private static readonly Dictionary<string, string[]> Publish = new() { ["month"] = ["sa", "sc"], ["week"] = ["s"], ["day"] = ["s"] };

    [Fact]
    public void A_day_of_which_a_part_was_published_before_the_rest_came_is_published_again()
    {
        var refused = new ConcurrentBag<string>();
        Parallel.For(0, 50, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var random = new Random(seed);
            var tables = new InventedTables(seed, Publish, [1, 2, 1, 0], 1, 0);
            var first = new DateOnly(2026, 3, 2).DayNumber;
            var (delivered, there, memory) = (40, new int[3], new Memory());
            // As many places as the day is far into its delivery, 40 days at first and 5 then, and more of the later sources; in each ward every other day.
            void Bring(int source, int until)
            {
                for (var day = there[source]; day < until; day++)
                    if ((day < 40 ? day : (day - 40) % 5) is var within)
                        for (var place = 0; place < (within % 7) + source + 1; place++)
                            tables.Add([0, within % 2, 0, -1], first + day, 1, 1);
                there[source] = until;
            }
            for (var publication = 0; publication < 24; publication++)
            {
                for (var source = 0; source < 3; source++)
                    if (random.Next(3) > 0)
                        Bring(source, delivered);
                if (there.Max() == 0)
                    continue;
                if (random.Next(2) == 0)
                    delivered += 5;
                if (Decide(tables, memory, first + there.Min()) is { } after)
                    memory = after;
                else
                    refused.Add($"seed {seed}, publication {publication}, days {string.Join(' ', there)}");
            }
        });
        Assert.True(refused.IsEmpty, $"{refused.Count} refused: {string.Join("; ", refused.Take(20))}");
    }

    private static Memory? Decide(InventedTables tables, Memory memory, int known)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var input = tables.Input();
            var system = new TableSystem(input with { Rows = [.. input.Rows.Select(row => LastOf(row) < known ? row : row with { State = RowState.Unpublished })] }, [Grain.Month, Grain.Day]);
            var protection = Protection.Run(system, new(), memory, attempt);
            if (protection.Lost == 0 && Attack.Run(system, new(), protection.Worlds).Leaks.Count == 0)
                return memory.After(system, protection.Leaf, protection.Worlds);
        }
        return null;
    }

    private static int LastOf(InputRow row) => DateOnly.FromDayNumber(row.Period) is var first ? (row.Grain switch
    {
        Grain.Day => first,
        Grain.Week => first.AddDays(6),
        Grain.Month => first.AddMonths(1).AddDays(-1),
        Grain.Quarter => first.AddMonths(3).AddDays(-1),
        _ => first.AddYears(1).AddDays(-1),
    }).DayNumber : 0;
}
