using Outcomes.Analytics;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Rows as Parquet, written by DuckDB: zstd, every type its own, whole numbers past 64 bits as decimals.</summary>
internal static class ParquetDownload
{
    /// <summary>Makes the file.</summary>
    public static void Make(Download download, string path)
    {
        download.Reading.Run($"copy ({download.Reading.AllSql(download.Skip, download.Top, Written)}) to {Duck.Literal(path)} (format parquet, compression zstd)");
        download.Rows = download.Reading.Rows($"select num_rows from parquet_file_metadata({Duck.Literal(path)})", row => row.GetInt64(0)).Single();
    }

    private static string Written(RelationColumn column) => column.Kind switch
    {
        Kind.Text => $"{column.Sql}::varchar",
        Kind.Huge => $"{column.Sql}::decimal(38, 0)",
        _ => column.Sql,
    };
}
