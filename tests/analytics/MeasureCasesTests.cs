using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Runs every folder of tests/measures; see its README for how a case is written.</summary>
public sealed class MeasureCasesTests
{
    private static readonly string Root = Path.Combine(Checkout.Root, "tests", "measures");

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_measure_gives_the_figures_worked_out_by_hand(string name)
    {
        var folder = Path.Combine(Root, name);
        using var lake = new LakeFolder();
        foreach (var given in Directory.EnumerateFiles(folder, "given.*.csv").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);

        var result = MeasureResult.Compute(warehouse, LakeFolder.Measures.Single(measure => measure.Id == name.Split('.')[0]));

        Assert.Null(result.Failure);
        var expected = File.ReadAllLines(Path.Combine(folder, "expect.csv"));
        var columns = expected[0].Split(',').Where(column => column != "because").ToArray();
        var summed = columns.Where(column => column is "numerator" or "denominator" or "low" or "high").ToArray();
        var rows = warehouse.Connection.Rows(
            $"select concat_ws(',', {string.Join(", ", columns.Select(column => $"coalesce({(summed.Contains(column) ? $"sum({column})" : column)}::varchar, '')"))}) "
            + $"from result group by {string.Join(", ", columns.Except(summed))}", row => row.GetString(0));
        Assert.Equal(
            expected.Skip(1).Select(line => string.Join(',', line.Split(',').Take(columns.Length))).Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_measure_has_a_normal_case_and_an_edge()
    {
        var cases = Cases.Select(row => row.Data.Split('.')[0]).ToLookup(measure => measure);

        Assert.All(LakeFolder.Measures, measure => Assert.True(cases[measure.Id].Count() >= 2, $"{measure.Id}: write tests/measures/{measure.Id}.<case>/ twice, a normal case and an edge."));
        Assert.All(cases, folder => Assert.Contains(LakeFolder.Measures, measure => measure.Id == folder.Key));
    }
}
