using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>
/// What a measure's rows say, added up by combination and month, and by day over what is always together: all that its figures are made
/// of. Rows may come a few months at a time; what they say adds up.
/// </summary>
/// <remarks>It is gathered in tables <c>next_…</c> beside the warehouse's connection, which become its <c>said</c>, <c>said_by_day</c>, <c>named</c> and <c>apart</c>.</remarks>
internal sealed class Readings
{
    private static readonly string[] Tables = ["said", "said_by_day", "named", "apart"];

    private readonly DuckDBConnection duck;
    private readonly string adding;

    /// <summary>Begins with nothing said.</summary>
    /// <param name="duck">Where <c>result</c> will be.</param>
    /// <param name="measure">Whose rows they are.</param>
    /// <param name="labelled">The dimensions that days are kept apart by; null: every combination by itself.</param>
    /// <param name="observed">Whether effects look at it.</param>
    /// <param name="silenceIsMissing">Whether a source it reads says nothing on a day it did not count.</param>
    public Readings(DuckDBConnection duck, Measure measure, IReadOnlyCollection<string>? labelled, bool observed, bool silenceIsMissing)
    {
        this.duck = duck;
        string Label(string rows) => labelled is null ? $"{rows}.combo"
            : $"hash({string.Join(", ", labelled.Order(StringComparer.Ordinal).Select(dimension => $"coalesce({rows}.{dimension}, 'not_broken_down')").Prepend("''"))})";
        static string Word(bool value) => value ? "true" : "false";
        adding = Figures.Sql("readings")
            .Replace("'is_level'::boolean", Word(measure.Kind == "level"), StringComparison.Ordinal)
            .Replace("'is_ratio'::boolean", Word(measure.Kind == "ratio"), StringComparison.Ordinal)
            .Replace("'by_day'::boolean", Word(observed || measure.Publish.Keys.Any(grain => grain is "day" or "week")), StringComparison.Ordinal)
            .Replace("'apart'::boolean", Word(observed), StringComparison.Ordinal)
            .Replace("'silence_is_missing'::boolean", Word(silenceIsMissing), StringComparison.Ordinal)
            .Replace("label(result)", Label("result"), StringComparison.Ordinal)
            .Replace("label(daily)", Label("daily"), StringComparison.Ordinal);
        duck.Run(Figures.Sql("readings_begin"));
    }

    /// <summary>The dimensions that a measure's tables by day and week break by, and those that effects look by.</summary>
    public static IReadOnlyCollection<string> Labelled(Measure measure, Observed observed) =>
        measure.Publish.Where(table => table.Key is "day" or "week").SelectMany(table => table.Value).SelectMany(table => table)
            .Concat(observed is Observed.Not ? [] : observed is Observed.ByArea ? ["service", "area"] : ["service"]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Adds what the rows of <c>result</c> say.</summary>
    public void Add() => duck.Run(adding);

    /// <summary>Whether something said is that a number is not offered: such a combination is never together with another.</summary>
    public bool NotOffering() => duck.One<long>("select count(*) from main.next_said where status = 'not_offered'") > 0;

    /// <summary>Makes what was gathered the warehouse's.</summary>
    public static void Take(DuckDBConnection duck)
    {
        foreach (var table in Tables)
        {
            duck.Run($"drop table if exists main.{table}");
            duck.Run($"alter table if exists main.next_{table} rename to {table}");
        }
    }
}

/// <summary>Whether effects look at a measure.</summary>
internal enum Observed
{
    /// <summary>They do not.</summary>
    Not,

    /// <summary>By service.</summary>
    ByService,

    /// <summary>By service and area.</summary>
    ByArea,
}
