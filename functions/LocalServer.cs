using Microsoft.AspNetCore.Server.Kestrel.Core;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Api.Traces;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions;

/// <summary>The feed on this computer: an ASP.NET Core host that reads no settings but these, bound to loopback.</summary>
public static class LocalServer
{
    /// <summary>Where it listens unless told otherwise.</summary>
    public const string DefaultUrls = "http://localhost:7071";

    /// <summary>A server, not yet started.</summary>
    /// <param name="feed">What is served.</param>
    /// <param name="tokenKey">See <see cref="Pipeline.MapOutcomes"/>.</param>
    /// <param name="records">Keys, and where requests are kept.</param>
    /// <param name="access">Who may read.</param>
    /// <param name="urls">Loopback addresses with ';' between; port 0 is any free one.</param>
    /// <param name="lakeRows">See <see cref="Pipeline.MapOutcomes"/>.</param>
    /// <param name="deliveries">See <see cref="Pipeline.MapOutcomes"/>.</param>
    /// <exception cref="ArgumentException">One of the addresses is not on this computer.</exception>
    public static WebApplication Build(Feed feed, byte[] tokenKey, Records records, AccessSettings access, string urls = DefaultUrls, LakeRows? lakeRows = null, Deliveries? deliveries = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limit).UseUrls([.. Loopback.Addresses(urls)]);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddOutcomes(records, access);
        var app = builder.Build();
        app.MapOutcomes(feed, tokenKey, lakeRows, deliveries);
        return app;
    }

    /// <summary>Kestrel refuses what is too long with an empty body, so it takes more than the pipeline does, which says what is wrong.</summary>
    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 1000;
        kestrel.Limits.MaxRequestBufferSize = 2 * 1024 * 1024;
        kestrel.Limits.MaxResponseBufferSize = 1024 * 1024; // rows are read while those before are sent, and a page of a thousand waits for no reader
        kestrel.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
    }
}
