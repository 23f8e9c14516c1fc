namespace Outcomes.Functions.Ingestion;

/// <summary>Decompressed bytes, read no further than the limits allow.</summary>
/// <param name="inner">What decompresses.</param>
/// <param name="compressed">Bytes it decompresses from.</param>
/// <param name="limits">Size and ratio.</param>
/// <param name="expected">Bytes there must be, modulo 2^32, as gzip tells at its end (RFC 1952); null: not known. .NET takes a file that was cut short for a whole one.</param>
/// <param name="owner">Closed with it, such as the archive.</param>
internal sealed class LimitedStream(Stream inner, long compressed, RawLimits limits, uint? expected = null, IDisposable? owner = null) : Stream
{
    private const long RatioFrom = 64L << 20;
    private long read;

    public override int Read(Span<byte> buffer)
    {
        var count = Decompress(buffer);
        read += count;
        if (read > limits.MaxBytes)
            throw new InvalidDataException($"it is larger than {limits.MaxBytes:N0} bytes once decompressed; allowed: up to that (setting Raw:MaxBytes).");
        if (read > Math.Min(RatioFrom, limits.MaxBytes / 2) && read / limits.MaxRatio > compressed)
            throw new InvalidDataException(
                $"it decompresses to more than {limits.MaxRatio} times its size, as a bomb does; allowed: up to that (setting Raw:MaxRatio).");
        if (count == 0 && !buffer.IsEmpty && expected is { } length && (uint)read != length)
            throw new InvalidDataException("the gzip file was cut short, or several were joined; allowed: one whole gzip file.");
        return count;
    }

    private int Decompress(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"the compressed file is damaged ({damaged.Message.TrimEnd('.')}); allowed: one that unpacks. Fetch it again.", damaged);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => read; set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner?.Dispose();
        }
        base.Dispose(disposing);
    }
}
