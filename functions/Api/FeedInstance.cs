using System.Collections.Concurrent;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>A DuckDB instance that can open nothing but the folder of serving files, and the connections to it that wait to be used again.</summary>
public sealed class FeedInstance : IDisposable
{
    /// <summary>What is worth its time where a stretch of a table is read; the others of DuckDB's optimizers take longer than reading it.</summary>
    private static readonly string[] WorthFew = ["expression_rewriter", "filter_pushdown", "top_n"];

    private readonly DuckDBConnection instance;
    private readonly ConcurrentBag<DuckDBConnection> free = [];

    /// <summary>An instance with no file open yet.</summary>
    /// <param name="folder">The folder of serving files.</param>
    /// <param name="spill">Where what does not fit in memory goes; null: it fails.</param>
    /// <param name="memory">Limit as DuckDB writes it.</param>
    /// <param name="ofFew">Whether few rows are read by each statement: by one thread, planned in little time; else one a core.</param>
    public FeedInstance(string folder, string? spill, string memory, bool ofFew)
    {
        instance = Duck.Open(temporary: spill, memory: memory, threads: ofFew ? 1 : null);
        if (ofFew)
            instance.Run($"set disabled_optimizers = {Duck.Literal(string.Join(',', instance.Rows("select name from duckdb_optimizers()", row => row.GetString(0)).Except(WorthFew)))}");
        instance.Run($"""
            set global timezone = 'UTC';
            set allowed_directories = [{Duck.Literal(folder)}];
            set enable_external_access = false;
            set lock_configuration = true;
            """);
    }

    /// <summary>The connection that attaches and detaches files.</summary>
    public DuckDBConnection First => instance;

    /// <summary>A connection of one reader's own, who disposes it, or gives it back where nothing but rows was asked of it.</summary>
    public DuckDBConnection Connect()
    {
        if (free.TryTake(out var used))
            return used;
        var connection = instance.Duplicate();
        connection.Open();
        return connection;
    }

    /// <summary>Takes a connection back.</summary>
    public void GiveBack(DuckDBConnection connection) => free.Add(connection);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (free.TryTake(out var connection))
            connection.Dispose();
        instance.Dispose();
    }
}
