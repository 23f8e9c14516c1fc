using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A query of the council over datasets whose rows are offenders: one <c>.sql</c> file in <c>checks/</c>.</summary>
/// <param name="Name">File name.</param>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Title">What holds when it returns nothing.</param>
/// <param name="Dataset">Which dataset it is about: where it fails, measures that read it keep the figures last published.</param>
/// <param name="Kind">missing, invalid, duplicate, row_count, freshness, schema, volume, reconciliation or custom.</param>
/// <param name="Fails">Whether figures are held back; else it warns.</param>
/// <param name="Sql">The query.</param>
/// <param name="Line">1-based line of the file at which it starts.</param>
public sealed record DatasetCheck(string Name, string File, string Title, string Dataset, string Kind, bool Fails, string Sql, int Line)
{
    private static readonly string[] Kinds = ["custom", "duplicate", "freshness", "invalid", "missing", "reconciliation", "row_count", "schema", "volume"];

    /// <summary>Reads a check's file. Every fault is added; null where there is one.</summary>
    public static DatasetCheck? Read(SqlFile file, IReadOnlyList<Dataset> datasets, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var check = new DatasetCheck(file.Name, file.ShownPath, front.Text("title"), front.Choice("dataset", [.. datasets.Select(dataset => dataset.Name)]),
            front.Choice("kind", Kinds, "custom"), front.Choice("level", ["fail", "warn"]) is "fail", file.Sql, file.SqlLine);
        front.Finish();
        if (SqlTree.Parse(file.Sql, file.ShownPath, file.SqlLine, faults) is { } query)
        {
            query.AllowTables([.. datasets.Select(dataset => dataset.Name)], faults);
            query.RefuseStatusesAsText(faults);
        }
        return faults.Count > before ? null : check;
    }

    /// <summary>Why DuckDB cannot run it over the datasets, or null.</summary>
    public Fault? Problem(Warehouse warehouse)
    {
        try
        {
            warehouse.Connection.Run($"describe {Sql}");
            return null;
        }
        catch (DuckDBException wrong)
        {
            return new(File, Line, $"The check cannot be used: {wrong.Message.Split('\n')[0]}");
        }
    }
}
