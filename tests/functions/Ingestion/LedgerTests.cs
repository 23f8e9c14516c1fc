using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Tests.Functions.Storage;

namespace Outcomes.Tests.Functions.Ingestion;

public class LedgerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => Stores.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_entry_is_changed_only_by_who_saw_it_last(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var first = (await stores.Ledger.TryInsertAsync("p", "r", "1", Token))!;
        Assert.Null(await stores.Ledger.TryInsertAsync("p", "r", "2", Token));
        var second = (await stores.Ledger.TryReplaceAsync(first, "2", Token))!;

        Assert.Null(await stores.Ledger.TryReplaceAsync(first, "3", Token));
        Assert.False(await stores.Ledger.TryDeleteAsync(first, Token));
        Assert.Equal(second, await stores.Ledger.FindAsync("p", "r", Token));
        Assert.True(await stores.Ledger.TryDeleteAsync(second, Token));
        Assert.False(await stores.Ledger.TryDeleteAsync(second, Token));
        Assert.Null(await stores.Ledger.TryReplaceAsync(second, "3", Token));
        Assert.Null(await stores.Ledger.FindAsync("p", "r", Token));
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_up_at_once_is_given_up_a_little_later_and_says_nothing_of_it()
    {
        using var stores = await Stores.OpenAsync("directory");
        var full = new FullStore(stores.Ledger);
        var ledger = new Ledger(full, TimeProvider.System);
        var lease = (await ledger.TryLeaseAsync("source/a", Token))!;

        full.Refusals = 2;
        await lease.DisposeAsync();

        Assert.Equal(0, full.Refusals);
        await using var next = await ledger.TryLeaseAsync("source/a", Token);
        Assert.NotNull(next);
    }

    /// <summary>A ledger whose disk has no room for its next so many changes.</summary>
    private sealed class FullStore(ILedgerStore store) : ILedgerStore
    {
        public int Refusals { get; set; }

        public Task<LedgerEntry?> FindAsync(string partition, string row, CancellationToken cancellationToken) => store.FindAsync(partition, row, cancellationToken);

        public Task<LedgerEntry?> TryInsertAsync(string partition, string row, string json, CancellationToken cancellationToken) => store.TryInsertAsync(partition, row, json, cancellationToken);

        public Task<LedgerEntry?> TryReplaceAsync(LedgerEntry entry, string json, CancellationToken cancellationToken)
        {
            if (Refusals == 0)
                return store.TryReplaceAsync(entry, json, cancellationToken);
            Refusals--;
            throw new IOException("The disk is full.");
        }

        public Task<bool> TryDeleteAsync(LedgerEntry entry, CancellationToken cancellationToken) => store.TryDeleteAsync(entry, cancellationToken);

        public Task<IReadOnlyList<LedgerEntry>> ListAsync(string partition, CancellationToken cancellationToken) => store.ListAsync(partition, cancellationToken);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Any_names_and_long_texts_come_back(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var rows = new[] { "lake/a b", "#?\\/%", "Größe=00", "a", "B", "'quoted'", "\t" };
        foreach (var row in rows)
            Assert.NotNull(await stores.Ledger.TryInsertAsync("p/1'#", row, $"{{\"of\":\"{row.Length}\"}}", Token));
        var longText = JsonSerializer.Serialize(Enumerable.Range(0, 60_000));
        var written = (await stores.Ledger.TryInsertAsync("long", "r", longText, Token))!;
        Assert.NotNull(await stores.Ledger.TryReplaceAsync(written, "short", Token));
        await stores.Ledger.TryInsertAsync("long", "s", longText, Token);

        Assert.Equal(rows.Order(StringComparer.Ordinal), (await stores.Ledger.ListAsync("p/1'#", Token)).Select(entry => entry.Row));
        Assert.Equal(["short", longText], (await stores.Ledger.ListAsync("long", Token)).Select(entry => entry.Json));
        Assert.Empty(await stores.Ledger.ListAsync("p/1", Token));
    }

    [Fact]
    public async Task Any_name_and_text_round_trips_through_sqlite()
    {
        using var stores = await Stores.OpenAsync("directory");
        await Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 9], Gen.String[Gen.Char[' ', '~'], 1, 20], Gen.String[Gen.Char[' ', '\u07ff'], 0, 50]).SampleAsync(async (partition, row, json) =>
        {
            var written = await stores.Ledger.TryInsertAsync(partition, row, json, Token);
            return written is null || await stores.Ledger.FindAsync(partition, row, Token) == written;
        }, iter: 50);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_of_many_takes_the_lease_and_tokens_rise(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var ledger = new Ledger(stores.Ledger, TimeProvider.System);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ledger.TryLeaseAsync("source/a", Token), Token)));
        await using var lease = Assert.Single(taken, one => one is not null)!;

        await lease.DisposeAsync();
        await using var next = (await ledger.TryLeaseAsync("source/a", Token))!;
        Assert.True(next.Token > lease.Token);
        await using var other = await ledger.TryLeaseAsync("source/b", Token);
        Assert.NotNull(other);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lease_that_ran_out_goes_to_the_next_and_is_lost_to_the_first(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var (mine, theirs) = (new FakeTimeProvider(Noon), new FakeTimeProvider(Noon.AddSeconds(59)));
        await using var first = (await new Ledger(stores.Ledger, mine).TryLeaseAsync("source/a", Token))!;
        var others = new Ledger(stores.Ledger, theirs);
        Assert.Null(await others.TryLeaseAsync("source/a", Token));

        theirs.Advance(TimeSpan.FromSeconds(1));
        await using var second = (await others.TryLeaseAsync("source/a", Token))!;

        var lost = await Assert.ThrowsAsync<LeaseLostException>(() => first.EnsureHeldAsync(Token));
        Assert.Contains("source/a", lost.Message, StringComparison.Ordinal);
        Assert.True(first.Lost.IsCancellationRequested);
        await second.EnsureHeldAsync(Token);
        await first.DisposeAsync();
        await second.EnsureHeldAsync(Token);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lease_whose_holder_died_while_its_clock_was_a_day_ahead_does_not_last_a_day(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var ahead = new FakeTimeProvider(Noon.AddDays(1));
        var dead = (await new Ledger(stores.Ledger, ahead).TryLeaseAsync("source/a", Token))!;
        var (slightly, right) = (new Ledger(stores.Ledger, new FakeTimeProvider(Noon.AddDays(1).AddMinutes(-4))), new Ledger(stores.Ledger, new FakeTimeProvider(Noon)));

        Assert.Null(await slightly.TryLeaseAsync("source/a", Token)); // clocks of two machines may be minutes apart
        await using var next = (await right.TryLeaseAsync("source/a", Token))!;

        Assert.True(next.Token > dead.Token);
        await Assert.ThrowsAsync<LeaseLostException>(() => dead.EnsureHeldAsync(Token));
    }

    [Fact]
    public async Task A_lease_in_use_is_renewed_without_asking()
    {
        using var stores = await Stores.OpenAsync("directory");
        var time = new FakeTimeProvider(Noon);
        var ledger = new Ledger(stores.Ledger, time);
        await using var lease = await ledger.TryLeaseAsync("source/a", Token);
        for (var i = 0; i < 10; i++)
            time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(await ledger.TryLeaseAsync("source/a", Token));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Runs_come_back_latest_first(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var ledger = new Ledger(stores.Ledger, TimeProvider.System);
        var first = new Run { Id = Run.NewId(Noon), Source = "a", Dataset = "d", Started = Noon, Status = "running" };
        var second = first with { Id = Run.NewId(Noon.AddMinutes(1)), Source = "b", Started = Noon.AddMinutes(1), WindowFrom = new(2026, 2, 1), Notes = ["a note"] };
        await ledger.SaveAsync(first, Token);
        await ledger.SaveAsync(second, Token);
        await ledger.SaveAsync(first with { Status = "failed", Finished = Noon.AddSeconds(5), Message = "why" }, Token);

        var runs = await ledger.RunsAsync(null, Token);
        Assert.Equal([("b", "running"), ("a", "failed")], runs.Select(run => (run.Source, run.Status)));
        Assert.Equal((new DateOnly(2026, 2, 1), "a note"), (runs[0].WindowFrom, runs[0].Notes.Single()));
        Assert.Equal(first.Id, Assert.Single(await ledger.RunsAsync("a", Token)).Id);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Thousands_of_files_seen_are_remembered_and_replaced(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var ledger = new Ledger(stores.Ledger, TimeProvider.System);
        var many = Enumerable.Range(0, 4000).ToDictionary(i => $"a/rather/long/folder/of/one/source/file-{i}.csv", i => $"{i:x64}");
        await ledger.SaveFilesSeenAsync("a", many, Token);
        Assert.Equal(many, (await ledger.FilesSeenAsync("a", Token)).ToDictionary());

        await ledger.SaveFilesSeenAsync("a", new Dictionary<string, string> { ["x"] = "1" }, Token);
        Assert.Equal("x", Assert.Single(await ledger.FilesSeenAsync("a", Token)).Key);
        Assert.Empty(await ledger.FilesSeenAsync("b", Token));
    }

    [Fact]
    public async Task Several_openers_of_one_file_lose_no_count()
    {
        using var folder = new TempFolder();
        var file = folder["ledger.db"];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            using var store = new SqliteLedgerStore(file);
            for (var done = 0; done < 20;)
            {
                var entry = await store.FindAsync("count", "n", Token);
                var written = entry is null
                    ? await store.TryInsertAsync("count", "n", "1", Token)
                    : await store.TryReplaceAsync(entry, $"{int.Parse(entry.Json, System.Globalization.CultureInfo.InvariantCulture) + 1}", Token);
                done += written is null ? 0 : 1;
            }
        }, Token)));

        using var last = new SqliteLedgerStore(file);
        Assert.Equal("120", (await last.FindAsync("count", "n", Token))!.Json);
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_told()
    {
        using var folder = new TempFolder();
        var file = folder.Write("ledger.db", new string('x', 5000));
        Assert.Contains("ledger.db", Assert.Throws<IOException>(() => new SqliteLedgerStore(file)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Records_are_only_added(string pair)
    {
        using var stores = await Stores.OpenAsync(pair);
        var time = new FakeTimeProvider(Noon);
        var records = new Records(stores.Ledger, time);
        await records.AppendAsync("sign_off", JsonSerializer.SerializeToElement(new { by = "director" }), Token);
        time.Advance(TimeSpan.FromSeconds(1));
        await records.AppendAsync("sign_off", JsonSerializer.SerializeToElement(new { by = "analyst" }), Token);

        var facts = await records.ListAsync("sign_off", Token);
        Assert.Equal(["director", "analyst"], facts.Select(fact => fact.Content.GetProperty("by").GetString()));
        Assert.Equal(Noon, facts[0].At);
        Assert.DoesNotContain(typeof(Records).GetMethods(), method => method.Name.Contains("Delete", StringComparison.Ordinal) || method.Name.Contains("Replace", StringComparison.Ordinal));
    }
}
