using Azure;
using Azure.Identity;

namespace Outcomes.Functions.Storage;

/// <summary>Calls of Azure Storage, whose failures are told as <see cref="IOException"/>: who waits for a service that is away tries again.</summary>
internal static class AzureCall
{
    /// <summary>Asks a service.</summary>
    /// <param name="service">Which, for people: Blob, Table or Queue storage.</param>
    /// <param name="what">What it is asked about.</param>
    /// <param name="ask">The call.</param>
    /// <exception cref="IOException">It answered that it will not, whose inner exception tells its status; it could not be reached, or gave no token.</exception>
    public static async Task<T> Tell<T>(string service, string what, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RequestFailedException failure)
        {
            throw new IOException($"{service} answered {failure.Status} {failure.ErrorCode} for {what}: {failure.Message.Split('\n')[0]}", failure);
        }
        // What Azure.Core throws when every one of its tries failed in another way than by an answer.
        catch (AggregateException away) when (away.InnerExceptions.All(one => one is RequestFailedException or IOException))
        {
            throw new IOException($"{service} could not be reached for {what}: {away.InnerExceptions[^1].Message.Split('\n')[0]}", away.InnerExceptions[^1]);
        }
        catch (AuthenticationFailedException refused)
        {
            throw new IOException($"{service} could not be asked for {what}, because this identity got no token: {refused.Message.Split('\n')[0]}", refused);
        }
    }
}
