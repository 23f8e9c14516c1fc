using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Outcomes.Functions.Api;

/// <summary>Where the next page starts: after which row of which publication, and how many rows <c>$top</c> still allows.</summary>
/// <param name="Publication">The publication all pages are read from.</param>
/// <param name="After">Ordinal of the last row written, from whose own values an ordered reading goes on; of aggregated rows, how many were written.</param>
/// <param name="Remaining">Rows still allowed by $top; null: no limit.</param>
/// <param name="Asked">When the first page was asked for: what <c>now()</c> is on all of them.</param>
internal sealed record SkipToken(string Publication, long After, long? Remaining, DateTimeOffset Asked)
{
    /// <summary>The token as text, signed for this request, so that it says nothing anywhere else.</summary>
    public string Sign(byte[] key, string request)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Publication}|{After}|{Remaining}|{Asked.UtcTicks}");
        return Base64Url.EncodeToString([.. Seal(key, text, request), .. Encoding.UTF8.GetBytes(text)]);
    }

    /// <summary>Reads what <see cref="Sign"/> wrote for the same request.</summary>
    /// <exception cref="RefusalException">400 for anything else.</exception>
    public static SkipToken Read(byte[] key, string token, string request)
    {
        var bytes = new byte[token.Length];
        if (Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var length) && length > HMACSHA256.HashSizeInBytes)
        {
            var text = Encoding.UTF8.GetString(bytes.AsSpan(HMACSHA256.HashSizeInBytes..length));
            if (CryptographicOperations.FixedTimeEquals(bytes.AsSpan(..HMACSHA256.HashSizeInBytes), Seal(key, text, request))
                && text.Split('|') is [var publication, var after, var remaining, var asked])
                return new(publication, long.Parse(after, CultureInfo.InvariantCulture),
                    remaining.Length == 0 ? null : long.Parse(remaining, CultureInfo.InvariantCulture),
                    new(long.Parse(asked, CultureInfo.InvariantCulture), TimeSpan.Zero));
        }
        throw RefusalException.Malformed("$skiptoken is not one this feed gave for this request. Follow @odata.nextLink as it is, or start again without it.");
    }

    private static byte[] Seal(byte[] key, string text, string request) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{text}\n{request}"));
}
