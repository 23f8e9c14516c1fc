using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>The contracts the product ships, and measures made up for a test.</summary>
internal static class Contracts
{
    public static IReadOnlyList<Dataset> Sets { get; } = Read("sets");

    public static Measure Count(string publish = "{month: [[service, area]]}", string sql = "") => Measure("count", "contacts", publish, sql);

    public static Measure Ratio(string publish = "{month: [[service, area]]}", string unit = "share", string sql = "") => Measure("ratio", unit, publish, sql);

    public static Measure Level(string publish = "{month: [[platform]]}", string sql = "") => Measure("level", "followers", publish, sql);

    /// <summary>A measure over <paramref name="sql"/>; <paramref name="publish"/> as in front matter.</summary>
    public static Measure Measure(string kind, string unit, string publish, string sql, string id = "made_up", IReadOnlyList<Check>? checks = null) => new()
    {
        Id = id,
        File = $"measures/{id}.sql",
        Title = "Made up",
        Why = "To be tested.",
        Stage = "outcome",
        Kind = kind,
        Unit = unit,
        Better = "higher",
        Numerator = "Things",
        Denominator = kind == "ratio" ? "Other things" : null,
        Disclosure = "none",
        Publish = Tables(publish),
        DateRole = "received",
        LookbackDays = null,
        Owner = "tests@council.example",
        ReviewBy = new(2027, 4, 1),
        Replaces = null,
        Sql = sql,
        SqlLine = 1,
        Checks = checks ?? [],
    };

    private static Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> Tables(string publish)
    {
        var yaml = new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize<Dictionary<string, List<List<string>>>>(publish);
        return yaml.ToDictionary(table => table.Key, table => (IReadOnlyList<IReadOnlyList<string>>)[.. table.Value]);
    }

    private static IReadOnlyList<Dataset> Read(string folder)
    {
        var faults = new List<Fault>();
        var root = Path.Combine(Checkout.Root, "analytics", folder);
        var read = Directory.GetFiles(root, "*.sql").Order().Select(path => Dataset.Read(SqlFile.Read(path, root, faults), faults)).ToArray();
        Assert.Empty(faults);
        return [.. read.Select(dataset => dataset!)];
    }
}
