using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>The functions an expression may call, by OData's names. Those not here are answered with 501; $metadata lists those that are.</summary>
internal static class Functions
{
    private sealed record Function(Kind Result, Kind[] Takes, Func<string[], string> Sql);

    /// <summary>What OData calls whitespace is Unicode's; DuckDB's trim alone takes off spaces only.</summary>
    private static readonly string WhiteSpace =
        string.Concat(Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsWhiteSpace));

    private static readonly Dictionary<string, Function[]> All = new(StringComparer.Ordinal)
    {
        ["contains"] = [new(Kind.Truth, [Kind.Text, Kind.Text], a => $"contains({a[0]}, {a[1]})")],
        ["startswith"] = [new(Kind.Truth, [Kind.Text, Kind.Text], a => $"starts_with({a[0]}, {a[1]})")],
        ["endswith"] = [new(Kind.Truth, [Kind.Text, Kind.Text], a => $"ends_with({a[0]}, {a[1]})")],
        ["tolower"] = [new(Kind.Text, [Kind.Text], a => $"lower({a[0]})")],
        ["toupper"] = [new(Kind.Text, [Kind.Text], a => $"upper({a[0]})")],
        ["trim"] = [new(Kind.Text, [Kind.Text], a => $"trim({a[0]}, {Duck.Literal(WhiteSpace)})")],
        ["concat"] = [new(Kind.Text, [Kind.Text, Kind.Text], a => $"({a[0]} || {a[1]})")],
        ["length"] = [new(Kind.Whole, [Kind.Text], a => $"length({a[0]})")],
        ["indexof"] = [new(Kind.Whole, [Kind.Text, Kind.Text], a => $"(strpos({a[0]}, {a[1]}) - 1)")],
        ["substring"] = [
            new(Kind.Text, [Kind.Text, Kind.Whole], a => $"substring({a[0]}, {a[1]} + 1)"),
            new(Kind.Text, [Kind.Text, Kind.Whole, Kind.Whole], a => $"substring({a[0]}, {a[1]} + 1, {a[2]})")],
        ["year"] = Part("year", Kind.Day),
        ["month"] = Part("month", Kind.Day),
        ["day"] = Part("day", Kind.Day),
        ["hour"] = Part("hour", Kind.Clock),
        ["minute"] = Part("minute", Kind.Clock),
        ["second"] = Part("second", Kind.Clock),
        ["date"] = [new(Kind.Day, [Kind.Instant], a => $"({a[0]})::date")],
        ["time"] = [new(Kind.Clock, [Kind.Instant], a => $"(({a[0]}) at time zone 'UTC')::time")],
        ["round"] = Rounding("round"),
        ["floor"] = Rounding("floor"),
        ["ceiling"] = Rounding("ceil"),
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IEnumerable<string> Names => All.Keys.Append("now").Order(StringComparer.Ordinal);

    /// <summary>A call as SQL; null where an argument is.</summary>
    /// <exception cref="RefusalException">501 for a function or kinds of argument that are not here.</exception>
    public static Term Call(ExpressionSql expression, string name, Term[] arguments)
    {
        var function = All.TryGetValue(name, out var overloads)
            ? overloads.FirstOrDefault(candidate => candidate.Takes.Length == arguments.Length && candidate.Takes.Zip(arguments).All(pair => Fits(pair.First, pair.Second)))
            : null;
        if (function is null)
            throw RefusalException.NotSupported(overloads is null ? $"The function '{name}'" : $"The function '{name}' with these arguments");
        var sql = arguments.Zip(function.Takes, (argument, kind) => Argument(expression, argument, kind)).ToArray();
        return new(function.Result, function.Sql(sql), arguments.Any(argument => argument.MayBeNull), MayFail: arguments.Any(argument => argument.MayFail));
    }

    private static Function[] Part(string name, Kind beside) =>
        [new(Kind.Whole, [beside], a => $"{name}({a[0]})"), new(Kind.Whole, [Kind.Instant], a => $"{name}({a[0]})")];

    /// <summary>A whole number stays as it is.</summary>
    private static Function[] Rounding(string name) =>
        [new(Kind.Real, [Kind.Real], a => $"{name}({a[0]})"), new(Kind.Huge, [Kind.Huge], a => a[0])];

    /// <summary>Numbers are taken only as whole constants that are not negative: what the others would mean is not settled between services.</summary>
    private static bool Fits(Kind wanted, Term argument) => (wanted, argument.Kind) switch
    {
        (_, Kind.Null) => true,
        (Kind.Whole, Kind.Real) => argument.IsConstant && Bound.Of(argument, Kind.Whole) is { Exact: true, Value: long and >= 0 },
        (Kind.Whole, _) => false,
        (Kind.Huge, Kind.Whole) => true,
        _ => wanted == argument.Kind,
    };

    private static string Argument(ExpressionSql expression, Term argument, Kind kind) => (kind, argument) switch
    {
        (Kind.Text, { Kind: Kind.Null }) => "null::varchar",
        (Kind.Real, { Kind: Kind.Null }) => "null::double",
        (Kind.Whole or Kind.Huge, { Kind: Kind.Null }) => "null::bigint",
        (Kind.Clock, { Kind: Kind.Null }) => "null::time",
        (Kind.Day or Kind.Instant, { Kind: Kind.Null }) => "null::timestamptz",
        (Kind.Whole, _) => expression.Parameter(Math.Min((long)Bound.Of(argument, Kind.Whole)!.Value.Value, int.MaxValue)),
        (Kind.Huge, _) => $"{expression.Sql(argument)}::hugeint",
        (Kind.Real, { IsConstant: true }) when Bound.Of(argument, Kind.Real) is { } bound => expression.Parameter(bound.Value),
        _ => expression.Sql(argument),
    };
}
