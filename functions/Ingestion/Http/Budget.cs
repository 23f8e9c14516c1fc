using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Counts requests over all runs of a source, in the ledger. One that is spent ends the run; the next goes on where it stopped.</summary>
internal sealed class Budget(string source, RequestLimit limit, Ledger ledger, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly SemaphoreSlim spending = new(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await spending.WaitAsync(cancellationToken);
        try
        {
            var now = ledger.Time.GetUtcNow();
            var spent = await ledger.RecallAsync<Spent>("budget", source, cancellationToken) is { } before && before.From <= now && before.From + limit.Per > now ? before : new(now, 0);
            if (spent.Requests >= limit.Requests)
                throw new RefusedRequestException($"its budget of {limit.Requests} requests is spent until {spent.From + limit.Per:u}; the next run after that goes on where this one stopped.");
            await ledger.NoteAsync("budget", source, spent with { Requests = spent.Requests + 1 }, cancellationToken);
        }
        finally
        {
            spending.Release();
        }
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            spending.Dispose();
        base.Dispose(disposing);
    }

    private sealed record Spent(DateTimeOffset From, int Requests);
}
