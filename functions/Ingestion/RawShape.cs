using System.Globalization;
using System.Text.RegularExpressions;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// The SQL that a source's columns ask for: the table <c>typed</c>, one row for each row of the files, and the views over it.
/// The only place where the SQL of loading is put together.
/// </summary>
/// <param name="source">Whose columns are typed and marked.</param>
/// <param name="texts">Columns that stay text.</param>
/// <param name="typed">Columns with a type.</param>
internal sealed class RawShape(Source source, IReadOnlyList<string> texts, IReadOnlyList<TypedColumn> typed)
{
    private static readonly string[] Added = ["_file", "_row", "_as_at", "_number", "_state", "_faults", "_footer"];
    private readonly IReadOnlyList<Mark> marks = source.Format.Marks;

    /// <summary>Tells the columns of all files apart, and refuses those that cannot be one table with what is added to them.</summary>
    /// <exception cref="SourceException">A declared column is in no file, or two columns would have one name.</exception>
    public static RawShape Of(Source source, IReadOnlyList<PreparedFile> files, IReadOnlyList<string> columns, IReadOnlySet<string>? needed)
    {
        var declared = source.Columns.Where(column => !source.Personal.Contains(column.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        var lost = declared.Where(column => !columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase)).Select(column => column.Name).ToList();
        if (lost.Count > 0 && files.Any(file => file.Columns.Count > 0))
            throw new SourceException(source.Name, RawFaults.Lost(lost, columns, files));
        var reserved = Added.Concat(declared.SelectMany(column => Companions(column.Name))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var clash in columns.Where(column => reserved.Contains(column) || Regex.IsMatch(column, @"^_(text|value|mark)\d+$")))
            throw new SourceException(source.Name, $"the files have a column '{clash}', a name that is added to every raw table; rename it upstream, or list it under personal: to drop it.");
        var texts = columns.Where(column => declared.All(typed => !Same(typed.Name, column))).Where(column => needed is null || needed.Contains(column, StringComparer.OrdinalIgnoreCase));
        return new(source, texts.ToList(), declared);
    }

    /// <summary>The tables that loading fills.</summary>
    public string CreateTables()
    {
        var columns = texts.Select(text => $"{Duck.Name(text)} VARCHAR")
            .Concat(typed.Select(column => $"{Duck.Name(column.Name)} {RawTyping.Type(column)}"))
            .Concat(typed.Select((_, place) => $"_mark{N(place)} UTINYINT"))
            .Append("""_number UINTEGER, _state UTINYINT, _faults STRUCT("column" VARCHAR, text VARCHAR)[]""");
        return $"""
            create table typed({string.Join(", ", columns)});
            create table raw_files(number UINTEGER, path VARCHAR, first BIGINT);
            create table raw_rejects(number UINTEGER, row BIGINT, reason VARCHAR, text VARCHAR, footer BOOLEAN);
            create table quarantine(file VARCHAR, row BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR);
            """;
    }

    /// <summary>Appends a file's rows to <c>typed</c>.</summary>
    public string InsertRows(int number, string scan, IReadOnlyList<string> columns) => $"insert into typed {Rows(number, scan, columns)}";

    /// <summary>A file's rows, typed, in the columns of <c>typed</c>.</summary>
    /// <param name="number">0-based, in the order of the files.</param>
    /// <param name="scan">What follows FROM: the file as a table of text.</param>
    /// <param name="columns">The file's columns; others are null.</param>
    /// <remarks>With personal columns footers went while preparing: the first column may have gone with them.</remarks>
    private string Rows(int number, string scan, IReadOnlyList<string> columns)
    {
        string Text(string name) => columns.FirstOrDefault(column => Same(column, name)) is { } found ? Duck.Name(found) : "cast(null as VARCHAR)";
        var cells = texts.Select(text => $"{Text(text)} as {Duck.Name(text)}")
            .Concat(typed.Select((column, place) => $"{Text(column.Name)} as _text{N(place)}"))
            .Append(source.Format.Footer is null || source.Personal.Count > 0 ? "false as _footer" : $"regexp_matches(coalesce({Duck.Name(columns[0])}, ''), {Duck.Literal(source.Format.Footer)}) as _footer");
        var values = typed.Select((column, place) => $", {RawTyping.Value(column, source.Format, $"_text{N(place)}")} as _value{N(place)}");
        var reasons = typed.Select((column, place) => $", {RawTyping.Reason(column, marks, $"_text{N(place)}", $"_value{N(place)}")} as _mark{N(place)}");
        var failed = typed.Count == 0 ? "false" : string.Join(" or ", typed.Select((_, place) => $"_mark{N(place)} = 255"));
        var faults = typed.Select((column, place) => $$"""case when _mark{{N(place)}} = 255 then {'column': {{Duck.Literal(column.Name)}}, 'text': _text{{N(place)}}} end""");
        var output = texts.Select(Duck.Name)
            .Concat(typed.Select((column, place) => $"{(column.Type == "text" ? $"case when _mark{N(place)} = 0 then _value{N(place)} end" : $"_value{N(place)}")} as {Duck.Name(column.Name)}"))
            .Concat(typed.Select((_, place) => $"_mark{N(place)}"))
            .Append($"{N(number)} as _number, case when _footer then 2 when {failed} then 1 else 0 end as _state")
            .Append(typed.Count == 0 ? "null" : $"case when {failed} then list_filter([{string.Join(", ", faults)}], lambda fault: fault is not null) end as _faults");
        return $"""
            select {string.Join(", ", output)}
            from (select *{string.Concat(reasons)} from (select *{string.Concat(values)} from (select {string.Join(", ", cells)} from {scan})))
            """;
    }

    /// <summary>The view <c>located</c>, every row with its place, and the view <c>raw</c>, those that passed with their companions.</summary>
    /// <param name="files">In order: path, rowid of the first row, day taken.</param>
    /// <param name="skips">Whether rows of the files are missing from <c>typed</c>, so that places must be moved on.</param>
    public string CreateRaw(IReadOnlyList<(string Path, long First, DateOnly? AsAt)> files, bool skips)
    {
        string Pick(IEnumerable<string> list) => files.Count == 1 ? list.First() : $"([{string.Join(", ", list)}])[_number + 1]";
        var place = $"typed.rowid - {Pick(files.Select(file => N(file.First)))} + 1";
        var asAt = source.AsAt is null ? "" : $", {Pick(files.Select(file => $"DATE '{file.AsAt:yyyy-MM-dd}'"))} as _as_at";
        var from = skips ? $"typed asof left join raw_skips on _number = raw_skips.number and {place} >= raw_skips.since" : "typed";
        var row = skips ? $"{place} + coalesce(raw_skips.skipped, 0)" : place;
        var added = source.AsAt is null ? "_file, _row" : "_file, _row, _as_at";
        return $"""
            create view located as select typed.*, {Pick(files.Select(file => Duck.Literal(file.Path)))} as _file, {row} as _row{asAt} from {from};
            create view raw as select {RawColumns}, {added} from located where _state = 0;
            """;
    }

    /// <summary>The view <c>raw</c> of one file, read whenever it is asked, without <c>_row</c>: only <c>typed</c> knows which row stands where.</summary>
    /// <param name="file">Path and day taken.</param>
    /// <param name="scan">What follows FROM: the file as a table of text.</param>
    /// <param name="columns">The file's columns.</param>
    public string CreateDirect((string Path, DateOnly? AsAt) file, string scan, IReadOnlyList<string> columns)
    {
        var asAt = source.AsAt is null ? "" : $", DATE '{file.AsAt:yyyy-MM-dd}' as _as_at";
        return $"create view raw as select {RawColumns}, {Duck.Literal(file.Path)} as _file{asAt} from ({Rows(0, scan, columns)}) where _state = 0";
    }

    /// <summary>Sets aside the rows that failed, one row of quarantine for each cell that did.</summary>
    public string InsertQuarantine()
    {
        var reasons = typed.Count == 0 ? "null" : $"""case "column" {string.Concat(typed.Select(column => $"when {Duck.Literal(column.Name)} then {RawTyping.Fault(column)} "))} end""";
        return $"""
            insert into quarantine
            select _file, _row, "column", {reasons}, left(text, 1000)
            from (select _file, _row, unnest(_faults, recursive := true) from located where _state = 1)
            union all
            select path, row, null, reason, left(text, 1000) from raw_rejects join raw_files using (number) where not footer;
            """;
    }

    /// <summary>Columns that <c>raw</c> has of the files, and the companions of those typed.</summary>
    private string RawColumns => string.Join(", ", texts.Concat(typed.Select(column => column.Name)).Select(Column).Concat(typed.SelectMany(Companions)));

    /// <summary>The row of <c>each</c> that a page was asked for comes as JSON and is read as <c>_each.account</c>.</summary>
    private string Column(string name) => name == "_each" && source.Http is { EachColumns: { Count: > 0 } each }
        ? $"from_json(_each, {Duck.Literal($"{{{string.Join(", ", each.Select(column => $"{System.Text.Json.JsonSerializer.Serialize(column)}: \"VARCHAR\""))}}}")}) as _each"
        : Duck.Name(name);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string[] Companions(string name) => [$"{name}_status", $"{name}_low", $"{name}_high"];

    private IEnumerable<string> Companions(TypedColumn column, int place)
    {
        var (x, mark, names) = (Duck.Name(column.Name), $"_mark{N(place)}", Companions(column.Name));
        var isNumber = column.Type is "integer" or "decimal" or "percent";
        string Of(Func<Mark, string?> value) =>
            string.Concat(marks.Select((each, number) => value(each) is { } found ? $" when {N(number + 1)} then {found}" : ""));
        string Bound(Func<Mark, long?> value, string name) => isNumber && marks.Any(each => value(each) is not null)
            ? $"case {mark} when 0 then {x}{Of(each => value(each) is { } bound ? $"cast({N(bound)} as {RawTyping.Type(column)})" : null)} end as {Duck.Name(name)}"
            : $"{x} as {Duck.Name(name)}";
        return
        [
            $"case {mark} when 0 then if({x} is null, 'missing', 'ok'){Of(each => Duck.Literal(each.Status))} end as {Duck.Name(names[0])}",
            Bound(each => each.From, names[1]),
            Bound(each => each.To, names[2]),
        ];
    }

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);
}
