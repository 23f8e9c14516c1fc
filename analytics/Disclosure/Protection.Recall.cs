namespace Outcomes.Analytics.Disclosure;

/// <summary>What was published before, and what will be: a count must be safe in all publications together.</summary>
internal sealed partial class Protection
{
    private bool anticipates = true;

    /// <summary>
    /// What is as it was published before stays as it was: what was suppressed stays suppressed, what was shown stays shown, and in every
    /// world it keeps the value it had there, so that a world reads the same in all publications.
    /// </summary>
    private void Recall(Memory memory)
    {
        var change = new long[system.RowCount];
        foreach (var (row, last) in memory.In(system))
        {
            change[row] = system.Held[row] - last.Held;
            kept[row] = last.Held == system.Held[row];
            freedom[row] = !kept[row] || !leaf[row] || system.Given.Is(row) ? Freedom.Any : GoesOn(row) ? Freedom.ToRise : Freedom.None;
            system.WasShown[row] = kept[row] && last.Shown && !rule.IsFew(system.Held[row], system.UnitOf(row));
            if (kept[row] && last.Hidden)
                Hide(row, RowState.Secondary);
        }
        // Which part of a hidden share changed is not seen, where what it is of did.
        for (var row = 0; row < system.RowCount; row++)
            if (leaf[row] && kept[row] && WholeOf(row) is >= 0 and var whole && change[whole] != 0 && system.State[row] is RowState.Primary or RowState.Secondary or RowState.Unpublished && !system.WasShown[row])
                freedom[row] = Freedom.Any;
        for (var row = 0; row < system.RowCount; row++)
            if (leaf[row] && freedom[row] == Freedom.Any && system.State[row] is not RowState.Absent)
                foreach (var above in Excursion.Above(system, row))
                    isNew[above] = true;
        var known = memory.WorldsIn(system, leaf).Concat(Enumerable.Repeat<List<(int Row, short Offset)>>([], Math.Max(0, system.Given.Worlds - memory.Worlds.Count))).ToArray();
        var sums = new WorldSums(Every);
        var now = new List<(int Row, short Offset)>?[known.Length];
        for (var (turn, isSettled) = (0, false); !isSettled && turn < MostTurns; turn++)
        {
            // What stands in the way of many stands in the way of the first that fail, and is hidden before the others are tried; last of all, whatever stands in the way of any.
            var isLast = turn >= MostTurns - 4;
            if (turn == MostTurns - 4)
                Anticipate(false);
            var inTheWay = new List<int[]>();
            var way = new Excursion(system, low, high, freedom);
            for (int at = 0, world = known.Length * (turn % 3) / 3; at < known.Length && (isLast || inTheWay.Count < MostInTheWay); at++, world = (world + 1) % known.Length)
                if (now[world] is null)
                {
                    // Each other turn from where what changed is as it is, else from where the world was.
                    if (IsSettled(way, Fit(turn % 2 == 0 ? Shed(sums, known[world], change) : known[world], system.Given.In(world)), system.Given.In(world), Mix(((ulong)world << 8) + (ulong)turn + seed) | 1, isLast ? 200 << (turn - MostTurns + 5) : 40 + (10 * turn), isLast, out var broken))
                    {
                        if (world >= memory.Worlds.Count)
                            Vary(way, system.Given.In(world));
                        See(way, seen, reached);
                        now[world] = LeavesOf(way);
                    }
                    else
                        inTheWay.Add([.. (isLast ? way.Obstacles.Concat(broken) : way.Obstacles).Where(obstacle => MayHide(obstacle) && (turn >= Dear || Cost(obstacle) < Affordable(turn)))]);
                }
            isSettled = inTheWay.Count == 0;
            if (!isLast)
                HideObstacles(inTheWay);
            else
                foreach (var row in inTheWay.SelectMany(rows => rows).Distinct())
                    Hide(row, RowState.Secondary);
        }
        Anticipate(true);
        Lost = now.Count(world => world is null);
        joint = [.. now.Select(world => world ?? [])];
    }

    /// <summary>Whether worlds must read the same too where what is missing now came to be published with the count it has. That is wished for, and owed to nobody.</summary>
    private void Anticipate(bool isWished)
    {
        anticipates = isWished;
        for (var row = 0; row < system.RowCount; row++)
            if (system.State[row] == RowState.Unpublished)
                Bound(row);
    }

    /// <summary>
    /// A world as far as what did not change holds it: what changed may be as it is, since nobody knows by how much it changed. What grew must have grown there too, by less or more, and what fell have fallen.
    /// </summary>
    private List<(int Row, short Offset)> Shed(WorldSums sums, List<(int Row, short Offset)> world, long[] change)
    {
        var free = sums.Free([.. world.Where(entry => freedom[entry.Row] == Freedom.Any && Math.Sign(change[entry.Row] - (entry.Offset * system.UnitOf(entry.Row))) * Math.Sign(change[entry.Row]) >= 0)]).Select(entry => entry.Row).ToHashSet();
        return [.. world.Where(entry => !free.Contains(entry.Row))];
    }

    /// <summary>
    /// Goes to a world that is known and on to one that reads as things are now. A suppressed count that is made of counts that stayed as they were keeps, as long as too few values of it were seen, the value that it had there: no
    /// search finds it that value again, and rather more is hidden.
    /// </summary>
    private bool IsSettled(Excursion way, List<(int Row, short Offset)> world, IReadOnlyList<(int Row, short Offset)> given, ulong start, int steps, bool isLast, out List<int> broken)
    {
        way.Start(start);
        broken = way.Enter(world, given);
        if (broken.Count == 0)
            return true;
        int[] scarce = [.. way.Touched.Where(row => !isNew[row] && IsOpen(row) && way[row] is >= -Nearest and < 64 - Nearest and var offset && (seen[row] >> (offset + Nearest) & 1) == 0)];
        if (way.TrySettle(broken, steps, scarce))
            return true;
        if (scarce.Length == 0 || !isLast)
            return false;
        way.Start(start);
        way.Enter(world, given);
        return way.TrySettle(broken, steps, []);
    }

    /// <summary>
    /// Worlds for what is not published yet because its period goes on: where nothing more comes to it, it is published with the count it has, which may have to be hidden, and only worlds that are
    /// remembered can differ there then. Found where it costs nothing more.
    /// </summary>
    private void Foresee()
    {
        for (var round = 0; round < MostForeseen; round++)
            if (Enumerable.Range(0, system.RowCount).Where(row => IsComing(row) && RunOf(seen[row]).Count < Sought(row)).ToArray() is { Length: > 0 } coming)
            {
                var (worlds, values, far, _) = Find(coming, round);
                Find(worlds);
                values.CopyTo(seen, 0);
                far.CopyTo(reached, 0);
            }
    }

    /// <summary>Leaves out new worlds without which every row still has as many values as it must: each is held to by all publications to come.</summary>
    /// <param name="known">How many worlds, the first, go on from before: they are owed to the publications that had them.</param>
    private void Thin(int known)
    {
        var (needed, values, far, way) = (new HashSet<int>(Enumerable.Range(0, known)), new ulong[system.RowCount], new short[reached.Length], new Excursion(system, low, high, freedom));
        Array.Fill(values, 1ul << Nearest);
        for (var world = 0; world < known; world++)
        {
            Visit(way, world);
            See(way, values, far);
        }
        // Last found first: those are of the rows that had the fewest ways. A value counts once it is next to those before, so that another turn may need what the one before did not.
        for (var found = -1; found != needed.Count;)
        {
            found = needed.Count;
            for (var world = Worlds.Count - 1; world >= known; world--)
                if (!needed.Contains(world))
                {
                    Visit(way, world);
                    if (way.Touched.Any(row => Adds(way[row], row, values, far)))
                    {
                        See(way, values, far);
                        needed.Add(world);
                    }
                }
        }
        Worlds = Worlds.Only(needed);
        system.Given.Others = [.. others.Where((_, at) => needed.Contains(known + at))];
    }

    private void Visit(Excursion way, int world)
    {
        way.Start(1);
        way.Enter(Worlds[world]);
    }

    /// <summary>Whether an offset of a row is one more of the values that it must be able to have.</summary>
    private bool Adds(short offset, int row, ulong[] values, short[] far) =>
        (IsShort(row, far) && offset >= system.MarginOf(row)) || (RunOf(values[row]) is var (first, count) && (offset == first - 1 || offset == first + count) && count < Sought(row));

    private bool IsComing(int row) => system.State[row] == RowState.Unpublished && system.Spans[system.SpanOf[row]].Part < 2 && system.Held[row] > 0 && !leaf[row] && GoesOn(row);
}
