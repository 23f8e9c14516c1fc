namespace Outcomes.Analytics.Disclosure;

/// <summary>Worlds in which counts differ that measures decided before publish too.</summary>
internal sealed partial class Protection
{
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
                if (system.Twin(row, part) is >= 0 and var twin && twin != row && IsOpen(twin) && RunOf(seen[twin]) is var (first, count))
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
        return [.. offsets.Where(entry => entry.Value != 0).OrderBy(entry => entry.Key).Select(entry => (entry.Key, (short)entry.Value))];
    }

    /// <summary>
    /// Rows for which no values can be found beside the true counts of other measures, though their worlds would leave room: those worlds are gone on from differently, as long as no other row loses a value that only this way gave it, or
    /// else twice.
    /// </summary>
    /// <param name="owed">How many worlds, the first, are as publications before have them.</param>
    /// <param name="round">How many rounds were made before: the more, the longer is looked.</param>
    /// <returns>What was hidden because it stood in the way.</returns>
    private List<int> Rework(int owed, int round)
    {
        var narrow = Enumerable.Range(0, system.RowCount).Where(row => IsOpen(row) && WholeOf(row) >= 0).ToArray();
        if (narrow.Length == 0)
            return [];
        var inTheWay = narrow.ToDictionary(row => row, _ => new List<int>());
        var (worldsOf, way, givers) = (new Dictionary<int, List<int>>(), new Excursion(system, low, high, freedom), new Dictionary<(int Row, short Offset), int>());
        for (var world = 0; world < system.Given.Worlds; world++)
            foreach (var (row, _) in system.Given.In(world))
                (worldsOf.TryGetValue(row, out var worlds) ? worlds : worldsOf[row] = []).Add(world);
        void Count(Excursion at, int by)
        {
            foreach (var row in at.Touched.Distinct())
                if (at.Offsets[row] is not 0 and var offset)
                    givers[(row, offset)] = givers.GetValueOrDefault((row, offset)) + by;
        }
        foreach (var world in joint.Concat(Enumerable.Range(0, found.Count).Select(world => found[world])))
        {
            way.Start(1);
            way.Enter(world);
            Count(way, 1);
        }
        foreach (var (row, isTwice) in narrow.Select(row => (row, false)).Concat(narrow.Select(row => (row, true))))
            foreach (var world in (worldsOf.GetValueOrDefault(WholeOf(row)) ?? []).Where(world => isTwice || world >= owed))
            {
                if (!IsOpen(row))
                    break;
                var (first, count) = RunOf(seen[row]);
                foreach (var target in new[] { first + count, first - 1 })
                {
                    if (target < low[row])
                        continue;
                    way.Start(Mix(((ulong)world << 24) + ((ulong)row << 8) + (ulong)round + seed) | 1);
                    way.Enter(joint[world], system.Given.In(world));
                    var before = way.Touched.Distinct().Where(touched => way.Offsets[touched] != 0).Select(touched => (Row: touched, Offset: way.Offsets[touched])).ToArray();
                    foreach (var only in before.Where(value => !isTwice && value.Row != row && WidthOf(system, rule, value.Row) > 0 && givers[value] == 1))
                        way.Hold(only.Row);
                    if (!way.TryReach(row, (short)target, 40 + Steps(round)))
                    {
                        if (isTwice)
                            inTheWay[row].AddRange(way.Obstacles);
                        continue;
                    }
                    if (isTwice)
                        Find(LeavesOf(way), world);
                    else
                    {
                        joint[world] = LeavesOf(way);
                        foreach (var value in before)
                            if (--givers[value] == 0 && value.Offset is >= -Nearest and < 64 - Nearest)
                                seen[value.Row] &= ~(1ul << (value.Offset + Nearest));
                    }
                    Count(way, 1);
                    See(way, seen, reached);
                    break;
                }
            }
        return HideObstacles([.. narrow.Where(IsOpen).Select(row => inTheWay[row].Distinct().Where(obstacle => MayHide(obstacle) && Cost(obstacle) < Affordable(round)).ToArray())]);
    }

    /// <summary>Adds a world, in which measures decided before are as in another.</summary>
    private void Find(List<(int Row, short Offset)> world, int like)
    {
        found.Add(world);
        likes.Add(like);
    }

    /// <summary>The row of what a row is a part of, where another measure decides by how much that differs; or -1.</summary>
    private int WholeOf(int row) =>
        system.Parts == Parts.Share && system.Spans[system.SpanOf[row]].Part != 1 && system.Twin(row, 1) is >= 0 and var whole && system.Given.Is(whole) ? whole : -1;

    /// <summary>The most by which a row can differ while what it is a part of does not.</summary>
    private long MostBeside(int row) => WholeOf(row) < 0 ? high[row] : system.Held[system.Twin(row, system.Spans[system.SpanOf[row]].Part == 0 ? 2 : 0)] / system.UnitOf(row);
}
