using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Runs every folder of tests/measures, here and in the council folder that OUTCOMES_COUNCIL names; see its README for how a case is written.</summary>
public sealed class MeasureCasesTests
{
    private static readonly string? Own = Environment.GetEnvironmentVariable("OUTCOMES_COUNCIL") is { Length: > 0 } folder ? Path.GetFullPath(folder, Checkout.Root) : null;

    private static readonly IReadOnlyList<Measure> Measures = [.. Own is null ? [] : LakeFolder.ReadAll(Path.Combine(Own, "measures"), Measure.Read), .. LakeFolder.Measures];

    public static TheoryData<string> Cases => [.. CasesIn(Checkout.Root), .. CasesIn(Own)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_measure_gives_the_figures_worked_out_by_hand(string path)
    {
        var folder = Path.GetFullPath(path, Checkout.Root);
        using var lake = new LakeFolder();
        foreach (var given in Directory.EnumerateFiles(folder, "given.*.csv").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var result = MeasureResult.Compute(warehouse, Measures.First(measure => measure.Id == MeasureOf(path)), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(result.Failure);
        var expected = File.ReadAllLines(Path.Combine(folder, "expect.csv"));
        var columns = expected[0].Split(',').Where(column => column != "because").ToArray();
        var summed = columns.Where(column => column is "numerator" or "denominator" or "low" or "high").ToArray();
        string Read(string column) => summed.Contains(column) ? $"sum({column})::varchar"
            : column is "service" or "area" or "channel" or "platform" ? $"coalesce({column}, 'not_broken_down')" : $"{column}::varchar";
        var rows = warehouse.Connection.Rows(
            $"select concat_ws(',', {string.Join(", ", columns.Select(column => $"coalesce({Read(column)}, '')"))}) "
            + $"from result group by {string.Join(", ", columns.Except(summed))}", row => row.GetString(0));
        Assert.Equal(
            expected.Skip(1).Select(line => string.Join(',', line.Split(',').Take(columns.Length))).Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_measure_has_a_normal_case_and_an_edge()
    {
        var cases = CasesIn(Checkout.Root).ToLookup(MeasureOf);

        Assert.All(LakeFolder.Measures, measure => Assert.True(cases[measure.Id].Count() >= 2, $"{measure.Id}: write tests/measures/{measure.Id}.<case>/ twice, a normal case and an edge."));
        Assert.All(Cases, row => Assert.Contains(Measures, measure => measure.Id == MeasureOf(row.Data)));
    }

    /// <summary>Folders of cases, as paths from the checkout.</summary>
    private static IEnumerable<string> CasesIn(string? root) =>
        root is not null && Path.Combine(root, "tests", "measures") is var cases && Directory.Exists(cases)
            ? Directory.EnumerateDirectories(cases).Select(path => Path.GetRelativePath(Checkout.Root, path)).Order(StringComparer.Ordinal)
            : [];

    private static string MeasureOf(string path) => Path.GetFileName(path).Split('.')[0];
}
