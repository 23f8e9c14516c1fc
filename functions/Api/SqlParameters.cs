using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using DuckDB.NET.Native;

namespace Outcomes.Functions.Api;

/// <summary>The values of one request's SQL, by the names its text refers to them by.</summary>
internal sealed partial class SqlParameters
{
    private readonly List<object> values = [];

    /// <summary>A new parameter of that value. DuckDB would cast one to the type of what it is compared with, so wider numbers say their own.</summary>
    public string Add(object value)
    {
        values.Add(value);
        var type = value switch { BigInteger => "::hugeint", decimal => "::decimal(36, 18)", _ => "" };
        return $"$p{values.Count - 1}{type}";
    }

    /// <summary>Those a statement refers to.</summary>
    public IEnumerable<(string Name, object Value)> Of(string sql) => Name().Matches(sql)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Select(i => ($"p{i}", values[i]));

    /// <summary>Gives a statement the values that it refers to.</summary>
    public void Bind(DuckDBPreparedStatement statement, string sql)
    {
        foreach (var (name, value) in Of(sql))
            if (NativeMethods.PreparedStatements.DuckDBBindParameterIndex(statement, out var index, name) != DuckDBState.Success || Bind(statement, index, value) != DuckDBState.Success)
                throw new InvalidOperationException($"The parameter {name} could not be given to a statement.");
    }

    private static DuckDBState Bind(DuckDBPreparedStatement statement, int index, object value)
    {
        switch (value)
        {
            case string text:
                return NativeMethods.PreparedStatements.DuckDBBindVarchar(statement, index, text);
            case bool truth:
                return NativeMethods.PreparedStatements.DuckDBBindBoolean(statement, index, truth);
            case int whole:
                return NativeMethods.PreparedStatements.DuckDBBindInt32(statement, index, whole);
            case long whole:
                return NativeMethods.PreparedStatements.DuckDBBindInt64(statement, index, whole);
            case BigInteger huge:
                return NativeMethods.PreparedStatements.DuckDBBindHugeInt(statement, index, new(huge));
            case double real:
                return NativeMethods.PreparedStatements.DuckDBBindDouble(statement, index, real);
            case decimal exact: // its cast reads it
                return NativeMethods.PreparedStatements.DuckDBBindVarchar(statement, index, exact.ToString(CultureInfo.InvariantCulture));
            case DateOnly day:
                return NativeMethods.PreparedStatements.DuckDBBindDate(statement, index, new() { Days = day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber });
            case TimeOnly clock:
                return NativeMethods.PreparedStatements.DuckDBBindTime(statement, index, new() { Micros = clock.Ticks / TimeSpan.TicksPerMicrosecond });
            case DateTimeOffset instant:
                using (var bound = NativeMethods.Value.DuckDBCreateTimestampTz(new() { Micros = (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond }))
                    return NativeMethods.PreparedStatements.DuckDBBindValue(statement, index, bound);
            default:
                throw new InvalidOperationException($"A statement takes no {value.GetType().Name}.");
        }
    }

    [GeneratedRegex(@"\$p(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
