using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Outcomes.Functions.Api.Access;

/// <summary>How keys are read.</summary>
public sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>Whether <c>code</c> in the query may hold a key. URLs are kept in histories and logs, so a setting must allow it.</summary>
    public bool InQuery { get; set; }
}

/// <summary>
/// Signs in by key: <c>x-api-key: id.secret</c>, HTTP Basic (user the id, password the secret, as Power BI and Excel offer), or where a setting
/// allows it <c>?code=id.secret</c>.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<ApiKeyOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "key";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } presented)
            return AuthenticateResult.NoResult();
        return await keys.FindAsync(presented.Id, presented.Secret, Context.RequestAborted) is { } key
            ? AuthenticateResult.Success(new(key.Caller.ToUser(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("The key is not known, or works no more.");
    }

    private (string Id, string Secret)? Presented()
    {
        if (Request.Headers["x-api-key"] is [{ } header])
            return Split(header, '.');
        if (Request.Headers.Authorization is [{ } text] && AuthenticationHeaderValue.TryParse(text, out var value) && value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return Split(Decoded(value.Parameter), ':');
        return Options.InQuery && Request.Query["code"] is [{ } code] ? Split(code, '.') : null;
    }

    /// <summary>Something was presented, whatever it is: it must not be taken for nothing.</summary>
    private static (string, string) Split(string text, char between) => text.Split(between, 2) is [var id, var secret] ? (id, secret) : ("", text);

    private static string Decoded(string? base64)
    {
        var bytes = new byte[(base64?.Length ?? 0) + 3];
        return Convert.TryFromBase64String(base64 ?? "", bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
