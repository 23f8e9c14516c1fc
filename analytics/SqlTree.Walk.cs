using System.Text.Json;

namespace Outcomes.Analytics;

/// <content>What is collected and refused on the way through the tree.</content>
public sealed partial class SqlTree
{
    /// <summary>Table functions make rows from values only. All others may reach files, networks or settings, so the list is of what is allowed.</summary>
    private static readonly string[] TableFunctions = ["generate_series", "json_each", "json_tree", "range", "repeat", "unnest"];

    /// <summary>Functions whose answer does not follow from their arguments: DuckDB's volatile ones, its clock and its settings.</summary>
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "current_connection_id", "current_database", "current_date", "current_localtime", "current_localtimestamp", "current_query", "current_query_id",
        "current_role", "current_schema", "current_schemas", "current_setting", "current_time", "current_timestamp", "current_transaction_id", "current_user",
        "currval", "gen_random_uuid", "get_current_time", "get_current_timestamp", "getenv", "getvariable", "in_search_path", "localtime", "localtimestamp", "nextval", "now",
        "random", "session_user", "setseed", "sleep_ms", "stats", "today", "transaction_timestamp", "txid_current", "user", "uuid", "uuidv4", "uuidv7", "version", "write_log",
    };

    /// <summary>Those that are written without parentheses, as a column is.</summary>
    private static readonly HashSet<string> Clock =
        new(StringComparer.OrdinalIgnoreCase) { "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp" };

    /// <summary>Kinds of node in a FROM clause, beside queries.</summary>
    private static readonly HashSet<string> Sources =
        new(StringComparer.Ordinal) { "BASE_TABLE", "COLUMN_DATA", "EMPTY", "EXPRESSION_LIST", "JOIN", "PIVOT", "SUBQUERY", "TABLE_FUNCTION" };

    /// <summary>Functions whose answer depends on which of two values comes first.</summary>
    private static readonly HashSet<string> Ordering = new(StringComparer.OrdinalIgnoreCase) { "arg_max", "arg_min", "greatest", "least", "max", "max_by", "min", "min_by", "worst" };

    /// <summary>Visits every node. <paramref name="named"/>: what WITH has named so far, which is no table of ours.</summary>
    private void Walk(JsonElement node, IReadOnlyCollection<string> named)
    {
        if (node.ValueKind is JsonValueKind.Array)
            foreach (var item in node.EnumerateArray())
                Walk(item, named);
        if (node.ValueKind is not JsonValueKind.Object)
            return;
        if (node.TryGetProperty("cte_map", out var with))
            named = WalkWith(with, named);
        if (node.TryGetProperty("sample", out var sample) && sample.ValueKind is JsonValueKind.Object)
            faults.Add(new(file, firstLine, "USING SAMPLE takes rows by chance; allowed: a condition that picks the same rows every time."));
        if (node.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String)
            Visit(node, type.GetString()!, named);
        foreach (var part in node.EnumerateObject())
            if (part.Name is not "cte_map")
                Walk(part.Value, named);
    }

    /// <summary>A name is known to the queries after its own; to its own only where that is recursive.</summary>
    private List<string> WalkWith(JsonElement with, IReadOnlyCollection<string> outer)
    {
        var named = outer.ToList();
        foreach (var cte in with.GetProperty("map").EnumerateArray())
        {
            var (name, query) = (cte.GetProperty("key").GetString()!, cte.GetProperty("value").GetProperty("query"));
            var recursive = query.GetProperty("node").GetProperty("type").GetString() is "RECURSIVE_CTE_NODE";
            Walk(query, recursive ? [.. named, name] : named);
            named.Add(name);
        }
        return named;
    }

    private void Visit(JsonElement node, string type, IReadOnlyCollection<string> named)
    {
        string[] ordered = type switch
        {
            "COMPARE_LESSTHAN" or "COMPARE_LESSTHANOREQUALTO" or "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" => ["left", "right"],
            "COMPARE_BETWEEN" or "COMPARE_NOT_BETWEEN" => ["input", "lower", "upper"],
            _ => Ordering.Contains(Text(node, "function_name")) ? ["children"] : [],
        };
        if (ordered.Select(part => node.TryGetProperty(part, out var value) ? StatusAsText(value) : null).FirstOrDefault(found => found is not null) is { } word)
            statusesAsText.Add((word, LineOf(node)));
        switch (type)
        {
            case "BASE_TABLE":
                VisitTable(node, named);
                break;
            case var _ when node.TryGetProperty("sample", out _) && !node.TryGetProperty("modifiers", out _) && !Sources.Contains(type):
                faults.Add(new(file, LineOf(node), $"'{type}' in FROM is not allowed (DESCRIBE, SHOW and SUMMARIZE are for people); allowed: tables, subqueries, joins, values, pivots."));
                break;
            case "TABLE_FUNCTION" when node.GetProperty("function") is var call && Text(call, "function_name") is var name && !TableFunctions.Contains(name, StringComparer.OrdinalIgnoreCase):
                faults.Add(new(file, LineOf(node), $"Table function '{name}' is not allowed; allowed: {string.Join(", ", TableFunctions)}. Files are named by 'files:' or lie in data/."));
                break;
            case "COLUMN_REF":
                var names = node.GetProperty("column_names").EnumerateArray().Select(part => part.GetString()!).ToArray();
                columns.Add(names[^1]);
                if (names.Length == 1 && Clock.Contains(names[0]))
                    RefuseCall(node, names[0]);
                break;
            default:
                if (Text(node, "function_name") is { Length: > 0 } function)
                {
                    functions.Add(function);
                    RefuseCall(node, function);
                }
                break;
        }
    }

    /// <summary>The word of a status that a value is, or may be, as mere text; null where it is none or is cast.</summary>
    private static string? StatusAsText(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? value.EnumerateArray().Select(StatusAsText).FirstOrDefault(found => found is not null)
        : Text(value, "type") switch
        {
            "VALUE_CONSTANT" when value.GetProperty("value").TryGetProperty("value", out var text) && text.ValueKind is JsonValueKind.String =>
                Dataset.Statuses.FirstOrDefault(status => status == text.GetString()),
            "CASE_EXPR" => StatusAsText(value.GetProperty("else_expr")) ?? value.GetProperty("case_checks").EnumerateArray().Select(check => StatusAsText(check.GetProperty("then_expr"))).FirstOrDefault(found => found is not null),
            "OPERATOR_COALESCE" => StatusAsText(value.GetProperty("children")),
            _ => null,
        };

    private void VisitTable(JsonElement node, IReadOnlyCollection<string> named)
    {
        var (catalog, schema, name) = (Text(node, "catalog_name"), Text(node, "schema_name"), Text(node, "table_name"));
        if (schema.Length == 0 && named.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;
        var full = schema.Length == 0 ? name : $"{schema}.{name}";
        if (catalog.Length > 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
            faults.Add(new(file, LineOf(node), $"Table '{(catalog.Length > 0 ? $"{catalog}.{full}" : full)}' names a file or another database; allowed: tables by name. Files are named by 'files:' or lie in data/."));
        else if (tables.All(table => table.Name != full))
            tables.Add(new(full, LineOf(node)));
    }

    private void RefuseCall(JsonElement node, string name)
    {
        if (Refused.Contains(name))
            faults.Add(new(file, LineOf(node), $"'{name}' is not allowed: its answer changes from run to run or tells about the machine. Allowed: functions of the data alone; a file's own day is '_as_at'."));
    }
}
