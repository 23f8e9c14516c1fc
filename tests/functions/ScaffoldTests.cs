using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Tests.Analytics;
using Outcomes.Tests.Councils;

namespace Outcomes.Tests.Functions;

public sealed class ScaffoldTests : IDisposable
{
    private readonly TempFolder council = new();

    public void Dispose() => council.Dispose();

    [Fact]
    public void A_new_measure_and_source_run_as_they_stand_and_the_measure_passes_its_own_case()
    {
        Scaffold.Source(council.Path, "switchboard");
        Assert.Equal(
            ["measures/calls_by_service.sql", "tests/measures/calls_by_service.example/given.service_contacts.csv", "tests/measures/calls_by_service.example/expect.csv"],
            Scaffold.Measure(council.Path, "calls_by_service", new(2026, 5, 1)));

        var loaded = Council.Load(council.Path).Check();
        Assert.Empty(loaded.Faults);
        Assert.Contains(loaded.Sources, source => source.Name == "switchboard");

        using var lake = new LakeFolder();
        lake.Add("service_contacts", "given", File.ReadAllText(council["tests/measures/calls_by_service.example/given.service_contacts.csv"]));
        using var warehouse = Warehouse.Open(lake.Snapshot, LakeFolder.Datasets);
        Assert.Null(MeasureResult.Compute(warehouse, loaded.Measures.Single(measure => measure.Id == "calls_by_service"), cancellationToken: TestContext.Current.CancellationToken).Failure);
        Assert.Equal(
            File.ReadLines(council["tests/measures/calls_by_service.example/expect.csv"]).Skip(1).Select(line => string.Join(',', line.Split(',')[..5])),
            warehouse.Connection.Rows("select concat_ws(',', date, service, channel, status, coalesce(sum(numerator)::varchar, '')) from result group by date, service, channel, status order by date", row => row.GetString(0)));
    }

    [Fact]
    public async Task Published_as_they_stand_they_give_a_month_its_figure()
    {
        Scaffold.Source(council.Path, "switchboard");
        Scaffold.Measure(council.Path, "calls_by_service", new(2026, 5, 1));
        using var ingested = await IngestedCouncil.OfAsync(council.Path);
        var publication = Publication.Publish(
            new()
            {
                Lake = ingested.Snapshot,
                Datasets = ingested.Council.Datasets,
                Sets = ingested.Council.Sets,
                Measures = [ingested.Council.Measures.Single(measure => measure.Id == "calls_by_service")],
                AsOf = new(2026, 5, 1, 5, 0, 0, TimeSpan.Zero),
                Created = new(2026, 5, 1, 5, 0, 0, TimeSpan.Zero),
            },
            council["published"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(publication.Notes);
        using var duck = Duck.Open();
        // 20 + 35 + 25 + 30, and the whole of March is covered.
        Assert.Equal(["waste 110 1.0 ok"], duck.Rows($"select concat_ws(' ', service, numerator, coverage, status) from read_parquet({Duck.Literal(Path.Combine(council["published"], publication.Files.Single(file => file.Set == "outcomes").FileName))})", row => row.GetString(0)));
    }

    [Theory]
    [InlineData("Calls")]
    [InlineData("../calls")]
    [InlineData("calls.sql")]
    [InlineData("")]
    public void A_name_that_is_none_is_refused(string name) =>
        Assert.Contains("allowed: lower-case letters", Assert.Throws<ArgumentException>(() => Scaffold.Measure(council.Path, name, new(2026, 5, 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_there_is_not_written_over()
    {
        Scaffold.Source(council.Path, "switchboard");
        Assert.Contains("is there already", Assert.Throws<ArgumentException>(() => Scaffold.Source(council.Path, "switchboard")).Message, StringComparison.Ordinal);
    }
}
