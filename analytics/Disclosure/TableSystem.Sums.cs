namespace Outcomes.Analytics.Disclosure;

/// <summary>Whether the counts are the sums they should be.</summary>
internal sealed partial class TableSystem
{
    /// <summary>The first row whose count is not the sum of its leaves by some table, with that table; or null.</summary>
    public (int Row, Table Table)? FindContradiction()
    {
        foreach (var table in Tables)
        {
            var (grains, up) = EveryUp(table);
            var sums = new long[RowCount];
            for (var leaf = 0; leaf < table.Leaves.Length * LeafParts.Length; leaf++)
                for (var period = 0; period < Periods.Count(table.Grain); period++)
                    if (Periods.Last[(int)table.Grain][period] is >= 0 and var slot && up[leaf * grains.Length] is >= 0 and var own)
                        for (var at = 0; at < grains.Length; at++)
                            if (up[(leaf * grains.Length) + at] is >= 0 and var first && Periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                                sums[first + place] += Held[own + period];
            var spans = up.Where(first => first >= 0).ToHashSet();
            for (var row = 0; row < RowCount; row++)
                if (sums[row] != Held[row] && spans.Contains(Spans[SpanOf[row]].First))
                    return (row, table);
        }
        return null;
    }

    /// <summary>Tells the leaves by day that add up to their months from those that have none, because their rows came by month.</summary>
    private int? FindMixed()
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
                        if (ups[at] >= 0 && Spans[SpanOf[ups[at]]].Cell is var cell && MaskOf(LevelShapes[input.Cells[cell].Level]) == table.Mask && LevelShapes[input.Cells[cell].Level].Area is null or "area")
                        {
                            var sums = new long[Periods.Count(grains[at])];
                            for (var day = 0; day < Periods.Count(Grain.Day); day++)
                                if (Periods.Last[(int)Grain.Day][day] is >= 0 and var slot && Held[ups[0] + day] is not 0 and var held)
                                {
                                    any = true;
                                    if (Periods.Of[(int)grains[at]][slot] is >= 0 and var place)
                                        sums[place] += held;
                                    else
                                        adds = false;
                                }
                            for (var place = 0; place < sums.Length; place++)
                                adds &= sums[place] == Held[ups[at] + place];
                        }
                }
                if (!adds && any)
                    return table.Leaves[leaf] is var mixed ? cells[mixed] : null;
                table.Coarse[leaf] = !adds;
            }
        }
        return null;
    }

    /// <summary>The number of a cell.</summary>
    public int CellNumber(in Cell cell) => cells[cell];

    /// <summary>What a reader gets of the figure that a row is a part of; where he gets it he has the rest too.</summary>
    public RowState FigureOf(int row) => Spans[SpanOf[row]].Part == 2 && Twin(row, 0) is >= 0 and var figure ? State[figure] : State[row];
}
