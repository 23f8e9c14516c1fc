using Outcomes.Functions.Storage;
using static Outcomes.Tests.Functions.Storage.LakeTests;

namespace Outcomes.Tests.Functions.Storage;

public class LakeDamageTests
{
    private const string January = "lake/bookings/source=orders/month=2026-01/part.parquet";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_file_deleted_behind_our_back_is_named_and_the_others_are_read(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 2));
        await stores.Storage.DeleteAsync(January, (await stores.Storage.FindAsync(January, Token))!.Tag, Token);

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([2], Values(snapshot));
        var damaged = Assert.Single(snapshot.Damaged);
        Assert.Equal(("bookings", "orders", "2026-01"), (damaged.Dataset, damaged.Source, damaged.Month));
        Assert.Contains($"{January} is gone", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("ingest --replay orders", damaged.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_corrupted_file_is_named_and_a_replay_rebuilds_it(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1));
        await stores.Storage.PutAsync(January, stores.Folder.Write("rubbish", "PAR1 no more"), (await stores.Storage.FindAsync(January, Token))!.Tag, Token);
        using (var snapshot = await lake.SnapshotAsync(Token))
            Assert.Contains("does not hold the bytes", Assert.Single(snapshot.Damaged).Message, StringComparison.Ordinal);

        // A replay merges with nothing, as the snapshot had no such file, and here gives the very rows that were lost.
        Assert.Equal(["2026-01"], await CommitAsync(lake, ledger, Month(stores, "2026-01", 1)));
        using var rebuilt = await lake.SnapshotAsync(Token);
        Assert.Empty(rebuilt.Damaged);
        Assert.Equal([1], Values(rebuilt));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_damaged_file_is_restored_from_its_kept_version_where_that_is_the_same(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        var month = Month(stores, "2026-01", 1);
        await CommitAsync(lake, ledger, month);
        await stores.Storage.PutAsync($"previous/{January}", month.LocalFile!, null, Token);
        await stores.Storage.DeleteAsync(January, (await stores.Storage.FindAsync(January, Token))!.Tag, Token);

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Empty(snapshot.Damaged);
        Assert.Equal([1], Values(snapshot));
        Assert.NotNull(await stores.Storage.FindAsync(January, Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_same_bytes_put_back_from_a_backup_are_taken(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        var month = Month(stores, "2026-01", 1);
        await CommitAsync(lake, ledger, month);
        await stores.Storage.PutAsync(January, month.LocalFile!, (await stores.Storage.FindAsync(January, Token))!.Tag, Token);

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Empty(snapshot.Damaged);
        Assert.Equal([1], Values(snapshot));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lost_ledger_is_rebuilt_from_the_lake(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 2));
        await stores.Storage.PutAsync(January.Replace("01", "03", StringComparison.Ordinal), stores.Folder.Write("rubbish", "x"), null, Token);
        foreach (var entry in await stores.Ledger.ListAsync("lake", Token))
            await stores.Ledger.TryDeleteAsync(entry, Token);

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([1, 2], Values(snapshot));
        Assert.Equal("2026-03", Assert.Single(snapshot.Damaged).Month);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 3, snapshot.Files[0].Hash), Month(stores, "2026-03", 3));
        Assert.Equal(3, (await HashesAsync(lake)).Count);
    }

    [Fact]
    public async Task A_file_that_is_not_whole_or_not_this_sources_never_enters_the_lake()
    {
        using var stores = await Stores.OpenAsync("directory");
        var (lake, ledger) = Open(stores);
        var whole = await File.ReadAllBytesAsync(Month(stores, "2026-01", 1).LocalFile!, Token);
        await File.WriteAllBytesAsync(stores.Folder["cut"], whole[..(whole.Length / 2)], Token);
        await File.WriteAllBytesAsync(stores.Folder["zero"], new byte[whole.Length], Token);
        (StagedMonth Month, string Says)[] refused =
        [
            (new("2026-01", stores.Folder["cut"], null), "not a Parquet file"),
            (new("2026-01", stores.Folder["zero"], null), "not a Parquet file"),
            (new("2026-01", stores.Folder.Write("empty", ""), null), "not a Parquet file"),
            (Month(stores, "2026-01", 1, rows: "0"), "has no rows"),
            (Month(stores, "2026-01", 1, source: "other"), "names source 'other'"),
            (Month(stores, "2026-01", 1) with { Rows = 2 }, "holds 1 rows where 2 were written"),
        ];
        foreach (var (month, says) in refused)
        {
            var failure = await Assert.ThrowsAsync<InvalidDataException>(() => CommitAsync(lake, ledger, month));
            Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(lake, ledger, Month(stores, "2026-13", 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(lake, ledger, Month(stores, "../x", 1)));
        Assert.Empty(await stores.Storage.ListAsync("", Token).ToListAsync(Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_decided_commit_whose_staged_files_are_gone_goes_back(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 1));
        var old = await HashesAsync(lake);
        // Cut off after the first of two months was replaced: lease, renewal, fence, two staged, renewal, intent, kept version, month.
        var cut = new CutOff(at: 10);
        var dying = new Outcomes.Functions.Ingestion.Ledger(new CutOff.Ledger(stores.Ledger, cut), TimeProvider.System);
        var lease = (await dying.TryLeaseAsync("source/orders", Token))!;
        await Assert.ThrowsAsync<CutOff.KilledException>(() => new Lake(new CutOff.Storage(stores.Storage, cut), dying, stores.Folder["dying/"]).CommitAsync(
            lease, "bookings", "orders", [Month(stores, "2026-01", 2, old["2026-01"]), Month(stores, "2026-02", 2, old["2026-02"])], Token));
        var staged = await stores.Storage.ListAsync("staged/", Token).ToListAsync(Token);
        Assert.Equal(2, staged.Count);
        Assert.NotEqual(old["2026-01"], await StoredHashAsync(stores));
        foreach (var file in staged)
            await stores.Storage.DeleteAsync(file.Path, file.Tag, Token);

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([1, 1], Values(snapshot));
        Assert.Empty(snapshot.Damaged);
        Assert.Equal(old["2026-01"], await StoredHashAsync(stores));
    }

    private static async Task<string> StoredHashAsync(Stores stores)
    {
        await stores.Storage.CopyToAsync((await stores.Storage.FindAsync(January, Token))!, stores.Folder["january"], Token);
        return await FileHash.OfAsync(stores.Folder["january"], Token);
    }
}
