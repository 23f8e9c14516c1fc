using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Api.Access;

/// <summary>One request, as it is kept.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Method">GET, HEAD or POST.</param>
/// <param name="Url">Path and query as sent, without a key and shortened.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Publication">The publication the answer is of; null: none.</param>
/// <param name="Rows">Rows of a page; null where none were counted.</param>
/// <param name="Request">The request id that errors name.</param>
public sealed record Access(DateTimeOffset At, string Caller, string Method, string Url, int Status, string? Publication, long? Rows, string Request);

/// <summary>A line for every request, kept among the records; written in the background, several at a time, and to the last one when the host stops.</summary>
public sealed partial class Audit(Records records, TimeProvider time) : BackgroundService
{
    /// <summary>The kind of its records.</summary>
    public const string Kind = "access";

    private const int Together = 200, Many = 2_000, LongestUrl = 1_000;

    private readonly Channel<Access> lines = Channel.CreateBounded<Access>(10_000);
    private volatile TaskCompletionSource many = new();

    /// <summary>Where an answer leaves its count of rows for <see cref="AddAsync"/>.</summary>
    public static readonly object Rows = new();

    /// <summary>Adds a line for an answered request. Waits where lines come faster than they can be kept: none is lost.</summary>
    public ValueTask AddAsync(HttpContext context)
    {
        if (lines.Reader.Count >= Many)
            many.TrySetResult();
        return lines.Writer.WriteAsync(new(
            time.GetUtcNow(), Caller.NameOf(context), context.Request.Method, Url(context), context.Response.StatusCode,
            context.Response.Headers["Outcomes-Publication"] is [{ } publication] ? publication : null, context.Items.TryGetValue(Rows, out var rows) ? (long?)rows : null,
            context.TraceIdentifier));
    }

    /// <summary>Every line kept, the earliest first.</summary>
    public static async Task<IReadOnlyList<Access>> ListAsync(Records records, CancellationToken cancellationToken) =>
        [.. (await records.ListAsync(Kind, cancellationToken)).SelectMany(record => record.Content.Deserialize<Access[]>(JsonSerializerOptions.Web)!)];

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lines.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lines.Writer.TryComplete();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Ends when no line can come any more, not before: the last ones are kept too.
        while (await lines.Reader.WaitToReadAsync(CancellationToken.None))
        {
            many = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await WriteAsync(CancellationToken.None);
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken), many.Task);
        }
    }

    private static string Url(HttpContext context)
    {
        var sent = Key().Replace(context.Features.Get<IHttpRequestFeature>()!.RawTarget, "code=…");
        return sent.Length > LongestUrl ? sent[..LongestUrl] + "…" : sent;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (lines.Reader.TryPeek(out _))
        {
            var together = new List<Access>();
            while (together.Count < Together && lines.Reader.TryRead(out var line))
                together.Add(line);
            await records.AppendAsync(Kind, JsonSerializer.SerializeToElement(together, JsonSerializerOptions.Web), cancellationToken);
        }
    }

    [GeneratedRegex(@"(?<=[?&])code=[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
