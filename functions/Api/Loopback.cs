using System.Net;

namespace Outcomes.Functions.Api;

/// <summary>Keeps the local server, and reading without a key, to this computer.</summary>
/// <remarks>Design §9: bound to loopback, Host a loopback name (a web page cannot reach it by a name of its own), nothing from a proxy.</remarks>
public static class Loopback
{
    /// <summary>The addresses to listen on.</summary>
    /// <param name="urls">One or several with ';', such as <c>http://localhost:7071</c>.</param>
    /// <exception cref="ArgumentException">One of them is not http on this computer.</exception>
    public static IReadOnlyList<string> Addresses(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || !IsHere(uri.Host))
                throw new ArgumentException($"--urls is '{address}'; allowed: http on this computer only, such as http://localhost:7071. Others reach it through a proxy on this computer, with a key.");
        return addresses.Length > 0 ? addresses : throw new ArgumentException("--urls is empty; allowed: an address such as http://localhost:7071.");
    }

    /// <summary>
    /// Whether a request came straight from this computer to a name of this computer. The remote address would not tell: behind a proxy or a host
    /// of functions every caller looks like loopback.
    /// </summary>
    public static bool IsStraight(HttpRequest request) => IsHere(request.Host.Host) && !request.Headers.Keys.Any(IsFromProxy);

    private static bool IsFromProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Via", StringComparison.OrdinalIgnoreCase);

    private static bool IsHere(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback)));
}
