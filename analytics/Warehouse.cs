using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A key of event data, or of reference data without precedence, that two sources supply: adding both would count it twice.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Sources">The sources, in order of name.</param>
/// <param name="Keys">How many keys.</param>
public sealed record Conflict(string Dataset, IReadOnlyList<string> Sources, long Keys)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Keys} keys of {Dataset} are supplied by more than one of {string.Join(", ", Sources)}; a row may come from one source only.";
}

/// <summary>
/// An in-memory DuckDB over a snapshot of the lake with one view per dataset. Measures read these and nothing else: the instance
/// may read the snapshot's files and write under one folder, and its settings are locked.
/// </summary>
/// <remarks>
/// A view has the contract's columns in their types; for each number x also <c>x_low</c> and <c>x_high</c> (the bounds of what was
/// suppressed at source; x itself where it was not) and <c>x_status</c> (why x is or is not there: an ENUM in the order of
/// <see cref="Dataset.Statuses"/>, so that <c>max</c> is the worst); and <c>_source</c>. A dataset without files is empty.
/// </remarks>
public sealed class Warehouse : IDisposable
{
    private Warehouse(DuckDBConnection connection, IReadOnlyList<Dataset> datasets, IReadOnlyList<LakeFile> files) =>
        (Connection, Datasets, Files) = (connection, datasets, files);

    /// <summary>The instance. Temporary tables may be made in it.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>The contracts of its views.</summary>
    public IReadOnlyList<Dataset> Datasets { get; }

    /// <summary>The files behind the views.</summary>
    public IReadOnlyList<LakeFile> Files { get; }

    /// <summary>Keys supplied twice. A measure that reads such a dataset fails.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; private set; } = [];

    /// <summary>Opens the views over a snapshot, which must outlive the warehouse.</summary>
    /// <param name="snapshot">The lake as it stood.</param>
    /// <param name="datasets">The contract of every dataset, whether the lake holds rows of it or not.</param>
    /// <param name="output">The one folder that may be written (COPY), or null for none.</param>
    /// <param name="temporary">Folder for what does not fit in memory; null: none.</param>
    /// <param name="memory">Limit as DuckDB writes it.</param>
    public static Warehouse Open(LakeSnapshot snapshot, IReadOnlyList<Dataset> datasets, string? output = null, string? temporary = null, string memory = "700MB")
    {
        var warehouse = new Warehouse(Duck.Open(temporary: temporary, memory: memory), datasets, snapshot.Files);
        return warehouse;
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();
}
