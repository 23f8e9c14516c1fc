using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace Outcomes.Functions.Api;

/// <summary>The steps of $apply: filter, compute, aggregate and groupby, each of which makes a relation of the one before.</summary>
/// <remarks>OData Data Aggregation 4.0, 3.2: null values are left out of what is aggregated; of nothing, sum, min, max and average are null.</remarks>
internal static class ApplySql
{
    /// <summary>The transformations that are supported, as $metadata lists them.</summary>
    public static readonly IReadOnlyList<string> Transformations = ["aggregate", "groupby", "filter", "compute"];

    /// <summary>One step.</summary>
    /// <exception cref="RefusalException">400 for names and kinds that do not fit; 501 for what is not supported.</exception>
    public static Relation Apply(Relation input, TransformationNode step, Translation translation) => step switch
    {
        FilterTransformationNode filter => input with
        {
            Sql = $"(select * from {input.Sql} where {new ExpressionSql(input, translation).Condition(filter.FilterClause.Expression)})",
            IsWhole = false,
        },
        ComputeTransformationNode compute => Compute(input, [.. compute.Expressions], translation),
        AggregateTransformationNode aggregate => Aggregate(input, [], aggregate, translation),
        GroupByTransformationNode group => Aggregate(input, Grouped(input, group), group.ChildTransformations, translation),
        _ => throw RefusalException.NotSupported($"The transformation '{step.Kind}'"),
    };

    private static Relation Compute(Relation input, IReadOnlyList<ComputeExpression> expressions, Translation translation)
    {
        var sql = new ExpressionSql(input, translation);
        var (columns, made) = (input.Columns.ToList(), new List<string>());
        foreach (var expression in expressions)
        {
            var term = sql.Translate(expression.Expression);
            var kind = term.IsConstant ? Bound.Natural(term) : term.Kind;
            if (kind == Kind.Null)
                throw RefusalException.NotSupported("compute of null alone");
            made.Add($"{sql.Sql(term)}::{Kinds.TypeOf(kind)} as {Add(columns, expression.Alias, kind, Kinds.TypeOf(kind), term.MayBeNull, translation)}");
        }
        return input with { Sql = $"(select *, {string.Join(", ", made)} from {input.Sql})", Columns = columns };
    }

    private static List<RelationColumn> Grouped(Relation input, GroupByTransformationNode group)
    {
        var columns = new List<RelationColumn>();
        foreach (var property in group.GroupingProperties)
        {
            if (property.ChildTransformations is { Count: > 0 })
                throw RefusalException.NotSupported($"Grouping by a path from '{property.Name}'");
            if (!columns.Contains(input[property.Name]))
                columns.Add(input[property.Name]);
        }
        return columns;
    }

    private static Relation Aggregate(Relation input, List<RelationColumn> columns, TransformationNode? aggregate, Translation translation)
    {
        var sql = new ExpressionSql(input, translation);
        var (by, selected) = (string.Join(", ", columns.Select(column => column.Sql)), columns.Select(column => column.Sql).ToList());
        foreach (var expression in aggregate switch
        {
            null => [],
            AggregateTransformationNode known => known.AggregateExpressions,
            _ => throw RefusalException.NotSupported($"The transformation '{aggregate.Kind}' within groupby"),
        })
        {
            if (expression is not AggregateExpression single)
                throw RefusalException.NotSupported("Aggregating related entities");
            var (made, kind, type) = Aggregate(sql, single);
            if (input.Columns.Any(column => column.Name == single.Alias))
                throw RefusalException.Malformed($"'{single.Alias}' is a property already; choose another alias after 'as'.");
            selected.Add($"{made} as {Add(columns, single.Alias, kind, type, kind != Kind.Huge || single.Method == AggregationMethod.Sum, translation)}");
        }
        if (input.Hidden is not null)
            selected.Add($"coalesce(sum({input.Hidden}), 0)::bigint as \"@hidden\"");
        return new(
            $"(select {string.Join(", ", selected)} from {input.Sql}{(by.Length == 0 ? "" : $" group by {by}")})",
            columns, IsStored: false, input.Hidden is null ? null : "\"@hidden\"");
    }

    private static (string Sql, Kind Kind, string Type) Aggregate(ExpressionSql sql, AggregateExpression expression)
    {
        if (expression.Method == AggregationMethod.VirtualPropertyCount)
            return ("count(*)::hugeint", Kind.Huge, "HUGEINT");
        var term = sql.Translate(expression.Expression);
        var kind = term.IsConstant ? Bound.Natural(term) : term.Kind;
        var values = term.IsConstant ? $"{sql.Sql(term)}::{Kinds.TypeOf(kind)}" : sql.Sql(term);
        return (expression.Method, kind) switch
        {
            (AggregationMethod.Sum, Kind.Whole or Kind.Huge) => ($"sum({values})", Kind.Huge, "HUGEINT"),
            (AggregationMethod.Sum, Kind.Real) => ($"sum({values})", Kind.Real, "DOUBLE"),
            (AggregationMethod.Sum, Kind.Exact) => ($"sum({values})::decimal(38, 18)", Kind.Exact, "DECIMAL(38,18)"),
            (AggregationMethod.Average, _) when kind.IsNumber() => ($"avg({values})", Kind.Real, "DOUBLE"),
            (AggregationMethod.Min, not Kind.Null) => ($"min({values})", kind, Kinds.TypeOf(kind)),
            (AggregationMethod.Max, not Kind.Null) => ($"max({values})", kind, Kinds.TypeOf(kind)),
            (AggregationMethod.CountDistinct, _) => ($"count(distinct {values})::hugeint", Kind.Huge, "HUGEINT"),
            (AggregationMethod.Custom, _) => throw RefusalException.NotSupported($"The aggregation method '{expression.MethodDefinition.MethodLabel}'"),
            _ => throw RefusalException.Malformed($"{expression.Method} cannot be made of {kind} values."),
        };
    }

    private static string Add(List<RelationColumn> columns, string alias, Kind kind, string type, bool mayBeNull, Translation translation)
    {
        if (columns.Any(column => column.Name == alias))
            throw RefusalException.Malformed($"'{alias}' is a property already; choose another alias after 'as'.");
        columns.Add(new(alias, translation.Name(), kind, type, mayBeNull, IsDynamic: true));
        return columns[^1].Sql;
    }
}
