namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Every count that the tables of one measure publish, and which leaves each is the sum of: so every sum that a reader can know to hold.
/// </summary>
/// <remarks>
/// Rows are numbered: a span of rows, one for each period, for every cell, grain and part. A part is 0 numerator, 1 denominator, 2 the rest
/// (the denominator's part that is not in the numerator; never published, but a reader can subtract).
/// </remarks>
internal sealed partial class TableSystem
{
    private readonly TableInput input;
    private readonly Dictionary<Cell, int> cells;
    private readonly Dictionary<ulong, int> keys;
    private readonly int[] firstRow;
    private readonly long[] largest, margins;

    /// <param name="input">The tables.</param>
    /// <param name="grains">Grains whose tables are held, of month and day (which brings the weeks with it): rows of others are left out.</param>
    public TableSystem(TableInput input, IReadOnlyList<Grain> grains)
    {
        this.input = input;
        cells = input.Cells.Select((cell, place) => (cell, place)).ToDictionary(pair => pair.cell, pair => pair.place);
        Grains = [.. grains.OrderDescending()];
        keys = input.Keys.Select((key, place) => (key, place)).ToDictionary(pair => pair.key, pair => pair.place);
        PartCount = input.Parts switch { Parts.Count => 1, Parts.Pair => 2, _ => 3 };
        LeafParts = input.Parts switch { Parts.Count => [0], Parts.Pair => [0, 1], _ => [0, 2] };
        LevelShapes = [.. input.LevelNames.Select(name => input.Levels.First(level => level.Name == name))];
        var rows = input.Rows.Where(row => grains.Contains(BaseOf(row.Grain))).ToArray();
        Periods = PeriodsOf(rows, grains, input.AddsOverTime);
        firstRow = NumberRows();
        Held = new long[SpanOf.Length];
        State = new RowState[SpanOf.Length];
        WasShown = new bool[SpanOf.Length];
        Given = GivenCounts.None(this);
        (largest, margins) = input.HasContributors ? (new long[SpanOf.Length], new long[SpanOf.Length]) : ([], []);
        foreach (var row in rows)
            Place(row);
        foreach (var grain in Grains)
            AddTables(grain);
        Mixed = FindMixed();
    }

    /// <summary>
    /// A cell whose days add up to some of its month or week but not to all of it, so that what came by week or by month cannot be told
    /// apart; or null. Its tables by day and week cannot be protected together with the others.
    /// </summary>
    public int? Mixed { get; }

    /// <summary>Tables for whose grain they are: month, or day.</summary>
    public IReadOnlyList<Grain> Grains { get; }

    public Periods Periods { get; }

    /// <summary>How many cells there are.</summary>
    public int CellCount => input.Cells.Length;

    public List<Table> Tables { get; } = [];

    public Parts Parts => input.Parts;

    public int PartCount { get; }

    /// <summary>The parts that leaves have; others are sums of them.</summary>
    public int[] LeafParts { get; }

    public Level[] LevelShapes { get; }

    /// <summary>Whether the one count there is, is a rate's denominator.</summary>
    public bool IsDenominator => input.IsDenominator;

    /// <summary>Whether it is known whose each part of the numerators is.</summary>
    public bool HasContributors => input.HasContributors;

    /// <summary>What the largest contributor gave of a row, in units; 0: nobody's part is known.</summary>
    public long LargestOf(int row) => largest.Length == 0 ? 0 : largest[row];

    /// <summary>How many persons' or events' worth more than a row's count must seem possible, because one contributor dominates it; 0: nobody does.</summary>
    public long MarginOf(int row) => margins.Length == 0 ? 0 : margins[row];

    /// <summary>How many units of a row's count one person or event is. Worlds differ by whole ones.</summary>
    public long UnitOf(int row) => input.Units[Spans[SpanOf[row]].Part];

    /// <summary>The true counts, in units.</summary>
    public long[] Held { get; }

    public RowState[] State { get; }

    /// <summary>By row: whether the same count was shown in a publication before. Where it is suppressed now, beside a part that changed, it cannot be less known than it is.</summary>
    public bool[] WasShown { get; }

    /// <summary>What measures decided before it show of its counts.</summary>
    public GivenCounts Given { get; set; }

    /// <summary>The span of each row.</summary>
    public int[] SpanOf { get; private set; } = [];

    /// <summary>Cell, grain, part and first row of each span, and which table gives it.</summary>
    public List<Span> Spans { get; } = [];

    public int RowCount => SpanOf.Length;

    /// <summary>What stands for a row in every publication.</summary>
    public RowKey KeyOfRow(int row)
    {
        var span = Spans[SpanOf[row]];
        return new(KeyOf(span.Cell), span.Grain, (byte)span.Part, Periods.Starts[(int)span.Grain][row - span.First]);
    }

    /// <summary>The row of a key, or -1.</summary>
    public int RowWith(RowKey key) => keys.TryGetValue(key.Cell, out var cell) ? RowOf(cell, key.Grain, key.Part, key.Period) : -1;

    /// <summary>A number that stands for a cell in every publication.</summary>
    public ulong KeyOf(int cell) => input.Keys[cell];

    /// <summary>By dimension: what a cell's member is called in every measure, or null where it is of all.</summary>
    public string?[] MembersOf(int cell) => input.Cells[cell] is var of && LevelShapes[of.Level].Area is var type
        ? [.. Enumerable.Range(0, 4).Select(dimension => of[dimension] < 0 ? null : dimension == 1 ? $"{type} {input.Member(1, of.Area)}" : input.Member(dimension, of[dimension]))] : [];

    public Cell CellOf(int row) => input.Cells[Spans[SpanOf[row]].Cell];

    /// <summary>The row of a cell, grain, part and period (day number), or -1.</summary>
    public int RowOf(int cell, Grain grain, int part, int period)
    {
        var first = First(cell, grain, part);
        var place = first < 0 ? -1 : Periods.Place(grain, period);
        return place < 0 ? -1 : first + place;
    }

    /// <summary>The row of another part of the same figure, or -1.</summary>
    public int Twin(int row, int part)
    {
        var span = Spans[SpanOf[row]];
        return First(span.Cell, span.Grain, part) is >= 0 and var first ? first + row - span.First : -1;
    }

    /// <summary>The grain of the leaves that a grain is added up from: a week of days, everything else of months.</summary>
    public static Grain BaseOf(Grain grain) => grain <= Grain.Week ? Grain.Day : Grain.Month;

    public static int MaskOf(Level level) => (level.Service ? 1 : 0) | (level.Area is null ? 0 : 2) | (level.Channel ? 4 : 0) | (level.Platform ? 8 : 0);

    public static Grain GrainOf(string grain) => grain switch
    {
        "day" => Grain.Day,
        "week" => Grain.Week,
        "month" => Grain.Month,
        "quarter" => Grain.Quarter,
        "financial_year" => Grain.FinancialYear,
        _ => Grain.Year,
    };

    private int First(int cell, Grain grain, int part) => firstRow[(((cell * 6) + (int)grain) * PartCount) + part];

    private static Periods PeriodsOf(IReadOnlyList<InputRow> rows, IReadOnlyList<Grain> grains, bool adds)
    {
        var starts = Enumerable.Range(0, 6).Select(_ => new SortedSet<int>()).ToArray();
        foreach (var row in rows)
            starts[(int)row.Grain].Add(row.Period);
        var lists = starts.Select(set => (IReadOnlyList<int>)[.. set]).ToArray();
        IReadOnlyList<int> slots = lists[(int)Grain.Month];
        if (grains.Contains(Grain.Day) && rows.Count > 0)
        {
            var first = starts.Where(set => set.Count > 0).Min(set => set.Min);
            var last = Enumerable.Range(0, 6).Where(grain => starts[grain].Count > 0).Max(grain => Periods.EndOf((Grain)grain, DateOnly.FromDayNumber(starts[grain].Max)).DayNumber);
            slots = [.. Enumerable.Range(first, last - first + 1)];
        }
        return new(lists, slots, !adds);
    }

    private int[] NumberRows()
    {
        var first = new int[input.Cells.Length * 6 * PartCount];
        Array.Fill(first, -1);
        var grainsOf = input.LevelNames.Select(name => input.Levels.Where(level => level.Name == name).Select(level => GrainOf(level.Grain))
            .Where(grain => Grains.Contains(BaseOf(grain))).Distinct().Order().ToArray()).ToArray();
        var rows = 0;
        for (var cell = 0; cell < input.Cells.Length; cell++)
            foreach (var grain in grainsOf[input.Cells[cell].Level].Where(grain => Periods.Count(grain) > 0))
                for (var part = 0; part < PartCount; part++)
                {
                    first[(((cell * 6) + (int)grain) * PartCount) + part] = rows;
                    Spans.Add(new(cell, grain, part, rows));
                    rows += Periods.Count(grain);
                }
        SpanOf = new int[rows];
        for (var span = 0; span < Spans.Count; span++)
            Array.Fill(SpanOf, span, Spans[span].First, Periods.Count(Spans[span].Grain));
        return first;
    }

    private void Place(InputRow row)
    {
        void Put(int part, long held, RowState state)
        {
            if (RowOf(row.Cell, row.Grain, part, row.Period) is >= 0 and var at)
                (Held[at], State[at]) = (held, state);
        }
        Put(0, row.Numerator, row.State);
        if (HasContributors && RowOf(row.Cell, row.Grain, 0, row.Period) is >= 0 and var given)
            (largest[given], margins[given]) = (row.Largest, (row.Margin + input.Units[0] - 1) / input.Units[0]);
        if (Parts != Parts.Count)
            Put(1, row.Denominator, row.State);
        if (Parts == Parts.Share)
            Put(2, row.Denominator - row.Numerator, row.State == RowState.Auxiliary ? RowState.Auxiliary : RowState.Unpublished);
    }

    private void AddTables(Grain grain)
    {
        var shapes = input.Levels.Where(level => GrainOf(level.Grain) == grain && level.Area is null or "area").Select(MaskOf).Distinct().ToArray();
        var owned = new HashSet<(int Level, Grain Grain)>(Tables.SelectMany(table => OwnedBy(table, grain)));
        foreach (var mask in shapes.Where(mask => !shapes.Any(other => other != mask && (other & mask) == mask)).OrderDescending())
        {
            var name = Array.FindIndex(LevelShapes, level => MaskOf(level) == mask && level.Area is null or "area");
            var table = new Table(grain, mask, [.. input.Cells.Where(cell => cell.Level == name)]);
            var ups = UpsOf(table).Where(up => owned.Add(up)).ToArray();
            table.UpGrain = GrainsOf(ups);
            table.UpOf = [.. table.UpGrain.Select(up => Periods.Of[(int)up])];
            table.Up = Fill(table, ups);
            Own(table, ups);
            Tables.Add(table);
        }
    }

    private IEnumerable<(int Level, Grain Grain)> OwnedBy(Table table, Grain grain) => table.Grain == grain ? UpsOf(table) : [];

    private Grain[] GrainsOf((int Level, Grain Grain)[] ups) => [.. Enumerable.Repeat(ups.Select(up => up.Grain), Parts == Parts.Share ? 2 : 1).SelectMany(grains => grains)];

    /// <summary>
    /// The levels that a table's leaves count in, the table's own first. With every: also those that a table by day shares with those by
    /// month: its own cells' months. What lies above them is the months' sum.
    /// </summary>
    private IEnumerable<(int Level, Grain Grain)> UpsOf(Table table, bool every = false) =>
        from level in input.Levels
        let grain = GrainOf(level.Grain)
        let own = MaskOf(level) == table.Mask && level.Area is null or "area"
        where (BaseOf(grain) == table.Grain && (MaskOf(level) & table.Mask) == MaskOf(level))
            || (every && own && table.Grain == Grain.Day && Grains.Contains(BaseOf(grain)))
        orderby own && grain == table.Grain ? 0 : 1, level.Name, grain
        select (Array.IndexOf(input.LevelNames, level.Name), grain);

    /// <summary>Like a table's own spans, but with those that another table gives too.</summary>
    public (Grain[] Grains, int[] Up) EveryUp(Table table)
    {
        var ups = UpsOf(table, every: true).ToArray();
        var (grains, filled) = (GrainsOf(ups), Fill(table, ups));
        for (var at = 0; at < filled.Length; at++)
            if (table.Coarse[at / grains.Length / LeafParts.Length] && BaseOf(grains[at % grains.Length]) != table.Grain)
                filled[at] = -1;
        return (grains, filled);
    }

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

    private void Own(Table table, (int Level, Grain Grain)[] ups)
    {
        var under = new Dictionary<int, List<int>>();
        for (var leaf = 0; leaf < table.Leaves.Length; leaf++)
            foreach (var level in ups.Select(up => up.Level).Distinct())
                if (cells.TryGetValue(Above(table.Leaves[leaf], level), out var above))
                    (under.TryGetValue(above, out var leaves) ? leaves : under[above] = []).Add(leaf);
        foreach (var (cell, leaves) in under)
            table.Under[cell] = [.. leaves];
        for (var span = 0; span < Spans.Count; span++)
            if (ups.Contains((input.Cells[Spans[span].Cell].Level, Spans[span].Grain)))
                Spans[span] = Spans[span] with { Table = table };
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
internal sealed record Span(int Cell, Grain Grain, int Part, int First)
{
    /// <summary>The table whose leaves it is the sum of.</summary>
    public Table? Table { get; init; }
}
