using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>One publication's serving file, attached to the feed's DuckDB until it is no longer served and its last reader is done.</summary>
public sealed class FeedFile : IDisposable
{
    private readonly DuckDBConnection instance;
    private readonly string path;
    private int holders = 1;
    private bool isUnwanted;
    private Dictionary<string, StoredRuns> runs = [];

    private FeedFile(Publication publication, string path, DuckDBConnection instance) => (Publication, this.path, this.instance) = (publication, path, instance);

    /// <summary>The publication it holds.</summary>
    public Publication Publication { get; }

    /// <summary>Its catalog, quoted: what its tables' names begin with.</summary>
    public string Catalog => Duck.Name(Publication.Id);

    /// <summary>Attaches a file and checks that it has every column of the model.</summary>
    /// <exception cref="InvalidDataException">It lacks some, being made by another version of the product.</exception>
    /// <exception cref="DuckDBException">It cannot be opened.</exception>
    public static FeedFile Open(Publication publication, string path, FeedModel model, DuckDBConnection instance)
    {
        var file = new FeedFile(publication, path, instance);
        instance.Run($"attach {Duck.Literal(path)} as {file.Catalog} (read_only)");
        var found = instance.Rows("select table_name, column_name from duckdb_columns() where database_name = $publication",
            row => (row.GetString(0), row.GetString(1)), ("publication", publication.Id)).ToHashSet();
        var missing = model.Sets
            .SelectMany(set => set.Contract.Columns.Select(column => column.Name).Append("ordinal").Select(column => (set.Contract.Name, column)))
            .Where(column => !found.Contains(column)).Select(column => $"{column.Name}.{column.column}").ToArray();
        if (missing.Length == 0)
        {
            var tables = found.Select(column => column.Item1).ToHashSet();
            file.runs = model.Sets.Where(set => ServingFile.RunsOf(set.Contract) is var (table, _, _) && tables.Contains(table))
                .ToDictionary(set => set.Contract.Name, set => StoredRuns.Read(instance, file.Catalog, set.Contract)!);
            return file;
        }
        file.Dispose();
        throw new InvalidDataException($"Publication {publication.Id} was made by another version: its serving file lacks {string.Join(", ", missing.Take(5))}. Publish again.");
    }

    /// <summary>Where the rows of a set lie; null where the file does not say.</summary>
    internal StoredRuns? RunsOf(FeedSet set) => runs.GetValueOrDefault(set.Contract.Name);

    /// <summary>Keeps the file open for one more reader, who disposes it; false where it is closed already.</summary>
    public bool TryHold()
    {
        for (var seen = Volatile.Read(ref holders); seen > 0; seen = Volatile.Read(ref holders))
            if (Interlocked.CompareExchange(ref holders, seen + 1, seen) == seen)
                return true;
        return false;
    }

    /// <summary>A connection of one reader's own.</summary>
    public DuckDBConnection Connect()
    {
        var connection = instance.Duplicate();
        connection.Open();
        return connection;
    }

    /// <summary>Closes the file, and deletes it, when its last reader is done: it can be built again.</summary>
    public void Retire()
    {
        isUnwanted = true;
        Dispose();
    }

    /// <summary>One holder fewer; the last closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) != 0)
            return;
        using (var connection = Connect())
            connection.Run($"detach {Catalog}");
        if (isUnwanted)
            File.Delete(path);
    }
}
