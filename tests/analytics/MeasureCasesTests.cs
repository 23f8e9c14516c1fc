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
        var measure = Measures.First(measure => measure.Id == MeasureOf(path));
        using var lake = new LakeFolder();
        foreach (var given in Directory.EnumerateFiles(folder, "given.*.csv").Where(given => measure.Expression is null).Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets, output: lake["work"]);
        if (measure.Expression is not null)
        {
            Derive(measure, warehouse, lake, Path.Combine(folder, "given.figures.csv"));
            AssertRows(warehouse, "figure", folder);
            return;
        }

        var result = MeasureResult.Compute(warehouse, measure, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(result.Failure);
        AssertRows(warehouse, "result", folder);
    }

    [Fact]
    public void Every_measure_has_a_normal_case_and_an_edge()
    {
        var cases = CasesIn(Checkout.Root).ToLookup(MeasureOf);

        Assert.All(LakeFolder.Measures, measure => Assert.True(cases[measure.Id].Count() >= 2, $"{measure.Id}: write tests/measures/{measure.Id}.<case>/ twice, a normal case and an edge."));
        Assert.All(Cases, row => Assert.Contains(Measures, measure => measure.Id == MeasureOf(row.Data)));
    }

    /// <summary>The figures a derived measure is given, written as the publication writes summaries, and made into its own.</summary>
    private static void Derive(Measure measure, Warehouse warehouse, LakeFolder lake, string given)
    {
        var duck = warehouse.Connection;
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var reader = Duck.Open())
        {
            reader.Run($"create table given as select *, 1.0 as coverage from read_csv({Duck.Literal(given)}, header = true, types = {{'value': 'DOUBLE', 'period': 'DATE'}})");
            foreach (var id in reader.Rows("select distinct measure from given", row => row.GetString(0)))
            {
                paths[id] = lake[$"work/{id}.parquet"];
                reader.Run($"copy (from given where measure = {Duck.Literal(id)}) to {Duck.Literal(paths[id])} (format parquet)");
            }
        }
        var asOf = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _ = new Figures(warehouse, new() { Lake = lake.Snapshot, Datasets = [], Sets = [], Measures = [measure], AsOf = asOf, Created = asOf });
        new DerivedFigures(duck).Make(measure, Level.Of(measure, []), id => (paths.GetValueOrDefault(id), new(2029, 12, 31), null));
    }

    private static void AssertRows(Warehouse warehouse, string table, string folder)
    {
        var expected = File.ReadAllLines(Path.Combine(folder, "expect.csv"));
        var columns = expected[0].Split(',').Where(column => column != "because").ToArray();
        var summed = columns.Where(column => column is "numerator" or "denominator" or "low" or "high").ToArray();
        string Read(string column) => summed.Contains(column) ? $"sum({column})::varchar"
            : column is "service" or "area" or "channel" or "platform" ? $"coalesce({column}, 'not_broken_down')" : column is "value" ? "round(value, 6)::decimal(18, 6)::double::varchar" : $"{column}::varchar";
        var rows = warehouse.Connection.Rows(
            $"select concat_ws(',', {string.Join(", ", columns.Select(column => $"coalesce({Read(column)}, '')"))}) "
            + $"from {table} group by {string.Join(", ", columns.Except(summed))}", row => row.GetString(0));
        Assert.Equal(
            expected.Skip(1).Select(line => string.Join(',', line.Split(',').Take(columns.Length))).Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    /// <summary>Folders of cases, as paths from the checkout.</summary>
    private static IEnumerable<string> CasesIn(string? root) =>
        root is not null && Path.Combine(root, "tests", "measures") is var cases && Directory.Exists(cases)
            ? Directory.EnumerateDirectories(cases).Select(path => Path.GetRelativePath(Checkout.Root, path)).Order(StringComparer.Ordinal)
            : [];

    private static string MeasureOf(string path) => Path.GetFileName(path).Split('.')[0];
}
