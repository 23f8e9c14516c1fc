using System.Text;

namespace Outcomes.Functions.Api;

/// <summary><c>POST …/$query</c>: the query options in the body, for readers whose URLs may not be long.</summary>
/// <remarks>OData 4.01 URL conventions, 4.17: text/plain, encoded as in a URL; options in the URL hold as well.</remarks>
internal static class QueryInBody
{
    /// <summary>The options of URL and body together.</summary>
    /// <exception cref="RefusalException">415 for another media type; 413 where it is too long.</exception>
    public static async Task<string> ReadAsync(HttpContext context, string query)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not (null or "text/plain"))
            throw new RefusalException(415, "UnsupportedMediaType", "The body of …/$query is text/plain: the query options as they stand in a URL.");
        var buffer = new byte[Target.Longest + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > Target.Longest)
            throw new RefusalException(413, "ContentTooLarge", $"The query is longer than {Target.Longest} characters. Ask in several requests.");
        var body = Encoding.UTF8.GetString(buffer, 0, length).Trim();
        return query.Length == 0 ? body : $"{query}&{body}";
    }
}
