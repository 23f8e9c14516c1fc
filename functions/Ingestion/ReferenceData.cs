using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>What a mapping may read beside <c>raw</c>: the undated datasets as the lake has them, and the CSV files of the council's data folder.</summary>
/// <param name="snapshot">The lake as it stands.</param>
/// <param name="datasets">Every dataset's contract.</param>
/// <param name="data">CSV files by the name a mapping reads them by, less the schema <c>data</c>.</param>
public sealed class ReferenceData(LakeSnapshot snapshot, IReadOnlyList<Dataset> datasets, IReadOnlyDictionary<string, string> data)
{
    /// <summary>Every table a mapping may read.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<Dataset> datasets, IReadOnlyDictionary<string, string> data) =>
        ["raw", .. datasets.Where(dataset => !dataset.IsDated).Select(dataset => dataset.Name), .. data.Keys.Select(name => $"data.{name}")];

    /// <summary>Hash of all that decides a source's rows beside its files: mapping, contract, the look-ups it reads, the days asked for.</summary>
    public string FingerprintOf(Source source, SqlTree tree, Window asked)
    {
        var read = tree.Tables.Select(table => table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Fingerprint.Of((string[])
        [
            Fingerprint.Mapping(source), Fingerprint.Contract(source.Dataset), asked.ToString(),
            .. data.Where(file => read.Contains($"data.{file.Key}")).Select(file => Fingerprint.OfFile(file.Value)),
            .. snapshot.Files.Where(file => read.Contains(file.Dataset)).Select(file => file.Hash),
        ]);
    }

    /// <summary>Puts those tables that a mapping reads into its sandbox. Data files are text throughout, as <c>raw</c> is.</summary>
    /// <param name="source">The mapping's source.</param>
    /// <param name="tree">The mapping.</param>
    /// <param name="sandbox">An instance that may still read files.</param>
    /// <param name="folder">The run's own.</param>
    /// <exception cref="SourceException">A data file cannot be read.</exception>
    public void PutInto(DuckDBConnection sandbox, Source source, SqlTree tree, string folder)
    {
        var read = tree.Tables.Select(table => table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        sandbox.Run("create schema data");
        foreach (var (name, path) in data.Where(file => read.Contains($"data.{file.Key}")))
            try
            {
                sandbox.Run($"create table data.{Duck.Name(name)} as from {Duck.Csv(path)}");
            }
            catch (DuckDBException wrong)
            {
                throw new SourceException(source.Name, $"data/{name}.csv cannot be read as CSV: {wrong.Message.Split('\n')[0]}", wrong);
            }
        if (datasets.Where(dataset => !dataset.IsDated && read.Contains(dataset.Name)).ToArray() is not { Length: > 0 } wanted)
            return;
        using var warehouse = Warehouse.Open(snapshot, wanted, output: folder);
        foreach (var dataset in wanted)
        {
            var file = Path.Combine(folder, $"{dataset.Name}.parquet");
            warehouse.Connection.Run($"copy (from {Duck.Name(dataset.Name)}) to {Duck.Literal(file)} (format parquet)");
            sandbox.Run($"create temp table {Duck.Name(dataset.Name)} as from read_parquet({Duck.Literal(file)})");
        }
    }
}
