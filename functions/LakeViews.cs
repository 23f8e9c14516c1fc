using System.Text;
using Outcomes.Analytics;

namespace Outcomes.Functions;

/// <summary>The lake as other engines read it: statements made from the dataset contracts, over <c>lake/&lt;dataset&gt;/source=…/month=…/part.parquet</c>. Columns a source does not offer are null.</summary>
/// <remarks>
/// synapse: https://learn.microsoft.com/azure/synapse-analytics/sql/query-parquet-files (also Fabric's SQL endpoint); spark: https://spark.apache.org/docs/latest/sql-ref-syntax-ddl-create-table-datasource.html;
/// trino: https://trino.io/docs/current/connector/hive.html.
/// </remarks>
public static class LakeViews
{
    /// <summary>The engines.</summary>
    public static readonly IReadOnlyList<string> Engines = ["synapse", "spark", "trino"];

    /// <summary>The statements for one engine, dataset by dataset.</summary>
    /// <param name="engine">One of <see cref="Engines"/>.</param>
    /// <param name="datasets">The contracts.</param>
    /// <param name="location">Where the lake is, such as <c>abfss://outcomes@account.dfs.core.windows.net/lake</c>; without a slash at its end.</param>
    /// <exception cref="ArgumentException">There is no such engine, or the location holds what would end a quoted text.</exception>
    public static string Of(string engine, IEnumerable<Dataset> datasets, string location)
    {
        if (location.Any(letter => letter is '\'' or '"' or '\\' || char.IsControl(letter)))
            throw new ArgumentException($"The location is '{location}'; allowed: an address without quotes or backslashes.");
        Func<Dataset, string> statement = engine switch
        {
            "synapse" => dataset => Synapse(dataset, location),
            "spark" => dataset => Spark(dataset, location),
            "trino" => dataset => Trino(dataset, location),
            _ => throw new ArgumentException($"There is no engine '{engine}'; allowed: {string.Join(", ", Engines)}."),
        };
        var text = new StringBuilder($"-- Made by 'views {engine}' from the dataset contracts: run it again when they change. As confidential as the lake.\n");
        foreach (var dataset in datasets.OrderBy(dataset => dataset.Name, StringComparer.Ordinal))
            text.Append($"\n-- {dataset.Title}\n{statement(dataset)}\n");
        return text.ToString();
    }

    private static string Synapse(Dataset dataset, string location) => $"""
        create or alter view [{dataset.Name}] as
        select rows.*, rows.filepath(1) as [source], rows.filepath(2) as [month]
        from openrowset(bulk '{location}/{dataset.Name}/source=*/month=*/part.parquet', format = 'parquet')
        with (
        {Columns(dataset, column => $"[{column.Name}] {TypeOf(column, "varchar(4000) collate Latin1_General_100_BIN2_UTF8", "float", "datetime2(6)", "bit", "int")}")}
        ) as rows;
        go
        """;

    private static string Spark(Dataset dataset, string location) => $"""
        create table if not exists `{dataset.Name}` (
        {Columns(dataset, column => $"`{column.Name}` {TypeOf(column, "string", "double", "timestamp", "boolean", "int")}")},
          `source` string,
          `month` string
        ) using parquet partitioned by (`source`, `month`) location '{location}/{dataset.Name}';
        msck repair table `{dataset.Name}`;
        """;

    private static string Trino(Dataset dataset, string location) => $"""
        create table if not exists "{dataset.Name}" (
        {Columns(dataset, column => $"\"{column.Name}\" {TypeOf(column, "varchar", "double", "timestamp(6)", "boolean", "integer")}")},
          "source" varchar,
          "month" varchar
        ) with (format = 'PARQUET', external_location = '{location}/{dataset.Name}', partitioned_by = array['source', 'month']);
        call system.sync_partition_metadata(current_schema, '{dataset.Name}', 'FULL');
        """;

    /// <summary>Source and month are folders' names, and not read from the rows a second time.</summary>
    private static string Columns(Dataset dataset, Func<Column, string> write) => string.Join(",\n", dataset.Columns.Where(column => column.Name is not ("source" or "month")).Select(column => $"  {write(column)}"));

    private static string TypeOf(Column column, string text, string real, string instant, string truth, string whole) => column.Type.ToUpperInvariant() switch
    {
        "VARCHAR" => text,
        "DOUBLE" => real,
        "BOOLEAN" => truth,
        "INTEGER" => whole,
        "BIGINT" => "bigint",
        "DATE" => "date",
        var type when type.StartsWith("DECIMAL", StringComparison.Ordinal) => type.ToLowerInvariant(),
        var type when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => instant,
        var type => throw new ArgumentException($"Column {column.Name} is {type}, which no view is written for."),
    };
}
