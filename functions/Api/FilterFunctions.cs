using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>The functions a filter may call, by OData's names. Those not here are answered with 501; $metadata lists those that are.</summary>
internal static class FilterFunctions
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
        ["year"] = Part("year"),
        ["month"] = Part("month"),
        ["day"] = Part("day"),
        ["hour"] = [new(Kind.Whole, [Kind.Instant], a => $"hour({a[0]})")],
        ["minute"] = [new(Kind.Whole, [Kind.Instant], a => $"minute({a[0]})")],
        ["second"] = [new(Kind.Whole, [Kind.Instant], a => $"second({a[0]})")],
        ["date"] = [new(Kind.Day, [Kind.Instant], a => $"({a[0]})::date")],
        ["round"] = [new(Kind.Real, [Kind.Real], a => $"round({a[0]})")],
        ["floor"] = [new(Kind.Real, [Kind.Real], a => $"floor({a[0]})")],
        ["ceiling"] = [new(Kind.Real, [Kind.Real], a => $"ceil({a[0]})")],
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>A call as SQL; null where an argument is.</summary>
    /// <exception cref="RefusalException">501 for a function or kinds of argument that are not here.</exception>
    public static Term Call(FilterSql filter, string name, Term[] arguments)
    {
        var function = All.TryGetValue(name, out var overloads)
            ? overloads.FirstOrDefault(candidate => candidate.Takes.Length == arguments.Length && candidate.Takes.Zip(arguments).All(pair => Fits(pair.First, pair.Second)))
            : null;
        if (function is null)
            throw RefusalException.NotSupported(overloads is null ? $"The function '{name}'" : $"The function '{name}' with these arguments");
        var sql = arguments.Zip(function.Takes, (argument, kind) => Argument(filter, argument, kind)).ToArray();
        return new(function.Result, function.Sql(sql), arguments.Any(argument => argument.MayBeNull));
    }

    private static Function[] Part(string name) =>
        [new(Kind.Whole, [Kind.Day], a => $"{name}({a[0]})"), new(Kind.Whole, [Kind.Instant], a => $"{name}({a[0]})")];

    /// <summary>Numbers are taken only as whole constants that are not negative: what the others would mean is not settled between services.</summary>
    private static bool Fits(Kind wanted, Term argument) => (wanted, argument.Kind) switch
    {
        (_, Kind.Null) => true,
        (Kind.Whole, Kind.Real) => argument.IsConstant && Bound.Of(argument, Kind.Whole) is { Exact: true, Value: long and >= 0 },
        (Kind.Whole, _) => false,
        _ => wanted == argument.Kind,
    };

    private static string Argument(FilterSql filter, Term argument, Kind kind) => (kind, argument) switch
    {
        (Kind.Text, { Kind: Kind.Null }) => "null::varchar",
        (Kind.Real, { Kind: Kind.Null }) => "null::double",
        (Kind.Whole, { Kind: Kind.Null }) => "null::bigint",
        (Kind.Day or Kind.Instant, { Kind: Kind.Null }) => "null::timestamptz",
        (Kind.Whole, _) => filter.Parameter(Math.Min((long)Bound.Of(argument, Kind.Whole)!.Value.Value, int.MaxValue)),
        (Kind.Real, { IsConstant: true }) when Bound.Of(argument, Kind.Real) is { } bound => filter.Parameter(bound.Value),
        _ => filter.Sql(argument),
    };
}
