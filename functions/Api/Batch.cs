using Microsoft.AspNetCore.Http.Features;
using Microsoft.OData;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary><c>POST $batch</c>: several GET requests in one, read by Microsoft's reader, answered one after the other by the way every request takes.</summary>
/// <remarks>OData 4.01 protocol 11.7 and JSON format 19. The first failure ends the batch unless <c>Prefer: continue-on-error</c>.</remarks>
internal static class Batch
{
    private const int Parts = 100;
    private const int Bytes = 1024 * 1024;

    /// <summary>Answers a batch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="root">The feed's root, with its slash.</param>
    /// <param name="model">For the reader.</param>
    /// <param name="answer">How one request is answered.</param>
    public static async Task AnswerAsync(HttpContext context, string root, FeedModel model, RequestDelegate answer)
    {
        var parts = context.Request.ContentLength is 0 && context.Request.ContentType is null ? [] : Read(await BodyAsync(context), root, model);
        var goesOn = context.Request.Headers["Prefer"].SelectMany(header => header?.Split(',') ?? [])
            .Any(preference => preference.Trim().ToLowerInvariant() is "continue-on-error" or "odata.continue-on-error" or "continue-on-error=true" or "odata.continue-on-error=true");
        if (parts.Count > 1)
            AccessControl.Count(context, parts.Count - 1);
        using IBatchReply reply = parts.Count == 0 || IsJson(context.Request) ? new JsonBatchReply(context.Response) : new MultipartBatchReply(context.Response);
        foreach (var part in parts)
        {
            using var body = new MemoryStream();
            var inner = Inner(context, part, body);
            await answer(inner);
            await inner.Response.CompleteAsync();
            await reply.WriteAsync(part.Id, inner.Response, body, context.RequestAborted);
            if (inner.Response.StatusCode >= 400 && !goesOn)
                break;
        }
        await reply.EndAsync(context.RequestAborted);
    }

    /// <summary>Reads the whole batch, so that nothing is answered of one that is malformed.</summary>
    private static List<Part> Read(ReceivedBatch message, string root, FeedModel model)
    {
        var settings = new ODataMessageReaderSettings { BaseUri = new(root), MessageQuotas = new() { MaxPartsPerBatch = Parts, MaxReceivedMessageSize = Bytes } };
        using var messages = new ODataMessageReader(message, settings, model.Edm);
        var parts = new List<Part>();
        try
        {
            var reader = messages.CreateODataBatchReader();
            while (reader.Read())
                if (reader.State == ODataBatchReaderState.Operation)
                {
                    var operation = reader.CreateOperationRequestMessage();
                    parts.Add(new(operation.ContentId, operation.Method, operation.Url, [.. operation.Headers]));
                    using var unread = operation.GetStream();
                }
        }
        catch (Exception wrong) when (wrong is not RefusalException)
        {
            // The reader throws many kinds of exception for text it cannot read; whatever the kind, the text is at fault.
            throw RefusalException.Malformed($"The batch could not be read: {(wrong is ODataException ? wrong.Message : "it is not a batch of HTTP requests.")} At most {Parts} requests are read.");
        }
        return parts.Count > 0 || message.IsJson ? parts : throw RefusalException.Malformed("The batch has no part between lines of its boundary.");
    }

    /// <summary>The part as a request of its own, with nothing of the batch but who asks.</summary>
    private static DefaultHttpContext Inner(HttpContext outer, Part part, Stream body)
    {
        var inner = new DefaultHttpContext { User = outer.User, RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted, TraceIdentifier = outer.TraceIdentifier };
        inner.Request.Method = part.Method;
        (inner.Request.Scheme, inner.Request.Host) = (outer.Request.Scheme, outer.Request.Host);
        inner.Features.Get<IHttpRequestFeature>()!.RawTarget = part.Url.IsAbsoluteUri ? part.Url.PathAndQuery : part.Url.OriginalString;
        foreach (var (name, value) in part.Headers)
            inner.Request.Headers.Append(name, value);
        inner.Response.Body = body;
        return inner;
    }

    private static async Task<ReceivedBatch> BodyAsync(HttpContext context)
    {
        var type = context.Request.ContentType ?? "";
        if (!IsJson(context.Request) && !type.StartsWith("multipart/mixed", StringComparison.OrdinalIgnoreCase))
            throw new RefusalException(415, "UnsupportedMediaType", "A batch is multipart/mixed with a boundary, or application/json.");
        var buffer = new byte[Bytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > Bytes)
            throw new RefusalException(413, "ContentTooLarge", $"The batch is longer than {Bytes} bytes. Send several.");
        return new(type, new MemoryStream(buffer, 0, length));
    }

    private static bool IsJson(HttpRequest request) => IsJson(request.ContentType ?? "");

    private static bool IsJson(string type) => type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private sealed record Part(string? Id, string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers);

    /// <summary>The body as the reader wants it.</summary>
    private sealed class ReceivedBatch(string type, Stream body) : IODataRequestMessage
    {
        public bool IsJson => Batch.IsJson(type);

        public IEnumerable<KeyValuePair<string, string>> Headers => [new("Content-Type", type)];

        public Uri Url { get; set; } = new("$batch", UriKind.Relative);

        public string Method { get; set; } = "POST";

        public string? GetHeader(string headerName) => headerName.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? type : null;

        public void SetHeader(string headerName, string headerValue) => throw new NotSupportedException();

        public Stream GetStream() => body;
    }
}
