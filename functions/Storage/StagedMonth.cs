namespace Outcomes.Functions.Storage;

/// <summary>One month of a source's rows, ready to become the lake's.</summary>
/// <param name="Month"><c>YYYY-MM</c>, or <c>all</c> for undated data.</param>
/// <param name="LocalFile">The Parquet file; null: the month has no rows any more and its file is removed.</param>
/// <param name="BaseHash">Hash of the lake file it was merged with (<see cref="Analytics.LakeFile.Hash"/>); null: there was none, or it was damaged.</param>
/// <param name="Rows">Rows the writer says it wrote, which the footer must bear out; null: not said.</param>
public sealed record StagedMonth(string Month, string? LocalFile, string? BaseHash, long? Rows = null);
