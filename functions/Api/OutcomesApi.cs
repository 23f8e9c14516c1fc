using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Microsoft.OData.Edm.Csdl;

namespace Outcomes.Functions.Api;

/// <summary>The feed under <c>/odata/</c>: OData 4.0 and 4.01 JSON, read-only.</summary>
/// <param name="feed">What is served.</param>
/// <param name="tokenKey">32 secret bytes that sign the pages' links.</param>
/// <param name="logger">Where faults of ours are told, with the request id that the answer names.</param>
public sealed partial class OutcomesApi(Feed feed, byte[] tokenKey, ILogger<OutcomesApi> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Answers being read at once, so that their pages fit in memory together.</summary>
    private static readonly SemaphoreSlim Turns = new(Math.Max(4, Environment.ProcessorCount));

    private readonly Lazy<byte[]> metadata = new(() => Csdl(feed.Model));

    /// <summary>Answers one request under <c>/odata/</c>, whatever it is: never an exception, never a fault without a request id.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            context.Response.Headers["OData-Version"] = "4.0";
            context.Response.Headers["OData-Version"] = Negotiation.VersionOf(context.Request);
            await RouteAsync(context);
        }
        catch (RefusalException refusal)
        {
            await ErrorAsync(context, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception fault)
        {
            LogFault(logger, fault, context.TraceIdentifier);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await ErrorAsync(context, 500, "InternalError", "Something of ours failed. The log has it under this request id.");
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var (path, query) = Target(context);
        if (path is "$batch")
            throw RefusalException.NotSupported("$batch");
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            throw new RefusalException(405, "MethodNotAllowed", $"{context.Request.Method} is not allowed: the feed is read-only. Allowed: GET, HEAD.");
        }
        var options = QueryOptions.Read(query);
        var root = $"{context.Request.Scheme}://{context.Request.Host}/odata/";
        switch (path)
        {
            case "":
                OnlyFormat(options);
                await ServiceDocumentAsync(context, root, options);
                break;
            case "$metadata":
                OnlyFormat(options);
                Negotiation.Only("application/xml", context.Request, options["$format"]);
                context.Response.ContentType = "application/xml";
                await context.Response.Body.WriteAsync(metadata.Value, context.RequestAborted);
                break;
            default:
                await ReadAsync(context, FeedRequest.Read(feed.Model, path, options), root);
                break;
        }
    }

    private async Task ReadAsync(HttpContext context, FeedRequest request, string root)
    {
        var options = request.Options;
        var form = request.Answer == Answer.Count ? null : Negotiation.Json(context.Request, options["$format"]);
        var (top, skip, isCounted) = (options.Rows("$top"), options.Rows("$skip"), options.IsTrue("$count"));
        var signedFor = $"{request.Set.EntitySet.Name}?{options.WithoutToken()}";
        var token = options["$skiptoken"] is { } text ? SkipToken.Read(tokenKey, text, signedFor) : null;
        var file = feed.Hold(token?.Publication);
        if (IsUnchanged(context, file.Publication))
        {
            file.Dispose();
            return;
        }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(Longest);
        using var reading = new FeedReading(request, file, deadline.Token);
        await Turns.WaitAsync(deadline.Token);
        try
        {
            await (request.Answer switch
            {
                Answer.Count => CountAsync(context, reading),
                Answer.Row => EntityAsync(context, reading, new(request, form!, root, context.Response), form!),
                _ => PageAsync(),
            });
        }
        catch (Exception late) when (late is OperationCanceledException or DuckDBException && deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RefusalException(503, "TooSlow", $"The answer took longer than {Longest.TotalSeconds} s. Filter to fewer rows, or try again later.");
        }
        finally
        {
            Turns.Release();
        }

        async Task PageAsync()
        {
            var (page, applied) = Negotiation.Page(context.Request);
            var allowed = token is null ? top : token.Remaining;
            var rows = Math.Min(page, allowed ?? page);
            var mayContinue = allowed is null || allowed > rows;
            var count = isCounted ? reading.Count() : (long?)null;
            using var reader = reading.Rows(token?.After, token is null ? skip ?? 0 : 0, mayContinue ? rows + 1 : rows);
            if (applied is not null)
                context.Response.Headers["Preference-Applied"] = applied;
            context.Response.ContentType = form!.ContentType;
            var link = (long last) => $"{root}{signedFor}{(options.All.Keys.Any(name => name != "$skiptoken") ? "&" : "")}$skiptoken="
                + new SkipToken(file.Publication, last, allowed - rows).Sign(tokenKey, signedFor);
            await new FeedJson(request, form, root, context.Response).WritePageAsync(count, reader, rows, mayContinue && rows > 0 ? link : null, deadline.Token);
        }
    }

    private static async Task CountAsync(HttpContext context, FeedReading reading)
    {
        var count = reading.Count().ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(count, context.RequestAborted);
    }

    private static async Task EntityAsync(HttpContext context, FeedReading reading, FeedJson json, Negotiation form)
    {
        using var reader = reading.Rows(null, 0, 1);
        if (!reader.Read())
            throw RefusalException.NotFound("No entity has this key in the current publication.");
        context.Response.ContentType = form.ContentType;
        await json.WriteEntityAsync(reader);
    }

    private async Task ServiceDocumentAsync(HttpContext context, string root, QueryOptions options)
    {
        var form = Negotiation.Json(context.Request, options["$format"]);
        context.Response.ContentType = form.ContentType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        if (form.HasMetadata)
            json.WriteString("@odata.context", root + "$metadata");
        json.WriteStartArray("value");
        foreach (var set in feed.Model.Sets)
        {
            json.WriteStartObject();
            json.WriteString("name", set.EntitySet.Name);
            json.WriteString("title", set.Contract.Title);
            json.WriteString("kind", "EntitySet");
            json.WriteString("url", set.EntitySet.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void OnlyFormat(QueryOptions options)
    {
        if (options.All.Keys.FirstOrDefault(name => name[0] == '$' && name != "$format") is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used here; allowed: $format.");
    }

    /// <summary>Sets the ETag, and answers 304 where the reader has this publication's answer already.</summary>
    private static bool IsUnchanged(HttpContext context, string publication)
    {
        var tag = new EntityTagHeaderValue($"\"{publication}.{typeof(OutcomesApi).Assembly.GetName().Version}\"", isWeak: true);
        context.Response.Headers.ETag = tag.ToString();
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept, OData-MaxVersion, Prefer";
        if (!context.Request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(tag, useStrongComparison: false)))
            return false;
        context.Response.StatusCode = 304;
        return true;
    }

    /// <summary>Path below the service root and query, as sent: the server's own decoding would lose which slashes were encoded.</summary>
    private static (string Path, string Query) Target(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var start = target.IndexOf("/odata", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            throw RefusalException.NotFound("There is nothing at this path.");
        var parts = target[(start + "/odata".Length)..].Split('?', 2);
        return (parts[0].Trim('/'), parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Answers with OData's error object.</summary>
    public static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.Remove("ETag");
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteString("@outcomes.requestId", context.TraceIdentifier);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Csdl(FeedModel model)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), Indent = true }))
            if (!CsdlWriter.TryWriteCsdl(model.Edm, xml, CsdlTarget.OData, out var errors))
                throw new InvalidDataException($"$metadata cannot be written: {string.Join("; ", errors)}");
        return bytes.ToArray();
    }

    [LoggerMessage(LogLevel.Error, "Request {Id} failed")]
    private static partial void LogFault(ILogger logger, Exception fault, string id);
}
