namespace Outcomes.Analytics.Disclosure;

/// <summary>Finds the counts that two measures both hold, whatever they call them. Few left aside, counts that are mostly equal are the same; only rows that are equal are paired.</summary>
internal static class SameCounts
{
    /// <summary>The fewest equal counts that tell of cells that are not the same one, and of two cells by themselves: fewer are equal by chance.</summary>
    private const int LeastApart = 3, LeastAlone = 6;

    /// <summary>
    /// Rows of two parts that are counted in the same units and are mostly equal in the cells that both measures have, with the row that the other has of each: a definition that is the same for some of the services counts for those.
    /// </summary>
    public static IEnumerable<(int Row, int Other)> Of(TableSystem one, TableSystem other, DisclosureRule rule)
    {
        var cells = Cells(one, other).Where(pair => pair.Apart.Length == 0).ToArray();
        for (var part = 0; part < one.PartCount; part++)
            for (var otherPart = 0; otherPart < other.PartCount; otherPart++)
                if (cells.SelectMany(pair => Rows(one, pair.Cell, part, other, pair.Other, otherPart)).ToArray() is var rows && VotesOf(rows, one, other, rule) is var (same, all) && same * 2 > all)
                    foreach (var pair in rows.Where(pair => one.Held[pair.Row] == other.Held[pair.Other]))
                        yield return pair;
    }

    /// <summary>
    /// Rows that are equal though the parts are not the same cell by cell. They may stand in cells of which each is broken by at most one dimension that the other is not broken by: contacts by phone and those of a measure of calls, messages of
    /// a network that is the only one, visits and those of the one service that has any. Told by all cells that differ alike, or by two cells' own periods; of parts that are published.
    /// </summary>
    public static IEnumerable<(int Row, int Other)> Apart(TableSystem one, TableSystem other, DisclosureRule rule)
    {
        foreach (var alike in Cells(one, other).GroupBy(pair => pair.Apart))
            for (var part = 0; part < Math.Min(2, one.PartCount); part++)
                for (var otherPart = 0; otherPart < Math.Min(2, other.PartCount); otherPart++)
                {
                    var votes = alike.Select(pair => Rows(one, pair.Cell, part, other, pair.Other, otherPart)).Select(rows => (Rows: rows, Of: VotesOf(rows, one, other, rule))).ToArray();
                    var all = votes.Sum(vote => vote.Of.All);
                    var areSame = alike.Key.Length > 0 && votes.Sum(vote => vote.Of.Same) is >= LeastApart and var same && same * 2 > all;
                    foreach (var pair in votes.Where(vote => areSame || (vote.Of.Same >= LeastAlone && vote.Of.Same * 2 > vote.Of.All)).SelectMany(vote => vote.Rows).Where(pair => one.Held[pair.Row] == other.Held[pair.Other]))
                        yield return pair;
                }
    }

    /// <summary>Cells that may hold the same, with what tells them apart; nothing: it is the same cell.</summary>
    private static IEnumerable<(string Apart, int Cell, int Other)> Cells(TableSystem one, TableSystem other)
    {
        var others = Enumerable.Range(0, other.CellCount).SelectMany(cell => Without(other.MembersOf(cell)).Select(of => (Cell: cell, Of: of))).ToLookup(pair => (pair.Of.Common, pair.Of.Dimension));
        return from cell in Enumerable.Range(0, one.CellCount)
               from of in Without(one.MembersOf(cell))
               from dimension in Enumerable.Range(-1, 5)
               where dimension != of.Dimension || dimension < 0
               from pair in others[(of.Common, dimension)]
               select (of.Dimension < 0 && dimension < 0 ? "" : $"{of.Apart} / {pair.Of.Apart}", cell, pair.Cell);
    }

    /// <summary>What a cell is broken by: all of it, and all but each of its dimensions.</summary>
    private static IEnumerable<(string Common, string Apart, int Dimension)> Without(string?[] members)
    {
        yield return (string.Join('|', members), "", -1);
        for (var dimension = 0; dimension < members.Length; dimension++)
            if (members[dimension] is { } member)
                yield return (string.Join('|', members.Select((of, at) => at == dimension ? null : of)), $"{dimension} {member}", dimension);
    }

    /// <summary>The periods of which both have a count, in the same units.</summary>
    private static IEnumerable<(int Row, int Other)> Rows(TableSystem one, int cell, int part, TableSystem other, int otherCell, int otherPart)
    {
        foreach (var grain in Enum.GetValues<Grain>())
            foreach (var start in one.Periods.Starts[(int)grain])
                if (one.RowOf(cell, grain, part, start) is >= 0 and var row && one.State[row] is not RowState.Absent
                    && other.RowOf(otherCell, grain, otherPart, start) is >= 0 and var beside && other.State[beside] is not RowState.Absent && one.UnitOf(row) == other.UnitOf(beside))
                    yield return (row, beside);
    }

    /// <summary>Of how many counts that are not few both have the same.</summary>
    private static (int Same, int All) VotesOf(IEnumerable<(int Row, int Other)> rows, TableSystem one, TableSystem other, DisclosureRule rule)
    {
        var (same, all) = (0, 0);
        foreach (var (row, beside) in rows)
            if (one.Held[row] is > 0 and var held && other.Held[beside] > 0 && !rule.IsFew(held, one.UnitOf(row)))
                (same, all) = (same + (held == other.Held[beside] ? 1 : 0), all + 1);
        return (same, all);
    }
}
