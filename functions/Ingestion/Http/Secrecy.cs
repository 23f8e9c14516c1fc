using System.Text;
using System.Text.Encodings.Web;
using System.Web;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Covers secrets with asterisks, as many as they have bytes, in whatever is kept, told or remembered.</summary>
internal sealed class Secrecy
{
    /// <summary>Shorter ones would cover ordinary words.</summary>
    private const int ShortestSecret = 6;

    private readonly List<byte[]> secrets = [];

    /// <summary>Covers this text from now on, as it is and as addresses, JSON and HTML write it.</summary>
    public void Add(string? secret)
    {
        if (secret is not { Length: >= ShortestSecret })
            return;
        lock (secrets)
            foreach (var form in Forms(secret).Distinct())
                if (Encoding.UTF8.GetBytes(form) is var bytes && !secrets.Any(known => known.AsSpan().SequenceEqual(bytes)))
                    secrets.Add(bytes);
    }

    private static IEnumerable<string> Forms(string secret)
    {
        string[] json = [secret, JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)];
        return [.. json, .. json.Select(text => text.Replace("/", @"\/", StringComparison.Ordinal)), Uri.EscapeDataString(secret), HttpUtility.UrlEncode(secret), HttpUtility.HtmlEncode(secret)];
    }

    /// <summary>The text without secrets.</summary>
    public string Cover(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Cover(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Copies a stream, secrets covered wherever a read may have cut them.</summary>
    /// <param name="from">What comes.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="read">Told the bytes read so far; throws where they are too many.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    public async Task CopyAsync(Stream from, Stream to, Action<long> read, CancellationToken cancellationToken)
    {
        var longest = Longest();
        var buffer = new byte[(1 << 18) + longest];
        var (kept, total) = (0, 0L);
        while (await from.ReadAsync(buffer.AsMemory(kept), cancellationToken) is > 0 and var count)
        {
            read(total += count);
            var length = kept + count;
            Cover(buffer.AsSpan(0, length));
            kept = Math.Min(longest, length);
            await to.WriteAsync(buffer.AsMemory(0, length - kept), cancellationToken);
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }
        await to.WriteAsync(buffer.AsMemory(0, kept), cancellationToken);
    }

    private int Longest()
    {
        lock (secrets)
            return secrets.Count == 0 ? 0 : secrets.Max(secret => secret.Length) - 1;
    }

    private void Cover(Span<byte> text)
    {
        lock (secrets)
            foreach (var secret in secrets)
                for (int at; (at = text.IndexOf(secret)) >= 0;)
                    text.Slice(at, secret.Length).Fill((byte)'*');
    }
}
