using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Tables of an invented council: single records are drawn and counted in every table at every level and grain.</summary>
internal sealed class InventedTables
{
    private readonly Random random;
    private readonly Dictionary<(int Cell, Grain Grain, int Period), (long Numerator, long Denominator)> counts = [];
    private readonly Dictionary<Cell, int> cells = [];
    private readonly List<Cell> cellList = [];
    private readonly string[] names;
    private readonly Level[] levels;
    private readonly List<(int[] Dimensions, int Day, long Numerator, long Denominator)> records = [];

    /// <param name="seed">Equal seeds give equal tables.</param>
    /// <param name="publish">The tables: what each breaks by, of s, a, c and p, by grain.</param>
    /// <param name="sizes">How many services, areas, channels and platforms.</param>
    /// <param name="months">How many months.</param>
    /// <param name="mean">How many records a month, service, area and channel have on average.</param>
    /// <param name="parts">Which counts the rows have.</param>
    public InventedTables(int seed, IReadOnlyDictionary<string, string[]> publish, int[] sizes, int months, double mean, Parts parts = Parts.Count)
    {
        random = new(seed);
        (Parts, Sizes) = (parts, sizes);
        levels = [.. Level.Of(MeasureOf(publish), sizes[1] > 5 ? ["district"] : [])];
        names = [.. levels.Select(level => level.Name).Distinct()];
        Draw(months, mean);
    }

    /// <summary>The same records counted in other tables: all, or those of the kind of which this is the share.</summary>
    public InventedTables Counted(IReadOnlyDictionary<string, string[]> publish, bool isOfKind = false)
    {
        var counted = new InventedTables(0, publish, Sizes, 1, 0);
        counted.records.AddRange(records.Select(record => (record.Dimensions, record.Day, isOfKind ? record.Numerator : record.Denominator, record.Denominator)).Where(record => record.Item3 > 0));
        return counted;
    }

    /// <summary>The records of one member alone, counted in tables that do not say so.</summary>
    public InventedTables Only(int dimension, int member, IReadOnlyDictionary<string, string[]> publish)
    {
        var only = new InventedTables(0, publish, Sizes, 1, 0);
        only.records.AddRange(records.Where(record => record.Dimensions[dimension] == member));
        return only;
    }

    /// <summary>The share of the same records that are of another kind: of which there are none.</summary>
    public InventedTables OfNobody(IReadOnlyDictionary<string, string[]> publish)
    {
        var nobody = new InventedTables(0, publish, Sizes, 1, 0, Parts.Share);
        nobody.records.AddRange(records.Select(record => (record.Dimensions, record.Day, 0L, record.Denominator)));
        return nobody;
    }

    public Parts Parts { get; }

    /// <summary>The last day of all.</summary>
    public int LastDay { get; private set; }

    public int[] Sizes { get; }

    /// <summary>How many units of each part one record is.</summary>
    public long Unit { get; init; } = 1;

    public IReadOnlyList<Level> Levels => levels;

    /// <summary>Adds one record.</summary>
    public void Add(int[] dimensions, int day, long numerator, long denominator) => records.Add((dimensions, day, numerator, denominator));

    public TableInput Input()
    {
        counts.Clear();
        foreach (var record in records)
            foreach (var level in levels)
            {
                var cell = CellOf(level, record.Dimensions);
                var grain = TableSystem.GrainOf(level.Grain);
                var key = (cell, grain, Periods.StartOf(grain, DateOnly.FromDayNumber(record.Day)).DayNumber);
                var (numerator, denominator) = counts.GetValueOrDefault(key);
                counts[key] = (numerator + record.Numerator, denominator + record.Denominator);
            }
        return new(levels, [.. cellList], names, (area, _) => 1000 + (area / 4), [.. counts.Select(count =>
            new InputRow(count.Key.Cell, count.Key.Grain, count.Key.Period, count.Value.Numerator * Unit, count.Value.Denominator * Unit, RowState.Shown))], Parts, AddsOverTime: true)
        {
            Units = [Unit, Unit, Unit],
            Keys = [.. cellList.Select(cell => ((((((ulong)cell.Level * 4096) + (ulong)(cell.Service + 1)) * 4096) + (ulong)(cell.Area + 1)) * 4096 + (ulong)(cell.Channel + 1)) * 4096 + (ulong)(cell.Platform + 1))],
        };
    }

    private void Draw(int months, double mean)
    {
        var weights = Sizes.Select(size => Enumerable.Range(0, Math.Max(size, 1)).Select(_ => Math.Exp(random.NextDouble() * 3 - 1.5)).ToArray()).ToArray();
        var start = new DateOnly(2022, 4, 1);
        var days = start.AddMonths(months).DayNumber - start.DayNumber;
        LastDay = start.DayNumber + days - 1;
        var every = Sizes.Aggregate(1.0, (product, size) => product * Math.Max(size, 1)) * months * mean;
        for (var record = 0; record < every; record++)
        {
            var dimensions = Sizes.Select((size, at) => size == 0 ? -1 : Pick(weights[at])).ToArray();
            Add(dimensions, start.DayNumber + random.Next(days), Parts == Parts.Count || random.NextDouble() < 0.8 ? 1 : 0, 1);
        }
    }

    private int Pick(double[] weights)
    {
        var left = random.NextDouble() * weights.Sum();
        for (var at = 0; at < weights.Length; at++)
            if ((left -= weights[at]) < 0)
                return at;
        return weights.Length - 1;
    }

    private int CellOf(Level level, int[] dimensions)
    {
        var cell = new Cell(Array.IndexOf(names, level.Name), level.Service ? dimensions[0] : -1,
            level.Area is null ? -1 : level.Area == "area" ? dimensions[1] : 1000 + (dimensions[1] / 4),
            level.Channel ? dimensions[2] : -1, level.Platform ? dimensions[3] : -1);
        if (!cells.TryGetValue(cell, out var place))
        {
            cells[cell] = place = cellList.Count;
            cellList.Add(cell);
        }
        return place;
    }

    private static Measure MeasureOf(IReadOnlyDictionary<string, string[]> publish)
    {
        var names = new Dictionary<char, string> { ['s'] = "service", ['a'] = "area", ['c'] = "channel", ['p'] = "platform" };
        return Contracts.Measure("count", "records", "{month: [[]]}", "select 1") with
        {
            Publish = publish.ToDictionary(grain => grain.Key, grain => (IReadOnlyList<IReadOnlyList<string>>)[.. grain.Value.Select(table => (IReadOnlyList<string>)[.. table.Select(letter => names[letter])])]),
        };
    }
}
