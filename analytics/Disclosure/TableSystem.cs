namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Every count that the tables of some measures publish, and which leaves each is the sum of: so every sum that a reader can know to hold. Measures
/// that share counts stand in one system, with what ties them.
/// </summary>
/// <remarks>
/// Rows are numbered: a span of rows, one for each period, for every measure, cell, part and grain. A part is 0 numerator, 1 denominator, 2 the rest
/// (the denominator's part that is not in the numerator; never published, but a reader can subtract).
/// </remarks>
internal sealed class TableSystem
{
    /// <param name="input">The tables of the only measure.</param>
    /// <param name="grains">Grains whose tables are held, of month and day (which brings the weeks with it): rows of others are left out.</param>
    public TableSystem(TableInput input, IReadOnlyList<Grain> grains) : this([input with { Grains = grains }])
    {
    }

    /// <param name="inputs">The tables, by measure.</param>
    /// <param name="links">What links the measures; null: nothing.</param>
    public TableSystem(IReadOnlyList<TableInput> inputs, IReadOnlyList<Link>? links = null)
    {
        var (slots, rows) = (SlotsOf(inputs), 0);
        foreach (var input in inputs)
        {
            Measures.Add(new(input, Measures.Count, slots, Spans, rows));
            rows += Measures[^1].RowCount;
        }
        SpanOf = new int[rows];
        for (var span = 0; span < Spans.Count; span++)
            Array.Fill(SpanOf, span, Spans[span].First, Spans[span].Of.Periods.Count(Spans[span].Grain));
        (Held, State, Suppressed) = (new long[rows], new RowState[rows], new bool[rows]);
        foreach (var measure in Measures)
            measure.Enter(Held, State);
        Tables = [.. Measures.SelectMany(measure => measure.Tables)];
        Mixed = Measures.Select(measure => measure.FindMixed(Held, Spans, SpanOf)).ToArray()[^1];
        int PlaceOf(string measure) => Measures.FindIndex(known => known.Measure == measure);
        Links = [.. (links ?? []).Where(link => link.Terms.All(term => PlaceOf(term.Measure) >= 0) && PlaceOf(link.Measure) >= 0).Select(link => new SystemLink(
            PlaceOf(link.Measure), link.Part, [.. link.Terms.Select(term => (PlaceOf(term.Measure), term.Part, term.Sign))], link.Dimension, link.Members, link.Others))];
        LinksOf = [.. Measures.Select(measure => Links.Where(link => link.Of == measure.Place || link.Terms.Any(term => term.Of == measure.Place)).ToArray())];
        Ties = Ties.Of(this);
    }

    /// <summary>
    /// A cell of the last measure whose days add up to some of its month or week but not to all of it, so that what came by week or by month cannot
    /// be told apart; or null. Its tables by day and week cannot be protected together with the others.
    /// </summary>
    public int? Mixed { get; }

    public List<MeasureTables> Measures { get; } = [];

    public Table[] Tables { get; }

    /// <summary>What links the measures.</summary>
    public SystemLink[] Links { get; }

    /// <summary>The links of each measure.</summary>
    public SystemLink[][] LinksOf { get; }

    /// <summary>The rows that links hold for.</summary>
    public Ties Ties { get; }

    /// <summary>The true counts.</summary>
    public long[] Held { get; }

    /// <summary>What readers know of each count: shown where any measure shows it.</summary>
    public RowState[] State { get; }

    /// <summary>By row: whether its figure is suppressed, though another measure may show the count.</summary>
    public bool[] Suppressed { get; }

    /// <summary>The span of each row.</summary>
    public int[] SpanOf { get; }

    /// <summary>Measure, cell, grain, part and first row of each span, and which table gives it.</summary>
    public List<Span> Spans { get; } = [];

    public int RowCount => SpanOf.Length;

    public Span SpanAt(int row) => Spans[SpanOf[row]];

    /// <summary>What stands for a row in every publication.</summary>
    public RowKey KeyOfRow(int row)
    {
        var span = SpanAt(row);
        return new(span.Of.Measure, span.Of.KeyOf(span.Cell), span.Grain, (byte)span.Part, span.Of.Periods.Starts[(int)span.Grain][row - span.First]);
    }

    /// <summary>The row of a key, or -1.</summary>
    public int RowWith(RowKey key) =>
        Measures.Find(measure => measure.Measure == key.Measure) is { } of && of.CellWith(key.Cell) is >= 0 and var cell ? of.RowOf(cell, key.Grain, key.Part, key.Period) : -1;

    public Cell CellOf(int row) => SpanAt(row) is var span ? span.Of.Cells[span.Cell] : default;

    /// <summary>The row of another part of the same figure, or -1.</summary>
    public int Twin(int row, int part)
    {
        var span = SpanAt(row);
        return span.Of.First(span.Cell, span.Grain, part) is >= 0 and var first ? first + row - span.First : -1;
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

    /// <summary>The first row whose count is not the sum of its leaves by some table, with that table; or null.</summary>
    public (int Row, Table Table)? FindContradiction()
    {
        foreach (var table in Tables)
        {
            var (periods, parts) = (table.Of.Periods, table.Of.LeafParts.Length);
            var (grains, up) = table.Of.EveryUp(table);
            var sums = new long[RowCount];
            for (var leaf = 0; leaf < table.Leaves.Length * parts; leaf++)
                for (var period = 0; period < periods.Count(table.Grain); period++)
                    if (periods.Last[(int)table.Grain][period] is >= 0 and var slot && up[leaf * grains.Length] is >= 0 and var own)
                        for (var at = 0; at < grains.Length; at++)
                            if (up[(leaf * grains.Length) + at] is >= 0 and var first && periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                                sums[first + place] += Held[own + period];
            var spans = up.Where(first => first >= 0).ToHashSet();
            for (var row = 0; row < RowCount; row++)
                if (sums[row] != Held[row] && spans.Contains(SpanAt(row).First))
                    return (row, table);
        }
        return null;
    }

    private static IReadOnlyList<int> SlotsOf(IReadOnlyList<TableInput> inputs)
    {
        var rows = inputs.SelectMany(input => input.Rows.Where(row => input.Grains.Contains(BaseOf(row.Grain))));
        if (!inputs.Any(input => input.Grains.Contains(Grain.Day)))
            return [.. new SortedSet<int>(rows.Where(row => row.Grain == Grain.Month).Select(row => row.Period))];
        var (first, last) = (int.MaxValue, int.MinValue);
        foreach (var (grain, period) in rows.Select(row => (row.Grain, row.Period)).Distinct())
            (first, last) = (Math.Min(first, period), Math.Max(last, Periods.EndOf(grain, DateOnly.FromDayNumber(period)).DayNumber));
        return last < first ? [] : [.. Enumerable.Range(first, last - first + 1)];
    }
}
