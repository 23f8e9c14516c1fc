using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Outcomes.Functions.Api.Access;

/// <summary>Default deny, before anything is read: who asks, whether that one may, and how often.</summary>
public static class AccessControl
{
    private const string Either = "outcomes";
    private static readonly string[] Open = ["/healthz", "/readyz"];

    /// <summary>Adds the ways of signing in: keys, and bearer tokens of one issuer where one is set.</summary>
    public static void AddAccess(this IServiceCollection services, AccessSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<ApiKeys>();
        var ways = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
                settings.Authority is not null && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                    ? JwtBearerDefaults.AuthenticationScheme : ApiKeyHandler.SchemeName)
            .AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, options => options.InQuery = settings.KeyInQuery);
        if (settings.Authority is not null)
            ways.AddJwtBearer(options => BearerToken.Configure(options, settings));
    }

    /// <summary>Lets through who may read, as the request's user.</summary>
    public static void UseAccess(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AccessSettings>();
        var limits = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new()
        {
            TokenLimit = settings.RequestsPerMinute,
            TokensPerPeriod = Math.Max(1, settings.RequestsPerMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));
        app.Lifetime.ApplicationStopped.Register(limits.Dispose);
        app.Use(async (context, next) =>
        {
            if (Open.Contains(context.Request.Path.Value) || await AdmitAsync(context, settings, limits))
                await next(context);
            else
                await context.RequestServices.GetRequiredService<Audit>().AddAsync(context);
        });
    }

    /// <summary>Whether a request may go on; where it may not it is answered.</summary>
    private static async Task<bool> AdmitAsync(HttpContext context, AccessSettings settings, PartitionedRateLimiter<string> limits)
    {
        var signedIn = await context.AuthenticateAsync();
        if (signedIn.Succeeded)
            context.User = signedIn.Principal;
        else if (signedIn.Failure is not null || IsUnread(context.Request) || !settings.Anonymous || !Loopback.IsStraight(context.Request))
        {
            await RefuseAsync(context, settings);
            return false;
        }
        using var turn = limits.AttemptAcquire(Caller.NameOf(context));
        if (turn.IsAcquired)
            return true;
        var wait = turn.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await Refusals.WriteAsync(context, 429, "TooManyRequests", $"More than {settings.RequestsPerMinute} requests in a minute. Try again in {wait} s.");
        return false;
    }

    /// <summary>Something was presented that no way of signing in here reads: whoever sends it does not mean to be anonymous.</summary>
    private static bool IsUnread(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("x-api-key");

    private static Task RefuseAsync(HttpContext context, AccessSettings settings)
    {
        context.Response.Headers.WWWAuthenticate = settings.Authority is { } authority
            ? new[] { $"Bearer authorization_uri=\"{authority}\"", "Basic realm=\"Outcomes\"" } : new[] { "Basic realm=\"Outcomes\"" };
        return Refusals.WriteAsync(context, 401, "Unauthorized",
            "A key is needed: in the header x-api-key as id.secret, or as HTTP Basic with the id as user and the secret as password. One is made by 'keys make NAME'.");
    }
}
