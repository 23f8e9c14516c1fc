namespace Outcomes.Tests.PowerBi;

/// <summary>Rows loaded into one table of the model.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">Its columns' names.</param>
/// <param name="Rows">Text, double, bool, DateTime or null.</param>
internal sealed record LoadedTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    private readonly Dictionary<string, int> at = Columns.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);

    public int this[string column] => at[column];
}

/// <summary>A filter context: what is chosen of the model's columns, and which rows of each table that leaves.</summary>
/// <remarks>A choice passes from the one side of a relationship to the many side, as in a star schema with single-direction relationships.</remarks>
internal sealed class Selection
{
    private readonly Selection? before;
    private readonly IReadOnlyDictionary<string, LoadedTable> tables;
    private readonly IReadOnlyList<(string Table, string Column, string To, string Key)> relationships;
    private readonly string table = "";
    private readonly HashSet<string> columns = [];
    private readonly Func<object?[], bool> holds = _ => true;
    private readonly Dictionary<string, IReadOnlyList<object?[]>> seen = [];

    /// <summary>Everything.</summary>
    public Selection(IReadOnlyDictionary<string, LoadedTable> tables, IReadOnlyList<(string Table, string Column, string To, string Key)> relationships) =>
        (this.tables, this.relationships) = (tables, relationships);

    private Selection(Selection before, string table, IEnumerable<string> columns, Func<object?[], bool> holds)
        : this(before.tables, before.relationships) => (this.before, this.table, this.columns, this.holds) = (before, table, [.. columns], holds);

    public LoadedTable Table(string name) => tables[name];

    /// <summary>This and one choice more. A choice of a column that is chosen from already would replace the one before in DAX; here that is refused.</summary>
    public Selection With(string table, IReadOnlyList<string> columns, Func<object?[], bool> holds)
    {
        for (var outer = this; outer.before is not null; outer = outer.before)
            if (outer.table == table && outer.columns.Overlaps(columns))
                throw new NotSupportedException($"{table}[{columns[0]}] is chosen from already.");
        return new(this, table, columns, holds);
    }

    /// <summary>This and one choice more: values of a column.</summary>
    public Selection With(string table, string column, Func<object?, bool> holds)
    {
        var i = tables[table][column];
        return With(table, [column], row => holds(row[i]));
    }

    /// <summary>This without what is chosen of one table's own columns (REMOVEFILTERS).</summary>
    public Selection Without(string other) => before is null ? this
        : table == other ? before.Without(other)
        : before.Without(other) is var rest && rest == before ? this : rest.With(table, [.. columns], holds);

    /// <summary>The rows of a table that are left.</summary>
    public IReadOnlyList<object?[]> Rows(string name)
    {
        if (before is null)
            return tables[name].Rows;
        if (!seen.TryGetValue(name, out var rows))
            seen[name] = rows = Left(name);
        return rows;
    }

    private IReadOnlyList<object?[]> Left(string name)
    {
        var rows = before!.Rows(name);
        if (name == table)
            return [.. rows.Where(holds)];
        foreach (var (_, column, to, key) in relationships.Where(relationship => relationship.Table == name && Reaches(relationship.To)))
        {
            var keys = Rows(to).Select(row => row[tables[to][key]]).ToHashSet();
            var i = tables[name][column];
            rows = [.. rows.Where(row => keys.Contains(row[i]))];
        }
        return rows;
    }

    private bool Reaches(string name) => name == table || relationships.Any(relationship => relationship.Table == name && Reaches(relationship.To));
}
