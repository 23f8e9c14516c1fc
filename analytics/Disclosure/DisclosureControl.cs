using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics.Disclosure;

/// <summary>The step <c>protect</c>: decides of every figure of a measure whether it may be shown, and tries to break what it decided.</summary>
/// <param name="duck">Where the roll-up stands.</param>
/// <param name="rule">What may be shown.</param>
internal sealed class DisclosureControl(DuckDBConnection duck, DisclosureRule rule)
{
    private const int Attempts = 4;
    private static readonly string[] Dimensions = ["service", "area", "channel", "platform"];

    /// <summary><c>rolled</c> → <c>protected</c>. Where the rule cannot be met nothing is made, and the result says why.</summary>
    /// <param name="measure">Whose figures they are.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="memory">What was ever published of it; null: nothing.</param>
    /// <param name="shared">Measures that may publish the same counts; null: none does.</param>
    public Protected Protect(Measure measure, IReadOnlyList<Level> levels, Memory? memory = null, SharedCounts? shared = null)
    {
        duck.Run("create or replace temp table suppressed(cell bigint, grain varchar, period date)");
        duck.Run("create or replace temp table suppressed_grain(grain varchar)");
        var open = measure.Disclosure == "none";
        duck.Run("create or replace temp table protecting as select $about::boolean as about_people, $numerator::bigint as numerator_base, $denominator::bigint as denominator_base",
            ("about", !open), ("numerator", open ? null : BaseOf(measure.OneIs.Numerator)), ("denominator", open ? null : BaseOf(measure.OneIs.Denominator)));
        var done = open ? new(measure.Id, "none: not about people") : Decide(measure, levels, memory, shared);
        if (done.Refusal is null)
            duck.Run(Figures.Sql("protect"));
        return done;
    }

    /// <summary>The columns that hold what is protected. A part that counts nobody is not: only the other one is.</summary>
    private static (string Numerator, string Denominator) Counted(Measure measure) =>
        (measure.OneIs.Numerator == 0 ? "counted_of" : "counted", measure.OneIs is (0, _) or (_, 0) ? "0::bigint" : "counted_of");

    private long? BaseOf(long one) => one == 0 ? null : rule.Base * one;

    private Protected Decide(Measure measure, IReadOnlyList<Level> levels, Memory? memory, SharedCounts? shared)
    {
        var done = new Protected(measure.Id, rule.TextFor(measure));
        if (measure.Kind is "distinct" or "percentile")
            return done with { Refusal = $"Figures of kind {measure.Kind} do not add up, and cannot be protected yet; a measure about people is a count, a ratio or a level." };
        var (input, ids) = Read(measure, levels);
        var (numerator, denominator) = Counted(measure);
        if (duck.One<long>($"select count(*) from rolled where {numerator} < 0 or {denominator} < 0") is > 0 and var negative)
            return done with { Refusal = $"{negative} of its counts are below 0; a count of people or events cannot be. Correct the source or the SELECT, or say 'disclosure: none' if it is not about people." };
        Grain[] grains = measure.Kind != "level" && levels.Any(level => level.Grain is "day" or "week") ? [Grain.Month, Grain.Day] : [Grain.Month];
        for (var attempt = 0; ; attempt++)
        {
            var system = new TableSystem(input, grains);
            if (system.Mixed is { } mixed)
            {
                done = done with { Note = $"Its figures by day and week are suppressed: at {Named(input, mixed)} rows by day are mixed with rows by week or month, and together they could tell what is suppressed." };
                grains = [Grain.Month];
                continue;
            }
            if (system.FindContradiction() is var (row, table))
                return done with { Refusal = $"{Named(system, input, row)} is not the sum of its parts in the table by {Words(table.Mask)}; no figure is published until the parts agree." };
            if (Enumerable.Range(0, system.RowCount).FirstOrDefault(row => system.MarginOf(row) > Protection.Furthest, -1) is >= 0 and var vast)
                return done with { Refusal = $"At {Named(system, input, vast)} one contributor's part is more than {Protection.Furthest} times what 'one_is' says one person or event adds ({system.UnitOf(vast)}), too far to protect; say more in 'one_is'." };
            if (shared is not null)
                system.Given = GivenCounts.Of(system, shared, rule);
            if (system.Given.Apart(system) is var (part, whole))
                return done with { Refusal = $"Its numerator is what '{part}' counts and its denominator what '{whole}' counts; all three together could tell what is suppressed. Publish two of the three." };
            var protection = Protection.Run(system, rule, memory, attempt);
            var attack = Attack.Run(system, rule, protection.Worlds);
            if ((attack.Leaks.Count > 0 || protection.Lost > 0) && attempt < Attempts - 1)
                continue;
            if (protection.Lost > 0)
                return done with { Refusal = "Together with what was published before, suppressed counts could be worked out, though nothing more can be suppressed: what changed since stands between figures that did not." };
            if (attack.Leaks.Count > 0)
                return done with { Refusal = $"The rule cannot be met: {Named(system, input, attack.Leaks[0])} could be worked out ({attack.Leaks.Count} suppressed counts could), though nothing more can be suppressed." };
            Write(system, ids, grains.Contains(Grain.Day) || !levels.Any(level => level.Grain is "day" or "week"));
            var decided = new Decided(measure.Id, system, protection, memory ?? new());
            MemoryFiles.Load(duck, decided.After());
            shared?.Add(decided);
            return Told(done, system, attack);
        }
    }

    private Protected Told(Protected done, TableSystem system, Attack attack)
    {
        var (primary, secondary, shown, lost, total) = (new long[4], 0L, 0L, 0L, 0L);
        for (var row = 0; row < system.RowCount; row++)
            if (system.Spans[system.SpanOf[row]].Part == 0)
            {
                var state = system.State[row];
                if (state == RowState.Primary)
                    primary[(int)Protection.WhyPrimary(system, rule, row)]++;
                (secondary, shown) = (secondary + (state == RowState.Secondary ? 1 : 0), shown + (state == RowState.Shown ? 1 : 0));
                if (state is RowState.Primary or RowState.Secondary or RowState.Shown)
                    (lost, total) = (lost + (state == RowState.Shown ? Math.Abs(rule.Round(system.Held[row], system.UnitOf(row)) - system.Held[row]) : system.Held[row]), total + system.Held[row]);
            }
        return done with
        {
            IsRemembered = true,
            Primary = primary.Sum(),
            Few = primary[(int)Primary.Few],
            OfAll = primary[(int)Primary.Class],
            Dominated = primary[(int)Primary.Dominated],
            Secondary = secondary,
            Shown = shown,
            Loss = total == 0 ? 0 : (double)lost / total,
            Shares = string.Join(' ', system.Given.Measures.Union(system.Given.Neighbours)),
            Suppressed = attack.Suppressed,
            Tightest = attack.Tightest,
        };
    }

    /// <summary>Reads the roll-up: every count but a 0 of nothing, which is shown as it is and can be nothing else.</summary>
    private (TableInput Input, long[] Ids) Read(Measure measure, IReadOnlyList<Level> levels)
    {
        var members = Dimensions.ToDictionary(dimension => dimension, _ => new Dictionary<string, int>(StringComparer.Ordinal));
        int Of(string dimension, string member) =>
            member == "all" ? -1 : members[dimension].TryGetValue(member, out var known) ? known : members[dimension][member] = members[dimension].Count;
        string[] names = [.. levels.Select(level => level.Name).Distinct()];
        var places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place);
        var (one, of) = measure.OneIs;
        var (numerator, denominator) = Counted(measure);
        var units = one == 0 ? of : one;
        var unit = measure.OneIs == (1, 1) && !measure.HasContributors ? null : string.Create(CultureInfo.InvariantCulture, $"{one}/{of}{(measure.HasContributors ? "/contributors" : "")}");
        duck.Run($"create or replace temp view held as select *, {numerator} as one, {denominator} as other from rolled");
        if (!measure.HasContributors)
            duck.Run("create or replace temp table dominance(grain varchar, period date, cell bigint, total bigint, largest bigint, second bigint, together bigint)");
        var cells = duck.Rows(Figures.Sql("protect_cells"),
            row => (Id: row.GetInt64(0), Cell: new Cell(places[row.GetString(1)], Of("service", row.GetString(2)), Of("area", row.GetString(3)), Of("channel", row.GetString(4)), Of("platform", row.GetString(5))),
                Key: (ulong)row.GetValue(6), Name: row.GetString(7)), ("unit", unit));
        var placeOf = cells.Select((cell, place) => (cell.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        var above = duck.Rows(Figures.Sql("protect_areas"), row => (Area: Of("area", row.GetString(0)), Type: row.GetString(1), Above: Of("area", row.GetString(2))))
            .ToDictionary(known => (known.Area, known.Type), known => known.Above);
        var rows = duck.Rows(Figures.Sql("protect_rows"), row => new InputRow(
            placeOf[row.GetInt64(0)], TableSystem.GrainOf(row.GetString(1)), DateOnly.FromDateTime(row.GetDateTime(2)).DayNumber, row.GetInt64(3), row.GetInt64(4),
            row.GetString(5) switch { "shown" => RowState.Shown, "unpublished" => RowState.Unpublished, _ => RowState.Auxiliary })
        {
            Largest = measure.HasContributors ? row.GetInt64(7) : 0,
            Margin = measure.HasContributors ? rule.Margin(row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)) : 0,
        });
        var called = Dimensions.Select(dimension => members[dimension].ToDictionary(pair => pair.Value, pair => pair.Key)).ToArray();
        var parts = measure.Kind != "ratio" || one == 0 || of == 0 ? Parts.Count
            : MayBeShare(measure) && rows.TrueForAll(row => row.Numerator <= row.Denominator) ? Parts.Share : Parts.Pair;
        return (new(levels, [.. cells.Select(cell => cell.Cell)], names, (area, type) => above.GetValueOrDefault((area, type), area), rows, parts, measure.Kind != "level")
        {
            Units = [units, of, units],
            IsDenominator = one == 0,
            HasContributors = measure.HasContributors,
            Keys = [.. cells.Select(cell => cell.Key)],
            Member = (dimension, member) => called[dimension][member],
            Names = [.. cells.Select(cell => cell.Name)],
        }, [.. cells.Select(cell => cell.Id)]);
    }

    /// <summary>Whether a measure's numerators can be parts of its denominators.</summary>
    public static bool MayBeShare(Measure measure) => measure.OneIs is var (one, of) && measure.Kind == "ratio" && one == of && one != 0 && (Units.Interval(measure) == "wilson" || measure.Unit == "score");

    private void Write(TableSystem system, long[] ids, bool everyGrain)
    {
        if (!everyGrain)
            duck.Run("insert into suppressed_grain values ('day'), ('week')");
        using var appender = duck.CreateAppender("temp", "main", "suppressed");
        for (var row = 0; row < system.RowCount; row++)
            if (system.State[row] is RowState.Primary or RowState.Secondary && system.Spans[system.SpanOf[row]] is { Part: 0 } span)
                appender.CreateRow().AppendValue(ids[span.Cell]).AppendValue(Word(span.Grain)).AppendValue(DateOnly.FromDayNumber(system.Periods.Starts[(int)span.Grain][row - span.First])).EndRow();
    }

    private static string Word(Grain grain) => grain == Grain.FinancialYear ? "financial_year" : grain.ToString().ToLowerInvariant();

    private static string Named(TableSystem system, TableInput input, int row)
    {
        var span = system.Spans[system.SpanOf[row]];
        return string.Create(CultureInfo.InvariantCulture, $"{Named(input, span.Cell)}, {Word(span.Grain)} {DateOnly.FromDayNumber(system.Periods.Starts[(int)span.Grain][row - span.First]):yyyy-MM-dd}");
    }

    private static string Named(TableInput input, int cell) => input.Names[cell];

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

    /// <summary>Of those, figures that count few or are of few.</summary>
    public long Few { get; init; }

    /// <summary>Of those, shares of none and of all.</summary>
    public long OfAll { get; init; }

    /// <summary>Of those, amounts that one contributor dominates.</summary>
    public long Dominated { get; init; }

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

    /// <summary>Measures that publish some of its counts too, beside which it was decided; spaces between them.</summary>
    public string Shares { get; init; } = "";

    /// <summary>Whether there is something to remember.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>What readers should know, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Why nothing of it may be published, or null.</summary>
    public string? Refusal { get; init; }
}
