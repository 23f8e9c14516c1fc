namespace Outcomes.Analytics.Disclosure;

/// <summary>Measures that share counts, as decided so far, what links them, and what is remembered of them.</summary>
internal sealed class Group
{
    /// <summary>The measures, in the order they were decided: the tables, what is shown of them, and which rows keep the value they have in remembered worlds.</summary>
    public List<(string Id, TableInput Input, TableSystem Alone, bool[] Pinned)> Measures { get; } = [];

    public List<Link> Links { get; } = [];

    public Memory Memory { get; set; } = new();

    /// <summary>Groups that a further measure brings together.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="links">What links them with the measure.</param>
    /// <param name="memory">What is remembered of the measure; null: nothing.</param>
    public static Group Of(IReadOnlyList<Group> groups, IReadOnlyList<Link> links, Memory? memory)
    {
        var all = new Group { Memory = groups.Count == 0 && memory is not null ? memory : Memory.Of([.. groups.Select(group => group.Memory), memory ?? new()]) };
        all.Measures.AddRange(groups.SelectMany(group => group.Measures));
        all.Links.AddRange([.. groups.SelectMany(group => group.Links), .. links]);
        return all;
    }

    /// <summary>A system of the group's measures, as they are decided, and one more; with the rows that keep their value.</summary>
    public (TableSystem System, bool[] Pinned) With(TableSystem one)
    {
        if (Measures.Count == 0)
            return (one, new bool[one.RowCount]);
        var system = new TableSystem([.. Measures.Select(measure => measure.Input), one.Measures[0].Input], Links);
        var pinned = new bool[system.RowCount];
        for (var at = 0; at < Measures.Count; at++)
        {
            var (first, (_, _, alone, kept)) = (system.Measures[at].FirstRow, Measures[at]);
            alone.State.CopyTo(system.State, first);
            alone.Suppressed.CopyTo(system.Suppressed, first);
            kept.CopyTo(pinned, first);
        }
        return (system, pinned);
    }

    /// <summary>Adds a measure as it was decided in a system of all.</summary>
    public void Add(string id, TableInput input, TableSystem system, TableSystem alone, Protection protection)
    {
        var (first, count) = (system.Measures[^1].FirstRow, alone.RowCount);
        system.State.AsSpan(first, count).CopyTo(alone.State);
        system.Suppressed.AsSpan(first, count).CopyTo(alone.Suppressed);
        Measures.Add((id, input, alone, protection.Pinned[first..(first + count)]));
        Memory = Memory.After(system, protection);
    }
}
