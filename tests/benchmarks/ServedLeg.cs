using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Outcomes.Benchmarks;

/// <summary>This program run again as a server, and a client for it.</summary>
public sealed class ServedLeg : IDisposable
{
    private readonly Process process;
    private readonly HttpClient client;

    private ServedLeg(Process process, string address, int connections)
    {
        this.process = process;
        client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>Resident memory at its highest.</summary>
    public double PeakMegabytes => Megabytes("VmHWM");

    /// <summary>Resident memory now.</summary>
    public double MegabytesNow => Megabytes("VmRSS");

    /// <summary>Files, sockets and the like that it holds open.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;

    /// <summary>Starts it, and waits for its first answer.</summary>
    public static async Task<ServedLeg> StartAsync(int connections, params string[] arguments)
    {
        var server = Start(connections, arguments);
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
            try
            {
                using var reply = await server.client.GetAsync("odata/Outcomes?$top=1");
                reply.EnsureSuccessStatusCode();
                return server;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromMinutes(2) && !server.process.HasExited)
            {
                // not listening yet
            }
    }

    /// <summary>Starts it, and waits until it listens; nothing has been asked of it yet.</summary>
    public static async Task<ServedLeg> StartUnaskedAsync(params string[] arguments)
    {
        var server = Start(1, arguments);
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(20))
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(IPAddress.Loopback, server.client.BaseAddress!.Port);
                return server;
            }
            catch (SocketException) when (watch.Elapsed < TimeSpan.FromMinutes(2) && !server.process.HasExited)
            {
                // not listening yet
            }
    }

    public Task<byte[]> BytesAsync(string url) => client.GetByteArrayAsync(url);

    public async Task<string> TagAsync(string url)
    {
        using var reply = await client.GetAsync(url);
        return reply.Headers.ETag!.ToString();
    }

    public async Task ReadAsync(string url, string? cacheControl, string? ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (cacheControl is not null)
            request.Headers.CacheControl = CacheControlHeaderValue.Parse(cacheControl);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var reply = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (reply.StatusCode != (ifNoneMatch is null ? HttpStatusCode.OK : HttpStatusCode.NotModified))
            throw new InvalidOperationException($"{url} gave {(int)reply.StatusCode}.");
        await reply.Content.CopyToAsync(Stream.Null);
    }

    private static ServedLeg Start(int connections, string[] arguments)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        return new ServedLeg(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. arguments, "--urls", address]))!, $"{address}/", connections);
    }

    private double Megabytes(string mark) => Megabytes(process.Id, mark);

    /// <summary>A line of a process's status that is memory.</summary>
    internal static double Megabytes(int id, string mark) => double.Parse(
        File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(mark, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public void Dispose()
    {
        client.Dispose();
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
