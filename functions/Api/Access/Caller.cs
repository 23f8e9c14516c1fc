using System.Security.Claims;

namespace Outcomes.Functions.Api.Access;

/// <summary>Who asks, and what that one may see and do: read from the request's user, which every way of signing in fills alike.</summary>
/// <param name="Name">For the audit: <c>key:</c> and its id, a token's subject, or <c>anonymous</c>.</param>
/// <param name="Role">What may be done.</param>
/// <param name="Filter">What may be seen.</param>
public sealed record Caller(string Name, Role Role, RowFilter Filter)
{
    /// <summary>The claims that say a role, a service and an area.</summary>
    public const string RoleClaim = "outcomes_role", ServiceClaim = "outcomes_service", AreaClaim = "outcomes_area";

    /// <summary>Whoever reads on this computer without saying who it is.</summary>
    public static readonly Caller Anonymous = new("anonymous", Role.Reader, RowFilter.None);

    /// <summary>The caller of a request.</summary>
    /// <exception cref="RefusalException">403: signed in, and given no role.</exception>
    public static Caller Of(HttpContext context)
    {
        var user = context.User;
        if (user.Identity is not { IsAuthenticated: true, Name: { } name })
            return Anonymous;
        var roles = Values(user, RoleClaim).Select(text => Enum.TryParse<Role>(text, ignoreCase: true, out var role) ? role : (Role?)null).OfType<Role>().ToArray();
        return roles.Length == 0 ? throw new RefusalException(403, "Forbidden", "You are known here and have no role; ask for Reader, Analyst or Engineer.")
            : new(name, roles.Max(), new([.. Values(user, ServiceClaim)], [.. Values(user, AreaClaim)]));
    }

    /// <summary>The user of a request made by this caller.</summary>
    /// <param name="way">How it signed in.</param>
    public ClaimsPrincipal ToUser(string way) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, Name), new(RoleClaim, Role.ToString()),
            .. Filter.Services.Select(service => new Claim(ServiceClaim, service)), .. Filter.Areas.Select(area => new Claim(AreaClaim, area)),
        ],
        way));

    /// <summary>The caller's name alone.</summary>
    public static string NameOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : Anonymous.Name;

    private static IEnumerable<string> Values(ClaimsPrincipal user, string type) => user.FindAll(type).Select(claim => claim.Value);
}
