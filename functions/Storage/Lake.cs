using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Storage;

/// <summary>All datasets as Parquet, by source and month.</summary>
/// <param name="storage">Where the files are.</param>
/// <param name="ledger">What they should be.</param>
/// <param name="workFolder">A local folder for snapshots and files on their way.</param>
public sealed class Lake(IStorage storage, Ledger ledger, string workFolder)
{
    /// <summary>The lake as it stands: whole commits only, in local files that no later commit changes. Dispose of it to let them go.</summary>
    /// <remarks>A file that was lost or changed behind the lake's back is left out and named in <see cref="LakeSnapshot.Damaged"/>.</remarks>
    public Task<LakeSnapshot> SnapshotAsync(CancellationToken cancellationToken) => throw new NotImplementedException($"{storage}{ledger}{workFolder}");

    /// <summary>Makes the months the source's rows in the lake, all of them or none. Months equal to the lake's are not written.</summary>
    /// <returns>The months written or removed.</returns>
    /// <exception cref="StorageConflictException">A month is no longer the one it was merged with.</exception>
    /// <exception cref="LeaseLostException">The lease ended: nothing was written.</exception>
    /// <exception cref="InvalidDataException">A file is not Parquet that a second reader understands, or not what its writer says.</exception>
    public Task<IReadOnlyList<string>> CommitAsync(
        Lease lease, string dataset, string source, IReadOnlyList<StagedMonth> months, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
