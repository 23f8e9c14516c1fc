namespace Outcomes.Analytics;

/// <summary>Which datasets and columns a measure reads, derived from its SQL.</summary>
public static class Lineage
{
    /// <summary>As in <c>service_contacts: contacts, date; service_visits: visits</c>; of a derived measure the measures it is made from.</summary>
    public static string? Of(Measure measure, IReadOnlyList<Dataset> datasets) => measure.Expression is { } made
        ? string.Join("; ", made.Operands.Select(operand => operand.Measure).Distinct().Select(id => $"measure {id}"))
        : Columns(measure, datasets) is { Count: > 0 } read ? string.Join("; ", read.Select(from => $"{from.Dataset.Name}: {string.Join(", ", from.Columns)}")) : null;

    /// <summary>Each dataset read with those of its columns that the SQL names (or their status and bounds), in the contract's order.</summary>
    /// <remarks>A name that two datasets share is read from both: the syntax tree does not say which.</remarks>
    public static IReadOnlyList<(Dataset Dataset, IReadOnlyList<string> Columns)> Columns(Measure measure, IReadOnlyList<Dataset> datasets)
    {
        if (SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, []) is not { } query)
            return [];
        return [.. datasets.Where(dataset => query.Tables.Any(table => table.Name.Equals(dataset.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(dataset => (dataset, (IReadOnlyList<string>)[.. dataset.Columns.Select(column => column.Name)
                .Where(name => query.Columns.Any(used => used == name || used == $"{name}_status" || used == $"{name}_low" || used == $"{name}_high"))]))];
    }
}
