using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Storage;

public class PublicationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_publication_can_be_opened_where_its_files_were_never_seen(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var there = new Publications(stores.Storage, stores.Folder["there/x"]);
        var here = new Publications(stores.Storage, stores.Folder["here/x"]);
        Assert.Null(await here.CurrentAsync(Token));
        await there.PutAsync(Made(there, "2026-03-01T05:00:00Z", "one", "two"), Token);

        var current = await here.CurrentAsync(Token);
        await here.FetchAsync(current!, Token);
        Assert.Equal(["one", "two"], current!.Files.Select(file => File.ReadAllText(Path.Combine(here.Folder, file.FileName))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_latest_is_current_whoever_comes_last(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        var (first, second, late) = (Made(publications, "2026-03-30T05:00:00Z", "a"), Made(publications, "2026-03-31T05:00:00Z", "b"), Made(publications, "2026-03-31T23:30:00Z", "c"));
        await publications.PutAsync(late, Token);
        await publications.PutAsync(first, Token);
        await publications.PutAsync(second, Token);

        Assert.Equal(late.Id, (await publications.CurrentAsync(Token))!.Id);
        Assert.Equal([first.Id, second.Id, late.Id], (await publications.ListAsync(Token)).Select(publication => publication.Id));
        Assert.Equal(first.ToJson(), (await publications.FindAsync(first.Id, Token))!.ToJson());
    }

    [Theory]
    [InlineData("garbled")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Where_current_is_garbled_the_latest_is_read_and_the_next_mends_it(string text)
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        var (first, second) = (Made(publications, "2026-03-30T05:00:00Z", "a"), Made(publications, "2026-03-31T05:00:00Z", "b"));
        await publications.PutAsync(first, Token);
        File.WriteAllText(stores.Folder["garbled"], text);
        await stores.Storage.PutAsync("publications/current.json", stores.Folder["garbled"], (await stores.Storage.FindAsync("publications/current.json", Token))!.Tag, Token);

        Assert.Equal(first.Id, (await publications.CurrentAsync(Token))!.Id);
        await publications.PutAsync(second, Token);
        Assert.Equal(second.Id, (await publications.CurrentAsync(Token))!.Id);
    }

    [Fact]
    public async Task Where_current_is_gone_the_latest_is_read()
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        Assert.Null(await publications.CurrentAsync(Token));
        var (first, second) = (Made(publications, "2026-03-30T05:00:00Z", "a"), Made(publications, "2026-03-31T05:00:00Z", "b"));
        await publications.PutAsync(first, Token);
        await publications.PutAsync(second, Token);
        await stores.Storage.DeleteAsync("publications/current.json", (await stores.Storage.FindAsync("publications/current.json", Token))!.Tag, Token);

        Assert.Equal(second.Id, (await publications.CurrentAsync(Token))!.Id);
    }

    [Fact]
    public async Task A_garbled_manifest_is_named()
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        File.WriteAllText(stores.Folder["garbled"], "garbled");
        await stores.Storage.PutAsync("publications/20260331T050000Z-00000000.json", stores.Folder["garbled"], ifTag: null, Token);

        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => publications.ListAsync(Token));
        Assert.StartsWith("publications/20260331T050000Z-00000000.json is no manifest", wrong.Message);
    }

    [Theory]
    [InlineData("../current")]
    [InlineData("current")]
    [InlineData("20260331T050000Z-0000000g")]
    [InlineData("")]
    public async Task An_id_that_is_none_finds_nothing(string id)
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        await publications.PutAsync(Made(publications, "2026-03-30T05:00:00Z", "a"), Token);
        Assert.Null(await publications.FindAsync(id, Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_publisher_that_was_frozen_beyond_its_lease_leaves_nothing_torn(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (slow, quick) = (new Publications(stores.Storage, stores.Folder["slow/x"]), new Publications(stores.Storage, stores.Folder["quick/x"]));
        var (refused, late, other) = (Made(slow, "2026-03-28T05:00:00Z", "r", "shared"), Made(slow, "2026-03-29T05:00:00Z", "s", "shared"), Made(quick, "2026-03-30T05:00:00Z", "q"));

        // Frozen before it asked for its lease: it is refused, and nothing of it can be seen.
        await Assert.ThrowsAsync<LeaseLostException>(() => slow.PutAsync(refused, Token, _ => throw new LeaseLostException("publication", 1)));
        Assert.Empty(await quick.ListAsync(Token));
        // Frozen just after: another publisher removes the files that no manifest names yet.
        await slow.PutAsync(late, Token, async stop =>
        {
            await quick.PutAsync(other, stop);
            await quick.PruneAsync(new(), other.AsOf, stop);
        });

        Assert.Equal(other.Id, (await quick.CurrentAsync(Token))!.Id);
        var reader = new Publications(stores.Storage, stores.Folder["reader/x"]);
        foreach (var publication in await reader.ListAsync(Token))
            await reader.FetchAsync(publication, Token);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Pruning_keeps_recent_ones_each_days_and_months_last_the_current_and_the_files_they_share(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        // The last 48 hours begin on 8 February at 5.
        foreach (var (asOf, content) in new[] { ("2018-01-31T05", "a"), ("2025-11-29T05", "b"), ("2025-11-30T05", "c"), ("2026-01-20T05", "d"), ("2026-01-20T04", "f"), ("2026-01-30T05", "e"), ("2026-02-08T04", "g"), ("2026-02-08T06", "h"), ("2026-02-08T07", "i") })
            await publications.PutAsync(Made(publications, $"{asOf}:00:00Z", content, "shared"), Token);
        File.WriteAllText(Path.Combine(publications.Folder, "being-written.part"), "of another process");
        await publications.PruneAsync(new PublicationRetention(), DateTimeOffset.Parse("2026-02-10T05:00:00Z", CultureInfo.InvariantCulture), Token);

        Assert.Equal(["20251130T05", "20260120T05", "20260130T05", "20260208T06", "20260208T07"], (await publications.ListAsync(Token)).Select(publication => publication.Id[..11]));
        var left = new List<string>();
        await foreach (var file in stores.Storage.ListAsync("publications/files/", Token))
            left.Add(file.Path);
        Assert.Equal(new[] { "c", "d", "e", "h", "i", "shared" }.Select(content => $"publications/files/{HashOf(content)}.parquet").Order(StringComparer.Ordinal), left);
        Assert.Equal(left.Select(path => Path.GetFileName(path)).Append("being-written.part").ToHashSet(), publications.LocalFiles());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_disclosure_control_remembers_is_kept_for_the_last_three_and_asked_for_by_who_publishes_alone(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (publications, elsewhere) = (new Publications(stores.Storage, stores.Folder["x/y"]), new Publications(stores.Storage, stores.Folder["z/y"]));
        List<Publication> made = [];
        foreach (var day in new[] { 1, 2, 3, 4, 5 })
        {
            var publication = Made(publications, $"2026-03-0{day}T05:00:00Z", $"figures {day}", $"memory {day}");
            made.Add(publication with { Files = [publication.Files[0]], Remembered = [publication.Files[1]] });
            await publications.PutAsync(made[^1], Token);
            await publications.PruneAsync(new PublicationRetention(), made[^1].AsOf, Token);
        }

        Assert.Equal(made.Select(publication => publication.Id), (await publications.ListAsync(Token)).Select(publication => publication.Id));
        foreach (var publication in made)
            await elsewhere.FetchAsync(publication, Token);
        Assert.Equal(5, elsewhere.LocalFiles().Count);
        foreach (var publication in made[2..])
            await elsewhere.FetchAsync(publication, Token, toPublish: true);
        Assert.Equal(8, elsewhere.LocalFiles().Count);
        var gone = await Assert.ThrowsAsync<FileNotFoundException>(() => elsewhere.FetchAsync(made[1], Token, toPublish: true));
        Assert.Contains($"what disclosure control remembers as of publication {made[1].Id}, without which nothing is published", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_and_months_are_the_councils()
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var publications = new Publications(stores.Storage, stores.Folder["x/y"]);
        // Half past eleven at night in summer is the next day in the council, and on the 30th of June the next month.
        foreach (var asOf in new[] { "2026-06-29T12:00", "2026-06-29T23:30", "2026-06-30T12:00", "2026-06-30T23:30" })
            await publications.PutAsync(Made(publications, $"{asOf}:00Z", asOf), Token);
        var all = await publications.ListAsync(Token);

        IEnumerable<string> Kept(PublicationRetention retention) => retention.Kept(all, DateTimeOffset.Parse("2026-07-03T00:00:00Z", CultureInfo.InvariantCulture)).Select(publication => publication.Id[..13]).Order(StringComparer.Ordinal);
        Assert.Equal(["20260629T1200", "20260630T1200", "20260630T2330"], Kept(new(Hours: 1, Days: 35, Months: 0)));
        Assert.Equal(["20260630T1200", "20260630T2330"], Kept(new(Hours: 1, Days: 0, Months: 84)));
    }

    [Fact]
    public async Task What_a_manifest_says_as_the_one_before_it_is_held_once_and_one_that_was_removed_not_at_all()
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var (writing, reading) = (new Publications(stores.Storage, stores.Folder["x/y"]), new Publications(stores.Storage, stores.Folder["z/y"]));
        var measure = new PublishedMeasure("contacts", "measures/contacts.sql", "select 1", ["service_contacts"], ["date"], 7, [new("some", true, "select 2", true)]);
        var (first, second) = (Made(writing, "2026-03-28T05:00:00Z", "a", "shared") with { Measures = [measure] }, Made(writing, "2026-03-29T05:00:00Z", "b", "shared") with { Measures = [measure, measure with { Id = "visits" }] });
        foreach (var publication in new[] { first, second })
            await writing.PutAsync(publication, Token);

        var read = await reading.ListAsync(Token);
        Assert.Equal([first.ToJson(), second.ToJson()], read.Select(publication => publication.ToJson()));
        Assert.Same(read[0].Files[1], read[1].Files[1]);
        Assert.Same(read[0].Measures[0], read[1].Measures[0]);
        Assert.Equal("visits", read[1].Measures[1].Id);
        Assert.Same(read[1], (await reading.ListAsync(Token))[1]);

        await writing.WithdrawAsync(second, Token);
        Assert.Null(await reading.FindAsync(first.Id, Token));
        Assert.Equal([second.Id], (await reading.ListAsync(Token)).Select(publication => publication.Id));
    }

    [Fact]
    public async Task A_file_that_is_not_the_one_published_is_named()
    {
        using var stores = await Stores.OpenAsync(Stores.Both.First().Data);
        var there = new Publications(stores.Storage, stores.Folder["there/x"]);
        var publication = Made(there, "2026-03-01T05:00:00Z", "one");
        await there.PutAsync(publication, Token);
        var stored = await stores.Storage.FindAsync($"publications/files/{HashOf("one")}.parquet", Token);
        await stores.Storage.PutAsync(stored!.Path, stores.Folder.Write("bad", "two"), stored.Tag, Token);

        var here = new Publications(stores.Storage, stores.Folder["here/x"]);
        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => here.FetchAsync(publication, Token));
        Assert.Contains(HashOf("one"), wrong.Message, StringComparison.Ordinal);
    }

    private static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static Publication Made(Publications publications, string asOf, params string[] contents)
    {
        foreach (var content in contents)
            File.WriteAllText(Path.Combine(publications.Folder, $"{HashOf(content)}.parquet"), content);
        var time = DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture);
        return new()
        {
            Id = $"{time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{HashOf(asOf)[..8]}",
            AsOf = time,
            Created = time,
            Files = [.. contents.Select(content => new PublishedFile("outcomes", content, HashOf(content), 1))],
            From = [],
            Notes = [],
        };
    }
}
