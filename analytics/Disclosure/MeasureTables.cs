namespace Outcomes.Analytics.Disclosure;

/// <summary>The tables of one measure, and its rows among those of a system.</summary>
internal sealed class MeasureTables
{
    private readonly TableInput input;
    private readonly Dictionary<Cell, int> cells;
    private readonly Dictionary<ulong, int> keys;
    private readonly Grain[][] grainsOf;
    private readonly int[] firstRow;

    /// <param name="input">The tables.</param>
    /// <param name="place">Which of the system's measures it is.</param>
    /// <param name="slots">First days of the finest spans of time that any measure tells apart.</param>
    /// <param name="spans">The system's spans: those of this measure are added.</param>
    /// <param name="firstRow">The measure's first row.</param>
    public MeasureTables(TableInput input, int place, IReadOnlyList<int> slots, List<Span> spans, int firstRow)
    {
        (this.input, Place, FirstRow) = (input, place, firstRow);
        cells = input.Cells.Select((cell, at) => (cell, at)).ToDictionary(pair => pair.cell, pair => pair.at);
        keys = input.Keys.Select((key, at) => (key, at)).ToDictionary(pair => pair.key, pair => pair.at);
        Grains = [.. input.Grains.OrderDescending()];
        PartCount = input.Parts switch { Parts.Count => 1, Parts.Pair => 2, _ => 3 };
        LeafParts = input.Parts switch { Parts.Count => [0], Parts.Pair => [0, 1], _ => [0, 2] };
        LevelShapes = [.. input.LevelNames.Select(name => input.Levels.First(level => level.Name == name))];
        Periods = PeriodsOf(slots);
        grainsOf = [.. input.LevelNames.Select(name => input.Levels.Where(level => level.Name == name).Select(level => TableSystem.GrainOf(level.Grain))
            .Where(grain => Grains.Contains(TableSystem.BaseOf(grain)) && Periods.Count(grain) > 0).Distinct().Order().ToArray())];
        this.firstRow = NumberRows(spans);
        foreach (var grain in Grains)
            AddTables(grain, spans);
    }

    /// <summary>The tables as they came.</summary>
    public TableInput Input => input;

    /// <summary>The measure.</summary>
    public string Measure => input.Measure;

    /// <summary>Which of the system's measures it is.</summary>
    public int Place { get; }

    public int FirstRow { get; }

    public int RowCount { get; private set; }

    /// <summary>Tables for whose grain they are: month, or day.</summary>
    public IReadOnlyList<Grain> Grains { get; }

    public Periods Periods { get; }

    public List<Table> Tables { get; } = [];

    public Parts Parts => input.Parts;

    public int PartCount { get; }

    /// <summary>The parts that leaves have; others are sums of them.</summary>
    public int[] LeafParts { get; }

    public Level[] LevelShapes { get; }

    public IReadOnlyList<Cell> Cells => input.Cells;

    /// <summary>Whether a record counted in one of the leaf parts counts in a part.</summary>
    public bool Counts(int leafPart, int part) => LeafParts[leafPart] == part || (Parts == Parts.Share && part == 1);

    /// <summary>A number that stands for a cell in every publication.</summary>
    public ulong KeyOf(int cell) => input.Keys[cell];

    /// <summary>The cell of a key, or -1.</summary>
    public int CellWith(ulong key) => keys.GetValueOrDefault(key, -1);

    /// <summary>The cell with these members, or -1.</summary>
    public int CellAt(in Cell cell) => cells.GetValueOrDefault(cell, -1);

    /// <summary>A cell for people.</summary>
    public string NameOf(int cell) => cell < input.Names.Count ? input.Names[cell] : input.Cells[cell].ToString();

    /// <summary>The first row of a cell, grain and part, or -1.</summary>
    public int First(int cell, Grain grain, int part) => firstRow[(((cell * 6) + (int)grain) * PartCount) + part];

    /// <summary>The row of a cell, grain, part and period (day number), or -1.</summary>
    public int RowOf(int cell, Grain grain, int part, int period)
    {
        var first = First(cell, grain, part);
        var place = first < 0 ? -1 : Periods.Place(grain, period);
        return place < 0 ? -1 : first + place;
    }

    /// <summary>Enters the true counts, and what of them is to be published.</summary>
    public void Enter(long[] held, RowState[] state)
    {
        void Put(InputRow row, int part, long count, RowState how)
        {
            if (RowOf(row.Cell, row.Grain, part, row.Period) is >= 0 and var at)
                (held[at], state[at]) = (count, how);
        }
        foreach (var row in input.Rows)
            if (Grains.Contains(TableSystem.BaseOf(row.Grain)))
            {
                Put(row, 0, row.Numerator, row.State);
                if (Parts != Parts.Count)
                    Put(row, 1, row.Denominator, row.State);
                if (Parts == Parts.Share)
                    Put(row, 2, row.Denominator - row.Numerator, row.State == RowState.Auxiliary ? RowState.Auxiliary : RowState.Unpublished);
            }
    }

    /// <summary>Like the spans that a table owns, but with those that another table gives too: by leaf times parts plus part, times the number of spans.</summary>
    public (Grain[] Grains, int[] First) EveryUp(Table table)
    {
        var ups = UpsOf(table, every: true).ToArray();
        var (grains, filled) = (GrainsOf(ups), Fill(table, ups));
        for (var at = 0; at < filled.Length; at++)
            if (table.Coarse[at / grains.Length / LeafParts.Length] && TableSystem.BaseOf(grains[at % grains.Length]) != table.Grain)
                filled[at] = -1;
        return (grains, filled);
    }

    /// <summary>
    /// Tells the leaves by day that add up to their months from those that have none, because their rows came by month. Gives a cell whose days
    /// add up to some of its month or week but not to all of it, or null: its tables by day and week cannot be protected together with the others.
    /// </summary>
    public int? FindMixed(long[] held, IReadOnlyList<Span> spans, int[] spanOf)
    {
        foreach (var table in Tables.Where(table => table.Grain == Grain.Day))
        {
            var (grains, up) = EveryUp(table);
            for (var leaf = 0; leaf < table.Leaves.Length; leaf++)
            {
                var (adds, any) = (true, false);
                for (var part = 0; part < LeafParts.Length; part++)
                {
                    var ups = up.AsSpan(((leaf * LeafParts.Length) + part) * grains.Length, grains.Length / (Parts == Parts.Share ? 2 : 1));
                    for (var at = 1; at < ups.Length; at++)
                        if (ups[at] >= 0 && LevelShapes[input.Cells[spans[spanOf[ups[at]]].Cell].Level] is var shape && TableSystem.MaskOf(shape) == table.Mask && shape.Area is null or "area")
                        {
                            var sums = new long[Periods.Count(grains[at])];
                            for (var day = 0; day < Periods.Count(Grain.Day); day++)
                                if (Periods.Last[(int)Grain.Day][day] is >= 0 and var slot && held[ups[0] + day] is not 0 and var count)
                                {
                                    any = true;
                                    if (Periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                                        sums[place] += count;
                                    else
                                        adds = false;
                                }
                            for (var place = 0; place < sums.Length; place++)
                                adds &= sums[place] == held[ups[at] + place];
                        }
                }
                if (!adds && any)
                    return cells[table.Leaves[leaf]];
                table.Coarse[leaf] = !adds;
            }
        }
        return null;
    }

    private Periods PeriodsOf(IReadOnlyList<int> slots)
    {
        var starts = Enumerable.Range(0, 6).Select(_ => new SortedSet<int>()).ToArray();
        foreach (var row in input.Rows)
            if (Grains.Contains(TableSystem.BaseOf(row.Grain)))
                starts[(int)row.Grain].Add(row.Period);
        return new([.. starts.Select(set => (IReadOnlyList<int>)[.. set])], slots, !input.AddsOverTime);
    }

    private int[] NumberRows(List<Span> spans)
    {
        var first = new int[input.Cells.Length * 6 * PartCount];
        Array.Fill(first, -1);
        var row = FirstRow;
        for (var cell = 0; cell < input.Cells.Length; cell++)
            for (var part = 0; part < PartCount; part++)
                foreach (var grain in grainsOf[input.Cells[cell].Level])
                {
                    first[(((cell * 6) + (int)grain) * PartCount) + part] = row;
                    spans.Add(new(this, cell, grain, part, row));
                    row += Periods.Count(grain);
                }
        RowCount = row - FirstRow;
        return first;
    }

    private void AddTables(Grain grain, List<Span> spans)
    {
        var shapes = input.Levels.Where(level => TableSystem.GrainOf(level.Grain) == grain && level.Area is null or "area").Select(TableSystem.MaskOf).Distinct().ToArray();
        var owned = new HashSet<(int Level, Grain Grain)>(Tables.Where(table => table.Grain == grain).SelectMany(table => UpsOf(table)));
        foreach (var mask in shapes.Where(mask => !shapes.Any(other => other != mask && (other & mask) == mask)).OrderDescending())
        {
            var name = Array.FindIndex(LevelShapes, level => TableSystem.MaskOf(level) == mask && level.Area is null or "area");
            var table = new Table(this, grain, mask, [.. input.Cells.Where(cell => cell.Level == name)]);
            var ups = UpsOf(table).Where(up => Periods.Count(up.Grain) > 0 && owned.Add(up)).ToArray();
            Own(table, ups, spans);
            table.Count(BlocksOf(table, ups));
            Tables.Add(table);
        }
    }

    /// <summary>
    /// The levels that a table's leaves count in, the table's own first. With every: also those that a table by day shares with those by
    /// month: its own cells' months. What lies above them is the months' sum.
    /// </summary>
    private IEnumerable<(int Level, Grain Grain)> UpsOf(Table table, bool every = false) =>
        from level in input.Levels
        let grain = TableSystem.GrainOf(level.Grain)
        let own = TableSystem.MaskOf(level) == table.Mask && level.Area is null or "area"
        where (TableSystem.BaseOf(grain) == table.Grain && (TableSystem.MaskOf(level) & table.Mask) == TableSystem.MaskOf(level))
            || (every && own && table.Grain == Grain.Day && Grains.Contains(TableSystem.BaseOf(grain)))
        orderby own && grain == table.Grain ? 0 : 1, level.Name, grain
        select (Array.IndexOf(input.LevelNames, level.Name), grain);

    private Grain[] GrainsOf((int Level, Grain Grain)[] ups) => [.. Enumerable.Repeat(ups.Select(up => up.Grain), Parts == Parts.Share ? 2 : 1).SelectMany(grains => grains)];

    /// <summary>The first row of each span that each leaf counts in; -1: none. Of a share, a leaf counts in its own part's rows and then in the denominator's.</summary>
    private int[] Fill(Table table, (int Level, Grain Grain)[] ups)
    {
        var lists = Parts == Parts.Share ? 2 : 1;
        var filled = new int[table.Leaves.Length * LeafParts.Length * ups.Length * lists];
        var at = 0;
        foreach (var leaf in table.Leaves)
        {
            var above = ups.Select(up => cells.GetValueOrDefault(Above(leaf, up.Level), -1)).ToArray();
            foreach (var part in LeafParts)
                for (var list = 0; list < lists; list++)
                    for (var up = 0; up < ups.Length; up++)
                        filled[at++] = above[up] < 0 ? -1 : First(above[up], ups[up].Grain, list == 0 ? part : 1);
        }
        return filled;
    }

    /// <summary>The rows that each leaf counts in, by level: a cell and part has its rows in one block, grain after grain.</summary>
    private (int[] Blocks, int[][] Places) BlocksOf(Table table, (int Level, Grain Grain)[] ups)
    {
        var levels = ups.Select(up => up.Level).Distinct().ToArray();
        var lists = Parts == Parts.Share ? 2 : 1;
        var places = new int[levels.Length * lists][];
        for (var at = 0; at < levels.Length; at++)
        {
            var grains = ups.Where(up => up.Level == levels[at]).Select(up => up.Grain).ToArray();
            places[at] = new int[Periods.Slots * grains.Length];
            for (var grain = 0; grain < grains.Length; grain++)
            {
                var offset = grainsOf[levels[at]].TakeWhile(before => before != grains[grain]).Sum(Periods.Count);
                for (var slot = 0; slot < Periods.Slots; slot++)
                    places[at][(slot * grains.Length) + grain] = Periods.Of[(int)grains[grain]][slot] is >= 0 and var place ? offset + place : -1;
            }
            if (lists == 2)
                places[levels.Length + at] = places[at];
        }
        var blocks = new int[table.Leaves.Length * LeafParts.Length * places.Length];
        var filled = 0;
        foreach (var leaf in table.Leaves)
        {
            var above = levels.Select(level => cells.GetValueOrDefault(Above(leaf, level), -1)).ToArray();
            foreach (var part in LeafParts)
                for (var list = 0; list < lists; list++)
                    foreach (var cell in above)
                        blocks[filled++] = cell < 0 ? -1 : First(cell, grainsOf[input.Cells[cell].Level][0], list == 0 ? part : 1);
        }
        return (blocks, places);
    }

    private void Own(Table table, (int Level, Grain Grain)[] ups, List<Span> spans)
    {
        var under = new Dictionary<int, List<int>>();
        for (var leaf = 0; leaf < table.Leaves.Length; leaf++)
            foreach (var level in ups.Select(up => up.Level).Distinct())
                if (cells.TryGetValue(Above(table.Leaves[leaf], level), out var above))
                    (under.TryGetValue(above, out var leaves) ? leaves : under[above] = []).Add(leaf);
        foreach (var (cell, leaves) in under)
            table.Under[cell] = [.. leaves];
        var owned = ups.ToHashSet();
        foreach (var span in spans)
            if (span.Of == this && owned.Contains((input.Cells[span.Cell].Level, span.Grain)))
                span.Table = table;
    }

    /// <summary>The cell of a level in which a leaf lies.</summary>
    private Cell Above(in Cell leaf, int level)
    {
        var shape = LevelShapes[level];
        return new(level, shape.Service ? leaf.Service : -1,
            shape.Area is null ? -1 : shape.Area == "area" ? leaf.Area : input.Above(leaf.Area, shape.Area),
            shape.Channel ? leaf.Channel : -1, shape.Platform ? leaf.Platform : -1);
    }
}

/// <summary>The rows of one cell, grain and part: one for each period.</summary>
internal sealed class Span(MeasureTables of, int cell, Grain grain, int part, int first)
{
    /// <summary>Whose they are.</summary>
    public MeasureTables Of => of;

    public int Cell => cell;

    public Grain Grain => grain;

    public int Part => part;

    public int First => first;

    /// <summary>The table whose leaves it is the sum of.</summary>
    public Table? Table { get; set; }
}
