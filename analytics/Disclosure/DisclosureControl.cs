using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// The step <c>protect</c>: decides of every figure of a measure whether it may be shown, and tries to break what it decided. Measures are decided one
/// after the other; one that shares counts with some before it is protected together with them.
/// </summary>
/// <param name="duck">Where the roll-up stands.</param>
/// <param name="rule">What may be shown.</param>
internal sealed class DisclosureControl(DuckDBConnection duck, DisclosureRule rule)
{
    private const int Attempts = 3;
    private static readonly string[] Dimensions = ["service", "area", "channel", "platform"];
    private readonly Dictionary<string, Dictionary<string, int>> members = Dimensions.ToDictionary(dimension => dimension, _ => new Dictionary<string, int>(StringComparer.Ordinal));
    private readonly List<Group> groups = [];

    /// <summary><c>rolled</c> → <c>protected</c>. Where the rule cannot be met nothing is made, and the result says why.</summary>
    /// <param name="measure">Whose figures they are.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="memory">What was ever published of it; null: nothing.</param>
    /// <param name="stale">What was published of measures that are not decided anew.</param>
    public Protected Protect(Measure measure, IReadOnlyList<Level> levels, Memory? memory = null, IEnumerable<(string Measure, Memory Memory)>? stale = null)
    {
        duck.Run("create or replace temp table suppressed(cell bigint, grain varchar, period date)");
        duck.Run("create or replace temp table suppressed_grain(grain varchar)");
        var open = measure.Disclosure == "none";
        duck.Run("create or replace temp table protecting as select $base::bigint as base", ("base", open ? null : rule.Base));
        var done = open ? new(measure.Id, "none: not about people") : Decide(measure, levels, memory, stale ?? []);
        if (done.Refusal is null)
            duck.Run(Figures.Sql("protect"));
        return done;
    }

    /// <summary>The measures decided so far.</summary>
    public IEnumerable<string> Decided => groups.SelectMany(group => group.Measures).Select(measure => measure.Id);

    /// <summary>Takes a measure back: its figures are not published after all.</summary>
    public void Forget(string measure)
    {
        foreach (var group in groups.Where(group => group.Measures.RemoveAll(decided => decided.Id == measure) > 0))
        {
            group.Memory = group.Memory.Without(measure);
            group.Links.RemoveAll(link => link.Measure == measure || link.Terms.Any(term => term.Measure == measure));
        }
    }

    /// <summary>Leaves what is to be remembered of each measure in tables of their own, and calls for each.</summary>
    public void Remember(Action<string> write)
    {
        foreach (var group in groups)
            foreach (var (id, _, _, _) in group.Measures)
            {
                MemoryFiles.Load(duck, group.Memory, id);
                write(id);
            }
    }

    private Protected Decide(Measure measure, IReadOnlyList<Level> levels, Memory? memory, IEnumerable<(string Measure, Memory Memory)> stale)
    {
        var done = new Protected(measure.Id, rule.Text);
        if (measure.Kind is "distinct" or "percentile")
            return done with { Refusal = $"Figures of kind {measure.Kind} do not add up, and cannot be protected yet; a measure about people is a count, a ratio or a level." };
        var (input, ids) = Read(measure, levels);
        if (duck.One<long>("select count(*) from rolled where counted < 0 or counted_of < 0") is > 0 and var negative)
            return done with { Refusal = $"{negative} of its counts are below 0; a count of people or events cannot be. Correct the source or the SELECT, or say 'disclosure: none' if it is not about people." };
        input = input with { Grains = measure.Kind != "level" && levels.Any(level => level.Grain is "day" or "week") ? [Grain.Month, Grain.Day] : [Grain.Month] };
        for (var attempt = 0; ; attempt++)
        {
            var alone = new TableSystem([input]);
            if (alone.Mixed is { } mixed)
            {
                done = done with { Note = $"Its figures by day and week are suppressed: at {input.Names[mixed]} rows by day are mixed with rows by week or month, and together they could tell what is suppressed." };
                input = input with { Grains = [Grain.Month] };
                continue;
            }
            if (alone.FindContradiction() is var (row, table))
                return done with { Refusal = $"{Named(alone, row)} is not the sum of its parts in the table by {Words(table.Mask)}; no figure is published until the parts agree." };
            if (memory is null && stale.FirstOrDefault(other => SharedCounts.AreShared(alone, other.Memory)) is { Measure: { } unsure })
                return done with { Refusal = $"It shares counts with {unsure}, whose figures last published are kept; it is published once {unsure} is again." };
            var links = SharedCounts.Find(alone, [.. groups.SelectMany(group => group.Measures).Select(decided => decided.Alone)]);
            var shared = groups.Where(group => links.Any(link => link.Terms.Any(term => group.Measures.Exists(decided => decided.Id == term.Measure)))).ToArray();
            var together = Group.Of(shared, links, memory);
            var (system, pinned) = together.With(alone);
            var protection = Protection.Run(system, rule, together.Memory, attempt, pinned);
            var attack = Attack.Run(system, rule, protection.Worlds);
            if ((attack.Leaks.Count > 0 || protection.Lost > 0) && attempt < Attempts - 1)
                continue;
            if (protection.Lost > 0)
                return done with { Refusal = "Together with what was published before, suppressed counts could be worked out, though nothing more can be suppressed: what changed since stands between figures that did not." };
            if (attack.Leaks.Count > 0)
                return done with { Refusal = $"The rule cannot be met: {Named(system, attack.Leaks[0])} could be worked out ({attack.Leaks.Count} suppressed counts could), though nothing more can be suppressed." };
            groups.RemoveAll(shared.Contains);
            groups.Add(together);
            together.Add(measure.Id, input, system, alone, protection);
            Write(alone, ids, input.Grains.Contains(Grain.Day) || !levels.Any(level => level.Grain is "day" or "week"));
            return Told(done, alone, attack) with { Together = [.. together.Measures.Select(decided => decided.Id).Where(id => id != measure.Id)] };
        }
    }

    private Protected Told(Protected done, TableSystem system, Attack attack)
    {
        var (primary, secondary, shown, lost, total) = (0L, 0L, 0L, 0L, 0L);
        for (var row = 0; row < system.RowCount; row++)
            if (system.SpanAt(row).Part == 0)
            {
                var state = system.State[row];
                (primary, secondary, shown) = (primary + (state == RowState.Primary ? 1 : 0), secondary + (state == RowState.Secondary ? 1 : 0), shown + (state == RowState.Shown ? 1 : 0));
                if (state is RowState.Primary or RowState.Secondary or RowState.Shown)
                    (lost, total) = (lost + (state == RowState.Shown ? Math.Abs(rule.Round(system.Held[row]) - system.Held[row]) : system.Held[row]), total + system.Held[row]);
            }
        return done with { Primary = primary, Secondary = secondary, Shown = shown, Loss = total == 0 ? 0 : (double)lost / total, Suppressed = attack.Suppressed, Tightest = attack.Tightest };
    }

    /// <summary>Reads the roll-up: every count but 0, which is shown as it is and can be nothing else.</summary>
    private (TableInput Input, long[] Ids) Read(Measure measure, IReadOnlyList<Level> levels)
    {
        int Of(string dimension, string member) =>
            member == "all" ? -1 : members[dimension].TryGetValue(member, out var known) ? known : members[dimension][member] = members[dimension].Count;
        string[] names = [.. levels.Select(level => level.Name).Distinct()];
        var places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place);
        var cells = duck.Rows("""
            select cell, level, service, area, channel, platform, md5_number_lower(concat_ws('|', level, service, area, channel, platform)) as key,
                concat_ws(' ', level || ':', nullif(service, 'all'), nullif(area, 'all'), nullif(channel, 'all'), nullif(platform, 'all')) as name
            from cell semi join (from rolled where counted <> 0 or counted_of <> 0) as counted using (cell)
            order by level, service, area, channel, platform
            """, row => (Id: row.GetInt64(0), Cell: new Cell(places[row.GetString(1)], Of("service", row.GetString(2)), Of("area", row.GetString(3)), Of("channel", row.GetString(4)), Of("platform", row.GetString(5))),
                Key: (ulong)row.GetValue(6), Name: row.GetString(7)));
        var placeOf = cells.Select((cell, place) => (cell.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        var above = duck.Rows("""
            select distinct fine.area, wide.type, coarse.area
            from (select level, any_value(area) as type from level where area <> 'area' group by level) as wide
            join placed as coarse using (level)
            join placed as fine on fine.combo = coarse.combo and fine.level = (select min(level) from level where area = 'area')
            """, row => (Area: Of("area", row.GetString(0)), Type: row.GetString(1), Above: Of("area", row.GetString(2))))
            .ToDictionary(known => (known.Area, known.Type), known => known.Above);
        var rows = duck.Rows("""
            select cell, grain, period, counted, counted_of, case when grain = 'day' and not leaf then 2 when status < 'missing'::status then 0 else 1 end
            from rolled where counted <> 0 or counted_of <> 0
            """, row => new InputRow(placeOf[row.GetInt64(0)], TableSystem.GrainOf(row.GetString(1)), DateOnly.FromDateTime(row.GetDateTime(2)).DayNumber, row.GetInt64(3), row.GetInt64(4),
                row.GetInt32(5) switch { 0 => RowState.Shown, 1 => RowState.Unpublished, _ => RowState.Auxiliary }));
        var parts = measure.Kind != "ratio" ? Parts.Count
            : Units.Interval(measure) == "wilson" && rows.TrueForAll(row => row.Numerator <= row.Denominator) ? Parts.Share : Parts.Pair;
        return (new(levels, [.. cells.Select(cell => cell.Cell)], names, (area, type) => above.GetValueOrDefault((area, type), area), rows, parts, measure.Kind != "level")
        {
            Keys = [.. cells.Select(cell => cell.Key)],
            Names = [.. cells.Select(cell => cell.Name)],
            Measure = measure.Id,
        }, [.. cells.Select(cell => cell.Id)]);
    }

    private void Write(TableSystem system, long[] ids, bool everyGrain)
    {
        if (!everyGrain)
            duck.Run("insert into suppressed_grain values ('day'), ('week')");
        using var appender = duck.CreateAppender("temp", "main", "suppressed");
        for (var row = 0; row < system.RowCount; row++)
            if (system.Suppressed[row] && system.SpanAt(row) is { Part: 0 } span)
                appender.CreateRow().AppendValue(ids[span.Cell]).AppendValue(Word(span.Grain)).AppendValue(DateOnly.FromDayNumber(span.Of.Periods.Starts[(int)span.Grain][row - span.First])).EndRow();
    }

    private static string Word(Grain grain) => grain == Grain.FinancialYear ? "financial_year" : grain.ToString().ToLowerInvariant();

    private static string Named(TableSystem system, int row)
    {
        var span = system.SpanAt(row);
        return string.Create(CultureInfo.InvariantCulture, $"{(system.Measures.Count > 1 ? span.Of.Measure + ", " : "")}{span.Of.NameOf(span.Cell)}, {Word(span.Grain)} {DateOnly.FromDayNumber(span.Of.Periods.Starts[(int)span.Grain][row - span.First]):yyyy-MM-dd}");
    }

    private static string Words(int mask) =>
        mask == 0 ? "nothing" : string.Join(" and ", Dimensions.Where((_, at) => (mask >> at & 1) != 0));
}

/// <summary>What was done to a measure's figures: a row of the audit, kept in the manifest and never served.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Rule">The rule in words.</param>
public sealed record Protected(string Measure, string Rule)
{
    /// <summary>Figures suppressed for their own sake.</summary>
    public long Primary { get; init; }

    /// <summary>Figures suppressed for the sake of others.</summary>
    public long Secondary { get; init; }

    /// <summary>Figures shown; those of 0 are not counted.</summary>
    public long Shown { get; init; }

    /// <summary>What is lost by suppressing and rounding, as a share of all that was counted, every level added up.</summary>
    public double Loss { get; init; }

    /// <summary>Suppressed counts that were attacked: both parts of a ratio, and the rest of a share.</summary>
    public int Suppressed { get; init; }

    /// <summary>The fewest consecutive values that the attacker was left with for any of them; 0: nothing is suppressed.</summary>
    public int Tightest { get; init; }

    /// <summary>The measures before it that it shares counts with, directly or through others, and was protected together with.</summary>
    public IReadOnlyList<string> Together { get; init; } = [];

    /// <summary>What readers should know, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Why nothing of it may be published, or null.</summary>
    public string? Refusal { get; init; }
}
