using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Analytics;
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

    /// <summary>The next publication, of a copy of the council to which one more day of contacts came: like the last Sunday, the first day of a new month.</summary>
    public async Task<Publication> NextDayAsync()
    {
        using var copy = new TempFolder();
        foreach (var file in new DirectoryInfo(folder.Path).EnumerateFiles("*", SearchOption.AllDirectories))
            file.CopyTo(copy[Path.GetRelativePath(folder.Path, file.FullName)]);
        var contacts = copy["council/exports/contacts/contacts-2026.csv"];
        await File.AppendAllLinesAsync(contacts, [.. File.ReadLines(contacts).Where(line => line.StartsWith("2026-10-25", StringComparison.Ordinal)).Select(line => $"2026-11-01{line[10..]}")], TestContext.Current.CancellationToken);
        using var next = await Composition.OpenAsync(
            Settings.Read(new ConfigurationBuilder().Build(), copy["council"], copy["data"]), Council.Load(copy["council"]), TimeProvider.System, TestContext.Current.CancellationToken);
        await next.Ingestion.RunAsync([], cancellationToken: TestContext.Current.CancellationToken);
        return await next.Publishing.RunAsync(null, TestContext.Current.CancellationToken);
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
