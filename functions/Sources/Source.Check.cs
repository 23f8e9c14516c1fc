using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Sources;

public sealed partial record Source
{
    /// <summary>Looks at the mapping without its files: the tables it reads, the columns it gives and, where every raw column is declared, its types.</summary>
    /// <param name="datasets">Every dataset; a mapping may read the undated ones.</param>
    /// <param name="data">The small tables: name → CSV file.</param>
    /// <param name="faults">Collects the faults.</param>
    public void Check(IReadOnlyList<Dataset> datasets, IReadOnlyDictionary<string, string> data, ICollection<Fault> faults)
    {
        var reference = datasets.Where(dataset => !dataset.IsDated).ToArray();
        var before = faults.Count;
        if (SqlTree.Parse(Sql, File, SqlLine, faults) is not { } tree)
            return;
        tree.AllowTables(["raw", .. reference.Select(dataset => dataset.Name), .. data.Keys.Select(name => $"data.{name}")], faults);
        CheckColumns(tree, faults);
        foreach (var personal in Personal.Where(column => tree.Columns.Contains(column) && Columns.All(typed => typed.Name != column)))
            faults.Add(new(File, SqlLine, $"The SELECT reads '{personal}', which is listed under personal: and dropped at the door; leave it out of the SELECT, or off that list if it is about nobody."));
        if (Http?.Each is { } each && SqlTree.Parse(each, File, 1, []) is { } parents)
            parents.AllowTables([.. reference.Select(dataset => dataset.Name), .. data.Keys.Select(name => $"data.{name}")], faults);
        if (faults.Count == before)
            Bind(tree, reference, data, faults);
    }

    private void CheckColumns(SqlTree tree, ICollection<Fault> faults)
    {
        if (tree.Outputs is not { } outputs)
            return;
        var allowed = $"dataset '{Dataset.Name}' has {string.Join(", ", Dataset.Columns.Select(column => column.Name))}";
        foreach (var output in outputs.Where(output => output.Name is null))
            faults.Add(new(File, output.Line, $"A column of the SELECT has no name; write 'as …': {allowed}."));
        foreach (var output in outputs.Where(output => output.Name is { } name && name is not "_row" && !Dataset.Accepts(name)))
            faults.Add(new(File, output.Line, $"The SELECT has a column '{output.Name}'; allowed: {allowed}, and x_low, x_high for a number x; _row for lineage."));
        foreach (var twice in outputs.GroupBy(output => output.Name).Where(same => same.Key is not null && same.Count() > 1))
            faults.Add(new(File, twice.Last().Line, $"The SELECT has '{twice.Key}' {twice.Count()} times; allowed: each column once."));
        foreach (var key in Dataset.Key.Where(name => name is not "grain" && !Dataset.MayBeNull(name)))
            if (outputs.FirstOrDefault(output => output.Name == key) is not { } given)
                faults.Add(new(File, SqlLine, $"The SELECT has no column '{key}', which is part of the key of dataset '{Dataset.Name}'; add '… as {key}'."));
            else if (given.IsNull)
                faults.Add(new(File, given.Line, $"'{key}' is null in every row, but it is part of the key of dataset '{Dataset.Name}' and tells rows apart; give it a value."));
    }

    /// <summary>Lets DuckDB bind the SELECT to empty tables. Where it names a raw column that nothing declares, this is left to the run.</summary>
    private void Bind(SqlTree tree, IReadOnlyList<Dataset> reference, IReadOnlyDictionary<string, string> data, ICollection<Fault> faults)
    {
        var raw = RawColumns();
        var small = data.Where(table => tree.Tables.Any(read => read.Name == $"data.{table.Key}"))
            .ToDictionary(table => table.Key, table => DataFile.Header(table.Value, $"data/{table.Key}.csv", faults) ?? []);
        var read = reference.Where(dataset => tree.Tables.Any(table => table.Name == dataset.Name)).ToArray();
        var wrong = Duck.Reading(duck =>
        {
            duck.Run("begin transaction");
            try
            {
                duck.Run($"create table raw ({string.Join(", ", raw.Select(column => $"{Duck.Name(column.Key)} {column.Value}"))}); create schema data;");
                foreach (var (name, header) in small)
                    duck.Run($"create table data.{Duck.Name(name)} ({string.Join(", ", header.Select(column => $"{Duck.Name(column)} varchar"))})");
                foreach (var dataset in read)
                    duck.Run($"create table {Duck.Name(dataset.Name)} ({string.Join(", ", dataset.Columns.Select(column => $"{Duck.Name(column.Name)} {column.Type}"))})");
                duck.Run($"describe select * from (\n{tree.Sql}\n)");
                return null;
            }
            catch (DuckDBException unfit)
            {
                return unfit.Message;
            }
            finally
            {
                duck.Run("rollback");
            }
        });
        // A raw column that nothing declares: only a file can tell.
        if (wrong is null || UnknownColumn().IsMatch(wrong))
            return;
        var line = WrappedLine().Match(wrong) is { Success: true } at ? int.Parse(at.Groups[1].ValueSpan, null) - 2 : 0;
        faults.Add(new(File, SqlLine + Math.Max(0, line), $"The SELECT does not fit its tables: {wrong.Split('\n')[0]}"));
    }

    /// <summary>What is known of <c>raw</c> without a file: declared columns with their companions, and where each row comes from.</summary>
    private Dictionary<string, string> RawColumns()
    {
        var raw = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["_file"] = "varchar", ["_row"] = "bigint" };
        if (AsAt is not null || Http is not null)
            raw["_as_at"] = "date";
        if (Http is not null)
            raw["_page"] = "varchar";
        if (Http?.Window is not null)
            raw["_from"] = raw["_to"] = "varchar";
        if (Http?.EachColumns is { Count: > 0 } each)
            raw["_each"] = $"struct({string.Join(", ", each.Select(name => $"{Duck.Name(name)} varchar"))})";
        foreach (var column in Columns)
        {
            var type = column.Type switch
            {
                "integer" => "bigint",
                "decimal" or "percent" => "decimal(38,10)",
                "datetime" => "timestamp",
                "duration" => "interval",
                "text" => "varchar",
                var same => same,
            };
            (raw[column.Name], raw[column.Name + "_status"], raw[column.Name + "_low"], raw[column.Name + "_high"]) = (type, "varchar", type, type);
        }
        return raw;
    }

    [GeneratedRegex("does not have a column named|not found in FROM clause|cannot be referenced before it is defined|No matching columns found")]
    private static partial Regex UnknownColumn();

    [GeneratedRegex(@"LINE (\d+):")]
    private static partial Regex WrappedLine();
}
