using System.Text.Json.Serialization;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Storage;

/// <summary>
/// What the ledger knows of one source's files in one dataset. It is one entry, changed as a whole: a commit over many months is decided
/// by writing <see cref="Open"/>, and done when the files follow it.
/// </summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Source">Source name.</param>
/// <param name="Fence">Token of the latest lease that wrote here; a holder of an earlier one has lost it.</param>
/// <param name="Files">The committed file of each month.</param>
/// <param name="Open">A commit that is decided and whose files may not all be in place yet.</param>
internal sealed record LakeRecord(string Dataset, string Source, long Fence, IReadOnlyDictionary<string, RecordedFile> Files, Intent? Open)
{
    /// <summary>The entry it was read from; null: not in the ledger yet.</summary>
    [JsonIgnore]
    public LedgerEntry? Entry { get; init; }

    public LakeRecord With(string month, RecordedFile? file)
    {
        var files = new SortedDictionary<string, RecordedFile>(Files.ToDictionary(), StringComparer.Ordinal);
        files.Remove(month);
        if (file is not null)
            files.Add(month, file);
        return this with { Files = files };
    }
}

/// <summary>A lake file as it was committed.</summary>
/// <param name="Hash">SHA-256 of its bytes, in hex.</param>
/// <param name="Tag">The storage's tag of it.</param>
internal sealed record RecordedFile(string Hash, string Tag);

/// <summary>A commit that is decided.</summary>
/// <param name="Id">Folder of its staged files.</param>
/// <param name="Months">What becomes of which month.</param>
internal sealed record Intent(string Id, IReadOnlyList<IntendedMonth> Months);

/// <summary>One month of a commit.</summary>
/// <param name="Month"><c>YYYY-MM</c>, or <c>all</c>.</param>
/// <param name="BaseHash">The file it replaces; null: none.</param>
/// <param name="NewHash">The file it becomes; null: it is removed.</param>
internal sealed record IntendedMonth(string Month, string? BaseHash, string? NewHash);
