using System.Globalization;
using System.Text.Json;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Api.Downloads;

namespace Outcomes.Functions.Api.Traces;

/// <summary>
/// Where a figure comes from: <c>/trace/{id}</c>, as JSON or as a page; and for analysts, where the council allows it,
/// <c>/trace/{id}/rows/{dataset}.csv</c> or <c>.ndjson</c>, the rows of the lake behind it.
/// </summary>
/// <param name="feed">What is served.</param>
/// <param name="lake">The lake; null: it cannot be read from here.</param>
/// <param name="access">What the council allows.</param>
/// <param name="logger">Where faults of ours are told.</param>
public sealed class Traced(Feed feed, LakeRows? lake, AccessSettings access, ILogger<Traced> logger)
{
    private const long RowsUnlessSaid = 1_000, RowsMost = 100_000;

    /// <summary>Answers one request under <c>/trace/</c>, whatever it is.</summary>
    public Task AnswerAsync(HttpContext context) => Refusals.AnswerAsync(context, logger, () => RouteAsync(context));

    private async Task RouteAsync(HttpContext context)
    {
        var (path, query) = Target.Below("/trace", context);
        if (Target.IsAnsweredByMethods(context, "GET", "HEAD"))
            return;
        var options = QueryOptions.Read(query, "limit");
        if (options.All.Keys.FirstOrDefault(name => name[0] == '$') is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used here; allowed: publication, as_of, and for rows limit.");
        var caller = Caller.Of(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept, Authorization, Cookie, x-api-key";
        var (id, dataset, extension) = path.Split('/') switch
        {
            [var only] => (Uri.UnescapeDataString(only), null, null),
            [var of, "rows", var file] when Path.GetExtension(file) is ".csv" or ".ndjson" => (Uri.UnescapeDataString(of), Path.GetFileNameWithoutExtension(file), Path.GetExtension(file)),
            _ => throw RefusalException.NotFound("There is nothing at this path; there are /trace/{id} and /trace/{id}/rows/{dataset}.csv or .ndjson."),
        };
        var form = dataset is null ? Negotiation.Best(context.Request, "application/json", "text/html") : null;

        using var turn = await Turn.TakeAsync(context, dataset is null ? Turns.OfPages : Turns.OfDownloads);
        using var held = await feed.HoldAsync(options.Publication, options.AsOf, turn.Deadline);
        context.Response.Headers["Outcomes-Publication"] = held.Publication.Id;
        await turn.RunAsync(async () =>
        {
            var trace = new Tracing(feed, held, caller, access.LakeRows && lake is not null, turn.Deadline).Of(id);
            if (dataset is not null)
                await RowsAsync(context, trace, dataset, extension!, caller, Limit(options), turn.Deadline);
            else if (form == "text/html")
                await Page.WriteAsync(context, TracePage.Title(trace), TracePage.Body(trace), feed.IsSample);
            else
            {
                context.Response.ContentType = form;
                await using var json = new Utf8JsonWriter(context.Response.BodyWriter, FeedJson.Options);
                trace.ToJson().WriteTo(json);
            }
        });
    }

    private async Task RowsAsync(HttpContext context, Trace trace, string dataset, string extension, Caller caller, long limit, CancellationToken stop)
    {
        if (trace.Rows.WhyNot is { } why)
            throw new RefusalException(403, "Forbidden", why);
        var made = trace.Definition!.FiguresOf is null ? trace.Publication
            : feed.Kept.FirstOrDefault(kept => kept.Id == trace.Definition.FiguresOf) ?? throw new RefusalException(410, "Gone", $"The figure is of publication {trace.Definition.FiguresOf}, which is not kept.");
        using var rows = await lake!.OpenAsync(trace, made, dataset, caller.Filter, stop);
        var headers = context.Response.Headers;
        headers["Outcomes-Unprotected"] = "rows of the lake; keep them as you keep records about people";
        if (rows.Count() > limit)
            headers["Outcomes-Limited-To"] = limit.ToString(CultureInfo.InvariantCulture);
        headers.ContentDisposition = $"attachment; filename=\"{dataset}{extension}\"";
        context.Response.ContentType = extension == ".csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var written = 0L;
        void Counted() => context.Items[Audit.Rows] = ++written;
        using var reader = rows.Read(limit, stop);
        await (extension == ".csv"
            ? CsvDownload.WriteAsync(rows.Columns, reader, Counted, hasBom: false, context.Response, stop)
            : JsonDownload.WriteLinesAsync(rows.Columns, reader, Counted, context.Response, stop));
    }

    private static long Limit(QueryOptions options) => options.Own("limit") switch
    {
        null => RowsUnlessSaid,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= RowsMost => limit,
        var text => throw RefusalException.Malformed($"limit is '{text}'; allowed: a whole number from 1 to {RowsMost}."),
    };
}
