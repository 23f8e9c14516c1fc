using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>What changed between two publications: <c>changes.sql</c> over the figures of both, asked like any other set.</summary>
internal sealed class Changes : IDisposable
{
    private static readonly FeedModel Model = FeedModel.Read(Path.Combine(AppContext.BaseDirectory, "Api", "Downloads", "sets"));
    private static readonly string Sql = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Api", "Downloads", "changes.sql"));

    private readonly Feed feed;
    private readonly FeedFile before;
    private readonly FeedRequest request;
    private readonly Caller caller;

    private Changes(Feed feed, FeedRequest request, Caller caller, FeedFile before, FeedFile after) =>
        (this.feed, this.request, this.caller, this.before, After) = (feed, request, caller, before, after);

    /// <summary>The publication compared with the earlier one.</summary>
    public FeedFile After { get; }

    /// <summary>Reads <c>from</c> and <c>to</c>, each a publication's id or a day, and holds both; without <c>to</c>, the current one.</summary>
    /// <exception cref="RefusalException">400: from is missing, or an option does not fit; 404 and 410 as for any publication.</exception>
    public static async Task<Changes> BetweenAsync(Feed feed, QueryOptions options, Caller caller, CancellationToken cancellationToken)
    {
        if (options.Publication is not null || options.AsOf is not null)
            throw RefusalException.Malformed("Changes are between two publications: name them by from and to.");
        var request = FeedRequest.Read(Model, "Changes", options);
        var from = options.Own("from") ?? throw RefusalException.Malformed("from is missing; allowed: the id of a publication, or a day, as in from=2026-03-31.");
        var before = await HoldAsync(feed, from, cancellationToken);
        try
        {
            return new(feed, request, caller, before, await HoldAsync(feed, options.Own("to"), cancellationToken));
        }
        catch
        {
            before.Dispose();
            throw;
        }
    }

    /// <summary>The request over the changes.</summary>
    public FeedQuery Query(DateTimeOffset asked)
    {
        var columns = Relation.Of(request.Set, After, caller).Columns;
        // A day names another publication once there is a later one, so no answer of the same address is kept.
        return FeedQuery.Translate(request, new Relation("changes", columns, IsStored: false, Hidden: null), asked) with { DependsOnTime = true };
    }

    /// <summary>Makes the views that the request reads.</summary>
    public void Prepare(FeedReading reading)
    {
        reading.Run($"create temp view figures_before as {FiguresOf(before)}");
        reading.Run($"create temp view figures_after as {FiguresOf(After)}");
        reading.Run($"create temp view changes as {Sql}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        before.Dispose();
        After.Dispose();
    }

    private string FiguresOf(FeedFile file) => string.Join(" union all ", feed.Model.Sets
        .Where(set => set.HoldsFigures)
        .Select(set => $"select {Duck.Literal(set.EntitySet.Name)} as set, id, {Column(set, "grain")}, {Column(set, "level")}, {string.Join(", ", FeedSet.Figures.Select(name => Column(set, name)))} from {Relation.Of(set, file, caller).Sql}"));

    private static string Column(FeedSet set, string name) => set.Contract.Column(name) switch
    {
        null => $"null::varchar as {name}",
        { Type: "VARCHAR" } => $"{Duck.Name(name)}::varchar as {name}",
        _ => Duck.Name(name),
    };

    private static Task<FeedFile> HoldAsync(Feed feed, string? named, CancellationToken cancellationToken) =>
        DateOnly.TryParseExact(named, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? feed.HoldAsync(null, day, cancellationToken) : feed.HoldAsync(named, null, cancellationToken);
}
