using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.OData.Query;
using Microsoft.AspNetCore.OData.Routing.Controllers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OData.ModelBuilder;

namespace Outcomes.Benchmarks.Peer;

/// <summary>What a .NET team would build first: Microsoft.AspNetCore.OData over EF Core over PostgreSQL, with a pool of contexts, no tracking, and keyset paging.</summary>
public static class PeerServer
{
    public static async Task RunAsync(string connection, string urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDbContextPool<PeerContext>(options => options.UseNpgsql(connection).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        var model = new ODataConventionModelBuilder();
        model.EntitySet<PeerOutcome>("Outcomes");
        builder.Services.AddControllers().AddApplicationPart(typeof(PeerServer).Assembly)
            .AddOData(options => options.EnableQueryFeatures(null).SkipToken().AddRouteComponents("odata", model.GetEdmModel()));
        var app = builder.Build();
        app.Urls.Add(urls);
        app.MapControllers();
        await app.RunAsync();
    }
}

/// <summary>The one set.</summary>
public sealed class OutcomesController(PeerContext rows) : ODataController
{
    [HttpGet]
    [EnableQuery(PageSize = 10_000)]
    public IQueryable<PeerOutcome> Get() => rows.Outcomes;
}
