using System.Text;
using System.Text.Json;

namespace Outcomes.Functions.Api;

/// <summary>A batch's answer as JSON: <c>{"responses": [{"id", "status", "headers", "body"}]}</c>, JSON bodies as they are, others as text.</summary>
internal sealed class JsonBatchReply : IBatchReply
{
    private readonly HttpResponse outer;
    private readonly Utf8JsonWriter json;

    public JsonBatchReply(HttpResponse outer)
    {
        this.outer = outer;
        outer.ContentType = "application/json";
        json = new(outer.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        json.WriteStartArray("responses");
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string? id, HttpResponse response, MemoryStream body, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("status", response.StatusCode);
        json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
            json.WriteString(name.ToLowerInvariant(), value.ToString());
        json.WriteEndObject();
        if (body.Length > 0)
        {
            json.WritePropertyName("body");
            var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
            if (response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
                json.WriteRawValue(bytes, skipInputValidation: true);
            else
                json.WriteStringValue(Encoding.UTF8.GetString(bytes));
        }
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await outer.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task EndAsync(CancellationToken cancellationToken)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        return json.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();
}
