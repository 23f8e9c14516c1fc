using System.Data;
using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>How DuckDB is opened and asked everywhere: in-process, limited, without downloads, values as parameters.</summary>
public static class Duck
{
    private static readonly KeptDuck Kept = new("set enable_external_access = false; set lock_configuration = true;"), KeptForFiles = new("set enable_external_file_cache = false");

    /// <summary>Opens an instance of its own.</summary>
    /// <param name="database">A file, or null for memory.</param>
    /// <param name="temporary">Folder for what does not fit in memory; null: none, and work past the limit fails.</param>
    /// <param name="memory">Limit as DuckDB writes it.</param>
    /// <param name="threads">Worker threads; null: one a core.</param>
    public static DuckDBConnection Open(string? database = null, string? temporary = null, string memory = "700MB", int? threads = null)
    {
        var connection = new DuckDBConnection($"DataSource={database ?? ":memory:"}");
        connection.Open();
        connection.Run($"""
            set memory_limit = {Literal(memory)};
            set threads = {(threads ?? Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture)};
            set autoinstall_known_extensions = false;
            set autoload_known_extensions = false;
            set allow_community_extensions = false;
            set global timezone = 'UTC';
            set temp_directory = {Literal(temporary ?? "")};
            """);
        return connection;
    }

    /// <summary>
    /// Asks the one instance kept for reading SQL (syntax trees, contracts): it holds no data, reaches no file, and its settings are locked.
    /// Opening one takes longer than the question.
    /// </summary>
    public static T Reading<T>(Func<DuckDBConnection, T> ask) => Kept.Ask(ask);

    /// <summary>Asks the one kept for reading small files, by statements of ours alone; it remembers nothing of them.</summary>
    public static T ReadingFiles<T>(Func<DuckDBConnection, T> ask) => KeptForFiles.Ask(ask);

    /// <summary>Closes the instances kept for reading; the next question opens another.</summary>
    public static void StopReading()
    {
        Kept.Stop();
        KeptForFiles.Stop();
    }

    /// <summary>Runs statements, and gives how many rows they changed or wrote. Parameters are named <c>$name</c> in the SQL.</summary>
    public static int Run(this DuckDBConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows of one query, each read by <paramref name="row"/>.</summary>
    public static List<T> Rows<T>(this DuckDBConnection connection, string sql, Func<IDataRecord, T> row, params (string Name, object? Value)[] parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>The first column of the first row, or default where there is none or it is null.</summary>
    public static T? One<T>(this DuckDBConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull
            ? (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture)
            : default;
    }

    /// <summary>A name from the model, quoted as an identifier.</summary>
    public static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"")}\"";

    /// <summary>
    /// A small CSV file as a table of text: a header, commas, double quotes. Said, not guessed: DuckDB tries every other mark and type first, which takes ten times as long as reading a
    /// thousand rows.
    /// </summary>
    public static string Csv(string path) =>
        $"read_csv({Literal(path)}, header = true, delim = ',', quote = '\"', escape = '\"', all_varchar = true, auto_type_candidates = ['VARCHAR'])";

    /// <summary>A text literal, for the few statements that take no parameters (COPY targets, ATTACH, SET).</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''")}'";

    private static DuckDBCommand Command(this DuckDBConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new DuckDBParameter(name, value ?? DBNull.Value));
        return command;
    }

    /// <summary>An instance that is opened at the first question and kept; one that threw is not used again.</summary>
    private sealed class KeptDuck(string settings)
    {
        private readonly Lock asking = new();
        private DuckDBConnection? duck;

        public T Ask<T>(Func<DuckDBConnection, T> ask)
        {
            lock (asking)
                try
                {
                    if (duck is null)
                    {
                        duck = Open(threads: 1, memory: "100MB");
                        duck.Run(settings);
                    }
                    return ask(duck);
                }
                catch
                {
                    duck?.Dispose();
                    duck = null;
                    throw;
                }
        }

        public void Stop()
        {
            lock (asking)
            {
                duck?.Dispose();
                duck = null;
            }
        }
    }
}
