namespace Outcomes.Functions.Ingestion;

/// <summary>What one pass over a text file's bytes finds.</summary>
/// <param name="AreTidy">All line ends are of one kind and no line is blank: rows of the file are rows of the table, wherever a reader starts.</param>
/// <param name="Count">Lines, the header among them; null where a quote may hide a line end.</param>
internal sealed record CsvLines(bool AreTidy, long? Count)
{
    private const byte Nul = 0, Lf = (byte)'\n', Cr = (byte)'\r';

    /// <exception cref="InvalidDataException">A NUL byte, or a line longer than allowed.</exception>
    public static CsvLines Scan(string path, byte quote, RawLimits limits)
    {
        var buffer = new byte[1 << 20];
        long line = 1, length = 0, lf = 0, cr = 0, crLf = 0, blank = 0;
        byte last = 0;
        var quoted = false;
        using var stream = File.OpenRead(path);
        while (stream.Read(buffer) is var filled && filled > 0)
        {
            var rest = buffer.AsSpan(0, filled);
            quoted = quoted || rest.Contains(quote);
            while (rest.IndexOfAny(Nul, Lf, Cr) is var at && at >= 0)
            {
                length += at;
                if (at > 0)
                    last = rest[at - 1];
                var found = rest[at];
                rest = rest[(at + 1)..];
                if (found == Nul)
                    throw new InvalidDataException($"line {line} holds a NUL byte, so this is no text: a binary file, or UTF-16 (then say encoding: utf-16).");
                var closesCrLf = found == Lf && last == Cr && length == 0;
                (crLf, lf, cr) = closesCrLf ? (crLf + 1, lf, cr - 1) : found == Lf ? (crLf, lf + 1, cr) : (crLf, lf, cr + 1);
                if (!closesCrLf && length == 0)
                    blank++;
                Check(length, line, limits);
                (length, last, line) = (0, found, closesCrLf ? line : line + 1);
            }
            length += rest.Length;
            if (!rest.IsEmpty)
                last = rest[^1];
            Check(length, line, limits);
        }
        return new(blank == 0 && new[] { lf, cr, crLf }.Count(count => count > 0) <= 1, quoted ? null : lf + cr + crLf + (length > 0 ? 1 : 0));
    }

    private static void Check(long length, long line, RawLimits limits)
    {
        if (length > limits.MaxLineBytes)
            throw new InvalidDataException($"line {line} is longer than {limits.MaxLineBytes:N0} bytes; allowed: up to that (setting Raw:MaxLineBytes). Is this a text file?");
    }
}
