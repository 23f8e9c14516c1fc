using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>A typed column of a dataset or of a published set.</summary>
/// <param name="Name">snake_case, as in the <c>create table</c>.</param>
/// <param name="Type">DuckDB's name of the type, such as <c>BIGINT</c>, <c>DATE</c>, <c>DECIMAL(18,4)</c>; text with allowed words is <c>VARCHAR</c> here.</param>
/// <param name="Description">What it holds, from the comment beside it.</param>
/// <param name="Unit">Its unit, from the brackets at the end of that comment, or null.</param>
/// <param name="Allowed">The words an ENUM column allows; empty where any text is allowed.</param>
/// <param name="Nullable">false where the table says <c>not null</c>.</param>
public sealed record Column(string Name, string Type, string Description, string? Unit, IReadOnlyList<string> Allowed, bool Nullable = true)
{
    /// <summary>Whether the column is a count or an amount, which may have bounds (<c>x_low</c>, <c>x_high</c>) and a reason for its nulls (<c>x_status</c>).</summary>
    public bool IsNumber => Type is "BIGINT" or "DOUBLE" || Type.StartsWith("DECIMAL", StringComparison.Ordinal);
}

/// <summary>
/// A contract for rows: typed columns with units, the key, the month column, disclosure class and retention. One <c>.sql</c> file:
/// front matter and one <c>create table</c>, each column with a comment <c>-- description [unit]</c>.
/// </summary>
/// <remarks>
/// Every dated dataset also has <c>grain</c> (day, week or month: the span a row covers; the last part of its key) and <c>status</c>
/// (why the nulls in the row are null). They are added here, so that no file repeats them.
/// </remarks>
public sealed partial record Dataset
{
    /// <summary>The spans a row may cover.</summary>
    public static readonly IReadOnlyList<string> Grains = ["day", "week", "month"];

    /// <summary>Why a figure is or is not there, the mildest first: of several, the last wins.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["ok", "provisional", "stale", "missing", "not_offered", "suppressed"];

    /// <summary>Key columns that may be null, meaning that the source does not break its rows down by them.</summary>
    private static readonly HashSet<string> Dimensions = new(StringComparer.Ordinal)
        { "service", "area", "channel", "platform", "reason", "subtype", "reference", "referral", "audience", "page_group", "geofence" };

    /// <summary>File name, which is also the lake folder and the name SQL knows it by.</summary>
    public required string Name { get; init; }

    /// <summary>The defining file, as messages name it.</summary>
    public required string File { get; init; }

    /// <summary>What the rows are, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Key columns; for a dated dataset the last is <c>grain</c>.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The column whose month partitions the lake, or null for undated data, which lies in <c>month=all</c>.</summary>
    public required string? Month { get; init; }

    /// <summary>person_count, event_count or none: how figures made from it are protected when published.</summary>
    public required string Disclosure { get; init; }

    /// <summary>How long rows are kept, in months; null: for as long as the council keeps the lake.</summary>
    public required int? RetentionMonths { get; init; }

    /// <summary>Columns whose values must be in their ENUM or reference set; others only warn.</summary>
    public required IReadOnlyList<string> Strict { get; init; }

    /// <summary>For reference data supplied by several sources: which source wins, first to last; empty: a key from two sources fails a check.</summary>
    public required IReadOnlyList<string> Precedence { get; init; }

    /// <summary>All columns in file order; for a dated dataset <c>grain</c> and <c>status</c> come last.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Whether rows have a day, and so coverage, gaps and a month.</summary>
    public bool IsDated => Month is not null;

    /// <summary>The column of that name, or null.</summary>
    public Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Whether a key column may be null, meaning "this source does not break it down". A whole key may not: <c>areas</c> is about areas.</summary>
    public bool MayBeNull(string keyColumn) =>
        (Dimensions.Contains(keyColumn) && Key.Count > 1) || (Name, keyColumn) is ("resources", "account" or "campaign") or ("unit_costs", "role");

    /// <summary>
    /// Whether a SELECT may name this column: one of <see cref="Columns"/>, or the bounds <c>x_low</c> and <c>x_high</c> of a number x.
    /// </summary>
    public bool Accepts(string name) => Column(name) is not null || BoundOf(name) is not null;

    /// <summary>The number column whose bound <paramref name="name"/> is (<c>members</c> for <c>members_low</c>), or null.</summary>
    public Column? BoundOf(string name) =>
        BoundName().Match(name) is { Success: true } bound && Column(name) is null && Column(bound.Groups[1].Value) is { IsNumber: true } number ? number : null;

    /// <summary>Reads a dataset file, or a published set's. Faults are added; null where the table cannot be read.</summary>
    public static Dataset? Read(SqlFile file, ICollection<Fault> faults)
    {
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var month = front.Text("month");
        var dated = month is not ("none" or "");
        var retention = front.OptionalText("retention");
        var key = front.List("key");
        var (title, disclosure) = (front.Text("title"), front.Choice("disclosure", ["person_count", "event_count", "none"]));
        var (strict, precedence) = (front.List("strict"), front.List("precedence"));
        int? months = retention is null or "forever" ? null
            : retention.EndsWith('m') && int.TryParse(retention[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        if (months == 0)
            front.Fault("retention", $"'retention' is '{retention}'; allowed: months, one or more, written like 84m, or forever.");
        front.Finish();

        if (ReadColumns(file, faults) is not { } columns)
            return null;
        if (dated)
            columns =
            [
                .. columns,
                new("grain", "VARCHAR", "The span the row covers", null, Grains),
                new("status", "VARCHAR", "Why the nulls in the row are null", null, Statuses),
            ];
        foreach (var missing in key.Concat(dated ? [month] : []).Where(name => columns.All(column => column.Name != name)).Distinct())
            front.Fault("key", $"'{missing}' is not a column of the table; its columns: {string.Join(", ", columns.Select(column => column.Name))}.");
        if (key.Count == 0)
            front.Fault("key", "'key' is missing: the columns that tell one row from another, such as [service, date].");
        return new()
        {
            Name = file.Name,
            File = file.ShownPath,
            Title = title,
            Key = dated ? [.. key, "grain"] : key,
            Month = dated ? month : null,
            Disclosure = disclosure,
            RetentionMonths = months,
            Strict = strict,
            Precedence = precedence,
            Columns = columns,
        };
    }

    private static IReadOnlyList<Column>? ReadColumns(SqlFile file, ICollection<Fault> faults)
    {
        List<(string Name, string Type, bool Nullable, IReadOnlyList<string> Words)> made;
        try
        {
            made = Duck.Reading(duck => Made(duck, file));
        }
        catch (DuckDBException wrong)
        {
            faults.Add(new(file.ShownPath, file.SqlLine, $"The table cannot be made: {wrong.Message.Split('\n')[0]} Allowed: one 'create table {file.Name} (…)'."));
            return null;
        }
        var lines = file.Sql.Split('\n');
        var columns = new List<Column>();
        foreach (var (name, type, nullable, words) in made)
        {
            var comment = lines.Select(line => ColumnLine().Match(line)).FirstOrDefault(match => match.Success && match.Groups["name"].Value == name);
            if (comment is null)
                faults.Add(new(file.ShownPath, file.SqlLine, $"Column '{name}' has no comment; write '{name} {type}, -- description [unit]'."));
            var unit = comment?.Groups["unit"] is { Success: true } brackets ? brackets.Value : null;
            columns.Add(new(name, words.Count > 0 ? "VARCHAR" : type, comment?.Groups["text"].Value.Trim() ?? "", unit, words, nullable));
        }
        if (columns.Count == 0)
            faults.Add(new(file.ShownPath, file.SqlLine, $"No table '{file.Name}' is made; the table has the file's name."));
        return columns.Count == 0 ? null : columns;
    }

    /// <summary>Makes the table, asks DuckDB what it is, and takes it back.</summary>
    private static List<(string Name, string Type, bool Nullable, IReadOnlyList<string> Words)> Made(DuckDBConnection duck, SqlFile file)
    {
        duck.Run("begin transaction");
        duck.Run(file.Sql);
        // What describes all columns there are would bind every view of the catalogue first.
        var columns = duck.One<long>("select count(*) from duckdb_tables() where table_name = $table", ("table", file.Name)) == 0 ? [] : duck.Rows(
            $"select column_name, column_type, \"null\" = 'YES' from (describe {Duck.Name(file.Name)})",
            row => (Name: row.GetString(0), Type: row.GetString(1), Nullable: row.GetBoolean(2)));
        var made = columns.ConvertAll(column => (column.Name, column.Type, column.Nullable, (IReadOnlyList<string>)(
            column.Type.StartsWith("ENUM", StringComparison.Ordinal)
                ? duck.Rows($"select unnest(enum_range(null::{column.Type}))::varchar", row => row.GetString(0))
                : [])));
        duck.Run("rollback");
        return made;
    }

    [GeneratedRegex(@"^(.+)_(?:low|high)$")]
    private static partial Regex BoundName();

    [GeneratedRegex(@"^\s*""?(?<name>\w+)""?\s+.*?--\s*(?<text>.*?)(?:\s*\[(?<unit>[^\]]+)\])?\s*$")]
    private static partial Regex ColumnLine();
}
