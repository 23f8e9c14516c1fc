using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>The feed under <c>/odata/</c>: OData 4.0 and 4.01 JSON, read-only.</summary>
/// <remarks>A request is read (<see cref="FeedRequest"/>), becomes SQL over one publication (<see cref="FeedQuery"/>), is run (<see cref="FeedReading"/>) and written (<see cref="FeedJson"/>).</remarks>
/// <param name="feed">What is served.</param>
/// <param name="tokenKey">32 secret bytes that sign the pages' links.</param>
/// <param name="time">The clock, for <c>now()</c>.</param>
/// <param name="logger">Where faults of ours are told, with the request id that the answer names.</param>
public sealed class OutcomesApi(Feed feed, byte[] tokenKey, TimeProvider time, ILogger<OutcomesApi> logger)
{
    private readonly Documents documents = new(feed.Model);

    /// <summary>Answers one request under <c>/odata/</c>, whatever it is.</summary>
    public Task AnswerAsync(HttpContext context) => Refusals.AnswerAsync(context, logger, () => RouteAsync(context));

    private async Task RouteAsync(HttpContext context)
    {
        var (path, query) = Target.Below("/odata", context);
        var isPost = path is "$batch" || path.EndsWith("/$query", StringComparison.OrdinalIgnoreCase);
        if (Target.IsAnsweredByMethods(context, isPost ? ["POST"] : ["GET", "HEAD"]))
            return;
        var kept = isPost ? null : KeptAnswers.KeyOf(context, feed.Current);
        if (kept is not null && await feed.Answers.GaveAsync(kept, context))
            return;
        var root = $"{context.Request.Scheme}://{context.Request.Host}/odata/";
        if (path is "$batch")
        {
            await Batch.AnswerAsync(context, root, feed.Model, AnswerAsync);
            return;
        }
        if (isPost)
            (path, query) = (path[..^"/$query".Length], await QueryInBody.ReadAsync(context, query));
        var options = QueryOptions.Read(query);
        await (path switch
        {
            "" => documents.ServiceDocumentAsync(context, root, options),
            "$metadata" => documents.MetadataAsync(context, options),
            _ => ReadAsync(context, root, FeedRequest.Read(feed.Model, path, options), kept),
        });
    }

    /// <summary>One request for rows of a set, from its parsed form to its answer.</summary>
    /// <param name="context">The request as it came.</param>
    /// <param name="root">The feed's root, with its slash.</param>
    /// <param name="request">What it asks.</param>
    /// <param name="kept">What its answer is kept under; null: it is not.</param>
    private async Task ReadAsync(HttpContext context, string root, FeedRequest request, string? kept)
    {
        var form = request.Answer is Answer.Count or Answer.RawValue ? null : Negotiation.Json(context.Request, request.Options["$format"]);
        var caller = Caller.Of(context);
        var again = $"{request.Set.EntitySet.Name}?{request.Options.WithoutToken()}";
        var signedFor = $"{again} {caller.Filter}";
        var token = request.Options["$skiptoken"] is { } text ? SkipToken.Read(tokenKey, text, signedFor) : null;
        var asked = token?.Asked ?? time.GetUtcNow();

        using var turn = await Turn.TakeAsync(context, Turns.OfPages);
        using var file = await feed.HoldAsync(token?.Publication ?? request.Options.Publication, token is null ? request.Options.AsOf : null, turn.Deadline);
        var query = FeedQuery.Translate(request, Relation.Of(request.Set, file, caller), asked);
        if (IsUnchanged(context, query, file.Publication.Id))
            return;
        using var reading = new FeedReading(query, file, turn.Deadline, query.IsNarrow);
        byte[]? whole = null;
        await turn.RunAsync(async () => whole = await (request.Answer switch
        {
            Answer.Count => TextAsync(context, reading.Count().ToString(CultureInfo.InvariantCulture), "text/plain"),
            Answer.Rows => PageAsync(context, turn, query, reading, new(query, form!, root, file.Publication.Id, context.Response, kept is not null), form!, token, (last, remaining) =>
                $"{root}{again}{(again.EndsWith('?') ? "" : "&")}$skiptoken=" + new SkipToken(file.Publication.Id, last, remaining, asked).Sign(tokenKey, signedFor)),
            _ => EntityAsync(context, query, reading, form, new(query, form ?? Negotiation.Text, root, file.Publication.Id, context.Response, kept is not null)),
        }));
        if (kept is not null && whole is not null && !query.DependsOnTime)
            feed.Answers.Keep(kept, context, whole);
    }

    private static async Task<byte[]?> PageAsync(HttpContext context, Turn turn, FeedQuery query, FeedReading reading, FeedJson json, Negotiation form, SkipToken? token, Func<long, long?, string> link)
    {
        var options = query.Request.Options;
        var (page, applied) = Negotiation.Page(context.Request);
        var (top, skip) = (options.Rows("$top"), options.Rows("$skip"));
        var allowed = token is null ? top : token.Remaining;
        var rows = Math.Min(page, allowed ?? page);
        var mayContinue = rows > 0 && (allowed is null || allowed > rows);
        var count = options.IsTrue("$count") ? reading.Count() : (long?)null;
        var (left, wanted) = (token is null ? skip ?? 0 : 0, mayContinue ? rows + 1 : rows);
        using var read = reading.Page(token?.After, left, wanted);
        var hidden = reading.Hidden(read, isAll: token is null && left == 0 && read.Count < wanted);
        await turn.SendingAsync();
        if (applied is not null)
            context.Response.Headers["Preference-Applied"] = applied;
        context.Response.ContentType = form.ContentType;
        // An ordinal says where a stored page ended; aggregated rows are counted from the first.
        var before = query.From.IsStored ? 0 : token?.After ?? skip ?? 0;
        return await json.WritePageAsync(count, hidden, read, rows, mayContinue ? last => link(before + last, allowed - rows) : null, turn.Deadline);
    }

    private static async Task<byte[]?> EntityAsync(HttpContext context, FeedQuery query, FeedReading reading, Negotiation? form, FeedJson json)
    {
        using var row = reading.Page(null, 0, 1);
        if (!row.Read())
            throw RefusalException.NotFound("No entity has this key in this publication.");
        context.Items[Audit.Rows] = 1L;
        context.Response.ContentType = form?.ContentType;
        switch (query.Request.Answer)
        {
            case Answer.Row:
                return await json.WriteEntityAsync(row);
            case var _ when row.IsNull(0):
                context.Response.StatusCode = 204;
                context.Response.ContentType = null;
                return null;
            case Answer.Property:
                return await json.WritePropertyAsync(row);
            default:
                return await TextAsync(context, row.Written(0, query.Columns[0].Kind), "text/plain; charset=utf-8");
        }
    }

    /// <summary>Writes text, which is not kept: it is soon counted again.</summary>
    private static async Task<byte[]?> TextAsync(HttpContext context, string text, string type)
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, context.RequestAborted);
        return null;
    }

    /// <summary>Names the publication and sets the ETag, and answers 304 where the reader has this publication's answer already.</summary>
    internal static bool IsUnchanged(HttpContext context, FeedQuery query, string publication)
    {
        var headers = context.Response.Headers;
        headers["Outcomes-Publication"] = publication;
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Accept, Authorization, Cookie, OData-MaxVersion, Prefer, x-api-key";
        if (query.DependsOnTime)
            return false;
        var tag = new EntityTagHeaderValue($"\"{publication}.{typeof(OutcomesApi).Assembly.GetName().Version}{Seen(Caller.Of(context).Filter)}\"", isWeak: true);
        headers.ETag = tag.ToString();
        if (!context.Request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(tag, useStrongComparison: false) || seen == EntityTagHeaderValue.Any))
            return false;
        context.Response.StatusCode = 304;
        return true;
    }

    /// <summary>What a limited caller has seen is no answer for another one on the same machine.</summary>
    private static string Seen(RowFilter filter) => filter.IsNone ? "" : "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter.ToString()))[..8]);
}
