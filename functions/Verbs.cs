using Outcomes.Analytics;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions;

/// <summary>What each command does. Returns its exit code: 0 done, 1 faults or failed runs.</summary>
/// <param name="settings">What the product was told.</param>
/// <param name="time">The clock.</param>
/// <param name="terminal">Where it tells.</param>
public sealed partial class Verbs(Settings settings, TimeProvider time, Terminal terminal)
{
    private const int Done = 0, Faulty = 1;

    private string SampleFolder => Path.Combine(settings.Data, "sample-council");

    /// <summary>Serves until stopped.</summary>
    public async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        using var feed = new Feed(FeedModel.Read(), composition.Publications, composition.ServingFolder)
        {
            IsSample = settings.Council is null,
            Brand = settings is { Council: null, Brand.Name: null } ? settings.Brand with { Name = SampleCouncil.Name } : settings.Brand,
        };
        if (feed.Brand.Adjusted is { } adjusted)
            terminal.Say(adjusted);
        var deliveries = new Deliveries(council.Sources, settings.Raw);
        await using var server = LocalServer.Build(feed, TokenKey.In(composition.ServingFolder), composition.Records, settings.Access, settings.Urls,
            new(composition.Lake, council.Datasets), deliveries);
        await server.StartAsync(cancellationToken);
        terminal.Say($"Listening on {string.Join(", ", server.Urls)}; Ctrl-C stops.");
        try
        {
            await Task.Run(() => new Serving(composition, feed, terminal.Lines(), deliveries).RunAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await server.StopAsync(CancellationToken.None);
        }
        return Done;
    }

    /// <summary>Runs sources; all without names.</summary>
    public async Task<int> IngestAsync(IReadOnlyCollection<string> names, Window window, bool replay, CancellationToken cancellationToken)
    {
        if (window.From >= window.To)
            throw new ArgumentException($"--from is {window.From:yyyy-MM-dd} and --to {window.To?.AddDays(-1):yyyy-MM-dd}; allowed: the first day, then the last.");
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        var runs = await terminal.WatchAsync("Ingesting", names.Count == 0 ? council.Sources.Count : names.Count,
            progress => composition.Ingestion.RunAsync(names, window, replay, progress, cancellationToken));
        terminal.Table(
            ["source", "status", "read", "quarantined", "new", "changed", "unchanged", "removed", "message"],
            runs.Select(run => (IReadOnlyList<string?>)
                [run.Source, run.Status, $"{run.Read}", $"{run.Quarantined + run.MappedQuarantined}", $"{run.New}", $"{run.Changed}", $"{run.Unchanged}", $"{run.Removed}", run.Message ?? string.Join(" ", SetAside(run).Concat(run.Notes))]));
        return runs.Any(run => run.Status is "failed" or "busy") || council.Faults.Count > 0 ? Faulty : Done;
    }

    /// <summary>What a run that succeeded did not take.</summary>
    private static IEnumerable<string> SetAside(Run run)
    {
        if (run is { Status: "succeeded", Read: 0 })
            yield return "There is no row in what was read: a header at most.";
        if (run.Quarantined + run.MappedQuarantined is > 0 and var rows)
            yield return $"{rows} of {Math.Max(run.Read, rows)} rows set aside; preview {run.Source} shows them, with why.";
    }

    /// <summary>Publishes the lake as it stands.</summary>
    public async Task<int> PublishAsync(CancellationToken cancellationToken)
    {
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        var publication = await terminal.WatchAsync("Publishing", council.Measures.Count, progress => composition.Publishing.RunAsync(progress, cancellationToken));
        foreach (var note in publication.Notes)
            terminal.Fault($"{note.Measure}: {(note.Stale ? "stale: " : "")}{note.Text}");
        terminal.Say($"Publication {publication.Id}: {publication.Files.Sum(file => file.Rows)} rows in {publication.Files.Count} files.");
        return publication.Notes.Any(note => note.Stale) || council.Faults.Count > 0 ? Faulty : Done;
    }

    /// <summary>Tells every fault of every file.</summary>
    public int Check()
    {
        var council = Council.Load(CouncilFolder(), settings.OfSources).Check();
        foreach (var note in council.Notes)
            terminal.Say(note);
        Tell(council);
        foreach (var (source, why) in council.Waiting)
            terminal.Say($"{source.Name} is not set up: {why}");
        if (council.Faults.Count == 0)
            terminal.Say($"{council.Owned} With what is built in and set up: {council.Sources.Count} sources and tables, {council.Measures.Count} measures, {council.Datasets.Count} datasets. No fault.");
        return council.Faults.Count == 0 ? Done : Faulty;
    }

    /// <summary>Starts a measure or a source of the council's own.</summary>
    public int New(string kind, string name)
    {
        if (settings.Council is null)
            throw new ArgumentException($"No council is named to put the {kind} into; name its folder with --council (OUTCOMES_COUNCIL).");
        if (CouncilContainer.Of(settings) is not null)
            throw new ArgumentException($"{settings.Council} is a container; make the {kind} in a folder (--council DIR) and upload it.");
        Directory.CreateDirectory(settings.Council);
        foreach (var file in kind is "measure" ? Scaffold.Measure(settings.Council, name, LocalDay.Of(time.GetUtcNow())) : Scaffold.Source(settings.Council, name))
            terminal.Say(file);
        terminal.Say($"Edit them, then 'check' and 'preview {name}'.");
        return Done;
    }

    /// <summary>Records that its owner stands by a figure as it is published now.</summary>
    public async Task<int> SignOffAsync(string figure, string by, string? note, CancellationToken cancellationToken)
    {
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        var signed = await SignOffs.AddAsync(composition, figure, by, note, cancellationToken);
        terminal.Say($"{by} stands by {signed.Measure}, {signed.Grain} of {signed.Period:yyyy-MM-dd}: {signed.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no value"}. Shown from the next publication on.");
        return Done;
    }

    /// <summary>Lists the sources and how each ran last.</summary>
    public async Task<int> SourcesAsync(CancellationToken cancellationToken)
    {
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        var last = (await composition.Ledger.RunsAsync(null, cancellationToken)).DistinctBy(run => run.Source).ToDictionary(run => run.Source);
        terminal.Table(
            ["source", "dataset", "files or host", "schedule", "last run", "status"],
            council.Sources.Select(source => (IReadOnlyList<string?>)
                [source.Name, source.Dataset.Name, source.Http?.Address.Origin.Text ?? source.Files, source.Schedule, $"{last.GetValueOrDefault(source.Name)?.Started:u}", last.GetValueOrDefault(source.Name)?.Status]));
        foreach (var (source, why) in council.Waiting)
            terminal.Say($"{source.Name} is not set up: {why}");
        foreach (var (source, why) in council.Off)
            terminal.Say($"{source.Name} is off: {why}");
        return council.Faults.Count == 0 ? Done : Faulty;
    }

    /// <summary>Prints statements by which another engine reads the lake.</summary>
    public int Views(string engine, string location)
    {
        foreach (var line in LakeViews.Of(engine, LoadCouncil().Datasets, location).Split('\n'))
            terminal.Say(line);
        return Done;
    }

    /// <summary>Checks what the product stands on, and says what to do.</summary>
    public async Task<int> DoctorAsync(CancellationToken cancellationToken)
    {
        var findings = await new Doctor(settings, time, () => OpenAsync(LoadCouncil(), cancellationToken)).ExamineAsync(cancellationToken);
        terminal.Table(["check", "", "found", "what to do"], findings.Select(finding => (IReadOnlyList<string?>)[finding.Check, finding.IsWell ? "ok" : "FAULT", finding.Found, finding.Remedy]));
        return findings.All(finding => finding.IsWell) ? Done : Faulty;
    }

    /// <summary>Lists the measures.</summary>
    public int Measures()
    {
        var council = LoadCouncil();
        terminal.Table(
            ["measure", "title", "stage", "kind", "unit", "better", "owner"],
            council.Measures.Select(measure => (IReadOnlyList<string?>)[measure.Id, measure.Title, measure.Stage, measure.Kind, measure.Unit, measure.Better, measure.Owner]));
        return council.Faults.Count == 0 ? Done : Faulty;
    }

    /// <summary>Does something about campaigns with what is kept.</summary>
    internal async Task<int> WithCampaignsAsync(Func<CampaignVerbs, Task<int>> work, CancellationToken cancellationToken)
    {
        using var composition = await OpenAsync(LoadCouncil(), cancellationToken);
        return await work(new(composition, time, terminal));
    }

    /// <summary>Does what operating the product asks for.</summary>
    internal async Task<int> WithOperationsAsync(Func<OperationVerbs, Task<int>> work, CancellationToken cancellationToken)
    {
        using var composition = await OpenAsync(LoadCouncil(), cancellationToken);
        return await work(new(composition, terminal));
    }

    /// <summary>Makes a key, and shows its secret this once.</summary>
    public async Task<int> MakeKeyAsync(string name, Role role, IReadOnlyList<string> services, IReadOnlyList<string> areas, CancellationToken cancellationToken) =>
        await WithKeysAsync(async keys => Tell(await keys.MakeAsync(name, role, services, areas, cancellationToken)), cancellationToken);

    /// <summary>Gives a key another secret; the one it has works for a week more.</summary>
    public async Task<int> RotateKeyAsync(string id, CancellationToken cancellationToken) =>
        await WithKeysAsync(async keys => Tell(await keys.RotateAsync(id, cancellationToken)), cancellationToken);

    /// <summary>Ends a key.</summary>
    public async Task<int> RevokeKeyAsync(string id, CancellationToken cancellationToken) => await WithKeysAsync(
        async keys =>
        {
            await keys.RevokeAsync(id, cancellationToken);
            terminal.Say($"Key {id} works no more; servers know within seconds.");
        },
        cancellationToken);

    /// <summary>Lists the keys; never a secret, which is kept nowhere.</summary>
    public async Task<int> ListKeysAsync(CancellationToken cancellationToken) => await WithKeysAsync(
        async keys => terminal.Table(
            ["id", "name", "role", "services", "areas", "status"],
            (await keys.ListAsync(cancellationToken)).Select(key => (IReadOnlyList<string?>)
                [key.Id, key.Name, $"{key.Role}", string.Join(' ', key.Services), string.Join(' ', key.Areas), key.Revoked ? "revoked" : key.OldUntil is { } until ? $"old secret works until {until:u}" : "works"])),
        cancellationToken);

    private async Task<int> WithKeysAsync(Func<ApiKeys, Task> work, CancellationToken cancellationToken)
    {
        using var composition = await OpenAsync(LoadCouncil(), cancellationToken);
        await work(new(composition.Records, time));
        return Done;
    }

    private void Tell((ApiKey Key, string Secret) made)
    {
        terminal.Say($"Key {made.Key.Id} of {made.Key.Name}, {made.Key.Role}. Its secret is shown this once:");
        terminal.Say($"x-api-key: {made.Key.Id}.{made.Secret}");
        terminal.Say($"In Power BI and Excel: Basic, user {made.Key.Id}, password {made.Secret}");
    }

    /// <summary>The council's files; what is wrong with some is told and the rest goes on.</summary>
    private Council LoadCouncil()
    {
        var council = Council.Load(CouncilFolder(), settings.OfSources);
        if (council.Folder is { } folder && !Directory.Exists(folder))
            throw new ArgumentException($"There is no council folder {folder}: nothing was done. Make it, or name another with --council (OUTCOMES_COUNCIL).");
        Tell(council);
        return council;
    }

    private void Tell(Council council)
    {
        foreach (var fault in council.Faults)
            terminal.Fault(fault.ToString());
    }

    /// <summary>Opens what is kept. Invented figures and a council's own are never kept in one folder.</summary>
    private Task<Composition> OpenAsync(Council council, CancellationToken cancellationToken) =>
        settings.Council is not null && Directory.Exists(SampleFolder)
            ? throw new ArgumentException($"{settings.Data} holds the invented figures of the sample council; name another folder with --data (OUTCOMES_DATA).")
            : Composition.OpenAsync(settings, council, time, cancellationToken);

    /// <summary>The folder named, or the sample council, which is made on first use and again each month.</summary>
    private string CouncilFolder()
    {
        if (CouncilContainer.Of(settings) is { } container)
            return container.Fetch();
        if (settings.Council is not null)
            return settings.Council;
        if (settings.Blobs is not null || (!Directory.Exists(SampleFolder) && File.Exists(Path.Combine(settings.Data, "ledger.db"))))
            throw new ArgumentException("No council is named, and invented figures are never put beside a council's own: name it with --council (OUTCOMES_COUNCIL), or another folder with --data.");
        var until = SampleCouncil.Until(LocalDay.Of(time.GetUtcNow()));
        var made = Path.Combine(SampleFolder, ".until");
        if (!File.Exists(made) || File.ReadAllText(made) != $"{until:O}")
        {
            SampleCouncil.Write(SampleFolder, until);
            File.WriteAllText(made, $"{until:O}");
        }
        terminal.Fault($"No --council is given: the figures are of an invented council, in {SampleFolder}.");
        return SampleFolder;
    }
}
