using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Outcomes.Functions.Api;

/// <summary>The form of an answer: which OData version it claims and how much its JSON says.</summary>
/// <param name="Version">4.0, or 4.01 where that is asked for. The JSON is the same, with <c>@odata.</c> names, which 4.01 allows and every client reads.</param>
/// <param name="HasMetadata">false for <c>odata.metadata=none</c>: no context, no ids.</param>
/// <param name="LongsAreText">Whether Int64 and Decimal are written as text (<c>IEEE754Compatible=true</c>).</param>
internal sealed record Negotiation(string Version, bool HasMetadata, bool LongsAreText)
{
    /// <summary>Rows a page holds where the reader does not say.</summary>
    public const int PageRows = 10_000;

    /// <summary>Rows a page holds at most.</summary>
    public const int PageRowsMost = 50_000;

    /// <summary>What stands in where an answer is plain text.</summary>
    public static Negotiation Text { get; } = new("4.0", HasMetadata: false, LongsAreText: false);

    /// <summary>The JSON's media type.</summary>
    public string ContentType =>
        $"application/json;odata.metadata={(HasMetadata ? "minimal" : "none")}" + (LongsAreText ? ";IEEE754Compatible=true" : "");

    /// <summary>The version from <c>OData-MaxVersion</c>.</summary>
    /// <exception cref="RefusalException">400 where it is under 4.0, or no version.</exception>
    public static string VersionOf(HttpRequest request)
    {
        var most = request.Headers["OData-MaxVersion"].ToString();
        if (most.Length == 0)
            return "4.0";
        if (!decimal.TryParse(most, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) || version < 4)
            throw RefusalException.Malformed($"OData-MaxVersion is '{most}'; this feed answers in 4.0 and 4.01.");
        return version < 4.01m ? "4.0" : "4.01";
    }

    /// <summary>The form for JSON, from $format, or else Accept.</summary>
    /// <exception cref="RefusalException">406 where JSON, or so much metadata, is not among what is accepted.</exception>
    public static Negotiation Json(HttpRequest request, string? format)
    {
        var accepted = Accepted(request, format is null or "json" ? (format is null ? null : "application/json") : format);
        var best = accepted.Where(range => range.Matches("application/json") && Parameter(range, "odata.metadata", "metadata") is null or "minimal" or "none")
            .OrderByDescending(range => range.Quality ?? 1).FirstOrDefault()
            ?? throw new RefusalException(406, "NotAcceptable", "Sets are served as application/json, with odata.metadata=minimal or none.");
        return new(VersionOf(request), Parameter(best, "odata.metadata", "metadata") != "none", Parameter(best, "IEEE754Compatible", "IEEE754Compatible") == "true");
    }

    /// <summary>Refuses a request whose Accept or $format leaves out the one media type that is served.</summary>
    /// <exception cref="RefusalException">406.</exception>
    public static void Only(string mediaType, HttpRequest request, string? format)
    {
        if (!Takes(mediaType, request, format))
            throw new RefusalException(406, "NotAcceptable", $"This is not served as what is accepted; it is served as {mediaType}.");
    }

    /// <summary>Whether Accept, or else $format, takes a media type.</summary>
    public static bool Takes(string mediaType, HttpRequest request, string? format)
    {
        var isShort = format is not null && mediaType.EndsWith($"/{format}", StringComparison.OrdinalIgnoreCase);
        return Accepted(request, isShort ? mediaType : format).Any(range => range.Matches(mediaType));
    }

    /// <summary>Of the media types offered, the one that Accept rates highest; of equals the first.</summary>
    /// <exception cref="RefusalException">406: it takes none of them.</exception>
    public static string Best(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var accepted = Accepted(request, null);
        var rated = offered.Select(type => (Type: type, Rate: accepted.Where(range => range.Matches(type))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0).Select(range => range.Quality ?? 1).FirstOrDefault())).ToArray();
        var best = rated.MaxBy(offer => offer.Rate);
        return best.Rate > 0 ? best.Type : throw new RefusalException(406, "NotAcceptable", $"This is served as {string.Join(" or ", offered)}.");
    }

    /// <summary>Rows a page is to hold, and the preference as it was written where there is one.</summary>
    public static (int Rows, string? Applied) Page(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(header => header?.Split(',') ?? []))
            if (preference.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value]
                && name.ToLowerInvariant() is "maxpagesize" or "odata.maxpagesize"
                && int.TryParse(value.Split(';')[0].Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0)
            {
                rows = Math.Min(rows, PageRowsMost);
                return (rows, string.Create(CultureInfo.InvariantCulture, $"{name}={rows}"));
            }
        return (PageRows, null);
    }

    private static List<MediaTypeHeaderValue> Accepted(HttpRequest request, string? format)
    {
        var headers = format is null ? request.Headers.Accept.OfType<string>().Where(header => header.Length > 0).ToArray() : [format];
        if (headers.Length == 0)
            return [new("*/*")];
        return MediaTypeHeaderValue.TryParseList(headers, out var ranges) ? [.. ranges.Where(range => range.Quality is null or > 0)] : [];
    }

    private static string? Parameter(MediaTypeHeaderValue range, string name, string shortName) => range.Parameters
        .FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || parameter.Name.Equals(shortName, StringComparison.OrdinalIgnoreCase))
        ?.Value.ToString().ToLowerInvariant();
}

/// <summary>Media ranges of an Accept header, whatever their parameters.</summary>
file static class MediaRanges
{
    /// <summary>Whether a range takes a media type.</summary>
    public static bool Matches(this MediaTypeHeaderValue range, string mediaType) =>
        range.MatchesAllTypes || range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            || (range.MatchesAllSubTypes && mediaType.StartsWith(range.Type.ToString() + "/", StringComparison.OrdinalIgnoreCase));
}
