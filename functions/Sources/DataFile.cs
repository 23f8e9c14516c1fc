using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Sources;

/// <summary>A small table of a council folder, <c>data/&lt;name&gt;.csv</c>: comma-separated, UTF-8, with a header.</summary>
public static class DataFile
{
    /// <summary>The header's names, or null after a fault.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="shown">How messages name it.</param>
    /// <param name="faults">Collects the faults.</param>
    public static IReadOnlyList<string>? Header(string path, string shown, ICollection<Fault> faults)
    {
        try
        {
            return Duck.ReadingFiles(duck => duck.Rows($"select column_name from (describe from {Duck.Csv(path)})", row => row.GetString(0)));
        }
        catch (DuckDBException wrong)
        {
            faults.Add(new(shown, 1, $"The table cannot be read: {wrong.Message.Split('\n')[0]} Allowed: comma-separated UTF-8 with a header line."));
            return null;
        }
    }

    /// <summary>
    /// The source <c>data_&lt;name&gt;</c> that fills a dataset from the table of its name: every column of the header, typed as the dataset has it.
    /// </summary>
    /// <remarks>In a key column an empty cell of undated data means any (<c>all</c>): a unit cost without a service holds for every service.</remarks>
    /// <param name="path">The CSV file.</param>
    /// <param name="root">The council folder, or the product's.</param>
    /// <param name="dataset">The dataset of that name.</param>
    /// <param name="faults">Collects the faults.</param>
    public static Source? AsSource(string path, string root, Dataset dataset, ICollection<Fault> faults)
    {
        var shown = Path.GetRelativePath(root, path).Replace('\\', '/');
        if (Header(path, shown, faults) is not { } header)
            return null;
        var before = faults.Count;
        foreach (var unknown in header.Where(name => !dataset.Accepts(name)))
            faults.Add(new(shown, 1, $"Column '{unknown}' is not in dataset '{dataset.Name}'; allowed: {string.Join(", ", dataset.Columns.Select(column => column.Name))}."));
        foreach (var missing in dataset.Key.Where(name => name is not "grain" && !header.Contains(name) && !dataset.MayBeNull(name)))
            faults.Add(new(shown, 1, $"Column '{missing}' is missing: it is part of the key of dataset '{dataset.Name}'; the header has {string.Join(", ", header)}."));
        return faults.Count > before ? null : new()
        {
            Name = $"data_{dataset.Name}",
            File = shown,
            Folder = root,
            Title = $"{dataset.Title} (small table)",
            Dataset = dataset,
            Files = shown,
            FilesAre = FilesAre.Parts,
            AsAt = null,
            Format = new("csv", ",", "utf-8", "\"", ".", 0, null, null, null, Mark.Usual),
            Columns = [.. header.Select(name => new TypedColumn(name, TypeOf(dataset, name), null, 1)).Where(column => column.Type is not "text")],
            Absent = "missing",
            Schedule = null,
            LookbackDays = null,
            Mode = Mode.Replace,
            OnDuplicate = OnDuplicate.Quarantine,
            DropIdenticalRows = false,
            Breaks = [],
            Personal = [],
            DriftIgnore = null,
            InsteadOf = null,
            Owner = "council",
            Sql = $"select\n{string.Join(",\n", header.Select(name => $"    {Cell(dataset, name)} as {Duck.Name(name)}"))},\n    _row\nfrom raw\n",
            SqlLine = 1,
        };
    }

    private static string Cell(Dataset dataset, string name) =>
        TypeOf(dataset, name) is not "text" ? Duck.Name(name)
        : !dataset.IsDated && dataset.Key.Contains(name) && dataset.MayBeNull(name) ? $"coalesce(nullif(trim({Duck.Name(name)}), ''), 'all')"
        : $"nullif(trim({Duck.Name(name)}), '')";

    private static string TypeOf(Dataset dataset, string name) => (dataset.Column(name) ?? dataset.BoundOf(name))!.Type switch
    {
        "BIGINT" or "INTEGER" => "integer",
        "DOUBLE" => "decimal",
        "DATE" => "date",
        "BOOLEAN" => "boolean",
        var type when type.StartsWith("DECIMAL", StringComparison.Ordinal) => "decimal",
        var type when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => "datetime",
        _ => "text",
    };
}
