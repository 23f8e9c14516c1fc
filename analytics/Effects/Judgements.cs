using DuckDB.NET.Data;

namespace Outcomes.Analytics.Effects;

/// <summary>From the lake to verdicts: every declared aim with the figures of its measure, judged when its day has come.</summary>
/// <remarks>Figures are those rolled up, before they are protected: <see cref="Observe"/> is called between the two, measure by measure.</remarks>
internal sealed class Judgements
{
    /// <summary>How long figures may be late before an aim is judged without them.</summary>
    private const int LateDays = 28;

    private static readonly string[] Judgeable = ["count", "ratio"];

    private readonly Warehouse warehouse;
    private readonly DateOnly today;
    private readonly IReadOnlyList<DeclaredAim> declared;
    private readonly IReadOnlyDictionary<string, CampaignCost> costs;
    private readonly Dictionary<DeclaredAim, Aim> aims = [];
    private readonly Dictionary<string, Measure> measures;

    /// <summary>Reads the aims and where they may be looked for.</summary>
    /// <param name="warehouse">The lake; <see cref="Figures"/> has prepared it.</param>
    /// <param name="measures">The measures there are.</param>
    /// <param name="today">The day it is judged for.</param>
    public Judgements(Warehouse warehouse, IReadOnlyList<Measure> measures, DateOnly today)
    {
        (this.warehouse, this.today) = (warehouse, today);
        this.measures = measures.ToDictionary(measure => measure.Id, StringComparer.Ordinal);
        declared = DeclaredAim.Read(warehouse);
        costs = CampaignCost.Read(warehouse);
        Places = new(warehouse);
    }

    /// <summary>The council's services, areas and holidays.</summary>
    public Places Places { get; }

    /// <summary>Every declared aim, in order.</summary>
    public IReadOnlyList<DeclaredAim> Declared => declared;

    /// <summary>Builds the aims on a measure whose rows have just been rolled up.</summary>
    /// <param name="duck">Where they are rolled up.</param>
    /// <param name="result">The measure's rows.</param>
    /// <param name="breaks">First days of redefinitions of what it reads.</param>
    public void Observe(DuckDBConnection duck, MeasureResult result, IReadOnlyList<DateOnly> breaks)
    {
        var wanted = declared.Where(aim => aim.Measure == result.Measure.Id && aim.Fault is null && today >= Shape(aim).Judged).ToArray();
        if (wanted.Length == 0 || !Judgeable.Contains(result.Measure.Kind))
            return;
        var candidates = wanted.ToDictionary(aim => aim, aim => aim.Comparisons.Any() ? [] : CandidatesFor(duck, aim).ToArray());
        var slices = wanted.SelectMany(aim => aim.Comparisons.Prepend(aim.Slice).Concat(candidates[aim])).Distinct().ToArray();
        var figures = Read(duck, result, slices);
        var full = FullWeeks(duck, result, slices);
        foreach (var aim in wanted)
            aims[aim] = Build(aim, result.Measure, figures, candidates[aim], full.GetValueOrDefault(aim.Slice) ?? [], breaks);
    }

    /// <summary>The figures of slices, for whoever needs them beside the aims.</summary>
    public static IReadOnlyDictionary<Slice, SliceFigures> Read(DuckDBConnection duck, MeasureResult result, IReadOnlyList<Slice> slices)
    {
        Facts.Load(duck, "slices", [("slice", "INTEGER"), ("service", "VARCHAR"), ("area", "VARCHAR")], slices.Select((slice, number) => new { Slice = number, slice.Service, slice.Area }));
        duck.Run("create or replace temp view slice as from fact_slices");
        duck.Run("create or replace temp view closing as " + (result.Reads.Contains("service_visits")
            ? "select coalesce(service, 'not_broken_down') as service, coalesce(area, 'not_broken_down') as area, date, max(hours_open) = 0 as closed from service_visits where grain = 'day' and hours_open is not null group by all"
            : "select null::varchar as service, null::varchar as area, null::date as date, false as closed where false"));
        duck.Run(Figures.Sql("slices"));
        var figures = slices.ToDictionary(slice => slice, _ => new SliceFigures());
        foreach (var (slice, grain, date, numerator, denominator) in duck.Rows("select slice, grain, date, numerator, denominator from slice_figure order by all",
            row => (row.GetInt32(0), row.GetString(1), DateOnly.FromDateTime(row.GetDateTime(2)), row.GetDouble(3), row.GetDouble(4))))
            figures[slices[slice]].Add(grain, date, numerator, denominator);
        return figures;
    }

    /// <summary>The history of a slice up to its last whole period, as an aim of a campaign that is still to come; null where nothing is known.</summary>
    /// <param name="result">The measure's rows, rolled up.</param>
    /// <param name="slice">Which of its figures.</param>
    /// <param name="breaks">First days of redefinitions: the history begins after the last.</param>
    /// <param name="worth">Least change worth having, as a share.</param>
    public Aim? History(MeasureResult result, Slice slice, IReadOnlyList<DateOnly> breaks, double worth)
    {
        var candidates = CandidatesFor(warehouse.Connection, result.Measure.Id, slice).ToArray();
        var figures = Read(warehouse.Connection, result, [slice, .. candidates]);
        if (figures[slice] is not { IsEmpty: false } own)
            return null;
        var (grain, ratio) = (own.Grain, result.Measure.Kind == "ratio");
        var timeline = new Timeline(grain, own.First(grain), 0);
        while (breaks.Any(day => day > timeline.First))
            timeline = timeline with { First = timeline.Start(1) };
        while (timeline.End(timeline.Count) <= own.Last)
            timeline = timeline with { Count = timeline.Count + 1 };
        var aim = new Aim
        {
            Campaign = new("plan", "Plan", timeline.Start(timeline.Count), timeline.Start(timeline.Count)),
            Timeline = timeline,
            Outcome = own.Over(Places.NameOf(slice), timeline, ratio),
            Calendar = Places.Calendar(timeline),
            Expected = Direction.Increase,
            WorthDetecting = worth,
        };
        return aim with
        {
            Comparisons = Matching.Choose(aim, [.. candidates.Where(one => !figures[one].IsEmpty && figures[one].Grain == grain).Select(one => figures[one].Over(Places.ComparisonName(slice, one), timeline, ratio))]),
        };
    }

    /// <summary>The verdict on every declared aim. An aim whose measure gave no figures this time waits for them.</summary>
    /// <param name="registrations">What was registered of each campaign.</param>
    public IReadOnlyList<Judged> Judge(IReadOnlyDictionary<string, RegisteredCampaign> registrations)
    {
        var all = declared.Select(aim => (aims.GetValueOrDefault(aim) ?? Without(aim)) with { Registration = registrations.GetValueOrDefault(aim.Campaign)?.ToRegistration() }).ToArray();
        return [.. Assessment.Judge(all, today).Zip(declared, (assessment, aim) => new Judged(aim, measures.GetValueOrDefault(aim.Measure), assessment, WordsOf(aim)))];
    }

    /// <summary>The aim as far as it can be told without figures.</summary>
    public Aim Shape(DeclaredAim aim) => new()
    {
        Campaign = aim.ToCampaign(today),
        Timeline = new(Grain.Week, today, 0),
        Outcome = new(Places.NameOf(aim.Slice), []),
        Others = [.. OthersOn(aim).Select(other => other.ToCampaign(today)).DistinctBy(other => other.Id)],
        Expected = aim.Expected == "decrease" ? Direction.Decrease : Direction.Increase,
        Role = aim.Role,
        LagDays = aim.LagDays,
        WorthDetecting = aim.Worth,
        JudgeOn = aim.JudgeOn,
    };

    /// <summary>Places or services that may be compared with an aim that declares none: of its kind, and no campaign ever aimed at them.</summary>
    public IEnumerable<Slice> CandidatesFor(DuckDBConnection duck, DeclaredAim aim) => CandidatesFor(duck, aim.Measure, aim.Slice);

    /// <summary>The same for any slice of a measure.</summary>
    public IEnumerable<Slice> CandidatesFor(DuckDBConnection duck, string measure, Slice slice)
    {
        const int Most = 60;
        var shown = duck.Rows(Figures.Sql("places_shown"), row => new Slice(row.GetString(0), row.GetString(1)));
        return Places.Alike(slice, [.. shown]).Where(other => !declared.Any(aim => aim.Measure == measure && Places.Meet(aim.Slice, other))).Take(Most);
    }

    /// <summary>What the sentence on a slice of a measure is made of.</summary>
    public Words WordsOf(Measure measure, Slice slice) => new(measure.Title, Places.NameOf(slice), UnitOf(measure), IsRatio: measure.Kind == "ratio", CountsPeople: measure.Disclosure == "person_count",
        Scale: measure.Kind == "ratio" ? 1 : Units.Scale(measure));

    private static string UnitOf(Measure measure) => measure.Kind == "ratio" ? char.ToLowerInvariant(measure.Numerator[0]) + measure.Numerator[1..] : measure.Unit;

    private Words WordsOf(DeclaredAim aim) => (measures.TryGetValue(aim.Measure, out var measure) ? WordsOf(measure, aim.Slice) : new(aim.Measure, Places.NameOf(aim.Slice), aim.Measure)) with
    {
        Measures = declared.Where(other => other.Campaign == aim.Campaign).Select(other => other.Measure).Distinct().Count(),
        Cost = CostOf(aim.Campaign),
    };

    /// <summary>What a campaign cost. Of several aims none can be told its share: each is given all of it, and says so, lest they be added up.</summary>
    private CampaignCost? CostOf(string campaign) =>
        costs.GetValueOrDefault(campaign) is { Gbp: not null } cost && declared.Count(aim => aim.Campaign == campaign && aim.Role != "guardrail") is > 1 and var aims
            ? cost with { Basis = $"{cost.Basis}; all that the campaign cost, for each of its {aims} aims" } : costs.GetValueOrDefault(campaign);

    private IEnumerable<DeclaredAim> OthersOn(DeclaredAim aim) =>
        declared.Where(other => other.Campaign != aim.Campaign && other.Measure == aim.Measure && other is { Known: true, Starts: not null, Ends: not null } && Places.Meet(other.Slice, aim.Slice));

    /// <summary>An aim without figures: at fault, too early, or waiting for a measure that could not be computed.</summary>
    private Aim Without(DeclaredAim aim)
    {
        var shape = Shape(aim);
        return shape with
        {
            Fault = aim.Fault
                ?? (!measures.TryGetValue(aim.Measure, out var measure) ? $"no measure is named '{aim.Measure}'"
                    : !Judgeable.Contains(measure.Kind) ? $"{measure.Title} is a {measure.Kind}, which cannot be judged by weeks: aim at what it is made of"
                    : today >= shape.Judged.AddDays(LateDays) ? $"no figures of {measure.Title} for {Places.NameOf(aim.Slice)}" : null),
            Waits = today >= shape.Judged,
        };
    }

    private Aim Build(DeclaredAim declaredAim, Measure measure, IReadOnlyDictionary<Slice, SliceFigures> figures, IReadOnlyList<Slice> candidates, HashSet<DateOnly> full, IReadOnlyList<DateOnly> breaks)
    {
        var aim = Shape(declaredAim);
        var own = figures[declaredAim.Slice];
        var comparisons = declaredAim.Comparisons.ToArray();
        if (comparisons.Prepend(declaredAim.Slice).FirstOrDefault(slice => figures[slice].IsEmpty) is { } empty)
            return aim with { Fault = $"no figures of {measure.Title} for {Places.NameOf(empty)}" };
        if (own.Last < aim.EffectEnds && today < aim.Judged.AddDays(LateDays))
            return aim with { Waits = true };
        var used = comparisons.Prepend(declaredAim.Slice).Select(slice => figures[slice]).ToArray();
        var grain = used.Any(one => one.Grain == Grain.Month) ? Grain.Month : Grain.Week;
        var first = used.Max(one => one.First(grain));
        var timeline = new Timeline(grain, first, 0);
        while (timeline.End(timeline.Count) < aim.Judged)
            timeline = timeline with { Count = timeline.Count + 1 };
        var ratio = measure.Kind == "ratio";
        aim = aim with
        {
            Timeline = timeline,
            Outcome = own.Over(Places.NameOf(declaredAim.Slice), timeline, ratio),
            Comparisons = [.. comparisons.Select(slice => figures[slice].Over(Places.ComparisonName(declaredAim.Slice, slice), timeline, ratio, Treated(declaredAim, slice)))],
            Calendar = Places.Calendar(timeline),
            Others = [.. aim.Others.Where(other => other.Starts < aim.Judged)],
            Breaks = breaks,
            Full = measure.Kind == "count" ? [.. Enumerable.Range(0, timeline.Count).Where(period => full.Contains(timeline.Start(period)))] : new HashSet<int>(),
        };
        if (comparisons.Length > 0 || timeline.Count == 0 || aim.Campaign.Ends < aim.Campaign.Starts)
            return aim;
        var matched = Matching.Choose(aim, [.. candidates.Where(slice => !figures[slice].IsEmpty && figures[slice].Grain == grain)
            .Select(slice => figures[slice].Over(Places.ComparisonName(declaredAim.Slice, slice), timeline, ratio))]);
        return aim with { Comparisons = matched, Matched = matched.Count > 0 };
    }

    /// <summary>Whether any campaign aimed at a comparison while the aim's own was to show.</summary>
    private bool Treated(DeclaredAim aim, Slice comparison)
    {
        var (from, to) = (aim.Starts!.Value.AddDays(aim.LagDays), aim.ToCampaign(today).Lasts ? DateOnly.MaxValue : aim.Ends!.Value.AddDays(aim.LagDays));
        return declared.Any(other => other.Measure == aim.Measure && other != aim && other is { Known: true, Starts: not null, Ends: not null } && Places.Meet(other.Slice, comparison)
            && other.Starts <= to && (other.ToCampaign(today).Lasts || other.Ends >= from));
    }

    /// <summary>Weeks (from their Monday, or the first of a month that has such a week) in which as good as every place was taken.</summary>
    private static Dictionary<Slice, HashSet<DateOnly>> FullWeeks(DuckDBConnection duck, MeasureResult result, IReadOnlyList<Slice> slices)
    {
        if (!result.Reads.Contains("service_sessions") && !result.Reads.Contains("service_bookings"))
            return [];
        return duck.Rows(Figures.Sql("full_weeks"), row => (Slice: slices[row.GetInt32(0)], Day: DateOnly.FromDateTime(row.GetDateTime(1))))
            .GroupBy(row => row.Slice).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Day).ToHashSet());
    }
}
