using System.Net;
using System.Net.Sockets;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>
/// Keeps requests from the council's own network: an address is looked at when a connection is made, so that no name, redirect or change of
/// DNS leads there. Hosts listed under <c>PrivateHosts</c> are let through.
/// </summary>
internal static class AddressGuard
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether an address is one of the open internet (IANA's special-purpose registries, RFC 6890).</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Closed.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Refuses what is no web address, plain http to the open internet, and a private address that is written out.</summary>
    /// <exception cref="RefusedRequestException">It is refused.</exception>
    public static void Check(Uri uri, SourceSettings settings)
    {
        if (uri.Scheme is not ("https" or "http"))
            throw new RefusedRequestException($"{uri.Scheme}: is no address that is asked; allowed: https.");
        if (settings.MayBePrivate(uri))
            return;
        if (uri.Scheme is "http")
            throw new RefusedRequestException($"http://{uri.Authority} is not encrypted; allowed: https (http only to a host listed under PrivateHosts).");
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && !IsPublic(address))
            throw Private(uri.Host, address);
    }

    /// <summary>What connects: <see cref="SocketsHttpHandler"/> with the guard at its door, without redirects, cookies or proxy.</summary>
    public static SocketsHttpHandler Handler(SourceSettings settings) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
        ConnectCallback = (context, stop) => ConnectAsync(context.InitialRequestMessage.RequestUri!, context.DnsEndPoint, settings, stop),
    };

    private static async ValueTask<Stream> ConnectAsync(Uri uri, DnsEndPoint endpoint, SourceSettings settings, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        if (!settings.MayBePrivate(uri) && addresses.FirstOrDefault(address => !IsPublic(address)) is { } closed)
            throw Private(endpoint.Host, closed);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static RefusedRequestException Private(string host, IPAddress address) =>
        new($"{host} has the private address {address}, which is refused; a system of the council's own is let through by listing its host under PrivateHosts.");
}

/// <summary>A request that is not made, or not followed further; trying again would not help.</summary>
internal sealed class RefusedRequestException(string message) : Exception(message);
