using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Fetches one source's pages in one run: every page is kept the moment it is there, and the ledger says where each walk stands.</summary>
/// <param name="source">With requests.</param>
/// <param name="client">What sends them.</param>
/// <param name="requests">What makes them.</param>
/// <param name="shelf">Where pages are kept.</param>
/// <param name="ledger">What remembers.</param>
/// <param name="limits">How large a reply may be.</param>
/// <param name="say">Told what happens.</param>
internal sealed partial class Acquisition(Source source, SourceClient client, Requests requests, PageShelf shelf, Ledger ledger, RawLimits limits, Action<string> say)
{
    private HttpSource Http => source.Http!;

    private string Kind => $"walk/{source.Name}";

    /// <summary>Fetches every page of every walk, or those that an earlier run left.</summary>
    /// <returns>All pages of the walks, also those kept by the earlier run, in order.</returns>
    /// <exception cref="SourceException">A page cannot be had or read. What came before it stays kept.</exception>
    public async Task<IReadOnlyList<Page>> FetchAsync(IReadOnlyList<Walk> walks, CancellationToken cancellationToken)
    {
        var states = await ledger.RecallAsync<WalkState>(Kind, cancellationToken);
        var pages = new IReadOnlyList<Page>[walks.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Http.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(walks, options, async (walk, stop) => pages[walk.Number] = await FollowAsync(walk, states.GetValueOrDefault(walk.Name, WalkState.Begin), stop));
        return [.. pages.SelectMany(page => page)];
    }

    /// <summary>One walk: request, keep, remember, and on to the next page. The next page is under way while one is kept.</summary>
    private async Task<IReadOnlyList<Page>> FollowAsync(Walk walk, WalkState at, CancellationToken cancellationToken)
    {
        var pages = (await shelf.FetchAsync(walk, at.Pages, cancellationToken)).ToList();
        if (pages.Count > 0)
            say($"goes on after page {pages.Count.ToString(CultureInfo.InvariantCulture)}");
        var (seen, before) = (new HashSet<string?>(), (string?)null);
        var keeping = Task.CompletedTask;
        try
        {
            while (!at.Done)
            {
                at = await ReportAsync(walk, at, cancellationToken);
                if (!seen.Add(at.Next ?? ""))
                    throw Failed(at, $"the page has the cursor of an earlier one ('{SourceClient.Short(client.Cover(at.Next ?? ""))}'), and would come for ever. Look at paginate:");
                if (at.Pages >= Http.Paginate.MostPages)
                    throw Failed(at, $"a walk has {at.Pages} pages and there are more; allowed: paginate: {{most_pages: {Http.Paginate.MostPages}}}");
                var path = shelf.Place(walk, at.Pages + 1);
                using var request = requests.Make(walk, at);
                var (hasRecords, headers) = await client.SendAsync(request, path, cancellationToken);
                await keeping;
                if (!hasRecords)
                {
                    at = at with { Done = true };
                    await ledger.NoteAsync(Kind, walk.Name, at, cancellationToken);
                    break;
                }
                var (page, after, content) = Read(walk, at, path, headers, request.RequestUri!);
                if (content is not null && content == before)
                    throw Failed(at, $"the page is byte for byte the one before: does the source know '{Http.Paginate.Query}'? Where it repeats its last page for ever, paginate: … stop_when: ends the walk");
                (at, before) = (after, content);
                pages.Add(page);
                var state = at;
                keeping = Task.Run(() => KeepAsync(page, state, cancellationToken), CancellationToken.None);
            }
        }
        catch (Exception wrong) when (wrong is InvalidDataException or UriFormatException or ArgumentException)
        {
            throw Failed(at, wrong is UriFormatException ? $"an address in it cannot be one: {wrong.Message.TrimEnd('.')}" : wrong.Message.TrimEnd('.'));
        }
        finally
        {
            await keeping;
        }
        return pages;
    }

    private async Task KeepAsync(Page page, WalkState at, CancellationToken cancellationToken)
    {
        if (!shelf.Keeps)
            return;
        await shelf.KeepAsync(page, cancellationToken);
        await ledger.NoteAsync(Kind, page.Walk.Name, at, cancellationToken);
    }

    /// <summary>Looks into a page, and says where the walk stands after it; of pages by number that go on, also a hash of what came, since no cursor tells one from another.</summary>
    private (Page Page, WalkState At, string? Content) Read(Walk walk, WalkState at, string path, HttpResponseHeaders headers, Uri address)
    {
        if (!Page.IsLookedInto(source))
            return (new(walk, at.Pages + 1, path, false), After(at, null, [], walk, headers, address), null);
        using var reply = Reply.Read(source, path, limits);
        var records = Reply.Records(Http.Records, reply.RootElement).ToArray();
        var after = After(at, reply.RootElement, records, walk, headers, address);
        var content = Http.Paginate.Kind is "offset" or "page_number" && !after.Done ? Fingerprint.Of(reply.RootElement.GetRawText()) : null;
        return (shelf.Take(walk, at.Pages + 1, path, records), after, content);
    }

    private WalkState After(WalkState at, JsonElement? reply, JsonElement[] records, Walk walk, HttpResponseHeaders headers, Uri address)
    {
        var how = Http.Paginate;
        var last = how.Kind is "none"
            || (reply is { } looked && how.StopWhen?.IsTrue(looked) == true)
            || (Http.Window is { NewestFirst: true, Field: { } field } && records.Length > 0 && walk.Span!.IsBefore(field.TextOf(records[^1])));
        var next = last ? null : how.Kind switch
        {
            "next_url" => how.From!.TextOf(reply!.Value) is { } url ? new Uri(address, url).ToString() : null,
            "link_header" => LinkTo(headers, how.Header!) is { } link ? new Uri(address, link).ToString() : null,
            "cursor" => how.From is { } from ? from.TextOf(reply!.Value) : headers.TryGetValues(how.Header!, out var values) ? values.First() : null,
            "offset" => records.Length < how.Size ? null : (Number(at.Next, how.Start) + how.Size).ToString(CultureInfo.InvariantCulture),
            _ => records.Length == 0 || records.Length < how.Size ? null : (Number(at.Next, how.Start) + 1).ToString(CultureInfo.InvariantCulture),
        };
        return at with { Next = next is null ? null : client.Cover(next), Pages = at.Pages + 1, Done = string.IsNullOrEmpty(next) };
    }

    /// <summary>Asks for a report, waits for it and remembers its address; a run that was cut off waits for the same report.</summary>
    private async Task<WalkState> ReportAsync(Walk walk, WalkState at, CancellationToken cancellationToken)
    {
        if (Http.Job is not { } job || at.Report is not null)
            return at;
        var path = shelf.Place(walk, 0);
        if (at.Job is null)
        {
            using var request = requests.Make(walk, at);
            await client.SendAsync(request, path, cancellationToken);
            at = at with { Job = Text(job.Id, path) ?? throw Failed(at, $"the reply has no '{job.Id}', the report's id. Look at job:") };
            await ledger.NoteAsync(Kind, walk.Name, at, cancellationToken);
        }
        for (var until = ledger.Time.GetUtcNow() + job.Timeout; ;)
        {
            using var request = requests.Make(job.Poll, walk, at.Job);
            await client.SendAsync(request, path, cancellationToken);
            var status = Text(job.Status, path);
            if (status is not null && job.Failed.Contains(status))
            {
                await ledger.NoteAsync(Kind, walk.Name, at with { Job = null }, cancellationToken);
                throw Failed(at, $"the report is '{status}'; the next run asks for another");
            }
            if (status is not null && job.Done.Contains(status))
                return at with { Report = client.Cover(job.Download is { } address ? requests.Address(address, walk, at.Job).ToString() : Text(job.DownloadUrl!, path) ?? throw Failed(at, $"the reply has no '{job.DownloadUrl}', the report's address. Look at job:")) };
            if (ledger.Time.GetUtcNow() + job.Every > until)
                throw Failed(at, $"the report is '{status}' after {job.Timeout}; the next run looks again");
            await Task.Delay(job.Every, ledger.Time, cancellationToken);
        }
    }

    private string? Text(RecordPath path, string file)
    {
        using var reply = Reply.Read(source with { Format = source.Format with { Kind = "json" } }, file, limits);
        return path.TextOf(reply.RootElement);
    }

    private SourceException Failed(WalkState at, string why) =>
        new(source.Name, $"page {(at.Pages + 1).ToString(CultureInfo.InvariantCulture)}: {client.Cover(why)}. What came before is kept, and the next run goes on from there.");

    private static int Number(string? text, int otherwise) => text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The target of a Link header's relation (RFC 8288).</summary>
    private static string? LinkTo(HttpResponseHeaders headers, string relation) =>
        headers.TryGetValues("Link", out var links)
            ? links.SelectMany(link => Link().Matches(link)).FirstOrDefault(link => Relation().Match(link.Groups[2].Value).Groups[1].Value.Split(' ').Contains(relation))?.Groups[1].Value
            : null;

    [GeneratedRegex(@"<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:""[^""]*""|[^"",;]*))*)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\brel\s*=\s*""?([^"";]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Relation();
}
