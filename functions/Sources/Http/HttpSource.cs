namespace Outcomes.Functions.Sources.Http;

/// <summary>The key <c>http</c> of a source: which requests are made, how their pages follow each other, and where the records are in a reply.</summary>
/// <remarks>
/// Design §2.2. The words are those of declarative HTTP sources elsewhere (Airbyte's low-code CDK, dlt's rest_api). One walk goes through the
/// pages of one row of <see cref="Each"/> and one step of <see cref="Window"/>; walks do not depend on each other.
/// </remarks>
public sealed record HttpSource
{
    /// <summary>SELECT over reference data and <c>data.*</c>: one walk a row, whose columns are <c>each.x</c> in templates and <c>_each.x</c> in raw; null: one walk.</summary>
    public required string? Each { get; init; }

    /// <summary>Names of the columns of <see cref="Each"/>.</summary>
    public required IReadOnlyList<string> EachColumns { get; init; }

    /// <summary>Where requests go.</summary>
    public required HttpAddress Address { get; init; }

    /// <summary>GET or POST.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Parameters of the query, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, HttpTemplate>> Query { get; init; }

    /// <summary>Headers that are no secret.</summary>
    public required IReadOnlyList<KeyValuePair<string, HttpTemplate>> Headers { get; init; }

    /// <summary>What is sent, or null.</summary>
    public required HttpBody? Body { get; init; }

    /// <summary>How the source shows who asks.</summary>
    public required HttpAuth Auth { get; init; }

    /// <summary>Where the records are in a JSON or XML reply; null: the reply is the array of records, or one record.</summary>
    public required RecordPath? Records { get; init; }

    /// <summary>Fields that tell one record from another: of several with one key the last that came counts. Empty: every record counts.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>How one page leads to the next.</summary>
    public required Paginator Paginate { get; init; }

    /// <summary>Which days or changes are asked for; null: each run asks for everything.</summary>
    public required HttpWindow? Window { get; init; }

    /// <summary>The time zone in which the source's days end; Europe/London unless said.</summary>
    public required TimeZoneInfo DayEnds { get; init; }

    /// <summary>Walks under way at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Requests in a span of time, beyond which the next one waits; null: no limit.</summary>
    public required RequestLimit? RateLimit { get; init; }

    /// <summary>Requests in a span of time, over all runs, beyond which a run stops and the next goes on; null: no limit.</summary>
    public required RequestLimit? Budget { get; init; }

    /// <summary>What is tried again, when and how often.</summary>
    public required Retry Retry { get; init; }

    /// <summary>What certain replies mean, first match first, before the usual meaning of their code.</summary>
    public required IReadOnlyList<ErrorRule> Errors { get; init; }

    /// <summary>A report that the source makes and that is fetched when it is ready; null: replies come at once.</summary>
    public required ReportJob? Job { get; init; }

    /// <summary>Every template, for what they name.</summary>
    public required IReadOnlyList<HttpTemplate> Templates { get; init; }

    /// <summary>The key as it is written: another text is another source of pages.</summary>
    public required string Definition { get; init; }

    /// <summary>Names of the secrets that templates use.</summary>
    public IReadOnlyList<string> Secrets => NamesOf("secrets");

    /// <summary>Names of the settings that templates use.</summary>
    public IReadOnlyList<string> Settings => NamesOf("settings");

    private IReadOnlyList<string> NamesOf(string root) =>
        [.. Templates.SelectMany(template => template.Names).Where(name => name.Root == root).Select(name => name.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>An address in two parts, because a value means something else in each.</summary>
/// <param name="Origin">Scheme and host, literal or one of the settings.</param>
/// <param name="Path">What follows, whose values are percent-encoded.</param>
public sealed record HttpAddress(HttpTemplate Origin, HttpTemplate Path);

/// <summary>What a request sends: JSON whose interpolated values are escaped, or the fields of a form.</summary>
/// <param name="Json">Text of a JSON document, or null.</param>
/// <param name="Form">Fields of a form; empty where it is JSON.</param>
public sealed record HttpBody(HttpTemplate? Json, IReadOnlyList<KeyValuePair<string, HttpTemplate>> Form);

/// <summary>A number of requests in a span of time.</summary>
public sealed record RequestLimit(int Requests, TimeSpan Per);

/// <summary>Which part of a source one run asks for.</summary>
/// <param name="ByUpdated">Whether the source filters by when records changed; otherwise by their days.</param>
/// <param name="Step">Days a request spans at most; null: the whole window at once.</param>
/// <param name="History">How far back the first run looks, in days.</param>
/// <param name="Field">Field of a record with its day or instant: those outside the window are dropped here, where the source cannot filter; null: it filters.</param>
/// <param name="NewestFirst">Whether pages come newest first, so that one that ends before the window ends the walk.</param>
/// <param name="Whole">What comes whole in the window, so that what does not come was deleted there; null: nothing is known.</param>
public sealed record HttpWindow(bool ByUpdated, int? Step, int History, RecordPath? Field, bool NewestFirst, WholeKey? Whole);

/// <summary>A column of the dataset's key, such as post, every value of which comes when the time it was made at lies in the window.</summary>
/// <param name="Key">The column.</param>
/// <param name="Made">The dataset's column with that time.</param>
public sealed record WholeKey(string Key, string Made);

/// <summary>A report that is asked for, waited for and then fetched.</summary>
/// <param name="Id">Where the reply to the first request says its id: <c>job.id</c> in templates.</param>
/// <param name="Poll">Address that tells how it stands.</param>
/// <param name="Status">Where that reply says so.</param>
/// <param name="Done">Words for a report that is ready.</param>
/// <param name="Failed">Words for one that will never be.</param>
/// <param name="Every">Time between two looks.</param>
/// <param name="Timeout">Time after which it is given up.</param>
/// <param name="Download">Address of the report, or null.</param>
/// <param name="DownloadUrl">Where the reply that says it is ready says its address, or null.</param>
public sealed record ReportJob(
    RecordPath Id, HttpAddress Poll, RecordPath Status, IReadOnlyList<string> Done, IReadOnlyList<string> Failed, TimeSpan Every, TimeSpan Timeout,
    HttpAddress? Download, RecordPath? DownloadUrl);
