using System.Text.RegularExpressions;
using Outcomes.Analytics;
using Outcomes.Functions;
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

    /// <summary>A tour of which the orders are erased and the cancellations stay: fewer than no places are taken, which disclosure control refuses to show.</summary>
    [Fact]
    public async Task A_measure_that_is_refused_without_the_rows_has_no_figures_and_the_proof_says_so()
    {
        using var council = await WorkedCouncil.MakeAsync("directory", days: 30);
        council.Write("sources/cancelled.sql", """
            -- title: Cancelled places
            -- dataset: service_bookings
            -- files: files/cancelled.csv
            -- columns: {day: date, places: integer}
            -- absent: zero
            -- mode: replace
            -- owner: a@council.example

            select day as date, 'events' as service, 'W1' as area, 'web' as channel, number as reference, places as cancelled from raw
            """);
        council.Write("files/cancelled.csv", "number,day,places\nC-1,2026-03-02,40\nC-2,2026-03-21,1\n");
        council.Write("measures/places_taken.sql", """
            -- title: Places taken
            -- why: A place that is cancelled is not taken.
            -- stage: outcome
            -- kind: count
            -- unit: places
            -- better: higher
            -- numerator: Places booked, less those cancelled since
            -- disclosure: person_count
            -- publish: {month: [[service, area]]}
            -- date_role: booked
            -- lookback: 0d
            -- owner: a@council.example
            -- review_by: 2030-01-01

            select
                date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel, null::varchar as platform,
                (coalesce(sum(booked), 0) - coalesce(sum(cancelled), 0))::bigint as numerator, null::bigint as denominator
            from service_bookings
            group by all;
            """);
        string before;
        using (var composition = await council.OpenAsync())
        {
            await composition.Ingestion.RunAsync([.. WorkedCouncil.Names, "cancelled"], cancellationToken: Stop);
            var publication = await composition.Publishing.RunAsync(null, Stop);
            Assert.DoesNotContain(publication.Notes, note => note.Stale);
            Assert.Contains("ok", await StatusesAsync(composition, publication, "places_taken"));
            before = publication.Id;
        }

        var (code, said) = await council.RunAsync("erase", "--dataset", "service_bookings", "--where", "reference not like 'C-%' and area = 'W1'");

        Assert.True(code == 0, said);
        using (var composition = await council.OpenAsync())
        {
            var publication = Assert.Single(await WorkedCouncil.WholePublicationsAsync(composition));
            Assert.NotEqual(before, publication.Id);
            Assert.Contains("are below 0", Assert.Single(publication.Notes, note => note.Stale && note.Measure is "places_taken").Text);
            // Bookings may be refused too: without a whole ward they stand against what was published before.
            string[] refused = [.. publication.Notes.Where(note => note.Stale).Select(note => note.Measure).Order(StringComparer.Ordinal)];
            Assert.Equal(string.Join(", ", refused), Regex.Match(said, @"Not shown any more, because beside what was published before they would tell what was erased, or because they cannot be made: (.*)\.").Groups[1].Value);
            Assert.DoesNotContain(publication.Files, file => refused.Contains(file.Measure));
            // What disclosure control remembers of them is no figure, and the proof says that it stays.
            Assert.Contains(publication.Remembered, file => file.Measure is "places_taken");
            Assert.Contains("Counts of earlier publications that disclosure control remembers stay, in no set and never served", said);
            foreach (var measure in refused)
                Assert.Empty(await StatusesAsync(composition, publication, measure));
        }
        foreach (var file in Directory.EnumerateFiles(council.Data, "*", SearchOption.AllDirectories))
            Assert.False(Holds(file, "1-20260302"), $"{file} still names what was erased.");
    }

    /// <summary>The statuses that a measure's figures have in any set of a publication.</summary>
    private static async Task<IReadOnlyList<string>> StatusesAsync(Composition composition, Publication publication, string measure)
    {
        await composition.Publications.FetchAsync(publication, Stop);
        using var duck = Duck.Open();
        return [.. publication.Files.Select(file => Path.Combine(composition.Publications.Folder, file.FileName))
            .Where(file => duck.One<long>($"select count(*) from (describe from read_parquet({Duck.Literal(file)})) where column_name in ('measure', 'value', 'status')") == 3)
            .SelectMany(file => duck.Rows($"select distinct status from read_parquet({Duck.Literal(file)}) where measure = {Duck.Literal(measure)}", row => row.GetString(0)))];
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
