namespace Outcomes.Functions.Api.Access;

/// <summary>Who may read, as a host says it.</summary>
/// <param name="Anonymous">Whether a request straight from this computer may read without a key: a property of the local host, never of an address.</param>
/// <param name="RequestsPerMinute">Access:RequestsPerMinute: what one caller may ask; more is answered 429.</param>
/// <param name="KeyInQuery">Access:KeyInQuery: whether <c>?code=</c> may hold a key.</param>
/// <param name="Authority">Access:Authority: issuer of bearer tokens, such as <c>https://login.microsoftonline.com/{tenant}/v2.0</c>; null: none are taken.</param>
/// <param name="Audience">Access:Audience: what a token must be for.</param>
/// <param name="LakeRows">Access:LakeRows: whether analysts may read the rows of the lake behind a figure; they are not protected as figures are.</param>
/// <param name="ClientId">Access:ClientId: the app that people sign in to with a browser, at the same authority; null: nobody does.</param>
/// <param name="ClientSecret">Access:ClientSecret: its secret.</param>
/// <param name="Address">Access:Address: what others call this server, such as <c>https://outcomes.council.example</c>, where a proxy stands before it; null: as each request says.</param>
public sealed record AccessSettings(
    bool Anonymous = true, int RequestsPerMinute = 600, bool KeyInQuery = false, string? Authority = null, string? Audience = null, bool LakeRows = false,
    string? ClientId = null, string? ClientSecret = null, Uri? Address = null);
