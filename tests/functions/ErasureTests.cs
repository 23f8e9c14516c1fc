using Outcomes.Analytics;
using Outcomes.Tests.Functions.WorkItems;

namespace Outcomes.Tests.Functions;

public class ErasureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("directory")]
    [InlineData("azure")]
    public async Task Rows_are_gone_everywhere_and_nothing_else_is(string where)
    {
        using var council = await WorkedCouncil.MakeAsync(where);
        using (var composition = await council.OpenAsync())
        {
            await composition.Ingestion.RunAsync(["places", "orders_1", "orders_2"], cancellationToken: Stop);
            await composition.Publishing.RunAsync(null, Stop);
            council.Deliver(new(2026, 4, 1), 3); // changed since: earlier versions of files are kept
            await composition.Ingestion.RunAsync(["orders_1"], cancellationToken: Stop);
            var before = await composition.Publishing.RunAsync(null, Stop);
            var rows = await WorkedCouncil.RowsAsync(composition);
            Assert.Equal(43, rows.Count); // 20 + 3, and 20 of the second source

            var erased = await composition.Erasure.RunAsync("service_bookings", "reference in ('1-20260302', '1-20260401')", null, Stop);

            var made = (await composition.Publications.CurrentAsync(Stop))!;
            Assert.True(erased.Places.All(place => place.Left == 0), string.Join('\n', erased.Places.Select(place => $"{place}").Concat(made.Notes.Where(note => note.Stale).Select(note => $"{note}"))));
            Assert.Equal(2, erased.Places[0].Erased);
            Assert.Equal(2, erased.Places[2].Erased);
            Assert.Equal(rows.Where(row => !row.StartsWith("1-20260302,", StringComparison.Ordinal) && !row.StartsWith("1-20260401,", StringComparison.Ordinal)), await WorkedCouncil.RowsAsync(composition));
            var publication = Assert.Single(await WorkedCouncil.WholePublicationsAsync(composition));
            Assert.Equal(publication.Id, (await composition.Publications.CurrentAsync(Stop))!.Id);
            Assert.NotEqual(before.Id, publication.Id);
            // What was published before is gone with what it told; figures made without the two bookings are safe beside it.
            Assert.DoesNotContain(publication.Notes, note => note.Stale);
            Assert.Empty(publication.Files.Where(file => file.Measure is "bookings").Select(file => file.Hash).Intersect(before.Files.Select(file => file.Hash)));
            Assert.Contains(publication.Files, file => file.Measure is "bookings");
        }
        foreach (var file in Directory.EnumerateFiles(council.Data, "*", SearchOption.AllDirectories).Where(file => where is "directory" || !file.EndsWith(".db", StringComparison.Ordinal)))
            Assert.False(Holds(file, "1-20260302"), $"{file} still names what was erased.");
    }

    [Theory]
    [InlineData("service_bookings", "reference = 'nobody'", "No row of service_bookings")]
    [InlineData("bookings", "true", "There is no dataset 'bookings'; allowed: ")]
    [InlineData("service_bookings", "refrence = 'x'", "refrence")]
    [InlineData("service_bookings", "true); drop table x; select (1", "--where: ")]
    [InlineData("service_bookings", "reference in (select reference from read_csv('/etc/passwd'))", "--where: ")]
    public async Task What_is_no_condition_erases_nothing(string dataset, string condition, string told)
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        await composition.Ingestion.RunAsync(["orders_1"], cancellationToken: Stop);
        var before = await WorkedCouncil.RowsAsync(composition);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => composition.Erasure.RunAsync(dataset, condition, null, Stop));

        Assert.Contains(told, refused.Message);
        Assert.Equal(before, await WorkedCouncil.RowsAsync(composition));
    }

    /// <summary>Whether a file holds a reference, looked for in Parquet's rows, in what is zipped, and in plain bytes.</summary>
    private static bool Holds(string file, string reference)
    {
        using var duck = Duck.Open();
        return Path.GetExtension(file) is ".parquet"
            ? duck.One<long>($"select count(*) from read_parquet({Duck.Literal(file)}) as row where row::varchar like '%{reference}%'") > 0
            : File.ReadAllText(file, System.Text.Encoding.Latin1).Contains(reference, StringComparison.Ordinal);
    }
}
