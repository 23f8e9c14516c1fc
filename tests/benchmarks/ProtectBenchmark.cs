using System.Diagnostics;
using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Benchmarks;

/// <summary>Millions of leaf cells protected and attacked.</summary>
public static class ProtectBenchmark
{
    /// <summary>The leg.</summary>
    public static async Task OursAsync(int areas, double mean)
    {
        var input = Draw(areas, 12, 12, 24, mean);
        Console.Error.WriteLine($"{input.Rows.Count} rows, {input.Cells.Length} cells");
        await Leg.MeasureAsync(() =>
        {
            var watch = Stopwatch.StartNew();
            var system = new TableSystem(input, [Grain.Month]);
            Console.Error.WriteLine($"system {watch.Elapsed.TotalSeconds:0.0}");
            var rule = new DisclosureRule();
            var protection = Protection.Run(system, rule);
            Console.Error.WriteLine($"protected {watch.Elapsed.TotalSeconds:0.0} worlds {protection.Worlds.Count} unsafe {protection.Unsafe.Count}");
            var attack = Attack.Run(system, rule, protection.Worlds);
            Console.Error.WriteLine($"attacked {watch.Elapsed.TotalSeconds:0.0} tightest {attack.Tightest} leaks {attack.Leaks.Count}");
            return Task.FromResult(new Dictionary<string, double>
            {
                ["rows"] = system.RowCount,
                ["primary"] = system.State.Count(state => state == RowState.Primary),
                ["secondary"] = system.State.Count(state => state == RowState.Secondary),
                ["leaks"] = attack.Leaks.Count,
            });
        });
    }

    private static TableInput Draw(int areas, int services, int channels, int months, double mean)
    {
        var random = new Random(1);
        var levels = Level.Of(new Publishing().Measure, ["district"]);
        var names = levels.Select(level => level.Name).Distinct().ToArray();
        var cells = new Dictionary<Cell, int>();
        var list = new List<Cell>();
        int Of(Cell cell)
        {
            if (cells.TryGetValue(cell, out var place))
                return place;
            cells[cell] = place = list.Count;
            list.Add(cell);
            return place;
        }
        double[] Weights(int n) => [.. Enumerable.Range(0, n).Select(_ => Math.Exp((random.NextDouble() * 3) - 1.5))];
        var (ws, wa, wc) = (Weights(services), Weights(areas), Weights(channels));
        var counts = new Dictionary<(int, Grain, int), long>();
        for (var s = 0; s < services; s++)
            for (var a = 0; a < areas; a++)
                for (var c = 0; c < channels; c++)
                {
                    var places = levels.Select(level => (Grain: TableSystem.GrainOf(level.Grain), Cell: Of(new(Array.IndexOf(names, level.Name), level.Service ? s : -1, level.Area is null ? -1 : level.Area == "area" ? a : 1_000_000 + (a / 20), level.Channel ? c : -1, -1)))).ToArray();
                    for (var m = 0; m < months; m++)
                    {
                        var day = new DateOnly(2022, 4, 1).AddMonths(m);
                        var count = Poisson(random, mean * ws[s] * wa[a] * wc[c]);
                        foreach (var (grain, cell) in places)
                        {
                            var key = (cell, grain, Periods.StartOf(grain, day).DayNumber);
                            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += count;
                        }
                    }
                }
        return new(levels, [.. list], names, (area, _) => 1_000_000 + (area / 20), [.. counts.Select(count => new InputRow(count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value, 0, RowState.Shown))], Parts.Count, true)
        {
            Keys = [.. Enumerable.Range(0, list.Count).Select(i => (ulong)i)],
        };
    }

    private static long Poisson(Random random, double mean)
    {
        if (mean > 50)
            return (long)Math.Max(0, mean + (Math.Sqrt(mean) * ((random.NextDouble() * 3.4) - 1.7)));
        var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
        for (; product > limit; count++)
            product *= random.NextDouble();
        return count;
    }

    private sealed class Publishing
    {
        public Measure Measure { get; } = new()
        {
            Id = "m",
            File = "m",
            Title = "m",
            Why = "m",
            Stage = "outcome",
            Kind = "count",
            Unit = "u",
            Better = "higher",
            Numerator = "n",
            Denominator = null,
            Disclosure = "person_count",
            Publish = new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> { ["month"] = [["service", "area", "channel"]] },
            DateRole = "d",
            LookbackDays = 0,
            Owner = "o",
            ReviewBy = new(2027, 1, 1),
            Replaces = null,
            Sql = "",
            SqlLine = 1,
            Checks = [],
        };
    }
}
