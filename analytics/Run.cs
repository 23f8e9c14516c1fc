using System.Globalization;

namespace Outcomes.Analytics;

/// <summary>One run of one source: what it covered and what became of every row.</summary>
/// <remarks>Two identities hold: read = passed + quarantined; mapped = new + changed + unchanged + duplicate + outside + quarantined by the contract.</remarks>
public sealed record Run
{
    /// <summary>Sorts by start; safe as a folder name.</summary>
    public required string Id { get; init; }

    /// <summary>Source name.</summary>
    public required string Source { get; init; }

    /// <summary>Dataset name.</summary>
    public required string Dataset { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs, or where it was cut off.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>running, succeeded, unchanged (nothing new to read) or failed.</summary>
    public required string Status { get; init; }

    /// <summary>First day of the window; null: open.</summary>
    public DateOnly? WindowFrom { get; init; }

    /// <summary>The day after the window's last; null: open.</summary>
    public DateOnly? WindowTo { get; init; }

    /// <summary>Raw rows read.</summary>
    public long Read { get; init; }

    /// <summary>Raw rows whose every typed column was understood.</summary>
    public long Passed { get; init; }

    /// <summary>Raw rows set aside before the mapping.</summary>
    public long Quarantined { get; init; }

    /// <summary>Rows the mapping gave.</summary>
    public long Mapped { get; init; }

    /// <summary>Mapped rows whose key the lake did not have.</summary>
    public long New { get; init; }

    /// <summary>Mapped rows that differ from the lake's row of the same key.</summary>
    public long Changed { get; init; }

    /// <summary>Mapped rows the lake already had, equal in every column.</summary>
    public long Unchanged { get; init; }

    /// <summary>Mapped rows folded into or dropped for another of the same key.</summary>
    public long Duplicate { get; init; }

    /// <summary>Mapped rows outside the window.</summary>
    public long Outside { get; init; }

    /// <summary>Mapped rows that break the dataset's contract.</summary>
    public long MappedQuarantined { get; init; }

    /// <summary>Rows of the lake that vanished upstream and so from the lake.</summary>
    public long Removed { get; init; }

    /// <summary>Drift, look-ups that found nothing, footers dropped.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Raw columns read: what the next run's drift is told from.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Hash of all that decides its rows beside the files read: mapping, contract, look-ups, the days asked for. With the same files, the same rows.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>When the credential it used ends, where the source said so; null: not known.</summary>
    public DateTimeOffset? CredentialExpires { get; init; }

    /// <summary>Why it failed, and what to do.</summary>
    public string? Message { get; init; }

    /// <summary>An id for a run that starts now.</summary>
    public static string NewId(DateTimeOffset started) =>
        $"{started.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}";
}
