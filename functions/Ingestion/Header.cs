namespace Outcomes.Functions.Ingestion;

/// <summary>Names of a table's columns, each once: compared without case, as SQL does.</summary>
/// <param name="Names">In file order; an empty one is <c>column_3</c>, by its place.</param>
internal sealed record Header(IReadOnlyList<string> Names)
{
    /// <exception cref="InvalidDataException">Two columns have one name.</exception>
    public static Header Read(IReadOnlyList<string> cells)
    {
        var names = cells.Select((cell, place) => cell.Length == 0 ? $"column_{place + 1}" : cell).ToList();
        var twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        return twice.Count == 0
            ? new(names)
            : throw new InvalidDataException($"the header names {RawFaults.Shown(twice)} more than once; allowed: each name once, not told apart by case alone.");
    }

    /// <summary>0-based places of the columns that are kept.</summary>
    public IReadOnlyList<int> Without(IReadOnlyList<string> personal) =>
        [.. Enumerable.Range(0, Names.Count).Where(place => !personal.Contains(Names[place], StringComparer.OrdinalIgnoreCase))];
}
