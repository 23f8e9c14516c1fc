using System.Diagnostics;
using System.Text.RegularExpressions;
using Outcomes.Tests;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace Outcomes.Tests;

/// <summary>
/// Microsoft's emulator of Azure Storage, a real server in a process of its own: installed by npm and started on free loopback ports when
/// the first test asks for it, ended with the last.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    private static readonly Lazy<Task<Azurite>> Running = new(StartAsync);
    private readonly Process? server;

    /// <summary>What xunit makes for the whole run; it only ends what was started.</summary>
    public Azurite()
    {
    }

    private Azurite(Process server, string connectionString) => (this.server, ConnectionString) = (server, connectionString);

    /// <summary>For the clients of Azure.Storage.Blobs and Azure.Data.Tables.</summary>
    public string ConnectionString { get; } = "";

    /// <summary>The running server.</summary>
    public static Task<Azurite> GetAsync() => Running.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!Running.IsValueCreated || (await Running.Value).server is not { HasExited: false } started)
            return;
        started.Kill(entireProcessTree: true);
        await started.WaitForExitAsync();
    }

    private static async Task<Azurite> StartAsync()
    {
        var folder = Path.Combine(Checkout.Root, "tests", "azurite");
        await NodePackages.InstallAsync(folder);
        var server = NodePackages.Start("node", folder, "node_modules/azurite/dist/src/azurite.js", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1", "--tablePort", "0");
        var addresses = new Dictionary<string, string>();
        while (addresses.Count < 3)
        {
            var line = await server.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"Azurite ended at once: {await server.StandardError.ReadToEndAsync()} Run 'npm ci' in {folder}; it needs Node 20 or later.");
            if (Listening().Match(line) is { Success: true, Groups: var groups })
                addresses[groups[1].Value] = groups[2].Value;
        }
        _ = server.StandardOutput.ReadToEndAsync(); // or it would stop when the pipe is full
        _ = server.StandardError.ReadToEndAsync();
        // The account and key that Azurite documents for everybody: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
        const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        return new(server, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + string.Concat(addresses.Select(service => $"{service.Key}Endpoint={service.Value}/{Account};")));
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service(?: is)? successfully listen(?:s|ing) (?:at|on) (http://\S+)")]
    private static partial Regex Listening();
}
