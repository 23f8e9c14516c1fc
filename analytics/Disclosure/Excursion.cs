namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// A way from the true world to others: single records are moved, so that every sum stays right, until a count has a wished value and
/// every shown count still reads the same.
/// </summary>
internal sealed class Excursion
{
    private readonly TableSystem system;
    private readonly Slack[] rows;
    private readonly Dice dice = new();
    private readonly Moves moves;
    private readonly List<(int Row, sbyte Step)> done = [];
    private readonly List<int> broken = [], touched = [];

    /// <param name="system">The tables.</param>
    /// <param name="bounds">By row: what reads the same, and which rows must keep the offset they have when the search begins.</param>
    public Excursion(TableSystem system, Slack[] bounds)
    {
        (this.system, rows) = (system, (Slack[])bounds.Clone());
        moves = new(system, rows, dice);
    }

    /// <summary>Rows that stood in the way when the last search failed.</summary>
    public IReadOnlyList<int> Obstacles { get; private set; } = [];

    /// <summary>Rows that were changed since the start, once each; some are back at their true count.</summary>
    public IReadOnlyList<int> Touched => touched;

    /// <summary>A row's count here less the true one.</summary>
    public sbyte OffsetOf(int row) => rows[row].Offset;

    /// <summary>Goes by what reads the same now: more was suppressed.</summary>
    public void Renew(Slack[] bounds)
    {
        bounds.CopyTo(rows, 0);
        touched.Clear();
    }

    /// <summary>Begins at the true world. Equal seeds give equal searches.</summary>
    public void Start(ulong seed)
    {
        foreach (var row in touched)
        {
            rows[row].Offset = 0;
            rows[row].Flags &= ~RowFlags.Touched;
        }
        touched.Clear();
        dice.Seed(seed);
    }

    /// <summary>Goes on until a row has an offset; where that cannot be found it stays where it was.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">Its offset.</param>
    /// <param name="steps">How many records may be moved.</param>
    public bool TryReach(int row, sbyte target, int steps)
    {
        var (low, high) = (rows[row].Low, rows[row].High);
        rows[row].Low = rows[row].High = target;
        broken.Clear();
        broken.Add(row);
        done.Clear();
        var reached = Repair(steps);
        (rows[row].Low, rows[row].High) = (low, high);
        if (!reached)
            foreach (var (undone, step) in done)
                rows[undone].Offset -= step;
        return reached;
    }

    /// <summary>Goes to a world that is known by its leaves; gives the rows that do not read the same there.</summary>
    public List<int> Enter(IEnumerable<(int Row, sbyte Offset)> leaves)
    {
        done.Clear();
        broken.Clear();
        foreach (var (row, offset) in leaves)
        {
            var span = system.SpanAt(row);
            var (table, of) = (span.Table!, span.Of);
            var leaf = (table.Under[span.Cell][0] * of.LeafParts.Length) + Array.IndexOf(of.LeafParts, span.Part);
            foreach (var above in Moves.RowsOf(table, leaf, of.Periods.Last[(int)table.Grain][row - span.First]))
            {
                Touch(above, offset);
                foreach (var (tie, sign) in system.Ties.Of(above))
                    Touch(system.RowCount + tie, (sbyte)(sign * offset));
            }
        }
        return [.. touched.Where(row => rows[row].IsBroken)];
    }

    /// <summary>Moves records until the given rows, and all others, read the same.</summary>
    public bool TrySettle(IEnumerable<int> given, int steps)
    {
        broken.Clear();
        broken.AddRange(given);
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
                Obstacles = [.. broken.Where(at => rows[at].IsBroken).Distinct()];
                return false;
            }
            var change = moves.Search(row, rows[row].Offset < rows[row].Low ? 1 : -1);
            if (change < Moves.Forbidden && (change <= 0 || dice.Roll(8) == 0))
                foreach (var (changed, step) in moves.Best)
                {
                    done.Add((changed, step));
                    if (Touch(changed, step))
                        broken.Add(changed);
                }
        }
    }

    private int PickBroken()
    {
        while (broken.Count > 0)
        {
            var place = dice.Roll(broken.Count);
            var row = broken[place];
            if (rows[row].IsBroken)
                return row;
            broken[place] = broken[^1];
            broken.RemoveAt(broken.Count - 1);
        }
        return -1;
    }

    /// <summary>Changes a row; whether it does not read the same any more.</summary>
    private bool Touch(int row, sbyte step)
    {
        ref var here = ref rows[row];
        if ((here.Flags & RowFlags.Touched) == 0)
        {
            here.Flags |= RowFlags.Touched;
            touched.Add(row);
        }
        here.Offset += step;
        return here.Offset < here.Low || here.Offset > here.High;
    }
}
