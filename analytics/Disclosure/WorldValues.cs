namespace Outcomes.Analytics.Disclosure;

/// <summary>Which worlds give which row which offset. Kept from round to round: there may be tens of thousands of worlds, and a round changes a few.</summary>
internal sealed class WorldValues
{
    private readonly Dictionary<(int Row, short Offset), List<int>> worlds = [];

    /// <summary>How many worlds were added.</summary>
    public int Count { get; private set; }

    /// <summary>Worlds that give a row an offset, their numbers in no order.</summary>
    public IReadOnlyList<int> With(int row, short offset) => worlds.TryGetValue((row, offset), out var those) ? those : [];

    /// <summary>Adds the next world: the one a way is in.</summary>
    public void Add(Excursion way)
    {
        foreach (var value in Differing(way))
            Put(value, Count);
        Count++;
    }

    /// <summary>A world is another one now.</summary>
    /// <param name="world">Its number.</param>
    /// <param name="before">What differed in it.</param>
    /// <param name="way">Is in what it is now.</param>
    /// <returns>Values that no world gives any more.</returns>
    public List<(int Row, short Offset)> Replace(int world, IReadOnlyList<(int Row, short Offset)> before, Excursion way)
    {
        foreach (var value in before)
            worlds[value].Remove(world);
        foreach (var value in Differing(way))
            Put(value, world);
        return [.. before.Where(value => worlds[value].Count == 0)];
    }

    /// <summary>Every row that differs where a way is, leaves and sums.</summary>
    public static IEnumerable<(int Row, short Offset)> Differing(Excursion way)
    {
        foreach (var row in way.Touched)
            if (way[row] is not 0 and var offset)
                yield return (row, offset);
    }

    private void Put((int Row, short Offset) value, int world)
    {
        if (!worlds.TryGetValue(value, out var those))
            worlds[value] = those = [];
        those.Add(world);
    }
}
