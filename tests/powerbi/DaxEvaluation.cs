using System.Globalization;

namespace Outcomes.Tests.PowerBi;

/// <summary>
/// Evaluates the model's measures over loaded rows: the part of DAX that deploy/powerbi uses, after Microsoft's reference (dax.guide says the
/// same). There is no engine of Power BI where this is tested, so this is a second reading of the language; what it does not know it refuses.
/// </summary>
internal sealed class DaxEvaluation(IReadOnlyDictionary<string, string> measures)
{
    private readonly Dictionary<string, Dax> parsed = measures.ToDictionary(measure => measure.Key, measure => Dax.Parse(measure.Value));

    /// <summary>The day that blank is.</summary>
    private static readonly DateTime Zero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A table value: its columns as Table[column], and its rows.</summary>
    private sealed record Rows(IReadOnlyList<(string Table, string Column)> Columns, IReadOnlyList<object?[]> Of);

    private sealed record Scope(Selection Selection, IReadOnlyDictionary<string, object?> Variables, Rows? Row = null, object?[]? Cells = null);

    /// <summary>A measure in a filter context.</summary>
    public object? Value(string measure, Selection selection) => Evaluate(parsed[measure], new(selection, new Dictionary<string, object?>()));

    private object? Evaluate(Dax expression, Scope scope) => expression switch
    {
        Dax.Literal literal => literal.Value,
        Dax.Name { Text: var name } => scope.Variables.TryGetValue(name, out var value) ? value : Whole(name, scope),
        Dax.Column column => InRow(column, scope),
        Dax.Measure measure when scope.Row is null => Value(measure.Of, scope.Selection),
        Dax.Not not => !True(Evaluate(not.Of, scope)),
        Dax.Let let => Evaluate(let.Result, let.Variables.Aggregate(scope, (inner, variable) =>
            inner with { Variables = new Dictionary<string, object?>(inner.Variables) { [variable.Name] = Evaluate(variable.Value, inner) } })),
        Dax.Binary binary => Operate(binary, scope),
        Dax.Row row => new Rows([], [[.. row.Cells.Select(cell => Evaluate(cell, scope))]]),
        Dax.Call call => Call(call, scope),
        _ => throw new NotSupportedException($"{expression} is not evaluated here."),
    };

    private object? Call(Dax.Call call, Scope scope)
    {
        var arguments = call.Arguments;
        object? Argument(int i) => i < arguments.Count ? Evaluate(arguments[i], scope) : null;
        DateTime Day(int i) => (DateTime)(Argument(i) ?? Zero);
        switch (call.Function)
        {
            case "BLANK": return null;
            case "TRUE": return true;
            case "IF": return True(Argument(0)) ? Argument(1) : Argument(2);
            case "SWITCH":
                for (var i = 1; i + 1 < arguments.Count; i += 2)
                    if (Same(Argument(0), Argument(i)))
                        return Argument(i + 1);
                return arguments.Count % 2 == 0 ? Argument(arguments.Count - 1) : null;
            case "COALESCE": return Argument(0) ?? Argument(1);
            case "ISBLANK": return Argument(0) is null;
            case "ISEMPTY": return Table(arguments[0], scope).Of.Count == 0;
            case "MIN" or "MAX" or "SUM": return Aggregate(call.Function, Column(arguments[0], scope));
            case "MINX" or "MAXX" or "SUMX":
                var over = Table(arguments[0], scope);
                return Aggregate(call.Function[..^1], over.Of.Select(cells => Evaluate(arguments[1], scope with { Row = over, Cells = cells })));
            case "COUNTROWS": return Table(arguments[0], scope).Of.Count is var count and > 0 ? (double)count : null;
            case "HASONEVALUE": return Values(arguments[0], scope).Of.Count == 1;
            case "SELECTEDVALUE": return Values(arguments[0], scope).Of is [var only] ? only[0] : Argument(1);
            case "VALUES" or "ALL" or "FILTER" or "EXCEPT" or "TREATAS": return Table(call, scope);
            case "CALCULATE":
                var removed = arguments.OfType<Dax.Call>().Where(filter => filter.Function == "REMOVEFILTERS").ToArray();
                var rest = removed.Aggregate(scope.Selection, (selection, filter) => selection.Without(Name(filter.Arguments.Single())));
                return Evaluate(arguments[0], scope with { Selection = arguments.Skip(1).Except(removed).Aggregate(rest, (selection, filter) => Choose(selection, filter, scope)) });
            case "CONTAINSSTRING": return Text(Argument(0)).Contains(Text(Argument(1)), StringComparison.OrdinalIgnoreCase);
            case "DAY": return (double)Day(0).Day;
            case "MONTH": return (double)Day(0).Month;
            case "WEEKDAY" when Same(Argument(1), 2.0): return (double)(((int)Day(0).DayOfWeek + 6) % 7 + 1);
            case "EOMONTH": return new DateTime(Day(0).Year, Day(0).Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths((int)Number(Argument(1)) + 1).AddDays(-1);
            case "DATEDIFF":
                return Name(arguments[2]) switch
                {
                    "DAY" => (Day(1) - Day(0)).TotalDays,
                    "MONTH" => (Day(1).Year - Day(0).Year) * 12.0 + Day(1).Month - Day(0).Month,
                    var unit => throw new NotSupportedException($"DATEDIFF by {unit}"),
                };
            case "MOD": return Number(Argument(0)) % Number(Argument(1));
            case "FORMAT": return Day(0).ToString(Text(Argument(1)), CultureInfo.InvariantCulture);
            default: throw new NotSupportedException($"The function {call.Function} is not evaluated here.");
        }
    }

    private Rows Table(Dax expression, Scope scope)
    {
        switch (expression)
        {
            case Dax.Call { Function: "VALUES" } values: return Values(values.Arguments[0], scope);
            case Dax.Call { Function: "ALL", Arguments: [Dax.Column column] }:
                return Distinct(column, scope.Selection.Table(column.Table).Rows, scope);
            case Dax.Call { Function: "FILTER" } filter:
                var rows = Table(filter.Arguments[0], scope);
                return rows with { Of = [.. rows.Of.Where(cells => True(Evaluate(filter.Arguments[1], scope with { Row = rows, Cells = cells })))] };
            case Dax.Call { Function: "EXCEPT" } except:
                var (left, right) = (Table(except.Arguments[0], scope), Table(except.Arguments[1], scope));
                var without = right.Of.Select(cells => cells.Single()).ToHashSet();
                return left with { Of = [.. left.Of.Where(cells => !without.Contains(cells.Single()))] };
            case Dax.Call { Function: "TREATAS" } treated:
                var columns = treated.Arguments.Skip(1).Cast<Dax.Column>().Select(column => (column.Table, column.Of)).ToArray();
                var given = Table(treated.Arguments[0], scope);
                return given.Of.All(cells => cells.Length == columns.Length) ? given with { Columns = columns } : throw new FormatException("TREATAS has not a column for every cell.");
            default: return Evaluate(expression, scope) as Rows ?? throw new FormatException($"{expression} is no table.");
        }
    }

    /// <summary>A filter of CALCULATE: a table's rows, or a condition on one column.</summary>
    private Selection Choose(Selection selection, Dax filter, Scope scope)
    {
        if (filter is Dax.Name or Dax.Call { Function: "TREATAS" or "FILTER" } && Table(filter, scope) is var chosen)
        {
            var table = chosen.Columns.Select(column => column.Table).Distinct().Single();
            var at = chosen.Columns.Select(column => selection.Table(table)[column.Column]).ToArray();
            return selection.With(table, [.. chosen.Columns.Select(column => column.Column)], row => chosen.Of.Any(cells => at.Select(i => row[i]).SequenceEqual(cells)));
        }
        var on = Columns(filter).Distinct().Single();
        var bound = new Rows([(on.Table, on.Of)], []);
        return selection.With(on.Table, on.Of, value => True(Evaluate(filter, scope with { Row = bound, Cells = [value] })));
    }

    private static IEnumerable<Dax.Column> Columns(Dax expression) => expression switch
    {
        Dax.Column column => [column],
        Dax.Binary binary => Columns(binary.Left).Concat(Columns(binary.Right)),
        Dax.Call call => call.Arguments.SelectMany(Columns),
        Dax.Not not => Columns(not.Of),
        _ => [],
    };

    private static Rows Values(Dax column, Scope scope) => Distinct((Dax.Column)column, scope.Selection.Rows(((Dax.Column)column).Table), scope);

    private static Rows Distinct(Dax.Column column, IEnumerable<object?[]> rows, Scope scope)
    {
        var i = scope.Selection.Table(column.Table)[column.Of];
        return new([(column.Table, column.Of)], [.. rows.Select(row => row[i]).Distinct().Select(value => new[] { value })]);
    }

    private static IEnumerable<object?> Column(Dax column, Scope scope)
    {
        var of = (Dax.Column)column;
        var i = scope.Selection.Table(of.Table)[of.Of];
        return scope.Selection.Rows(of.Table).Select(row => row[i]);
    }

    private static Rows Whole(string name, Scope scope) => new([.. scope.Selection.Table(name).Columns.Select(column => (name, column))], scope.Selection.Rows(name));

    private static object? InRow(Dax.Column column, Scope scope)
    {
        for (var i = 0; i < scope.Row?.Columns.Count; i++)
            if (scope.Row.Columns[i] == (column.Table, column.Of))
                return scope.Cells![i];
        throw new FormatException($"{column.Table}[{column.Of}] has no one value here.");
    }

    private object? Operate(Dax.Binary binary, Scope scope)
    {
        var left = Evaluate(binary.Left, scope);
        if (binary.Operator is "&&" or "||" && True(left) == (binary.Operator == "||"))
            return True(left);
        var right = Evaluate(binary.Right, scope);
        return binary.Operator switch
        {
            "&&" or "||" => True(right),
            "=" => Same(left, right),
            "<>" => !Same(left, right),
            "<" => Compare(left, right) < 0,
            ">" => Compare(left, right) > 0,
            "<=" => Compare(left, right) <= 0,
            ">=" => Compare(left, right) >= 0,
            "&" => Text(left) + Text(right),
            "+" when left is DateTime day => day.AddDays(Number(right)),
            "+" => Number(left) + Number(right),
            "-" => Number(left) - Number(right),
            "*" => Number(left) * Number(right),
            _ => throw new NotSupportedException($"The operator {binary.Operator} is not evaluated here."),
        };
    }

    private static object? Aggregate(string function, IEnumerable<object?> values)
    {
        object? made = null;
        foreach (var value in values)
            if (value is not null)
                made = made is null ? value : function switch
                {
                    "SUM" => Number(made) + Number(value),
                    "MIN" => Compare(value, made) < 0 ? value : made,
                    _ => Compare(value, made) > 0 ? value : made,
                };
        return made;
    }

    /// <summary>Blank equals 0, false and the empty text.</summary>
    private static bool Same(object? left, object? right) => left is null && right is null || Compare(left, right) == 0;

    private static int Compare(object? left, object? right) => (left ?? right, right ?? left) switch
    {
        (null, _) => 0,
        (string, string) => string.Compare(Text(left), Text(right), StringComparison.OrdinalIgnoreCase),
        (double, double) => Number(left).CompareTo(Number(right)),
        (bool, bool) => True(left).CompareTo(True(right)),
        (DateTime, DateTime) when left is DateTime a && right is DateTime b => a.CompareTo(b),
        (DateTime, DateTime) => left is null ? -1 : 1,
        _ => throw new NotSupportedException($"{left} and {right} are not compared here."),
    };

    private static bool True(object? value) => value is true;

    private static double Number(object? value) => value is null ? 0 : (double)value;

    private static string Text(object? value) => value switch { null => "", string text => text, double number => number.ToString(CultureInfo.InvariantCulture), _ => throw new NotSupportedException($"{value} as text") };

    private static string Name(Dax expression) => ((Dax.Name)expression).Text;
}
