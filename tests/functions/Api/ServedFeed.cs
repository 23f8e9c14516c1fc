using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.Api;

/// <summary>A feed over rows made to be awkward, served on a free loopback port, and the same rows as table T for an oracle to ask.</summary>
public class ServedFeed : IAsyncLifetime
{
    public static readonly FeedModel Model = FeedModel.Read();

    private readonly TempFolder folder = new();
    private readonly Publications publications;
    private readonly Feed feed;
    private readonly string rows;
    private WebApplication? server;

    public ServedFeed()
        : this("awkward_rows.sql")
    {
    }

    protected ServedFeed(string rows)
    {
        this.rows = rows;
        publications = new(new DirectoryStorage(folder["data/x"][..^2]), folder["published/x"][..^2]);
        feed = new(Model, publications, folder["serving/x"][..^2]);
    }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(5) };

    public DuckDBConnection Oracle { get; } = Duck.Open();

    public Feed Feed => feed;

    /// <summary>Who may read; set before it starts.</summary>
    public AccessSettings Access { get; init; } = new(RequestsPerMinute: 1_000_000);

    public Records Records { get; private set; } = null!;

    /// <summary>The keys the server knows.</summary>
    public ApiKeys Keys => server!.Services.GetRequiredService<ApiKeys>();

    public async ValueTask InitializeAsync()
    {
        Oracle.Run(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests/functions/Api", rows)));
        await PublishAsync("20260401T000000Z-00000001");
        Records = new(new SqliteLedgerStore(folder["records.db"]), TimeProvider.System);
        server = LocalServer.Build(feed, new byte[32], Records, Access, "http://127.0.0.1:0");
        await server.StartAsync();
        Client.BaseAddress = new Uri($"{server.Urls.Single()}/odata/");
    }

    /// <summary>Serves the oracle's rows as another publication, made for the time its id begins with.</summary>
    public async Task PublishAsync(string id)
    {
        List<PublishedFile> files = [];
        foreach (var (set, table) in new[] { ("outcomes", "T"), ("services", "services"), ("calendar", "calendar") })
        {
            var path = folder[$"{set}.parquet"];
            Oracle.Run($"copy (select * from {table}) to {Duck.Literal(path)} (format parquet)");
            files.Add(new(set, null, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), Oracle.One<long>($"select count(*) from {table}")));
            File.Copy(path, Path.Combine(publications.Folder, files[^1].FileName), overwrite: true);
        }
        var made = DateTimeOffset.ParseExact(id[..16], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var publication = new Publication { Id = id, AsOf = made, Created = made, Files = files, From = [], Notes = [] };
        await publications.PutAsync(publication, TestContext.Current.CancellationToken);
        await feed.ServeAsync(publication, TestContext.Current.CancellationToken);
    }

    /// <summary>Removes all publications but those of the last days.</summary>
    public async Task PruneAsync(int days, DateTimeOffset now)
    {
        await publications.PruneAsync(new(days * 24, Days: 0, Months: 0), now, TestContext.Current.CancellationToken);
        Directory.Delete(publications.Folder, recursive: true);
        Directory.CreateDirectory(publications.Folder);
    }

    /// <summary>Sends a request below the service root, its query options encoded; headers as "Name: value".</summary>
    public Task<Reply> SendAsync(string url, string method = "GET", params string[] headers) => SendAsync(Target(url), method, null, "", headers);

    /// <summary>Sends a GET request to a URL as it is.</summary>
    public Task<Reply> SendAsync(Uri url, params string[] headers) => SendAsync(url, "GET", null, "", headers);

    /// <summary>Posts a body.</summary>
    public Task<Reply> PostAsync(string url, string body, string type, params string[] headers) => SendAsync(Target(url), "POST", body, type, headers);

    private Uri Target(string url) => url.StartsWith("http", StringComparison.Ordinal) ? new(url) : new(Client.BaseAddress!, Encode(url));

    private async Task<Reply> SendAsync(Uri url, string method, string? body, string type, string[] headers)
    {
        using var request = new HttpRequestMessage(new(method), url);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
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
        GC.SuppressFinalize(this);
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

/// <summary>A feed over other rows: fewer services, money, measures that are mostly ratios, nothing odd in a code but the one place the list needs.</summary>
public sealed class OrdinaryFeed() : ServedFeed("ordinary_rows.sql");

/// <summary>An answer, whole.</summary>
public sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
