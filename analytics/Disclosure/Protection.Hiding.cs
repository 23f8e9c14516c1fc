namespace Outcomes.Analytics.Disclosure;

/// <summary>What is hidden for the sake of others, and what that costs.</summary>
internal sealed partial class Protection
{
    /// <summary>
    /// Whether hiding a row can help. One that was published before with the same count is known as well as it was shown, unless its period goes on: whether anything has come to it since, nobody
    /// knows who does not see it.
    /// </summary>
    private bool MayHide(int row) => system.State[row] == RowState.Shown && system.Held[row] > 0 && !system.Given.Is(row) && !system.Given.IsKnown(row) && (!kept[row] || (!leaf[row] && GoesOn(row)));

    /// <summary>Whether more may come to a row's period: it is the last of its grain.</summary>
    private bool GoesOn(int row) => system.Spans[system.SpanOf[row]] is var span && row - span.First == system.Periods.Count(span.Grain) - 1;

    /// <summary>Hides what stands in the way of most and costs least: as little as opens a way for every row. Gives what it hid.</summary>
    private List<int> HideObstacles(IReadOnlyList<int[]> inTheWay)
    {
        var votes = inTheWay.SelectMany(rows => rows).GroupBy(row => row).ToDictionary(row => row.Key, row => row.Count());
        var hidden = new List<int>();
        foreach (var rows in inTheWay.Where(rows => rows.Length > 0).OrderBy(rows => rows.Length))
            if (rows.All(MayHide))
            {
                var row = rows.MinBy(row => (Cost(row) / votes[row], row));
                Hide(row, RowState.Secondary);
                hidden.AddRange(Enumerable.Range(0, system.PartCount).Select(part => system.Twin(row, part)).Where(twin => twin >= 0));
            }
        return hidden;
    }

    /// <summary>Where nothing stands in the way of a row and none is found all the same: hides other counts of its period, those that cost least. Gives what it hid.</summary>
    private List<int> HideBeside(int[] open, int most)
    {
        var hidden = new List<int>();
        foreach (var (grain, slot) in open.Select(row => system.Spans[system.SpanOf[row]] is var span ? (span.Grain, row - span.First) : default).Distinct())
            foreach (var row in system.Spans.Where(span => span.Grain == grain && span.Part == 0).Select(span => span.First + slot).Where(MayHide).OrderBy(row => (Cost(row), row)).Take(most).ToArray())
            {
                Hide(row, RowState.Secondary);
                hidden.AddRange(Enumerable.Range(0, system.PartCount).Select(part => system.Twin(row, part)).Where(twin => twin >= 0));
            }
        return hidden;
    }

    /// <summary>What may be spent on one row: a way round a large count is looked for several times before it is hidden.</summary>
    private double Affordable(int round) => 20 * Math.Pow(3, round + (2 * (attempt / 2)));

    /// <summary>What hiding a row costs: more for larger counts, more for those of a whole service, and most for the whole council's.</summary>
    private double Cost(int row) =>
        (double)system.Held[row] / system.UnitOf(row) * (system.CellOf(row) is { Area: < 0, Channel: < 0, Platform: < 0 } whole ? whole.Service < 0 ? 900 : 90 : 1);
}
