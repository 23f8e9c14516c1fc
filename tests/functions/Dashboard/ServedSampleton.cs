using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>The sample council, ingested, published and served as the command line does it.</summary>
public sealed class ServedSampleton : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private Composition? composition;
    private Feed? feed;
    private WebApplication? server;

    public string Address => server!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        SampleCouncil.Write(folder["council"], new(2026, 10, 31));
        composition = await Composition.OpenAsync(
            Settings.Read(new ConfigurationBuilder().Build(), folder["council"], folder["data"]), Council.Load(folder["council"]), TimeProvider.System, TestContext.Current.CancellationToken);
        await composition.Ingestion.RunAsync([], cancellationToken: TestContext.Current.CancellationToken);
        feed = new(FeedModel.Read(), composition.Publications, composition.ServingFolder) { IsSample = true };
        await feed.ServeAsync(await composition.Publishing.RunAsync(null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        server = LocalServer.Build(feed, new byte[32], composition.Records, new(RequestsPerMinute: 1_000_000), "http://127.0.0.1:0");
        await server.StartAsync();
    }

    /// <summary>A key that sees one service only, as a header's value.</summary>
    public async Task<string> KeyAsync(string service)
    {
        var (key, secret) = await server!.Services.GetRequiredService<ApiKeys>().MakeAsync("test", Role.Reader, [service], [], TestContext.Current.CancellationToken);
        return $"{key.Id}.{secret}";
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        feed?.Dispose();
        composition?.Dispose();
        folder.Dispose();
    }
}
