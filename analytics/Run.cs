namespace Outcomes.Analytics;

/// <summary>What one run of one source read, and what became of every row. Read = Passed + Quarantined; Mapped = New + … + MappedQuarantined.</summary>
public sealed record Run
{
    /// <summary>Unique; sorts by start.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The dataset it delivers.</summary>
    public required string Dataset { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended, or null: it has not.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>running, succeeded, unchanged or failed.</summary>
    public required string Status { get; init; }

    /// <summary>First day asked for; null: everything.</summary>
    public DateOnly? WindowFrom { get; init; }

    /// <summary>First day no longer asked for; null: everything.</summary>
    public DateOnly? WindowTo { get; init; }

    /// <summary>Raw rows read.</summary>
    public long Read { get; init; }

    /// <summary>Raw rows that could be typed.</summary>
    public long Passed { get; init; }

    /// <summary>Raw rows set aside.</summary>
    public long Quarantined { get; init; }

    /// <summary>Rows the mapping gave.</summary>
    public long Mapped { get; init; }

    /// <summary>Rows whose key was not there before.</summary>
    public long New { get; init; }

    /// <summary>Rows that differ from what was there.</summary>
    public long Changed { get; init; }

    /// <summary>Rows like those that were there.</summary>
    public long Unchanged { get; init; }

    /// <summary>Rows whose key another row of the run has.</summary>
    public long Duplicate { get; init; }

    /// <summary>Rows dated outside the window.</summary>
    public long Outside { get; init; }

    /// <summary>Mapped rows that break the dataset's contract.</summary>
    public long MappedQuarantined { get; init; }

    /// <summary>Rows that were there and are not any more.</summary>
    public long Removed { get; init; }

    /// <summary>Drift, look-ups that found nothing, footers dropped.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What went wrong, where it failed.</summary>
    public string? Message { get; init; }
}
