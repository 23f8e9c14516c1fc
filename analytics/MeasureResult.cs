using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>What came of one measure's SELECT and its checks.</summary>
/// <remarks>
/// Unless it failed, its rows are in the warehouse's table <c>result</c>: combo UBIGINT (a hash of the dimensions and the item;
/// a hundred thousand of them meet by chance once in 10⁹ publications), date DATE (the Monday of a week, the first of a month), grain
/// VARCHAR, service, area, channel and platform VARCHAR (null where the source does not say), numerator and denominator BIGINT, item
/// VARCHAR (levels; else null), member VARCHAR (distinct measures only; of a percentile numerator is the observation), status (ENUM <c>status</c>, the worst last; never null), low and high BIGINT (the bounds of the
/// numerator; itself where nothing was suppressed; null where unknown). Of a measure that says whose each part is, they are added up over contributors, who stay apart in the table <c>contribution</c>.
/// </remarks>
/// <param name="Measure">The measure.</param>
/// <param name="Failure">Why there are no figures, so that those last published stay, as stale; null: there are.</param>
/// <param name="Warnings">What is published with the figures as a note. Never the content of rows.</param>
/// <param name="Reads">The datasets it reads, derived from its syntax tree, in order of name.</param>
/// <param name="Rows">Rows of <c>result</c>.</param>
public sealed partial record MeasureResult(Measure Measure, string? Failure, IReadOnlyList<string> Warnings, IReadOnlyList<string> Reads, long Rows)
{
    /// <summary>The measure's own checks that do not hold.</summary>
    public IReadOnlyList<Check> Offended { get; init; } = [];

    /// <summary>How many spans of months its SELECT ran over.</summary>
    internal int Runs { get; init; }

    /// <summary>Whether what its rows say can be kept for the next publication.</summary>
    internal bool CanBeKept { get; init; }

    /// <summary>Whether it is all as it was kept before.</summary>
    internal bool IsKept { get; init; }

    /// <summary>For how many rows each of the measure's own checks does not hold.</summary>
    private IReadOnlyList<long> Offending { get; init; } = [];

    /// <summary>Whether its rows break a rule of every measure.</summary>
    private bool IsBlamed { get; init; }

    /// <summary>Whether nothing was found against any of its rows.</summary>
    private bool IsClean => !IsBlamed && Offended.Count == 0;

    private static readonly IReadOnlyList<string> Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"];
    private static readonly string Faults = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sql", "measure_faults.sql"));

    /// <summary>Runs a measure into the table <c>result</c>, replacing the one before. What is wrong with the measure is a value, never thrown.</summary>
    /// <param name="warehouse">Where it runs.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="limit">How long it may take with its checks; null: ten minutes.</param>
    /// <param name="month">The first day of the one month to compute, from views cut to that month and the measure's lookback; null: all.</param>
    /// <param name="cancellationToken">Stops in the middle of its SELECT.</param>
    /// <exception cref="OperationCanceledException">It was stopped before its time was up.</exception>
    public static MeasureResult Compute(Warehouse warehouse, Measure measure, TimeSpan? limit = null, DateOnly? month = null, CancellationToken cancellationToken = default) =>
        Compute(warehouse, warehouse.Connection, measure, null, null, limit, month, cancellationToken);

    /// <summary>Runs a measure and gathers what its rows say, which is what figures are made of.</summary>
    /// <param name="warehouse">Where it runs.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="observed">How effects look at it.</param>
    /// <param name="kept">A file of what its rows said before, or null.</param>
    /// <param name="lane">Which of the warehouse's connections runs it; null: the first.</param>
    /// <param name="cancellationToken">Stops in the middle of its SELECT.</param>
    internal static MeasureResult Read(
        Warehouse warehouse, Measure measure, Observed observed, string? kept = null, DuckDBConnection? lane = null, CancellationToken cancellationToken = default) =>
        Compute(warehouse, lane ?? warehouse.Connection, measure, observed, kept, null, null, cancellationToken);

    private static MeasureResult Compute(
        Warehouse warehouse, DuckDBConnection duck, Measure measure, Observed? observed, string? kept, TimeSpan? limit, DateOnly? month, CancellationToken cancellationToken)
    {
        var result = new MeasureResult(measure, null, [], [], 0);
        var isNeeded = observed is null || measure.Kind is "distinct" or "percentile";
        using var running = duck.CreateCommand();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit ?? TimeSpan.FromMinutes(10));
        using var stop = time.Token.Register(running.Cancel);
        try
        {
            var faults = new List<Fault>();
            if (SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, faults) is not { } query)
                return result with { Failure = faults[0].ToString() };
            query.AllowTables([.. warehouse.Datasets.Select(dataset => dataset.Name)], faults);
            if (faults.Count > 0)
                return result with { Failure = faults[0].ToString() };
            result = result with { Reads = [.. query.Tables.Select(table => table.Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)] };
            if (Unfit(warehouse, result.Reads) is { } unfit)
                return result with { Failure = unfit };
            var columns = duck.Rows($"select column_name, column_type from (describe {result.Within(warehouse, query, new(null, null))})", row => (Name: row.GetString(0), Type: row.GetString(1)))
                .ToDictionary(column => column.Name, column => column.Type, StringComparer.OrdinalIgnoreCase);
            if (Wrong(measure, columns) is { } wrong)
                return result with { Failure = wrong };
            MeasureResult Run(Span span)
            {
                duck.Run("drop table if exists temp.result");
                duck.Run(Normalised(measure, result.Within(warehouse, query, span), columns));
                return result.Judge(duck, query.Outputs ?? []);
            }
            if (observed is not { } looked)
                result = Run(month is { } only ? new(only, only.AddMonths(1)) : new(null, null));
            else
                result = result.ReadMonths(warehouse, duck, query, looked, kept, Run);
            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return result with { Failure = "It took too long and was stopped." };
        }
        catch (DuckDBException wrong) when (!FullDisk.Is(wrong) || FullDisk.IsOfSpilling(wrong))
        {
            return result with { Failure = warehouse.FindDamage(result.Reads) ?? SelectFailure.Of(wrong) };
        }
        finally
        {
            if (!isNeeded)
                duck.Run("drop table if exists temp.result");
        }
    }

    /// <summary>Why what a measure reads cannot give figures: a damaged file, or rows supplied twice.</summary>
    private static string? Unfit(Warehouse warehouse, IReadOnlyList<string> reads) =>
        reads.Where(warehouse.Unreadable.ContainsKey).Select(name => warehouse.Unreadable[name])
            .Concat(warehouse.Conflicts.Where(conflict => reads.Contains(conflict.Dataset)).Select(conflict => conflict.ToString()))
            .FirstOrDefault();

    /// <summary>What is wrong with the SELECT's columns and their types, or null.</summary>
    private static string? Wrong(Measure measure, Dictionary<string, string> columns)
    {
        string[] needed = [.. Measure.ResultColumns, .. measure.Kind switch { "level" => ["item"], "distinct" => ["member"], "percentile" => (string[])["observation"], _ => [] }];
        if (needed.FirstOrDefault(column => !columns.ContainsKey(column)) is { } omitted)
            return $"Its SELECT omits '{omitted}'; a measure of kind {measure.Kind} names {string.Join(", ", needed)}.";
        if (columns.Keys.FirstOrDefault(column => !Measure.ResultColumns.Contains(column) && !Measure.OptionalColumns.Contains(column)) is { } unknown)
            return $"Its SELECT names '{unknown}'; allowed: {string.Join(", ", Measure.ResultColumns)}, and {string.Join(", ", Measure.OptionalColumns)}.";
        if (columns.ContainsKey("contributor") && !measure.HasContributors)
            return "Its SELECT gives a column 'contributor' without naming it; name every column, so that what it is can be told from the file.";
        if (columns["date"] != "DATE")
            return $"Its date is {columns["date"]}; allowed: DATE, as in 'date::date as date'.";
        return new[] { "numerator", "denominator", "low", "high", "observation" }
            .Where(column => columns.TryGetValue(column, out var type) && !Integers.Contains(type))
            .Select(column => $"Its {column} is {columns[column]}; allowed: whole numbers (money in pence, time in seconds), as in 'sum(booked)::bigint as {column}'.")
            .FirstOrDefault();
    }

    /// <summary>Makes <c>result</c>: every column there and typed, whatever the SELECT left out or to chance.</summary>
    private static string Normalised(Measure measure, string sql, Dictionary<string, string> columns)
    {
        string Given(string column, string type) => $"{(columns.ContainsKey(column) ? column : "null")}::{type}";
        var (counted, extra) = measure.Kind switch
        {
            "distinct" => ("case when member is not null then 1 end", "member::varchar as member,"),
            "percentile" => ("observation", ""),
            _ => ("numerator", ""),
        };
        var rows = $"""
            select hash(service, area, channel, platform, item) as combo, *
            from (
            select
                case when grain::varchar = 'month' then date_trunc('month', date)::date else date end as date,
                grain::varchar as grain,
                service::varchar as service, area::varchar as area, channel::varchar as channel, platform::varchar as platform,
                ({counted})::bigint as numerator,
                denominator::bigint as denominator,
                {extra}
                {(measure.HasContributors ? "contributor::varchar as contributor," : "")}
                {Given("item", "varchar")} as item,
                case when ({counted}) is not null{(measure.Kind == "ratio" ? " and denominator is not null" : "")} and {Given("status", "status")} in ('missing', 'not_offered') then 'ok'::status
                    when ({counted}) is not null then coalesce({Given("status", "status")}, 'ok'::status)
                    when {Given("status", "status")} > 'missing'::status then {Given("status", "status")}
                    else 'missing'::status end as status,
                coalesce({Given("low", "bigint")}, ({counted})::bigint) as low,
                coalesce({Given("high", "bigint")}, ({counted})::bigint) as high
            from (
            {sql}
            )
            )
            """;
        return measure.HasContributors ? Figures.Sql("contribution").Replace("from normalised", $"from ({rows})", StringComparison.Ordinal) : $"create temp table result as {rows}";
    }

    /// <summary>Counts the rows, then holds them against the rules of every measure and the measure's own checks.</summary>
    private MeasureResult Judge(DuckDBConnection duck, IReadOnlyList<OutputColumn> outputs)
    {
        var rows = duck.One<long>("select count(*) from result");
        return Judged(
            rows, rows == 0 ? [] : duck.Rows(Faults, row => (Fails: row.GetBoolean(0), Text: row.GetString(1))),
            [.. Measure.Checks.Select(check => duck.One<long>($"select count(*) from (\n{check.Sql.Trim().TrimEnd(';')}\n)"))], outputs);
    }

    /// <param name="rows">How many there are.</param>
    /// <param name="blamed">The rules of every measure that do not hold.</param>
    /// <param name="offending">For how many rows each of the measure's own checks does not hold.</param>
    /// <param name="outputs">What its SELECT gives.</param>
    private MeasureResult Judged(long rows, IReadOnlyList<(bool Fails, string Text)> blamed, IReadOnlyList<long> offending, IReadOnlyList<OutputColumn> outputs)
    {
        var offended = Measure.Checks.Zip(offending).Where(check => check.Second > 0).ToArray();
        (bool Fails, string Text)[] found =
        [
            .. blamed, .. Unbroken(outputs).Select(text => (false, text)),
            .. offended.Select(check => (check.First.Fails, $"{Measure.File}:{check.First.Line}: does not hold for {check.Second} rows: {check.First.Title}.")),
        ];
        return this with
        {
            Rows = rows,
            Offended = [.. offended.Select(check => check.First)],
            Offending = offending,
            IsBlamed = blamed.Count > 0,
            Failure = found.Where(fault => fault.Fails).Select(fault => fault.Text).FirstOrDefault(),
            Warnings = [.. found.Where(fault => !fault.Fails).Select(fault => fault.Text)],
        };
    }

    /// <summary>Dimensions that tables break by and the SELECT does not.</summary>
    private IEnumerable<string> Unbroken(IReadOnlyList<OutputColumn> outputs) =>
        Measure.Publish.Values.SelectMany(tables => tables.SelectMany(table => table)).Distinct()
            .Where(dimension => outputs.Any(output => output.IsNull && output.Name == dimension))
            .Select(dimension => $"It publishes tables by {dimension}, and its SELECT says null for it.");
}
