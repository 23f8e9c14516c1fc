namespace Outcomes.Functions.Api;

/// <summary>A request that cannot be answered, with the OData error it gets: nothing of ours is wrong.</summary>
/// <param name="status">400 malformed, 404 not there, 406 no such format, 410 gone, 501 grammatical but not supported, 503 not now.</param>
/// <param name="code">One word a program can test.</param>
/// <param name="message">What was found, what is allowed, what to do.</param>
public sealed class RefusalException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>The error's <c>code</c>.</summary>
    public string Code => code;

    /// <summary>400: not what the grammar or the model allows.</summary>
    public static RefusalException Malformed(string message) => new(400, "BadRequest", message);

    /// <summary>404: no such set, entity or path.</summary>
    public static RefusalException NotFound(string message) => new(404, "NotFound", message);

    /// <summary>501: OData has it, this feed does not.</summary>
    public static RefusalException NotSupported(string what) => new(501, "NotImplemented", $"{what} is not supported by this feed.");
}
