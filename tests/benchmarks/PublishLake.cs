using System.Globalization;
using System.Security.Cryptography;
using Outcomes.Analytics;

namespace Outcomes.Benchmarks;

/// <summary>A lake as ingestion leaves it, in the Hive layout, by day and then by the rest of the key, made by a script: a table macro for each dated dataset, a view for each other.</summary>
public static class PublishLake
{
    /// <summary>Writes the lake into the folder, unless it is there, and gives its path.</summary>
    /// <param name="folder">Where lakes are kept.</param>
    /// <param name="share">Share of ten million rows, to 0.00001.</param>
    /// <param name="script">Name of the script: publish-lake feeds the ten measures of <c>publish</c>, measures-lake all.</param>
    public static string Make(string folder, double share, string script = "publish-lake")
    {
        var text = share.ToString(CultureInfo.InvariantCulture);
        var lake = Path.Combine(folder, $"{script}-{text}");
        if (Directory.Exists(lake))
            return lake;
        var part = $"{lake}.part";
        if (Directory.Exists(part))
            Directory.Delete(part, recursive: true);
        using var duck = Duck.Open(temporary: folder);
        duck.Run(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{script}.sql")));
        foreach (var (dataset, source) in duck.Rows("select distinct dataset, source from coverage order by dataset", row => (row.GetString(0), row.GetString(1))))
            for (var month = new DateOnly(2023, 1, 1); month.Year < 2026; month = month.AddMonths(1))
            {
                var path = Directory.CreateDirectory(Path.Combine(part, "lake", dataset, $"source={source}", $"month={month:yyyy-MM}")).FullName;
                duck.Run($"""
                    copy (from {dataset}(date '{month:yyyy-MM-dd}', last_day(date '{month:yyyy-MM-dd}'), {text}))
                    to {Duck.Literal(Path.Combine(path, "part.parquet"))} (format parquet, compression zstd)
                    """);
            }
        foreach (var dataset in duck.Rows("select view_name from duckdb_views() where not internal order by view_name", row => row.GetString(0)))
        {
            var path = Directory.CreateDirectory(Path.Combine(part, "lake", dataset, "source=reference", "month=all")).FullName;
            duck.Run($"copy (from {dataset}) to {Duck.Literal(Path.Combine(path, "part.parquet"))} (format parquet, compression zstd)");
        }
        Directory.Move(part, lake);
        return lake;
    }

    /// <summary>The lake as a snapshot.</summary>
    public static LakeSnapshot Snapshot(string lake) => new([.. Directory.EnumerateFiles(lake, "*.parquet", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(path => File(path, Path.GetRelativePath(lake, path).Split(Path.DirectorySeparatorChar)))]);

    private static LakeFile File(string path, string[] parts) =>
        new(parts[1], parts[2]["source=".Length..], parts[3]["month=".Length..], path, Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path))));
}
