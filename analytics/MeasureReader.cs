using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>
/// A way into a warehouse's instance of its own, in which one measure after the other is read while figures are made elsewhere. Its temporary
/// tables are its own; what it gathers for others lies in <c>main</c>, in tables whose names begin with its name and not, as in the SQL, with <c>next_</c>.
/// </summary>
internal sealed class MeasureReader(DuckDBConnection connection, string name)
{
    /// <summary>The connection, to be opened and closed with the warehouse.</summary>
    public DuckDBConnection Connection { get; } = connection;

    /// <summary>Runs statements over tables <c>main.next_…</c>, which are this reader's.</summary>
    public void Run(string sql, params (string Name, object? Value)[] parameters) => Connection.Run(Own(sql), parameters);

    /// <summary>Asks for one value of tables <c>main.next_…</c>, which are this reader's.</summary>
    public T? One<T>(string sql) => Connection.One<T>(Own(sql));

    /// <summary>Makes what was gathered the warehouse's: of each name there is what this reader has, or nothing.</summary>
    public void Give(DuckDBConnection to, IEnumerable<string> tables)
    {
        foreach (var table in tables)
        {
            to.Run($"drop table if exists main.{table}");
            to.Run(Own($"alter table if exists main.next_{table} rename to {table}"));
        }
    }

    private string Own(string sql) => sql.Replace("main.next_", $"main.{name}_", StringComparison.Ordinal);
}
