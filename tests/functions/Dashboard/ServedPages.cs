using System.Security.Cryptography;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Dashboard;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>Pages over publications that a test makes from tables of its own, served on a free loopback port.</summary>
internal sealed class ServedPages : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly Publications publications;
    private readonly Feed feed;
    private readonly SqliteLedgerStore store;
    private readonly WebApplication server;

    private ServedPages(Brand brand)
    {
        publications = new(new DirectoryStorage(Folder("data")), Folder("published"));
        feed = new(FeedModel.Read(), publications, Folder("serving")) { Brand = brand };
        store = new(folder["records.db"]);
        server = LocalServer.Build(feed, new byte[32], new(store, TimeProvider.System), new(RequestsPerMinute: 1_000_000), "http://127.0.0.1:0");
    }

    public string Address => server.Urls.Single();

    /// <summary>A server that has published nothing yet.</summary>
    public static async Task<ServedPages> StartAsync(Brand? brand = null)
    {
        var served = new ServedPages(brand ?? new());
        await served.server.StartAsync(TestContext.Current.CancellationToken);
        return served;
    }

    /// <summary>The town of drawn.sql.</summary>
    public static async Task<ServedPages> DrawnAsync(Brand? brand = null)
    {
        var served = await StartAsync(brand);
        using var duck = Contracts();
        duck.Run(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests/functions/Dashboard/drawn.sql"), TestContext.Current.CancellationToken));
        await served.PublishAsync(duck, "20260401T050000Z-00000001");
        return served;
    }

    /// <summary>An empty table for each set of the feed.</summary>
    public static DuckDBConnection Contracts()
    {
        var duck = Duck.Open();
        foreach (var contract in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "analytics", "sets"), "*.sql"))
            duck.Run(File.ReadAllText(contract));
        return duck;
    }

    /// <summary>Publishes what the tables hold, and serves it.</summary>
    public async Task PublishAsync(DuckDBConnection duck, string id)
    {
        List<PublishedFile> files = [];
        foreach (var set in FeedModel.Read().Sets.Select(set => set.Contract.Name))
        {
            var path = folder[$"{set}.parquet"];
            duck.Run($"copy (select *, row_number() over () - 1 as ordinal from {set}) to {Duck.Literal(path)} (format parquet)");
            files.Add(new(set, null, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), duck.One<long>($"select count(*) from {set}")));
            File.Copy(path, Path.Combine(publications.Folder, files[^1].FileName), overwrite: true);
        }
        var made = DateTimeOffset.ParseExact(id[..16], "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        await ServeAsync(new Publication { Id = id, AsOf = made, Created = made, Files = files, From = [], Notes = [] }, publications.Folder);
    }

    /// <summary>Serves what was published elsewhere.</summary>
    /// <param name="publication">Its manifest.</param>
    /// <param name="from">The folder of its files.</param>
    public async Task ServeAsync(Publication publication, string from)
    {
        foreach (var file in publication.Files.Concat(publication.Remembered).Concat(publication.Readings))
            if (!File.Exists(Path.Combine(publications.Folder, file.FileName)))
                File.Copy(Path.Combine(from, file.FileName), Path.Combine(publications.Folder, file.FileName));
        await publications.PutAsync(publication, TestContext.Current.CancellationToken);
        await feed.ServeAsync(publication, TestContext.Current.CancellationToken);
    }

    /// <summary>A key that sees one service only, as a header's value.</summary>
    public async Task<string> KeyAsync(string service)
    {
        var (key, secret) = await server.Services.GetRequiredService<ApiKeys>().MakeAsync("test", Role.Reader, [service], [], TestContext.Current.CancellationToken);
        return $"{key.Id}.{secret}";
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        feed.Dispose();
        store.Dispose();
        folder.Dispose();
    }

    private string Folder(string name) => Directory.CreateDirectory(folder[$"{name}/x"][..^2]).FullName;
}
