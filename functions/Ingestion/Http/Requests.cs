using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Web;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Makes a source's requests from its templates. Every value is encoded for its place, so that none can be more than a value.</summary>
/// <param name="http">The templates.</param>
/// <param name="settings">What they may use.</param>
internal sealed class Requests(HttpSource http, SourceSettings settings)
{
    /// <summary>Letters, digits and - . _ ~ stay (RFC 3986's unreserved); everything else is percent-encoded.</summary>
    private static readonly UrlEncoder Encoder = MakeEncoder();

    /// <summary>The request for a walk's next page.</summary>
    /// <exception cref="InvalidDataException">A name has no value, or one may not stand there.</exception>
    public HttpRequestMessage Make(Walk walk, WalkState at)
    {
        var names = Names(walk, at.Job, at.Next);
        var address = Address(names, at);
        var asks = at.Report is null || http.Job is null;
        var request = new HttpRequestMessage(asks ? http.Method : HttpMethod.Get, address) { Content = asks ? Content(http.Body, names) : null };
        request.Headers.TryAddWithoutValidation("User-Agent", "Outcomes/0.1");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        foreach (var (name, template) in http.Headers)
            request.Headers.TryAddWithoutValidation(name, template.Render(names));
        return request;
    }

    /// <summary>A request without a body for an address of the report's.</summary>
    public HttpRequestMessage Make(HttpAddress address, Walk walk, string job)
    {
        var names = Names(walk, job);
        var request = new HttpRequestMessage(HttpMethod.Get, Address(address, names));
        foreach (var (name, template) in http.Headers)
            request.Headers.TryAddWithoutValidation(name, template.Render(names));
        return request;
    }

    /// <summary>The address of a report of the walk's.</summary>
    public Uri Address(HttpAddress address, Walk walk, string job) => new(Address(address, Names(walk, job)));

    private string Address(HttpAddress address, Dictionary<string, string?> names)
    {
        var origin = address.Origin.Render(names).TrimEnd('/');
        origin = origin.Contains("://", StringComparison.Ordinal) ? origin : $"https://{origin}";
        if (!(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
            throw new InvalidDataException($"'{address.Origin.Text}' gives '{origin}'; allowed: https://host.");
        if (!settings.IsListed(uri))
            throw new InvalidDataException($"{uri.Authority} is not among the hosts it may ask ({string.Join(", ", settings.Hosts)}); add it to the setting Hosts of the source.");
        var path = address.Path.Render(names, Encoder);
        return path.Split('?')[0].Split('/').Any(segment => segment is "." or "..")
            ? throw new InvalidDataException($"'{address.Path.Text}' gives '{path}'; '.' and '..' are refused in an address.")
            : origin + path;
    }

    /// <summary>What is sent: JSON with escaped values, or a form.</summary>
    public static HttpContent? Content(HttpBody? body, IReadOnlyDictionary<string, string?> names) =>
        body is null ? null
        : body.Json is { } json ? new StringContent(json.Render(names, JavaScriptEncoder.Default), Encoding.UTF8, "application/json")
        : new FormUrlEncodedContent(body.Form.Select(field => KeyValuePair.Create(field.Key, field.Value.Render(names))));

    private static UrlEncoder MakeEncoder()
    {
        var plain = new TextEncoderSettings();
        plain.AllowCharacters([.. Enumerable.Range('!', '~' - '!' + 1).Select(letter => (char)letter).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~')]);
        return UrlEncoder.Create(plain);
    }

    private Dictionary<string, string?> Names(Walk walk, string? job, string? next = null)
    {
        var names = settings.Names(secrets: false);
        foreach (var (name, value) in walk.Each)
            names[$"each.{name}"] = value;
        walk.Span?.PutInto(names);
        names["job.id"] = job;
        names["cursor.next"] = next ?? "";
        return names;
    }

    private Uri Address(Dictionary<string, string?> names, WalkState at)
    {
        if (http.Paginate.Kind is "next_url" or "link_header" && at.Next is { } next)
            return WithoutCovered(new(next));
        var parameters = http.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Render(names))).ToList();
        var page = at.Next ?? (http.Paginate.Kind is "offset" or "page_number" ? http.Paginate.Start.ToString(CultureInfo.InvariantCulture) : null);
        if (http.Paginate.Query is { } query && page is not null)
        {
            parameters.RemoveAll(pair => pair.Key == query);
            parameters.Add(new(query, page));
        }
        var address = at.Report ?? Address(http.Address, names);
        if (at.Report is not null)
            parameters.RemoveAll(pair => pair.Key != http.Paginate.Query);
        var text = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return new(text.Length == 0 ? address : $"{address}{(address.Contains('?') ? '&' : '?')}{text}");
    }

    /// <summary>An address that a reply gave may repeat the credentials, which were covered when it was kept; they are put on again where they belong.</summary>
    private static Uri WithoutCovered(Uri uri)
    {
        if (!uri.Query.Contains("**", StringComparison.Ordinal))
            return uri;
        var query = HttpUtility.ParseQueryString(uri.Query);
        foreach (var name in query.AllKeys.Where(name => query[name] is { Length: > 0 } value && value.All(letter => letter == '*')).ToArray())
            query.Remove(name);
        return new UriBuilder(uri) { Query = query.ToString() }.Uri;
    }
}
