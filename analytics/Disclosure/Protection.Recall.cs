namespace Outcomes.Analytics.Disclosure;

/// <summary>What was published before, and what will be: a count must be safe in all publications together.</summary>
internal sealed partial class Protection
{
    /// <summary>
    /// What is as it was published before stays as it was: what was suppressed stays suppressed, what was shown stays shown, and in every
    /// world it keeps the value it had there, so that a world reads the same in all publications.
    /// </summary>
    private void Recall(Memory memory)
    {
        foreach (var (row, last) in memory.In(system))
        {
            kept[row] = last.Held == system.Held[row];
            freedom[row] = !kept[row] || !leaf[row] ? Freedom.Any : GoesOn(row) ? Freedom.ToRise : Freedom.None;
            system.WasShown[row] = kept[row] && last.Shown && !rule.IsFew(system.Held[row], system.UnitOf(row));
            if (kept[row] && last.Hidden)
                Hide(row, RowState.Secondary);
        }
        for (var row = 0; row < system.RowCount; row++)
            if (leaf[row] && freedom[row] == Freedom.Any && system.State[row] is not RowState.Absent)
                foreach (var above in Excursion.Above(system, row))
                    isNew[above] = true;
        var known = memory.WorldsIn(system, leaf);
        var now = new List<(int Row, short Offset)>?[known.Count];
        for (var (turn, isSettled) = (0, false); !isSettled && turn < MostTurns; turn++)
        {
            // What stands in the way of many stands in the way of the first that fail, and is hidden before the others are tried; last of all, whatever stands in the way of any.
            var isLast = turn >= MostTurns - 4;
            var inTheWay = new List<int[]>();
            var way = new Excursion(system, low, high, freedom);
            for (int at = 0, world = known.Count * (turn % 3) / 3; at < known.Count && (isLast || inTheWay.Count < MostInTheWay); at++, world = (world + 1) % known.Count)
                if (now[world] is null)
                {
                    if (IsSettled(way, known[world], Mix(((ulong)world << 8) + (ulong)turn + seed) | 1, isLast ? 200 << (turn - MostTurns + 5) : 40 + (10 * turn), isLast, out var broken))
                    {
                        See(way, seen, reached);
                        now[world] = LeavesOf(way);
                    }
                    else
                        inTheWay.Add([.. (isLast ? way.Obstacles.Concat(broken) : way.Obstacles).Where(obstacle => MayHide(obstacle) && (isLast || Cost(obstacle) < Affordable(turn)))]);
                }
            isSettled = inTheWay.Count == 0;
            if (!isLast)
                HideObstacles(inTheWay);
            else
                foreach (var row in inTheWay.SelectMany(rows => rows).Distinct())
                    Hide(row, RowState.Secondary);
        }
        Lost = now.Count(world => world is null);
        foreach (var world in now)
            Worlds.Add(world ?? []);
    }

    /// <summary>
    /// Goes to a world that is known and on to one that reads as things are now. A suppressed count that is made of counts that stayed as they were keeps, as long as too few values of it were seen, the value that it had there: no
    /// search finds it that value again, and rather more is hidden.
    /// </summary>
    private bool IsSettled(Excursion way, List<(int Row, short Offset)> world, ulong start, int steps, bool isLast, out List<int> broken)
    {
        way.Start(start);
        broken = way.Enter(world);
        if (broken.Count == 0)
            return true;
        int[] scarce = [.. way.Touched.Distinct().Where(row => !isNew[row] && IsOpen(row) && way.Offsets[row] is >= -Nearest and < 64 - Nearest and var offset && (seen[row] >> (offset + Nearest) & 1) == 0)];
        if (way.TrySettle(broken, steps, scarce))
            return true;
        if (scarce.Length == 0 || !isLast)
            return false;
        way.Start(start);
        way.Enter(world);
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
                Worlds.Add(worlds);
                values.CopyTo(seen, 0);
                far.CopyTo(reached, 0);
            }
    }

    private bool IsComing(int row) => system.State[row] == RowState.Unpublished && system.Spans[system.SpanOf[row]].Part < 2 && system.Held[row] > 0 && !leaf[row] && GoesOn(row);
}
