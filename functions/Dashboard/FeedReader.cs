using Microsoft.AspNetCore.WebUtilities;
using Outcomes.Functions.Api;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Api.Downloads;

namespace Outcomes.Functions.Dashboard;

/// <summary>What the pages read: the feed, in its own language, as its reader may see it. So a page shows what Power BI shows, and hides what the feed hides.</summary>
/// <remarks>All questions of one page are answered from one publication.</remarks>
public sealed class FeedReader : IDisposable
{
    private readonly Feed feed;
    private readonly FeedFile file;
    private readonly Caller caller;
    private readonly DateTimeOffset asked;
    private readonly CancellationToken cancellationToken;
    private readonly SortedSet<string> withheld = new(StringComparer.Ordinal);

    private FeedReader(Feed feed, FeedFile file, bool isNamed, Caller caller, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        (this.feed, this.file, this.caller, this.asked, this.cancellationToken) = (feed, file, caller, asked, cancellationToken);
        Named = isNamed ? Publication : null;
        (IsSample, Brand) = (feed.IsSample, feed.Brand);
    }

    /// <summary>What the pages are dressed in.</summary>
    public Brand Brand { get; }

    /// <summary>Sets that were asked for and that this reader may not see, since they cannot be limited to the services or areas of its key.</summary>
    public IReadOnlyCollection<string> Withheld => withheld;

    /// <summary>Whether the figures are an invented council's.</summary>
    public bool IsSample { get; }

    /// <summary>Id of the publication it reads.</summary>
    public string Publication => file.Publication.Id;

    /// <summary>The publication that the address names; null: the current one, whichever that is by then.</summary>
    public string? Named { get; }

    /// <summary>The time its figures are made for.</summary>
    public DateTimeOffset AsOf => file.Publication.AsOf;

    /// <summary>Reads the current publication, or the one that the address names with <c>publication</c>.</summary>
    /// <exception cref="RefusalException">Nothing is served yet, that publication is not kept, or the caller may not read.</exception>
    public static async Task<FeedReader> OpenAsync(Feed feed, HttpContext context, DateTimeOffset asked)
    {
        var named = context.Request.Query["publication"].FirstOrDefault();
        return new(feed, await feed.HoldAsync(named, null, context.RequestAborted), named is not null, Caller.Of(context), asked, context.RequestAborted);
    }

    /// <summary>The address of a page, of the publication that this page's address names.</summary>
    /// <param name="page">Its path, with a query or the name of a place on it.</param>
    public string To(string page) => Named is null ? page : QueryHelpers.AddQueryString(page, "publication", Named);

    /// <summary>Rows of a set.</summary>
    /// <param name="set">Its name in the feed.</param>
    /// <param name="options">The query after <c>?</c>, unescaped values escaped with <see cref="Literal"/>: <c>$filter=… &amp;$orderby=…</c>.</param>
    /// <param name="most">Rows at most.</param>
    /// <returns>The rows; none where the set is <see cref="Withheld"/>.</returns>
    public IReadOnlyList<FeedRow> Rows(string set, string options = "", int most = 5000)
    {
        var request = FeedRequest.Read(feed.Model, set, QueryOptions.Read(options));
        Relation seen;
        try
        {
            seen = Relation.Of(request.Set, file, caller);
        }
        catch (RefusalException refused) when (refused.Status == 403)
        {
            withheld.Add(set);
            return [];
        }
        var query = FeedQuery.Translate(request, seen, asked);
        using var reading = new FeedReading(query, file, cancellationToken);
        return Rows(query, reading, most);
    }

    /// <summary>Figures that this publication gives otherwise than an earlier one; none where that is not kept.</summary>
    /// <param name="from">Id of the earlier one.</param>
    /// <param name="options">The query, as of a set; the columns are those of /reports/changes.</param>
    /// <param name="most">Rows at most.</param>
    public async Task<IReadOnlyList<FeedRow>> ChangesAsync(string from, string options, int most)
    {
        try
        {
            using var changes = await Changes.BetweenAsync(feed, QueryOptions.Read($"from={from}&to={Publication}&{options}", "from", "to"), caller, cancellationToken);
            var query = changes.Query(asked);
            using var reading = new FeedReading(query, changes.After, cancellationToken);
            changes.Prepare(reading);
            return Rows(query, reading, most);
        }
        catch (RefusalException gone) when (gone.Status is 403 or 404 or 410)
        {
            return [];
        }
    }

    private static List<FeedRow> Rows(FeedQuery query, FeedReading reading, int most)
    {
        using var reader = reading.Page(null, 0, most);
        var rows = new List<FeedRow>();
        while (reader.Read())
            rows.Add(new(query.Columns.Select((column, at) => (column.Name, Value: reader.IsNull(at) ? null : reader.Value(at, column.Kind))).ToDictionary(pair => pair.Name, pair => pair.Value)));
        return rows;
    }

    /// <summary>A text value as OData writes it in a URL.</summary>
    public static string Literal(string text) => $"'{Uri.EscapeDataString(text.Replace("'", "''", StringComparison.Ordinal))}'";

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
