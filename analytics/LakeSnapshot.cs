namespace Outcomes.Analytics;

/// <summary>One immutable Parquet file of the lake: the rows of one dataset from one source in one month.</summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Source">Source name.</param>
/// <param name="Month"><c>YYYY-MM</c>, or <c>all</c> for undated data.</param>
/// <param name="LocalPath">Where it can be read for as long as the snapshot lives.</param>
/// <param name="Hash">SHA-256 of its bytes, in hex.</param>
public sealed record LakeFile(string Dataset, string Source, string Month, string LocalPath, string Hash);

/// <summary>A file that the lake should have and that was lost or changed behind its back: its rows are unknown, not gone.</summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Source">Source name.</param>
/// <param name="Month"><c>YYYY-MM</c>, or <c>all</c>.</param>
/// <param name="Message">What was found and what to do.</param>
public sealed record DamagedFile(string Dataset, string Source, string Month, string Message);

/// <summary>
/// The lake as it stood at one moment: immutable local files, whole commits only. Publishing reads nothing else.
/// </summary>
/// <param name="files">Every file, ordered by dataset, source and month.</param>
/// <param name="release">Lets go of the local files.</param>
/// <param name="damaged">Files left out because they are not what was committed.</param>
public sealed class LakeSnapshot(IReadOnlyList<LakeFile> files, Action? release = null, IReadOnlyList<DamagedFile>? damaged = null) : IDisposable
{
    /// <summary>Every file, ordered by dataset, source and month.</summary>
    public IReadOnlyList<LakeFile> Files { get; } = files;

    /// <summary>Files left out because they are not what was committed: figures that would need them are stale, not lower.</summary>
    public IReadOnlyList<DamagedFile> Damaged { get; } = damaged ?? [];

    /// <inheritdoc/>
    public void Dispose() => release?.Invoke();
}
