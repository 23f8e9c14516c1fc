namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// A way from the true world to others: single records are moved, so that every sum stays right, until a count has a wished value and
/// every shown count still reads the same.
/// </summary>
/// <param name="system">The tables.</param>
/// <param name="low">By row: the least offset from the true count that reads the same.</param>
/// <param name="high">By row: the greatest.</param>
/// <param name="freedom">By row: which offsets it may take from the one that it has when the search begins.</param>
internal sealed class Excursion(TableSystem system, sbyte[] low, sbyte[] high, Freedom[] freedom)
{
    private const int Forbidden = 1000;
    private readonly sbyte[] offsets = new sbyte[system.RowCount], begun = new sbyte[system.RowCount];
    private readonly sbyte[] low = (sbyte[])low.Clone(), high = (sbyte[])high.Clone();
    private readonly List<(int Row, sbyte Step)> done = [];
    private readonly List<int> broken = [], touched = [];
    private readonly int tables = system.Tables.Count;
    private readonly Move move = new(system.Tables.Count), best = new(system.Tables.Count);
    private ulong dice;

    /// <summary>Rows that stood in the way when the last search failed.</summary>
    public IReadOnlyList<int> Obstacles { get; private set; } = [];

    /// <summary>Rows that were changed since the start; some more than once, some back.</summary>
    public IReadOnlyList<int> Touched => touched;

    /// <summary>By row: its count here less the true one.</summary>
    public ReadOnlySpan<sbyte> Offsets => offsets;

    /// <summary>Begins at the true world. Equal seeds give equal searches.</summary>
    public void Start(ulong seed)
    {
        foreach (var row in touched)
            offsets[row] = begun[row] = 0;
        touched.Clear();
        dice = seed;
    }

    /// <summary>Goes on until a row has an offset; where that cannot be found it stays where it was.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">Its offset.</param>
    /// <param name="steps">How many records may be moved.</param>
    public bool TryReach(int row, sbyte target, int steps)
    {
        var (oldLow, oldHigh) = (low[row], high[row]);
        low[row] = high[row] = target;
        broken.Clear();
        broken.Add(row);
        done.Clear();
        var reached = Repair(steps);
        (low[row], high[row]) = (oldLow, oldHigh);
        if (!reached)
            foreach (var (undone, step) in done)
                offsets[undone] -= step;
        return reached;
    }

    /// <summary>Goes to a world that is known by its leaves; gives the rows that do not read the same there.</summary>
    public List<int> Enter(IEnumerable<(int Row, sbyte Offset)> leaves)
    {
        done.Clear();
        broken.Clear();
        foreach (var (row, offset) in leaves)
        {
            var span = system.Spans[system.SpanOf[row]];
            var table = span.Table!;
            var leaf = (table.Under[span.Cell][0] * system.LeafParts.Length) + Array.IndexOf(system.LeafParts, span.Part);
            var slot = system.Periods.Last[(int)table.Grain][row - span.First];
            for (var up = 0; up < table.UpGrain.Length; up++)
                if (RowAt(table, leaf, table.UpGrain.Length, up, system.Periods.Of[(int)table.UpGrain[up]], slot) is >= 0 and var above)
                {
                    touched.Add(above);
                    offsets[above] += offset;
                }
            begun[row] = offset;
        }
        return [.. touched.Distinct().Where(row => freedom[row] != Freedom.None && (offsets[row] < low[row] || offsets[row] > high[row]))];
    }

    /// <summary>Moves records until the given rows, and all others, read the same.</summary>
    public bool TrySettle(IEnumerable<int> rows, int steps)
    {
        broken.Clear();
        broken.AddRange(rows);
        done.Clear();
        return Repair(steps);
    }

    private bool Repair(int steps)
    {
        while (true)
        {
            var row = PickBroken();
            if (row < 0)
                return true;
            if (steps-- <= 0)
            {
                Obstacles = [.. broken.Where(at => freedom[at] != Freedom.None && (offsets[at] < low[at] || offsets[at] > high[at])).Distinct()];
                return false;
            }
            var change = Search(row, offsets[row] < low[row] ? 1 : -1);
            if (change < Forbidden && (change <= 0 || Roll(8) == 0))
                Apply(best);
        }
    }

    private int PickBroken()
    {
        while (broken.Count > 0)
        {
            var place = Roll(broken.Count);
            var row = broken[place];
            if (freedom[row] != Freedom.None && (offsets[row] < low[row] || offsets[row] > high[row]))
                return row;
            broken[place] = broken[^1];
            broken.RemoveAt(broken.Count - 1);
        }
        return -1;
    }

    /// <summary>The best of some random moves that bring a row one step nearer; gives what it changes about all rows' distances.</summary>
    private int Search(int row, int sign)
    {
        var least = Forbidden * 1000;
        for (int tried = 0, found = 0; tried < 30 && found < 8; tried++)
        {
            if (!Propose(row, sign))
                continue;
            found++;
            var change = Change(least);
            if (change >= least)
                continue;
            least = change;
            best.CopyFrom(move);
            if (least < 0)
                break;
        }
        return least;
    }

    private bool Propose(int row, int sign)
    {
        var span = system.Spans[system.SpanOf[row]];
        var table = span.Table!;
        var period = row - span.First;
        var (firstSlot, lastSlot) = (system.Periods.First[(int)span.Grain][period], system.Periods.Last[(int)span.Grain][period]);
        if (lastSlot < 0)
            return false;
        var part = system.LeafParts.Length == 1 ? 0 : span.Part == 0 ? 0 : system.Parts == Parts.Pair || span.Part == 2 ? 1 : Roll(2);
        var here = PickLeaf(table, table.Under[span.Cell], part, firstSlot, lastSlot, sign, out var slot);
        if (here < 0)
            return false;
        var hereCell = table.Leaves[here];
        var (thereCell, therePart, thereSlot, moved) = (hereCell, part, slot, -2);
        var cell = system.CellOf(row);
        switch (Roll(12))
        {
            case 0:
                moved = -1; // a record more, or less
                break;
            case 1 or 2 when lastSlot - firstSlot + 1 < system.Periods.Slots:
                thereSlot = OtherSlot(span.Grain, period);
                moved = 4;
                break;
            case 3 or 4 or 5 when system.Parts == Parts.Share && span.Part != 1:
                therePart = 1 - part;
                moved = 5;
                break;
            default:
                var first = Roll(4);
                for (var at = 0; at < 4 && moved < 0; at++)
                    if (cell[(first + at) & 3] >= 0)
                        moved = (first + at) & 3;
                if (moved < 0)
                    moved = -1;
                break;
        }
        if (moved is >= 0 and < 4)
        {
            var members = table.Members[moved];
            var start = Roll(members.Length);
            var there = -1;
            for (var at = 0; at < members.Length && at < 40; at++)
            {
                var member = members[(start + at) % members.Length];
                var candidate = member == hereCell[moved] ? -1 : table.At(hereCell.With(moved, member));
                if (candidate >= 0 && CanMove(OwnRow(table, candidate, part, slot), -sign))
                {
                    there = candidate;
                    break;
                }
            }
            if (there < 0)
                return false;
            thereCell = table.Leaves[there];
        }
        return Complete(table, moved, hereCell, thereCell, part, therePart, slot, thereSlot, sign);
    }

    /// <summary>Finds the leaves of the other tables that the record counts in, before and after.</summary>
    private bool Complete(Table table, int moved, Cell here, Cell there, int part, int therePart, int slot, int thereSlot, int sign)
    {
        var periods = system.Periods;
        for (var tried = 0; tried < 6; tried++)
        {
            var (a, b) = (here, there);
            var (slotA, slotB) = (slot, thereSlot);
            if (tried > 0)
            {
                slotA = SlotLike(table.Grain, slot);
                slotB = moved == 4 ? SlotLike(table.Grain, thereSlot) : slotA;
            }
            var fits = true;
            for (var at = 0; at < tables && fits; at++)
            {
                var other = system.Tables[at];
                var grain = (int)other.Grain;
                move.Plus[at] = move.Minus[at] = -1;
                var touched = moved is -1 or 5 || (moved < 4 && (other.Mask >> moved & 1) != 0) || (moved == 4 && (periods.Of[grain][slotA] < 0 || periods.Of[grain][slotA] != periods.Of[grain][slotB]));
                if (!touched)
                    continue;
                for (var dimension = 0; dimension < 4; dimension++)
                    if ((other.Mask >> dimension & 1) != 0 && a[dimension] < 0)
                    {
                        var members = other.Members[dimension];
                        var member = members[Roll(members.Length)];
                        (a, b) = (a.With(dimension, member), b.With(dimension, member));
                    }
                var (leafA, leafB) = (other.At(a), moved == -1 ? -1 : other.At(b));
                if (leafA < 0 || (moved != -1 && leafB < 0))
                    fits = false;
                if (!fits)
                    break;
                // What came by month has no day.
                (leafA, leafB) = (other.Coarse[leafA] ? -1 : leafA, leafB < 0 || other.Coarse[leafB] ? -1 : leafB);
                fits = (leafA < 0 || CanMove(OwnRow(other, leafA, part, slotA), sign)) && (leafB < 0 || CanMove(OwnRow(other, leafB, therePart, slotB), -sign));
                leafA = leafA < 0 ? -1 : (leafA * system.LeafParts.Length) + part;
                leafB = leafB < 0 ? -1 : (leafB * system.LeafParts.Length) + therePart;
                (move.Plus[at], move.Minus[at]) = sign > 0 ? (leafA, leafB) : (leafB, leafA);
            }
            (move.PlusSlot, move.MinusSlot) = sign > 0 ? (slotA, slotB) : (slotB, slotA);
            if (fits)
                return true;
        }
        return false;
    }

    private int PickLeaf(Table table, int[] under, int part, int firstSlot, int lastSlot, int sign, out int slot)
    {
        var start = Roll(under.Length);
        slot = firstSlot + Roll(lastSlot - firstSlot + 1);
        for (var tried = 0; tried < 60; tried++)
        {
            var leaf = under[(start + tried) % under.Length];
            if (CanMove(OwnRow(table, leaf, part, slot), sign))
                return leaf;
            if (lastSlot > firstSlot)
                slot = firstSlot + Roll(lastSlot - firstSlot + 1);
            else if (tried + 1 >= under.Length)
                break;
        }
        return -1;
    }

    /// <summary>A slot outside a period: mostly within the next coarser one.</summary>
    private int OtherSlot(Grain grain, int period)
    {
        var periods = system.Periods;
        var own = periods.First[(int)grain][period];
        var coarser = grain switch { Grain.Day => Roll(2) == 0 ? Grain.Week : Grain.Month, Grain.Week => Grain.Month, Grain.Month => Grain.Quarter, Grain.Quarter => Grain.FinancialYear, _ => Grain.Day };
        if (coarser != Grain.Day && periods.Of[(int)coarser][own] is >= 0 and var around)
            return periods.First[(int)coarser][around] + Roll(periods.Last[(int)coarser][around] - periods.First[(int)coarser][around] + 1);
        return Roll(periods.Slots);
    }

    /// <summary>Another slot of the period of a grain that a slot counts in.</summary>
    private int SlotLike(Grain grain, int slot)
    {
        var period = system.Periods.Of[(int)grain][slot];
        if (period < 0)
            return slot;
        var (first, last) = (system.Periods.First[(int)grain][period], system.Periods.Last[(int)grain][period]);
        return first + Roll(last - first + 1);
    }

    private int OwnRow(Table table, int leaf, int part, int slot)
    {
        var first = table.Up[((leaf * system.LeafParts.Length) + part) * table.UpGrain.Length];
        var period = system.Periods.Of[(int)table.Grain][slot];
        return first < 0 || period < 0 ? -1 : first + period;
    }

    /// <summary>Whether a leaf may take a step: where it is at the edge of what reads the same, sometimes, because the edge can be hidden.</summary>
    private bool CanMove(int row, int sign) =>
        row >= 0 && !IsHeld(row, sign) && (offsets[row] + sign is var next && next >= low[row] && next <= high[row] || (!IsFixed(row) && Roll(16) == 0));

    /// <summary>Whether a row may not take a step because of what was published before.</summary>
    private bool IsHeld(int row, int sign) => freedom[row] == Freedom.None || (freedom[row] == Freedom.ToRise && sign < 0 && offsets[row] <= begun[row]);

    private bool IsFixed(int row) => freedom[row] == Freedom.None || (high[row] == 0 && system.Held[row] == 0);

    /// <summary>What the move changes about the rows' distances from what reads the same; stops counting at a limit.</summary>
    private int Change(int limit)
    {
        var change = 0;
        for (var at = 0; at < tables; at++)
        {
            var (plus, minus) = (move.Plus[at], move.Minus[at]);
            if (plus < 0 && minus < 0)
                continue;
            var table = system.Tables[at];
            var ups = table.UpGrain.Length;
            for (var up = 0; up < ups; up++)
            {
                var of = system.Periods.Of[(int)table.UpGrain[up]];
                var (more, less) = (RowAt(table, plus, ups, up, of, move.PlusSlot), RowAt(table, minus, ups, up, of, move.MinusSlot));
                if (more == less)
                    continue;
                if (more >= 0)
                    change += Step(more, 1);
                if (less >= 0)
                    change += Step(less, -1);
            }
            if (change >= limit + 8)
                return change;
        }
        return change;
    }

    private void Apply(Move chosen)
    {
        for (var at = 0; at < tables; at++)
        {
            var (plus, minus) = (chosen.Plus[at], chosen.Minus[at]);
            if (plus < 0 && minus < 0)
                continue;
            var table = system.Tables[at];
            var ups = table.UpGrain.Length;
            for (var up = 0; up < ups; up++)
            {
                var of = system.Periods.Of[(int)table.UpGrain[up]];
                var (more, less) = (RowAt(table, plus, ups, up, of, chosen.PlusSlot), RowAt(table, minus, ups, up, of, chosen.MinusSlot));
                if (more == less)
                    continue;
                if (more >= 0)
                    Take(more, 1);
                if (less >= 0)
                    Take(less, -1);
            }
        }
    }

    private void Take(int row, sbyte step)
    {
        if (offsets[row] == 0)
            touched.Add(row);
        offsets[row] += step;
        done.Add((row, step));
        if (offsets[row] < low[row] || offsets[row] > high[row])
            broken.Add(row);
    }

    private static int RowAt(Table table, int leaf, int ups, int up, int[] of, int slot)
    {
        if (leaf < 0)
            return -1;
        var first = table.Up[(leaf * ups) + up];
        var period = of[slot];
        return first < 0 || period < 0 ? -1 : first + period;
    }

    private int Step(int row, int sign)
    {
        int offset = offsets[row], least = low[row], most = high[row];
        var before = offset < least ? least - offset : offset > most ? offset - most : 0;
        offset += sign;
        var after = offset < least ? least - offset : offset > most ? offset - most : 0;
        return IsHeld(row, sign) ? Forbidden : after > before && (IsFixed(row) || offset is < -100 or > 100) ? Forbidden : after - before;
    }

    private int Roll(int sides)
    {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return (int)((dice >> 33) * (ulong)sides >> 31);
    }

    /// <summary>A record more in the leaves of some tables and one less in others: by table, leaf times parts plus part, or -1.</summary>
    private sealed class Move(int tables)
    {
        public int[] Plus { get; } = new int[tables];

        public int[] Minus { get; } = new int[tables];

        public int PlusSlot { get; set; }

        public int MinusSlot { get; set; }

        public void CopyFrom(Move other)
        {
            other.Plus.CopyTo(Plus, 0);
            other.Minus.CopyTo(Minus, 0);
            (PlusSlot, MinusSlot) = (other.PlusSlot, other.MinusSlot);
        }
    }
}

/// <summary>What a world may make of a row, next to what it was in the publications before.</summary>
internal enum Freedom : byte
{
    /// <summary>Any count that reads as it is published.</summary>
    Any,

    /// <summary>What it was, or more: nothing came to it, but its period goes on, and who does not see it cannot know.</summary>
    ToRise,

    /// <summary>What it was.</summary>
    None,
}
