using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>
/// A parsed $filter or $orderby expression as DuckDB SQL. Values become parameters; names come from the model and nothing else of the
/// request becomes SQL.
/// </summary>
/// <remarks>
/// Nulls are OData's (4.01 URL conventions, 5.1.1.1): eq, ne, gt, ge, lt, le and in are never null; null equals null and nothing else;
/// and, or, not and functions give null where SQL does.
/// </remarks>
internal sealed partial class FilterSql(FeedSet set, IDictionary<string, SingleValueNode> aliases)
{
    private readonly List<object> parameters = [];

    /// <summary>The parameters that a statement made of this SQL refers to, by name.</summary>
    public IEnumerable<(string Name, object Value)> ParametersOf(string sql) => ParameterName().Matches(sql)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Select(i => ($"p{i}", parameters[i]));

    /// <summary>The SQL of a condition.</summary>
    public string Condition(QueryNode node) => Sql(Translate(node));

    /// <summary>The SQL of a column having a value, as a key in a path gives it.</summary>
    public string IsValue(string column, object value) =>
        Compare(BinaryOperatorKind.Equal, Property(column), Constant(new ConstantNode(value)));

    /// <summary>A term's SQL; a constant becomes a parameter.</summary>
    public string Sql(Term term) => term switch
    {
        { Sql: { } sql } => sql,
        { Kind: Kind.Null } => "null",
        { Kind: Kind.Real, Value: "NaN" } => "'nan'::double",
        _ => Parameter(Bound.Alone(term)!.Value.Value),
    };

    /// <summary>A new parameter of that value. DuckDB would cast one to the type of what it is compared with, so wider numbers say their own.</summary>
    public string Parameter(object value)
    {
        parameters.Add(value);
        var type = value switch { BigInteger => "::hugeint", decimal => "::decimal(36, 18)", _ => "" };
        return $"$p{parameters.Count - 1}{type}";
    }

    /// <summary>An expression as a term.</summary>
    /// <exception cref="RefusalException">501 where it is OData's but not ours.</exception>
    public Term Translate(QueryNode? node) => node switch
    {
        ConvertNode convert => Translate(convert.Source),
        ConstantNode constant => Constant(constant),
        ParameterAliasNode alias => aliases.TryGetValue(alias.Alias, out var value) && value is not null ? Translate(value) : new(Kind.Null, null, true),
        SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode } property => Property(property.Property.Name),
        UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not => Not(Translate(not.Operand)),
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or } both => Junction(both),
        BinaryOperatorNode
        {
            OperatorKind: BinaryOperatorKind.Equal or BinaryOperatorKind.NotEqual or BinaryOperatorKind.GreaterThan
            or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
        } compared =>
            new(Kind.Truth, Compare(compared.OperatorKind, Translate(compared.Left), Translate(compared.Right)), false),
        BinaryOperatorNode other => throw RefusalException.NotSupported($"The operator '{other.OperatorKind}'"),
        UnaryOperatorNode other => throw RefusalException.NotSupported($"The operator '{other.OperatorKind}'"),
        InNode { Right: CollectionConstantNode list } member => In(Translate(member.Left), list),
        SingleValueFunctionCallNode call => FilterFunctions.Call(this, call.Name, [.. call.Parameters.Select(Translate)]),
        _ => throw RefusalException.NotSupported($"An expression of kind '{node?.Kind}'"),
    };

    private Term Property(string name)
    {
        var column = set.Contract.Column(name)!;
        var kind = Kinds.Of(column.Type)!.Value;
        return new(kind, kind == Kind.Text ? $"{Duck.Name(name)}::varchar" : Duck.Name(name), column.Nullable);
    }

    private static Term Constant(ConstantNode constant) => constant.Value switch
    {
        null => new(Kind.Null, null, true),
        string text => new(Kind.Text, null, false, text),
        bool truth => new(Kind.Truth, null, false, truth),
#pragma warning disable CS0618 // The parser still gives this type; its successor is DateOnly.
        Date day => new(Kind.Day, null, false, new DateOnly(day.Year, day.Month, day.Day)),
#pragma warning restore CS0618
        DateTimeOffset instant => new(Kind.Instant, null, false, instant.ToUniversalTime()),
        int or long or float or double or decimal or byte or sbyte or short =>
            new(Kind.Real, null, false, constant.LiteralText ?? Convert.ToString(constant.Value, CultureInfo.InvariantCulture)),
        var other => throw RefusalException.NotSupported($"A literal of type {other.GetType().Name}"),
    };

    private Term Not(Term term) => new(Kind.Truth, $"(not {Sql(term)})", term.MayBeNull);

    /// <summary>A chain of one operator is written flat, so that a long one is not deep.</summary>
    private Term Junction(BinaryOperatorNode node)
    {
        var parts = new List<Term>();
        QueryNode left = node;
        while (left is BinaryOperatorNode inner && inner.OperatorKind == node.OperatorKind)
        {
            parts.Add(Translate(inner.Right));
            left = inner.Left is ConvertNode convert ? convert.Source : inner.Left;
        }
        parts.Add(Translate(left));
        parts.Reverse();
        var word = node.OperatorKind == BinaryOperatorKind.And ? " and " : " or ";
        return new(Kind.Truth, $"({string.Join(word, parts.Select(Sql))})", parts.Any(part => part.MayBeNull));
    }

    private string Compare(BinaryOperatorKind kind, Term left, Term right)
    {
        if (left.IsConstant && !right.IsConstant)
            return Compare(Mirror(kind), right, left);
        if (left.Kind == Kind.Null || right.Kind == Kind.Null)
            return CompareWithNull(kind, left.Kind == Kind.Null ? right : left);
        if (!right.IsConstant)
            return Compare(kind, left, Sql(right), right.MayBeNull);
        if (Bound.Of(right, left.IsConstant ? Bound.Natural(left) : left.Kind) is not { } bound)
            return kind == BinaryOperatorKind.NotEqual ? "true" : "false";
        return (kind, bound.Exact) switch
        {
            (_, true) => Compare(kind, left, Parameter(bound.Value), false),
            (BinaryOperatorKind.Equal, _) => "false",
            (BinaryOperatorKind.NotEqual, _) => "true",
            (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, _) =>
                Compare(BinaryOperatorKind.GreaterThan, left, Parameter(bound.Value), false),
            _ => Compare(BinaryOperatorKind.LessThanOrEqual, left, Parameter(bound.Value), false),
        };
    }

    private string Compare(BinaryOperatorKind kind, Term left, string right, bool rightMayBeNull)
    {
        var (sql, mayBeNull) = (Sql(left), left.MayBeNull || rightMayBeNull);
        return kind switch
        {
            BinaryOperatorKind.Equal => mayBeNull ? $"({sql} is not distinct from {right})" : $"({sql} = {right})",
            BinaryOperatorKind.NotEqual => mayBeNull ? $"({sql} is distinct from {right})" : $"({sql} <> {right})",
            BinaryOperatorKind.GreaterThan => mayBeNull ? $"coalesce({sql} > {right}, false)" : $"({sql} > {right})",
            BinaryOperatorKind.LessThan => mayBeNull ? $"coalesce({sql} < {right}, false)" : $"({sql} < {right})",
            BinaryOperatorKind.GreaterThanOrEqual => mayBeNull ? $"coalesce({sql} >= {right}, {sql} is null and {right} is null)" : $"({sql} >= {right})",
            _ => mayBeNull ? $"coalesce({sql} <= {right}, {sql} is null and {right} is null)" : $"({sql} <= {right})",
        };
    }

    private string CompareWithNull(BinaryOperatorKind kind, Term other) => kind switch
    {
        BinaryOperatorKind.Equal or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThanOrEqual => $"({Sql(other)} is null)",
        BinaryOperatorKind.NotEqual => $"({Sql(other)} is not null)",
        _ => "false",
    };

    private static BinaryOperatorKind Mirror(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        _ => kind,
    };

    /// <summary>One eq for each item. The parser rounds the numbers of a list to its left side's type, so they are read from the text.</summary>
    private Term In(Term left, CollectionConstantNode list)
    {
        var isNumber = left.Kind is Kind.Whole or Kind.Real or Kind.Exact;
        var items = isNumber
            ? ListItem().Matches(list.LiteralText).Select(item => item.Value == "null" ? new Term(Kind.Null, null, true) : new(Kind.Real, null, false, item.Value))
            : list.Collection.Select(Constant);
        var tests = items.Select(item => Compare(BinaryOperatorKind.Equal, left, item)).ToArray();
        return new(Kind.Truth, tests.Length == 0 ? "false" : $"({string.Join(" or ", tests)})", false);
    }

    [GeneratedRegex(@"\$p(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"[^\s,()\[\]]+", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem();
}
