using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Outcomes.Functions;

/// <summary>A server that listens nowhere: requests that another host took are run through this host's whole pipeline, and answered through the other's features.</summary>
internal sealed class InnerServer : IServer
{
    private Func<IFeatureCollection, Task>? run;

    /// <inheritdoc/>
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>The inner host's services.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>Runs a request of the outer host through the pipeline.</summary>
    public async Task AnswerAsync(HttpContext outer)
    {
        // What the outer host chose for its own (endpoint, route values, services, user) is not ours; what it holds of the request and the reply is.
        outer.SetEndpoint(null);
        outer.Request.RouteValues.Clear();
        var features = new FeatureCollection(outer.Features);
        await using var scope = (Services ?? throw new InvalidOperationException("The inner host is not started.")).CreateAsyncScope();
        features.Set<IServiceProvidersFeature>(new Scoped { RequestServices = scope.ServiceProvider });
        await (run ?? throw new InvalidOperationException("The inner host is not started."))(features);
    }

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        run = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception failed)
            {
                application.DisposeContext(context, failed);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Scoped : IServiceProvidersFeature
    {
        public required IServiceProvider RequestServices { get; set; }
    }
}
