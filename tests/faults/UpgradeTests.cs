using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Tests.Faults;

/// <summary>What earlier versions left on disk (<c>formats/</c>) is taken on by this one: nothing is lost, nothing comes twice, and readers get figures.</summary>
public class UpgradeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-27")]
    public async Task Files_that_an_earlier_version_has_read_are_known_and_no_row_is_lost_or_comes_twice(string format)
    {
        using var left = new Left(format);
        using var composition = await left.OpenAsync();
        var before = await RowsAsync(composition);

        var runs = await composition.Ingestion.RunAsync([], cancellationToken: Stop);
        var replayed = await composition.Ingestion.RunAsync(["calls", "ticket_orders"], replay: true, cancellationToken: Stop);

        Assert.All(runs.Concat(replayed), run => Assert.True(run.Status is "succeeded" or "unchanged", $"{run.Source}: {run.Status}. {run.Message}"));
        Assert.All(runs.Where(run => run.Source is "calls" or "ticket_orders"), run => Assert.Equal((0, 0, 0), (run.New, run.Changed, run.Removed)));
        Assert.Equal(118 + 177, before.Count);
        Assert.Equal(before, await RowsAsync(composition));
    }

    [Theory]
    [InlineData("2026-11-22", "15651b6aaa90.kNVOs4VfdaEuzdQR8QfZc0R8S2hNQNYTK2RRVXwk0e8", false)]
    [InlineData("2026-11-27", "01218ee622a1.qJXqA4t0Ulh4ZbfOCY-KdEpfswgi_643rU_NNhXVG5k", true)]
    public async Task It_publishes_what_an_earlier_version_brought_in_and_serves_whom_it_gave_a_key(string format, string key, bool tellsAllThatIsServedToday)
    {
        using var left = new Left(format);
        using var composition = await left.OpenAsync();
        var earlier = await composition.Publications.ListAsync(Stop);
        await composition.Ingestion.RunAsync([], cancellationToken: Stop);

        var publication = await composition.Publishing.RunAsync(null, Stop);
        using var feed = new Feed(FeedModel.Read(), composition.Publications, composition.ServingFolder);
        await feed.ServeAsync(publication, Stop);
        await using var server = LocalServer.Build(feed, new byte[32], composition.Records, new AccessSettings(), "http://127.0.0.1:0");
        await server.StartAsync(Stop);
        using var client = new HttpClient { BaseAddress = new($"{server.Urls.Single()}/odata/") };

        Assert.Equal(2, earlier.Count);
        // 31 days of 20 + day % 7 and 11 + day % 3 calls, and five more on the first: 1,083; then 28 days: 980. Rounded to 5.
        Assert.Equal("1085, 980", await CallsAsync(client, key, ""));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(client, key + "x", "Summaries")).Status);
        foreach (var (made, january) in earlier.Zip(["1080", "1085"]))
            if (tellsAllThatIsServedToday)
                Assert.Equal($"{january}, 980", await CallsAsync(client, key, $"&publication={made.Id}"));
            else
                Assert.Equal((HttpStatusCode.Gone, true), (await GetAsync(client, key, $"Summaries?publication={made.Id}")) is var (status, body) ? (status, body.Contains("earlier version", StringComparison.Ordinal)) : default);
    }

    private static async Task<string> CallsAsync(HttpClient client, string key, string more)
    {
        var (status, body) = await GetAsync(client, key, $"Summaries?$filter=measure eq 'contacts' and grain eq 'month' and level eq 'council'&$orderby=period&$select=value{more}");
        Assert.True(status is HttpStatusCode.OK, body);
        return string.Join(", ", JsonDocument.Parse(body).RootElement.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("value").GetRawText()));
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpClient client, string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("x-api-key", key);
        using var response = await client.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Every row of the two sources, in order.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(Composition composition)
    {
        using var snapshot = await composition.Lake.SnapshotAsync(Stop, (dataset, _) => dataset is "service_bookings" or "service_contacts");
        Assert.Empty(snapshot.Damaged);
        using var duck = Duck.Open();
        return [.. snapshot.Files.SelectMany(file => duck.Rows($"select columns(*)::varchar from read_parquet({Duck.Literal(file.LocalPath)})",
            row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "" : row.GetString(at))))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The data folder of an archive, and the council it was made over, on the day after.</summary>
    private sealed class Left : IDisposable
    {
        private readonly TempFolder folder = new();

        public Left(string format) => ZipFile.ExtractToDirectory(Path.Combine(Checkout.Root, "tests/faults/formats", $"{format}.zip"), folder["data/x"][..^2]);

        public Task<Composition> OpenAsync()
        {
            var settings = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["OUTCOMES_COUNCIL"] = Path.Combine(Checkout.Root, "tests/faults/formats/council"),
                ["OUTCOMES_DATA"] = folder["data/x"][..^2],
            }).Build());
            return Composition.OpenAsync(settings, Council.Load(settings.Council!), new FakeTimeProvider(new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero)), Stop);
        }

        public void Dispose() => folder.Dispose();
    }
}
