using Outcomes.Analytics;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;
using Span = Outcomes.Functions.Ingestion.Http.Span;

namespace Outcomes.Functions.Ingestion;

/// <content>Sources of requests: pages instead of files, and from there the same path.</content>
public sealed partial class Ingestion
{
    /// <summary>Pages of a run that was cut off are gone on with for so long, which is more than from one night to the next; older ones may not fit together with new ones.</summary>
    private static readonly TimeSpan GoneOnWith = TimeSpan.FromDays(3);

    /// <summary>What each source of requests is told from outside, by name.</summary>
    public IReadOnlyDictionary<string, SourceSettings> SourceSettings { get; init; } = new Dictionary<string, SourceSettings>();

    /// <summary>Where refresh tokens are kept; null: nowhere, and a source whose tokens rotate needs a new one each time.</summary>
    public ITokenStore? Tokens { get; init; }

    /// <summary>What sends requests; null: the network, with the guard at its door.</summary>
    public HttpMessageHandler? Transport { get; init; }

    /// <summary>The whole flow of one source of requests: fetch (each page kept at once), type, map, merge, commit, cover.</summary>
    private async Task<Run> IngestPagesAsync(Step step, Window asked)
    {
        var (run, stop) = (step.Run, step.Stop);
        var source = step.Source.Http is { } http ? Dated(step.Source, run.Started) : throw new InvalidOperationException($"{step.Source.Name} has no requests.");
        step = step with { Source = source };
        var settings = SettingsOf(source);
        var tree = Mapping.Parse(source, ReferenceData.Names(datasets, data));
        using var snapshot = await SnapshotAsync(source, tree, stop);
        var reference = new ReferenceData(snapshot, datasets, data);
        var covered = await Coverage.OfAsync(source, snapshot, stop);
        var each = EachRows(step, reference);
        if (each.Count == 0)
            return run with { Status = "unchanged", Notes = ["http.each gives no row, so that nothing was asked. Look at the tables it reads."] };
        var plan = await PlanAsync(source, run, asked, covered, each, stop);
        if (plan.Span is null && http.Window is not null)
            return run with { Status = "unchanged", Notes = ["Nothing new can be there yet: every day up to yesterday is here."] };

        step.Say("asking");
        using var client = new SourceClient(source, settings, ledger, Tokens ?? NoTokens.Instance, RawLimits, Transport, step.Say);
        var shelf = new PageShelf(source, plan.Run, KeepRaw ? storage : null, step.Place("pages"));
        var acquisition = new Acquisition(source, client, new(http, settings), shelf, ledger, RawLimits, step.Say);
        var pages = await acquisition.FetchAsync(Walk.All(http, each, plan.Span), stop);
        using (await Capacity.AcquireAsync(1, stop))
            run = await CommitPagesAsync(step with { Run = run }, tree, reference, snapshot, covered, plan, shelf, pages);
        await ledger.ForgetAsync($"walk/{source.Name}", CancellationToken.None);
        if (http.Window?.ByUpdated == true && asked.IsEverything)
            await ledger.NoteAsync("fetched", source.Name, new Fetched(plan.Span!.End), CancellationToken.None);
        return run with { CredentialExpires = client.Credentials.RefreshTokenExpires };
    }

    private async Task<Run> CommitPagesAsync(
        Step step, SqlTree tree, ReferenceData reference, LakeSnapshot snapshot, IReadOnlyList<CoveredSpan> covered, WalkPlan plan, PageShelf shelf, IReadOnlyList<Page> pages)
    {
        var (source, run, stop) = (step.Source, step.Run, step.Stop);
        step.Say($"reading {Counted(pages.Count, "page")}");
        var files = pages.Select(page => new RawFile(page.Name(source), page.LocalPath, Task.FromResult(""), new FileInfo(page.LocalPath).Length)).ToArray();
        var (prepared, notes) = Prepare(source, pages.Select(page => new RowsOf(page.Name(source), page.LocalPath, page.IsRecords, page.AskedJson)), files, plan.Span, step.Place("prepared"), stop);
        if (KeepRaw && shelf.Keeps)
            await RawFiles.ListAsync(source, new(run.Id, run.Started, [.. pages.Select(shelf.Listed)]), storage, step.Place("kept"), stop);
        else if (KeepRaw)
            await RawFiles.KeepAsync(source, run.Id, run.Started, files, prepared, storage, step.Place("kept"), stop);
        run = run with { Notes = notes };
        var window = plan.Span is { First: { } first, After: { } after } ? new Window(first, after) : Window.Everything;
        var spoken = plan.Span is { } span ? DaysOf(span, source.Http!.DayEnds) : null;
        var current = snapshot.Files.Where(file => file.Dataset == source.Dataset.Name && file.Source == source.Name).ToArray();
        if (prepared.Any(file => file.Columns.Count > 0))
        {
            var last = (await ledger.RunsAsync(source.Name, stop)).FirstOrDefault(earlier => earlier is { Status: "succeeded", Columns.Count: > 0 });
            var deletion = source.Http!.Window?.Whole is { } whole ? new Deletion(whole, plan.Span!.Start, plan.Span.End) : null;
            var delivery = Deliver(step with { Deletion = deletion }, tree, reference, prepared, window, current, last?.Columns);
            spoken ??= delivery.Batch.Days;
            await KeepQuarantineAsync(step, delivery);
            step.Say($"committing {Counted(delivery.Batch.Months.Count, "month")}");
            await lake.CommitAsync(step.Lease, source.Dataset.Name, source.Name, delivery.Batch.Months, stop);
            run = delivery.AddedTo(run);
        }
        else
            run = run with { Notes = [.. run.Notes, source.Mode is Mode.Replace && current.Length > 0 ? "No record came; what the lake has stays, because an empty answer is no proof that everything is gone." : "No record came."] };
        step = step with { Stop = CancellationToken.None };
        if (source.Dataset.IsDated && spoken is { } days)
            await CoverAsync(step, Coverage.Add(source, covered, days, run.Started), snapshot);
        return run with { Status = "succeeded", WindowFrom = window.From, WindowTo = window.To };
    }

    /// <summary>Pages that are looked into become one table; pages that are files are read as files are.</summary>
    private (IReadOnlyList<PreparedFile> Files, IReadOnlyList<string> Notes) Prepare(
        Source source, IEnumerable<RowsOf> pages, IReadOnlyList<RawFile> files, Span? span, string folder, CancellationToken cancellationToken)
    {
        if (!Page.IsLookedInto(source))
            return (RawFiles.Prepare(source, [.. files.Where(file => file.Length > 0)], folder, RawLimits, cancellationToken), []);
        var (table, repeated, outside) = PageRows.Prepare(source, pages, span, folder, RawLimits, cancellationToken);
        var notes = new List<string>();
        if (repeated > 0)
            notes.Add($"{repeated} {(repeated == 1 ? "record" : "records")} came more than once, and counted once.");
        if (outside > 0)
            notes.Add($"{outside} {(outside == 1 ? "record" : "records")} outside the days asked for {(outside == 1 ? "was" : "were")} left out.");
        return ([table], notes);
    }

    /// <summary>What the run sets out to fetch: what an earlier run was cut off from, or everything new.</summary>
    private async Task<WalkPlan> PlanAsync(
        Source source, Run run, Window asked, IReadOnlyList<CoveredSpan> covered, IReadOnlyList<IReadOnlyDictionary<string, string?>> each, CancellationToken cancellationToken)
    {
        var (kind, now) = ($"walk/{source.Name}", ledger.Time.GetUtcNow());
        var definition = Fingerprint.Of(new { source.Http!.Definition, source.Personal, Asked = asked.ToString(), Each = each });
        if (KeepRaw && await ledger.RecallAsync<WalkPlan>("plan", source.Name, cancellationToken) is { } open && open.Definition == definition && open.Began > now - GoneOnWith
            && (await ledger.RecallAsync<WalkState>(kind, cancellationToken)).Count > 0)
            return open;
        await ledger.ForgetAsync(kind, cancellationToken);
        var fetched = await ledger.RecallAsync<Fetched>("fetched", source.Name, cancellationToken);
        DateOnly? last = covered.Count == 0 ? null : covered.Max(span => span.To);
        var plan = new WalkPlan(run.Id, definition, now, source.Http.Window is null ? null : Span.Of(source, asked, last, fetched?.Until, now));
        await ledger.NoteAsync("plan", source.Name, plan, cancellationToken);
        return plan;
    }

    /// <summary>The rows of <c>each</c>; one without columns where there is none.</summary>
    private IReadOnlyList<IReadOnlyDictionary<string, string?>> EachRows(Step step, ReferenceData reference)
    {
        var source = step.Source;
        if (source.Http?.Each is not { } sql)
            return [new Dictionary<string, string?>()];
        var faults = new List<Fault>();
        var tree = SqlTree.Parse(sql, source.File, 1, faults);
        tree?.AllowTables([.. ReferenceData.Names(datasets, data).Where(name => name is not "raw")], faults);
        if (tree is null || faults.Count > 0)
            throw new SourceException(source.Name, $"http.each: {string.Join(" ", faults)}");
        using var sandbox = Sandbox.Open(Path.Combine(step.Place("each"), "work.duckdb"), SandboxLimits);
        reference.PutInto(sandbox.Connection, source, tree, step.Place("each"));
        sandbox.Lock([], step.Place("each/nothing"));
        try
        {
            return sandbox.Connection.Rows($"select columns(*)::varchar from (\n{tree.Sql}\n)", row => (IReadOnlyDictionary<string, string?>)source.Http.EachColumns
                .Select((name, at) => KeyValuePair.Create(name, row.IsDBNull(at) ? null : row.GetString(at))).ToDictionary(StringComparer.Ordinal));
        }
        catch (DuckDB.NET.Data.DuckDBException wrong)
        {
            throw new SourceException(source.Name, $"http.each fails: {wrong.Message.Split('\n')[0]}", wrong);
        }
    }

    private SourceSettings SettingsOf(Source source)
    {
        var settings = SourceSettings.GetValueOrDefault(source.Name, Http.SourceSettings.None);
        return settings.Missing(source) is { Count: > 0 } missing
            ? throw new SourceException(source.Name, $"it is not set up: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing. Hosts lists the hosts it may ask and send its secrets to.")
            : settings;
    }

    /// <summary>Replies have no names with dates in them: <c>_as_at</c> is the day they came.</summary>
    private static Source Dated(Source source, DateTimeOffset fetched) => source with
    {
        AsAt = new(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(fetched, source.Http!.DayEnds).DateTime), null),
    };

    /// <summary>The days a span of instants speaks of: the day it ends in is not over.</summary>
    private static (DateOnly First, DateOnly Last)? DaysOf(Span span, TimeZoneInfo zone)
    {
        DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        var (first, last) = (span.First ?? Day(span.Start), (span.After ?? Day(span.End)).AddDays(-1));
        return first <= last ? (first, last) : null;
    }

    /// <summary>The moment up to which changes were fetched.</summary>
    private sealed record Fetched(DateTimeOffset Until);

    private sealed class NoTokens : ITokenStore
    {
        public static readonly NoTokens Instance = new();

        public Task<KeptToken?> FindAsync(string source, CancellationToken cancellationToken) => Task.FromResult<KeptToken?>(null);

        public Task KeepAsync(string source, KeptToken token, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
