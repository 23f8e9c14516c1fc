using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>A Parquet file is read where it lies; with personal columns, a copy without them is.</summary>
internal static class ParquetPreparation
{
    /// <exception cref="InvalidDataException">It is no Parquet file, or two columns have one name.</exception>
    public static PreparedFile Prepare(Source source, RawContent content, string workPath)
    {
        var local = content.Save(workPath);
        using var duck = Duck.Open(temporary: Path.GetDirectoryName(workPath), memory: "400MB");
        try
        {
            var from = $"read_parquet({Duck.Literal(local)})";
            var header = Header.Read(duck.Rows($"describe select * from {from}", row => row.GetString(0)));
            var kept = header.Without(source.Personal).Select(place => header.Names[place]).ToList();
            if (kept.Count == header.Names.Count)
                return new(content.Path, local, new("parquet"), kept, [], 0);
            duck.Run($"copy (select {string.Join(", ", kept.Select(Duck.Name))} from {from}) to {Duck.Literal(workPath + ".parquet")} (format parquet)");
            return new(content.Path, workPath + ".parquet", new("parquet"), kept, [], 0);
        }
        catch (DuckDBException wrong)
        {
            throw new InvalidDataException($"not a Parquet file: {wrong.Message.Split('\n')[0]}", wrong);
        }
    }
}
