using System.Text.RegularExpressions;
using Microsoft.OData.UriParser;

namespace Outcomes.Functions.Api;

/// <summary>eq, ne, gt, ge, lt, le and in as SQL that is never null. Constants are bound as the kind of what they are compared with.</summary>
internal static partial class Comparison
{
    /// <summary>Items a list may have.</summary>
    public const int Items = 5_000;

    /// <summary>One comparison.</summary>
    /// <exception cref="RefusalException">400 where the kinds cannot be compared.</exception>
    public static Term Of(ExpressionSql sql, BinaryOperatorKind kind, Term left, Term right) =>
        new(Kind.Truth, Compare(sql, kind, left, right), false, MayFail: left.MayFail || right.MayFail);

    /// <summary>Membership in a list. The parser rounds the numbers of a list to its left side's type, so they are read from the text.</summary>
    public static Term In(ExpressionSql sql, Term left, CollectionConstantNode list)
    {
        if (list.Collection.Count > Items)
            throw RefusalException.Malformed($"A list after 'in' has {list.Collection.Count} items; at most {Items} are read. Ask in several requests.");
        var items = (left.Kind.IsNumber()
            ? ListItem().Matches(list.LiteralText).Select(item => item.Value == "null" ? new Term(Kind.Null, null, true) : new(Kind.Real, null, false, item.Value))
            : list.Collection.Select(ExpressionSql.Constant)).ToArray();
        var tests = new List<string>();
        if (items.Any(item => item.Kind == Kind.Null))
            tests.Add(CompareWithNull(sql, BinaryOperatorKind.Equal, left));
        var kind = left.IsConstant ? Bound.Natural(left) : left.Kind;
        var values = items.Where(item => item.Kind != Kind.Null).Select(item => Bound.Of(item, kind)).Where(bound => bound is { Exact: true }).ToArray();
        if (values.Length > 0)
        {
            var among = $"{sql.Sql(left)} in ({string.Join(", ", values.Select(bound => sql.Parameter(bound!.Value.Value)))})";
            tests.Add(left.MayBeNull ? $"coalesce({among}, false)" : $"({among})");
        }
        return new(Kind.Truth, tests.Count == 0 ? "false" : $"({string.Join(" or ", tests)})", false, MayFail: left.MayFail);
    }

    private static string Compare(ExpressionSql sql, BinaryOperatorKind kind, Term left, Term right)
    {
        if (left.IsConstant && !right.IsConstant)
            return Compare(sql, Mirror(kind), right, left);
        if (left.Kind == Kind.Null || right.Kind == Kind.Null)
            return CompareWithNull(sql, kind, left.Kind == Kind.Null ? right : left);
        if (!left.Kind.IsComparable(right.Kind))
            throw RefusalException.Malformed($"A {left.Kind} value cannot be compared with a {right.Kind} value.");
        if (!right.IsConstant)
            return Compare(kind, sql.Sql(left), sql.Sql(right), left.MayBeNull || right.MayBeNull);
        if (Bound.Of(right, left.IsConstant ? Bound.Natural(left) : left.Kind) is not { } bound)
            return kind == BinaryOperatorKind.NotEqual ? "true" : "false";
        var against = (BinaryOperatorKind with) => Compare(with, sql.Sql(left), sql.Parameter(bound.Value), left.MayBeNull);
        return (kind, bound.Exact) switch
        {
            (_, true) => against(kind),
            (BinaryOperatorKind.Equal, _) => "false",
            (BinaryOperatorKind.NotEqual, _) => "true",
            (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, _) => against(BinaryOperatorKind.GreaterThan),
            _ => against(BinaryOperatorKind.LessThanOrEqual),
        };
    }

    private static string Compare(BinaryOperatorKind kind, string left, string right, bool mayBeNull) => kind switch
    {
        BinaryOperatorKind.Equal => mayBeNull ? $"({left} is not distinct from {right})" : $"({left} = {right})",
        BinaryOperatorKind.NotEqual => mayBeNull ? $"({left} is distinct from {right})" : $"({left} <> {right})",
        BinaryOperatorKind.GreaterThan => mayBeNull ? $"coalesce({left} > {right}, false)" : $"({left} > {right})",
        BinaryOperatorKind.LessThan => mayBeNull ? $"coalesce({left} < {right}, false)" : $"({left} < {right})",
        BinaryOperatorKind.GreaterThanOrEqual => mayBeNull ? $"coalesce({left} >= {right}, {left} is null and {right} is null)" : $"({left} >= {right})",
        BinaryOperatorKind.LessThanOrEqual => mayBeNull ? $"coalesce({left} <= {right}, {left} is null and {right} is null)" : $"({left} <= {right})",
        _ => throw RefusalException.NotSupported($"The operator '{kind}'"),
    };

    private static string CompareWithNull(ExpressionSql sql, BinaryOperatorKind kind, Term other) => kind switch
    {
        BinaryOperatorKind.Equal or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThanOrEqual => $"({sql.Sql(other)} is null)",
        BinaryOperatorKind.NotEqual => $"({sql.Sql(other)} is not null)",
        _ => "false",
    };

    /// <summary>The operator that says the same with its sides exchanged.</summary>
    public static BinaryOperatorKind Mirror(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        _ => kind,
    };

    [GeneratedRegex(@"[^\s,()\[\]]+", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem();
}
