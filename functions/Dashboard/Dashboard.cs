using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Outcomes.Functions.Api;
using Outcomes.Functions.Dashboard.Pages;

namespace Outcomes.Functions.Dashboard;

/// <summary>The pages for people: made on the server from the feed, readable without scripts; scripts add charts.</summary>
public static class Dashboard
{
    /// <summary>What a page may load: its own style sheet and scripts, its own pictures, and the feed. The hash is of the one style that the charts' library writes into its pictures.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self' 'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww='; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] Read = ["GET", "HEAD"];
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Adds the pages and their files to a host.</summary>
    public static void MapDashboard(this WebApplication app, Feed feed)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.MapGet("/dashboard/{name}", (string name) => files.GetFileInfo(name) is { Exists: true, PhysicalPath: { } path } found && Types.TryGetContentType(name, out var type)
            ? Results.File(path, type, lastModified: found.LastModified) : Results.NotFound());
        void Page<TPage>(string path)
            where TPage : IComponent => app.MapMethods(path, Read, context => PageAsync<TPage>(context, feed));
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
    }

    private static async Task PageAsync<TPage>(HttpContext context, Feed feed)
        where TPage : IComponent
    {
        if (feed.Current is null)
        {
            await Page.WriteAsync(context, "Outcomes", Home.Body(feed), feed.IsSample);
            return;
        }
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.CacheControl = "private, no-cache";
        using var reader = await FeedReader.OpenAsync(feed, context, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        await new RazorComponentResult<TPage>(Parameters<TPage>(reader, context)).ExecuteAsync(context);
    }

    private static Dictionary<string, object?> Parameters<TPage>(FeedReader reader, HttpContext context)
    {
        var parameters = new Dictionary<string, object?> { ["Reader"] = reader };
        if (typeof(TPage).GetProperty("Context") is not null)
            parameters["Context"] = context;
        return parameters;
    }
}
