using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Tests.Functions.WorkItems;

public class RoundsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_due_runs_wave_by_wave_and_one_publication_follows_whatever_comes_twice_or_late()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        var queue = new Collected();
        var rounds = Over(composition, queue);

        await rounds.BeginAsync(WorkedCouncil.Names, unlessOpen: true, Stop);
        await rounds.BeginAsync(WorkedCouncil.Names, unlessOpen: true, Stop); // somebody else at the same time
        Assert.Equal(["ingest places"], queue.Take());
        // Too early, and out of their order: nothing happens.
        await rounds.DoAsync(queue.Sent[0].Replace("places", "orders_2", StringComparison.Ordinal), Stop);
        await rounds.DoAsync(JsonSerializer.Serialize(new { verb = "publish", due = WorkItem.FromJson(queue.Sent[0]).Due }), Stop);
        Assert.Empty(queue.Take());

        await rounds.DoAsync(queue.Sent[0], Stop);
        Assert.Equal(["ingest orders_1", "ingest orders_2", "ingest orders_3"], queue.Take());
        foreach (var item in queue.Sent.Skip(1).Reverse().Concat(queue.Sent).ToArray())
            await rounds.DoAsync(item, Stop);
        Assert.Equal(["publish "], queue.Take());
        foreach (var item in Enumerable.Repeat(queue.Sent[^1], 2).Concat(queue.Sent).ToArray())
            await rounds.DoAsync(item, Stop);

        Assert.Empty(queue.Take());
        Assert.Equal(WorkedCouncil.Expected((WorkedCouncil.First, 20)), await WorkedCouncil.RowsAsync(composition));
        Assert.Single(await WorkedCouncil.WholePublicationsAsync(composition));
        Assert.Equal(WorkedCouncil.Sources, (await composition.Ledger.RunsAsync(null, Stop)).Count);
        Assert.True(await rounds.IsIdleAsync(Stop));
    }

    [Fact]
    public async Task A_publication_that_was_made_before_its_round_was_closed_is_not_made_again()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        var asOf = TimeProvider.System.GetUtcNow();

        var made = await composition.Publishing.RunAsync(null, Stop, asOf);
        File.Delete(Path.Combine(council.Data, "publications/current.json")); // the process died before it wrote that
        var again = await composition.Publishing.RunAsync(null, Stop, asOf);

        Assert.Equal(made.Id, again.Id);
        Assert.Equal(made.Id, (await composition.Publications.CurrentAsync(Stop))?.Id);
        Assert.True(File.Exists(Path.Combine(council.Data, "publications/current.json")));
        Assert.Single(await composition.Publications.ListAsync(Stop));
    }

    [Fact]
    public async Task Of_two_that_tick_at_once_one_sends_and_what_it_lost_is_sent_again()
    {
        var time = new FakeTimeProvider(new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero));
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync(time);
        var (one, other) = (new Collected(), new Collected());
        var rounds = Over(composition, one);
        var elsewhere = Over(composition, other);
        await rounds.TickAsync(Stop);
        Assert.Empty(one.Sent); // none ran yet: they wait for their hour, 5:00 in London

        time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(rounds.TickAsync(Stop), elsewhere.TickAsync(Stop));
        Assert.Equal(["ingest orders_1", "ingest orders_2", "ingest orders_3"], one.Take().Concat(other.Take()));
        await rounds.TickAsync(Stop);
        Assert.Empty(one.Take());

        time.Advance(TimeSpan.FromMinutes(6)); // nobody answered: the items are gone with whoever had them
        await elsewhere.TickAsync(Stop);
        Assert.Equal(["ingest orders_1", "ingest orders_2", "ingest orders_3"], other.Take());
    }

    [Fact]
    public async Task An_item_of_a_source_that_somebody_runs_is_dropped_and_leaves_no_failed_run()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        var queue = new Collected();
        var rounds = Over(composition, queue);
        await rounds.BeginAsync(["orders_1"], unlessOpen: false, Stop);

        await using (await composition.Ledger.TryLeaseAsync("source/orders_1", Stop))
            await rounds.DoAsync(queue.Sent[0], Stop);

        Assert.Empty(await composition.Ledger.RunsAsync(null, Stop));
        await rounds.DoAsync(queue.Sent[0], Stop);
        Assert.Equal("succeeded", Assert.Single(await composition.Ledger.RunsAsync(null, Stop)).Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"verb":"drop tables","due":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"verb":"ingest","due":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"verb":"publish","due":"2026-01-01T00:00:00Z","source":"orders_1"}""")]
    [InlineData("""{"verb":0,"due":"2026-01-01T00:00:00Z","source":"orders_1"}""")]
    public void What_is_no_work_item_is_refused_by_what_it_says(string text) =>
        Assert.Contains("is no work item", Assert.Throws<InvalidDataException>(() => WorkItem.FromJson(text)).Message);

    [Fact]
    public async Task What_cannot_be_done_is_given_up_and_the_round_goes_on()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        var queue = new Collected();
        var rounds = Over(composition, queue);
        await rounds.BeginAsync(["orders_1"], unlessOpen: false, Stop);

        await rounds.GiveUpAsync("nonsense", "it is no work item", Stop);
        await rounds.GiveUpAsync(queue.Sent[0], "the disk is full", Stop);

        Assert.Equal(["it is no work item", "the disk is full"], (await Rounds.PoisonAsync(composition.Ledger, Stop)).Select(refused => refused.Why));
        Assert.Equal("publish ", queue.Take()[^1]);
        await rounds.DoAsync(queue.Sent[^1], Stop);
        Assert.True(await rounds.IsIdleAsync(Stop));
    }

    [Fact]
    public async Task A_source_that_left_the_council_folder_holds_nothing_up()
    {
        using var council = await WorkedCouncil.MakeAsync("directory");
        using var composition = await council.OpenAsync();
        var queue = new Collected();
        await Over(composition, queue).BeginAsync(["orders_1"], unlessOpen: false, Stop);

        var rounds = new Rounds([], composition.IngestionOf([]), composition.Publishing, composition.Housekeeping, composition.Ledger, queue);
        await rounds.DoAsync(queue.Sent[0], Stop);

        Assert.Equal(["ingest orders_1", "publish "], queue.Take());
    }

    [Fact]
    public async Task A_clock_that_was_a_year_ahead_and_is_put_right_holds_up_neither_sources_nor_publications()
    {
        var time = new FakeTimeProvider(new(2027, 6, 1, 5, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        using var council = await WorkedCouncil.MakeAsync("directory");
        Publication wrong;
        using (var composition = await council.OpenAsync(time))
        {
            var queue = new Collected();
            var rounds = Over(composition, queue);
            await rounds.BeginAsync(["orders_1"], unlessOpen: false, Stop);
            await rounds.TickAsync(Stop);
            await rounds.DoAsync(queue.Sent[0], Stop);
            await rounds.DoAsync(queue.Sent[^1], Stop);
            wrong = (await composition.Publications.CurrentAsync(Stop))!;
            await rounds.BeginAsync(["orders_2"], unlessOpen: false, Stop); // sent, and lost with its process
        }

        var right = new FakeTimeProvider(new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        using var again = await council.OpenAsync(right);
        var sent = new Collected();
        var after = Over(again, sent);
        await after.TickAsync(Stop);
        Assert.Equal(["ingest orders_2"], sent.Take()); // sent again, and not in a year
        right.Advance(TimeSpan.FromHours(1));
        await after.TickAsync(Stop);
        Assert.Contains("ingest orders_1", sent.Take()); // it is 5:00 in London
        foreach (var item in sent.Sent.ToArray())
            await after.DoAsync(item, Stop);
        foreach (var item in sent.Sent.Where(item => item.Contains("publish", StringComparison.OrdinalIgnoreCase)).ToArray())
            await after.DoAsync(item, Stop);

        var current = (await again.Publications.CurrentAsync(Stop))!;
        Assert.NotEqual(wrong.Id, current.Id);
        Assert.True(current.AsOf > wrong.AsOf, "a later publication is told from an earlier one by its time");
        Assert.True(await after.IsIdleAsync(Stop));
    }

    private static Rounds Over(Composition composition, IWorkQueue queue) =>
        new(composition.Council.Sources, composition.Ingestion, composition.Publishing, composition.Housekeeping, composition.Ledger, queue);

    /// <summary>A queue that only collects: the test hands items out, in its own order.</summary>
    private sealed class Collected : IWorkQueue
    {
        private int taken;

        public List<string> Sent { get; } = [];

        public Task AddAsync(WorkItem item, TimeSpan delay, CancellationToken cancellationToken)
        {
            Sent.Add(item.ToJson());
            return Task.CompletedTask;
        }

        public Task<TakenItem> TakeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<string> Take()
        {
            var fresh = Sent.Skip(taken).Select(WorkItem.FromJson).Select(item => $"{item.Verb} {item.Source}".Replace("Ingest", "ingest", StringComparison.Ordinal).Replace("Publish", "publish", StringComparison.Ordinal)).ToArray();
            taken = Sent.Count;
            return fresh;
        }
    }
}
