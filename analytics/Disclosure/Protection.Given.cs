namespace Outcomes.Analytics.Disclosure;

/// <summary>Worlds in which counts differ that measures decided before publish too.</summary>
internal sealed partial class Protection
{
    private const int Patient = 8, MostLooked = 64;

    /// <summary>The sums that every table gives, not only the one that owns a row.</summary>
    private EverySum Every => field ??= new(system);

    /// <summary>What the worlds of this measure give, those that go on from others first.</summary>
    private readonly WorldValues values = new();

    private Excursion? afterwards;

    /// <summary>Hides what is hidden in measures decided before, and what would not read the same in their worlds: a share is shown from the least denominator on, of which they know nothing.</summary>
    private void HideGiven()
    {
        foreach (var row in system.Given.Hidden)
            Hide(row, RowState.Secondary);
        for (var world = 0; world < system.Given.Worlds; world++)
            foreach (var (row, offset) in system.Given.In(world))
                if (system.State[row] == RowState.Shown && system.Held[row] + (offset * system.UnitOf(row)) is var there && BehindShown(system, rule, row) is var (least, most) && (there < least || there > most))
                    Hide(row, RowState.Secondary);
    }

    /// <summary>
    /// In a world in which other measures' counts differ, what is made of them can have values that it cannot have beside the true ones: a part of 1 is 0 or 1, whatever else differs. Those that are wanted are taken.
    /// </summary>
    private void Vary(Excursion way, IReadOnlyList<(int Row, short Offset)> given)
    {
        foreach (var (row, offset) in given)
            for (var part = 0; part < system.PartCount; part++)
                if (system.Twin(row, part) is >= 0 and var twin && twin != row && IsOpen(twin) && IsNarrow(twin) && RunOf(seen[twin]) is var (first, count))
                    foreach (var target in offset > 0 ? [first + count, first - 1] : (int[])[first - 1, first + count])
                        if (target >= low[twin] && way.TryReach(twin, (short)target, 24))
                        {

                            way.Hold(twin);
                            break;
                        }
    }

    /// <summary>A world with as much in its leaves as measures decided before have in it; of a share, mostly in the part that is not published.</summary>
    private List<(int Row, short Offset)> Fit(List<(int Row, short Offset)> world, IReadOnlyList<(int Row, short Offset)> given)
    {
        if (system.Given.Measures.Count == 0)
            return world;
        var offsets = world.ToDictionary(entry => entry.Row, entry => (int)entry.Offset);
        var wanted = given.ToDictionary(entry => entry.Row, entry => (int)entry.Offset);
        foreach (var (row, _) in world)
            for (var part = 0; part < system.PartCount; part++)
                if (system.Twin(row, part) is >= 0 and var twin && system.Given.Is(twin))
                    wanted.TryAdd(twin, 0);
        // What a share is of last: what its parts must be is set by then.
        foreach (var (row, want) in wanted.OrderBy(entry => system.Spans[system.SpanOf[entry.Key]].Part == 1).ThenBy(entry => entry.Key))
            if (leaf[row])
                offsets[row] = want;
            else if (system.Parts == Parts.Share && system.Spans[system.SpanOf[row]].Part == 1 && system.Twin(row, 2) is >= 0 and var rest && system.Twin(row, 0) is >= 0 and var part && leaf[rest])
            {
                var more = want - offsets.GetValueOrDefault(rest) - offsets.GetValueOrDefault(part);
                var fits = freedom[rest] != Freedom.None && !wanted.ContainsKey(rest);
                offsets[fits ? rest : part] = offsets.GetValueOrDefault(fits ? rest : part) + more;
            }
        Even(offsets);
        return [.. offsets.Where(entry => entry.Value != 0).OrderBy(entry => entry.Key).Select(entry => (entry.Key, (short)entry.Value))];
    }

    /// <summary>Where days of a month are another measure's too and the month is not, as much comes to the month as to its days: every table gives the same sums.</summary>
    private void Even(Dictionary<int, int> offsets)
    {
        var sums = new Dictionary<(int Row, int Table), int>();
        void Add(int row, int offset)
        {
            foreach (var above in Every.Above(row))
                sums[(above, Every.TableOf(row))] = sums.GetValueOrDefault((above, Every.TableOf(row))) + offset;
        }
        foreach (var (row, offset) in offsets)
            Add(row, offset);
        foreach (var row in sums.Keys.Select(sum => sum.Row).Where(row => Every.Givers(row).Count > 1 && system.LeafParts.Contains(system.Spans[system.SpanOf[row]].Part)).Distinct().Order().ToArray())
            foreach (var table in Every.Givers(row).SkipLast(1))
                if (sums.GetValueOrDefault((row, Every.Givers(row)[^1])) - sums.GetValueOrDefault((row, table)) is not 0 and var more)
                    foreach (var (giver, by) in ((int, int)[])[(table, more), (Every.Givers(row)[^1], -more)])
                        if (LeavesUnder(row, giver).FirstOrDefault(at => offsets.GetValueOrDefault(at) + by is var there && there >= low[at] && there <= high[at], -1) is >= 0 and var at)
                        {
                            offsets[at] = offsets.GetValueOrDefault(at) + by;
                            Add(at, by);
                            break;
                        }
    }

    /// <summary>Leaves of a table that count in a row and are no other measure's.</summary>
    private IEnumerable<int> LeavesUnder(int row, int table)
    {
        var span = system.Spans[system.SpanOf[row]];
        var (owner, periods, period) = (system.Tables[table], system.Periods, row - span.First);
        return from leaf in owner.Under.GetValueOrDefault(span.Cell) ?? []
               from slot in Enumerable.Range(periods.First[(int)span.Grain][period], Math.Max(0, periods.Last[(int)span.Grain][period] - periods.First[(int)span.Grain][period] + 1))
               let own = periods.Of[(int)owner.Grain][slot]
               where own >= 0
               let at = system.RowOf(system.CellNumber(owner.Leaves[leaf]), owner.Grain, span.Part, periods.Starts[(int)owner.Grain][own])
               where at >= 0 && this.leaf[at] && freedom[at] == Freedom.Any && WholeOf(at) < 0
               select at;
    }

    /// <summary>
    /// Rows for which no values can be found beside the true counts of other measures, though their worlds would leave room: those worlds are gone on from differently, as long as no other row loses a value that only this way gave it, or
    /// else twice; or those measures look for another one.
    /// </summary>
    /// <param name="owed">How many worlds, the first, are as publications before have them.</param>
    /// <param name="round">How many rounds were made before: the more, the longer is looked, and for rows to which their own worlds could give more.</param>
    /// <returns>What was hidden because it stood in the way.</returns>
    private List<int> Rework(int owed, int round)
    {
        var open = system.Given.Measures.Count == 0 ? [] : Enumerable.Range(0, system.RowCount).Where(row => IsOpen(row) && (IsNarrow(row) || (round >= Patient && round % 2 == 0))).ToArray();
        if (open.Length == 0)
            return [];
        var way = new Excursion(system, low, high, freedom);
        while (values.Count < joint.Length + found.Count)
        {
            way.Start(1);
            way.Enter(values.Count < joint.Length ? joint[values.Count] : found[values.Count - joint.Length]);
            values.Add(way);
        }
        var (ways, inTheWay) = (open.ToDictionary(row => row, _ => new List<int>()), open.ToDictionary(row => row, _ => new List<int>()));
        var wholes = open.Where(row => WholeOf(row) >= 0).ToLookup(WholeOf);
        for (var world = 0; world < system.Given.Worlds; world++)
            foreach (var row in system.Given.In(world).SelectMany(given => wholes[given.Row]))
                ways[row].Add(world);
        void Look(int row, Func<int, bool> isWorld, Func<int, int, bool> reaches)
        {
            foreach (var world in ways[row].Where(isWorld).Take(MostLooked))
                if (!IsOpen(row) || (Sides(row).Any(target => reaches(world, target)) && !IsOpen(row)))
                    break;
        }
        foreach (var row in open)
            Look(row, world => world >= owed, (world, target) => TryDifferently(way, world, row, target, round));
        foreach (var row in open)
            Look(row, _ => true, (world, target) => TryTwice(way, world, row, target, round, inTheWay[row]));
        foreach (var row in open.Where(row => WholeOf(row) >= 0))
            while (IsOpen(row) && Sides(row).Any(target => TryAsked(way, row, (short)target, round)))
            {
            }
        return HideObstacles([.. open.Where(IsOpen).Select(row => inTheWay[row].Distinct().Where(obstacle => MayHide(obstacle) && Cost(obstacle) < Affordable(round)).ToArray())]);
    }

    /// <summary>Goes on from another measures' world to one in which a row has an offset.</summary>
    private bool TryFrom(Excursion way, int world, int row, int target, int round, Predicate<(int Row, short Offset)> isHeld, out (int Row, short Offset)[] before)
    {
        way.Start(Mix(((ulong)world << 24) + ((ulong)row << 8) + (ulong)round + seed) | 1);
        way.Enter(joint[world], system.Given.In(world));
        before = [.. WorldValues.Differing(way)];
        foreach (var value in before.Where(value => value.Row != row && isHeld(value)))
            way.Hold(value.Row);
        return way.TryReach(row, (short)target, 40 + Steps(round));
    }

    /// <summary>Makes one of other measures' worlds another one here, in which a row has an offset and no row loses a value that it needs and only that world gave it.</summary>
    private bool TryDifferently(Excursion way, int world, int row, int target, int round)
    {
        if (!TryFrom(way, world, row, target, round, value => WidthOf(system, rule, value.Row) > 0 && values.With(value.Row, value.Offset).Count == 1, out var before))
            return false;
        joint[world] = LeavesOf(way);
        foreach (var (other, offset) in values.Replace(world, before, way))
            if (offset is >= -Nearest and < 64 - Nearest)
                seen[other] &= ~(1ul << (offset + Nearest));
        See(way, seen, reached);
        return true;
    }

    /// <summary>Adds a world, in which other measures are as in one of theirs, and a row has an offset.</summary>
    private bool TryTwice(Excursion way, int world, int row, int target, int round, List<int> inTheWay)
    {
        if (!TryFrom(way, world, row, target, round, _ => false, out _))
        {
            inTheWay.AddRange(way.Obstacles);
            return false;
        }
        Find(LeavesOf(way), system.Given.Like(world));
        See(way, seen, reached);
        return true;
    }

    /// <summary>Offsets next to those that a row is known to be able to have.</summary>
    private IEnumerable<int> Sides(int row) => RunOf(seen[row]) is var (first, count) ? new[] { first + count, first - 1 }.Where(target => target >= low[row]) : [];

    /// <summary>Adds a world for which measures decided before look where they have none in which a row can have an offset: as much more or less in what it is a part of.</summary>
    private bool TryAsked(Excursion way, int row, short target, int round)
    {
        var start = Mix(((ulong)row << 16) + ((ulong)round << 8) + (ulong)(target + Nearest) + seed) | 1;
        if (system.Given.Ask(WholeOf(row), target, start) is not { } others || !TryBeside(way, others.Given, start, 40 + Steps(round)) || !way.TryReach(row, target, 40 + Steps(round)))
            return false;
        Find(LeavesOf(way), others);
        See(way, seen, reached);
        return true;
    }

    /// <summary>Looks, when all is decided, for one more world in which everything reads the same.</summary>
    /// <param name="given">By how much rows of other measures differ there.</param>
    /// <param name="wish">A row and by how much it must differ; null: it need only read the same.</param>
    /// <param name="start">Equal numbers give equal worlds.</param>
    /// <returns>Its leaves that differ, or null.</returns>
    public List<(int Row, short Offset)>? Look(IReadOnlyList<(int Row, short Offset)> given, (int Row, short Offset)? wish, ulong start) =>
        TryBeside(afterwards ??= new(system, low, high, freedom), given, start, MostLooked) && (wish is not var (row, offset) || afterwards.TryReach(row, offset, MostLooked)) ? LeavesOf(afterwards) : null;

    /// <summary>Goes to a world in which other measures differ and everything reads the same.</summary>
    private bool TryBeside(Excursion way, IReadOnlyList<(int Row, short Offset)> given, ulong start, int steps)
    {
        way.Start(start);
        return way.Enter(Fit([], given), given) is var broken && (broken.Count == 0 || way.TrySettle(broken, steps, []));
    }

    /// <summary>Adds a world, and what measures decided before have in it.</summary>
    private void Find(List<(int Row, short Offset)> world, OtherWorld others)
    {
        found.Add(world);
        this.others.Add(others);
    }

    /// <summary>Whether a row cannot have as many values as it must while what it is a part of has the one it has.</summary>
    private bool IsNarrow(int row) => WholeOf(row) >= 0 && MostBeside(row) - low[row] + 1 < WidthOf(system, rule, row);

    /// <summary>The row of what a row is a part of, where another measure decides by how much that differs; or -1.</summary>
    private int WholeOf(int row) =>
        system.Parts == Parts.Share && system.Spans[system.SpanOf[row]].Part != 1 && system.Twin(row, 1) is >= 0 and var whole && system.Given.Is(whole) ? whole : -1;

    /// <summary>The most by which a row can differ while what it is a part of does not.</summary>
    private long MostBeside(int row) => WholeOf(row) < 0 ? high[row] : system.Held[system.Twin(row, system.Spans[system.SpanOf[row]].Part == 0 ? 2 : 0)] / system.UnitOf(row);
}
