using System.IO.Compression;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>Brings a reply's body to a local file inside the attempt, so that a body that stalls or is cut off is tried again like any failure.</summary>
internal sealed class BodyHandler(RawLimits limits, Secrecy secrecy, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const long RatioFrom = 64L << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Get(RequestOptions.BodyPath) is not { } path)
            return response;
        try
        {
            await SaveAsync(response.Content, path, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        var type = response.Content.Headers.ContentType;
        response.Content.Dispose();
        response.Content = new ByteArrayContent([]);
        response.Content.Headers.ContentType = type;
        return response;
    }

    private async Task SaveAsync(HttpContent content, string path, CancellationToken cancellationToken)
    {
        try
        {
            if (content.Headers.ContentLength > limits.MaxBytes)
                throw TooLarge();
            await using var body = new CountingStream(await content.ReadAsStreamAsync(cancellationToken));
            await using var file = File.Create(path);
            var packed = content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase);
            await using var plain = packed ? new GZipStream(body, CompressionMode.Decompress) : (Stream)body;
            await secrecy.CopyAsync(plain, file, bytes => Check(bytes, body.Count), cancellationToken);
        }
        catch (InvalidDataException damaged)
        {
            throw new HttpRequestException(HttpRequestError.InvalidResponse, $"the reply's gzip is damaged: {damaged.Message}", damaged);
        }
        catch (IOException cut) when (cut is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"the reply was cut off: {cut.Message}", cut);
        }
    }

    private void Check(long bytes, long packed)
    {
        if (bytes > limits.MaxBytes)
            throw TooLarge();
        if (bytes > Math.Min(RatioFrom, limits.MaxBytes / 2) && bytes / limits.MaxRatio > packed)
            throw new RefusedRequestException($"the reply decompresses to more than {limits.MaxRatio} times its size, as a bomb does; allowed: up to that (setting Raw:MaxRatio).");
    }

    private RefusedRequestException TooLarge() => new($"the reply is larger than {limits.MaxBytes:N0} bytes; allowed: up to that (setting Raw:MaxBytes).");

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int read)
        {
            Count += read;
            return read;
        }
    }
}
