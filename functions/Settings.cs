namespace Outcomes.Functions;

/// <summary>Everything the product can be told from outside, read in one place: the command line wins over the environment, that over local.settings.json.</summary>
/// <remarks>In the environment ':' is written '__'. <c>local.settings.sample.json</c> shows every key.</remarks>
/// <param name="Council">OUTCOMES_COUNCIL: the council folder; null: the invented sample council.</param>
/// <param name="Data">OUTCOMES_DATA: the folder for everything kept on this computer.</param>
/// <param name="Urls">OUTCOMES_URLS: loopback addresses to serve, with ';' between.</param>
/// <param name="Blobs">Storage:Blobs: connection string, or the address of a Blob service that this process's identity may use; null: the data folder.</param>
/// <param name="Container">Storage:Container: its container.</param>
/// <param name="Tables">Storage:Tables: the same for the ledger's Table service; null: SQLite in the data folder.</param>
/// <param name="Table">Storage:Table: the ledger's table; the records' is this with "records" behind it.</param>
/// <param name="CacheBytes">Storage:CacheBytes: disk budget for blobs read.</param>
public sealed record Settings(string? Council, string Data, string Urls, string? Blobs, string Container, string? Tables, string Table, long CacheBytes)
{
    /// <summary>Reads the settings beside the process.</summary>
    public static IConfiguration Sources() => new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("local.settings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>Reads settings; what the command line gave comes first.</summary>
    /// <exception cref="ArgumentException">A setting is not what it must be.</exception>
    public static Settings Read(IConfiguration from, string? council = null, string? data = null, string? urls = null)
    {
        string? Text(string key) => from[key] is { Length: > 0 } text ? text : from[$"Values:{key}"] is { Length: > 0 } value ? value : null;
        var (blobs, tables) = (Text("Storage:Blobs"), Text("Storage:Tables"));
        if (blobs is null != tables is null)
            throw new ArgumentException("Storage:Blobs and Storage:Tables belong together: set both, or neither for a folder on this computer.");
        var cache = Text("Storage:CacheBytes") ?? "10000000000";
        return new(
            council ?? Text("OUTCOMES_COUNCIL"),
            data ?? Text("OUTCOMES_DATA") ?? ".outcomes",
            urls ?? Text("OUTCOMES_URLS") ?? LocalServer.DefaultUrls,
            blobs, Text("Storage:Container") ?? "outcomes",
            tables, Text("Storage:Table") ?? "outcomes",
            long.TryParse(cache, out var bytes) && bytes > 0 ? bytes : throw new ArgumentException($"Storage:CacheBytes is '{cache}'; allowed: a whole number of bytes, such as 10000000000."));
    }
}
