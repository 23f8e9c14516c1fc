using System.Globalization;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

/// <summary>How much a council's SQL, and the merge of its rows, may use; beyond it the source fails with a message. Settings <c>Sandbox:*</c>.</summary>
public sealed record SandboxLimits
{
    /// <summary>Memory, as DuckDB writes it: 540MB unless set.</summary>
    public string Memory { get; init; } = "540MB";

    /// <summary>Disk for what does not fit in memory, as DuckDB writes it: 20GB unless set.</summary>
    public string Temporary { get; init; } = "20GB";

    /// <summary>Time for one SELECT: 15 minutes unless set.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// A DuckDB instance of its own in which files are typed, a council's SELECT runs and its rows are merged: what the SELECT may read is put in first, then
/// files, network and settings are locked for as long as it lives. Databases: <c>work</c>, a file with the run's raw rows and quarantine; <c>given</c>, for
/// the mapped rows, in memory, so that they are packed and written only where memory does not hold them.
/// </summary>
/// <remarks>
/// The lock alone does not stop COPY or ATTACH inside the folders that the merge may use: only a text that <see cref="SqlTree"/> found to be
/// one SELECT without file functions may be run, as a subquery. https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
/// </remarks>
public sealed class Sandbox : IDisposable
{
    /// <summary>Bytes that one core reads, maps and merges in a second or two, and with half of the memory.</summary>
    private const long Little = 32 << 20;

    private readonly SandboxLimits limits;
    private readonly int cores;

    private Sandbox(DuckDBConnection connection, SandboxLimits limits, int cores) => (Connection, this.limits, this.cores) = (connection, limits, cores);

    /// <summary>The instance, for putting in what the SELECT may read before <see cref="Lock"/>, and for reading results.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>Opens an instance that is not locked yet.</summary>
    /// <param name="work">The DuckDB file to make; what spills lies beside it.</param>
    /// <param name="limits">What may be used.</param>
    /// <param name="bytes">How much will be mapped: for little, other cores are left to other sources.</param>
    /// <param name="inAnyOrder">Whether rows may be mapped in any order, which all cores then do together.</param>
    public static Sandbox Open(string work, SandboxLimits limits, long bytes = 0, bool inAnyOrder = false)
    {
        var cores = bytes < Little ? 1 : Environment.ProcessorCount;
        var connection = Duck.Open(temporary: work + ".spill", memory: limits.Memory, threads: cores);
        connection.Run($"""
            set max_temp_directory_size = {Duck.Literal(limits.Temporary)};
            set preserve_insertion_order = {(inAnyOrder ? "false" : "true")};
            set disabled_optimizers = 'compressed_materialization'; -- packing keys for a sort and unpacking them takes longer than sorting
            -- What is read a few times and thrown away is not worth looking for the best of ten ways to pack it: that takes longer than reading it.
            set disabled_compression_methods = 'rle,dictionary,fsst,dict_fsst,zstd,chimp,patas,alp,alprd,roaring';
            attach {Duck.Literal(work)} as work;
            attach ':memory:' as given;
            """);
        return new(connection, limits, cores);
    }

    /// <summary>Puts in the raw rows, before <see cref="Lock"/>.</summary>
    /// <param name="fill">Makes <c>raw</c> and <c>quarantine</c> over a connection to <c>work</c>.</param>
    public T Fill<T>(Func<DuckDBConnection, T> fill)
    {
        using var duck = Duplicate();
        duck.Run("use work");
        var filled = fill(duck);
        Connection.Run("create temp view raw as from work.raw");
        return filled;
    }

    /// <summary>From here on nothing outside can be read or written, and no setting changed, but what is named here and the number of threads.</summary>
    /// <param name="readable">Files that may still be reached: by the views put in, and by the merge.</param>
    /// <param name="output">The folder where the merge puts new files.</param>
    public void Lock(IEnumerable<string> readable, string output) => Connection.Run($"""
        set allowed_paths = [{string.Join(", ", readable.Select(Duck.Literal))}];
        set allowed_directories = [{Duck.Literal(output)}];
        set enable_external_access = false;
        set allowed_configs = ['threads'];
        set lock_configuration = true;
        """);

    /// <summary>
    /// Makes ready for statements that callers run at once, each over a connection of its own: a caller works in its own thread, and only cores
    /// beyond those help. Callers who share threads take a quarter more of the processor.
    /// </summary>
    public void Share(int callers) => Connection.Run($"set threads = {(Math.Max(0, cores - callers) + 1).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Another connection to the instance, which sees nothing that was put in for the SELECT alone.</summary>
    public DuckDBConnection Duplicate()
    {
        var connection = Connection.Duplicate();
        connection.Open();
        return connection;
    }

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
