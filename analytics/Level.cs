namespace Outcomes.Analytics;

/// <summary>One table that is published, or a roll-up of one: what it breaks by, and the grain of its periods.</summary>
/// <param name="Grain">day, week, month, quarter, financial_year or year.</param>
/// <param name="Name">The dimensions it breaks by, joined by '_', with an area's type where it is rolled up; <c>council</c> for none.</param>
/// <param name="Service">Whether it breaks by service.</param>
/// <param name="Area">null: not by area; <c>area</c>: by the area as given; else the type of area rolled up to.</param>
/// <param name="Channel">Whether it breaks by channel.</param>
/// <param name="Platform">Whether it breaks by platform.</param>
/// <param name="Leaf">Whether it is the first table published at its grain, which is served as leaves.</param>
internal sealed record Level(string Grain, string Name, bool Service, string? Area, bool Channel, bool Platform, bool Leaf)
{
    private static readonly string[] Order = ["service", "area", "channel", "platform"];

    private static readonly Dictionary<string, string[]> CoarserThan = new(StringComparer.Ordinal)
    {
        ["day"] = ["week", "month", "quarter", "financial_year", "year"],
        ["week"] = ["month", "quarter", "financial_year", "year"],
        ["month"] = ["quarter", "financial_year", "year"],
    };

    /// <summary>
    /// The levels of a measure, each once: every published table, every subset of its dimensions, every type of area above its areas, at its
    /// grain and all coarser ones. A table by day has no roll-up by day: no set serves it. Of a measure that is protected, the days under
    /// every table by week are levels too: they are not published, but tie its weeks to its months.
    /// </summary>
    /// <param name="measure">Whose tables.</param>
    /// <param name="areaTypes">The types of area above the areas it has figures for.</param>
    public static IReadOnlyList<Level> Of(Measure measure, IReadOnlyList<string> areaTypes)
    {
        var levels = new List<Level>();
        foreach (var (grain, tables) in measure.Publish)
        {
            levels.Add(Named(grain, tables[0], "area") with { Leaf = true });
            var rollUps = tables.SelectMany(Subsets).SelectMany(table => areaTypes.Prepend("area").Select(type => (table, type))).ToArray();
            foreach (var coarse in CoarserThan[grain].Prepend(grain).Where(coarse => coarse != "day"))
                levels.AddRange(rollUps.Select(rollUp => Named(coarse, rollUp.table, rollUp.type)));
            if (grain != "month" && measure.Disclosure != "none")
                levels.AddRange(tables.Select(table => Named("day", table, "area")));
        }
        return [.. levels.OrderByDescending(level => level.Leaf).DistinctBy(level => (level.Grain, level.Name))];
    }

    private static Level Named(string grain, IReadOnlyList<string> table, string areaType)
    {
        var names = Order.Where(table.Contains).Select(dimension => dimension == "area" ? areaType : dimension).ToArray();
        return new(grain, names.Length == 0 ? "council" : string.Join('_', names), table.Contains("service"),
            table.Contains("area") ? areaType : null, table.Contains("channel"), table.Contains("platform"), Leaf: false);
    }

    private static IEnumerable<IReadOnlyList<string>> Subsets(IReadOnlyList<string> table) =>
        Enumerable.Range(0, 1 << table.Count).Select(bits => table.Where((_, place) => (bits & (1 << place)) != 0).ToArray());
}
