using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Ingestion;

public sealed class RawKeptTests
{
    private static readonly DateTimeOffset Fetched = new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Kept_files_are_replayed_as_they_came_under_the_path_they_had()
    {
        using var raw = new RawCase("in/*/a.csv").Write("in/x/a.csv", "n\n£1\n", System.Text.Encoding.Latin1).Write("in/y/a.csv", "n\n£2\n", System.Text.Encoding.Latin1)
            .Formatted(format => format with { Encoding = "latin-1" }).Typed(("n", "decimal"));
        var replayed = await ReplayAsync(raw);
        raw.Load(replayed);
        Assert.Equal(["1|in/x/a.csv", "2|in/y/a.csv"], raw.Rows("select n, _file from raw order by n"));
    }

    [Theory]
    [InlineData("a.csv", "id;Name;n\n1;Ann;2\n2;Bob\n"), InlineData("a.json", "[{\"id\": 1, \"name\": \"Ann\", \"n\": 2}, 5]")]
    public async Task With_personal_columns_the_table_without_them_is_kept_and_replays_to_the_same_rows(string name, string text)
    {
        using var raw = new RawCase("a.*").Write(name, text).With(source => source with { Personal = ["NAME"] }).Typed(("n", "integer"));
        var replayed = await ReplayAsync(raw);
        Assert.DoesNotContain("Ann", await File.ReadAllTextAsync(replayed[0].LocalPath, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        raw.Load(replayed);
        Assert.Equal(["1|2"], raw.Rows("select id, n from raw"));
        Assert.Equal((2, 1, 1), (raw.Result!.Read, raw.Result.Passed, raw.Result.Quarantined));
    }

    [Fact]
    public async Task Runs_are_listed_in_the_order_they_were_fetched_and_equal_files_are_kept_as_equal_bytes()
    {
        var stop = TestContext.Current.CancellationToken;
        using var raw = new RawCase().Write("a.csv", "n\n1\n");
        var storage = new DirectoryStorage(raw["store/x"][..^2]);
        var (found, prepared) = (RawFiles.Find(raw.Source), raw.Prepare());
        var late = await RawFiles.KeepAsync(raw.Source, "a-late", Fetched.AddDays(1), found, prepared, storage, raw["work/x"][..^2], stop);
        var early = await RawFiles.KeepAsync(raw.Source, "b-early", Fetched, found, prepared, storage, raw["work/x"][..^2], stop);

        Assert.Equal(["b-early", "a-late"], (await RawFiles.KeptAsync(raw.Source, storage, raw["work/x"][..^2], stop)).Select(run => run.Run));
        Assert.Equal("raw/orders/a-late/0001-a.csv.gz", late.Files[0].Stored);
        Assert.Equal(await File.ReadAllBytesAsync(raw[$"store/{late.Files[0].Stored}"], stop), await File.ReadAllBytesAsync(raw[$"store/{early.Files[0].Stored}"], stop));
    }

    private static async Task<IReadOnlyList<PreparedFile>> ReplayAsync(RawCase raw)
    {
        var stop = TestContext.Current.CancellationToken;
        var storage = new DirectoryStorage(raw["store/x"][..^2]);
        var work = raw["work/x"][..^2];
        await RawFiles.KeepAsync(raw.Source, "run1", Fetched, RawFiles.Find(raw.Source), raw.Prepare(), storage, work, stop);
        var kept = Assert.Single(await RawFiles.KeptAsync(raw.Source, storage, work, stop));
        return await RawFiles.PrepareKeptAsync(raw.Source, kept, storage, work, null, stop);
    }
}
