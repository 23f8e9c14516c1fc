using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Whole sets as files, <c>/reports/{set}.{format}</c>, with the feed's own options; and <c>/reports/changes</c>, what one publication says otherwise than another.</summary>
/// <param name="feed">What is served.</param>
/// <param name="time">The clock, for <c>now()</c>.</param>
/// <param name="logger">Where faults of ours are told.</param>
public sealed class Reports(Feed feed, TimeProvider time, ILogger<Reports> logger)
{
    private static readonly string[] NotHere = ["$count", "$skiptoken", "$format"];

    /// <summary>Answers one request under <c>/reports/</c>, whatever it is.</summary>
    public Task AnswerAsync(HttpContext context) => Refusals.AnswerAsync(context, logger, () => RouteAsync(context));

    private async Task RouteAsync(HttpContext context)
    {
        var (path, text) = Target.Below("/reports", context);
        if (Target.IsAnsweredByMethods(context, "GET", "HEAD"))
            return;
        var (name, format) = Named(path);
        var options = QueryOptions.Read(text, "bom", "from", "to");
        if (options.All.Keys.FirstOrDefault(NotHere.Contains) is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used on a download, which holds all rows asked for.");

        var caller = Caller.Of(context);
        using var turn = await Turn.TakeAsync(context, Turns.OfDownloads);
        if (name.Equals("changes", StringComparison.OrdinalIgnoreCase))
        {
            using var changes = await Changes.BetweenAsync(feed, options, caller, turn.Deadline);
            await WriteAsync(context, turn, format, options, changes.After, changes.Query(time.GetUtcNow()), changes.Prepare);
            return;
        }
        var request = FeedRequest.Read(feed.Model, name, options);
        using var file = await feed.HoldAsync(options.Publication, options.AsOf, turn.Deadline);
        await WriteAsync(context, turn, format, options, file, FeedQuery.Translate(request, Relation.Of(request.Set, file, caller), time.GetUtcNow()), _ => { });
    }

    private async Task WriteAsync(HttpContext context, Turn turn, Format format, QueryOptions options, FeedFile file, FeedQuery query, Action<FeedReading> prepare)
    {
        if (OutcomesApi.IsUnchanged(context, query, file.Publication.Id))
            return;
        context.Response.ContentType = format.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{query.Request.Set.EntitySet.Name}-{file.Publication.Id}.{format.Extension}\"";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using var reading = new FeedReading(query, file, turn.Deadline);
        prepare(reading);
        var hasBom = options.Own("bom") switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw RefusalException.Malformed($"bom is '{other}'; allowed: true, false."),
        };
        var notes = WorkbookNotes.Of(feed, file, Caller.Of(context), query, reading);
        var download = new Download(query, reading, notes, feed.DownloadPath(format.Extension), hasBom, turn.Deadline);
        try
        {
            await turn.RunAsync(() => format.WriteAsync(download, context.Response));
        }
        finally
        {
            context.Items[Audit.Rows] = download.Rows; // also where the reader left early
        }
    }

    private (string Name, Format Format) Named(string path)
    {
        var at = path.LastIndexOf('.');
        var extension = at < 0 ? "json" : path[(at + 1)..].ToLowerInvariant();
        var name = at < 0 ? path : path[..at];
        var isChanges = name.Equals("changes", StringComparison.OrdinalIgnoreCase);
        if (!isChanges && (at < 0 || !feed.Model.Sets.Any(set => set.EntitySet.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
            throw RefusalException.NotFound($"There is no such download; there are /reports/changes and /reports/{{set}}.{{{string.Join('|', Format.All.Select(format => format.Extension))}}} for the sets {string.Join(", ", feed.Model.Sets.Select(set => set.EntitySet.Name))}.");
        return (name, Format.All.FirstOrDefault(format => format.Extension == extension)
            ?? throw RefusalException.NotFound($"'.{extension}' is not served; allowed: {string.Join(", ", Format.All.Select(format => format.Extension))}."));
    }
}
