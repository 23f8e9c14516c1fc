using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Outcomes.Functions.Api;

/// <summary>A batch's answer as multipart/mixed: each part an HTTP response in text.</summary>
internal sealed class MultipartBatchReply : IBatchReply
{
    private readonly HttpResponse outer;
    private readonly string boundary = $"batchresponse_{Guid.NewGuid():N}";

    public MultipartBatchReply(HttpResponse outer)
    {
        this.outer = outer;
        outer.ContentType = $"multipart/mixed; boundary={boundary}";
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string? id, HttpResponse response, MemoryStream body, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
        if (id is not null)
            head.Append($"Content-ID: {id}\r\n");
        head.Append($"\r\nHTTP/1.1 {response.StatusCode} {ReasonPhrases.GetReasonPhrase(response.StatusCode)}\r\n");
        foreach (var (name, value) in response.Headers)
            head.Append($"{name}: {value}\r\n");
        if (response.Headers.ContentLength is null)
            head.Append($"Content-Length: {body.Length}\r\n");
        await outer.Body.WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        body.Position = 0;
        await body.CopyToAsync(outer.Body, cancellationToken);
        await outer.Body.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task EndAsync(CancellationToken cancellationToken) =>
        outer.Body.WriteAsync(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"), cancellationToken).AsTask();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
