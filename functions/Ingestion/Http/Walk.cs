using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>The pages of one row of <c>each</c> and one step of the window.</summary>
/// <param name="Number">From 0, in the order of rows and steps.</param>
/// <param name="Each">The row; empty where there is none.</param>
/// <param name="Span">The step, or null.</param>
internal sealed record Walk(int Number, IReadOnlyDictionary<string, string?> Each, Span? Span)
{
    /// <summary>Its name in the ledger.</summary>
    public string Name => $"{Number:d6}";

    /// <summary>Every walk of a run.</summary>
    public static IReadOnlyList<Walk> All(HttpSource http, IReadOnlyList<IReadOnlyDictionary<string, string?>> each, Span? span)
    {
        IReadOnlyList<Span?> steps = span is null ? [null] : [.. span.Steps(http.Window!.Step, http.DayEnds)];
        return [.. each.SelectMany(row => steps.Select(step => (row, step))).Select((pair, number) => new Walk(number, pair.row, pair.step))];
    }
}

/// <summary>Where a walk stands: what the ledger remembers after every page.</summary>
/// <param name="Next">Address, cursor, offset or number of the page that comes next; null: the first.</param>
/// <param name="Job">The report's id, once it is asked for.</param>
/// <param name="Report">The report's address, once it is ready.</param>
/// <param name="Pages">The pages that are kept.</param>
/// <param name="Done">Whether there are no more.</param>
internal sealed record WalkState(string? Next, string? Job, string? Report, int Pages, bool Done)
{
    /// <summary>Before the first page.</summary>
    public static readonly WalkState Begin = new(null, null, null, 0, false);
}

/// <summary>What a run under way has set out to fetch: a run that was cut off is gone on with by the next.</summary>
/// <param name="Run">The run whose folder holds the pages.</param>
/// <param name="Definition">Hash of the requests, the days asked for and the rows of <c>each</c>: others begin anew.</param>
/// <param name="Began">When.</param>
/// <param name="Span">What it asks for, or null.</param>
internal sealed record WalkPlan(string Run, string Definition, DateTimeOffset Began, Span? Span);
