using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>One publication's serving file, attached to the feed's DuckDB instances until it is no longer served and its last reader is done.</summary>
public sealed class FeedFile : IDisposable
{
    private readonly FeedInstance wide, narrow;
    private readonly string path;
    private int holders = 1;
    private bool isUnwanted;
    private Dictionary<string, StoredRuns> runs = [];

    private FeedFile(Publication publication, string path, FeedInstance wide, FeedInstance narrow) => (Publication, this.path, this.wide, this.narrow) = (publication, path, wide, narrow);

    /// <summary>The publication it holds.</summary>
    public Publication Publication { get; }

    /// <summary>Its catalog, quoted: what its tables' names begin with.</summary>
    public string Catalog => Duck.Name(Publication.Id);

    /// <summary>Attaches a file and checks that it has every column of the model.</summary>
    /// <exception cref="InvalidDataException">It lacks some, being made by another version of the product.</exception>
    /// <exception cref="DuckDBException">It cannot be opened.</exception>
    public static FeedFile Open(Publication publication, string path, FeedModel model, FeedInstance wide, FeedInstance narrow)
    {
        var file = new FeedFile(publication, path, wide, narrow);
        var instance = wide.First;
        foreach (var each in new[] { wide, narrow })
            each.First.Run($"attach {Duck.Literal(path)} as {file.Catalog} (read_only)");
        var found = instance.Rows("select table_name, column_name from duckdb_columns() where database_name = $publication",
            row => (row.GetString(0), row.GetString(1)), ("publication", publication.Id)).ToHashSet();
        var missing = model.Sets
            .SelectMany(set => set.Contract.Columns.Select(column => column.Name).Append("ordinal").Select(column => (set.Contract.Name, column)))
            .Concat(model.Sets.Select(set => ServingFile.RunsOf(set.Contract)).Where(runs => runs is not null).Select(runs => (Name: runs!.Value.Table, column: "period")))
            .Where(column => !found.Contains(column)).Select(column => $"{column.Name}.{column.column}").ToArray();
        if (missing.Length == 0)
        {
            file.runs = model.Sets.Where(set => ServingFile.RunsOf(set.Contract) is not null)
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

    /// <summary>The instance for what reads many rows, or for what reads a stretch of them.</summary>
    public FeedInstance Instance(bool isNarrow) => isNarrow ? narrow : wide;

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
        foreach (var instance in new[] { wide, narrow })
            using (var connection = instance.Connect())
                connection.Run($"detach {Catalog}");
        if (isUnwanted)
            File.Delete(path);
    }
}
