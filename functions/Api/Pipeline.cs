using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Api.Downloads;
using Outcomes.Functions.Api.Traces;
using Outcomes.Functions.Dashboard;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Api;

/// <summary>Everything that answers HTTP, for whichever host runs it.</summary>
public static class Pipeline
{
    private const int LongestHeaders = 32 * 1024;
    private static readonly string[] Read = ["GET", "HEAD"];

    /// <summary>What <see cref="MapOutcomes"/> needs of a host's container.</summary>
    /// <param name="services">The container.</param>
    /// <param name="records">Keys, and where requests are kept.</param>
    /// <param name="access">Who may read.</param>
    public static void AddOutcomes(this IServiceCollection services, Records records, AccessSettings access)
    {
        services.AddRouting();
        services.AddRazorComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(records);
        services.AddSingleton<Audit>();
        services.AddHostedService(provider => provider.GetRequiredService<Audit>());
        services.AddAccess(access);
        TelemetryExport.AddScraping(services);
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    /// <summary>Adds the feed, the health probes and the first page to a host.</summary>
    /// <param name="app">The host's pipeline.</param>
    /// <param name="feed">What is served.</param>
    /// <param name="tokenKey">32 secret bytes that sign the pages' links; the same ones in every instance that serves one data folder.</param>
    /// <param name="lakeRows">The lake behind the figures; null: it cannot be read from here.</param>
    /// <param name="deliveries">Takes files for sources; null: none are taken here.</param>
    public static void MapOutcomes(this WebApplication app, Feed feed, byte[] tokenKey, LakeRows? lakeRows = null, Deliveries? deliveries = null)
    {
        var api = new OutcomesApi(feed, tokenKey, app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILogger<OutcomesApi>>());
        app.Use((context, next) =>
        {
            Secure(context.Response.Headers);
            return context.Request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > LongestHeaders
                ? Refusals.WriteAsync(context, 431, "HeadersTooLong", $"The headers are too long; at most {LongestHeaders} characters are read.")
                : next(context);
        });
        app.UseAccess();
        app.UseResponseCompression();
        app.Map("/odata/{**path}", api.AnswerAsync);
        app.Map("/reports/{**path}", new Reports(feed, app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<ILogger<Reports>>()).AnswerAsync);
        app.Map("/trace/{**path}", new Traced(feed, lakeRows, app.Services.GetRequiredService<AccessSettings>(), app.Services.GetRequiredService<ILogger<Traced>>()).AnswerAsync);
        var described = new Lazy<string>(() => OpenApi.Write(feed.Model));
        app.MapMethods("/openapi.json", Read, context => TextAsync(context, 200, described.Value, "application/json; charset=utf-8"));
        app.MapMethods("/docs", Read, context => Page.WriteAsync(context, "How to ask", DocsPage.Body(feed.Model), feed.IsSample));
        app.MapMethods("/healthz", Read, context => TextAsync(context, 200, "up"));
        app.MapMethods("/readyz", Read, context => feed.Current is { } current
            ? TextAsync(context, 200, $"serving publication {current}")
            : TextAsync(context, 503, feed.Waiting));
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapDashboard(feed, deliveries);
        if (app.Services.GetRequiredService<AccessSettings>().ClientId is not null)
            app.MapSignIn();
        app.MapFallback("{**path}", context => Refusals.WriteAsync(context, 404, "NotFound", "There is nothing at this path. The feed is at /odata/, downloads are at /reports/, where a figure comes from at /trace/."));
    }

    private static Task TextAsync(HttpContext context, int status, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
