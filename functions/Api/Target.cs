using Microsoft.AspNetCore.Http.Features;

namespace Outcomes.Functions.Api;

/// <summary>Where a request is aimed, as sent: the server's own decoding would lose which slashes were encoded.</summary>
/// <param name="Path">Path below a root, without slashes around it.</param>
/// <param name="Query">The query string without its <c>?</c>.</param>
internal sealed record Target(string Path, string Query)
{
    /// <summary>Characters of a URL that are read. Kestrel takes more, so that it is this that answers.</summary>
    public const int Longest = 512 * 1024;

    /// <summary>What stands below a root such as <c>/odata</c>.</summary>
    /// <exception cref="RefusalException">414 where it is too long; 404 where it lies elsewhere.</exception>
    public static Target Below(string root, HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.Length > Longest)
            throw new RefusalException(414, "UriTooLong", $"The URL has {target.Length} characters; at most {Longest} are read. Post the query to …/$query instead, or ask in several requests.");
        var parts = target.Split('?', 2);
        var start = parts[0].IndexOf(root, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            throw RefusalException.NotFound("There is nothing at this path.");
        return new(parts[0][(start + root.Length)..].Trim('/'), parts.Length > 1 ? parts[1].Split('#')[0] : "");
    }

    /// <summary>Refuses a method that is not allowed, saying which are; true where it is OPTIONS, which is answered with just that.</summary>
    /// <exception cref="RefusalException">405.</exception>
    public static bool IsAnsweredByMethods(HttpContext context, params string[] allowed)
    {
        var method = context.Request.Method;
        if (allowed.Contains(method))
            return false;
        var all = string.Join(", ", allowed.Append("OPTIONS"));
        context.Response.Headers.Allow = all;
        if (!HttpMethods.IsOptions(method))
            throw new RefusalException(405, "MethodNotAllowed", $"{method} is not allowed: the feed is read-only. Allowed here: {all}.");
        context.Response.StatusCode = 204;
        return true;
    }
}
