using Outcomes.Analytics;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Sources;

/// <summary>One place data comes from: a <c>.sql</c> file whose front matter says what to read and whose SELECT maps it to a dataset.</summary>
/// <remarks>Design §2.1. Found by scanning a council folder, never registered. Reading one collects every fault it has.</remarks>
public sealed partial record Source
{
    /// <summary>File name: the id in the lake, the ledger and settings (<c>Sources:&lt;name&gt;</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The file, as messages name it, with the folder that <see cref="Files"/> is relative to.</summary>
    public required string File { get; init; }

    /// <summary>The council folder (or the product's own) that the file lies in.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The contract its rows are mapped to.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>Requests that give the rows; null: they are in files.</summary>
    public HttpSource? Http { get; init; }

    /// <summary>Glob, relative to <see cref="Folder"/>; <c>../</c> may lead out of it. "" for a source of requests.</summary>
    public required string Files { get; init; }

    /// <summary>What several matching files are to each other.</summary>
    public required FilesAre FilesAre { get; init; }

    /// <summary>How raw's <c>_as_at</c> is found, for files that hold no date; null: there is no <c>_as_at</c>.</summary>
    public required AsAt? AsAt { get; init; }

    /// <summary>How a file is read.</summary>
    public required Format Format { get; init; }

    /// <summary>Raw columns typed before the mapping, by name; the others are text.</summary>
    public required IReadOnlyList<TypedColumn> Columns { get; init; }

    /// <summary>What a silent day inside coverage means: "zero" or "missing". For undated data always "missing".</summary>
    public required string Absent { get; init; }

    /// <summary>Six-field cron in Europe/London, or null: only by hand.</summary>
    public required string? Schedule { get; init; }

    /// <summary>How far back restated rows are looked for, in days; null: the window is everything.</summary>
    public required int? LookbackDays { get; init; }

    /// <summary>What rows already in the lake become.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What two rows with one key in one run are.</summary>
    public required OnDuplicate OnDuplicate { get; init; }

    /// <summary>Whether mapped rows equal in every column are one row; otherwise they are duplicates like others.</summary>
    public required bool DropIdenticalRows { get; init; }

    /// <summary>Days from which a column means something else.</summary>
    public required IReadOnlyList<Break> Breaks { get; init; }

    /// <summary>Raw columns dropped before anything is kept.</summary>
    public required IReadOnlyList<string> Personal { get; init; }

    /// <summary>Regular expression of raw columns whose coming and going is not drift, or null.</summary>
    public required string? DriftIgnore { get; init; }

    /// <summary>The source it stands in for where both are set up, since it reads the same and more; null: none.</summary>
    public required string? InsteadOf { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The mapping: one SELECT in DuckDB's dialect.</summary>
    public required string Sql { get; init; }

    /// <summary>1-based line of the file at which <see cref="Sql"/> starts.</summary>
    public required int SqlLine { get; init; }
}

/// <summary>What several files of one glob are: together the data, each a newer whole, or upserts in name order.</summary>
public enum FilesAre
{
    /// <summary>Together they are the data.</summary>
    Parts,

    /// <summary>In name order, each replaces every period it covers.</summary>
    Snapshots,

    /// <summary>Upserts in name order: the last file's row wins.</summary>
    Changes,
}

/// <summary>What rows already in the lake become when a run delivers their window.</summary>
public enum Mode
{
    /// <summary>Upsert by key; never deletes.</summary>
    Merge,

    /// <summary>The source's rows in the window are replaced: a row that vanished upstream vanishes here.</summary>
    Replace,
}

/// <summary>What two rows with one key in one run are.</summary>
public enum OnDuplicate
{
    /// <summary>Set aside, all of them: nobody knows which is right.</summary>
    Quarantine,

    /// <summary>Parts of one row: numbers are added.</summary>
    Sum,

    /// <summary>Versions of one row: the last read wins.</summary>
    Last,
}

/// <summary>The day that files without dates were taken: a day for all of them, or a regular expression whose first group finds it in the name.</summary>
public sealed record AsAt(DateOnly? Day, string? FromName);

/// <summary>A day from which a dataset column means something else.</summary>
public sealed record Break(string Column, DateOnly From, string Note);
