using System.Globalization;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace Outcomes.Functions.Api;

/// <summary>
/// A parsed expression over the columns of one relation as DuckDB SQL. Values become parameters; names come from the relation, and nothing
/// else of the request becomes SQL.
/// </summary>
/// <remarks>
/// Nulls are OData's (4.01 URL conventions, 5.1.1.1): eq, ne, gt, ge, lt, le and in are never null; null equals null and nothing else;
/// and, or, not, arithmetic and functions give null where SQL does.
/// </remarks>
internal sealed class ExpressionSql(Relation relation, Translation translation)
{
    /// <summary>The SQL of a condition.</summary>
    /// <exception cref="RefusalException">400 where the expression is not true or false.</exception>
    public string Condition(QueryNode node) => Sql(Truth(Translate(node)));

    /// <summary>A term's SQL; a constant becomes a parameter.</summary>
    public string Sql(Term term) => term switch
    {
        { Sql: { } sql } => sql,
        { Kind: Kind.Null } => "null",
        { Kind: Kind.Real, Value: "NaN" } => "'nan'::double",
        _ => Parameter(Bound.Alone(term)!.Value.Value),
    };

    /// <summary>A new parameter of that value.</summary>
    public string Parameter(object value) => translation.Parameters.Add(value);

    /// <summary>An expression as a term.</summary>
    /// <exception cref="RefusalException">501 where it is OData's but not ours; 400 where kinds do not fit.</exception>
    public Term Translate(QueryNode? node) => node switch
    {
        ConvertNode convert => Translate(convert.Source),
        ConstantNode constant => Constant(constant),
        ParameterAliasNode alias => translation.Alias(alias.Alias) is { } value ? Translate(value) : new(Kind.Null, null, true),
        SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode } property => Column(property.Property.Name),
        SingleValueOpenPropertyAccessNode { Source: ResourceRangeVariableReferenceNode } property => Column(property.Name),
        UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not => Not(Truth(Translate(not.Operand))),
        UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Negate } minus => Arithmetic.Negate(this, Translate(minus.Operand)),
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or } both => Junction(both),
        BinaryOperatorNode
        {
            OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Modulo
        } sum => Arithmetic.Of(this, sum.OperatorKind, Translate(sum.Left), Translate(sum.Right)),
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Has } => throw RefusalException.NotSupported("The operator 'has'"),
        BinaryOperatorNode compared => Comparison.Of(this, compared.OperatorKind, Translate(compared.Left), Translate(compared.Right)),
        InNode { Right: CollectionConstantNode list } member => Comparison.In(this, Translate(member.Left), list),
        SingleValueFunctionCallNode { Name: "now" } => new(Kind.Instant, null, false, translation.Now()),
        SingleValueFunctionCallNode call => Functions.Call(this, call.Name, [.. call.Parameters.Select(Translate)]),
        _ => throw RefusalException.NotSupported($"An expression of kind '{node?.Kind}'"),
    };

    /// <summary>A column of the relation.</summary>
    public Term Column(string name)
    {
        var column = relation[name];
        return new(column.Kind, column.Kind == Kind.Text ? $"{column.Sql}::varchar" : column.Sql, column.MayBeNull);
    }

    /// <summary>A literal; a number keeps its text.</summary>
    public static Term Constant(ConstantNode constant) => constant.Value switch
    {
        null => new(Kind.Null, null, true),
        string text => new(Kind.Text, null, false, text),
        bool truth => new(Kind.Truth, null, false, truth),
#pragma warning disable CS0618 // The parser still gives these types; their successors are DateOnly and TimeOnly.
        Date day => new(Kind.Day, null, false, new DateOnly(day.Year, day.Month, day.Day)),
        TimeOfDay clock => new(Kind.Clock, null, false, new TimeOnly(clock.Ticks)),
#pragma warning restore CS0618
        DateTimeOffset instant => new(Kind.Instant, null, false, instant.ToUniversalTime()),
        int or long or float or double or decimal or byte or sbyte or short =>
            new(Kind.Real, null, false, constant.LiteralText ?? Convert.ToString(constant.Value, CultureInfo.InvariantCulture)),
        var other => throw RefusalException.NotSupported($"A literal of type {other.GetType().Name}"),
    };

    private Term Not(Term term) => new(Kind.Truth, $"(not {Sql(term)})", term.MayBeNull, MayFail: term.MayFail);

    /// <summary>A chain of one operator is written flat, so that a long one is not deep.</summary>
    private Term Junction(BinaryOperatorNode node)
    {
        var parts = new List<Term>();
        QueryNode left = node;
        while (left is BinaryOperatorNode inner && inner.OperatorKind == node.OperatorKind)
        {
            parts.Add(Truth(Translate(inner.Right)));
            left = inner.Left is ConvertNode convert ? convert.Source : inner.Left;
        }
        parts.Add(Truth(Translate(left)));
        parts.Reverse();
        var isAnd = node.OperatorKind == BinaryOperatorKind.And;
        var flat = $"({string.Join(isAnd ? " and " : " or ", parts.Select(Sql))})";
        var mayFail = parts.Any(part => part.MayFail);
        return new(Kind.Truth, mayFail ? Guarded(parts, isAnd, flat) : flat, parts.Any(part => part.MayBeNull), MayFail: mayFail);
    }

    /// <summary>What cannot fail is asked first, so that <c>denominator ne 0 and numerator div denominator gt 2</c> fails for no row.</summary>
    private string Guarded(List<Term> parts, bool isAnd, string flat)
    {
        var safe = parts.Where(part => !part.MayFail).Select(Sql).ToArray();
        if (safe.Length == 0)
            return flat;
        return isAnd
            ? $"(case when ({string.Join(" and ", safe)}) is false then false else {flat} end)"
            : $"(case when ({string.Join(" or ", safe)}) is true then true else {flat} end)";
    }

    /// <summary>The parser knows no types of what $apply made, so it lets through what is neither true nor false.</summary>
    private static Term Truth(Term term) => term.Kind is Kind.Truth or Kind.Null ? term
        : throw RefusalException.Malformed($"A {term.Kind} value stands where something true or false must.");
}
