using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcomes.Tests.Functions.Api;

/// <summary>Whether an answer of 200 does what its URL asks, as far as the two alone can tell: a wrong 200 is worse than a refusal.</summary>
internal static partial class Obeyed
{
    private static readonly string[] Known = ["filter", "orderby", "select", "top", "skip", "count", "format", "skiptoken", "apply"];
    private static readonly string[] Refused = ["expand", "search", "compute", "index", "schemaversion", "deltatoken", "levels", "id"];

    /// <summary>What of the URL was not obeyed; null: nothing can be held against the answer.</summary>
    public static string? Not(string url, Reply reply)
    {
        var parts = url.Split('?', 2);
        var path = parts[0].Trim('/');
        var all = Options(parts.Length > 1 ? parts[1] : "").ToArray();
        var options = all.Where(option => Known.Contains(option.Name)).ToArray();
        if (all.FirstOrDefault(option => option.Written[0] == '$' ? !Known.Contains(option.Name) : Refused.Contains(option.Name)).Written is { } unknown)
            return $"{unknown} is no option that is served";
        if (options.GroupBy(option => option.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return $"{twice.Key} is given twice";
        if (options.FirstOrDefault(option => option.Name != "format" && option.Value.Trim().Length == 0) is { Name: not null } empty)
            return $"{empty.Name} is empty";
        var given = options.ToDictionary(option => option.Name, option => option.Value);
        if (path.EndsWith("/$count", StringComparison.OrdinalIgnoreCase))
            return given.Keys.Except(["filter", "apply", "format"]).FirstOrDefault();
        if (path.Contains('('))
            return given.Keys.Except(["select", "format"]).FirstOrDefault();
        return path is "Outcomes" or "Services" or "Calendar" ? OfRows(given, reply.Json) : null;
    }

    private static string? OfRows(Dictionary<string, string> given, JsonElement json)
    {
        var rows = json.GetProperty("value").EnumerateArray().ToArray();
        var count = json.TryGetProperty("@odata.count", out var counted) ? counted.GetInt64() : (long?)null;
        if (given.TryGetValue("top", out var top) && rows.Length > long.Parse(top, System.Globalization.CultureInfo.InvariantCulture))
            return $"{rows.Length} rows came";
        if (string.Equals(given.GetValueOrDefault("count"), "true", StringComparison.OrdinalIgnoreCase) != count is not null)
            return "count is wrongly there or not there";
        if (count is not null && given.TryGetValue("skip", out var skip) && rows.Length > Math.Max(0, count.Value - long.Parse(skip, System.Globalization.CultureInfo.InvariantCulture)))
            return "skip was not obeyed";
        if (rows.Length > 0 && given.TryGetValue("select", out var select) && !select.Contains('*'))
        {
            var wanted = select.Split(',').Select(name => name.Trim().ToLowerInvariant()).Distinct().Order();
            var found = rows[0].EnumerateObject().Select(property => property.Name.ToLowerInvariant()).Where(name => !name.Contains('@')).Order();
            if (!wanted.SequenceEqual(found))
                return $"{string.Join(",", found)} came";
        }
        return given.TryGetValue("orderby", out var order) && First().Match(order) is { Success: true } by && !IsOrdered(rows, by.Groups[1].Value.ToLowerInvariant(), by.Groups[2].Value.Equals("desc", StringComparison.OrdinalIgnoreCase))
            ? "the rows are in another order" : null;
    }

    /// <summary>Nulls come before all values. Of text only days are looked at, whose order nobody disputes.</summary>
    private static bool IsOrdered(JsonElement[] rows, string name, bool isDescending)
    {
        if (rows.Length == 0 || !rows[0].TryGetProperty(name, out _))
            return true;
        var keys = rows.Select(row => row.GetProperty(name)).Select(value => value.ValueKind switch
        {
            JsonValueKind.Null => double.NegativeInfinity,
            JsonValueKind.Number => value.GetDouble(),
            _ => DateOnly.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var day) ? day.DayNumber : 0,
        }).ToArray();
        return keys.Zip(keys.Skip(1)).All(pair => isDescending ? pair.First >= pair.Second : pair.First <= pair.Second);
    }

    /// <summary>Name as written, without $ and in lower case; and value; both decoded. A fragment is no part of a query.</summary>
    private static IEnumerable<(string Written, string Name, string Value)> Options(string query) =>
        from part in query.Split('#')[0].Split('&')
        let at = part.IndexOf('=')
        let written = Uri.UnescapeDataString((at < 0 ? part : part[..at]).Replace('+', ' '))
        where written.Length > 0
        select (written, written.TrimStart('$').ToLowerInvariant(), at < 0 ? "" : Uri.UnescapeDataString(part[(at + 1)..].Replace('+', ' ')));

    [GeneratedRegex(@"^\s*(value|period|numerator|denominator|n|num|m|d)(?:\s+(asc|desc))?\s*(?:,|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex First();
}
