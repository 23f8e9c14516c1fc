using Outcomes.Analytics;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>What became of each mapped row, and of rows of the lake that vanished upstream.</summary>
public sealed record BatchCounts(long New, long Changed, long Unchanged, long Duplicate, long Outside, long Quarantined, long Removed)
{
    /// <summary>All mapped rows: each is counted once.</summary>
    public long Mapped => New + Changed + Unchanged + Duplicate + Outside + Quarantined;

    /// <summary>Of no rows.</summary>
    public static readonly BatchCounts None = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public static BatchCounts operator +(BatchCounts a, BatchCounts b) => new(
        a.New + b.New, a.Changed + b.Changed, a.Unchanged + b.Unchanged, a.Duplicate + b.Duplicate, a.Outside + b.Outside, a.Quarantined + b.Quarantined, a.Removed + b.Removed);
}

/// <summary>The rows one run of one source yields for one dataset and one window, merged with the lake's months and ready to be committed.</summary>
/// <param name="Months">Months that differ from the lake's.</param>
/// <param name="Files">Every month the source has once they are committed: the lake's files and the new ones.</param>
/// <param name="Counts">What became of each row.</param>
/// <param name="NotFound">Dimensions with rows that are unknown, commonest first.</param>
/// <param name="Days">First and last day of the window that the files speak of, both included; null where there is none, or the dataset is undated.</param>
public sealed record Batch(
    IReadOnlyList<StagedMonth> Months, IReadOnlyList<LakeFile> Files, BatchCounts Counts, IReadOnlyList<(string Column, long Rows)> NotFound,
    (DateOnly First, DateOnly Last)? Days);
