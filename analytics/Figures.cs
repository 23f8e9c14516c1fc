using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Analytics;

/// <summary>The steps from one measure's rows to its figures. Each is SQL over temporary tables with fixed names, and leaves one for the next.</summary>
internal sealed class Figures
{
    private readonly Warehouse warehouse;
    private readonly PublicationInputs inputs;
    private IReadOnlyList<Level> levels = [];

    /// <summary>Prepares what all measures share: the calendar of periods, areas above areas, and what each source has delivered.</summary>
    public Figures(Warehouse warehouse, PublicationInputs inputs)
        : this(warehouse, inputs, warehouse.Connection) => Run("gathered");

    /// <summary>Prepares the same in a lane of its own, beside figures that were prepared before.</summary>
    public Figures(Warehouse warehouse, PublicationInputs inputs, DuckDBConnection lane)
    {
        (this.warehouse, this.inputs, Connection) = (warehouse, inputs, lane);
        Connection.Run("create or replace temp table moment as select $as_of::timestamptz as as_of, $today::date as today, $coverage::double as minimum_coverage",
            ("as_of", inputs.AsOf.UtcDateTime), ("today", LocalDay.Of(inputs.AsOf)), ("coverage", inputs.MinimumCoverage));
        Run("prepare");
        Run("macros");
        Run("ties");
        Facts.Load(Connection, "known", [("measure", "VARCHAR"), ("stage", "VARCHAR"), ("unit", "VARCHAR"), ("better", "VARCHAR"), ("instead", "VARCHAR")],
            inputs.Measures.Select(measure => new { Measure = measure.Id, measure.Stage, measure.Unit, measure.Better, Instead = VanityGuard.Instead(measure, inputs.Measures) }));
        Run("objectives");
    }

    /// <summary>The lane: where the tables are.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>What its rows say (<see cref="Readings"/>) → <c>rolled</c>: every cell of every table and roll-up, on a dense grid, with coverage and status.</summary>
    public void RollUp(MeasureResult result)
    {
        var measure = result.Measure;
        Connection.Run("create or replace temp table measured as select $measure::varchar as measure, $kind::varchar as kind, $unit::varchar as unit, "
            + "$scale::double as scale, $interval::varchar as interval_method, $break::date as break_from",
            ("measure", measure.Id), ("kind", measure.Kind), ("unit", measure.Unit), ("scale", Units.Scale(measure)),
            ("interval", Units.Interval(measure)), ("break", LatestBreak(result)?.From));
        Tie(result.Reads);
        Run("combos");
        SetLevels(measure);
        Run("asked");
        Run("cells");
        Run("day_said");
        Run("periods");
        Run(measure.Kind == "level" ? "part_level" : "part");
        Connection.Run(Connection.One<bool>("select bool_or(not_offered) from combo") ? Sql("silent") : "create or replace temp table silent(grain varchar, period date, unit bigint)");
        Run("roll_up");
        if (measure.Percentile is { } percentile)
            Connection.Run("create or replace temp table percentile as select $of_hundred::bigint as of_hundred", ("of_hundred", percentile));
        if (measure.Kind is "distinct" or "percentile")
            Run($"recount_{measure.Kind}");
        if (measure.HasContributors)
        {
            Connection.Run(Sql("dominance"), ("largest", inputs.Rule.Largest));
            Connection.Run("drop table temp.contribution");
        }
    }

    /// <summary><c>rolled</c> → <c>protected</c>, or why it may not be published. What is to be remembered of it is left in tables of its own.</summary>
    /// <param name="measure">Whose figures they are.</param>
    /// <param name="files">Hold what was remembered.</param>
    /// <param name="shared">Measures that may publish the same counts.</param>
    public Protected Protect(Measure measure, PublishedFiles? files = null, SharedCounts? shared = null)
    {
        var known = measure.Disclosure != "none" && files?.RememberedBefore(MemoryFiles.Rows, measure.Id) is { } rows && files.RememberedBefore(MemoryFiles.Worlds, measure.Id) is { } worlds
            ? MemoryFiles.Read(Connection, rows, worlds) : null;
        return new DisclosureControl(Connection, inputs.Rule).Protect(measure, levels, known, shared);
    }

    /// <summary><c>protected</c> → <c>figure</c>: values, intervals and other periods.</summary>
    public void Compare(Measure measure)
    {
        Run("compare");
        Aim(measure);
    }

    /// <summary>Where the objectives bound to a measure expect its <c>figure</c> to be.</summary>
    public void Aim(Measure measure)
    {
        if (Connection.One<long>("select count(*) from objective where refused is null and measure = $measure", ("measure", measure.Id)) > 0)
            Run("targets");
    }

    /// <summary>Makes <c>published</c>, every figure as published, and what the sets of registers share; all their members are in the dimension sets.</summary>
    /// <param name="summaries">Files of the set summaries.</param>
    /// <param name="days">Files of the set outcomes_daily.</param>
    public void Register(IReadOnlyList<string> summaries, IReadOnlyList<string> days)
    {
        string Read(IReadOnlyList<string> files, string otherwise, string grain) => files.Count == 0
            ? $"select * from ({otherwise}) where false"
            : $"select id, {grain}, period, measure, service, area, channel, platform, value, status from read_parquet([{string.Join(", ", files.Select(Duck.Literal))}])";
        const string Nothing = "select null::varchar as id, null::varchar as grain, null::varchar as level, null::date as period, null::varchar as measure, null::varchar as service, "
            + "null::varchar as area, null::varchar as channel, null::varchar as platform, null::double as value, null::varchar as status";
        Connection.Run($"create or replace temp view published as {Read(summaries, Nothing, "grain, level")} union all by name {Read(days, Nothing, "'day' as grain, 'day' as level")}");
        Run("registers");
    }

    /// <summary>The last day that every source the measure reads has delivered, or null.</summary>
    public DateOnly? CompleteTo() =>
        Connection.Rows("select min(last_day) from source_span join delivered_by using (source, dataset)",
            row => row.IsDBNull(0) ? (DateOnly?)null : DateOnly.FromDateTime(row.GetDateTime(0))).Single();

    /// <summary>The latest break in what the measure reads: of a column its SQL names, in a dataset it reads.</summary>
    public DefinitionBreak? LatestBreak(MeasureResult result) => Breaks(result).MaxBy(known => known.From);

    /// <summary>Every break in what the measure reads.</summary>
    public IEnumerable<DefinitionBreak> Breaks(MeasureResult result) =>
        inputs.Sources.Where(source => result.Reads.Contains(source.Dataset)).SelectMany(source => source.Breaks)
            .Where(known => Regex.IsMatch(result.Measure.Sql, $@"\b{Regex.Escape(known.Column)}\b", RegexOptions.IgnoreCase));

    /// <summary>Which source delivers which combinations. One source delivers all of a dataset's; of several, the rows tell.</summary>
    private void Tie(IReadOnlyList<string> reads)
    {
        var dated = warehouse.Datasets.Where(dataset => dataset.IsDated && reads.Contains(dataset.Name)).ToArray();
        warehouse.Tie(dated, Connection);
        var names = string.Join(", ", dated.Select(dataset => Duck.Literal(dataset.Name)).DefaultIfEmpty("null"));
        Connection.Run($"create or replace temp view delivered_by as from main.dataset_source where dataset in ({names})");
        var accounts = dated.Any(dataset => dataset.Column("account") is not null);
        Connection.Run($"create or replace temp view account_life as from account_span where {(accounts ? "true" : "false")}");
    }

    private void SetLevels(Measure measure)
    {
        var types = Connection.Rows("select distinct type from ancestor where area in (select area from combo) order by type", row => row.GetString(0));
        Connection.Run("create or replace temp table level(grain varchar, level varchar, service boolean, area varchar, channel boolean, platform boolean, leaf boolean)");
        levels = Level.Of(measure, types);
        if (levels.Count > 0)
            Connection.Run($"insert into level values {string.Join(", ", levels.Select(Row))}");
    }

    private static string Row(Level level) =>
        $"({Duck.Literal(level.Grain)}, {Duck.Literal(level.Name)}, {level.Service}, {(level.Area is { } area ? Duck.Literal(area) : "null")}, {level.Channel}, {level.Platform}, {level.Leaf})";

    private void Run(string step) => Connection.Run(Sql(step));

    /// <summary>A file of analytics/sql.</summary>
    public static string Sql(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sql", $"{name}.sql"));
}
