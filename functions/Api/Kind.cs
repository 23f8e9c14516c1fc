namespace Outcomes.Functions.Api;

/// <summary>The kinds of value a feed holds and a filter compares.</summary>
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
    /// <summary>DOUBLE, Edm.Double; also a number as it was written in a URL.</summary>
    Real,
    /// <summary>DECIMAL, Edm.Decimal.</summary>
    Exact,
    /// <summary>DATE, Edm.Date.</summary>
    Day,
    /// <summary>TIMESTAMP WITH TIME ZONE, Edm.DateTimeOffset.</summary>
    Instant,
}

/// <summary>The kind of each DuckDB type that a set may have.</summary>
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
}
