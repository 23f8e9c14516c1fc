namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Moves of single records that bring a row nearer to a wished count: from one member, period or part to another, or one more or less. A record counts
/// in the tables of every measure that counts it.
/// </summary>
/// <param name="system">The tables.</param>
/// <param name="rows">Where the search has every row, and after the rows every tie.</param>
/// <param name="dice">Chance.</param>
internal sealed class Moves(TableSystem system, Slack[] rows, Dice dice)
{
    /// <summary>What a move that must not be changes.</summary>
    public const int Forbidden = 1000;

    private readonly Company company = new(system, dice);
    private readonly sbyte[] tieSteps = new sbyte[system.Ties.Count];
    private readonly List<int> tiesTouched = [];
    private readonly (int Table, int Plus, int Minus)[] touched = new (int, int, int)[system.Tables.Length];
    private List<(int Row, sbyte Step)> steps = [], best = [];
    private int touchedCount, plusSlot, minusSlot;

    /// <summary>What the best move found changes.</summary>
    public IReadOnlyList<(int Row, sbyte Step)> Best => best;

    /// <summary>The best of some random moves that bring a row one step nearer; gives what it changes about all rows' distances.</summary>
    public int Search(int row, int sign)
    {
        var least = Forbidden * 1000;
        for (int tried = 0, found = 0; tried < 30 && found < 8; tried++)
        {
            var (of, toward) = (row, sign);
            if (row >= system.RowCount)
            {
                (of, var by) = system.Ties.Pick(row - system.RowCount, dice);
                toward *= by;
            }
            if (!Propose(of, toward))
                continue;
            found++;
            var change = Change(least);
            if (change >= least)
                continue;
            least = change;
            (best, steps) = (steps, best);
            if (least < 0)
                break;
        }
        return least;
    }

    /// <summary>The rows that a leaf counts in.</summary>
    public static IEnumerable<int> RowsOf(Table table, int leaf, int slot)
    {
        for (var block = 0; block < table.Places.Length; block++)
            if (table.Blocks[(leaf * table.Places.Length) + block] is >= 0 and var first)
            {
                var grains = table.Places[block].Length / table.Of.Periods.Slots;
                for (var grain = 0; grain < grains; grain++)
                    if (table.Places[block][(slot * grains) + grain] is >= 0 and var place)
                        yield return first + place;
            }
    }

    private bool Propose(int row, int sign)
    {
        var span = system.SpanAt(row);
        var (of, table, periods) = (span.Of, span.Table!, span.Of.Periods);
        var period = row - span.First;
        var (firstSlot, lastSlot) = (periods.First[(int)span.Grain][period], periods.Last[(int)span.Grain][period]);
        if (lastSlot < 0)
            return false;
        var part = of.LeafParts.Length == 1 ? 0 : span.Part == 0 ? 0 : of.Parts == Parts.Pair || span.Part == 2 ? 1 : dice.Roll(2);
        var leaf = PickLeaf(table, table.Under[span.Cell], part, firstSlot, lastSlot, sign, out var slot);
        if (leaf < 0)
            return false;
        var here = table.Leaves[leaf];
        var (there, therePart, thereSlot, more) = (here, part, slot, false);
        switch (dice.Roll(12))
        {
            case 0:
                more = true;
                break;
            case 1 or 2 when lastSlot - firstSlot + 1 < periods.Slots:
                thereSlot = OtherSlot(periods, span.Grain, period);
                break;
            case 3 or 4 or 5 when of.Parts == Parts.Share && span.Part != 1:
                therePart = 1 - part;
                break;
            default:
                var (cell, first, moved) = (of.Cells[span.Cell], dice.Roll(4), -1);
                for (var at = 0; at < 4 && moved < 0; at++)
                    if (cell[(first + at) & 3] >= 0)
                        moved = (first + at) & 3;
                more = moved < 0;
                if (!more && !TryMember(table, here, moved, part, slot, sign, out there))
                    return false;
                break;
        }
        company.Gather(of, part, more ? -1 : therePart, ref here, ref there);
        for (var tried = 0; tried < 6; tried++)
        {
            var slotHere = tried == 0 ? slot : SlotLike(periods, table.Grain, slot);
            if (TryComplete(here, there, more, slotHere, tried == 0 ? thereSlot : slot == thereSlot ? slotHere : SlotLike(periods, table.Grain, thereSlot), sign))
                return true;
        }
        return false;
    }

    /// <summary>Another member that the record can come from or go to.</summary>
    private bool TryMember(Table table, in Cell here, int moved, int part, int slot, int sign, out Cell there)
    {
        var members = table.Members[moved];
        var start = dice.Roll(members.Length);
        for (var at = 0; at < members.Length && at < 40; at++)
        {
            var member = members[(start + at) % members.Length];
            there = here.With(moved, member);
            if (member != here[moved] && table.At(there) is >= 0 and var candidate && CanMove(table.OwnRow((candidate * table.Of.LeafParts.Length) + part, slot), -sign))
                return true;
        }
        there = here;
        return false;
    }

    /// <summary>Finds the leaves of all tables that the record counts in, before and after.</summary>
    private bool TryComplete(Cell here, Cell there, bool more, int slotHere, int slotThere, int sign)
    {
        touchedCount = 0;
        for (var at = 0; at < system.Tables.Length; at++)
        {
            var table = system.Tables[at];
            var (of, period) = (table.Of, table.Of.Periods.Of[(int)table.Grain]);
            var (partHere, partThere) = company.Of(of.Place);
            if (partHere < 0 && partThere < 0)
                continue;
            if (!more && partHere == partThere && (slotHere == slotThere || (period[slotHere] >= 0 && period[slotHere] == period[slotThere])) && AreAlike(table, here, there))
                continue;
            for (var dimension = 0; dimension < 4; dimension++)
                if ((table.Mask >> dimension & 1) != 0 && here[dimension] < 0)
                {
                    var members = table.Members[dimension];
                    var member = members[dice.Roll(members.Length)];
                    (here, there) = (here.With(dimension, member), there.With(dimension, member));
                }
            var (leafHere, leafThere) = (partHere < 0 ? -1 : table.At(here), partThere < 0 ? -1 : table.At(there));
            // A measure that comes along may not count there.
            if (((partHere >= 0 && leafHere < 0) || (partThere >= 0 && leafThere < 0)) && of == company.Leader)
                return false;
            // What came by month has no day.
            leafHere = leafHere < 0 || table.Coarse[leafHere] ? -1 : (leafHere * of.LeafParts.Length) + partHere;
            leafThere = leafThere < 0 || table.Coarse[leafThere] ? -1 : (leafThere * of.LeafParts.Length) + partThere;
            if ((leafHere >= 0 && !CanMove(table.OwnRow(leafHere, slotHere), sign)) || (leafThere >= 0 && !CanMove(table.OwnRow(leafThere, slotThere), -sign)))
                return false;
            if (leafHere >= 0 || leafThere >= 0)
                touched[touchedCount++] = sign > 0 ? (at, leafHere, leafThere) : (at, leafThere, leafHere);
        }
        (plusSlot, minusSlot) = sign > 0 ? (slotHere, slotThere) : (slotThere, slotHere);
        return true;
    }

    private static bool AreAlike(Table table, in Cell here, in Cell there)
    {
        for (var dimension = 0; dimension < 4; dimension++)
            if ((table.Mask >> dimension & 1) != 0 && here[dimension] != there[dimension])
                return false;
        return true;
    }

    private int PickLeaf(Table table, int[] under, int part, int firstSlot, int lastSlot, int sign, out int slot)
    {
        var start = dice.Roll(under.Length);
        slot = firstSlot + dice.Roll(lastSlot - firstSlot + 1);
        for (var tried = 0; tried < 60; tried++)
        {
            var leaf = under[(start + tried) % under.Length];
            if (CanMove(table.OwnRow((leaf * table.Of.LeafParts.Length) + part, slot), sign))
                return leaf;
            if (lastSlot > firstSlot)
                slot = firstSlot + dice.Roll(lastSlot - firstSlot + 1);
            else if (tried + 1 >= under.Length)
                break;
        }
        return -1;
    }

    /// <summary>A slot outside a period: mostly within the next coarser one.</summary>
    private int OtherSlot(Periods periods, Grain grain, int period)
    {
        var own = periods.First[(int)grain][period];
        var coarser = grain switch { Grain.Day => dice.Roll(2) == 0 ? Grain.Week : Grain.Month, Grain.Week => Grain.Month, Grain.Month => Grain.Quarter, Grain.Quarter => Grain.FinancialYear, _ => Grain.Day };
        if (coarser != Grain.Day && periods.Of[(int)coarser][own] is >= 0 and var around)
            return periods.First[(int)coarser][around] + dice.Roll(periods.Last[(int)coarser][around] - periods.First[(int)coarser][around] + 1);
        return dice.Roll(periods.Slots);
    }

    /// <summary>Another slot of the period of a grain that a slot counts in.</summary>
    private int SlotLike(Periods periods, Grain grain, int slot)
    {
        var period = periods.Of[(int)grain][slot];
        if (period < 0)
            return slot;
        var (first, last) = (periods.First[(int)grain][period], periods.Last[(int)grain][period]);
        return first + dice.Roll(last - first + 1);
    }

    /// <summary>Whether a leaf may take a step: where it is at the edge of what reads the same, sometimes, because the edge can be hidden.</summary>
    private bool CanMove(int row, int sign)
    {
        if (row < 0)
            return false;
        ref readonly var here = ref rows[row];
        var next = here.Offset + sign;
        return (here.Flags & RowFlags.Pinned) == 0 && ((next >= here.Low && next <= here.High) || ((here.Flags & RowFlags.Zero) == 0 && dice.Roll(16) == 0));
    }

    /// <summary>What the move changes about the rows' distances from what reads the same; stops counting at a limit.</summary>
    private int Change(int limit)
    {
        steps.Clear();
        var change = 0;
        for (var at = 0; at < touchedCount && change < limit + 8; at++)
        {
            var (place, plus, minus) = touched[at];
            var table = system.Tables[place];
            var (blocks, count, slots) = (table.Blocks, table.Places.Length, table.Of.Periods.Slots);
            for (var block = 0; block < count && change < limit + 8; block++)
            {
                var more = plus < 0 ? -1 : blocks[(plus * count) + block];
                var less = minus < 0 ? -1 : blocks[(minus * count) + block];
                if (more == less && plusSlot == minusSlot)
                    continue;
                var places = table.Places[block];
                var grains = places.Length / slots;
                for (var grain = 0; grain < grains; grain++)
                {
                    var (up, down) = (more < 0 ? -1 : places[(plusSlot * grains) + grain], less < 0 ? -1 : places[(minusSlot * grains) + grain]);
                    if (more == less && up == down)
                        continue;
                    if (up >= 0)
                        change += Step(more + up, 1);
                    if (down >= 0)
                        change += Step(less + down, -1);
                }
            }
        }
        var tied = TieChange();
        return change >= limit + 8 ? change : change + tied;
    }

    private int Step(int row, sbyte sign)
    {
        steps.Add((row, sign));
        ref readonly var here = ref rows[row];
        if ((here.Flags & RowFlags.Pinned) != 0)
            return Forbidden;
        if ((here.Flags & RowFlags.Tied) != 0)
            foreach (var (tie, by) in system.Ties.Of(row))
            {
                tiesTouched.Add(tie);
                tieSteps[tie] += (sbyte)(by * sign);
            }
        var offset = here.Offset + sign;
        var (before, after) = (here.Distance, here.DistanceAt(offset));
        return after > before && ((here.Flags & RowFlags.Zero) != 0 || offset is < -100 or > 100) ? Forbidden : after - before;
    }

    private int TieChange()
    {
        var change = 0;
        foreach (var tie in tiesTouched)
            if (tieSteps[tie] is not 0 and var step)
            {
                ref readonly var here = ref rows[system.RowCount + tie];
                steps.Add((system.RowCount + tie, step));
                change += here.DistanceAt(here.Offset + step) - here.Distance;
                tieSteps[tie] = 0;
            }
        tiesTouched.Clear();
        return change;
    }
}
