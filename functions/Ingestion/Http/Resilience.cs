using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Http.Resilience;
using Outcomes.Functions.Sources.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>A source's retries, timeouts, circuit breaker and rate limit, as its keys <c>retry</c> and <c>rate_limit</c> say.</summary>
internal static class Resilience
{
    /// <summary>The pipeline around every request: total timeout, retry, circuit breaker, rate limit, timeout of an attempt.</summary>
    /// <param name="http">The source.</param>
    /// <param name="credentials">Asked for a new token where the reply says so.</param>
    /// <param name="limiter">Of the key <c>rate_limit</c>, or null.</param>
    /// <param name="time">The clock that waits run by.</param>
    /// <param name="say">Told of each wait.</param>
    public static ResiliencePipeline<HttpResponseMessage> Pipeline(HttpSource http, Credentials credentials, RateLimiter? limiter, TimeProvider time, Action<string> say)
    {
        var retry = http.Retry;
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddTimeout(new HttpTimeoutStrategyOptions { Timeout = retry.Timeout });
        if (retry.Attempts > 1)
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = retry.Attempts - 1,
                BackoffType = retry.Exponential ? DelayBackoffType.Exponential : DelayBackoffType.Constant,
                UseJitter = true,
                Delay = retry.Delay,
                MaxDelay = retry.Longest,
                ShouldRetryAfterHeader = false,
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } reply ? Wait(reply, retry, time) : null),
                ShouldHandle = attempt => ValueTask.FromResult(IsWorthTrying(attempt.Outcome, attempt.AttemptNumber, retry, time)),
                OnRetry = attempt =>
                {
                    if (attempt.Outcome.Result?.RequestMessage?.Get(RequestOptions.Verdict)?.Do is ErrorAction.RefreshTokenThenRetry)
                        credentials.Forget();
                    say($"{Reason(attempt.Outcome)}; again in {attempt.RetryDelay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
                    return default;
                },
            });
        pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.95,
            MinimumThroughput = retry.BreakAfter,
            SamplingDuration = TimeSpan.FromHours(1),
            BreakDuration = TimeSpan.FromHours(1),
            ShouldHandle = attempt => ValueTask.FromResult(IsFailure(attempt.Outcome)),
        });
        if (limiter is not null)
            pipeline.AddRateLimiter(new HttpRateLimiterStrategyOptions { RateLimiter = arguments => limiter.AcquireAsync(1, arguments.Context.CancellationToken) });
        return pipeline.AddTimeout(new HttpTimeoutStrategyOptions { Timeout = retry.AttemptTimeout }).Build();
    }

    /// <summary>The limiter of the key <c>rate_limit</c>: requests beyond it wait their turn.</summary>
    public static RateLimiter? Limiter(RequestLimit? limit) => limit is null ? null : new TokenBucketRateLimiter(new()
    {
        TokenLimit = limit.Requests,
        TokensPerPeriod = limit.Requests,
        ReplenishmentPeriod = limit.Per,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>How long a reply asks to wait, or null. Dates are compared with the reply's own, because two clocks differ.</summary>
    public static TimeSpan? Wait(HttpResponseMessage reply, Retry retry, TimeProvider time)
    {
        var now = reply.Headers.Date ?? time.GetUtcNow();
        string? Header(string? name) => name is not null && reply.Headers.TryGetValues(name, out var values) ? values.First() : null;
        TimeSpan? wait = null;
        if (Header(retry.WaitHeader) is { } text && RetryConditionHeaderValue.TryParse(text, out var asked))
            wait = asked.Delta ?? asked.Date - now;
        else if (Header(retry.UntilHeader) is { } until && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000)
            wait = DateTimeOffset.FromUnixTimeSeconds(seconds) - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsWorthTrying(Outcome<HttpResponseMessage> outcome, int attempt, Retry retry, TimeProvider time) =>
        outcome.Exception is not null ? IsPassing(outcome.Exception)
        : outcome.Result!.RequestMessage?.Get(RequestOptions.Verdict)?.Do switch
        {
            ErrorAction.Retry or ErrorAction.RateLimited => !(Wait(outcome.Result, retry, time) > retry.Longest),
            ErrorAction.RefreshTokenThenRetry => attempt == 0,
            _ => false,
        };

    private static bool IsFailure(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is not null ? IsPassing(outcome.Exception) : (int)outcome.Result!.StatusCode >= 500;

    /// <summary>A certificate that is wrong stays wrong.</summary>
    private static bool IsPassing(Exception failure) => failure is TimeoutRejectedException or HttpRequestException { HttpRequestError: not HttpRequestError.SecureConnectionError };

    private static string Reason(Outcome<HttpResponseMessage> outcome) => outcome.Result is { } reply
        ? $"it answered {(int)reply.StatusCode}"
        : outcome.Exception is TimeoutRejectedException ? "it did not answer in time" : "the connection failed";

    /// <summary>What a failure that stays is called.</summary>
    public static string Told(Exception failure) => failure switch
    {
        TimeoutRejectedException late => $"it did not answer within {late.Timeout:hh\\:mm\\:ss}, asked again as often as retry: says",
        BrokenCircuitException => "it failed so often that it is left alone for now",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "its certificate is not trusted or does not fit its name; it is not asked without",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known (DNS)",
        HttpRequestException { StatusCode: HttpStatusCode code } => $"it answered {(int)code}",
        _ => failure.Message.TrimEnd('.'),
    };
}
