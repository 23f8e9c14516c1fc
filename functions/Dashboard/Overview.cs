namespace Outcomes.Functions.Dashboard;

/// <summary>What the first page says: is it working, and how sure are we. Worst first; no social figure.</summary>
public sealed class Overview
{
    private static readonly string[] WorstFirst = ["red", "amber", "not_judged", "green"];
    private readonly FeedReader reader;

    /// <summary>Reads it from the feed.</summary>
    public Overview(FeedReader reader)
    {
        this.reader = reader;
        Measures = reader.Rows("Measures").ToDictionary(measure => measure.Word("measure"));
        Sources = reader.Rows("Freshness", "$filter=status ne 'unscheduled' and status ne 'removed'&$orderby=title");
        Campaigns = reader.Rows("Campaigns");
        Judged = reader.Rows("Effects", "$filter=current eq true and role eq 'primary'&$orderby=judged_on desc,campaign");
        Objectives = [.. reader.Rows("Objectives").Select(Read).OrderBy(objective => Array.IndexOf(WorstFirst, objective.Rag)).ThenBy(objective => objective.Title, StringComparer.Ordinal)];
    }

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

    /// <summary>The objectives, worst first.</summary>
    public IReadOnlyList<ObjectiveLine> Objectives { get; }

    /// <summary>How many judgements came out each way.</summary>
    public IEnumerable<(string Outcome, int Count)> Verdicts => Judged.GroupBy(OutcomeOf).Select(group => (group.Key, group.Count()))
        .OrderBy(pair => Array.IndexOf(["harmful", "worked", "no_worthwhile_effect", "insufficient_evidence", "not_assessed", "too_early"], pair.Key));

    /// <summary>How many objectives stand at each colour.</summary>
    public IEnumerable<(string Rag, int Count)> Colours => Objectives.GroupBy(objective => objective.Rag).Select(group => (group.Key, group.Count()));

    /// <summary>A verdict as a director reads it: worked, harmful, or the verdict's own name.</summary>
    public static string OutcomeOf(FeedRow effect) => (effect.Word("verdict"), effect.Truth("intended")) switch
    {
        ("increased" or "decreased", true) => "worked",
        ("increased" or "decreased", _) => "harmful",
        var (verdict, _) => verdict,
    };

    private ObjectiveLine Read(FeedRow objective)
    {
        var serving = Campaigns.Where(campaign => campaign.Text("objective") == objective.Word("objective")).Select(campaign => campaign.Word("campaign")).ToHashSet();
        return new(objective, Measures.GetValueOrDefault(objective.Text("measure") ?? ""), Months(objective), Judged.FirstOrDefault(effect => serving.Contains(effect.Word("campaign"))));
    }

    private IReadOnlyList<FeedRow> Months(FeedRow objective)
    {
        if (objective.Text("measure") is not { } measure)
            return [];
        string Is(string column) => $" and {column} eq {FeedReader.Literal(objective.Word(column))}";
        return [.. reader.Rows("Summaries",
            $"$filter=measure eq {FeedReader.Literal(measure)} and grain eq 'month' and channel eq 'all' and platform eq 'all'{Is("service")}{Is("area")}&$orderby=period desc", most: 12).Reverse()];
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
}
