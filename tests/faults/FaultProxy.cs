using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Outcomes.Tests.Faults;

/// <summary>What a network and a service do to a request now and then.</summary>
public enum Fault
{
    /// <summary>429, before anything was done.</summary>
    Throttled,

    /// <summary>500, before anything was done.</summary>
    Broken,

    /// <summary>503, before anything was done.</summary>
    Busy,

    /// <summary>The connection is reset before anything was done.</summary>
    Reset,

    /// <summary>It was done, and the connection is reset before the reply: nobody knows.</summary>
    LostReply,

    /// <summary>412 on a conditional write that nobody else made.</summary>
    Conflict,

    /// <summary>It was done, and the reply trickles.</summary>
    Slow,
}

/// <summary>A proxy before Azurite that passes requests on and, for one in so many, does a fault.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly List<WebApplication> servers = [];
    private readonly Random random;
    private readonly int oneIn;
    private readonly Lock turn = new();

    private FaultProxy(int seed, int oneIn) => (random, this.oneIn) = (new(seed), oneIn);

    /// <summary>Azurite's connection string, by way of this.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>How often each fault was done.</summary>
    public Dictionary<Fault, int> Done { get; } = Enum.GetValues<Fault>().ToDictionary(fault => fault, _ => 0);

    /// <summary>Whether faults are done at all.</summary>
    public bool IsOn { get; set; } = true;

    public static async Task<FaultProxy> StartAsync(string azurite, int seed, int oneIn)
    {
        var proxy = new FaultProxy(seed, oneIn);
        var parts = azurite.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        foreach (var service in (string[])["BlobEndpoint", "QueueEndpoint", "TableEndpoint"])
        {
            var target = new Uri(parts[service]);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
            var server = builder.Build();
            server.Run(context => proxy.PassAsync(context, target));
            await server.StartAsync();
            parts[service] = $"{server.Urls.Single()}{target.AbsolutePath}";
            proxy.servers.Add(server);
        }
        proxy.ConnectionString = string.Concat(parts.Select(part => $"{part.Key}={part.Value};"));
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync();
        client.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target)
    {
        var fault = Next(context.Request);
        switch (fault)
        {
            case Fault.Throttled or Fault.Broken or Fault.Busy or Fault.Conflict:
                context.Response.StatusCode = fault switch { Fault.Throttled => 429, Fault.Broken => 500, Fault.Busy => 503, _ => 412 };
                return;
            case Fault.Reset:
                context.Abort();
                return;
        }
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri($"{target.Scheme}://{target.Authority}{context.Features.Get<IHttpRequestFeature>()!.RawTarget}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        else if (context.Request.ContentLength is 0)
            request.Content = new ByteArrayContent([]);
        foreach (var header in context.Request.Headers.Where(header => !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
        using var reply = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
        if (fault is Fault.LostReply)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = (int)reply.StatusCode;
        foreach (var header in reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        var body = await reply.Content.ReadAsByteArrayAsync();
        foreach (var part in fault is Fault.Slow ? body.Chunk(Math.Max(1, body.Length / 5)) : [body])
        {
            if (part.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
                await context.Response.Body.WriteAsync(part);
            if (fault is Fault.Slow)
                await Task.Delay(100);
        }
    }

    private Fault? Next(HttpRequest request)
    {
        lock (turn)
        {
            if (!IsOn || random.Next(oneIn) != 0)
                return null;
            var possible = Enum.GetValues<Fault>().Where(fault => fault is not Fault.Conflict || (request.Headers.ContainsKey("If-Match") && !HttpMethods.IsGet(request.Method))).ToArray();
            var fault = possible[random.Next(possible.Length)];
            Done[fault]++;
            return fault;
        }
    }
}
