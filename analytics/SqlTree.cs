using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A table that a query reads.</summary>
/// <param name="Name">As in the contract: <c>raw</c>, <c>areas</c>, or with its schema <c>data.queues</c>.</param>
/// <param name="Line">1-based line of the file.</param>
public sealed record TableRead(string Name, int Line);

/// <summary>A column that a query gives.</summary>
/// <param name="Name">Its name, or null where the query gives it none.</param>
/// <param name="IsNull">Whether it is a literal <c>null</c> (also cast) in every branch of a UNION: not broken down by this source.</param>
/// <param name="Line">1-based line of the file.</param>
public sealed record OutputColumn(string? Name, bool IsNull, int Line);

/// <summary>
/// The syntax tree of a council's SQL, as DuckDB itself parses it: exactly one SELECT that reads no file, no setting, no clock and no chance,
/// so that the same data always give the same rows.
/// </summary>
public sealed partial class SqlTree
{
    /// <summary>Texts without a fault, for as long as whoever wrote them is there: one is asked about many times.</summary>
    private static readonly ConditionalWeakTable<string, SqlTree> Read = [];

    /// <summary>Whether DuckDB knows a function only as one of single values: no aggregate, no macro that may hide one, not unnest.</summary>
    private static readonly Lazy<Dictionary<string, bool>> Scalar = new(() => Duck.Reading(duck => duck.Rows(
        "select lower(function_name), bool_and(function_type = 'scalar') from duckdb_functions() group by all", row => (Name: row.GetString(0), IsScalar: row.GetBoolean(1))))
        .ToDictionary(function => function.Name, function => function.IsScalar, StringComparer.OrdinalIgnoreCase));

    private readonly List<TableRead> tables = [];
    private readonly SortedSet<string> functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> changed = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Word, int Line)> statusesAsText = [];
    private readonly string file;
    private readonly byte[] text;
    private readonly int firstLine;
    private readonly ICollection<Fault> faults;

    private SqlTree(string sql, string file, int firstLine, ICollection<Fault> faults) =>
        (Sql, this.file, text, this.firstLine, this.faults) = (sql, file, Encoding.UTF8.GetBytes(sql), firstLine, faults);

    /// <summary>The SELECT without the semicolon that may end it, fit to stand in parentheses on lines of its own.</summary>
    public string Sql { get; }

    /// <summary>The tables read, less the names that WITH gives; each once.</summary>
    public IReadOnlyList<TableRead> Tables => tables;

    /// <summary>Functions called, in order of name.</summary>
    public IReadOnlyCollection<string> Functions => functions;

    /// <summary>Every name that stands where a column may, without its table, in order of name.</summary>
    public IReadOnlyCollection<string> Columns => columns;

    /// <summary>The columns given, in order; null where a <c>*</c> leaves them to the data.</summary>
    public IReadOnlyList<OutputColumn>? Outputs { get; private set; }

    /// <summary>
    /// Whether the query gives one row for each row of the one table it reads, made from that row alone: expressions of named columns,
    /// without WHERE, grouping, windows, subqueries, DISTINCT, ORDER BY or LIMIT.
    /// </summary>
    public bool IsRowWise { get; private set; }

    /// <summary>Whether the query gives a column of that name, and it and every part of it that gives one takes it over as it stands, but for a cast.</summary>
    public bool PassesOn(string name) => Outputs?.Any(column => Is(column.Name, name)) == true && !changed.Contains(name);

    /// <summary>Parses a query. Every fault is added with its line; null where there is one.</summary>
    /// <param name="sql">The query, as written.</param>
    /// <param name="file">The file it lies in, as messages name it.</param>
    /// <param name="line">1-based line of the file at which <paramref name="sql"/> starts.</param>
    /// <param name="faults">Collects the faults.</param>
    public static SqlTree? Parse(string sql, string file, int line, ICollection<Fault> faults)
    {
        if (Read.TryGetValue(sql, out var read) && (read.file, read.firstLine) == (file, line))
            return read;
        var before = faults.Count;
        try
        {
            var tree = new SqlTree(WithoutSemicolon(sql), file, line, faults);
            using var json = JsonDocument.Parse(Serialized(sql), new() { MaxDepth = 4000 });
            if (tree.SelectOf(json.RootElement) is { } select)
            {
                tree.Walk(select, []);
                tree.FindChanged(select);
                tree.Outputs = tree.OutputsOf(select);
                tree.IsRowWise = tree.Outputs is not null && IsPlain(select) && tree.functions.All(IsScalar);
            }
            if (faults.Count > before)
                return null;
            Read.AddOrUpdate(sql, tree);
            return tree;
        }
        catch (Exception wrong) when (wrong is DuckDBException or JsonException)
        {
            faults.Add(new(file, line, $"The SQL cannot be read: {wrong.Message.Split('\n')[0]} Allowed: one SELECT in DuckDB's dialect."));
            return null;
        }
    }

    /// <summary>Adds a fault for each table read that is not among the allowed ones.</summary>
    public void AllowTables(IReadOnlyCollection<string> allowed, ICollection<Fault> into)
    {
        foreach (var table in tables.Where(table => !allowed.Contains(table.Name, StringComparer.OrdinalIgnoreCase)))
            into.Add(new(file, table.Line, $"Table '{table.Name}' cannot be read here; allowed: {string.Join(", ", allowed)}."));
    }

    /// <summary>Adds a fault for each place that asks which of two statuses comes first and writes one as text: DuckDB would go by the alphabet.</summary>
    public void RefuseStatusesAsText(ICollection<Fault> into)
    {
        foreach (var (word, line) in statusesAsText)
            into.Add(new(file, line, $"'{word}' is compared as text, by the alphabet; write '{word}'::status, which comes in the order {string.Join(" < ", Dataset.Statuses)}."));
    }

    private static string Serialized(string sql) =>
        Duck.Reading(duck => duck.One<string>("select json_serialize_sql($sql::varchar)", ("sql", sql)) ?? "");

    /// <summary>A semicolon may end a file but not a subquery; one in a text or a comment is left alone, because cutting there does not parse.</summary>
    private static string WithoutSemicolon(string sql)
    {
        for (var end = sql.Length; end > 0; end = sql.LastIndexOf(';', end - 1))
            if (Serialized($"select * from (\n{sql[..end]}\n)").StartsWith("{\"error\":false", StringComparison.Ordinal))
                return sql[..end];
        return sql;
    }

    private JsonElement? SelectOf(JsonElement root)
    {
        if (root.GetProperty("error").GetBoolean())
        {
            var message = root.GetProperty("error_message").GetString();
            var at = root.TryGetProperty("position", out var position) && int.TryParse(position.GetString(), out var offset) ? offset : 0;
            faults.Add(new(file, LineAt((ulong)at), message?.StartsWith("Only SELECT", StringComparison.Ordinal) == true
                ? "A statement here is no SELECT (COPY, ATTACH, INSTALL, SET, DROP …); allowed: one SELECT, which reads what it may and writes nothing."
                : $"The SQL cannot be read: {message}. Allowed: one SELECT in DuckDB's dialect."));
            return null;
        }
        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() == 1)
            return statements[0].GetProperty("node");
        faults.Add(new(file, firstLine, statements.GetArrayLength() == 0
            ? "No SQL follows the front matter; allowed: one SELECT."
            : $"{statements.GetArrayLength()} statements found; allowed: one SELECT."));
        return null;
    }

    private IReadOnlyList<OutputColumn>? OutputsOf(JsonElement query)
    {
        if (query.GetProperty("type").GetString() is "SET_OPERATION_NODE")
        {
            var (left, right) = (OutputsOf(query.GetProperty("left")), OutputsOf(query.GetProperty("right")));
            return left is null || right is null ? null
                : Text(query, "setop_type") is "UNION_BY_NAME" ? ByName(left, right)
                : [.. left.Select((column, at) => column with { IsNull = column.IsNull && at < right.Count && right[at].IsNull })];
        }
        if (!query.TryGetProperty("select_list", out var list))
            return null;
        var outputs = list.EnumerateArray().Select(OutputOf).ToArray();
        return list.EnumerateArray().Any(item => Contains(item, "STAR")) ? null : outputs;
    }

    private static List<OutputColumn> ByName(IReadOnlyList<OutputColumn> left, IReadOnlyList<OutputColumn> right) =>
        [.. left.Concat(right).GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.First() with { IsNull = same.All(column => column.IsNull) })];

    private OutputColumn OutputOf(JsonElement item)
    {
        var alias = Text(item, "alias");
        var name = alias.Length > 0 ? alias : Text(item, "type") is "COLUMN_REF" ? item.GetProperty("column_names").EnumerateArray().Last().GetString() : null;
        return new(name, IsNull(item), LineOf(item));
    }

    /// <summary>Collects the names that some SELECT gives to anything but a column of that name.</summary>
    private void FindChanged(JsonElement node)
    {
        foreach (var part in node.ValueKind switch
        {
            JsonValueKind.Array => node.EnumerateArray(),
            JsonValueKind.Object => node.EnumerateObject().Select(property => property.Value),
            _ => Enumerable.Empty<JsonElement>(),
        })
            FindChanged(part);
        if (node.ValueKind is JsonValueKind.Object && node.TryGetProperty("select_list", out var list))
            foreach (var item in list.EnumerateArray().Where(item => Text(item, "alias").Length > 0 && !Is(Taken(item), Text(item, "alias"))))
                changed.Add(Text(item, "alias"));
    }

    private static string? Taken(JsonElement item) => Text(item, "class") switch
    {
        "COLUMN_REF" => item.GetProperty("column_names").EnumerateArray().Last().GetString(),
        "CAST" => Taken(item.GetProperty("child")),
        _ => null,
    };

    private static bool Is(string? name, string other) => other.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsNull(JsonElement item) => Text(item, "class") switch
    {
        "CONSTANT" => item.GetProperty("value").GetProperty("is_null").GetBoolean(),
        "CAST" => IsNull(item.GetProperty("child")),
        _ => false,
    };

    /// <summary>Whether a select item is, or is made of, a <c>*</c> or COLUMNS(); one inside a function such as count(*) gives one column.</summary>
    private static bool Contains(JsonElement item, string type) => item.ValueKind switch
    {
        JsonValueKind.Array => item.EnumerateArray().Any(part => Contains(part, type)),
        JsonValueKind.Object => Text(item, "class") == type || (Text(item, "class") is not "SUBQUERY" && item.EnumerateObject().Any(part => Contains(part.Value, type))),
        _ => false,
    };

    private static bool IsPlain(JsonElement query) =>
        query.GetProperty("type").GetString() is "SELECT_NODE"
        && query.GetProperty("from_table").GetProperty("type").GetString() is "BASE_TABLE"
        && query.EnumerateObject().All(part => part.Name switch
        {
            "modifiers" or "group_expressions" or "group_sets" => part.Value.GetArrayLength() == 0,
            "cte_map" => part.Value.GetProperty("map").GetArrayLength() == 0,
            "where_clause" or "having" or "qualify" or "sample" => part.Value.ValueKind is JsonValueKind.Null,
            "aggregate_handling" => part.Value.GetString() is "STANDARD_HANDLING",
            _ => true,
        })
        && !Holds(query.GetProperty("select_list"), "WINDOW") && !Holds(query.GetProperty("select_list"), "SUBQUERY");

    private static bool Holds(JsonElement item, string kind) => item.ValueKind switch
    {
        JsonValueKind.Array => item.EnumerateArray().Any(part => Holds(part, kind)),
        JsonValueKind.Object => Text(item, "class") == kind || item.EnumerateObject().Any(part => Holds(part.Value, kind)),
        _ => false,
    };

    private static bool IsScalar(string function) => Scalar.Value.GetValueOrDefault(function);

    private static string Text(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private int LineOf(JsonElement node) =>
        node.TryGetProperty("query_location", out var location) && location.TryGetUInt64(out var at) ? LineAt(at) : firstLine;

    /// <summary>DuckDB counts bytes, and says 2^64 − 1 where it does not know.</summary>
    private int LineAt(ulong offset) => offset > (ulong)text.Length ? firstLine : firstLine + text.AsSpan(0, (int)offset).Count((byte)'\n');
}
