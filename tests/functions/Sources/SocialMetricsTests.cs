using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>What every figure of a social network means is a row of functions/Sources/data/social_metrics.csv, and what it stopped meaning a break of its source.</summary>
public class SocialMetricsTests
{
    private static readonly string[] Filled = ["social_account_days", "social_post_days"];
    private static readonly IReadOnlyList<Source> Sources = [.. Council.Load(null) is var council ? council.Sources.Concat(council.Off.Select(off => off.Source)).Where(source => Filled.Contains(source.Dataset.Name)) : []];
    private static readonly IReadOnlyList<Metric> Metrics = Read();

    [Fact]
    public void Every_count_that_a_source_fills_has_a_definition_a_version_a_unit_and_a_day_from_which_it_holds()
    {
        Assert.True(Sources.Count >= 20, $"{Sources.Count} sources of social networks");
        foreach (var source in Sources)
            foreach (var column in Counts(source))
                Assert.True(Metrics.Any(metric => metric.Platform == PlatformOf(source) && metric.Fills == column && metric.Until is null), $"{source.Name} fills {column}: social_metrics.csv does not say what it is.");
        Assert.All(Metrics, metric => Assert.True(metric is { Definition.Length: > 0, Version.Length: > 0, Unit.Length: > 0, From: not null }, $"{metric}"));
    }

    [Fact]
    public void Every_metric_that_ended_is_a_break_of_the_sources_that_filled_a_column_from_it()
    {
        var ended = Metrics.Where(metric => metric.Until is not null).ToArray();
        Assert.Equal([new(2024, 3, 14), new(2025, 3, 31), new(2025, 4, 21), new DateOnly(2025, 11, 15)], ended.Select(metric => metric.Until!.Value).Distinct().Order());
        foreach (var metric in ended)
        {
            Assert.Contains(Metrics, next => next.Platform == metric.Platform && next.Name == metric.Successor && next.Until is null);
            foreach (var source in Sources.Where(source => PlatformOf(source) == metric.Platform && Counts(source).Contains(metric.Fills) && OfPosts(source) is var posts && (metric.Platform != "facebook" || posts == metric.Name.StartsWith("post_", StringComparison.Ordinal))))
                Assert.True(source.Breaks.Any(known => known.Column == metric.Fills && known.From == metric.Until), $"{source.Name} says nothing of {metric.Name}, which ended on {metric.Until:yyyy-MM-dd}.");
        }
    }

    private static bool OfPosts(Source source) => source.Dataset.Name == "social_post_days";

    private static string PlatformOf(Source source) => source.Name.Split('_')[0];

    private static IEnumerable<string> Counts(Source source) =>
        SqlTree.Parse(source.Sql, source.File, 1, [])!.Outputs!.Select(output => output.Name!).Where(name => source.Dataset.Column(name) is { Type: "BIGINT" });

    private static List<Metric> Read()
    {
        using var duck = Duck.Open();
        var file = Duck.Literal(Path.Combine(Checkout.Root, "functions", "Sources", "data", "social_metrics.csv"));
        static DateOnly? Day(System.Data.IDataRecord row, int at) => row.IsDBNull(at) ? null : DateOnly.ParseExact(row.GetString(at), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        static string Text(System.Data.IDataRecord row, int at) => row.IsDBNull(at) ? "" : row.GetString(at);
        return [.. duck.Rows($"select platform, metric, version, definition, unit, from_date, until_date, fills, successor from read_csv({file}, header = true, all_varchar = true)",
            row => new Metric(Text(row, 0), Text(row, 1), Text(row, 2), Text(row, 3), Text(row, 4), Day(row, 5), Day(row, 6), Text(row, 7), Text(row, 8)))];
    }

    private sealed record Metric(string Platform, string Name, string Version, string Definition, string Unit, DateOnly? From, DateOnly? Until, string Fills, string Successor);
}
