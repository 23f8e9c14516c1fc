using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Outcomes.Analytics;

/// <summary>Why a council's SELECT did not run, in words that say what to do: what was found, what is allowed. Never the content of rows.</summary>
public static partial class SelectFailure
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["INT8"] = "TINYINT",
        ["INT16"] = "SMALLINT",
        ["INT32"] = "INTEGER",
        ["INT64"] = "BIGINT",
        ["INT128"] = "HUGEINT",
        ["UINT8"] = "UTINYINT",
        ["UINT16"] = "USMALLINT",
        ["UINT32"] = "UINTEGER",
        ["UINT64"] = "UBIGINT",
        ["UINT128"] = "UHUGEINT",
        ["BOOL"] = "BOOLEAN",
    };

    /// <summary>The words for what DuckDB said.</summary>
    /// <param name="wrong">What it threw.</param>
    public static string Of(DuckDBException wrong)
    {
        if (FullDisk.IsOfSpilling(wrong))
            return "Its SELECT needs more memory than a publication has, and more room on disk for the rest than there is. Let it add up earlier or look back less far, or make room where the data folder lies.";
        var said = wrong.Message;
        if (!TellsOfValues(wrong))
            // Of a name that is not there DuckDB says in a line of its own which were meant.
            return string.Join(' ', said.Split('\n').Take(said.StartsWith("Binder Error", StringComparison.Ordinal) ? 2 : 1)).Trim();
        return Infinite().IsMatch(said)
                ? "Its SELECT divides by 0 in some row, and what comes of it is no number; allowed: a number or null. Write 'a / nullif(b, 0)', which is null where b is 0, or give a and b as numerator and denominator and let the product divide."
            : Overflow().IsMatch(said) || TooLarge().IsMatch(said)
                ? $"Its SELECT gives a number that is too large for {TypeOf(said) ?? "its type"}; allowed: within the range of the type. Widen it before it is added or multiplied, as in 'sum(x::hugeint)' or 'x::decimal(38, 4)', or look whether a source gives it in another unit."
            : Unparsed().IsMatch(said)
                ? "Its SELECT reads dates by a format that some row does not have; allowed: that format or null. Write 'try_strptime(x, …)', which is null elsewhere, or give the source's column its type in columns:."
            : Uncast().IsMatch(said) && TypeOf(said) is "UTINYINT"
                ? $"Its SELECT takes a text for one of a list of words, and in some row it is none of them; allowed: the list's (a status is one of {string.Join(", ", Dataset.Statuses)}), or null. Write 'case' over what the rows have."
            : Uncast().IsMatch(said)
                ? $"Its SELECT takes a text for {Article(TypeOf(said) ?? "another type")} that in some row is none; allowed: a text that is one, or null. Write 'try_cast(x as {TypeOf(said) ?? "…"})', which is null elsewhere, or give the source's column its type in columns:."
            : Several().IsMatch(said)
                ? "Its SELECT uses a subquery as a value that gives several rows; allowed: one row or none. Write 'max(…)' or 'any_value(…)' in it, or join it instead."
            : $"Its SELECT cannot do with what some row holds ({said.Split(':')[0]}; the rest may be the row's and is not repeated). Write 'try(…)' around what may fail, which is null there, and run 'preview' again.";
    }

    /// <summary>Whether DuckDB's own words may hold what stands in a row. What a SELECT is made of is the council's own.</summary>
    /// <param name="wrong">What it threw.</param>
    public static bool TellsOfValues(DuckDBException wrong) => wrong.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange or DuckDBErrorType.InvalidInput;

    /// <summary>The first line of DuckDB's own words, without what they quote.</summary>
    /// <param name="wrong">What it threw.</param>
    public static string WithoutValues(DuckDBException wrong) =>
        wrong.Message.Split('\n')[0] is var said && TellsOfValues(wrong) ? Quotes().Replace(said, "…") : said;

    private static string Article(string type) => type is "another type" ? type : $"{(type[0] is 'I' or 'U' ? "an" : "a")} {type}";

    /// <summary>A type's name is no content: it is the last word of its form that stands outside quotes.</summary>
    private static string? TypeOf(string said) =>
        said.Contains("invalid date", StringComparison.Ordinal) ? "DATE"
        : said.Contains("invalid timestamp", StringComparison.Ordinal) ? "TIMESTAMP"
        : Named().Matches(Quotes().Replace(said.Split('\n')[0], "")) is { Count: > 0 } found ? Types.GetValueOrDefault(found[^1].Value, found[^1].Value) : null;

    [GeneratedRegex(@"with value -?(inf|nan)\b|^\w+ Error: (Could not cast value |Casting value ""?)-?(inf|nan)\b|[Dd]ivision by zero")]
    private static partial Regex Infinite();

    [GeneratedRegex(@"Overflow in |SUM is out of range|out of range!")]
    private static partial Regex Overflow();

    [GeneratedRegex(@"because the value is out of range|Casting value .* failed: value is out of range|Could not cast value -?[\d.]+ to ", RegexOptions.Singleline)]
    private static partial Regex TooLarge();

    [GeneratedRegex(@"according to format specifier|Could not parse string", RegexOptions.Singleline)]
    private static partial Regex Unparsed();

    [GeneratedRegex(@"Could not convert string|invalid (date|time|timestamp|interval)|Failed to cast|Could not cast", RegexOptions.Singleline)]
    private static partial Regex Uncast();

    [GeneratedRegex("More than one row returned by a subquery")]
    private static partial Regex Several();

    [GeneratedRegex(@"\b(U?INT(8|16|32|64|128)|BOOL|FLOAT|DOUBLE|DATE|TIME|TIMESTAMP|INTERVAL|UUID|ENUM|DECIMAL\(\d+, ?\d+\))(?=[\s!.)]|$)")]
    private static partial Regex Named();

    [GeneratedRegex("""'.*'|".*" """)]
    private static partial Regex Quotes();
}
