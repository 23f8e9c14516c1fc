using Microsoft.Data.Sqlite;

namespace Outcomes.Functions.Ingestion;

/// <summary>A ledger in one SQLite file, which several processes of one machine may share.</summary>
/// <remarks>
/// Write-ahead log, so that readers never wait for a writer; a writer waits up to 30 seconds for another. Every write is on the disk before
/// the call returns, because the lake's files are replaced only after the intent to do so is safe.
/// </remarks>
public sealed class SqliteLedgerStore : ILedgerStore, IDisposable
{
    private readonly string connectionString;

    /// <summary>Opens the file, or makes it and its folder.</summary>
    /// <exception cref="IOException">It cannot be written, or is not a SQLite file.</exception>
    public SqliteLedgerStore(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        Run(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = """
                pragma journal_mode = wal;
                create table if not exists entries(partition text, row text, json text not null, tag text not null, primary key (partition, row)) without rowid;
                """;
            return command.ExecuteNonQuery();
        });
    }

    /// <inheritdoc/>
    public Task<LedgerEntry?> FindAsync(string partition, string row, CancellationToken cancellationToken) => Task.FromResult(
        Query("select partition, row, json, tag from entries where partition = $1 and row = $2", [partition, row]).FirstOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> ListAsync(string partition, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LedgerEntry>>(
        Query("select partition, row, json, tag from entries where partition = $1 order by row", [partition]));

    /// <inheritdoc/>
    public Task<LedgerEntry?> TryInsertAsync(string partition, string row, string json, CancellationToken cancellationToken) => Task.FromResult(
        Query("insert into entries values ($1, $2, $3, hex(randomblob(8))) on conflict do nothing returning *", [partition, row, json]).FirstOrDefault());

    /// <inheritdoc/>
    public Task<LedgerEntry?> TryReplaceAsync(LedgerEntry entry, string json, CancellationToken cancellationToken) => Task.FromResult(
        Query("update entries set json = $4, tag = hex(randomblob(8)) where partition = $1 and row = $2 and tag = $3 returning *",
            [entry.Partition, entry.Row, entry.Tag, json]).FirstOrDefault());

    /// <inheritdoc/>
    public Task<bool> TryDeleteAsync(LedgerEntry entry, CancellationToken cancellationToken) => Task.FromResult(
        Query("delete from entries where partition = $1 and row = $2 and tag = $3 returning *", [entry.Partition, entry.Row, entry.Tag]).Count == 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private List<LedgerEntry> Query(string sql, string[] values) => Run(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        using var reader = command.ExecuteReader();
        var entries = new List<LedgerEntry>();
        while (reader.Read())
            entries.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return entries;
    });

    private T Run<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            return work(connection);
        }
        catch (SqliteException failure)
        {
            var file = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
            throw new IOException($"The ledger {file} cannot be used: {failure.Message} It must be a SQLite file in a folder that can be written, with room on the disk; "
                + $"{new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace / 1_000_000} MB are free there.", failure);
        }
    }
}
