using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>Brings sources' files into the lake, one source after the other. One that fails never stops the others.</summary>
/// <param name="sources">Every source of the council folder and the product.</param>
/// <param name="datasets">Every dataset's contract.</param>
/// <param name="data">The council's data folder: what a mapping reads as <c>data.&lt;name&gt;</c>, by name, and the CSV file's path.</param>
/// <param name="lake">Where rows go, and where reference datasets come from.</param>
/// <param name="ledger">What ran before, and who runs now.</param>
/// <param name="storage">Where raw files and quarantine are kept.</param>
/// <param name="workFolder">A local folder for runs under way; each makes its own inside and removes it.</param>
public sealed class Ingestion(
    IReadOnlyList<Source> sources, IReadOnlyList<Dataset> datasets, IReadOnlyDictionary<string, string> data,
    Lake lake, Ledger ledger, IStorage storage, string workFolder)
{
    /// <summary>Runs sources, reference data first, and returns a run for each: succeeded, unchanged or failed with a message.</summary>
    /// <param name="names">Names of sources; empty: all.</param>
    /// <param name="window">The days to bring in; everything unless said. Undated sources are always whole.</param>
    /// <param name="replay">Map the raw files kept from earlier runs again, in the order they were fetched, instead of looking for new ones.</param>
    /// <param name="progress">Told each step, in words.</param>
    /// <param name="cancellationToken">Stops clean: what is committed stays, what is under way leaves nothing.</param>
    /// <exception cref="ArgumentException">No source has one of the names.</exception>
    public Task<IReadOnlyList<Run>> RunAsync(
        IReadOnlyCollection<string> names, Window window = default, bool replay = false, IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException($"{sources}{datasets}{data}{lake}{ledger}{storage}{workFolder}");

    /// <summary>What one source would deliver now, without writing anything to the lake, the store or the ledger.</summary>
    /// <exception cref="ArgumentException">No source has the name.</exception>
    /// <exception cref="SourceException">It cannot be read or mapped.</exception>
    public Task<Preview> PreviewAsync(string name, CancellationToken cancellationToken) => throw new NotImplementedException();
}
