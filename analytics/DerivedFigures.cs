using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>Figures of derived measures: made from the values of others as they are published, so after protection, level by level.</summary>
/// <remarks>A division by zero, or a logarithm of nothing, is not offered: a status and never infinity.</remarks>
/// <param name="duck">Where the macros of periods are.</param>
internal sealed class DerivedFigures(DuckDBConnection duck)
{
    /// <summary>Makes the temporary table <c>figure</c>, as <c>compare</c> leaves it for a measure that counts.</summary>
    /// <param name="measure">The derived measure.</param>
    /// <param name="levels">Where it has figures, as far as all it reads have them.</param>
    /// <param name="published">Of each measure read: the Parquet file of its summaries, the day it is complete to and its latest break.</param>
    /// <returns>How many figures.</returns>
    public long Make(Measure measure, IReadOnlyList<Level> levels, Func<string, (string? Path, DateOnly? CompleteTo, DateOnly? Break)> published)
    {
        var expression = measure.Expression!;
        duck.Run("create or replace temp table level(grain varchar, level varchar, leaf boolean)");
        foreach (var level in levels.Where(level => level.Grain != "day"))
            duck.Run("insert into level values ($grain, $name, $leaf)", ("grain", level.Grain), ("name", level.Name), ("leaf", level.Leaf));
        duck.Run("create or replace temp table operand(place integer, earlier boolean, grain varchar, level varchar, leaf boolean, period date, service varchar, area varchar, "
            + "channel varchar, platform varchar, value double, status status, coverage double)");
        for (var place = 0; place < expression.Operands.Count; place++)
            if (published(expression.Operands[place].Measure) is { Path: { } path } read)
                duck.Run(Figures.Sql("derived_operand").Replace("'operand.parquet'", Duck.Literal(path), StringComparison.Ordinal),
                    ("place", place), ("earlier", expression.Operands[place].IsEarlier), ("periods", expression.Operands[place].Periods), ("year", expression.Operands[place].YearBefore),
                    ("break_from", read.Break));
        var completeTo = expression.Operands.Select(operand => published(operand.Measure).CompleteTo).Min() ?? DateOnly.MaxValue;
        var columns = Enumerable.Range(0, expression.Operands.Count).Select(place => place.ToString(CultureInfo.InvariantCulture))
            .Select(place => $"max(value) filter (where place = {place}) as o{place}");
        duck.Run($"create or replace temp table wide as select grain, level, leaf, period, service, area, channel, platform, count(distinct place) as places, "
            + $"max(status) as status, min(coverage) as coverage, {string.Join(", ", columns)} from operand group by all having bool_or(not earlier)");
        duck.Run(Figures.Sql("derived").Replace("'expression'", expression.Sql, StringComparison.Ordinal),
            ("measure", measure.Id), ("unit", measure.Unit), ("places", expression.Operands.Count), ("complete_to", completeTo),
            ("compares", expression.Operands.Any(operand => operand.IsEarlier)));
        return duck.One<long>("select count(*) from figure");
    }
}
