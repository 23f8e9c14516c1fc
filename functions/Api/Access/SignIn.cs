using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Api.Access;

/// <summary>People sign in with a browser: OpenID Connect on the server, code with PKCE, and a cookie no script can read. No token reaches a page.</summary>
/// <remarks>App roles are those of <see cref="BearerToken"/>. A session ends after a working day; roles taken away hold until then at the latest.</remarks>
public static class SignIn
{
    /// <summary>Names of the ways: the cookie of a session, and the issuer that begins one.</summary>
    public const string Session = "session", Issuer = "openid";

    /// <summary>The header that carries the antiforgery token where a script posts.</summary>
    public const string AntiforgeryHeader = "x-antiforgery";

    private const string Cookie = "outcomes", PersonClaim = "outcomes_person";

    /// <summary>Where the issuer sends people back to.</summary>
    private static readonly string[] Callbacks = ["/signin-openid", "/signed-out-openid"];

    /// <summary>Adds signing in.</summary>
    internal static void AddSignIn(this AuthenticationBuilder ways, AccessSettings settings)
    {
        ways.Services.AddDataProtection().SetApplicationName("outcomes");
        ways.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new RecordedKeys(provider.GetRequiredService<Records>())));
        ways.Services.AddAntiforgery(options =>
        {
            options.HeaderName = AntiforgeryHeader;
            options.Cookie.Name = Cookie + "-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // the pipeline's own says DENY
        });
        ways.AddCookie(Session, options =>
        {
            options.Cookie.Name = Cookie;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax; // Strict would be left out of the very navigation that signing in ends with
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.SlidingExpiration = false;
        });
        ways.AddOpenIdConnect(Issuer, options =>
        {
            options.Authority = settings.Authority;
            options.ClientId = settings.ClientId;
            options.ClientSecret = settings.ClientSecret;
            options.RequireHttpsMetadata = !new Uri(settings.Authority!).IsLoopback;
            options.SignInScheme = Session;
            options.ResponseType = "code";
            options.ResponseMode = "query"; // a posted form would need cookies that other sites may send along
            options.UsePkce = true;
            options.SaveTokens = false;
            options.MapInboundClaims = false;
            options.CallbackPath = Callbacks[0];
            options.SignedOutCallbackPath = Callbacks[1];
            options.TokenValidationParameters.ValidAlgorithms = ["RS256", "ES256", "PS256"];
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }
            options.Events = new()
            {
                OnTokenValidated = validated =>
                {
                    var person = validated.Principal!.FindFirst("name")?.Value ?? validated.Principal.FindFirst("preferred_username")?.Value ?? "somebody";
                    validated.Principal = BearerToken.UserOf(validated.Principal, "user", Session);
                    ((ClaimsIdentity)validated.Principal.Identity!).AddClaim(new(PersonClaim, person));
                    return Task.CompletedTask;
                },
                OnRemoteFailure = async failed =>
                {
                    failed.HandleResponse();
                    await Refusals.WriteAsync(failed.HttpContext, 401, "SignInFailed", "Signing in did not come to an end here: it took too long, was begun in another window, or was refused. Start again at /signin.");
                },
            };
        });
    }

    /// <summary>Maps <c>/signin</c> and <c>/signout</c>.</summary>
    internal static void MapSignIn(this WebApplication app)
    {
        app.MapMethods("/signin", ["GET"], context => context.ChallengeAsync(Issuer, new() { RedirectUri = Local(context.Request.Query["to"]) }));
        app.MapMethods("/signout", ["POST"], async context =>
        {
            await context.SignOutAsync(Session);
            var options = context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(Issuer);
            if ((await options.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted)).EndSessionEndpoint is { Length: > 0 })
                await context.SignOutAsync(Issuer, new() { RedirectUri = "/" });
            else
                context.Response.Redirect("/");
        });
    }

    /// <summary>Whether a request is on the way into or out of a session, so that it needs none yet.</summary>
    internal static bool IsOnTheWay(HttpRequest request) => request.Path.Value is { } path && (path == "/signin" || Callbacks.Contains(path));

    /// <summary>Answers what the issuer sends people back with; false where a request is none of that.</summary>
    internal static async Task<bool> AnswerIssuerAsync(HttpContext context) => Callbacks.Contains(context.Request.Path.Value)
        && await context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(context, Issuer) is IAuthenticationRequestHandler issuer
        && await issuer.HandleRequestAsync();

    /// <summary>Whether a request brings a session's cookie.</summary>
    internal static bool HasSession(HttpRequest request) => request.Cookies.ContainsKey(Cookie);

    /// <summary>Whether a request that changes something, or that another site could have made a browser send, carries the token of one of our pages.</summary>
    internal static async Task<bool> IsMeantAsync(HttpContext context) => context.User.Identity?.AuthenticationType != Session
        || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method)
        || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);

    /// <summary>Whether people can sign in here.</summary>
    public static bool IsOffered(HttpContext context) => context.RequestServices.GetRequiredService<AccessSettings>().ClientId is not null;

    /// <summary>The name of the person who is signed in, as the issuer gives it; null: nobody.</summary>
    public static string? PersonOf(HttpContext context) => context.User.FindFirst(PersonClaim)?.Value;

    /// <summary>For a plain page: who is signed in, with a button to leave, or a link to sign in; nothing where nobody can.</summary>
    public static string Html(HttpContext context)
    {
        if (!IsOffered(context))
            return "";
        return PersonOf(context) is { } person
            ? $"<form method=\"post\" action=\"/signout\"><p>Signed in as {Page.Text(person)}. {TokenField(context)}<button>Sign out</button></p></form>"
            : $"<p><a href=\"/signin?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}\">Sign in</a></p>";
    }

    /// <summary>The hidden field that every form of ours that posts must have.</summary>
    public static string TokenField(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return $"<input type=\"hidden\" name=\"{Page.Text(tokens.FormFieldName)}\" value=\"{Page.Text(tokens.RequestToken)}\">";
    }

    /// <summary>A path of ours to go to after signing in: never another site's.</summary>
    private static string Local(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && path.All(letter => letter is > ' ' and < '\x7f' and not '\\') ? path : "/";
}
