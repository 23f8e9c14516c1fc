using CsCheck;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Storage;

public class StorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_file_comes_back_as_it_was_put(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var put = await stores.Storage.PutAsync("raw/orders/1/0001-a b.csv.gz", stores.Folder.Write("in", "one"), null, Token);

        Assert.Equal(put, await stores.Storage.FindAsync("raw/orders/1/0001-a b.csv.gz", Token));
        await stores.Storage.CopyToAsync(put, stores.Folder["out"], Token);
        Assert.Equal("one", await File.ReadAllTextAsync(stores.Folder["out"], Token));
        Assert.Null(await stores.Storage.FindAsync("raw/orders/1", Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_file_is_replaced_only_by_who_saw_it_last(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (one, two) = (stores.Folder.Write("one", "1"), stores.Folder.Write("two", "2"));
        var first = await stores.Storage.PutAsync("a/b", one, null, Token);
        await Assert.ThrowsAsync<StorageConflictException>(() => stores.Storage.PutAsync("a/b", two, null, Token));
        var second = await stores.Storage.PutAsync("a/b", two, first.Tag, Token);

        await Assert.ThrowsAsync<StorageConflictException>(() => stores.Storage.PutAsync("a/b", one, first.Tag, Token));
        await Assert.ThrowsAsync<StorageConflictException>(() => stores.Storage.PutAsync("a/other", one, first.Tag, Token));
        await Assert.ThrowsAsync<StorageConflictException>(() => stores.Storage.DeleteAsync("a/b", first.Tag, Token));
        await Assert.ThrowsAsync<StorageConflictException>(() => stores.Storage.CopyToAsync(first, stores.Folder["out"], Token));
        await stores.Storage.DeleteAsync("a/b", second.Tag, Token);
        await stores.Storage.DeleteAsync("a/b", second.Tag, Token);
        Assert.Null(await stores.Storage.FindAsync("a/b", Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Equal_bytes_put_again_have_another_tag(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var file = stores.Folder.Write("in", "same");
        var seen = new HashSet<string>();
        StoredFile? last = null;
        for (var i = 0; i < 20; i++)
            Assert.True(seen.Add((last = await stores.Storage.PutAsync("x", file, last?.Tag, Token)).Tag));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Files_are_listed_by_prefix_in_ordinal_order(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var file = stores.Folder.Write("in", "x");
        foreach (var path in (string[])["lake/b/2", "lake/a_b/1", "lake/a/1", "lake/B/1", "lakeside", "raw/1"])
            await stores.Storage.PutAsync(path, file, null, Token);

        Assert.Equal(["lake/B/1", "lake/a/1", "lake/a_b/1", "lake/b/2"], await List("lake/"));
        Assert.Equal(["lake/a/1", "lake/a_b/1"], await List("lake/a"));
        Assert.Equal(6, (await List("")).Count);
        Assert.Empty(await List("nothing/here/"));

        async Task<List<string>> List(string prefix) => await stores.Storage.ListAsync(prefix, Token).Select(found => found.Path).ToListAsync(Token);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_copy_stays_as_it_was_when_the_file_is_replaced_and_removed(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var first = await stores.Storage.PutAsync("x", stores.Folder.Write("in", "old"), null, Token);
        await stores.Storage.CopyToAsync(first, stores.Folder["copy"], Token);
        var second = await stores.Storage.PutAsync("x", stores.Folder.Write("in", "new"), first.Tag, Token);
        await stores.Storage.DeleteAsync("x", second.Tag, Token);

        Assert.Equal("old", await File.ReadAllTextAsync(stores.Folder["copy"], Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_writers_at_once_one_wins(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var first = await stores.Storage.PutAsync("x", stores.Folder.Write("in", "0"), null, Token);
        var files = Enumerable.Range(1, 8).Select(i => stores.Folder.Write($"in{i}", $"{i}")).ToList();
        var won = await Task.WhenAll(files.Select(file => Task.Run(async () =>
        {
            try
            {
                return (await stores.Storage.PutAsync("x", file, first.Tag, Token)).Tag;
            }
            catch (StorageConflictException)
            {
                return null;
            }
        }, Token)));

        var winner = Assert.Single(won, tag => tag is not null);
        Assert.Equal(winner, (await stores.Storage.FindAsync("x", Token))!.Tag);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData(".lock")]
    [InlineData("a/.hidden")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a.")]
    public async Task A_path_that_could_lead_astray_is_refused(string path)
    {
        using var folder = new TempFolder();
        var storage = new DirectoryStorage(folder["data"]);
        var file = folder.Write("in", "x");
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => storage.PutAsync(path, file, null, Token));
        Assert.Contains("is refused", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => storage.FindAsync(path, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => storage.DeleteAsync(path, "t", Token));
    }

    [Fact]
    public void Whatever_path_is_taken_lies_in_the_folder()
    {
        var root = Path.GetFullPath("/data/root");
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["./\\ab:~\0"], 0, 12]).Sample(path =>
        {
            try
            {
                StoragePath.Check(path);
            }
            catch (ArgumentException)
            {
                return true;
            }
            return Path.GetFullPath(Path.Combine(root, path)) == $"{root}{Path.DirectorySeparatorChar}{path.Replace('/', Path.DirectorySeparatorChar)}";
        });
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        using var folder = new TempFolder();
        var file = folder.Write("taken", "a file where the data folder should be");
        Assert.Throws<IOException>(() => new DirectoryStorage(file));
    }

    [Fact]
    public async Task The_cache_of_blobs_keeps_within_its_budget()
    {
        using var folder = new TempFolder();
        var azurite = await Azurite.GetAsync();
        var container = new Azure.Storage.Blobs.BlobContainerClient(azurite.ConnectionString, $"t{Guid.NewGuid():N}");
        var storage = await BlobStorage.OpenAsync(container, folder["cache/"], cacheBytes: 25, Token);
        for (var i = 0; i < 5; i++)
        {
            var put = await storage.PutAsync($"f{i}", folder.Write("in", $"ten bytes{i}"), null, Token);
            await storage.CopyToAsync(put, folder[$"out{i}"], Token);
        }
        var big = await storage.PutAsync("big", folder.Write("in", new string('x', 100)), null, Token);
        await storage.CopyToAsync(big, folder["out-big"], Token);

        Assert.Equal(2, Directory.GetFiles(folder["cache/"]).Length);
        Assert.Equal(["ten bytes0", "ten bytes4"], [await File.ReadAllTextAsync(folder["out0"], Token), await File.ReadAllTextAsync(folder["out4"], Token)]);
        Assert.Equal(100, new FileInfo(folder["out-big"]).Length);
    }
}
