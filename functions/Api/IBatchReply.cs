namespace Outcomes.Functions.Api;

/// <summary>The form a batch is answered in: that in which it came.</summary>
internal interface IBatchReply : IDisposable
{
    /// <summary>One part's answer.</summary>
    /// <param name="id">The id its request has, or null.</param>
    /// <param name="response">Status and headers.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    Task WriteAsync(string? id, HttpResponse response, MemoryStream body, CancellationToken cancellationToken);

    /// <summary>What stands after the last part.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}
