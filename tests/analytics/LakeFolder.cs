using System.Security.Cryptography;
using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>A small lake on disk, written row by row from text, for tests of what reads it.</summary>
public sealed class LakeFolder : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<LakeFile> files = [];

    /// <summary>Every dataset contract of the product.</summary>
    public static IReadOnlyList<Dataset> Datasets { get; } = ReadAll("analytics/datasets", Outcomes.Analytics.Dataset.Read);

    /// <summary>Every measure of the product.</summary>
    public static IReadOnlyList<Measure> Measures { get; } = ReadAll("analytics/measures", Measure.Read);

    /// <summary>The lake as it stands.</summary>
    public LakeSnapshot Snapshot => new(files);

    /// <summary>The contract of that name.</summary>
    public static Dataset Dataset(string name) => Datasets.Single(dataset => dataset.Name == name);

    /// <summary>
    /// Adds what one source delivered: a header of column names, then rows, as CSV. Columns that the header does not name are not
    /// offered; an empty cell is null. Rows of dated data go to their months, with grain day and status ok where no column says.
    /// </summary>
    public LakeFolder Add(string dataset, string source, string csv)
    {
        var contract = Dataset(dataset);
        var path = folder.Write($"given/{dataset}.{source}.{files.Count}.csv", csv);
        return Duck.ReadingFiles(duck => Add(duck, contract, source, path));
    }

    /// <summary>The path of a file in the folder, for what is not a lake file.</summary>
    public string this[string relative] => folder[relative];

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private LakeFolder Add(DuckDBConnection duck, Dataset contract, string source, string csv)
    {
        duck.Run($"create or replace table given as from {Duck.Csv(csv)}");
        var named = duck.Rows("select column_name from duckdb_columns() where table_name = 'given'", row => row.GetString(0));
        if (named.FirstOrDefault(name => !contract.Accepts(name)) is { } unknown)
            throw new ArgumentException($"{contract.Name} has no column '{unknown}'.");
        var missing = (contract.IsDated ? contract.Key.Append("status") : contract.Key).Distinct().Where(key => !named.Contains(key));
        var columns = named.Select(name => $"{Duck.Name(name)}::{(contract.Column(name) ?? contract.BoundOf(name))!.Type} as {Duck.Name(name)}")
            .Concat(missing.Select(name => $"{(name == "grain" ? "'day'" : name == "status" ? "'ok'" : "null")}::varchar as {Duck.Name(name)}"));
        duck.Run($"create or replace table typed as select {string.Join(", ", columns)} from given");
        var months = contract.Month is { } month ? duck.Rows($"select distinct strftime({Duck.Name(month)}, '%Y-%m') from typed order by all", row => row.GetString(0)) : ["all"];
        foreach (var part in months)
        {
            var file = folder[$"lake/{contract.Name}/source={source}/month={part}/{files.Count}.parquet"];
            var rows = contract.Month is { } dated ? $"select * from typed where strftime({Duck.Name(dated)}, '%Y-%m') = {Duck.Literal(part)}" : "from typed";
            duck.Run($"copy ({rows}) to {Duck.Literal(file)} (format parquet)");
            files.Add(new(contract.Name, source, part, file, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));
        }
        return this;
    }

    /// <summary>Everything of one kind in a folder, relative to the checkout.</summary>
    /// <exception cref="InvalidDataException">A file has a fault.</exception>
    public static T[] ReadAll<T>(string path, Func<SqlFile, ICollection<Fault>, T?> read)
        where T : class
    {
        var faults = new List<Fault>();
        var root = Path.GetFullPath(path, Checkout.Root);
        var all = Directory.EnumerateFiles(root, "*.sql").Order(StringComparer.Ordinal).Select(file => read(SqlFile.Read(file, root, faults), faults)).ToArray();
        return faults.Count == 0 ? [.. all.OfType<T>()] : throw new InvalidDataException(string.Join('\n', faults));
    }
}
