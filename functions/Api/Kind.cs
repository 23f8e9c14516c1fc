using System.Globalization;
using System.Numerics;

namespace Outcomes.Functions.Api;

/// <summary>The kinds of value a feed holds and an expression computes.</summary>
internal enum Kind
{
    /// <summary>The literal <c>null</c>.</summary>
    Null,
    /// <summary>BOOLEAN, Edm.Boolean.</summary>
    Truth,
    /// <summary>VARCHAR or ENUM, Edm.String.</summary>
    Text,
    /// <summary>BIGINT or INTEGER, Edm.Int64 or Edm.Int32.</summary>
    Whole,
    /// <summary>HUGEINT, what whole numbers add up to: Edm.Decimal without a fraction.</summary>
    Huge,
    /// <summary>DOUBLE, Edm.Double; also a number as it was written in a URL.</summary>
    Real,
    /// <summary>DECIMAL, Edm.Decimal.</summary>
    Exact,
    /// <summary>DATE, Edm.Date.</summary>
    Day,
    /// <summary>TIME, Edm.TimeOfDay.</summary>
    Clock,
    /// <summary>TIMESTAMP WITH TIME ZONE, Edm.DateTimeOffset.</summary>
    Instant,
}

/// <summary>The kind of each DuckDB type that a set may have, and how its values are written.</summary>
internal static class Kinds
{
    /// <summary>The types, as messages name them.</summary>
    public const string Allowed = "varchar, enum, bigint, integer, double, decimal, date, timestamptz, boolean";

    /// <summary>The kind of a column's type; null where the feed has none.</summary>
    public static Kind? Of(string type) => type switch
    {
        "VARCHAR" => Kind.Text,
        "BIGINT" or "INTEGER" => Kind.Whole,
        "DOUBLE" => Kind.Real,
        "DATE" => Kind.Day,
        "TIMESTAMP WITH TIME ZONE" => Kind.Instant,
        "BOOLEAN" => Kind.Truth,
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal) => Kind.Exact,
        _ => null,
    };

    /// <summary>The DuckDB type of a kind that an expression computes.</summary>
    public static string TypeOf(Kind kind) => kind switch
    {
        Kind.Truth => "BOOLEAN",
        Kind.Text => "VARCHAR",
        Kind.Whole => "BIGINT",
        Kind.Huge => "HUGEINT",
        Kind.Exact => "DECIMAL(38,18)",
        Kind.Day => "DATE",
        Kind.Clock => "TIME",
        Kind.Instant => "TIMESTAMP WITH TIME ZONE",
        _ => "DOUBLE",
    };

    /// <summary>Whether it is a number.</summary>
    public static bool IsNumber(this Kind kind) => kind is Kind.Whole or Kind.Huge or Kind.Real or Kind.Exact;

    /// <summary>Whether values of the two can be compared: numbers with numbers, days with instants, others with their own kind.</summary>
    public static bool IsComparable(this Kind kind, Kind other) =>
        kind == other || (kind.IsNumber() && other.IsNumber()) || (kind is Kind.Day or Kind.Instant && other is Kind.Day or Kind.Instant);

    /// <summary>A value as OData writes it in text: ISO 8601, INF and NaN, true and false.</summary>
    public static string Text(Kind kind, object value) => (kind, value) switch
    {
        (Kind.Day, DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (Kind.Clock, TimeOnly clock) => clock.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        (Kind.Instant, DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        (Kind.Real, double.PositiveInfinity) => "INF",
        (Kind.Real, double.NegativeInfinity) => "-INF",
        (Kind.Real, double real) => real.ToString("R", CultureInfo.InvariantCulture),
        (Kind.Huge, BigInteger huge) => huge.ToString(CultureInfo.InvariantCulture),
        (Kind.Truth, bool truth) => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
