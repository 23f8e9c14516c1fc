using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Net.Http.Headers;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>
/// Small answers, kept while the publication that was current when they were made still is: a publication is immutable, so the same request by anyone
/// with the same limits has the same answer. A few megabytes; what is not asked again goes first.
/// </summary>
/// <remarks>A reader who sends <c>Cache-Control: no-cache</c> is answered anew. What depends on the time is never kept.</remarks>
internal sealed class KeptAnswers : IDisposable
{
    private const long Bytes = 24 * 1024 * 1024;
    private static readonly string[] Negotiated = ["Accept", "OData-MaxVersion", "Prefer"];
    private static readonly string[] Told = ["ETag", "Outcomes-Publication", "Cache-Control", "Vary", "OData-Version", "Preference-Applied"];

    private readonly MemoryCache answers = new(new MemoryCacheOptions { SizeLimit = Bytes });

    /// <summary>What a request's answer depends on beside the publication; null: it is not to be kept, nor one that is to be given.</summary>
    /// <param name="context">The request.</param>
    /// <param name="publication">The publication that is current.</param>
    public static string? KeyOf(HttpContext context, string? publication)
    {
        var request = context.Request;
        if (publication is null || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || request.Headers.CacheControl.Count > 0 || request.Headers.Pragma.Count > 0)
            return null;
        var asked = string.Join('\n', Negotiated.Select(name => request.Headers[name].ToString()));
        return $"{publication}\n{Caller.Of(context).Filter}\n{request.Scheme}://{request.Host}\n{context.Features.Get<IHttpRequestFeature>()!.RawTarget}\n{asked}";
    }

    /// <summary>Keeps an answer that is being given.</summary>
    public void Keep(string key, HttpContext context, byte[] body)
    {
        var headers = context.Response.Headers;
        var told = Told.Where(headers.ContainsKey).Select(name => KeyValuePair.Create(name, headers[name])).ToArray();
        answers.Set(key, new Answered(body, context.Response.ContentType, told, EntityTagHeaderValue.Parse(headers.ETag.ToString()), context.Items[Audit.Rows]),
            new MemoryCacheEntryOptions { Size = body.Length + key.Length * 2 + 1024, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }

    /// <summary>Gives an answer that was kept, or tells the reader who has it that it still holds; false where none was.</summary>
    public async ValueTask<bool> GaveAsync(string key, HttpContext context)
    {
        if (!answers.TryGetValue(key, out Answered? kept))
            return false;
        var response = context.Response;
        foreach (var (name, value) in kept!.Headers)
            response.Headers[name] = value;
        if (context.Request.Headers.IfNoneMatch.Count > 0 && kept.IsSeen(context.Request))
        {
            response.StatusCode = 304;
            return true;
        }
        context.Items[Audit.Rows] = kept.Rows;
        response.ContentType = kept.ContentType;
        response.ContentLength = kept.Body.Length;
        await response.BodyWriter.WriteAsync(kept.Body, context.RequestAborted);
        return true;
    }

    /// <summary>Forgets all of them: another publication is current.</summary>
    public void Clear() => answers.Clear();

    /// <inheritdoc/>
    public void Dispose() => answers.Dispose();

    private sealed record Answered(byte[] Body, string? ContentType, KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>[] Headers, EntityTagHeaderValue Tag, object? Rows)
    {
        public bool IsSeen(HttpRequest request) => request.Headers.IfNoneMatch.ToString() == Tag.ToString()
            || request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(Tag, useStrongComparison: false) || seen == EntityTagHeaderValue.Any);
    }
}
