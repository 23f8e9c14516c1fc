using Outcomes.Functions.Api;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Functions;

/// <summary>What the triggers of the Azure Functions app hand on to: work items over the storage all instances share, and the pipeline the local server runs.</summary>
/// <remarks>Nothing is opened before the first trigger fires, and the feed not before the first request: an instance that only ingests serves nothing.</remarks>
public sealed class FunctionsApp : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim opening = new(1);
    private readonly Func<Settings> settings;
    private readonly TimeProvider time;
    private readonly List<(string Folder, Composition Composition, Rounds Rounds)> opened = [];
    private Task<Inner>? serving;
    private readonly IProgress<string> say;

    private FunctionsApp(Func<Settings> settings, TimeProvider time, IProgress<string> say) => (this.settings, this.time, this.say) = (settings, time, say);

    /// <summary>An app over the settings of its host.</summary>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Told what happens, in words; the console, which the host logs, unless said.</param>
    public static FunctionsApp Over(IConfiguration configuration, TimeProvider time, IProgress<string>? say = null)
    {
        // Behind the Functions host every caller looks like loopback: nobody reads without a key.
        Settings Read() => Settings.Read(configuration) is { } read ? read with { Access = read.Access with { Anonymous = false } } : throw new InvalidOperationException();
        return new(Read, time, say ?? Terminal.Console().Lines());
    }

    /// <summary>Sends the sources whose hour has come.</summary>
    public async Task TickAsync(bool isLate, CancellationToken cancellationToken)
    {
        if (isLate)
            say.Report("The tick comes late; what was due meanwhile is due now.");
        await (await OpenedAsync()).Rounds.TickAsync(cancellationToken);
    }

    /// <summary>Sends housekeeping.</summary>
    public async Task TidyAsync(bool isLate, CancellationToken cancellationToken)
    {
        if (isLate)
            say.Report("Housekeeping comes late.");
        await (await OpenedAsync()).Rounds.SendTidyAsync(cancellationToken);
    }

    /// <summary>Does a work item.</summary>
    public async Task WorkAsync(string item, CancellationToken cancellationToken) => await (await OpenedAsync()).Rounds.DoAsync(item, cancellationToken);

    /// <summary>Writes down a work item that failed too often.</summary>
    public async Task GiveUpAsync(string item, CancellationToken cancellationToken) =>
        await (await OpenedAsync()).Rounds.GiveUpAsync(item, "It failed as often as host.json allows; the log of the function 'work' says why.", cancellationToken);

    /// <summary>Answers a request with the local server's pipeline. Where that could not be started (a role that does not hold yet, storage that is down) the next request starts it anew.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        Task<Inner> started;
        lock (opened)
            started = serving is null or { IsFaulted: true } or { IsCanceled: true } ? serving = Task.Run(ServeAsync) : serving;
        await (await started).Server.AnswerAsync(context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        if (serving is { IsCompletedSuccessfully: true, Result: var inner })
        {
            inner.App.StopAsync().GetAwaiter().GetResult();
            ((IDisposable)inner.App).Dispose();
            inner.Feed.Dispose();
        }
        foreach (var (_, composition, _) in opened)
            composition.Dispose();
        opening.Dispose();
        stop.Dispose();
    }

    /// <summary>What this instance works with. Where the council folder is a container and a file in it has changed, what is opened anew; what is under way ends with what it began with.</summary>
    private async Task<(Composition Composition, Rounds Rounds)> OpenedAsync()
    {
        await opening.WaitAsync(stop.Token);
        try
        {
            var told = settings();
            if (told.Council is null || told.Queues is null)
                throw new ArgumentException("An Azure Functions app needs OUTCOMES_COUNCIL, Storage:Blobs, Storage:Tables and OUTCOMES_WORK; deploy/README.md says which values.");
            var folder = CouncilContainer.Of(told)?.Fetch() ?? told.Council;
            if (opened is not [.., { Folder: var last }] || last != folder)
            {
                var council = Council.Load(folder, told.OfSources);
                foreach (var fault in council.Faults)
                    say.Report(fault.ToString());
                var composition = await Composition.OpenAsync(told, council, time, stop.Token);
                opened.Add((folder, composition, composition.Rounds(say)));
            }
            return (opened[^1].Composition, opened[^1].Rounds);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<Inner> ServeAsync()
    {
        var (composition, _) = await OpenedAsync();
        var feed = new Feed(FeedModel.Read(), composition.Publications, composition.ServingFolder) { Brand = composition.Settings.Brand };
        var server = new InnerServer();
        var app = LocalServer.Build(feed, await TokenKey.InAsync(composition.Storage, composition.ServingFolder, stop.Token), composition.Records, composition.Settings.Access,
            lakeRows: new(composition.Lake, composition.Council.Datasets), within: server);
        server.Services = app.Services;
        var following = new Serving(composition, feed, say);
        try
        {
            await app.StartAsync(stop.Token);
            await following.ServeCurrentAsync(stop.Token);
        }
        catch
        {
            await app.DisposeAsync();
            feed.Dispose();
            throw;
        }
        _ = Task.Run(() => following.FollowAsync(stop.Token), CancellationToken.None);
        return new(app, feed, server);
    }

    private sealed record Inner(WebApplication App, Feed Feed, InnerServer Server);
}
