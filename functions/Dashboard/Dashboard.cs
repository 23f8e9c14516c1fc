using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Dashboard.Pages;

namespace Outcomes.Functions.Dashboard;

/// <summary>The pages for people: made on the server from the feed, readable without scripts; scripts add charts.</summary>
public static partial class Dashboard
{
    /// <summary>What a page may load: its own style sheet and scripts, its own pictures, and the feed. The hash is of the one style that the charts' library writes into its pictures.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self' 'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww='; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] Read = ["GET", "HEAD"];
    private static readonly FileExtensionContentTypeProvider Types = new();
    private static readonly PhysicalFileProvider Files = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    /// <summary>Adds the pages and their files to a host.</summary>
    /// <param name="app">The host.</param>
    /// <param name="feed">What is shown.</param>
    /// <param name="deliveries">Takes files for sources; null: none are taken here.</param>
    public static void MapDashboard(this WebApplication app, Feed feed, Deliveries? deliveries)
    {
        var logger = app.Services.GetRequiredService<ILogger<FeedReader>>();
        app.MapGet("/dashboard/council.css", context => Results.Text(feed.Brand.Style(), "text/css; charset=utf-8").ExecuteAsync(context));
        if (feed.Brand.FontFile is { } font)
            app.MapGet("/dashboard/council.font", () => Results.File(Path.GetFullPath(font), Path.GetExtension(font) is ".woff2" ? "font/woff2" : "font/woff"));
        app.MapGet("/dashboard/{name}", FileOf);
        void Page<TPage>(string path)
            where TPage : IComponent => app.MapMethods(path, Read, context => AnswerAsync(context, feed, logger, () => PageAsync<TPage>(context, feed, deliveries)));
        Page<OverviewPage>("/");
        Page<CampaignsPage>("/campaigns");
        Page<CampaignPage>("/campaigns/{campaign}");
        Page<ServicesPage>("/services");
        Page<ServicesPage>("/services/{service}");
        Page<SocialPage>("/social");
        Page<ExplorePage>("/explore");
        Page<DataPage>("/data");
        Page<DefinitionsPage>("/definitions");
        Page<AboutPage>("/about");
        if (deliveries is null)
            return;
        app.MapPost("/ingest/{source}", context => Refusals.AnswerAsync(context, logger, () => deliveries.AnswerAsync(context)));
        app.MapMethods("/progress", ["GET"], context => Refusals.AnswerAsync(context, logger, () => Caller.Of(context).Role < Role.Engineer
            ? throw new RefusalException(403, "Forbidden", "Only an engineer may watch work being done.")
            : TypedResults.ServerSentEvents(deliveries.Bulletin.WatchAsync(context.RequestAborted)).ExecuteAsync(context)));
    }

    /// <summary>The address of one of the pages' files, which changes with its content, so that it is fetched once.</summary>
    public static string Address(string name) => $"/dashboard/{name}?v={Files.GetFileInfo(name).LastModified.UtcTicks:x}";

    private static IResult FileOf(string name, HttpContext context)
    {
        if (Files.GetFileInfo(name) is not { Exists: true, PhysicalPath: { } path } found || !Types.TryGetContentType(name, out var type))
            return Results.NotFound();
        // The parts that a script fetches have their content's hash in their name.
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") || name.Contains('-', StringComparison.Ordinal) ? "private, max-age=31536000, immutable" : "private, no-cache";
        return Results.File(path, type, lastModified: found.LastModified);
    }

    /// <summary>What a page cannot show is told in words on a page, and every request leaves its line in the audit.</summary>
    private static async Task AnswerAsync(HttpContext context, Feed feed, ILogger logger, Func<Task> page)
    {
        try
        {
            await page();
        }
        catch (RefusalException refusal) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = refusal.Status;
            await Page.WriteAsync(context, Words.Of("refused"), $"<p>{Page.Text(refusal.Message)}</p><p><a href=\"/\">{Words.Of("nav.overview")}</a></p>", feed.IsSample);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFault(logger, fault, context.TraceIdentifier);
            context.Response.StatusCode = 500;
            await Page.WriteAsync(context, Words.Of("failed"), $"<p>{Words.Of("failed.text", context.TraceIdentifier)}</p>", feed.IsSample);
        }
        finally
        {
            await context.RequestServices.GetRequiredService<Audit>().AddAsync(context);
        }
    }

    private static async Task PageAsync<TPage>(HttpContext context, Feed feed, Deliveries? deliveries)
        where TPage : IComponent
    {
        if (feed.Current is null)
        {
            context.Response.Headers["Refresh"] = "5";
            await Page.WriteAsync(context, "Outcomes", Home.Body(feed), feed.IsSample);
            return;
        }
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.CacheControl = "private, no-cache";
        using var reader = await FeedReader.OpenAsync(feed, context, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        await new RazorComponentResult<TPage>(Parameters<TPage>(reader, context, deliveries)).ExecuteAsync(context);
    }

    private static Dictionary<string, object?> Parameters<TPage>(FeedReader reader, HttpContext context, Deliveries? deliveries) =>
        new object?[] { reader, context, deliveries }.Zip(["Reader", "Context", "Deliveries"])
            .Where(pair => typeof(TPage).GetProperty(pair.Second) is not null).ToDictionary(pair => pair.Second, pair => pair.First);

    [LoggerMessage(LogLevel.Error, "The page of request {Id} failed")]
    private static partial void LogFault(ILogger logger, Exception fault, string id);
}
