using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>
/// What a measure's rows say, added up by combination and month, and by day over what is always together: all that its figures are made
/// of. Rows may come a few months at a time; what they say adds up.
/// </summary>
/// <remarks>It is gathered in the temporary tables <c>said</c>, <c>said_by_day</c>, <c>named</c>, <c>apart</c> and <c>made_from</c>.</remarks>
internal sealed class Readings
{
    private readonly DuckDBConnection duck;
    private readonly string adding, whole;
    private readonly bool bySource;

    /// <summary>Begins with nothing said.</summary>
    /// <param name="duck">Where <c>result</c> will be.</param>
    /// <param name="measure">Whose rows they are.</param>
    /// <param name="labelled">The dimensions that days are kept apart by; null: every combination by itself.</param>
    /// <param name="observed">Whether effects look at it.</param>
    /// <param name="silenceIsMissing">Whether a source it reads says nothing on a day it did not count.</param>
    /// <param name="shared">The datasets it reads, where several sources deliver one of them; else none.</param>
    public Readings(DuckDBConnection duck, Measure measure, IReadOnlyCollection<string>? labelled, bool observed, bool silenceIsMissing, IReadOnlyCollection<string> shared)
    {
        (this.duck, whole) = (duck, measure.Kind == "level" ? "true" : "span = 'month'");
        string Label(string rows) => labelled is null ? $"{rows}.combo"
            : $"hash({string.Join(", ", labelled.Order(StringComparer.Ordinal).Select(dimension => $"coalesce({rows}.{dimension}, 'not_broken_down')"))}{(labelled.Count > 0 ? ", " : "")}{rows}.never_offered, {rows}.sources)";
        static string Word(bool value) => value ? "true" : "false";
        bySource = labelled is not null && shared.Count > 0;
        adding = string.Join('\n', new[] { "readings", bySource ? "readings_tied" : null, "readings_named" }.OfType<string>().Select(Figures.Sql))
            .Replace("'together'::boolean", Word(labelled is not null), StringComparison.Ordinal)
            .Replace("'is_level'::boolean", Word(measure.Kind == "level"), StringComparison.Ordinal)
            .Replace("'is_ratio'::boolean", Word(measure.Kind == "ratio"), StringComparison.Ordinal)
            .Replace("'by_day'::boolean", Word(observed || measure.Publish.Keys.Any(grain => grain is "day" or "week")), StringComparison.Ordinal)
            .Replace("'apart'::boolean", Word(observed), StringComparison.Ordinal)
            .Replace("'silence_is_missing'::boolean", Word(silenceIsMissing), StringComparison.Ordinal)
            .Replace("label(named_now)", Label("named_now"), StringComparison.Ordinal);
        duck.Run(Figures.Sql("readings_begin"));
        duck.Run($"create or replace temp view delivered as from main.dataset_source where dataset in ({string.Join(", ", shared.Select(Duck.Literal).Append("''"))})");
    }

    /// <summary>The dimensions that a measure's tables by day and week break by, and those that effects look by.</summary>
    public static IReadOnlyCollection<string> Labelled(Measure measure, Observed observed) =>
        measure.Publish.Where(table => table.Key is "day" or "week").SelectMany(table => table.Value).SelectMany(table => table)
            .Concat(observed is Observed.Not ? [] : observed is Observed.ByArea ? ["service", "area"] : ["service"]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Adds what the rows of <c>result</c> say.</summary>
    public void Add() => duck.Run(adding);

    /// <summary>Which months a file of kept readings has, and what each was made from.</summary>
    public static Dictionary<DateOnly, string> MadeFrom(DuckDBConnection duck, string kept) =>
        duck.Rows($"select month, hash from read_parquet({Duck.Literal(kept)}) where part = 'made_from'", row => (Month: DateOnly.FromDateTime(row.GetDateTime(0)), Hash: row.GetString(1)))
            .ToDictionary(row => row.Month, row => row.Hash);

    /// <summary>Adds what was kept of some months.</summary>
    /// <param name="kept">A file of kept readings.</param>
    /// <param name="months">First days of the months; null: all.</param>
    public void Add(string kept, IEnumerable<DateOnly>? months)
    {
        var file = $"read_parquet({Duck.Literal(kept)})";
        duck.Run($"create or replace temp view kept as from {file}");
        duck.Run("create or replace temp table wanted_month as " + (months is null ? $"select distinct month from {file}"
            : $"select unnest([{string.Join(", ", months.Select(month => $"date '{month:yyyy-MM-dd}'"))}]::date[])"));
        duck.Run(Figures.Sql("readings_taken"));
    }

    /// <summary>Says what the rows were made from, by month, and for how many of them each check does not hold; none is named where every one holds.</summary>
    public void Say(IReadOnlyDictionary<DateOnly, string> madeFrom, IReadOnlyList<long> offending)
    {
        if (madeFrom.Count > 0)
            duck.Run($"insert into made_from values {string.Join(", ", madeFrom.Select(month => $"(date '{month.Key:yyyy-MM-dd}', {Duck.Literal(month.Value)}, [{string.Join(", ", offending)}])"))}");
    }

    /// <summary>For how many of the rows that a file of kept readings was made of each check did not hold.</summary>
    public static IReadOnlyList<long> Offending(DuckDBConnection duck, string kept) =>
        duck.Rows($"select unnest(offending) from read_parquet({Duck.Literal(kept)}) where part = 'made_from'", row => row.GetInt64(0));

    /// <summary>How many rows were gathered.</summary>
    public long Rows() => duck.One<long>($"select coalesce(sum(rows), 0)::bigint from said where {whole}");

    /// <summary>Whether something said of a combination is that a number is not offered, and something is another: it is never together with another.</summary>
    public bool OffersAtTimes() => duck.One<long>("select count(*) from (select combo from said group by combo having bool_or(status = 'not_offered') and not bool_and(status = 'not_offered'))") > 0;

    /// <summary>Whether all days that are together in what was gathered are asked for together.</summary>
    public bool AreTogether() => !OffersAtTimes() && (!bySource || duck.One<bool>(Figures.Sql("readings_together")));
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
