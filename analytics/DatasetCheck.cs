using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A query of the council over datasets whose rows are offenders: one <c>.sql</c> file in <c>checks/</c>.</summary>
/// <param name="Name">File name.</param>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Title">What holds when it returns nothing.</param>
/// <param name="Dataset">Which dataset it is about: where it fails, measures that read it keep the figures last published.</param>
/// <param name="Kind">missing, invalid, duplicate, row_count, freshness, schema, volume, reconciliation or custom.</param>
/// <param name="Warn">It warns of more offenders than this; null: never.</param>
/// <param name="Fail">It fails, and figures are held back, for more offenders than this; null: never.</param>
/// <param name="Sql">The query.</param>
/// <param name="Line">1-based line of the file at which it starts.</param>
public sealed record DatasetCheck(string Name, string File, string Title, string Dataset, string Kind, int? Warn, int? Fail, string Sql, int Line)
{
    /// <summary>Whether it can hold figures back.</summary>
    public bool Fails => Fail is not null;

    /// <summary>How many offenders are allowed, in words.</summary>
    public string Allowed => (Warn, Fail) switch
    {
        ({ } warn, { } fail) => $"{Rows(warn)}; {Rows(fail)} before it fails",
        var (warn, fail) => Rows(warn ?? fail!.Value),
    };

    /// <summary>pass, warn or fail, for so many offenders.</summary>
    public string Result(long found) => found > Fail ? "fail" : found > Warn ? "warn" : "pass";

    private static string Rows(int most) => most switch { 0 => "no row", 1 => "up to 1 row", _ => $"up to {most} rows" };

    private static readonly string[] Kinds = ["custom", "duplicate", "freshness", "invalid", "missing", "reconciliation", "row_count", "schema", "volume"];

    /// <summary>Reads a check's file. Every fault is added; null where there is one.</summary>
    public static DatasetCheck? Read(SqlFile file, IReadOnlyList<Dataset> datasets, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var (warn, fail) = Thresholds(front);
        var check = new DatasetCheck(file.Name, file.ShownPath, front.Text("title"), front.Choice("dataset", [.. datasets.Select(dataset => dataset.Name)]),
            front.Choice("kind", Kinds, "custom"), warn, fail, file.Sql, file.SqlLine);
        front.Finish();
        if (SqlTree.Parse(file.Sql, file.ShownPath, file.SqlLine, faults) is { } query)
        {
            query.AllowTables([.. datasets.Select(dataset => dataset.Name)], faults);
            query.RefuseStatusesAsText(faults);
        }
        return faults.Count > before ? null : check;
    }

    /// <summary><c>level: warn</c> or <c>fail</c> allows no offender; <c>warn: 5</c> and <c>fail: 50</c>, one or both, allow so many.</summary>
    private static (int? Warn, int? Fail) Thresholds(FrontMatter front)
    {
        if (!front.Has("warn") && !front.Has("fail"))
            return front.Choice("level", ["fail", "warn"]) is "fail" ? (null, 0) : (0, null);
        if (front.Has("level"))
            front.Fault("level", $"'level' is '{front.OptionalText("level")}' beside thresholds; allowed: 'level', which lets no row pass, or 'warn' and 'fail' with the most rows each lets pass.");
        int? Most(string key) => front.Has(key) ? front.Whole(key, 0) : null;
        var (warn, fail) = (Most("warn"), Most("fail"));
        if (fail <= warn)
            front.Fault("fail", $"'fail' is {fail} and 'warn' {warn}; allowed: 'fail' above 'warn', or else it never warns.");
        return (warn, fail);
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
