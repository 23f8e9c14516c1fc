using Outcomes.Analytics;

namespace Outcomes.Functions.Sources;

/// <summary>How a file is read. What is null is found out from the file (name, first bytes).</summary>
/// <param name="Kind">csv, json, ndjson, parquet, xlsx, xls, xml or feed (RSS and Atom); from the file name, less .gz or .zip, where null. TSV is csv with a tab.</param>
/// <param name="Delimiter">Between fields of CSV; null: found from the header line.</param>
/// <param name="Encoding">utf-8 (default), utf-16, windows-1252 or latin-1.</param>
/// <param name="Quote">Quoting character of CSV, a double quote unless said.</param>
/// <param name="DecimalMark">"." or ",".</param>
/// <param name="SkipRows">Title rows above the header.</param>
/// <param name="Sheet">Sheet of a spreadsheet; null: the first.</param>
/// <param name="Footer">Regular expression on a row's first cell: such rows are footers, not data.</param>
/// <param name="Records">JSON and XML: JMESPath to the array of records; null: the document is the array, or one record.</param>
/// <param name="Marks">Texts that stand for a reason instead of a value.</param>
public sealed record Format(
    string? Kind, string? Delimiter, string Encoding, string Quote, string DecimalMark, int SkipRows, string? Sheet, string? Footer, string? Records,
    IReadOnlyList<Mark> Marks)
{
    private static readonly string[] Kinds = ["csv", "tsv", "json", "ndjson", "parquet", "xlsx", "xls", "xml", "feed"];

    /// <summary>Reads the key <c>format</c>: a kind (<c>format: json</c>), or a kind with its options (<c>format: {csv: {delimiter: ";"}}</c>).</summary>
    public static Format Read(FrontMatter front)
    {
        var map = front.IsMap("format") ? front.Map("format") : null;
        if (map is null)
            return Read(front.Has("format") ? front.Choice("format", Kinds) : null, null);
        var kind = map.Keys.Count == 1 ? map.Keys[0] : "";
        if (!Kinds.Contains(kind))
        {
            front.Fault("format", $"'format' is '{string.Join(", ", map.Keys)}'; allowed: one of {string.Join(", ", Kinds)}, such as {{csv: {{delimiter: \",\"}}}}.");
            return Read(null, null);
        }
        var options = map.Map(kind);
        var format = Read(kind, options);
        options?.Finish();
        return format;
    }

    private static Format Read(string? kind, FrontMatter? options)
    {
        var (csv, sheet, json, parquet) = (kind is "csv" or "tsv", kind is "xlsx" or "xls", kind is "json" or "ndjson" or "xml", kind is "parquet");
        return new(
            Kind: kind is "tsv" ? "csv" : kind,
            Delimiter: csv ? One(options, "delimiter") ?? (kind is "tsv" ? "\t" : null) : null,
            Encoding: csv ? options?.Choice("encoding", ["utf-8", "utf-16", "windows-1252", "latin-1"], "utf-8") ?? "utf-8" : "utf-8",
            Quote: (csv ? One(options, "quote") : null) ?? "\"",
            DecimalMark: csv ? options?.Choice("decimal", [".", ","], ".") ?? "." : ".",
            SkipRows: csv || sheet ? options?.Whole("skip_rows", 0) ?? 0 : 0,
            Sheet: sheet ? options?.OptionalText("sheet") : null,
            Footer: (csv || sheet) && options is not null ? Source.ReadPattern(options, "footer") : null,
            Records: json ? options?.OptionalText("records") : null,
            Marks: parquet || options is null ? Mark.Usual : Mark.Read(options));
    }

    /// <summary>One character, which also keeps text that would end DuckDB's own quoting out.</summary>
    private static string? One(FrontMatter? options, string key)
    {
        var text = options?.OptionalText(key);
        if (text is not null && (text.Length != 1 || text[0] is '\n' or '\r' or '\0'))
            options!.Fault(key, $"'{key}' is '{text}'; allowed: one character, such as \",\".");
        return text;
    }
}

/// <summary>A text in a cell that stands for a reason instead of a value: <c>*</c>, <c>-</c>, <c>[c]</c>.</summary>
/// <param name="Text">The cell's whole text, trimmed.</param>
/// <param name="Status">suppressed, missing, not_offered or provisional.</param>
/// <param name="From">Least value it can stand for, or null.</param>
/// <param name="To">Greatest value it can stand for, or null.</param>
public sealed record Mark(string Text, string Status, long? From, long? To)
{
    /// <summary>
    /// The marks of the Government Analysis Function, read where a file's own marks do not say otherwise.
    /// </summary>
    /// <remarks>https://analysisfunction.civilservice.gov.uk/policy-store/symbols-in-tables-definitions-and-help/</remarks>
    public static readonly IReadOnlyList<Mark> Usual =
        [new("*", "suppressed", null, null), new("[c]", "suppressed", null, null), new("[x]", "missing", null, null), new("[z]", "not_offered", null, null)];

    private static readonly string[] Statuses = ["suppressed", "missing", "not_offered", "provisional"];

    /// <summary>Reads the key <c>marks</c> of a format: <c>{"*": {status: suppressed, from: 1, to: 4}, "-": missing}</c>; the usual ones follow.</summary>
    public static IReadOnlyList<Mark> Read(FrontMatter options)
    {
        var own = new List<Mark>();
        if (options.Map("marks") is { } marks)
            foreach (var text in marks.Keys)
                own.Add(marks.IsMap(text) ? ReadBounds(marks.Map(text)!, text) : new(text.Trim(), marks.Choice(text, Statuses), null, null));
        return [.. own, .. Usual.Where(usual => own.All(mark => mark.Text != usual.Text))];
    }

    private static Mark ReadBounds(FrontMatter map, string text)
    {
        var status = map.Choice("status", Statuses);
        long? from = map.Has("from") ? map.Whole("from", 0) : null;
        long? to = map.Has("to") ? map.Whole("to", 0) : null;
        if (from > to)
            map.Fault("from", $"'from' is {from} and 'to' is {to}; allowed: the least value the mark can stand for, then the greatest.");
        map.Finish();
        return new(text.Trim(), status, from, to);
    }
}
