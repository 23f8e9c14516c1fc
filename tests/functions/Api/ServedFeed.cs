using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;

namespace Outcomes.Tests.Functions.Api;

/// <summary>A feed over rows made to be awkward, served on a free loopback port, and the same rows as table T for an oracle to ask.</summary>
public sealed class ServedFeed : IAsyncLifetime
{
    public static readonly FeedModel Model = FeedModel.Read();

    private readonly TempFolder folder = new();
    private readonly Feed feed = new(Model);
    private WebApplication? server;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(100) };

    public DuckDBConnection Oracle { get; } = Duck.Open();

    public Feed Feed => feed;

    public async ValueTask InitializeAsync()
    {
        Oracle.Run(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests/functions/Api/awkward_rows.sql")));
        Publish("20260401T000000Z-00000001");
        server = LocalServer.Build(feed, new byte[32], "http://127.0.0.1:0");
        await server.StartAsync();
        Client.BaseAddress = new Uri($"{server.Urls.Single()}/odata/");
    }

    /// <summary>Serves the oracle's rows as another publication.</summary>
    public void Publish(string id)
    {
        List<PublishedFile> files = [];
        foreach (var (set, table) in new[] { ("outcomes", "T"), ("services", "services"), ("calendar", "calendar") })
        {
            Oracle.Run($"copy (select * from {table}) to {Duck.Literal(folder[$"{set}.parquet"])} (format parquet)");
            files.Add(new(set, null, set, Oracle.One<long>($"select count(*) from {table}")));
        }
        var publication = new Publication
        {
            Id = id,
            AsOf = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
            Created = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
            Files = files,
            From = [],
            Notes = [],
        };
        ServingFile.Build(publication, [.. Model.Sets.Select(set => set.Contract)], folder.Path, folder[$"{id}.duckdb"]);
        feed.Serve(id, folder[$"{id}.duckdb"]);
    }

    /// <summary>Sends a request below the service root, its query options encoded; headers as "Name: value".</summary>
    public async Task<Reply> SendAsync(string url, string method = "GET", params string[] headers)
    {
        using var request = new HttpRequestMessage(new(method), url.StartsWith("http", StringComparison.Ordinal) ? new Uri(url) : new Uri(Client.BaseAddress!, Encode(url)));
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, all, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The rows of all pages, following the links.</summary>
    public async Task<List<JsonElement>> AllAsync(string url, params string[] headers)
    {
        var rows = new List<JsonElement>();
        for (var next = url; next is not null;)
        {
            var reply = await SendAsync(next, "GET", headers);
            Assert.True(reply.Status == 200, $"{next} gave {reply.Status}: {reply.Text}");
            rows.AddRange(reply.Json.GetProperty("value").EnumerateArray());
            next = reply.Json.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Client.Dispose();
        feed.Dispose();
        Oracle.Dispose();
        folder.Dispose();
    }

    /// <summary>Encodes each option's value; an '&amp;' within quotes is part of it.</summary>
    private static string Encode(string url)
    {
        var parts = url.Split('?', 2);
        if (parts.Length == 1)
            return url;
        var (options, quoted, start) = (new List<string>(), false, 0);
        for (var i = 0; i <= parts[1].Length; i++)
        {
            if (i < parts[1].Length && parts[1][i] == '\'')
                quoted = !quoted;
            if (i < parts[1].Length && (parts[1][i] != '&' || quoted))
                continue;
            var option = parts[1][start..i].Split('=', 2);
            options.Add(option.Length == 1 ? Uri.EscapeDataString(option[0]) : $"{Uri.EscapeDataString(option[0])}={Uri.EscapeDataString(option[1])}");
            start = i + 1;
        }
        return $"{parts[0]}?{string.Join('&', options)}";
    }
}

/// <summary>An answer, whole.</summary>
public sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
