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

    /// <summary>Adds the ways of signing in: keys, and of one issuer, where one is set, bearer tokens and people with a browser.</summary>
    public static void AddAccess(this IServiceCollection services, AccessSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<ApiKeys>().AddSingleton(_ => Limits(settings));
        var ways = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
                settings.Audience is not null && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? JwtBearerDefaults.AuthenticationScheme
                : settings.ClientId is not null && !IsUnread(context.Request) && SignIn.HasSession(context.Request) ? SignIn.Session
                : ApiKeyHandler.SchemeName)
            .AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, options => options.InQuery = settings.KeyInQuery);
        if (settings.Audience is not null)
            ways.AddJwtBearer(options => BearerToken.Configure(options, settings));
        if (settings.ClientId is not null)
            ways.AddSignIn(settings);
    }

    /// <summary>Lets through who may read, as the request's user.</summary>
    public static void UseAccess(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AccessSettings>();
        var limits = app.Services.GetRequiredService<PartitionedRateLimiter<string>>();
        if (settings.Address is { } address)
            app.Use((context, next) =>
            {
                // Whatever a proxy's Host says: links, and where people are sent back to, begin with what others call this server.
                if (!Loopback.IsStraight(context.Request))
                    (context.Request.Scheme, context.Request.Host) = (address.Scheme, new HostString(address.Authority));
                return next(context);
            });
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
        var isOnTheWay = settings.ClientId is not null && SignIn.IsOnTheWay(context.Request);
        var signedIn = isOnTheWay ? AuthenticateResult.NoResult() : await context.AuthenticateAsync();
        if (signedIn.Succeeded)
            context.User = signedIn.Principal;
        else if (isOnTheWay)
        {
            // needs no session yet, and counts against the limit all the same
        }
        else if (settings.ClientId is not null && !IsUnread(context.Request) && IsForPerson(context.Request) && !(settings.Anonymous && Loopback.IsStraight(context.Request)))
        {
            context.Response.Redirect($"/signin?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return false;
        }
        else if (signedIn.Failure is not null || IsUnread(context.Request) || !settings.Anonymous || !Loopback.IsStraight(context.Request))
        {
            await RefuseAsync(context, settings);
            return false;
        }
        using var turn = limits.AttemptAcquire(Caller.NameOf(context));
        if (turn.IsAcquired && !await SignIn.IsMeantAsync(context))
        {
            await Refusals.WriteAsync(context, 400, "NotMeant", $"A request by a signed-in browser that is not a GET needs the token of the page it comes from: in the form, or in the header {SignIn.AntiforgeryHeader}.");
            return false;
        }
        if (turn.IsAcquired)
            return !isOnTheWay || !await SignIn.AnswerIssuerAsync(context);
        var refusal = TooMany(context, turn, settings);
        await Refusals.WriteAsync(context, refusal.Status, refusal.Code, refusal.Message);
        return false;
    }

    /// <summary>Counts the requests of a batch beyond the one that the batch itself is.</summary>
    /// <exception cref="RefusalException">429: with them there are too many.</exception>
    internal static void Count(HttpContext context, int more)
    {
        var settings = context.RequestServices.GetRequiredService<AccessSettings>();
        if (more > settings.RequestsPerMinute)
            throw new RefusalException(429, "TooManyRequests", $"The batch alone holds more than {settings.RequestsPerMinute} requests, which is what a minute allows. Send smaller ones.");
        using var turn = context.RequestServices.GetRequiredService<PartitionedRateLimiter<string>>().AttemptAcquire(Caller.NameOf(context), more);
        if (!turn.IsAcquired)
            throw TooMany(context, turn, settings);
    }

    private static RefusalException TooMany(HttpContext context, RateLimitLease turn, AccessSettings settings)
    {
        var wait = turn.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return new(429, "TooManyRequests", $"More than {settings.RequestsPerMinute} requests in a minute. Try again in {wait} s.");
    }

    /// <summary>A minute's requests at once, and after them as many as a minute allows, a second's at a time or one by one.</summary>
    private static PartitionedRateLimiter<string> Limits(AccessSettings settings)
    {
        var atOnce = Math.Max(1, settings.RequestsPerMinute / 60);
        return PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new()
        {
            TokenLimit = settings.RequestsPerMinute,
            TokensPerPeriod = atOnce,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * atOnce / settings.RequestsPerMinute,
            QueueLimit = 0,
        }));
    }

    /// <summary>Something was presented that no way of signing in here reads: whoever sends it does not mean to be anonymous.</summary>
    private static bool IsUnread(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("x-api-key");

    /// <summary>A browser that goes to a page, and brings no key.</summary>
    private static bool IsForPerson(HttpRequest request) => HttpMethods.IsGet(request.Method) && !request.Query.ContainsKey("code")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, AccessSettings settings)
    {
        context.Response.Headers.WWWAuthenticate = settings is { Audience: not null, Authority: { } authority }
            ? new[] { $"Bearer authorization_uri=\"{authority}\"", "Basic realm=\"Outcomes\"" } : new[] { "Basic realm=\"Outcomes\"" };
        return Refusals.WriteAsync(context, 401, "Unauthorized",
            "A key is needed: in the header x-api-key as id.secret, or as HTTP Basic with the id as user and the secret as password. One is made by 'keys make NAME'.");
    }
}
