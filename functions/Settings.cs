using System.Globalization;
using System.Text.RegularExpressions;
using Outcomes.Analytics.Disclosure;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Dashboard;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions;

/// <summary>Everything the product can be told from outside, read in one place: the command line wins over the environment, that over local.settings.json.</summary>
/// <remarks>In the environment ':' is written '__'. <c>local.settings.sample.json</c> shows every key but those of sources, <c>Sources:&lt;name&gt;:…</c>, which their files name.</remarks>
/// <param name="Council">OUTCOMES_COUNCIL: the council folder; null: the invented sample council.</param>
/// <param name="Data">OUTCOMES_DATA: the folder for everything kept on this computer.</param>
/// <param name="Urls">OUTCOMES_URLS: loopback addresses to serve, with ';' between.</param>
/// <param name="Blobs">Storage:Blobs: connection string, or the address of a Blob service that this process's identity may use; null: the data folder.</param>
/// <param name="Container">Storage:Container: its container.</param>
/// <param name="Tables">Storage:Tables: the same for the ledger's Table service; null: SQLite in the data folder.</param>
/// <param name="Table">Storage:Table: the ledger's table; the records' is this with "records" behind it.</param>
/// <param name="Queues">OUTCOMES_WORK: connection string of the Queue service that work items wait on, or OUTCOMES_WORK:queueServiceUri its address; null: this process's memory.</param>
/// <param name="Queue">OUTCOMES_QUEUE: the queue's name; what is given up goes to this with "-poison" behind it.</param>
/// <param name="CacheBytes">Storage:CacheBytes: disk budget for blobs read.</param>
/// <param name="Raw">Raw:* — how large what a source sends may be; a key for each property.</param>
/// <param name="Sandbox">Sandbox:* — how much a mapping may use.</param>
/// <param name="Access">Access:* — who may read.</param>
/// <param name="Retention">Publications:* — how long publications are kept.</param>
/// <param name="Keeping">Keeping:* — how long raw files, runs and the audit are kept.</param>
/// <param name="Rule">Disclosure:* — what may be shown of counts about people.</param>
/// <param name="LineageFolder">Lineage:Folder: where OpenLineage events of publishing are written; null: nowhere.</param>
/// <param name="LineageUrl">Lineage:Url: where they are posted; null: nowhere.</param>
public sealed partial record Settings(
    string? Council, string Data, string Urls, string? Blobs, string Container, string? Tables, string Table, string? Queues, string Queue, long CacheBytes,
    RawLimits Raw, SandboxLimits Sandbox, AccessSettings Access, PublicationRetention Retention, KeepingTimes Keeping, DisclosureRule Rule, string? LineageFolder = null, Uri? LineageUrl = null)
{
    /// <summary>Sources:&lt;name&gt;:* — hosts, secrets and values of each source of requests.</summary>
    public IReadOnlyDictionary<string, SourceSettings> OfSources { get; init; } = new Dictionary<string, SourceSettings>();

    /// <summary>Tokens:Vault: address of the Azure Key Vault that keeps rotated refresh tokens; null: an encrypted file in the data folder.</summary>
    public Uri? TokenVault { get; init; }

    /// <summary>Council:* — the name, colour and font that the pages are dressed in.</summary>
    public Brand Brand { get; init; } = new();

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
        var queues = Text("OUTCOMES_WORK") ?? Text("OUTCOMES_WORK:queueServiceUri"); // as the Functions host reads a connection
        if (queues is not null && blobs is null)
            throw new ArgumentException("OUTCOMES_WORK is set and Storage:Blobs is not; allowed: work on a queue only where all who take it share one storage.");
        long Number(string key, long otherwise, long most = long.MaxValue) =>
            Text(key) is not { } text ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most ? number
            : throw new ArgumentException($"{key} is '{text}'; allowed: a whole number from 1 to {most.ToString(CultureInfo.InvariantCulture)}, such as {otherwise.ToString(CultureInfo.InvariantCulture)}.");
        string Size(string key, string otherwise) =>
            Text(key) is not { } text ? otherwise : Bytes().IsMatch(text) ? text : throw new ArgumentException($"{key} is '{text}'; allowed: a size such as {otherwise}, in MB, GB, MiB or GiB.");
        TimeSpan Time(string key, TimeSpan otherwise) =>
            Text(key) is not { } text ? otherwise
            : TimeSpan.TryParseExact(text, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? time
            : throw new ArgumentException($"{key} is '{text}'; allowed: hours, minutes and seconds under a day, such as {otherwise:hh\\:mm\\:ss}.");
        bool Truth(string key, bool otherwise) =>
            Text(key)?.ToLowerInvariant() switch { null => otherwise, "true" => true, "false" => false, _ => throw new ArgumentException($"{key} is '{Text(key)}'; allowed: true, false.") };
        var (authority, audience) = (Text("Access:Authority"), Text("Access:Audience"));
        var (clientId, clientSecret) = (Text("Access:ClientId"), Text("Access:ClientSecret"));
        if (clientId is null != clientSecret is null)
            throw new ArgumentException("Access:ClientId and Access:ClientSecret belong together: set both to let people sign in, or neither.");
        if (authority is null != (audience ?? clientId) is null)
            throw new ArgumentException("Access:Authority belongs with Access:Audience, to take bearer tokens, or with Access:ClientId, to let people sign in.");
        if (authority is not null && !(Uri.TryCreate(authority, UriKind.Absolute, out var issuer) && (issuer.Scheme == Uri.UriSchemeHttps || issuer.IsLoopback)))
            throw new ArgumentException($"Access:Authority is '{authority}'; allowed: the https address of an issuer, such as https://login.microsoftonline.com/<tenant>/v2.0.");
        if (Text("Access:Address") is { } named && !(Uri.TryCreate(named, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }))
            throw new ArgumentException($"Access:Address is '{named}'; allowed: scheme and host alone, such as https://outcomes.council.example.");
        var lineage = Text("Lineage:Url") is not { } told ? null
            : Uri.TryCreate(told, UriKind.Absolute, out var listener) && (listener.Scheme == Uri.UriSchemeHttps || listener.IsLoopback) ? listener
            : throw new ArgumentException($"Lineage:Url is '{told}'; allowed: the https address of an OpenLineage endpoint, such as https://lineage.council.example/api/v1/lineage.");
        var (raw, sandbox, access, retention, keeping, rule) = (new RawLimits(), new SandboxLimits(), new AccessSettings(), new PublicationRetention(), new KeepingTimes(), new DisclosureRule());
        if (Number("Disclosure:Base", rule.Base, 99) % 2 == 0)
            throw new ArgumentException($"Disclosure:Base is '{Text("Disclosure:Base")}'; allowed: an odd number, such as {rule.Base}, so that every count has one nearest multiple.");
        if (Number("Disclosure:Threshold", rule.Threshold, 20) is var threshold && Number("Disclosure:Base", rule.Base, 99) is var multiple && threshold * 2 <= multiple)
            throw new ArgumentException($"Disclosure:Base is '{multiple}' and Disclosure:Threshold '{threshold}', so that counts over the threshold would be rounded to 0; allowed: a base less than twice the threshold.");
        return new(
            council ?? Text("OUTCOMES_COUNCIL"),
            data ?? Text("OUTCOMES_DATA") ?? ".outcomes",
            urls ?? Text("OUTCOMES_URLS") ?? LocalServer.DefaultUrls,
            blobs, Text("Storage:Container") ?? "outcomes",
            tables, Text("Storage:Table") ?? "outcomes",
            queues, Text("OUTCOMES_QUEUE") ?? "outcomes-work",
            Number("Storage:CacheBytes", 10_000_000_000),
            new()
            {
                MaxBytes = Number("Raw:MaxBytes", raw.MaxBytes),
                MaxRatio = (int)Number("Raw:MaxRatio", raw.MaxRatio, int.MaxValue),
                MaxLineBytes = (int)Number("Raw:MaxLineBytes", raw.MaxLineBytes, RawScan.RowBytes),
                MaxDocumentBytes = Number("Raw:MaxDocumentBytes", raw.MaxDocumentBytes),
                MaxMembers = (int)Number("Raw:MaxMembers", raw.MaxMembers, int.MaxValue),
            },
            new() { Memory = Size("Sandbox:Memory", sandbox.Memory), Temporary = Size("Sandbox:Temporary", sandbox.Temporary), Time = Time("Sandbox:Time", sandbox.Time) },
            new()
            {
                Anonymous = Truth("Access:Anonymous", access.Anonymous),
                RequestsPerMinute = (int)Number("Access:RequestsPerMinute", access.RequestsPerMinute, 1_000_000),
                KeyInQuery = Truth("Access:KeyInQuery", access.KeyInQuery),
                Authority = authority,
                Audience = audience,
                LakeRows = Truth("Access:LakeRows", access.LakeRows),
                ClientId = clientId,
                ClientSecret = clientSecret,
                Address = Text("Access:Address") is { } at ? new(at) : null,
            },
            new((int)Number("Publications:Hours", retention.Hours, 876_000), (int)Number("Publications:Days", retention.Days, 36_500), (int)Number("Publications:Months", retention.Months, 1_200)),
            new((int)Number("Keeping:RawDays", keeping.RawDays, 36_500), (int)Number("Keeping:RunDays", keeping.RunDays, 36_500), (int)Number("Keeping:AuditDays", keeping.AuditDays, 36_500)),
            new()
            {
                Threshold = (int)Number("Disclosure:Threshold", rule.Threshold, 20),
                Base = (int)Number("Disclosure:Base", rule.Base, 99),
                MinimumDenominator = (int)Number("Disclosure:MinimumDenominator", rule.MinimumDenominator, 1000),
                ClassDisclosure = Truth("Disclosure:ClassDisclosure", rule.ClassDisclosure),
                Largest = (int)Number("Disclosure:Largest", rule.Largest, 10),
                LargestShare = (int)Number("Disclosure:LargestShare", rule.LargestShare, 99),
                LargestWithin = (int)Number("Disclosure:LargestWithin", rule.LargestWithin, 100),
            },
            Text("Lineage:Folder"), lineage)
        {
            OfSources = SourceSettings.Read(from),
            Brand = Brand.Read(Text),
            TokenVault = Text("Tokens:Vault") is not { } vault ? null
                : Uri.TryCreate(vault, UriKind.Absolute, out var keys) && keys.Scheme == Uri.UriSchemeHttps ? keys
                : throw new ArgumentException($"Tokens:Vault is '{vault}'; allowed: the https address of a Key Vault, such as https://my-vault.vault.azure.net."),
        };
    }

    [GeneratedRegex(@"^\d+(\.\d+)? ?[KMGT]i?B$")]
    private static partial Regex Bytes();
}
