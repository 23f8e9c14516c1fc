using System.Globalization;
using System.Security.Cryptography;
using Outcomes.Analytics;

namespace Outcomes.Benchmarks;

/// <summary>A lake as ingestion leaves it, in the Hive layout, by day and then by the rest of the key, that feeds the ten built-in measures.</summary>
public static class PublishLake
{
    private static readonly (string Dataset, string Source)[] Dated =
    [
        ("service_contacts", "crm"), ("service_bookings", "booking"), ("service_sessions", "sessions"), ("service_visits", "counters"),
        ("social_account_days", "social"), ("social_post_days", "posts"),
    ];

    private static readonly string[] Undated = ["services", "areas", "channels", "platforms", "social_accounts", "coverage"];

    /// <summary>Writes the lake into the folder, unless it is there, and gives its path.</summary>
    /// <param name="folder">Where lakes are kept.</param>
    /// <param name="share">Share of ten million rows, to 0.00001.</param>
    public static string Make(string folder, double share)
    {
        var text = share.ToString(CultureInfo.InvariantCulture);
        var lake = Path.Combine(folder, $"lake-{text}");
        if (Directory.Exists(lake))
            return lake;
        var part = $"{lake}.part";
        if (Directory.Exists(part))
            Directory.Delete(part, recursive: true);
        using var duck = Duck.Open(temporary: folder);
        duck.Run(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "publish-lake.sql")));
        foreach (var (dataset, source) in Dated)
            for (var month = new DateOnly(2023, 1, 1); month.Year < 2026; month = month.AddMonths(1))
            {
                var path = Directory.CreateDirectory(Path.Combine(part, "lake", dataset, $"source={source}", $"month={month:yyyy-MM}")).FullName;
                duck.Run($"""
                    copy (from {dataset}(date '{month:yyyy-MM-dd}', last_day(date '{month:yyyy-MM-dd}'), {text}))
                    to {Duck.Literal(Path.Combine(path, "part.parquet"))} (format parquet, compression zstd)
                    """);
            }
        foreach (var dataset in Undated)
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
