using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>One publication's serving file, open for reading until it is no longer served and its last reader is done.</summary>
public sealed class FeedFile : IDisposable
{
    private readonly DuckDBConnection instance;
    private int holders = 1;

    private FeedFile(string publication, DuckDBConnection instance) => (Publication, this.instance) = (publication, instance);

    /// <summary>Id of the publication it holds.</summary>
    public string Publication { get; }

    /// <summary>Opens a file and checks that it has every column of the model.</summary>
    /// <exception cref="InvalidDataException">It lacks some, being made by another version of the product.</exception>
    /// <exception cref="DuckDBException">It cannot be opened.</exception>
    public static FeedFile Open(string publication, string path, FeedModel model)
    {
        var instance = new DuckDBConnection($"DataSource={path};ACCESS_MODE=READ_ONLY");
        try
        {
            instance.Open();
            instance.Run("""
                set autoinstall_known_extensions = false;
                set autoload_known_extensions = false;
                set global timezone = 'UTC';
                set memory_limit = '700MB';
                set temp_directory = '';
                set enable_external_access = false;
                set lock_configuration = true;
                """);
            var found = instance.Rows("select table_name, column_name from duckdb_columns()", row => (row.GetString(0), row.GetString(1))).ToHashSet();
            var missing = model.Sets
                .SelectMany(set => set.Contract.Columns.Select(column => column.Name).Append("ordinal").Select(column => (set.Contract.Name, column)))
                .Where(column => !found.Contains(column)).Select(column => $"{column.Name}.{column.column}").ToArray();
            if (missing.Length > 0)
                throw new InvalidDataException($"Publication {publication} was made by another version: its serving file lacks {string.Join(", ", missing.Take(5))}. Publish again.");
            return new(publication, instance);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the file open for one more reader, who disposes it; false where it is closed already.</summary>
    public bool TryHold()
    {
        for (var seen = Volatile.Read(ref holders); seen > 0; seen = Volatile.Read(ref holders))
            if (Interlocked.CompareExchange(ref holders, seen + 1, seen) == seen)
                return true;
        return false;
    }

    /// <summary>A connection of one reader's own to the one instance of the file.</summary>
    public DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(instance.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>One holder fewer; the last closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) == 0)
            instance.Dispose();
    }
}
