using System.Net;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Follows redirects, at most five. One that leaves the scheme, host and port takes no credentials along, and none comes back to them.</summary>
internal sealed class RedirectHandler(SourceSettings settings, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Most = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (asked, at) = (request.RequestUri!, request.RequestUri!);
        try
        {
            for (var hop = 0; ; hop++)
            {
                AddressGuard.Check(at, settings);
                var response = await base.SendAsync(request, cancellationToken);
                if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                    return response;
                response.Dispose();
                if (hop == Most)
                    throw new RefusedRequestException($"{asked.Host} redirects more than {Most} times; look at its address.");
                if (request.Method != HttpMethod.Get)
                    throw new RefusedRequestException($"{asked.Host} redirects a request that sends something, which is not followed; write the address it redirects to.");
                at = location.IsAbsoluteUri ? location : new Uri(at, location);
                if (at.Scheme != asked.Scheme || at.Authority != asked.Authority)
                    request.Options.Set(RequestOptions.Elsewhere, true);
                request.RequestUri = at;
            }
        }
        finally
        {
            request.RequestUri = asked;
            request.Options.Set(RequestOptions.Elsewhere, false);
        }
    }

    private static bool IsRedirect(HttpStatusCode code) => (int)code is 301 or 302 or 303 or 307 or 308;
}
