using System.Numerics;

namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Decides what is shown of every count of a system's last measure. A suppressed count is safe when there are other worlds in which everything
/// published reads exactly the same and in which it has other values: as many consecutive ones, with the true one, as the rule asks for. Those worlds
/// are found here, and more is suppressed where they cannot be found. What the measures before it show is decided already.
/// </summary>
internal sealed class Protection
{
    private const int MostRounds = 60, MostTurns = 8;
    private readonly TableSystem system;
    private readonly DisclosureRule rule;
    private readonly MeasureTables measure;
    private readonly Slack[] bounds;
    private readonly bool[] kept, leaf;
    private readonly ulong[] seen;
    private ulong seed;
    private int attempt;

    private Protection(TableSystem system, DisclosureRule rule, bool[]? pinned)
    {
        (this.system, this.rule, measure) = (system, rule, system.Measures[^1]);
        (bounds, kept, leaf, seen) = (new Slack[system.RowCount + system.Ties.Count], new bool[system.RowCount], new bool[system.RowCount], new ulong[system.RowCount]);
        foreach (var span in system.Spans)
            if (span.Table is { } table && span.Grain == table.Grain && table.Of.Cells[span.Cell].Level == table.Leaves[0].Level && table.Of.LeafParts.Contains(span.Part))
                Array.Fill(leaf, true, span.First, table.Of.Periods.Count(table.Grain));
        for (var row = 0; row < system.RowCount; row++)
        {
            if (system.Ties.Of(row).Length > 0)
                bounds[row].Flags |= RowFlags.Tied;
            if (pinned?[row] == true)
                bounds[row].Flags |= RowFlags.Pinned;
        }
        HidePrimary();
        for (var row = 0; row < system.RowCount; row++)
            Bound(row);
        Array.Fill(seen, 1ul << Reach.Nearest);
    }

    /// <summary>Worlds in which everything published reads the same: first those that are remembered, in their order, then new ones.</summary>
    public Worlds Worlds { get; } = new();

    /// <summary>By row: whether it is a leaf, in whose counts worlds differ.</summary>
    public bool[] Leaf => leaf;

    /// <summary>By row: whether it keeps the value that it has in every remembered world.</summary>
    public bool[] Pinned => [.. bounds.Take(system.RowCount).Select(row => (row.Flags & RowFlags.Pinned) != 0)];

    /// <summary>Worlds of the publications before that cannot read the same any more: where there are any, what was suppressed then is not safe.</summary>
    public int Lost { get; private set; }

    /// <summary>Rows for which too few values were found, though nothing more can be suppressed: the rule cannot be met.</summary>
    public IReadOnlyList<int> Unsafe { get; private set; } = [];

    /// <summary>Decides the state of every row of the system's last measure.</summary>
    /// <param name="system">The tables; the states of the last measure's rows are set.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="memory">What was published before, and of the other measures now; null: nothing.</param>
    /// <param name="attempt">0, or how many attempts failed: each looks elsewhere and hides sooner.</param>
    /// <param name="pinned">By row: whether it has a value in remembered worlds that it must keep; null: none of the other measures' has.</param>
    public static Protection Run(TableSystem system, DisclosureRule rule, Memory? memory = null, int attempt = 0, bool[]? pinned = null)
    {
        var protection = new Protection(system, rule, pinned) { seed = (ulong)attempt << 56, attempt = attempt };
        if (memory is not null)
            protection.Recall(memory);
        var open = Enumerable.Range(0, system.RowCount).Where(protection.IsOpen).ToArray();
        for (var round = 0; open.Length > 0 && round < MostRounds; round++)
            open = protection.Widen(open, round);
        protection.Unsafe = open;
        return protection;
    }

    private bool IsOurs(int row) => row >= measure.FirstRow && row < system.RowCount;

    private void HidePrimary()
    {
        for (var row = measure.FirstRow; row < system.RowCount; row++)
            if (system.State[row] == RowState.Shown && system.SpanAt(row).Part == 0)
            {
                var (numerator, other) = (system.Held[row], measure.Parts == Parts.Count ? -1 : system.Twin(row, 1));
                var denominator = other < 0 ? 0 : system.Held[other];
                if (rule.IsFew(numerator) || rule.IsFew(denominator) || (denominator > 0 && denominator < rule.MinimumDenominator)
                    || (rule.ClassDisclosure && measure.Parts == Parts.Share && denominator > 0 && (numerator == 0 || numerator == denominator)))
                    Hide(row, RowState.Primary);
            }
        // What another measure suppresses stays so here.
        for (var row = measure.FirstRow; row < system.RowCount; row++)
            if (system.State[row] == RowState.Shown && SameAs(row) is >= 0 and var same && system.State[same] is RowState.Primary or RowState.Secondary)
                Hide(row, system.State[same]);
    }

    /// <summary>The row of another measure that is the same count, or -1.</summary>
    private int SameAs(int row)
    {
        foreach (var (tie, sign) in system.Ties.Of(row))
            if (sign < 0 && system.Ties.Other(tie, row) is >= 0 and var other && !IsOurs(other))
                return other;
        return -1;
    }

    /// <summary>
    /// What is as it was published before stays as it was: what was suppressed stays suppressed, what was shown stays shown, and in every
    /// world it keeps the value it had there, so that a world reads the same in all publications.
    /// </summary>
    private void Recall(Memory memory)
    {
        foreach (var (row, last) in memory.In(system, measure))
        {
            kept[row] = last.Held == system.Held[row];
            if (kept[row] && leaf[row])
                bounds[row].Flags |= RowFlags.Pinned;
            if (kept[row] && last.Hidden)
                Hide(row, RowState.Secondary);
        }
        var known = memory.WorldsIn(system, leaf);
        var now = new List<(int Row, sbyte Offset)>?[known.Count];
        for (var turn = 0; turn < MostTurns && Array.IndexOf(now, null) >= 0; turn++)
        {
            var inTheWay = new List<int[]>();
            var way = new Excursion(system, bounds);
            for (var world = 0; world < now.Length; world++)
                if (now[world] is null)
                {
                    way.Start(Reach.Mix(((ulong)world << 8) + (ulong)turn + seed));
                    var broken = way.Enter(known[world]);
                    if (broken.Count == 0 || way.TrySettle(broken, 40 + (20 * turn)))
                    {
                        foreach (var row in way.Touched)
                            if (row < system.RowCount)
                                seen[row] |= Reach.Bit(way.OffsetOf(row));
                        now[world] = Reach.LeavesOf(way, leaf);
                    }
                    else
                        inTheWay.Add([.. way.Obstacles.SelectMany(RowsBehind).Where(obstacle => MayHide(obstacle) && (turn == MostTurns - 2 || Cost(obstacle) < Affordable(turn))).Distinct()]);
                }
            // Last of all, everything in the way of any.
            if (turn == MostTurns - 2)
                foreach (var row in inTheWay.SelectMany(rows => rows).Distinct())
                    Hide(row, RowState.Secondary);
            else
                HideObstacles(inTheWay);
        }
        // A world found today that the last measure cannot go along with was never published: others are looked for.
        Lost = Enumerable.Range(0, now.Length).Count(world => now[world] is null && !memory.IsNew(world));
        foreach (var world in now)
            Worlds.Add(world ?? []);
        for (var world = 0; world < now.Length; world++)
            if (now[world] is null && memory.IsNew(world))
                Dropped.Add(world);
    }

    /// <summary>Places among <see cref="Worlds"/> of remembered ones that are not needed any more.</summary>
    public HashSet<int> Dropped { get; } = [];

    /// <summary>Hides a figure: both its parts, but for what another measure shows.</summary>
    private void Hide(int row, RowState state)
    {
        for (var part = 0; part < Math.Min(measure.PartCount, 2); part++)
            if (system.Twin(row, part) is >= 0 and var twin && system.State[twin] == RowState.Shown)
            {
                system.Suppressed[twin] = true;
                if (SameAs(twin) is >= 0 and var same && system.State[same] == RowState.Shown)
                    continue;
                system.State[twin] = state;
                Bound(twin);
            }
    }

    private void Bound(int row)
    {
        var (least, most) = Reach.Behind(system, rule, row);
        var held = system.Held[row];
        (bounds[row].Low, bounds[row].High) = ((sbyte)Math.Max(least - held, -Reach.Nearest), (sbyte)Math.Min(most - held, 63 - Reach.Nearest));
        bounds[row].Flags = bounds[row].High == 0 && held == 0 ? bounds[row].Flags | RowFlags.Zero : bounds[row].Flags & ~RowFlags.Zero;
    }

    /// <summary>Whether a row's values found so far do not suffice.</summary>
    private bool IsOpen(int row) => Reach.WidthOf(system, rule, row) is > 0 and var width && Reach.RunOf(seen[row]) is var (_, count) && count < width;

    /// <summary>One round: finds values for open rows, and hides more where there are none; gives the rows that are open still.</summary>
    private int[] Widen(int[] open, int round)
    {
        var search = new Search(system, rule, bounds, seen, leaf, round, seed);
        var (worlds, failed) = search.Run(open);
        foreach (var found in worlds)
            Worlds.Add(found);
        var hidden = HideObstacles([.. failed.Select(obstacles => obstacles.SelectMany(RowsBehind).Where(row => MayHide(row) && Cost(row) < Affordable(round)).Distinct().ToArray())]);
        return [.. open.Concat(hidden).Distinct().Where(IsOpen).Order()];
    }

    /// <summary>A row, or the rows of a tie that could be hidden to loosen it.</summary>
    private IEnumerable<int> RowsBehind(int row) => row < system.RowCount ? [row] : system.Ties[row - system.RowCount].Select(term => term.Row);

    private bool MayHide(int row) => IsOurs(row) && system.State[row] == RowState.Shown && !system.Suppressed[row] && system.Held[row] > 0 && !kept[row];

    /// <summary>Hides what stands in the way of most and costs least: as little as opens a way for every row. Gives what it hid.</summary>
    private List<int> HideObstacles(IReadOnlyList<int[]> inTheWay)
    {
        var votes = new Dictionary<int, int>();
        foreach (var rows in inTheWay)
            foreach (var row in rows)
                votes[row] = votes.GetValueOrDefault(row) + 1;
        var hidden = new List<int>();
        foreach (var rows in inTheWay.Where(rows => rows.Length > 0).OrderBy(rows => rows.Length))
            if (rows.All(MayHide))
            {
                var row = rows.MinBy(row => (Cost(row) / votes[row], row));
                Hide(row, RowState.Secondary);
                hidden.AddRange(Enumerable.Range(0, measure.PartCount).Select(part => system.Twin(row, part)).Where(twin => twin >= 0));
            }
        return hidden;
    }

    /// <summary>What may be spent on one row: a way round a large count is looked for several times before it is hidden.</summary>
    private double Affordable(int round) => 20 * Math.Pow(3, round + (2 * attempt));

    /// <summary>What hiding a row costs: more for larger counts, and most for the whole council's.</summary>
    private double Cost(int row) =>
        system.Held[row] * (system.CellOf(row) is { Service: < 0, Area: < 0, Channel: < 0, Platform: < 0 } ? 100 : 1);
}

/// <summary>Which values a count can have, and of how many it must.</summary>
internal static class Reach
{
    /// <summary>Offsets below the true count that are kept.</summary>
    public const int Nearest = 24;

    /// <summary>An offset as one bit; 0: too far to be kept.</summary>
    public static ulong Bit(int offset) => offset is >= -Nearest and < 64 - Nearest ? 1ul << (offset + Nearest) : 0;

    /// <summary>How many consecutive values a row must be able to have; 0: it is nobody's business.</summary>
    public static int WidthOf(TableSystem system, DisclosureRule rule, int row) => system.State[row] switch
    {
        RowState.Primary => rule.PrimaryWidth,
        RowState.Secondary => rule.SecondaryWidth,
        RowState.Unpublished when rule.IsFew(system.Held[row]) => rule.PrimaryWidth,
        _ => 0,
    };

    /// <summary>The least and greatest count behind what is shown of a row: what a reader who knows the rule knows.</summary>
    public static (long Low, long High) Behind(TableSystem system, DisclosureRule rule, int row) => system.State[row] switch
    {
        RowState.Absent => (0, 0),
        RowState.Shown => rule.Behind(rule.Round(system.Held[row])),
        RowState.Unpublished or RowState.Auxiliary => (0, long.MaxValue),
        // 0 is shown, unless as part of a ratio.
        _ => (system.SpanAt(row) is var span && (span.Of.Parts == Parts.Count || (span.Of.Parts == Parts.Share && span.Part == 1)) ? 1 : 0, long.MaxValue),
    };

    /// <summary>The run of values around the true one, as its least offset and how many there are.</summary>
    public static (int First, int Count) RunOf(ulong values)
    {
        var below = BitOperations.LeadingZeroCount(~(values << (63 - Nearest)));
        var above = BitOperations.TrailingZeroCount(~(values >> Nearest));
        return (1 - below, below + above - 1);
    }

    /// <summary>The leaves that differ where a search has come.</summary>
    public static List<(int Row, sbyte Offset)> LeavesOf(Excursion way, bool[] leaf)
    {
        var leaves = new List<(int, sbyte)>();
        foreach (var row in way.Touched)
            if (row < leaf.Length && leaf[row] && way.OffsetOf(row) is not 0 and var offset)
                leaves.Add((row, offset));
        return leaves;
    }

    public static ulong Mix(ulong value)
    {
        value = (value + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
