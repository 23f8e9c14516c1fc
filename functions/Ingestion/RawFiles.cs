using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>The files of a source: found, made ready to be read as tables, kept, and found again to be replayed.</summary>
public static class RawFiles
{
    /// <summary>The files that the source's glob matches, in natural order of name: <c>2019-6</c> before <c>2019-12</c>.</summary>
    /// <exception cref="SourceException">None matches.</exception>
    public static IReadOnlyList<RawFile> Find(Source source) => throw new NotImplementedException();

    /// <summary>Decompresses, turns to UTF-8 and drops personal columns, within the limits.</summary>
    /// <param name="source">How the files are read.</param>
    /// <param name="files">In the order their rows shall have.</param>
    /// <param name="workFolder">The run's own; gone after the run.</param>
    /// <param name="limits">Null: the defaults.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="SourceException">A file cannot be read as the source says.</exception>
    public static IReadOnlyList<PreparedFile> Prepare(
        Source source, IReadOnlyList<RawFile> files, string workFolder, RawLimits? limits = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Keeps what came as <c>raw/&lt;source&gt;/&lt;run&gt;/NNNN-&lt;name&gt;.gz</c>: the files themselves, or the prepared tables where the source has personal columns.</summary>
    public static Task<KeptRun> KeepAsync(
        Source source, string run, DateTimeOffset fetched, IReadOnlyList<RawFile> files, IReadOnlyList<PreparedFile> prepared,
        IStorage storage, string workFolder, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The runs whose raw files are kept whole, in the order they were fetched.</summary>
    public static Task<IReadOnlyList<KeptRun>> KeptAsync(Source source, IStorage storage, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Makes a kept run's files ready, as <see cref="Prepare"/> did when they came.</summary>
    public static Task<IReadOnlyList<PreparedFile>> PrepareKeptAsync(
        Source source, KeptRun kept, IStorage storage, string workFolder, RawLimits? limits, CancellationToken cancellationToken) => throw new NotImplementedException();
}
