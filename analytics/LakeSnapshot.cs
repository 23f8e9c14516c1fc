namespace Outcomes.Analytics;

/// <summary>One immutable Parquet file of the lake: the rows of one dataset from one source in one month.</summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Source">Source name.</param>
/// <param name="Month"><c>YYYY-MM</c>, or <c>all</c> for undated data.</param>
/// <param name="LocalPath">Where it can be read for as long as the snapshot lives.</param>
/// <param name="Hash">SHA-256 of its bytes, in hex.</param>
public sealed record LakeFile(string Dataset, string Source, string Month, string LocalPath, string Hash);

/// <summary>
/// The lake as it stood at one moment: immutable local files, whole commits only. Publishing reads nothing else.
/// </summary>
/// <param name="Files">Every file, ordered by dataset, source and month.</param>
/// <param name="release">Lets go of the local files.</param>
public sealed class LakeSnapshot(IReadOnlyList<LakeFile> Files, Action? release = null) : IDisposable
{
    /// <summary>Every file, ordered by dataset, source and month.</summary>
    public IReadOnlyList<LakeFile> Files { get; } = Files;

    /// <inheritdoc/>
    public void Dispose() => release?.Invoke();
}
