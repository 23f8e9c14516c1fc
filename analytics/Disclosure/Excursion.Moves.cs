namespace Outcomes.Analytics.Disclosure;

/// <summary>The moves that a search chooses from: a record more or less, or one that is counted elsewhere, in all tables at once.</summary>
internal sealed partial class Excursion
{
    /// <summary>Makes <c>move</c> a random one that brings a row one step nearer, as far as is seen from the leaves; false: none was found.</summary>
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
        switch (IsOfGiven(table, here, slot) && span.Part != 1 ? 5 : Roll(12))
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
            for (var at = 0; at < tables.Length && fits; at++)
            {
                var other = tables[at];
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
        row >= 0 && !IsHeld(rows[row], sign) && (rows[row].Distance(rows[row].Offset + (sign * stride)) == 0 || (!rows[row].IsFixed && Roll(16) == 0));

    /// <summary>Whether a row may not take a step because of what was published before.</summary>
    private bool IsHeld(in Place row, int sign) => row.Freedom != Freedom.Any && (row.Freedom == Freedom.None || (sign < 0 && row.Offset - stride < row.Begun));

    /// <summary>Whether what a leaf is a part of is another measure's to decide, so that only the parts can differ.</summary>
    private bool IsOfGiven(Table table, int leaf, int slot) =>
        system.Parts == Parts.Share && OwnRow(table, leaf, 0, slot) is >= 0 and var row && system.Twin(row, 1) is >= 0 and var whole && system.Given.Is(whole);

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

        public Move Copy()
        {
            var copy = new Move(tables);
            copy.CopyFrom(this);
            return copy;
        }

        public void CopyFrom(Move other)
        {
            other.Plus.CopyTo(Plus, 0);
            other.Minus.CopyTo(Minus, 0);
            (PlusSlot, MinusSlot) = (other.PlusSlot, other.MinusSlot);
        }
    }
}
