using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Outcomes.Functions.Api.Access;

/// <summary>Bearer tokens of Entra ID, or another OpenID Connect issuer: issuer, audience, signature and time are checked; app roles say the rest.</summary>
/// <remarks>
/// App roles (Entra: "App roles" of the app registration) are <c>Reader</c>, <c>Analyst</c>, <c>Engineer</c>, and to limit rows
/// <c>service:&lt;code&gt;</c> and <c>area:&lt;code&gt;</c>.
/// </remarks>
internal static class BearerToken
{
    /// <summary>Sets what a token must be.</summary>
    public static void Configure(JwtBearerOptions options, AccessSettings settings)
    {
        options.Authority = settings.Authority;
        options.Audience = settings.Audience;
        options.MapInboundClaims = false;
        options.RequireHttpsMetadata = !new Uri(settings.Authority!).IsLoopback;
        options.TokenValidationParameters.ValidAlgorithms = ["RS256", "ES256", "PS256"];
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        options.Events = new()
        {
            OnTokenValidated = validated =>
            {
                validated.Principal = UserOf(validated.Principal!, "token", JwtBearerDefaults.AuthenticationScheme);
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>The request's user that a token of the issuer speaks of.</summary>
    /// <param name="token">Its claims.</param>
    /// <param name="kind">What the audit calls such a caller.</param>
    /// <param name="way">How it signed in.</param>
    public static ClaimsPrincipal UserOf(ClaimsPrincipal token, string kind, string way)
    {
        var roles = token.FindAll("roles").Select(claim => claim.Value).ToArray();
        var claims = roles.Select(role => role.Split(':', 2) switch
        {
            ["service", var service] => new Claim(Caller.ServiceClaim, service),
            ["area", var area] => new Claim(Caller.AreaClaim, area),
            _ => new Claim(Caller.RoleClaim, role),
        });
        var name = token.FindFirst("oid")?.Value ?? token.FindFirst("sub")?.Value ?? "unknown";
        return new(new ClaimsIdentity([new(ClaimTypes.Name, $"{kind}:{name}"), .. claims], way));
    }
}
