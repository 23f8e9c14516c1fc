using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>The SQL that a dataset's contract makes of one mapping's columns: the only place where column lists are put together.</summary>
/// <remarks>
/// A rule is a column, the condition under which a mapped row breaks the contract there, and why. Types are compared with what the mapping
/// gave, so that a mapping that casts well costs nothing here.
/// </remarks>
internal sealed class BatchSql
{
    private readonly Dataset dataset;
    private readonly Mapped mapped;
    private readonly List<(string Column, string Breaks, string Reason)> rules = [];
    private readonly List<(string Name, string Value)> values = [];

    /// <param name="source">Whose dataset it is.</param>
    /// <param name="mapped">What the mapping gave.</param>
    /// <param name="tidy">Of the <see cref="Texts"/>, those of which every cell <see cref="IsTidy"/>: they are taken as they are.</param>
    public BatchSql(Source source, Mapped mapped, IReadOnlySet<string> tidy)
    {
        (dataset, this.mapped, Tidy) = (source.Dataset, mapped, tidy);
        foreach (var column in dataset.Columns)
        {
            if (mapped.Columns.ContainsKey(column.Name) || dataset.Key.Contains(column.Name) || column.Name == "status")
                AddColumn(column);
            foreach (var bound in new[] { $"{column.Name}_low", $"{column.Name}_high" })
                if (mapped.Columns.ContainsKey(bound) && dataset.BoundOf(bound) is { } number)
                    AddColumn(number with { Name = bound });
        }
    }

    /// <summary>The lake file's columns by name and type, in the contract's order, each number followed by its bounds.</summary>
    public List<(string Name, string Type)> Columns { get; } = [];

    /// <summary>Dimensions in which a row may be unknown.</summary>
    public IEnumerable<string> Dimensions => dataset.Key.Where(key => dataset.MayBeNull(key) && mapped.Columns.ContainsKey(key) && !mapped.NotBrokenDown.Contains(key));

    /// <summary>Names of the lake file's columns.</summary>
    public string List => string.Join(", ", Columns.Select(column => Duck.Name(column.Name)));

    /// <summary>Columns of the key that the mapping gave as text and that may hold any text.</summary>
    public static IEnumerable<string> Texts(Dataset dataset, Mapped mapped) => dataset.Key.Where(key =>
        mapped.Columns.GetValueOrDefault(key) is "VARCHAR" && !mapped.NotBrokenDown.Contains(key) && dataset.Column(key) is { Type: "VARCHAR", Allowed.Count: 0 });

    /// <summary>Columns of the key taken as they are.</summary>
    public IReadOnlySet<string> Tidy { get; }

    /// <summary>Whether a cell needs no trimming and is not null: an SQL expression. Other than ASCII, which has one space, is left to trim.</summary>
    public static string IsTidy(string column) =>
        $"{Duck.Name(column)} is not null and {Duck.Name(column)} >= '!' and not ends_with({Duck.Name(column)}, ' ') and strlen({Duck.Name(column)}) = length({Duck.Name(column)})";

    /// <summary>The key's columns in the order rows are stored: by day first, as they mostly come, which a sort is quickest at.</summary>
    public string Order => OrderOf(key => key != "grain" || mapped.Columns.ContainsKey(key));

    /// <summary>
    /// The rows of <paramref name="table"/>, made of <see cref="Typed"/>, in that order. Columns that are the same in every row are added afterwards:
    /// a sort moves all it is given.
    /// </summary>
    public string Sorted(string table)
    {
        var moved = values.Where(value => !IsConstant(value.Value)).Select(value => value.Name).ToHashSet(StringComparer.Ordinal);
        return $"""
            select {string.Join(", ", values.Select(value => $"{(moved.Contains(value.Name) ? Duck.Name(value.Name) : value.Value)} as {Duck.Name(value.Name)}"))}
            from (select {string.Join(", ", moved.Select(Duck.Name))} from {table} order by {OrderOf(moved.Contains)})
            """;
    }

    /// <summary>Whether a row has the key of the row before it.</summary>
    public string IsTwin => string.Join(" and ", dataset.Key.Select(Duck.Name).Select(key => $"{key} is not distinct from lag({key}) over ()"));

    /// <summary>A day, as SQL writes it.</summary>
    public static string Date(DateOnly day) => $"date '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";

    /// <summary>Names of the key's columns.</summary>
    public string Key => string.Join(", ", dataset.Key.Select(Duck.Name));

    /// <summary>The first day a row covers, for a dated dataset.</summary>
    public string Day => dataset.Month is null ? "null::date" : $"{Duck.Name(dataset.Month)}::date";

    /// <summary>The last day a row covers.</summary>
    public string LastDay => $"case grain when 'week' then {Day} + 6 when 'month' then last_day({Day}) else {Day} end";

    /// <summary>Every mapped row in the contract's types, with the number of the first rule it breaks (<c>_rule</c>), its place (<c>_n</c>) and delivery.</summary>
    public string Typed => $"""
        select {string.Join(",\n    ", values.Select(value => $"{value.Value} as {Duck.Name(value.Name)}"))},
            {Rule} as _rule, m.rowid as _n, {(mapped.HasDeliveries ? "m._delivery" : "1")} as _delivery
        from given.mapped m
        """;

    /// <summary>The mapped rows that break a rule, as quarantine has them.</summary>
    public string Broken => rules.Count == 0 ? "select * from quarantine where false" : $"""
        select null as file, {Row("m")} as row,
            case {Rule} {Each(rule => Duck.Literal(rule.Column))} end as "column",
            case {Rule} {Each(rule => Duck.Literal(rule.Reason))} end as reason,
            case {Rule} {Each(rule => Text(rule.Column))} end as text
        from given.mapped m where {Rule} is not null
        """;

    /// <summary>Rows of <paramref name="table"/>, whose <c>_n</c> is their place in the mapped table, as quarantine has them: their key is not theirs alone.</summary>
    public string Duplicated(string table) => $"""
        select null, {Row("m")}, {Duck.Literal(dataset.Key[0])}, 'another row of the run has the same key', concat_ws(', ', {string.Join(", ", dataset.Key.Select(key => $"d.{Duck.Name(key)}"))})
        from {table} d join given.mapped m on m.rowid = d._n
        """;

    /// <summary>One row for each key of <c>slice</c>: numbers added up where every part is known, the worst status, and the last of anything else.</summary>
    public string Summed => $"""
        select {string.Join(", ", Columns.Where(column => !dataset.Key.Contains(column.Name)).Select(Part).Prepend(Key))}, max(_n) as _n, max(_delivery) as _delivery
        from slice group by {Key}
        """;

    /// <summary>Whether a row of <paramref name="left"/> and one of <paramref name="right"/> have one key.</summary>
    public string SameKey(string left, string right) => string.Join(" and ", dataset.Key.Select(key =>
        $"{left}.{Duck.Name(key)} {(dataset.MayBeNull(key) ? "is not distinct from" : "=")} {right}.{Duck.Name(key)}"));

    /// <summary>Whether they differ in any column.</summary>
    public string Differ(string left, string right) =>
        string.Join(" or ", Columns.Select(column => $"{left}.{Duck.Name(column.Name)} is distinct from {right}.{Duck.Name(column.Name)}"));

    /// <summary>The lake file's columns from a table that may lack some of them.</summary>
    public string From(IReadOnlySet<string> present) => string.Join(", ", Columns.Select(column =>
        $"{(present.Contains(column.Name) ? Duck.Name(column.Name) : "null")}::{column.Type} as {Duck.Name(column.Name)}"));

    private string OrderOf(Func<string, bool> moved) => string.Join(", ", dataset.Key.Where(moved).OrderBy(key => key != dataset.Month).Select(Duck.Name));

    private static bool IsConstant(string value) => value.StartsWith('\'') || value.StartsWith("null::", StringComparison.Ordinal);

    private string Rule => rules.Count == 0 ? "null" : $"case {string.Concat(rules.Select((rule, index) => $"when {rule.Breaks} then {index} "))}end";

    private string Each(Func<(string Column, string Breaks, string Reason), string> then) =>
        string.Concat(rules.Select((rule, index) => $"when {index} then {then(rule)} "));

    private string Text(string column) => mapped.Columns.ContainsKey(column) ? $"m.{Duck.Name(column)}::varchar" : "null";

    /// <summary>The raw row, where the mapping names <c>_row</c>: its number, or the first of a list.</summary>
    private string Row(string alias) => mapped.Columns.GetValueOrDefault("_row") switch
    {
        null => "null::bigint",
        var list when list.EndsWith("[]", StringComparison.Ordinal) => $"try_cast({alias}._row[1] as bigint)",
        _ => $"try_cast({alias}._row as bigint)",
    };

    private string Part((string Name, string Type) column)
    {
        var name = Duck.Name(column.Name);
        var isNumber = (dataset.Column(column.Name) ?? dataset.BoundOf(column.Name))!.IsNumber;
        return column.Name == "status" ? $"{Worst} as status"
            : isNumber ? $"case when count({name}) = count(*) then sum({name}) end::{column.Type} as {name}"
            : $"arg_max_null({name}, _n) as {name}";
    }

    private static string Worst =>
        $"list_extract([{string.Join(", ", Dataset.Statuses.Select(Duck.Literal))}], max(list_position([{string.Join(", ", Dataset.Statuses.Select(Duck.Literal))}], status)))";

    private void AddColumn(Column column)
    {
        Columns.Add((column.Name, column.Type));
        values.Add((column.Name, Value(column)));
    }

    /// <summary>The value in the contract's type, adding the rules it must keep.</summary>
    private string Value(Column column)
    {
        var name = column.Name;
        if (!mapped.Columns.TryGetValue(name, out var type) || mapped.NotBrokenDown.Contains(name))
        {
            if (dataset.Key.Contains(name) && !dataset.MayBeNull(name) && mapped.NotBrokenDown.Contains(name) && name is not "grain")
                rules.Add((name, "true", "empty; it is part of the key, and only dimensions may be null"));
            return name switch { "grain" => "'day'", "status" => "'ok'", _ => $"null::{column.Type}" };
        }
        var given = $"m.{Duck.Name(name)}";
        if (Tidy.Contains(name))
            return given;
        var cell = type is "VARCHAR" && (column.Type is not "VARCHAR" || dataset.Key.Contains(name)) ? $"nullif(trim({given}), '')" : given;
        var value = type == column.Type ? cell : $"try_cast({cell} as {column.Type})";
        if (type is "TIMESTAMP WITH TIME ZONE" && column.Type is "DATE")
            value = $"timezone('Europe/London', {given})::date";
        AddRules(column, type, cell, value);
        if (name == dataset.Month && mapped.Columns.ContainsKey("grain"))
            return $"case m.grain when 'week' then date_trunc('week', {value}) when 'month' then date_trunc('month', {value}) else {value} end::{column.Type}";
        return name switch
        {
            "grain" => $"coalesce({value}, 'day')",
            "status" => $"coalesce({value}, 'ok')",
            _ => dataset.Key.Contains(name) && dataset.MayBeNull(name) ? $"coalesce({value}, 'unknown')" : value,
        };
    }

    private void AddRules(Column column, string type, string cell, string value)
    {
        if (type != column.Type && column.Type is not "VARCHAR")
            rules.Add((column.Name, $"{cell} is not null and {value} is null", $"not a {column.Type.ToLowerInvariant()}, or out of its range"));
        if (column.Type is "BIGINT" or "INTEGER" && !IsWhole(type))
            rules.Add((column.Name, $"try_cast({cell} as double) <> trunc(try_cast({cell} as double))", "not a whole number; round it in the mapping if that is meant"));
        if (column.Type is "DOUBLE")
            rules.Add((column.Name, $"not isfinite({value})", "not a finite number"));
        if (column.Allowed.Count > 0)
            rules.Add((column.Name, $"{value} not in ({string.Join(", ", column.Allowed.Select(Duck.Literal))})", $"not an allowed word; allowed: {string.Join(", ", column.Allowed)}"));
        if (column.Name == dataset.Month)
            rules.Add((column.Name, $"{value} < date '1900-01-01' or {value} >= date '2200-01-01'", "not a day between 1900 and 2199"));
        if ((!column.Nullable || dataset.Key.Contains(column.Name)) && !dataset.MayBeNull(column.Name) && column.Name is not "grain")
            rules.Add((column.Name, $"{value} is null", "empty; it may not be"));
    }

    private static bool IsWhole(string type) => type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "BOOLEAN";
}
