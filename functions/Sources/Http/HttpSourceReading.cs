using System.Text.RegularExpressions;
using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>Reads the key <c>http</c>; every fault is told at its line.</summary>
internal sealed partial class HttpSourceReading(FrontMatter http, string file, Dataset? dataset)
{
    private const int HistoryDays = 730;
    private static readonly TemplateName NextCursor = new("cursor", "next");
    private static readonly string[] Roots = ["settings", "window", "each", "cursor"];
    private readonly List<HttpTemplate> templates = [];

    /// <summary>The source's requests, or null where there is no key <c>http</c>.</summary>
    public static HttpSource? Read(FrontMatter front, string file, Format format, Dataset? dataset)
    {
        if (front.Map("http") is not { } http)
            return null;
        var source = new HttpSourceReading(http, file, dataset).Read(format);
        http.Finish();
        return source;
    }

    private HttpSource Read(Format format)
    {
        var (each, eachColumns) = ReadEach(format);
        var address = ReadAddress(http, "url", Roots);
        var (query, headers, body, auth) = (ReadMap(http, "query", Roots), ReadMap(http, "headers", Roots), ReadBody(http, Roots), new HttpAuthReading(http).Read());
        var (window, job) = (ReadWindow(), ReadJob());
        templates.AddRange([address.Origin, address.Path, .. query.Select(pair => pair.Value), .. headers.Select(pair => pair.Value), .. auth.Templates]);
        templates.AddRange(body is null ? [] : body.Json is { } json ? [json] : body.Form.Select(field => field.Value));
        foreach (var of in new[] { job?.Poll, job?.Download }.OfType<HttpAddress>())
            templates.AddRange([of.Origin, of.Path]);
        var paginate = ReadPaginator(format);
        foreach (var name in templates.SelectMany(template => template.Names).Distinct())
            CheckName(name, each, eachColumns, window, paginate);
        if (paginate is { Kind: "cursor", Query: null } && !templates.Any(template => template.Names.Contains(NextCursor)))
            http.Fault("paginate", $"'http.paginate.cursor' does not say where the cursor goes; allowed: query: NAME, or {{{{ {NextCursor} }}}} in body, query, headers or url.");
        return new()
        {
            Each = each,
            EachColumns = eachColumns,
            Address = address,
            Method = http.Choice("method", ["get", "post"], body is null ? "get" : "post") is "post" ? HttpMethod.Post : HttpMethod.Get,
            Query = query,
            Headers = headers,
            Body = body,
            Auth = auth,
            Records = RecordPath.Read(http, "records"),
            PrimaryKey = http.List("primary_key"),
            Paginate = paginate,
            Window = window,
            DayEnds = ReadZone(),
            Concurrency = Math.Clamp(http.Whole("concurrency", 1), 1, 64),
            RateLimit = ReadLimit("rate_limit"),
            Budget = ReadLimit("budget"),
            Retry = Retry.Read(http),
            Errors = ErrorRule.Read(http),
            Job = job,
            Templates = templates,
            Definition = http.Written,
        };
    }

    private Paginator ReadPaginator(Format format)
    {
        var paginator = Paginator.Read(http);
        if (format.Kind is not (null or "json" or "xml" or "feed") && (paginator.Kind is "next_url" or "offset" or "page_number" || paginator.From is not null))
            http.Fault("paginate", $"'http.paginate' is {paginator.Kind}, which looks into the reply, and replies are {format.Kind} files; allowed: {{none: true}}, {{link_header: next}}, {{cursor: {{header: NAME, query: NAME}}}}.");
        return paginator;
    }

    private (string? Sql, IReadOnlyList<string> Columns) ReadEach(Format format)
    {
        if (http.OptionalText("each") is not { } sql)
            return (null, []);
        if (format.Kind is not (null or "json" or "xml" or "feed"))
            http.Fault("each", $"'http.each' goes with replies in JSON, XML or a feed, not {format.Kind}: _each is put into their records.");
        var faults = new List<Fault>();
        var tree = SqlTree.Parse(sql, file, http.LineOf("each"), faults);
        foreach (var fault in faults)
            http.Fault("each", $"'http.each' cannot be used: {fault.Message}");
        if (tree is null)
            return (sql, []);
        if (tree.Outputs is not { } outputs || outputs.Any(output => output.Name is null))
        {
            http.Fault("each", "'http.each' must name its columns: 'select account, native_id from …', without *.");
            return (sql, []);
        }
        return (tree.Sql, [.. outputs.Select(output => output.Name!)]);
    }

    private static HttpAddress ReadAddress(FrontMatter map, string key, IReadOnlyCollection<string> roots)
    {
        var url = map.Text(key);
        var split = Origin().Match(url);
        if (!split.Success && url.Length > 0)
            map.Fault(key, $"'{key}' is '{url}'; allowed: https://host/path, where scheme and host are literal or one {{{{ settings.x }}}}.");
        var origin = split.Success ? split.Value : "";
        return new(HttpTemplate.Read(origin, map, key, ["settings"]), HttpTemplate.Read(url[origin.Length..], map, key, roots));
    }

    private static List<KeyValuePair<string, HttpTemplate>> ReadMap(FrontMatter from, string key, IReadOnlyCollection<string> roots) =>
        from.Map(key) is { } map ? [.. map.Keys.Select(name => KeyValuePair.Create(name, HttpTemplate.Read(map.OptionalText(name) ?? "", map, name, roots)))] : [];

    /// <summary>The key <c>body</c>: <c>{json: TEXT}</c> or <c>{form: {name: TEXT}}</c>.</summary>
    public static HttpBody? ReadBody(FrontMatter from, IReadOnlyCollection<string> roots)
    {
        if (from.Map("body") is not { } map)
            return null;
        var json = map.OptionalText("json") is { } text ? HttpTemplate.Read(text, map, "json", roots) : null;
        var form = ReadMap(map, "form", roots);
        if (json is null == (form.Count == 0))
            map.Fault("body", "'body' needs 'json' (the text of a document) or 'form' (fields), one of the two.");
        map.Finish();
        return new(json, form);
    }

    private HttpWindow? ReadWindow()
    {
        if (http.Map("window") is not { } map)
            return null;
        var (by, step, history, field) = (map.Choice("by", ["date", "updated"]), map.Days("step"), map.Days("history") ?? HistoryDays, RecordPath.Read(map, "field"));
        var newest = map.Choice("newest_first", ["true", "false"], "false") is "true";
        if (newest && field is null)
            map.Fault("newest_first", "'http.window.newest_first' needs 'field', the field of a record with its day or instant.");
        if (step is 0 || history is 0)
            map.Fault(step is 0 ? "step" : "history", "'step' and 'history' are spans of days, at least 1d.");
        var whole = ReadWhole(map, by is "updated");
        map.Finish();
        return new(by is "updated", step, history, field, newest, whole);
    }

    private WholeKey? ReadWhole(FrontMatter window, bool byUpdated)
    {
        if (window.Map("whole") is not { } map)
            return null;
        var whole = new WholeKey(map.Text("key"), map.Text("made"));
        if (!byUpdated)
            map.Fault("key", "'http.window.whole' goes with 'by: updated'; with days, 'mode: replace' deletes what does not come again.");
        if (dataset is not null && (whole.Key == dataset.Month || !dataset.Key.Contains(whole.Key)))
            map.Fault("key", $"'key' is '{whole.Key}'; allowed: a column of the key of {dataset.Name} that is not its day: {string.Join(", ", dataset.Key.Where(key => key != dataset.Month))}.");
        if (dataset is not null && dataset.Column(whole.Made) is not { Type: "TIMESTAMP WITH TIME ZONE" or "TIMESTAMPTZ" })
            map.Fault("made", $"'made' is '{whole.Made}'; allowed: a column of {dataset.Name} that is a moment: {string.Join(", ", dataset.Columns.Where(column => column.Type is "TIMESTAMP WITH TIME ZONE" or "TIMESTAMPTZ").Select(column => column.Name))}.");
        map.Finish();
        return whole;
    }

    private ReportJob? ReadJob()
    {
        if (http.Map("job") is not { } map)
            return null;
        string[] roots = [.. Roots, "job"];
        HttpAddress At(string key) => ReadAddress(map, key, roots);
        RecordPath Path(string key) => (map.Text(key), RecordPath.Read(map, key)).Item2 ?? RecordPath.Parse("@");
        var job = new ReportJob(
            Path("id"), At("poll"), Path("status"), map.List("done"), map.List("failed"), Duration.Read(map, "every", TimeSpan.FromSeconds(10)),
            Duration.Read(map, "timeout", TimeSpan.FromMinutes(30)), map.Has("download") ? At("download") : null, RecordPath.Read(map, "download_url"));
        if (job.Done.Count == 0)
            map.Fault("done", "'http.job.done' is missing: the words of a report that is ready, such as [finished].");
        if (job.Download is null == job.DownloadUrl is null)
            map.Fault("download", "'http.job' needs 'download' (the address) or 'download_url' (where the reply says it, JMESPath), one of the two.");
        map.Finish();
        return job;
    }

    private TimeZoneInfo ReadZone()
    {
        var name = http.OptionalText("day_ends") ?? "Europe/London";
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        http.Fault("day_ends", $"'http.day_ends' is '{name}'; allowed: a time zone of the IANA database, such as Europe/London, America/Los_Angeles or UTC.");
        return TimeZoneInfo.Utc;
    }

    private RequestLimit? ReadLimit(string key)
    {
        if (http.Map(key) is not { } map)
            return null;
        var limit = new RequestLimit(map.Whole("requests", 0), Duration.Read(map, "per", TimeSpan.FromHours(1)));
        if (limit.Requests == 0)
            map.Fault("requests", $"'http.{key}.requests' is missing; allowed: a number of requests, such as {{requests: 200, per: 1h}}.");
        map.Finish();
        return limit;
    }

    private void CheckName(TemplateName name, string? each, IReadOnlyList<string> eachColumns, HttpWindow? window, Paginator paginate)
    {
        if (name.Root is "window" && window is null)
            http.Fault("url", $"'{name}' is used and there is no 'http.window'; add window: {{by: date, step: 30d}}.");
        else if (name.Root is "window" && name.Name is not ("from" or "to" or "starts_at" or "ends_at"))
            http.Fault("window", $"'{name}' is used; allowed: window.from, window.to (days, or instants by updated), window.starts_at, window.ends_at (instants).");
        else if (name.Root is "each" && each is null)
            http.Fault("url", $"'{name}' is used and there is no 'http.each'; add the SELECT whose rows it comes from.");
        else if (name.Root is "each" && eachColumns.Count > 0 && !eachColumns.Contains(name.Name))
            http.Fault("each", $"'{name}' is used and 'http.each' gives {string.Join(", ", eachColumns)}.");
        else if (name.Root is "cursor" && (name != NextCursor || paginate is not { Kind: "cursor", Query: null }))
            http.Fault("paginate", $"'{name}' is used; allowed: {NextCursor}, empty for the first page, with paginate: {{cursor: {{from: JMESPath}}}} and no 'query'.");
        else if (name.Root is "job" && name.Name is not "id")
            http.Fault("job", $"'{name}' is used; allowed: job.id.");
    }

    [GeneratedRegex(@"^(https?://)?(\{\{\s*settings\.\w+\s*\}\}|[A-Za-z0-9.-]+(:\d+)?)(?=[/?]|$)")]
    private static partial Regex Origin();
}
