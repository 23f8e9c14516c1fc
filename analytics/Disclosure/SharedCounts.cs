namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Finds what links a measure with others from the figures themselves. Whoever reads both may know that two counts are one, or add up; so what the
/// figures bear out is taken to be known. A link that holds by chance costs a little, one that is overlooked would leak.
/// </summary>
internal static class SharedCounts
{
    private const int Samples = 256, MostMembers = 10;

    /// <summary>The links of a measure with others.</summary>
    /// <param name="of">The measure, in a system of its own.</param>
    /// <param name="others">The others, each in one of its own.</param>
    public static IReadOnlyList<Link> Find(TableSystem of, IReadOnlyList<TableSystem> others)
    {
        var links = new List<Link>();
        var measure = of.Measures[0];
        for (var part = 0; part < measure.PartCount; part++)
        {
            var rows = Sample(of, part);
            var counts = rows.Select(row => of.Held[row]).ToArray();
            var known = new List<(string Measure, int Part, long?[] Counts)>();
            foreach (var other in others)
                for (var their = 0; their < other.Measures[0].PartCount; their++)
                    if (rows.Select(row => CountAt(of, row, other, their, -1, [])).ToArray() is var theirs && theirs.Any(count => count is not null))
                        known.Add((other.Measures[0].Measure, their, theirs));
            var same = known.Where(theirs => Matches(counts, row => theirs.Counts[row]) is var (held, given) && held >= Math.Max(Math.Min(given, 3), (given + 3) / 4) && held > 0).ToArray();
            links.AddRange(same.Select(theirs => new Link(measure.Measure, part, [new(theirs.Measure, theirs.Part, 1)])));
            if (same.Length > 0 || rows.Length < 5)
                continue;
            links.AddRange(Sums(measure.Measure, part, counts, known));
            links.AddRange(others.SelectMany(other => ByMembers(of, part, rows, counts, other)));
        }
        return links;
    }

    /// <summary>Whether remembered counts, of which the tables are not at hand, are those of a measure.</summary>
    public static bool AreShared(TableSystem of, Memory memory)
    {
        var theirs = memory.Rows.ToDictionary(row => (row.Key.Cell, row.Key.Grain, row.Key.Period, row.Key.Part), row => row.Held);
        for (var part = 0; part < of.Measures[0].PartCount; part++)
            for (byte their = 0; their < 3; their++)
            {
                var rows = Sample(of, part);
                var (held, given) = Matches([.. rows.Select(row => of.Held[row])], at =>
                    of.KeyOfRow(rows[at]) is var key && theirs.TryGetValue((key.Cell, key.Grain, key.Period, their), out var count) ? count : null);
                if (held > 0 && held >= Math.Max(Math.Min(given, 3), (given + 3) / 4))
                    return true;
            }
        return false;
    }

    private static IEnumerable<Link> Sums(string measure, int part, long[] counts, List<(string Measure, int Part, long?[] Counts)> known)
    {
        for (var one = 0; one < known.Count; one++)
            for (var two = 0; two < known.Count; two++)
                foreach (var sign in one < two ? [1, -1] : one > two ? new[] { -1 } : [])
                {
                    var (first, second) = (known[one], known[two]);
                    if (Holds(counts, row => first.Counts[row] + (sign * second.Counts[row])))
                        yield return new(measure, part, [new(first.Measure, first.Part, 1), new(second.Measure, second.Part, sign)]);
                }
    }

    /// <summary>A count that is another's by some members of a dimension it is not broken down by itself: contacts on digital channels.</summary>
    private static IEnumerable<Link> ByMembers(TableSystem of, int part, int[] rows, long[] counts, TableSystem other)
    {
        var source = other.Measures[0];
        for (var dimension = 0; dimension < 4; dimension++)
            for (var their = 0; their < source.PartCount; their++)
            {
                var members = source.Cells.Select(cell => cell[dimension]).Where(member => member >= 0).Distinct().Order().ToArray();
                var by = members.Select(member => rows.Select(row => CountAt(of, row, other, their, dimension, [member])).ToArray()).ToArray();
                var given = Enumerable.Range(0, rows.Length).Where(row => by.Any(counts => counts[row] is not null)).ToArray();
                if (given.Length < 5 || members.Length < 2)
                    continue;
                var choices = members.Length <= MostMembers ? Enumerable.Range(1, (1 << members.Length) - 2).Select(bits => members.Select((_, at) => (bits >> at & 1) != 0).ToArray())
                    : members.Select((_, only) => members.Select((_, at) => at == only).ToArray()).SelectMany(only => new[] { only, [.. only.Select(included => !included)] });
                var best = choices.Select(choice => (Choice: choice, Held: given.Count(row => by.Where((_, at) => choice[at]).Sum(counts => counts[row] ?? 0) == counts[row])))
                    .MaxBy(choice => (choice.Held, -choice.Choice.Count(included => included)));
                if (best.Held >= 5 && best.Held * 2 >= given.Length)
                    yield return new(of.Measures[0].Measure, part, [new(source.Measure, their, 1)])
                    {
                        Dimension = dimension,
                        Members = [.. members.Where((_, at) => best.Choice[at])],
                        Others = [.. members.Where((_, at) => !best.Choice[at])],
                    };
            }
    }

    private static bool Holds(long[] counts, Func<int, long?> other)
    {
        var (held, given) = Matches(counts, other);
        return held >= 5 && held * 2 >= given;
    }

    private static (int Held, int Given) Matches(long[] counts, Func<int, long?> other)
    {
        var (held, given) = (0, 0);
        for (var row = 0; row < counts.Length; row++)
            if (other(row) is { } count)
                (held, given) = (held + (count == counts[row] ? 1 : 0), given + 1);
        return (held, given);
    }

    /// <summary>What another measure has where a row of one is; null: nothing.</summary>
    private static long? CountAt(TableSystem of, int row, TableSystem other, int part, int dimension, IReadOnlyList<int> members)
    {
        var span = of.SpanAt(row);
        var source = other.Measures[0];
        foreach (var cell in Ties.CellsOf(of.Measures[0], span.Cell, source, dimension, members))
            if (source.RowOf(cell, span.Grain, part, of.Measures[0].Periods.Starts[(int)span.Grain][row - span.First]) is >= 0 and var found && other.State[found] != RowState.Absent)
                return other.Held[found];
        return null;
    }

    /// <summary>Some rows of a part, by month where there are any, with counts large enough to be equal by more than chance.</summary>
    private static int[] Sample(TableSystem of, int part)
    {
        var all = Enumerable.Range(0, of.RowCount).Where(row => of.Held[row] > 0 && of.State[row] != RowState.Absent && of.SpanAt(row).Part == part).ToArray();
        var monthly = all.Where(row => of.SpanAt(row).Grain >= Grain.Month).ToArray();
        var large = (monthly.Length > 0 ? monthly : all).Where(row => of.Held[row] > 7).ToArray();
        var rows = large.Length >= 8 ? large : monthly.Length > 0 ? monthly : all;
        return [.. Enumerable.Range(0, Math.Min(rows.Length, Samples)).Select(at => rows[(int)((long)at * rows.Length / Math.Min(rows.Length, Samples))])];
    }
}
