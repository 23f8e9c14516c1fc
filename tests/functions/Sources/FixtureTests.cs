using System.Text.Json;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;
using Outcomes.Tests.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>Built-in sources on real replies and on the templates, as <c>preview SOURCE --fixture FILE</c> reads them.</summary>
public class FixtureTests
{
    // Counts and values were read out of the files with another tool. The topics of the forum all have id 1 there: the last stays.
    [Theory]
    [InlineData("discourse_topic_days", "discourse-api/spec/fixtures/latest.json", 1, "post=1 views=82 likes=10 comments=0")]
    [InlineData("x_post_days", "x-python-twitter/testdata/apis/timeline/timeline_tweets.json", 5, "post=1364275610764201984 likes=37 comments=2 shares=10 quotes=1 impressions=")]
    [InlineData("open311_xml_requests", "open311-ruby-gem/spec/fixtures/service_requests.xml", 2, "request=638344 status_text=closed")]
    [InlineData("blog_posts", "rss-atom-feedreader/Rss20CodeHollowCom.xml", 10, "value_kind=cumulative")]
    [InlineData("blog_posts", "rss-atom-feedreader/AtomWiganwarriors.xml", 10, "value_kind=cumulative")]
    [InlineData("facebook_post_days", "facebook-instagram-python-facebook/testdata/facebook/apidata/posts/feeds_default_fields_p1.json", 5, "value_kind=cumulative")]
    [InlineData("facebook_post_days", "facebook-instagram-python-facebook/testdata/facebook/apidata/posts/feed_fields_p1.json", 5, "post=4_10113319652002411 shares=0 likes=")]
    [InlineData("instagram_media_days", "facebook-instagram-python-facebook/testdata/instagram/apidata/users/medias_p1.json", 2, "post=17896622936197745 likes=2 comments=6 kind=image")]
    public async Task A_recorded_reply_gives_rows(string source, string fixture, int rows, string first)
    {
        var preview = await PreviewAsync(source, SharedData.PathOrSkip($"fixtures/{fixture}"));

        Assert.Equal((rows, 0), (preview.Run.New, preview.Run.Quarantined + preview.Run.MappedQuarantined));
        Assert.Contains(preview.Rows, row => first.Split(' ').All(pair => pair.Split('=') is [var name, var value] && (Cell(preview, row, name) ?? "") == value));
    }

    [Fact]
    public async Task A_recorded_walk_over_four_pages_is_gone_to_its_end()
    {
        var pages = Enumerable.Range(1, 4).Select(number => JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip($"fixtures/mastodon-py/test_fetch_remaining_0{number}.json"))).RootElement.GetProperty("response")).ToArray();
        using var walk = new HttpCase(
            "url: https://calls.example/api/v1/timelines/tag/x\nrecords: \"[].{name: id, day: created_at, n: favourites_count}\"\nprimary_key: [name]\npaginate: {link_header: next}",
            (_, number) => Given.Json(pages[number - 1].GetProperty("body").GetRawText(), [.. Links(pages[number - 1])]),
            sql: "select left(day, 10)::date as date, 'streets' as service, null as area, 'phone' as channel, name as reason, n as contacts, _row from raw");

        var run = await walk.RunAsync();

        Assert.Equal(("succeeded", "", 30L, 30L), (run.Status, run.Message ?? "", run.Read, run.New));
        Assert.Equal(["", "117020581339834938"], walk.Answers.Asked.Take(2).Select(asked => asked.Query("max_id")));
        Assert.Equal(4, walk.Answers.Asked.Count);
    }

    [Fact]
    public async Task A_reply_of_another_kind_is_told_from_one_with_records()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["error.json"], """{"error": "This method requires an authenticated user"}""");

        var told = await Assert.ThrowsAsync<SourceException>(() => PreviewAsync("mastodon_post_days", folder["error.json"]));

        Assert.Contains("error.json: there is no record in it where http.records looks", told.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string)> Links(JsonElement response) =>
        response.GetProperty("headers").TryGetProperty("link", out var link) ? [("Link", link[0].GetString()!.Replace("http://localhost:3000", "https://calls.example", StringComparison.Ordinal))] : [];

    [Theory]
    [InlineData("contact_volumes", "contact-volumes.xlsx", 2, "contacts=12 avoidable_contacts=4 channel=phone date=2026-03-02")]
    [InlineData("contact_volumes", "contact-volumes.csv", 2, "contacts=7 offered= channel=face_to_face")]
    [InlineData("bookings", "bookings.xlsx", 1, "booked=3 reference=E1 for_date=2026-04-01")]
    [InlineData("bookings", "bookings.csv", 1, "booked=3 referral=spring")]
    public async Task The_templates_are_read_as_they_are(string source, string template, int rows, string first)
    {
        var preview = await PreviewAsync(source, Path.Combine(Checkout.Root, "functions", "Sources", "templates", template));

        Assert.Equal((rows, 0), (preview.Run.New, preview.Run.Quarantined + preview.Run.MappedQuarantined));
        Assert.Contains(preview.Rows, row => first.Split(' ').All(pair => pair.Split('=') is [var name, var value] && (Cell(preview, row, name) ?? "") == value));
    }

    private static string? Cell(Preview preview, IReadOnlyList<string?> row, string name) =>
        preview.Columns.Select(column => column.Name).ToList().IndexOf(name) is >= 0 and var at ? row[at] : null;

    private static async Task<Preview> PreviewAsync(string name, string fixture)
    {
        using var folder = new TempFolder();
        using var store = new SqliteLedgerStore(folder["ledger.db"]);
        var council = Council.Load(null);
        var ledger = new Ledger(store, TimeProvider.System);
        var storage = new DirectoryStorage(folder["data"]);
        var ingestion = new Outcomes.Functions.Ingestion.Ingestion([.. council.Off.Select(off => off.Source)], council.Datasets, council.Data, new(storage, ledger, folder["work"]), ledger, storage, folder["work"]);
        return await ingestion.PreviewAsync(name, fixture, TestContext.Current.CancellationToken);
    }
}
