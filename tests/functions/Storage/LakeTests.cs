using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Storage;

public class LakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_committed_is_read_back_in_order(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        Assert.Equal(["2026-02", "2026-01"], await CommitAsync(lake, ledger, Month(stores, "2026-02", 2), Month(stores, "2026-01", 1)));

        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([("bookings", "orders", "2026-01"), ("bookings", "orders", "2026-02")], snapshot.Files.Select(file => (file.Dataset, file.Source, file.Month)));
        Assert.Equal([1, 2], Values(snapshot));
        Assert.Equal(await FileHash.OfAsync(snapshot.Files[0].LocalPath, Token), snapshot.Files[0].Hash);
        Assert.NotNull(await stores.Storage.FindAsync("lake/bookings/source=orders/month=2026-01/part.parquet", Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_commit_cut_off_at_any_write_is_whole_or_absent(string pair)
    {
        var seen = new HashSet<string>();
        for (var (step, cutOff) = (1, true); cutOff; step++)
        {
            using var stores = await Stores.OpenAsync(pair);
            var (lake, ledger) = Open(stores);
            await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 1));
            var old = await HashesAsync(lake);

            var cut = new CutOff(step);
            var dying = new Ledger(new CutOff.Ledger(stores.Ledger, cut), TimeProvider.System);
            StagedMonth[] months = [Month(stores, "2026-01", 2, old["2026-01"]), new("2026-02", null, old["2026-02"]), Month(stores, "2026-03", 2)];
            try
            {
                var lease = (await dying.TryLeaseAsync("source/orders", Token))!; // never released
                await new Lake(new CutOff.Storage(stores.Storage, cut), dying, stores.Folder["dying/"]).CommitAsync(lease, "bookings", "orders", months, Token);
            }
            catch (CutOff.KilledException)
            {
                // What a process that was killed leaves behind is what the next one finds.
            }
            cutOff = cut.Happened;

            using var snapshot = await lake.SnapshotAsync(Token);
            var now = string.Join(", ", snapshot.Files.Zip(Values(snapshot), (file, value) => $"{file.Month}: {value}"));
            seen.Add(now);
            Assert.Empty(snapshot.Damaged);
            // Life goes on once the dead one's lease has run out, and nothing staged is left by it.
            var later = new Ledger(stores.Ledger, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)));
            await CommitAsync(new(stores.Storage, later, stores.Folder["work/"]), later, Month(stores, "2026-01", 3, snapshot.Files[0].Hash));
            Assert.Empty(await stores.Storage.ListAsync("staged/", Token).ToListAsync(Token));
        }
        Assert.Equal(["2026-01: 1, 2026-02: 1", "2026-01: 2, 2026-03: 2"], seen.Order());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_lost_the_lease_writes_nothing(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (mine, theirs) = (new FakeTimeProvider(), new FakeTimeProvider());
        var (slow, quick) = (new Ledger(stores.Ledger, mine), new Ledger(stores.Ledger, theirs));
        var lake = new Lake(stores.Storage, slow, stores.Folder["work/"]);
        await using var lost = (await slow.TryLeaseAsync("source/orders", Token))!;
        theirs.Advance(TimeSpan.FromMinutes(2));
        await CommitAsync(new(stores.Storage, quick, stores.Folder["work/"]), quick, Month(stores, "2026-01", 1));

        await Assert.ThrowsAsync<LeaseLostException>(() => lake.CommitAsync(lost, "bookings", "orders", [Month(stores, "2026-02", 2)], Token));
        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([1], Values(snapshot));
        Assert.Empty(await stores.Storage.ListAsync("staged/", Token).ToListAsync(Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_month_that_is_not_what_it_was_merged_with_is_refused(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1));
        var first = await HashesAsync(lake);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 2, first["2026-01"]));

        foreach (var stale in (string?[])[first["2026-01"], null])
            await Assert.ThrowsAsync<StorageConflictException>(() => CommitAsync(lake, ledger, Month(stores, "2026-02", 3), Month(stores, "2026-01", 3, stale)));
        using var snapshot = await lake.SnapshotAsync(Token);
        Assert.Equal([2], Values(snapshot));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Equal_input_writes_nothing(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 1));
        var before = await stores.Storage.ListAsync("", Token).ToListAsync(Token);
        var hashes = await HashesAsync(lake);

        Assert.Empty(await CommitAsync(lake, ledger, Month(stores, "2026-01", 1, hashes["2026-01"]), new("2026-03", null, null)));
        Assert.Equal(before, await stores.Storage.ListAsync("", Token).ToListAsync(Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_snapshot_is_not_touched_by_later_commits_and_leaves_no_file(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 1), Month(stores, "2026-02", 1));
        using (var snapshot = await lake.SnapshotAsync(Token))
        {
            var hashes = await HashesAsync(lake);
            await CommitAsync(lake, ledger, Month(stores, "2026-01", 2, hashes["2026-01"]), new("2026-02", null, hashes["2026-02"]));
            Assert.Equal([1, 1], Values(snapshot));
        }
        Assert.Empty(Directory.GetFileSystemEntries(stores.Folder["work/"]));
        Assert.Equal(["previous/lake/bookings/source=orders/month=2026-01/part.parquet", "previous/lake/bookings/source=orders/month=2026-02/part.parquet"],
            await stores.Storage.ListAsync("previous/", Token).Select(file => file.Path).ToListAsync(Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Readers_beside_a_writer_see_whole_commits_only(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (lake, ledger) = Open(stores);
        await CommitAsync(lake, ledger, Month(stores, "2026-01", 0), Month(stores, "2026-02", 0), Month(stores, "2026-03", 0));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var seen = 0;
            for (var last = false; !last; seen++)
            {
                last = done.IsCancellationRequested;
                using var snapshot = await Open(stores).Lake.SnapshotAsync(Token);
                Assert.Equal(3, snapshot.Files.Count);
                Assert.Single(Values(snapshot).Distinct());
            }
            return seen;
        }, Token)).ToList();
        for (var value = 1; value <= 12; value++)
        {
            var hashes = await HashesAsync(lake);
            await CommitAsync(lake, ledger, [.. hashes.Select(file => Month(stores, file.Key, value, file.Value))]);
        }
        await done.CancelAsync();

        Assert.All(await Task.WhenAll(readers), seen => Assert.True(seen > 0));
        using var end = await lake.SnapshotAsync(Token);
        Assert.Equal([12, 12, 12], Values(end));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Writers_of_one_source_in_turn_lose_nothing(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(writer => Task.Run(async () =>
        {
            var (lake, ledger) = Open(stores);
            for (var month = 1; month <= 4;)
            {
                await using var lease = await ledger.TryLeaseAsync("source/orders", Token);
                if (lease is not null)
                    await lake.CommitAsync(lease, "bookings", "orders", [Month(stores, $"20{writer:d2}-{month++:d2}", writer)], Token);
                else
                    await Task.Yield();
            }
        }, Token)));

        using var snapshot = await Open(stores).Lake.SnapshotAsync(Token);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], Values(snapshot));
    }

    internal static (Lake Lake, Ledger Ledger) Open(Stores stores)
    {
        var ledger = new Ledger(stores.Ledger, TimeProvider.System);
        return (new(stores.Storage, ledger, stores.Folder["work/"]), ledger);
    }

    internal static async Task<IReadOnlyList<string>> CommitAsync(Lake lake, Ledger ledger, params StagedMonth[] months)
    {
        await using var lease = (await ledger.TryLeaseAsync("source/orders", Token))!;
        return await lake.CommitAsync(lease, "bookings", "orders", months, Token);
    }

    /// <summary>A month of one row that holds the value; the same value gives the same bytes.</summary>
    internal static StagedMonth Month(Stores stores, string month, int value, string? baseHash = null, string source = "orders", string rows = "1")
    {
        var file = stores.Folder[$"made/{Guid.NewGuid():N}.parquet"];
        using var duck = Duck.Open(threads: 1);
        duck.Run($"copy (select {value} as value from range({rows})) to {Duck.Literal(file)} (format parquet, kv_metadata {{dataset: 'bookings', source: {Duck.Literal(source)}}})");
        return new(month, file, baseHash);
    }

    internal static List<int> Values(LakeSnapshot snapshot)
    {
        using var duck = Duck.Open(threads: 1);
        return [.. snapshot.Files.Select(file => duck.One<int>($"select any_value(value) from {Duck.Literal(file.LocalPath)}"))];
    }

    internal static async Task<Dictionary<string, string>> HashesAsync(Lake lake)
    {
        using var snapshot = await lake.SnapshotAsync(Token);
        return snapshot.Files.ToDictionary(file => file.Month, file => file.Hash);
    }
}
