using System.Globalization;

namespace Outcomes.Functions.Dashboard;

/// <summary>What the first page says: is it working, and how sure are we. Worst first; no social figure.</summary>
public sealed class Overview
{
    private static readonly string[] Colouring = ["red", "amber", "not_judged", "green"];
    private static readonly string[] Outcomes = ["harmful", "worked", "no_worthwhile_effect", "insufficient_evidence", "not_assessed", "too_early"];
    private static readonly string[] Surest = ["strong", "fair", "limited", "weak"];

    /// <summary>Share of what a figure is out of, or counts, that must be of a known area for areas to be held against each other.</summary>
    private const double LeastKnown = 0.8;

    private readonly FeedReader reader;

    private Overview(FeedReader reader)
    {
        this.reader = reader;
        Measures = reader.Rows("Measures").ToDictionary(measure => measure.Word("measure"));
        Sources = reader.Rows("Freshness", "$filter=status ne 'unscheduled' and status ne 'removed'&$orderby=title");
        Campaigns = reader.Rows("Campaigns");
        Judged = reader.Rows("Effects", "$filter=current eq true and role eq 'primary'&$orderby=judged_on desc,campaign");
        Names = new(reader);
        Objectives = [.. reader.Rows("Objectives").Select(Read).OrderBy(objective => Array.IndexOf(Colouring, objective.Rag)).ThenBy(objective => objective.Title, StringComparer.Ordinal)];
        Where = Objectives.Where(objective => objective.Measure is not null).Select(WhereOf).FirstOrDefault(where => where is not null);
    }

    /// <summary>Reads it from the feed.</summary>
    public static async Task<Overview> ReadAsync(FeedReader reader)
    {
        var overview = new Overview(reader);
        var before = reader.Rows("Publications", "$orderby=as_of desc").FirstOrDefault(publication => publication.Word("publication") != reader.Publication);
        overview.Changed = before is null ? []
            : await reader.ChangesAsync(before.Word("publication"), "$filter=set eq 'Summaries' and change eq 'restated' and level eq 'council' and grain eq 'month'&$orderby=period desc,measure", 3);
        return overview;
    }

    /// <summary>What everything is called.</summary>
    public Names Names { get; }

    /// <summary>Where the worst objective that is known by area stands worst and best; null: none is.</summary>
    public WhereLine? Where { get; }

    /// <summary>Council figures of a month that the publication before gave differently.</summary>
    public IReadOnlyList<FeedRow> Changed { get; private set; } = [];

    /// <summary>Money and staff time spent on the campaigns judged; null: of none is it known.</summary>
    public double? Spent => Judged.Select(effect => effect.Number("cost_gbp")).OfType<double>().Cast<double?>().DefaultIfEmpty(null).Aggregate((all, one) => all + one);

    /// <summary>Staff time freed by campaigns that worked, least and most; null: none is known.</summary>
    public (double Low, double High)? Freed => Judged.Where(effect => effect.Number("saving_low") is not null).Select(effect => (effect.Number("saving_low")!.Value, effect.Number("saving_high")!.Value))
        .Cast<(double Low, double High)?>().DefaultIfEmpty(null).Aggregate((all, one) => (all!.Value.Low + one!.Value.Low, all.Value.High + one.Value.High));

    /// <summary>The latest judgement that gives a cost per outcome, or null.</summary>
    public FeedRow? CostPerOutcome => Judged.FirstOrDefault(effect => effect.Number("cost_per_outcome") is not null);

    /// <summary>The measures, by id.</summary>
    public IReadOnlyDictionary<string, FeedRow> Measures { get; }

    /// <summary>Every source of which more is expected.</summary>
    public IReadOnlyList<FeedRow> Sources { get; }

    /// <summary>Sources that should have delivered more, or failed.</summary>
    public IReadOnlyList<FeedRow> Late => [.. Sources.Where(source => source.Word("status") is "late" or "failed")];

    /// <summary>Last day that every source not late has delivered.</summary>
    public DateOnly? CompleteTo => Sources.Where(source => source.Word("status") is not ("late" or "failed")).Min(source => source.Day("to_date"));

    /// <summary>The campaigns.</summary>
    public IReadOnlyList<FeedRow> Campaigns { get; }

    /// <summary>The latest judgement of each campaign's first aim.</summary>
    public IReadOnlyList<FeedRow> Judged { get; }

    /// <summary>The same as a director reads them: what went wrong first, then what worked, the largest change first.</summary>
    public IReadOnlyList<FeedRow> WorstFirst => [.. Judged.OrderBy(effect => Array.IndexOf(Outcomes, OutcomeOf(effect))).ThenByDescending(effect => Math.Abs(effect.Number("percent") ?? 0))];

    /// <summary>How sure we are of what worked: how many judgements of each grade, the surest first.</summary>
    public IEnumerable<(string Grade, int Count)> Grades => Judged.Where(effect => OutcomeOf(effect) == "worked").GroupBy(effect => effect.Text("evidence") ?? "weak")
        .Select(group => (group.Key, group.Count())).OrderBy(pair => Array.IndexOf(Surest, pair.Key));

    /// <summary>The objectives, worst first.</summary>
    public IReadOnlyList<ObjectiveLine> Objectives { get; }

    /// <summary>How many judgements came out each way.</summary>
    public IEnumerable<(string Outcome, int Count)> Verdicts => Judged.GroupBy(OutcomeOf).Select(group => (group.Key, group.Count()))
        .OrderBy(pair => Array.IndexOf(Outcomes, pair.Key));

    /// <summary>How many objectives stand at each colour.</summary>
    public IEnumerable<(string Rag, int Count)> Colours => Objectives.GroupBy(objective => objective.Rag).Select(group => (group.Key, group.Count()));

    /// <summary>The change that a judgement claims, with its range, as a director reads it; null: none is claimed.</summary>
    public static string? ChangeOf(FeedRow effect) => OutcomeOf(effect) is "worked" or "harmful" && effect is var claimed && claimed.Number("percent") is { } percent
        ? Words.Of("verdict.change", Signed(percent), Signed(claimed.Number("percent_low")!.Value), Signed(claimed.Number("percent_high")!.Value)) : null;

    /// <summary>A verdict as a director reads it: worked, harmful, or the verdict's own name.</summary>
    public static string OutcomeOf(FeedRow effect) => (effect.Word("verdict"), effect.Truth("intended")) switch
    {
        ("increased" or "decreased", true) => "worked",
        ("increased" or "decreased", _) => "harmful",
        var (verdict, _) => verdict,
    };

    private static string Signed(double percent) => percent.ToString("+0;−0;0", CultureInfo.InvariantCulture);

    private ObjectiveLine Read(FeedRow objective)
    {
        var serving = Campaigns.Where(campaign => campaign.Text("objective") == objective.Word("objective")).Select(campaign => campaign.Word("campaign")).ToHashSet();
        return new(objective, Measures.GetValueOrDefault(objective.Text("measure") ?? ""), Months(objective), Judged.FirstOrDefault(effect => serving.Contains(effect.Word("campaign"))));
    }

    private WhereLine? WhereOf(ObjectiveLine objective)
    {
        var (row, measure) = (objective.Row, objective.Measure!);
        // Of the month that the objective is judged by: a later one may be hidden or not have come.
        if (objective.Months.FirstOrDefault(month => month.Day("period") == row.Day("period") && month.Number("value") is not null) is not { } total)
            return null;
        var ofAll = row.Word("service") == "all";
        var areas = reader.Rows("Summaries", $"$filter=measure eq {FeedReader.Literal(row.Word("measure"))} and grain eq 'month' and level eq '{(ofAll ? "area" : "service_area")}'"
            + (ofAll ? "" : $" and service eq {FeedReader.Literal(row.Word("service"))}") + $" and period eq {total.Day("period")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}")
            .Where(figure => figure.Word("area") is not ("unknown" or "other" or "not_broken_down")).ToArray();
        static double Weight(FeedRow figure) => figure.Number("denominator") ?? figure.Number("numerator") ?? 0;
        // Where much of it is of no known area, the areas say little of the figure: calls carry no ward.
        if (areas.Sum(Weight) < LeastKnown * Weight(total))
            return null;
        var known = areas.Where(figure => figure.Number("value") is not null).OrderBy(figure => figure.Number("value") * (measure.Word("better") == "lower" ? -1 : 1)).ToArray();
        return known.Length < 2 ? null : new(objective, [.. known.Take(3)], [.. known.Skip(3).TakeLast(3).Reverse()], areas.Count(figure => figure.Text("status") == "suppressed"));
    }

    private IReadOnlyList<FeedRow> Months(FeedRow objective)
    {
        if (objective.Text("measure") is not { } measure)
            return [];
        string Is(string column) => $" and {column} eq {FeedReader.Literal(objective.Word(column))}";
        // Rows lie by level: where it is known, most need not be looked at.
        var level = objective.Word("area") != "all" ? "" : objective.Word("service") == "all" ? " and level eq 'council'" : " and level eq 'service'";
        return [.. reader.Rows("Summaries",
            $"$filter=measure eq {FeedReader.Literal(measure)} and grain eq 'month' and channel eq 'all' and platform eq 'all'{level}{Is("service")}{Is("area")}&$orderby=period desc", most: 12).Reverse()];
    }
}

/// <summary>One line of the overview.</summary>
/// <param name="Row">The objective.</param>
/// <param name="Measure">Its measure; null: none that is published.</param>
/// <param name="Months">Its last twelve months, oldest first.</param>
/// <param name="Effect">The latest judgement of a campaign that serves it, or null.</param>
public sealed record ObjectiveLine(FeedRow Row, FeedRow? Measure, IReadOnlyList<FeedRow> Months, FeedRow? Effect)
{
    /// <summary>Its name.</summary>
    public string Title => Row.Word("title");

    /// <summary>Where it stands: green, amber, red or not_judged.</summary>
    public string Rag => Row.Word("rag");

    /// <summary>The month its figure is of, where the last month has none; else null.</summary>
    public DateOnly? Since => Months is [.., var last] && last.Number("value") is null && Row.Number("value") is not null && Row.Text("grain") is "month" ? Row.Day("period") : null;
}

/// <summary>Where one objective stands worst and best.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Worst">Figures of up to three areas, the worst first.</param>
/// <param name="Best">Figures of up to three others, the best first.</param>
/// <param name="Hidden">How many areas' figures are hidden.</param>
public sealed record WhereLine(ObjectiveLine Objective, IReadOnlyList<FeedRow> Worst, IReadOnlyList<FeedRow> Best, int Hidden);
