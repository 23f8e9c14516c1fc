using System.Net;
using System.Text;

namespace Outcomes.Tests.Functions.Ingestion.Http;

/// <summary>One request as it was sent, credentials included.</summary>
internal sealed record Asked(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    public string Query(string name) => System.Web.HttpUtility.ParseQueryString(Uri.Query)[name] ?? "";
}

/// <summary>A reply to give; null content never comes.</summary>
internal sealed record Given(int Status, byte[]? Body, params (string Name, string Value)[] Headers)
{
    public static readonly Given Never = new(0, null);

    public static Given Json(string json, params (string, string)[] headers) => new(200, Encoding.UTF8.GetBytes(json), [("Content-Type", "application/json"), .. headers]);

    public static Given Failure(int status, string json = "{}", params (string, string)[] headers) => new(status, Encoding.UTF8.GetBytes(json), [("Content-Type", "application/json"), .. headers]);
}

/// <summary>Answers requests as a test says, without a network, and remembers what was asked.</summary>
internal sealed class Answers(Func<Asked, int, Given> answer) : HttpMessageHandler
{
    private readonly List<Asked> asked = [];
    private int hanging;

    public IReadOnlyList<Asked> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    /// <summary>Whether a request is under way that is never answered.</summary>
    public bool IsHanging => Volatile.Read(ref hanging) > 0;

    /// <summary>Cuts the connection after so many bytes of a body, where a reply says so by the header <c>x-cut</c>.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var one = new Asked(request.Method.Method, request.RequestUri!,
            request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken));
        int number;
        lock (asked)
        {
            asked.Add(one);
            number = asked.Count;
        }
        var given = answer(one, number);
        if (given.Body is null)
            try
            {
                Interlocked.Increment(ref hanging);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref hanging);
            }
        var response = new HttpResponseMessage((HttpStatusCode)given.Status) { RequestMessage = request, Content = new Body(given.Body!, given.Headers.Any(header => header.Name == "x-cut")) };
        foreach (var (name, value) in given.Headers)
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private sealed class Body(byte[] bytes, bool cut) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(cut ? bytes.AsMemory(0, bytes.Length / 2) : bytes);
            if (cut)
                throw new HttpIOException(HttpRequestError.ResponseEnded, "the connection was closed");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
