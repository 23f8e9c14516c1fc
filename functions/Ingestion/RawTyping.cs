using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>
/// The SQL that turns the text of a cell into a value. Every expression is null for text that is not of the type; a cell is never guessed at.
/// </summary>
/// <remarks>
/// The common spelling is tried first with a cast that DuckDB is quick at, and only what that refuses meets a regular expression: a cast
/// alone would round 12.7 to 13 and read 0x10 and 1_0 as numbers. Two characters from 0 on have no room for that: most counts are so short.
/// </remarks>
internal static class RawTyping
{
    /// <summary>Decimals keep eight places; pandas and Excel write more than are meant.</summary>
    private const string Decimal = "DECIMAL(28,8)";

    /// <summary>Tried first: DuckDB reads text into 64 bits ten times as fast as into 128.</summary>
    private const string SmallDecimal = "DECIMAL(18,8)";

    /// <summary>DuckDB's name of the type a column's values have.</summary>
    public static string Type(TypedColumn column) => column.Type switch
    {
        "integer" => "BIGINT",
        "decimal" or "percent" => Decimal,
        "date" => "DATE",
        "datetime" => "TIMESTAMP",
        "duration" => "INTERVAL",
        "boolean" => "BOOLEAN",
        _ => "VARCHAR",
    };

    /// <summary>The value of the cell whose text is <paramref name="text"/>, an SQL expression.</summary>
    public static string Value(TypedColumn column, Format format, string text) => column.Type switch
    {
        "integer" => Integer(format, text),
        "decimal" => Number(format, text),
        "percent" => $"cast({Number(format, $"regexp_replace({text}, '\\s*%\\s*$', '')")} * 0.01 as {Decimal})",
        "date" when column.Format is { } pattern => $"cast(try_strptime(trim({text}), {Duck.Literal(pattern)}) as DATE)",
        "date" => Date(text),
        "datetime" when column.Format is { } pattern => DateTime(pattern, text),
        "datetime" => DateTime(text),
        "duration" => Duration(text),
        "boolean" => $"case when lower(trim({text})) in ('true', 't', 'yes', 'y', '1') then true when lower(trim({text})) in ('false', 'f', 'no', 'n', '0') then false end",
        _ => text,
    };

    /// <summary>
    /// Why the cell has no value: 0 it has one, or is empty; a mark's number; 255 its text is not of the type. Marks are looked for only
    /// where the cast failed, except in text, which never fails.
    /// </summary>
    public static string Reason(TypedColumn column, IReadOnlyList<Mark> marks, string text, string value)
    {
        var empty = marks.TakeWhile(mark => mark.Text.Length > 0).Count() + 1;
        var cases = string.Concat(marks.Select((mark, place) => mark.Text.Length == 0 ? "" : $" when {Duck.Literal(mark.Text)} then {Number(place + 1)}"));
        var ofEmpty = empty <= marks.Count ? empty : 0;
        var hasValue = column.Type == "text" ? "" : $"when {value} is not null then 0 ";
        var otherwise = column.Type == "text" ? 0 : 255;
        return $"cast(case {hasValue}when {text} is null or trim({text}) = '' then {Number(ofEmpty)} else case trim({text}){cases} else {Number(otherwise)} end end as UTINYINT)";
    }

    /// <summary>Why a text that failed is not of the column's type: an SQL expression over the variable <c>text</c>.</summary>
    public static string Fault(TypedColumn column)
    {
        var allowed = column.Type switch
        {
            "integer" => "not a whole number, such as 1234 or 1,234",
            "decimal" => "not a number, such as 1234.5 or £1,234.50",
            "percent" => "not a percentage, such as 47% or 4.31",
            "date" => $"not a day that exists, written {column.Format ?? "YYYY-MM-DD"}",
            "datetime" => $"not a time that exists, written {column.Format ?? "YYYY-MM-DD hh:mm:ss"}",
            "duration" => "not a duration, such as 1:02:03, 2:03, 123 or PT2M3S",
            "boolean" => "not yes or no; allowed: true, false, yes, no, y, n, 1, 0",
            _ => "not text",
        };
        var otherwise = Duck.Literal(allowed);
        return column.Type switch
        {
            "integer" => $"case when regexp_full_match(trim(text), '[+-]?[\\d, ]+') and length(regexp_replace(text, '\\D', '', 'g')) > 18 "
                + "then 'out of range: whole numbers lie within ±9,223,372,036,854,775,807' "
                + $"when try_cast(text as DOUBLE) is not null then 'not a whole number: fractions are refused; declare the column as decimal' else {otherwise} end",
            "decimal" or "percent" => $"case when isfinite(try_cast(text as DOUBLE)) then 'out of range: numbers have at most 20 digits before the point' else {otherwise} end",
            "date" or "datetime" when column.Format is null => $"case when regexp_matches(text, '^\\s*\\d{{4}}-\\d\\d-\\d\\d') then {otherwise} else "
                + $"{Duck.Literal($"{allowed}; where the file writes it another way, say how, such as columns: {{{column.Name}: {{{column.Type}: \"%d/%m/%Y{(column.Type is "date" ? "" : " %H:%M")}\"}}}}")} end",
            _ => otherwise,
        };
    }

    private static string Integer(Format format, string text)
    {
        var (point, group) = Marks(format.DecimalMark);
        var shape = $@"[+-]?(\d{{1,3}}({group}\d{{3}})+|\d+)({point}0*)?";
        var trimmed = $"trim({text}, {Duck.Literal(" \t\n\v\f\r")})"; // what a cast passes over
        var plain = $"regexp_replace(regexp_replace({trimmed}, '{point}0*$', ''), '{group}', '', 'g')";
        return $"case when strlen({text}) <= 2 and {text} >= '0' then try_cast({text} as BIGINT) "
            + $"when cast(try_cast({text} as BIGINT) as VARCHAR) = {text} then try_cast({text} as BIGINT) "
            + $"when regexp_full_match({trimmed}, '{shape}') then try_cast({plain} as BIGINT) end";
    }

    private static string Number(Format format, string text)
    {
        var (point, group) = Marks(format.DecimalMark);
        var shape = $@"[+-]?\s?[£$€]?\s?[+-]?(\d{{1,3}}({group}\d{{3}})+|\d*)({point}\d*)?([eE][+-]?\d+)?";
        var plain = $"replace(regexp_replace(trim({text}), '[£$€\\s]|{group}', '', 'g'), {Duck.Literal(format.DecimalMark)}, '.')";
        var spelled = $"when regexp_full_match(trim({text}), '{shape}') then try_cast({plain} as {Decimal}) end";
        return format.DecimalMark == "." ? $"case when try_cast({text} as {SmallDecimal}) is not null then cast(try_cast({text} as {SmallDecimal}) as {Decimal}) {spelled}" : $"case {spelled}";
    }

    /// <summary>Regular expressions of the decimal mark and of what may stand between thousands: the other mark, or a space, also a hard or narrow one.</summary>
    private static (string Point, string Group) Marks(string decimalMark) =>
        decimalMark == "," ? (",", @"[.\x{A0}\x{202F} ]") : (@"\.", @"[,\x{A0}\x{202F} ]");

    private static string Date(string text) =>
        $"case when strlen({text}) = 10 then try_cast({text} as DATE) "
        + $"when regexp_full_match(trim({text}), '\\d{{4}}-\\d\\d-\\d\\d([T ]00:00(:00(\\.0*)?)?)?') then try_cast(left(trim({text}), 10) as DATE) end";

    private static string DateTime(string text) =>
        $"case when strlen({text}) = 19 and {text}[17] = ':' then try_cast({text} as TIMESTAMP) "
        + $"when regexp_full_match(trim({text}), '\\d{{4}}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d*)?)?)?') then try_cast(replace(trim({text}), ',', '.') as TIMESTAMP) "
        + $"when regexp_full_match(trim({text}), '\\d{{4}}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d*)?)? ?(Z|[+-]\\d\\d(:?\\d\\d)?)') "
        + $"then timezone('Europe/London', try_cast(regexp_replace(regexp_replace(replace(trim({text}), ',', '.'), '([+-]\\d\\d)(\\d\\d)$', '\\1:\\2'), '^(.{{13}}:\\d\\d) ?([Z+-])', '\\1:00\\2') as TIMESTAMPTZ)) end";

    /// <summary>With an offset in the pattern the result is an instant, told in the council's own time.</summary>
    private static string DateTime(string pattern, string text)
    {
        var parsed = $"try_strptime(trim({text}), {Duck.Literal(pattern)})";
        return pattern.Contains("%z", StringComparison.OrdinalIgnoreCase) ? $"timezone('Europe/London', {parsed})" : parsed;
    }

    private static string Duration(string text) =>
        $"case when regexp_full_match(trim({text}), '(\\d+:)?[0-5]?\\d:[0-5]?\\d(\\.\\d+)?|\\d+:[0-5]\\d|\\d+(\\.\\d+)?') "
        + $"then to_microseconds(cast(round(1e6 * list_reduce(list_transform(string_split(trim({text}), ':'), lambda part: try_cast(part as DOUBLE)), lambda sum, part: sum * 60 + part)) as BIGINT)) "
        + $"when regexp_full_match(trim({text}), 'P(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?') and trim({text}) ~ '.*\\d[DHMS]' "
        + $"then to_microseconds(cast(round(1e6 * ({IsoPart(text, "D", 86400)} + {IsoPart(text, "H", 3600)} + {IsoPart(text, "M", 60)} + {IsoPart(text, "S", 1)})) as BIGINT)) end";

    private static string IsoPart(string text, string letter, int seconds) =>
        $"{Number(seconds)} * coalesce(try_cast(nullif(regexp_extract({text}, '([\\d.]+){letter}', 1), '') as DOUBLE), 0)";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
