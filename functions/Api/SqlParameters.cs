using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

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

    [GeneratedRegex(@"\$p(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
