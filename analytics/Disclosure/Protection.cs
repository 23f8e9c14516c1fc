using System.Numerics;

namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Decides what is shown of every count. A suppressed count is safe when there are other worlds in which everything published reads exactly
/// the same and in which it has other values: as many consecutive ones, with the true one, as the rule asks for. Those worlds are found
/// here, and more is suppressed where they cannot be found.
/// </summary>
internal sealed partial class Protection
{
    public const int Nearest = 24, Furthest = 30_000;
    private const int Chunks = 8, MostRounds = 60, MostIdle = 20, MostIdleBeside = 6, MostTurns = 20, Dear = 10, MostInTheWay = 256, MostForeseen = 4, MostHiddenBeside = 64, MostBesideTurns = 8;
    private readonly TableSystem system;
    private readonly DisclosureRule rule;
    private readonly short[] low, high;
    private readonly bool[] kept, isNew, leaf;
    private readonly Freedom[] freedom;
    private readonly ulong[] seen;
    private readonly short[] reached;
    private readonly Worlds found = new();
    private readonly List<OtherWorld> others = [];
    private List<(int Row, short Offset)>[] joint = [];
    private ulong seed;
    private int attempt;

    private Protection(TableSystem system, DisclosureRule rule)
    {
        (this.system, this.rule) = (system, rule);
        (low, high, kept, isNew, freedom, leaf) = (new short[system.RowCount], new short[system.RowCount], new bool[system.RowCount], new bool[system.RowCount], new Freedom[system.RowCount], new bool[system.RowCount]);
        seen = new ulong[system.RowCount];
        reached = system.HasContributors ? new short[system.RowCount] : [];
        foreach (var table in system.Tables)
            for (var at = 0; at < table.Up.Length; at += table.UpGrain.Length)
                if (table.Up[at] is >= 0 and var first)
                    Array.Fill(leaf, true, first, system.Periods.Count(table.Grain));
        HidePrimary();
        HideGiven();
        for (var row = 0; row < system.RowCount; row++)
            Bound(row);
        Array.Fill(seen, 1ul << Nearest);
    }

    /// <summary>Worlds in which everything published reads the same.</summary>
    public Worlds Worlds { get; private set; } = new();

    /// <summary>The rule.</summary>
    public DisclosureRule Rule => rule;

    /// <summary>By row: whether it is a leaf, in whose counts worlds differ.</summary>
    public bool[] Leaf => leaf;

    /// <summary>Worlds of the publications before that cannot read the same any more: where there are any, what was suppressed then is not safe.</summary>
    public int Lost { get; private set; }

    /// <summary>Rows for which too few values were found, though nothing more can be suppressed: the rule cannot be met.</summary>
    public IReadOnlyList<int> Unsafe { get; private set; } = [];

    /// <summary>Decides the state of every row of the system.</summary>
    /// <param name="system">The tables; their states are set.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="memory">What was published before; null: nothing.</param>
    /// <param name="attempt">0, or how many attempts failed: each looks elsewhere and hides sooner.</param>
    public static Protection Run(TableSystem system, DisclosureRule rule, Memory? memory = null, int attempt = 0)
    {
        var protection = new Protection(system, rule) { seed = (ulong)(attempt / 2) << 56, attempt = attempt };
        if (memory is not null || system.Given.Worlds > 0)
            protection.Recall(memory ?? new());
        var owed = memory?.Worlds.Count ?? 0;
        protection.Rework(owed, 0);
        int[] Widened(int[] open, int round) => [.. protection.Widen(open, round).Concat(protection.Rework(owed, round)).Distinct().Where(protection.IsOpen).Order()];
        var open = Enumerable.Range(0, system.RowCount).Where(protection.IsOpen).ToArray();
        // What stands in the way may be another measure's to hide; more rounds do not help then.
        foreach (var anticipates in new[] { true, false })
        {
            protection.Anticipate(anticipates || open.Length == 0);
            for (var (round, idle, before) = (0, 0, 0); open.Length > 0 && round < MostRounds && idle < (system.Given.Measures.Count > 0 ? MostIdleBeside : MostIdle); round++)
                (before, open, idle) = (open.Length, Widened(open, round), open.Length == before ? idle + 1 : 0);
        }
        for (var (most, round) = (2, MostRounds); open.Length > 0 && most <= MostHiddenBeside; most *= 2)
        {
            if (protection.HideBeside(open, most) is not { Count: > 0 } hidden)
                break;
            open = [.. open.Concat(hidden).Distinct().Where(protection.IsOpen).Order()];
            for (var turn = 0; open.Length > 0 && turn < MostBesideTurns; turn++)
                open = Widened(open, round++);
        }
        protection.Unsafe = open;
        var isSafe = open.Length == 0 && protection.Lost == 0;
        if (isSafe)
            protection.Foresee();
        foreach (var world in protection.joint)
            protection.Worlds.Add(world);
        protection.Worlds.Add(protection.found);
        if (isSafe)
            protection.Thin(protection.joint.Length);
        else
            system.Given.Others = protection.others;
        return protection;
    }

    /// <summary>How many consecutive values are looked for: as many as a row must be able to have, or will have to when its period is over.</summary>
    private int Sought(int row) => WidthOf(system, rule, row) is > 0 and var width ? width : IsComing(row) && !system.Given.Is(row) ? rule.SecondaryWidth : 0;

    /// <summary>How many consecutive values a row must be able to have; 0: it is nobody's business, known since it was shown, or another measure's to protect.</summary>
    public static int WidthOf(TableSystem system, DisclosureRule rule, int row) => system.WasShown[row] || system.Given.Is(row) || system.Given.IsKnown(row) ? 0 : system.State[row] switch
    {
        RowState.Primary => rule.PrimaryWidth,
        RowState.Secondary => rule.SecondaryWidth,
        RowState.Unpublished when rule.IsFew(system.Held[row], system.UnitOf(row)) || system.MarginOf(row) > 0 => rule.PrimaryWidth,
        _ => 0,
    };

    /// <summary>The least and greatest count behind what is shown of a row: what a reader who knows the rule knows.</summary>
    public static (long Low, long High) Behind(TableSystem system, DisclosureRule rule, int row) => system.State[row] switch
    {
        RowState.Absent => (0, 0),
        RowState.Shown => BehindShown(system, rule, row),
        _ when system.Given.IsKnown(row) => rule.Behind(rule.Round(system.Held[row], system.UnitOf(row)), system.UnitOf(row)),
        RowState.Unpublished or RowState.Auxiliary => (KnownToOne(system, row), long.MaxValue),
        _ when system.HasContributors && system.Spans[system.SpanOf[row]].Part == 0 => (KnownToOne(system, row), long.MaxValue),
        // 0 is shown, unless as part of a ratio.
        _ => (system.Parts == Parts.Count || (system.Parts == Parts.Share && system.Spans[system.SpanOf[row]].Part == 1) ? 1 : 0, long.MaxValue),
    };

    /// <summary>The most of a count that any one contributor knows of, because he gave it himself: worlds in which there is less are none to him.</summary>
    private static long KnownToOne(TableSystem system, int row) => Math.Min(system.LargestOf(row), system.Held[row]);

    /// <summary>What rounding leaves open; of a denominator, which is shown from the least one on, no less than that.</summary>
    private static (long Low, long High) BehindShown(TableSystem system, DisclosureRule rule, int row)
    {
        var (held, unit) = (system.Held[row], system.UnitOf(row));
        var (low, high) = rule.Behind(rule.Round(held, unit), unit);
        return held > 0 && (system.IsDenominator || system.Spans[system.SpanOf[row]].Part == 1) ? (Math.Max(low, rule.MinimumDenominator * unit), high) : (low, high);
    }

    private void HidePrimary()
    {
        for (var row = 0; row < system.RowCount; row++)
            if (system.State[row] == RowState.Shown && system.Spans[system.SpanOf[row]].Part == 0 && WhyPrimary(system, rule, row) != Primary.No)
                Hide(row, RowState.Primary);
    }

    /// <summary>Which rule, the first that does, suppresses a figure for its own sake.</summary>
    /// <param name="system">The tables.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="row">The row of its first part.</param>
    public static Primary WhyPrimary(TableSystem system, DisclosureRule rule, int row)
    {
        var other = system.IsDenominator ? row : system.Parts == Parts.Count ? -1 : system.Twin(row, 1);
        var (numerator, denominator) = (system.Held[row], other < 0 ? 0 : system.Held[other]);
        return rule.IsFew(numerator, system.UnitOf(row)) || (denominator > 0 && (rule.IsFew(denominator, system.UnitOf(other)) || denominator < rule.MinimumDenominator * system.UnitOf(other))) ? Primary.Few
            : rule.ClassDisclosure && system.Parts == Parts.Share && denominator > 0 && (numerator == 0 || numerator == denominator) ? Primary.Class
            : system.MarginOf(row) > 0 ? Primary.Dominated
            : Primary.No;
    }

    /// <summary>Hides a figure: both its parts.</summary>
    private void Hide(int row, RowState state)
    {
        for (var part = 0; part < system.PartCount; part++)
            if (system.Twin(row, part) is >= 0 and var twin)
            {
                if (part < 2 && system.State[twin] == RowState.Shown)
                    system.State[twin] = state;
                Bound(twin);
            }
    }

    private void Bound(int row)
    {
        if (system.Given.Is(row))
        {
            low[row] = high[row] = 0;
            return;
        }
        var (held, unit) = (system.Held[row], system.UnitOf(row));
        // What is missing now may be whole in the next publication with the count it has: worlds that would read otherwise then are not looked for.
        var (least, most) = system.State[row] != RowState.Unpublished || system.Parts != Parts.Count ? Behind(system, rule, row)
            : held == 0 && system.MarginOf(row) == 0 ? (0, 0) : anticipates && leaf[row] && !rule.IsFew(held, unit) && system.MarginOf(row) == 0 ? rule.Behind(rule.Round(held, unit), unit)
            : (system.HasContributors ? KnownToOne(system, row) : 1, long.MaxValue);
        var (down, up) = system.HasContributors ? (Furthest, Furthest) : (Nearest, 63 - Nearest);
        (low[row], high[row]) = ((short)Math.Max(-((held - least) / unit), -down), (short)Math.Min((most - held) / unit, up));
    }

    /// <summary>Whether a row's values found so far do not suffice.</summary>
    private bool IsOpen(int row) => WidthOf(system, rule, row) is > 0 and var width && RunOf(seen[row]) is var (_, count) && (count < width || IsShort(row, reached));

    /// <summary>Whether a row is one that a contributor dominates, and no world is known in which it is as much more as must seem possible.</summary>
    private bool IsShort(int row, short[] far) => system.MarginOf(row) is > 0 and var margin && far[row] < margin;

    /// <summary>The run of values around the true one, as its least offset and how many there are.</summary>
    public static (int First, int Count) RunOf(ulong values)
    {
        var below = BitOperations.LeadingZeroCount(~(values << (63 - Nearest)));
        var above = BitOperations.TrailingZeroCount(~(values >> Nearest));
        return (1 - below, below + above - 1);
    }

    /// <summary>One round: finds values for open rows, and hides more where there are none; gives the rows that are open still.</summary>
    private int[] Widen(int[] open, int round)
    {
        var chunk = (open.Length + Chunks - 1) / Chunks;
        var parts = open.Chunk(chunk).ToArray();
        var found = new (Worlds Worlds, ulong[] Seen, short[] Reached, List<int[]> Failed)[parts.Length];
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, Chunks) }, part => found[part] = Find(parts[part], round));
        foreach (var (worlds, values, far, _) in found)
        {
            Find(worlds);
            for (var row = 0; row < values.Length; row++)
                seen[row] |= values[row];
            for (var row = 0; row < far.Length; row++)
                reached[row] = Math.Max(reached[row], far[row]);
        }
        var hidden = HideObstacles([.. found.SelectMany(part => part.Failed)]);
        return [.. open.Concat(hidden).Distinct().Where(IsOpen).Order()];
    }

    private (Worlds Worlds, ulong[] Seen, short[] Reached, List<int[]> Failed) Find(int[] open, int round)
    {
        var (worlds, values, far, failed) = (new Worlds(), (ulong[])seen.Clone(), (short[])reached.Clone(), new List<int[]>());
        var way = new Excursion(system, low, high, freedom);
        foreach (var row in open.Where(row => freedom[row] != Freedom.None))
        {
            var width = Sought(row);
            var obstacles = new List<int>();
            var up = Mix(((ulong)row << 8) + (ulong)round + seed) % 2 == 0;
            for (var turn = 0; turn < 2 && RunOf(values[row]).Count < width; turn++, up = !up)
            {
                way.Start(Mix(((ulong)row << 8) + (ulong)(round * 2) + (ulong)turn + seed) | 1);
                while (RunOf(values[row]) is var (first, count) && count < width)
                {
                    var target = up ? first + count : first - 1;
                    if (target < low[row] || target > MostBeside(row))
                        break;
                    if (!way.TryReach(row, (short)target, Steps(round)))
                    {
                        obstacles.AddRange(way.Obstacles);
                        break;
                    }
                    Keep(way, worlds, values, far);
                }
            }
            if (IsShort(row, far) && system.MarginOf(row) <= Furthest)
            {
                way.Start(Mix(((ulong)row << 8) + (ulong)round + 128 + seed) | 1);
                if (way.TryReach(row, (short)system.MarginOf(row), 100 + (2 * Steps(round))))
                    Keep(way, worlds, values, far);
                else
                    obstacles.AddRange(way.Obstacles);
            }
            if (RunOf(values[row]).Count < width || IsShort(row, far))
                failed.Add([.. obstacles.Distinct().Where(obstacle => MayHide(obstacle) && Cost(obstacle) < Affordable(round))]);
        }
        return (worlds, values, far, failed);
    }

    /// <summary>Adds worlds in which measures decided before are as they are.</summary>
    private void Find(Worlds worlds)
    {
        found.Add(worlds);
        others.AddRange(Enumerable.Repeat(OtherWorld.None, worlds.Count));
    }

    /// <summary>Keeps a world, and every value it gives.</summary>
    private void Keep(Excursion way, Worlds worlds, ulong[] values, short[] far)
    {
        See(way, values, far);
        worlds.Add(LeavesOf(way));
    }

    private static void See(Excursion way, ulong[] values, short[] far)
    {
        foreach (var row in way.Touched)
            if (way[row] is >= -Nearest and < 64 - Nearest and var offset)
                values[row] |= 1ul << (offset + Nearest);
        if (far.Length > 0)
            foreach (var row in way.Touched)
                far[row] = Math.Max(far[row], way[row]);
    }

    private List<(int Row, short Offset)> LeavesOf(Excursion way)
    {
        var leaves = new List<(int, short)>();
        foreach (var row in way.Touched)
            if (leaf[row] && way[row] != 0)
                leaves.Add((row, way[row]));
        return leaves;
    }

    /// <summary>How far a search may go for one value. Every other attempt gives up sooner, so that other rows are hidden than where the one before failed.</summary>
    private int Steps(int round) => attempt % 2 == 0 ? 24 + (4 * round) : 4 + (6 * round);

    private static ulong Mix(ulong value)
    {
        value = (value + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
