using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

/// <summary>How much a council's SQL may use; beyond it its source fails with a message. Settings <c>Sandbox:*</c>.</summary>
public sealed record SandboxLimits
{
    /// <summary>Memory, as DuckDB writes it: 600MB unless set.</summary>
    public string Memory { get; init; } = "600MB";

    /// <summary>Disk for what does not fit in memory, as DuckDB writes it: 20GB unless set.</summary>
    public string Temporary { get; init; } = "20GB";

    /// <summary>Time for one SELECT: 15 minutes unless set.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// A DuckDB instance of its own in which a council's SELECT runs: what it may read is put in first, then files, network and settings
/// are locked for as long as it lives.
/// </summary>
/// <remarks>
/// The lock alone does not stop COPY or ATTACH inside the instance's own folders: only a text that <see cref="SqlTree"/> found to be
/// one SELECT without file functions may be run, as a subquery. https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
/// </remarks>
public sealed class Sandbox : IDisposable
{
    private readonly SandboxLimits limits;

    private Sandbox(DuckDBConnection connection, SandboxLimits limits) => (Connection, this.limits) = (connection, limits);

    /// <summary>The instance, for putting in what the SELECT may read before <see cref="Lock"/>, and for reading results.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>Opens an instance that is not locked yet.</summary>
    /// <param name="database">Its own file; what spills lies beside it.</param>
    /// <param name="limits">What the SELECT may use.</param>
    public static Sandbox Open(string database, SandboxLimits limits)
    {
        var connection = WorkDatabase.Open(database, limits.Memory);
        connection.Run($"set max_temp_directory_size = {Duck.Literal(limits.Temporary)}");
        return new(connection, limits);
    }

    /// <summary>From here on nothing outside can be read or written, and no setting changed.</summary>
    /// <param name="readable">Files that may still be reached, by the views put in.</param>
    public void Lock(params IReadOnlyList<string> readable) => Connection.Run(
        $"set allowed_paths = [{string.Join(", ", readable.Select(Duck.Literal))}]; set enable_external_access = false; set lock_configuration = true;");

    /// <summary>Runs one statement within the time limit and returns how many rows it wrote.</summary>
    /// <exception cref="TimeoutException">The time is up.</exception>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    /// <exception cref="DuckDBException">The statement is wrong, or needs more than its memory or disk.</exception>
    public long Run(string statement, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var command = Connection.CreateCommand();
        command.CommandText = statement;
        using var interrupt = timer.Token.Register(command.Cancel);
        timer.CancelAfter(limits.Time);
        try
        {
            return command.ExecuteNonQuery();
        }
        catch (Exception interrupted) when ((interrupted is DuckDBException or OperationCanceledException) && timer.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The SELECT ran longer than the {limits.Time.TotalSeconds:0} seconds allowed (setting Sandbox:Time).");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();
}
