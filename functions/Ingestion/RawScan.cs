using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

/// <summary>How DuckDB reads each kind of prepared file as a table of text. Nothing is sniffed: header, types and quoting are told.</summary>
internal static class RawScan
{
    /// <summary>Takes the rows of the CSV scan just made that are no rows over to <c>raw_rejects</c>. A footer often has fewer fields than the table.</summary>
    public const string Rejects = """
        insert into raw_rejects
        select $number, line - 1, string_agg(distinct case error_type
                when 'TOO MANY COLUMNS' then 'more fields than the header has: ' || error_message
                when 'MISSING COLUMNS' then 'fewer fields than the header has: ' || error_message
                when 'UNQUOTED VALUE' then 'a quote is not closed, or text follows it'
                when 'INVALID ENCODING' then 'not UTF-8 text; set the format''s encoding, such as windows-1252'
                else error_message end, '; '),
            case when $keep then any_value(trim(csv_line, chr(10) || chr(13))) end,
            coalesce(regexp_matches(ltrim(any_value(csv_line), '"' || chr(10) || chr(13)), $footer), false)
        from csv_rejects group by line;
        drop table csv_rejects;
        drop table csv_scans;
        """;

    /// <summary>What follows FROM.</summary>
    /// <param name="duck">Asked for the columns of a Parquet file.</param>
    /// <param name="file">The file.</param>
    /// <param name="rejects">Whether rows of a CSV that are no rows are put into <c>csv_rejects</c>; otherwise the first ends the scan.</param>
    public static string Of(DuckDBConnection duck, PreparedFile file, bool rejects = true)
    {
        var path = Duck.Literal(file.LocalPath);
        var columns = $"{{{string.Join(", ", file.Columns.Select(column => $"{Duck.Literal(column)}: 'VARCHAR'"))}}}";
        return file.Layout.Kind switch
        {
            "parquet" => Parquet(duck, path),
            "ndjson" => $"read_json({path}, format = 'newline_delimited', columns = {columns}, maximum_object_size = {file.Layout.RowBytes ?? RowBytes})",
            _ => $"""
                read_csv({path}, auto_detect = false, header = true, columns = {columns},
                    delim = {Duck.Literal(file.Layout.Delimiter)}, quote = {Duck.Literal(file.Layout.Quote)}, escape = {Duck.Literal(file.Layout.Quote)},
                    nullstr = '', max_line_size = {RowBytes}, buffer_size = {2 * RowBytes}
                    {(rejects ? ", store_rejects = true, rejects_table = 'csv_rejects', rejects_scan = 'csv_scans', rejects_limit = 0" : "")})
                """,
        };
    }

    /// <summary>Bytes of the longest row that is read.</summary>
    public const int RowBytes = 16 << 20;

    /// <summary>Typed columns as the text they would have in a CSV file, nested ones as JSON.</summary>
    private static string Parquet(DuckDBConnection duck, string path)
    {
        var columns = duck.Rows($"describe select * from read_parquet({path})", row => (Name: row.GetString(0), Type: row.GetString(1)));
        return $"(select {string.Join(", ", columns.Select(column => $"{Text(column.Name, column.Type)} as {Duck.Name(column.Name)}"))} from read_parquet({path}))";
    }

    private static string Text(string name, string type) =>
        type == "VARCHAR" ? Duck.Name(name)
        : type.EndsWith(']') || type.StartsWith("STRUCT", StringComparison.Ordinal) || type.StartsWith("MAP", StringComparison.Ordinal)
            ? $"cast(to_json({Duck.Name(name)}) as VARCHAR)"
            : $"cast({Duck.Name(name)} as VARCHAR)";
}
