using System.Numerics;

namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// A way from the true world to others: single records are moved, so that every sum stays right, until a count has a wished value and
/// every shown count still reads the same.
/// </summary>
/// <param name="system">The tables.</param>
/// <param name="low">By row: the least offset from the true count that reads the same.</param>
/// <param name="high">By row: the greatest.</param>
/// <param name="freedom">By row: which offsets it may take from the one that it has when the search begins.</param>
internal sealed partial class Excursion(TableSystem system, short[] low, short[] high, Freedom[] freedom)
{
    private const int Forbidden = 1_000_000;
    private readonly int furthest = system.HasContributors ? Protection.Furthest : 100;
    private readonly Place[] rows = PlacesOf(system, low, high, freedom);
    private readonly List<(int Row, short Step)> done = [];
    private readonly List<(int Row, short Low, short High)> bound = [];
    private readonly List<int> broken = [], touched = [];
    private readonly List<(Move Move, int Stride)> path = [];
    private readonly Table[] tables = [.. system.Tables];
    private readonly Move move = new(system.Tables.Count), best = new(system.Tables.Count);
    private ulong dice;

    /// <summary>How many records a move takes at once: one, but where amounts must differ by far as many as bring the row a good part of its way.</summary>
    private int stride = 1;

    /// <summary>Rows that stood in the way when the last search failed.</summary>
    public IReadOnlyList<int> Obstacles { get; private set; } = [];

    /// <summary>Rows that were changed since the start, each once; some were changed back.</summary>
    public IReadOnlyList<int> Touched => touched;

    /// <summary>A row's count here less the true one.</summary>
    public short this[int row] => rows[row].Offset;

    /// <summary>Begins at the true world. Equal seeds give equal searches.</summary>
    public void Start(ulong seed)
    {
        foreach (var row in touched)
            (rows[row].Offset, rows[row].Begun, rows[row].IsTouched) = (0, 0, false);
        foreach (var (row, least, most) in bound)
            rows[row].Bound(least, most);
        bound.Clear();
        touched.Clear();
        path.Clear();
        dice = seed;
    }

    /// <summary>Goes on until a row has an offset; where that cannot be found it stays where it was.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">Its offset.</param>
    /// <param name="steps">How many records may be moved.</param>
    public bool TryReach(int row, short target, int steps)
    {
        var (oldLow, oldHigh) = (rows[row].Low, rows[row].High);
        rows[row].Bound(target, target);
        broken.Clear();
        broken.Add(row);
        done.Clear();
        var begin = path.Count;
        var reached = Repair(steps);
        if (reached)
            Straighten();
        rows[row].Bound(oldLow, oldHigh);
        if (!reached)
        {
            foreach (var (undone, step) in done)
                rows[undone].Offset -= step;
            path.RemoveRange(begin, path.Count - begin);
        }
        return reached;
    }

    /// <summary>Keeps a row as it is until the next start.</summary>
    public void Hold(int row)
    {
        bound.Insert(0, (row, rows[row].Low, rows[row].High));
        rows[row].Bound(rows[row].Offset, rows[row].Offset);
    }

    /// <summary>Goes to a world that is known by its leaves; gives the rows that do not read the same there.</summary>
    /// <param name="leaves">The leaves.</param>
    /// <param name="given">Rows of which another measure says by how much they differ there.</param>
    public List<int> Enter(IEnumerable<(int Row, short Offset)> leaves, IReadOnlyList<(int Row, short Offset)>? given = null)
    {
        done.Clear();
        broken.Clear();
        foreach (var (row, offset) in given ?? [])
        {
            bound.Insert(0, (row, rows[row].Low, rows[row].High));
            rows[row].Bound(offset, offset);
        }
        foreach (var (row, offset) in leaves)
        {
            foreach (var above in Above(system, row))
            {
                Touch(above);
                rows[above].Offset += offset;
            }
            rows[row].Begun = offset;
        }
        return [.. touched.Concat(given?.Select(known => known.Row) ?? []).Distinct().Where(IsBroken)];
    }

    /// <summary>The rows that a leaf counts in, itself among them.</summary>
    public static IEnumerable<int> Above(TableSystem system, int row)
    {
        var span = system.Spans[system.SpanOf[row]];
        var table = span.Table!;
        var leaf = (table.Under[span.Cell][0] * system.LeafParts.Length) + Array.IndexOf(system.LeafParts, span.Part);
        var slot = system.Periods.Last[(int)table.Grain][row - span.First];
        for (var up = 0; up < table.UpOf.Length; up++)
            if (table.RowAt(leaf, up, slot) is >= 0 and var above)
                yield return above;
    }

    /// <summary>Moves records until the given rows, and all others, read the same.</summary>
    /// <param name="wrong">Those that do not.</param>
    /// <param name="steps">How many records may be moved.</param>
    /// <param name="held">Rows that keep the count they have here, where it reads the same.</param>
    public bool TrySettle(IEnumerable<int> wrong, int steps, IReadOnlyCollection<int> held)
    {
        broken.Clear();
        broken.AddRange(wrong);
        done.Clear();
        var bounds = held.Where(row => rows[row].ReadsTheSame).Select(row => (Row: row, rows[row].Low, rows[row].High)).ToArray();
        foreach (var (row, _, _) in bounds)
            rows[row].Bound(rows[row].Offset, rows[row].Offset);
        var settled = Repair(steps);
        if (settled)
            Straighten();
        foreach (var (row, least, most) in bounds)
            rows[row].Bound(least, most);
        return settled;
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
                Obstacles = [.. broken.Where(IsBroken).Distinct()];
                return false;
            }
            var sign = rows[row].Offset < rows[row].Low ? 1 : -1;
            if (system.HasContributors && rows[row].Distance(rows[row].Offset) is var way)
                stride = Math.Max(1, way >> Roll(2 + BitOperations.Log2((uint)way)));
            var change = Search(row, sign);
            if (change < Forbidden && (change <= 0 || Roll(8) == 0))
            {
                Apply(best, stride);
                path.Add((best.Copy(), stride));
            }
        }
    }

    /// <summary>Takes back the moves without which everything still reads the same: the fewer counts differ in a world, the fewer stand in the way of what is published later.</summary>
    private void Straighten()
    {
        for (var count = -1; count != path.Count;)
        {
            count = path.Count;
            for (var at = path.Count - 1; at >= 0; at--)
            {
                var begin = done.Count;
                Apply(path[at].Move, -path[at].Stride);
                if (IsFineSince(begin))
                    path.RemoveAt(at);
                else
                    Apply(path[at].Move, path[at].Stride);
            }
        }
        broken.Clear();
    }

    private int PickBroken()
    {
        while (broken.Count > 0)
        {
            var place = Roll(broken.Count);
            var row = broken[place];
            if (IsBroken(row))
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

    /// <summary>What the move changes about the rows' distances from what reads the same; stops counting at a limit.</summary>
    private int Change(int limit)
    {
        var change = 0;
        for (var at = 0; at < tables.Length; at++)
        {
            var (plus, minus) = (move.Plus[at], move.Minus[at]);
            if (plus < 0 && minus < 0)
                continue;
            for (var up = 0; up < tables[at].UpOf.Length; up++)
            {
                var (more, less) = (tables[at].RowAt(plus, up, move.PlusSlot), tables[at].RowAt(minus, up, move.MinusSlot));
                if (more == less)
                    continue;
                if (more >= 0)
                    change += Step(more, 1);
                if (less >= 0)
                    change += Step(less, -1);
            }
            if (change >= limit + (8 * stride))
                return change;
        }
        return change;
    }

    private void Apply(Move chosen, int by)
    {
        for (var at = 0; at < tables.Length; at++)
        {
            var (plus, minus) = (chosen.Plus[at], chosen.Minus[at]);
            if (plus < 0 && minus < 0)
                continue;
            for (var up = 0; up < tables[at].UpOf.Length; up++)
            {
                var (more, less) = (tables[at].RowAt(plus, up, chosen.PlusSlot), tables[at].RowAt(minus, up, chosen.MinusSlot));
                if (more == less)
                    continue;
                if (more >= 0)
                    Take(more, by);
                if (less >= 0)
                    Take(less, -by);
            }
        }
    }

    private void Take(int row, int by)
    {
        var step = (short)by;
        Touch(row);
        rows[row].Offset += step;
        done.Add((row, step));
        if (!rows[row].ReadsTheSame)
            broken.Add(row);
    }

    private int Step(int row, int sign)
    {
        ref readonly var place = ref rows[row];
        var offset = place.Offset + (sign * stride);
        var (before, after) = (place.Distance(place.Offset), place.Distance(offset));
        return IsHeld(place, sign) ? Forbidden : after > before && (place.IsFixed || offset < -furthest || offset > furthest) ? Forbidden : after - before;
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
