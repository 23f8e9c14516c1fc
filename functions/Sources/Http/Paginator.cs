using Outcomes.Analytics;

namespace Outcomes.Functions.Sources.Http;

/// <summary>How one page leads to the next: the key <c>paginate</c>. A cursor that comes again ends the run: it would walk in a circle.</summary>
/// <param name="Kind">none, next_url, link_header, cursor, offset or page_number.</param>
/// <param name="From">next_url and cursor: where a reply says it; null for a cursor in a header.</param>
/// <param name="Header">cursor: header of the reply that says it; link_header: the relation, "next" unless said.</param>
/// <param name="Query">Parameter of the query that takes cursor, offset or page number; null for a cursor that goes where a template says <c>cursor.next</c>.</param>
/// <param name="Start">offset and page_number: the first.</param>
/// <param name="Size">offset: records a page; a page with fewer is the last. Page_number: the same, where it is not 0.</param>
/// <param name="StopWhen">JMESPath that is true of the last page, or null.</param>
/// <param name="MostPages">Pages of one walk, beyond which the run ends with a message.</param>
public sealed record Paginator(string Kind, RecordPath? From, string? Header, string? Query, int Start, int Size, RecordPath? StopWhen, int MostPages)
{
    private static readonly string[] Kinds = ["none", "next_url", "link_header", "cursor", "offset", "page_number"];

    /// <summary>Reads the key: <c>{next_url: paging.next}</c>, <c>{cursor: {from: meta.next_token, query: pagination_token}}</c> …</summary>
    public static Paginator Read(FrontMatter http)
    {
        if (http.Map("paginate") is not { } map)
        {
            http.Fault("paginate", "'http.paginate' is missing; allowed: {none: true}, {next_url: JMESPath}, {link_header: next}, "
                + "{cursor: {from: JMESPath, query: NAME}}, {offset: {query: NAME, size: N}}, {page_number: {query: NAME, start: 1}}.");
            return new("none", null, null, null, 0, 0, null, 0);
        }
        var (stop, most) = (RecordPath.Read(map, "stop_when"), map.Whole("most_pages", 100_000));
        var kinds = Kinds.Where(map.Has).ToArray();
        if (kinds.Length != 1)
            map.Fault("paginate", $"'http.paginate' has {(kinds.Length == 0 ? "no kind" : string.Join(" and ", kinds))}; allowed: one of {string.Join(", ", Kinds)}.");
        var kind = kinds.FirstOrDefault("none");
        var paginator = kind switch
        {
            "next_url" => new(kind, Required(map, "next_url"), null, null, 0, 0, stop, most),
            "link_header" => new(kind, null, map.Text("link_header"), null, 0, 0, stop, most),
            "cursor" => Cursor(map.Map("cursor"), stop, most),
            "offset" or "page_number" => Numbered(kind, map.Map(kind), stop, most),
            _ => Nothing(map, most),
        };
        map.Finish();
        return paginator;
    }

    private static Paginator Nothing(FrontMatter map, int most)
    {
        _ = map.OptionalText("none");
        return new("none", null, null, null, 0, 0, null, most);
    }

    private static Paginator Cursor(FrontMatter? map, RecordPath? stop, int most)
    {
        if (map is null)
            return new("none", null, null, null, 0, 0, stop, most);
        var (from, header, query) = (RecordPath.Read(map, "from"), map.OptionalText("header"), map.OptionalText("query"));
        if (from is null == header is null)
            map.Fault("from", "'http.paginate.cursor' needs 'from' (where the reply says the cursor, JMESPath) or 'header' (its name), one of the two.");
        stop = RecordPath.Read(map, "stop_when") ?? stop;
        map.Finish();
        return new("cursor", from, header, query, 0, 0, stop, most);
    }

    private static Paginator Numbered(string kind, FrontMatter? map, RecordPath? stop, int most)
    {
        if (map is null)
            return new("none", null, null, null, 0, 0, stop, most);
        var (query, start, size) = (map.Text("query"), map.Whole("start", kind is "offset" ? 0 : 1), map.Whole("size", 0));
        stop = RecordPath.Read(map, "stop_when") ?? stop;
        if (kind is "offset" && size == 0)
            map.Fault("size", "'http.paginate.offset.size' is missing: the records of a full page, by which the offset moves on.");
        map.Finish();
        return new(kind, null, null, query, start, size, stop, most);
    }

    private static RecordPath? Required(FrontMatter map, string key)
    {
        _ = map.Text(key);
        return RecordPath.Read(map, key);
    }
}
