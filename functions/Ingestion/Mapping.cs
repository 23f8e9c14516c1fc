using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>What a mapping gave: the table <c>given.mapped</c> of its sandbox.</summary>
/// <param name="Columns">Its columns by name and DuckDB type, less <c>_delivery</c>.</param>
/// <param name="NotBrokenDown">Columns that are a literal null: this source does not break its rows down by them.</param>
/// <param name="HasDeliveries">Whether files are versions of each other: <c>_delivery</c> then counts them from 1 in the order they came.</param>
/// <param name="Rows">Rows of the table.</param>
public sealed record Mapped(
    IReadOnlyDictionary<string, string> Columns, IReadOnlySet<string> NotBrokenDown, bool HasDeliveries, long Rows);

/// <summary>Runs a source's SELECT over its typed raw rows, in a sandbox.</summary>
public static partial class Mapping
{
    /// <summary>The mapping as a syntax tree: one SELECT that reads only what it may.</summary>
    /// <param name="source">The source.</param>
    /// <param name="tables">The tables it may read.</param>
    /// <exception cref="SourceException">It is not; the message has every fault, each with file and line.</exception>
    public static SqlTree Parse(Source source, IReadOnlyList<string> tables)
    {
        var faults = new List<Fault>();
        var tree = SqlTree.Parse(source.Sql, source.File, source.SqlLine, faults);
        tree?.AllowTables(tables, faults);
        return faults.Count == 0 ? tree! : throw new SourceException(source.Name, string.Join(" ", faults));
    }

    /// <summary>Maps the rows: all together where the files are parts, else file by file in the order they came.</summary>
    /// <param name="source">The source.</param>
    /// <param name="tree">Its mapping.</param>
    /// <param name="sandbox">Locked; it has <c>raw</c> and what else the mapping may read.</param>
    /// <param name="files">Paths of the files in <c>raw</c>, as <c>_file</c> has them.</param>
    /// <param name="cancellationToken">Interrupts the SELECT.</param>
    /// <exception cref="SourceException">The mapping fails, or gives columns that the dataset does not have.</exception>
    public static Mapped Run(
        Source source, SqlTree tree, Sandbox sandbox, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        try
        {
            var columns = sandbox.Connection.Rows($"describe select * from (\n{tree.Sql}\n)", row => (Name: row.GetString(0), Type: row.GetString(1)));
            Check(source, tree, [.. columns.Select(column => column.Name)]);
            if (source.FilesAre is FilesAre.Parts)
                sandbox.Run($"create table given.mapped as select * from (\n{tree.Sql}\n)", cancellationToken);
            else
                foreach (var (file, index) in files.Select((file, index) => (file, index)))
                {
                    sandbox.Connection.Run($"create or replace temp view raw as from work.raw where _file = {Duck.Literal(file)}");
                    sandbox.Run(
                        $"{(index == 0 ? "create table given.mapped as" : "insert into given.mapped")} select {index + 1}::integer as _delivery, * from (\n{tree.Sql}\n)", cancellationToken);
                }
            var nulls = tree.Outputs?.Where(column => column is { IsNull: true, Name: not null }).Select(column => column.Name!) ?? [];
            return new(columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal), nulls.ToHashSet(StringComparer.Ordinal),
                source.FilesAre is not FilesAre.Parts, sandbox.Connection.One<long>("select count(*) from given.mapped"));
        }
        catch (DuckDBException wrong)
        {
            throw new SourceException(source.Name, Told(source, wrong), wrong);
        }
        catch (TimeoutException late)
        {
            throw new SourceException(source.Name, $"{source.File}:{source.SqlLine}: {late.Message}", late);
        }
    }

    /// <summary>Faults of the output columns: unknown, twice, a key column missing, a bound without its number.</summary>
    private static void Check(Source source, SqlTree tree, IReadOnlyList<string> names)
    {
        var (dataset, faults) = (source.Dataset, new List<Fault>());
        void Add(string? column, string message) =>
            faults.Add(new(source.File, tree.Outputs?.FirstOrDefault(output => output.Name == column)?.Line ?? source.SqlLine, message));
        foreach (var name in names.Where(name => name != "_row"))
            if (!dataset.Accepts(name))
                Add(name, $"'{name}' is not a column of {dataset.Name}; allowed: {string.Join(", ", dataset.Columns.Select(column => column.Name))}, bounds of its numbers such as x_low and x_high, and _row.");
            else if (dataset.BoundOf(name) is { } number && !names.Contains(number.Name))
                Add(name, $"'{name}' is a bound of '{number.Name}', which the SELECT does not name; name both.");
        foreach (var key in dataset.Key.Where(key => key is not "grain" && !names.Contains(key) && !dataset.MayBeNull(key)))
            Add(null, $"'{key}' is part of the key of {dataset.Name} and the SELECT does not name it; the key: {string.Join(", ", dataset.Key)}.");
        if (faults.Count > 0)
            throw new SourceException(source.Name, string.Join(" ", faults));
    }

    /// <summary>What failed, at the line of the source's file that DuckDB means, and never what a row holds: a run's message is published. The SELECT stands on line 2 of what ran.</summary>
    private static string Told(Source source, DuckDBException wrong)
    {
        var message = wrong.Message;
        var at = Position().Match(message);
        var line = at.Success ? source.SqlLine + int.Parse(at.Groups[1].Value, CultureInfo.InvariantCulture) - 2 : source.SqlLine;
        var text = at.Success ? message[..at.Index] : message;
        return $"{source.File}:{line}: {(SelectFailure.TellsOfValues(wrong) ? SelectFailure.Of(wrong) : string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))}";
    }

    [GeneratedRegex(@"^LINE (\d+):", RegexOptions.Multiline)]
    private static partial Regex Position();
}
